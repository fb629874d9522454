import { useState } from 'react';
import { Button, Checkbox, Drawer, Input, InputNumber, Select, Switch } from 'antd';
import { PlusOutlined } from '@ant-design/icons';
import { giftRuleInput, giftRuleStates, listGiftRules, readReviewRules, saveGiftRuleAct, type GiftRuleRow } from '../../../../src/chapters/sales/contract.ts';
import { formatYuan } from '../../../../src/kernel/money.ts';
import { words } from '../../../../src/kernel/words.ts';
import type { Column } from '../../../ui/data-table.tsx';
import { EditorForm, Field, YuanInput } from '../../../ui/editor-form.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { InstantInput } from '../../../ui/instant-input.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { now } from '../../../ui/now.ts';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Money, When } from '../../../ui/values.tsx';
import { useRefused } from '../../../ui/rights.ts';
import { RefusedButton } from '../../../ui/act-button.tsx';
import { SkuBox } from './entry/sku-box.tsx';

function Condition({ r }: { r: GiftRuleRow }) {
  const t = useT();
  return <span className="dz-cut">{r.minAmountFen > 0 && <>{t('满', 'from')} {formatYuan(r.minAmountFen)} </>}{r.skuCode !== null && <>{t('买', 'buys')} {r.skuCode} × {r.minQuantity} </>}{r.eachTime && <span className="dz-2">{t('每满一次', 'each time')}</span>}</span>;
}
function State({ r }: { r: GiftRuleRow }) {
  const { tw } = useLanguage();
  return <span className={r.state === 'in-force' ? 'dz-kept' : 'dz-2'}>{tw(giftRuleStates[r.state])}</span>;
}
function Where({ r }: { r: GiftRuleRow }) {
  const t = useT();
  return <span className="dz-cut">{r.storeId === null ? t('全部店铺', 'Every store') : (r.storeName ?? '—')}</span>;
}

const columns: Column<GiftRuleRow>[] = [
  { key: 'name', title: words('规则', 'Rule'), width: 'minmax(140px, 1fr)', fixed: true, render: (r) => <b className="dz-cut">{r.name}</b> },
  { key: 'state', title: words('状态', 'State'), width: 90, render: (r) => <State r={r} /> },
  { key: 'when', title: words('条件', 'Condition'), width: 'minmax(160px, 1fr)', render: (r) => <Condition r={r} /> },
  { key: 'gift', title: words('赠品', 'Gift'), width: 'minmax(160px, 1fr)', render: (r) => <span className="dz-cut" title={r.giftTitle ?? undefined}><IdTag value={r.giftCode} /> × {r.giftQuantity}</span> },
  { key: 'given', title: words('已送 / 限量', 'Given / limit'), width: 120, align: 'right', render: (r) => <span className="dz-num">{r.given}{r.quota === null ? '' : ` / ${r.quota}`}</span> },
  { key: 'kept', title: words('留下扣款', 'Kept costs'), width: 110, align: 'right', render: (r) => <Money fen={r.keptPriceFen} /> },
  { key: 'store', title: words('店铺', 'Store'), width: 140, render: (r) => <Where r={r} /> },
  { key: 'from', title: words('自', 'From'), width: 130, sort: 'down', render: (r) => <When at={r.startsAt} /> },
  { key: 'to', title: words('至', 'To'), width: 130, render: (r) => <When at={r.endsAt} /> },
];
const filters: Filter[] = [{ key: 'state', kind: 'choice', many: true, pinned: true, title: words('状态', 'State'), options: Object.entries(giftRuleStates).map(([value, w]) => ({ value, words: w })) }];

/** Finds the article; only its code is kept. */
function Code({ value, onChange, optional }: { value?: string | null; onChange?: (code: string | null) => void; optional?: boolean }) {
  const t = useT();
  return (
    <>
      {value && <p style={{ margin: '0 0 4px' }}><IdTag value={value} /> {optional && <Button size="small" type="link" onClick={() => onChange?.(null)}>{t('不限商品', 'Any goods')}</Button>}</p>}
      <SkuBox warehouse={null} label={t('查找商品', 'Find an article')} hint={t('编码、名称或拼音，回车选定', 'Code, name or pinyin; Enter takes it')} onChoose={(sku) => onChange?.(sku.code)} />
    </>
  );
}
const Amount = ({ value, onChange, label }: { value?: number | null; onChange?: (fen: number | null) => void; label: string }) => <YuanInput {...(value === null || value === undefined ? {} : { value })} label={label} onChange={(fen) => onChange?.(fen ?? null)} />;
const On = ({ value, onChange, id }: { value?: boolean; onChange?: (on: boolean) => void; id?: string }) => <Switch {...(id ? { id } : {})} checked={value ?? false} {...(onChange ? { onChange } : {})} />;
const Tick = ({ value, onChange, children }: { value?: boolean; onChange?: (on: boolean) => void; children: string }) => <Checkbox checked={value ?? false} onChange={(e) => onChange?.(e.target.checked)}>{children}</Checkbox>;
const At = ({ value, onChange }: { value?: number | null; onChange?: (at: number | null) => void }) => <InstantInput {...(value === null || value === undefined ? {} : { value })} onChange={(at) => onChange?.(at ?? null)} />;

function RuleForm({ of: r, onClose }: { of: GiftRuleRow | null; onClose: () => void }) {
  const t = useT();
  const save = useAct(saveGiftRuleAct);
  const stores = useRead(readReviewRules, {}).data?.open ?? [];
  const fresh = { storeId: null, startsAt: now(), endsAt: null, minAmountFen: 0, skuCode: null, minQuantity: 1, giftQuantity: 1, eachTime: false, keptPriceFen: null, quota: null, active: true };
  const initial = r ? Object.fromEntries(Object.keys(giftRuleInput.shape).map((k) => [k, r[k as keyof GiftRuleRow]])) : fresh;
  return (
    <EditorForm schema={giftRuleInput} initial={initial} onCancel={onClose} onSave={async (rule) => {
      await save.run({ body: { id: r?.id ?? null, version: r?.version ?? 0, rule } });
      onClose();
    }}>
      {r !== null && r.given > 0 && <p className="dz-2">{t('这条规则已经送出赠品：店铺、开始时间、条件和赠品不能再改，要改请停用后另建一条。', 'The rule has given gifts: its store, beginning, condition and gift stay. To change them, switch it off and make a new one.')}</p>}
      <Field name="name" label={t('名称', 'Name')}><Input maxLength={80} placeholder={t('满 200 送收纳袋', 'Storage bag from 200')} /></Field>
      <Field name="storeId" label={t('店铺', 'Store')}><Select options={[{ value: null as string | null, label: t('全部店铺', 'Every store') }, ...stores.map((s) => ({ value: s.id as string | null, label: s.name }))]} /></Field>
      <Field name="startsAt" label={t('自（按付款时间）', 'From (by when it is paid)')}><At /></Field>
      <Field name="endsAt" label={t('至（空为长期，该时刻起不再赠送）', 'Until (empty = open; from then on no more)')}><At /></Field>
      <Field name="minAmountFen" label={t('满多少金额（优惠后商品金额，0 为不限）', 'From which amount (goods after discounts; 0 = any)')}><Amount label={t('满多少金额', 'From which amount')} /></Field>
      <Field name="skuCode" label={t('买哪个商品（空为不限）', 'Which article (empty = any)')}><Code optional /></Field>
      <Field name="minQuantity" label={t('买几件', 'How many of it')}><InputNumber min={1} precision={0} /></Field>
      <Field name="giftCode" label={t('赠品', 'Gift')}><Code /></Field>
      <Field name="giftQuantity" label={t('赠送件数', 'Units of the gift')}><InputNumber min={1} precision={0} /></Field>
      <Field name="eachTime" label={t('次数', 'How often')}><Tick>{t('每满一次送一份（不勾为每单一份）', 'Once each time it is reached (else once an order)')}</Tick></Field>
      <Field name="quota" label={t('限量（件，空为不限）', 'Limit in units (empty = none)')}><InputNumber min={1} precision={0} /></Field>
      <Field name="keptPriceFen" label={t('事先告知的赠品单价（空为未告知）', 'Price of the gift told beforehand (empty = none was)')} hint={t('退货时客户留下赠品的，按此价从退款中扣除；没有事先告知的不得扣。', 'Taken off the refund when the customer keeps the gift; where none was told nothing may be taken off.')}><Amount label={t('赠品单价', 'Price of the gift')} /></Field>
      <Field name="active" label={t('启用', 'On')}><On /></Field>
    </EditorForm>
  );
}

/** Rules for gifts (clause 2.3.1): what an order must reach, what it gets, and how much of it was given. */
export default function GiftRules() {
  const t = useT();
  const refused = useRefused(saveGiftRuleAct);
  const [editing, setEditing] = useState<{ of: GiftRuleRow | null } | null>(null);
  return (
    <>
      <ListPage name="sales.gift-rules" title={t('赠品规则', 'Gift rules')} endpoint={listGiftRules} topics={['sales']} columns={columns} filters={filters} defaultSort="-from" rowKey={(r) => r.id} rule={['2.3.1']}
        primary={<><Button href="/api/gift-rules-table?format=xlsx" download>{t('导出', 'Export')}</Button>{!refused && <Button href="/imports">{t('导入 Excel', 'Import')}</Button>}{refused ? <RefusedButton label={t('新建规则', 'New rule')} refused={refused} /> : <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing({ of: null })}>{t('新建规则', 'New rule')}</Button>}</>}
        preview={(r) => (
          <div style={{ display: 'grid', gap: 10 }}>
            <h2>{r.name}</h2><p><Condition r={r} /> → <IdTag value={r.giftCode} /> {r.giftTitle} × {r.giftQuantity}</p>
            <p className="dz-2">{t(`已送 ${r.given} 件，取消的订单不计；${r.updatedBy} 更新于`, `${r.given} given, without cancelled orders; changed by ${r.updatedBy}`)} <When at={r.updatedAt} /></p>
            {refused ? <RefusedButton label={t('修改', 'Change')} refused={refused} /> : <Button onClick={() => setEditing({ of: r })}>{t('修改', 'Change')}</Button>}
          </div>
        )}
        empty={t('还没有赠品规则：达到条件的订单在审单时自动加上赠品。', 'No rule yet: orders that reach the condition get the gift in review by themselves.')} />
      <Drawer open={editing !== null} onClose={() => setEditing(null)} title={editing?.of ? t('修改赠品规则', 'Change the rule') : t('新建赠品规则', 'New rule')} size={480} destroyOnHidden>
        {editing && <RuleForm of={editing.of} onClose={() => setEditing(null)} />}
      </Drawer>
    </>
  );
}
