import { useState } from 'react';
import { Button, DatePicker, Input, InputNumber, Select, Switch } from 'antd';
import dayjs from 'dayjs';
import {
  addWaybillsEnd, carrierFields, knownCarriers, notifiedBy, payments, readCarriers, removeRuleEnd, ruleFields, saveCarrierEnd, saveRatesEnd, saveRuleEnd, saveSenderEnd, senderFields, type CarrierRow, type RuleRow, type SenderRow,
} from '../../../../src/chapters/logistics/carriers/contract.ts';
import { z } from 'zod';
import { platformWords } from '../../../../src/chapters/sales/contract.ts';
import { words, type Words } from '../../../../src/kernel/words.ts';
import { Page } from '../../../shell/page.tsx';
import { ActButton } from '../../../ui/act-button.tsx';
import { EditorForm, Field, UnitInput, YuanInput } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf, RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Money } from '../../../ui/values.tsx';
import { kilo } from '../parcels/parcel-parts.tsx';

const carrierSchema = z.strictObject(carrierFields);
const ruleSchema = z.strictObject(ruleFields);
const senderSchema = z.strictObject(senderFields);
const grams = { zh: '克', en: 'g' };
const days = { zh: '天', en: 'days' };

/** Carriers, the rules that choose between them (2.3.3), rate cards, waybill numbers and senders. */
export default function CarriersPage() {
  const read = useRead(readCarriers, {}, { topics: ['logistics'] });
  return <RecordOf read={read}>{(data) => <Settings carriers={data.carriers} rules={data.rules} senders={data.senders} />}</RecordOf>;
}

type Editing = { is: 'carrier'; row: CarrierRow | null } | { is: 'rule'; row: RuleRow | null } | { is: 'rates'; row: CarrierRow } | { is: 'waybills'; row: CarrierRow } | { is: 'sender'; row: SenderRow } | null;

function Settings({ carriers, rules, senders }: { carriers: readonly CarrierRow[]; rules: readonly RuleRow[]; senders: readonly SenderRow[] }) {
  const { t, tw } = useLanguage();
  const [editing, setEditing] = useState<Editing>(null);
  const remove = useAct(removeRuleEnd);
  const close = () => setEditing(null);
  const nameOf = (id: string) => carriers.find((c) => c.id === id)?.name ?? '—';
  const any = t('不限', 'any');
  return (
    <Page title={t('承运商与运价', 'Carriers and rates')} rule={['2.3.3', '5.1.2', '5.2.1']} primary={<Button type="primary" onClick={() => setEditing({ is: 'carrier', row: null })}>{t('新增承运商', 'Add a carrier')}</Button>}>
      <div style={{ display: 'grid', gap: 12 }}>
        {editing?.is === 'carrier' && <CarrierForm row={editing.row} onDone={close} />}
        {editing?.is === 'rule' && <RuleForm row={editing.row} carriers={carriers} onDone={close} />}
        {editing?.is === 'rates' && <RatesForm key={editing.row.id} row={editing.row} onDone={close} />}
        {editing?.is === 'waybills' && <WaybillsForm row={editing.row} onDone={close} />}
        {editing?.is === 'sender' && <SenderForm row={editing.row} onDone={close} />}
        <RelatedTable title={t('承运商', 'Carriers')} rows={carriers} rowKey={(c) => c.id} empty={t('还没有承运商。先新增一家，再为它建立规则。', 'No carriers yet. Add one, then give it a rule.')} columns={[
          { key: 'name', title: t('名称', 'Name'), render: (c) => <b style={c.active ? undefined : { color: 'var(--ink2)' }}>{c.name}{c.active ? '' : t('（停用）', ' (inactive)')}</b> },
          { key: 'by', title: t('通知方式', 'Told by'), render: (c) => tw(notifiedBy[c.notifiedBy]) }, { key: 'days', title: t('承诺天数', 'Promise'), align: 'right', render: (c) => c.promiseDays },
          { key: 'agreement', title: t('协议到期', 'Agreement until'), render: (c) => c.agreementUntil ?? '—' },
          { key: 'pool', title: t('可用运单号', 'Free waybills'), align: 'right', render: (c) => c.freeWaybills },
          { key: 'rates', title: t('运价', 'Rates'), render: (c) => (c.rates.length === 0 ? t('未录入', 'none') : c.rates.map((r, i) => <div key={i} style={{ maxWidth: 430, whiteSpace: 'normal' }}>{r.provinces.length ? r.provinces.join('、') : t('其他地区', 'Elsewhere')}：{kilo(r.firstGrams)} <Money fen={r.firstFen} /> + <Money fen={r.stepFen} />/{kilo(r.stepGrams)}</div>)) },
          { key: 'acts', title: '', render: (c) => <span className="dz-row"><Button size="small" onClick={() => setEditing({ is: 'carrier', row: c })}>{t('修改', 'Change')}</Button><Button size="small" onClick={() => setEditing({ is: 'rates', row: c })}>{t('运价表', 'Rates')}</Button><Button size="small" onClick={() => setEditing({ is: 'waybills', row: c })}>{t('号段', 'Numbers')}</Button></span> },
        ]} />
        <RelatedTable title={t('选择规则（优先级小的先用，同级选运费最低）', 'Rules (small priority first, then the cheapest)')} rows={rules} rowKey={(r) => r.id} empty={t('还没有规则：包裹须人工选择承运商。', 'No rules: carriers are chosen by hand.')}
          act={carriers.length > 0 && <Button size="small" onClick={() => setEditing({ is: 'rule', row: null })}>{t('新增规则', 'Add a rule')}</Button>} columns={[
            { key: 'priority', title: t('优先级', 'Priority'), align: 'right', render: (r) => r.priority }, { key: 'carrier', title: t('承运商', 'Carrier'), render: (r) => nameOf(r.carrierId) },
            { key: 'provinces', title: t('地区', 'Region'), render: (r) => (r.provinces.length ? r.provinces.join('、') : any) },
            { key: 'weight', title: t('重量', 'Weight'), render: (r) => (r.aboveGrams === 0 && r.upToGrams === null ? any : t(`大于 ${kilo(r.aboveGrams)}${r.upToGrams === null ? '' : `，不超过 ${kilo(r.upToGrams)}`}`, `over ${kilo(r.aboveGrams)}${r.upToGrams === null ? '' : `, up to ${kilo(r.upToGrams)}`}`)) },
            { key: 'platforms', title: t('平台', 'Platforms'), render: (r) => (r.platforms.length ? r.platforms.map((p) => tw(platformOf(p))).join(t('、', ', ')) : any) }, { key: 'days', title: t('承诺天数', 'Promise'), align: 'right', render: (r) => r.promiseDays ?? '—' },
            { key: 'note', title: t('备注', 'Note'), render: (r) => r.note ?? '' },
            { key: 'acts', title: '', render: (r) => <span className="dz-row"><Button size="small" onClick={() => setEditing({ is: 'rule', row: r })}>{t('修改', 'Change')}</Button><ActButton act={remove} size="small" label={t('删除', 'Remove')} confirm={t('删除后立即不再用于新包裹。', 'New parcels will no longer follow it.')} run={() => remove.run({ params: { id: r.id }, body: { version: r.version } })} /></span> },
          ]} />
        <RelatedTable title={t('发件人', 'Senders')} rows={senders} rowKey={(s) => s.warehouseId} empty={t('还没有仓库。', 'No warehouses yet.')} columns={[
          { key: 'warehouse', title: t('仓库', 'Warehouse'), render: (s) => s.warehouseName }, { key: 'name', title: t('发件人', 'Sender'), render: (s) => s.name ?? t('未设置', 'not set') }, { key: 'phone', title: t('电话', 'Phone'), render: (s) => s.phone ?? '—' },
          { key: 'acts', title: '', render: (s) => <Button size="small" onClick={() => setEditing({ is: 'sender', row: s })}>{t('修改', 'Change')}</Button> },
        ]} />
      </div>
    </Page>
  );
}

const Card = ({ title, children }: { title: string; children: React.ReactNode }) => <section className="dz-card" style={{ maxWidth: 720 }}><h2>{title}</h2>{children}</section>;
const blank = (text: string | null | undefined): string | null => (text === undefined || text === null || text.trim() === '' ? null : text);

function CarrierForm({ row, onDone }: { row: CarrierRow | null; onDone: () => void }) {
  const { t, tw } = useLanguage();
  const save = useAct(saveCarrierEnd);
  const initial = row ? { code: row.code, name: row.name, trackingCode: row.trackingCode, active: row.active, notifiedBy: row.notifiedBy, product: row.product, payment: row.payment, promiseDays: row.promiseDays, phone: row.phone, agreementUntil: row.agreementUntil }
    : { active: true, notifiedBy: 'hand' as const, payment: 'monthly' as const, promiseDays: 4, product: null, phone: null, agreementUntil: null };
  const known = useRead(knownCarriers, {}, { enabled: row === null });
  // Another choice fills a form of its own: what was typed for the one before is not mixed in.
  const [chosen, setChosen] = useState<{ code: string; name: string } | null>(null);
  const options = (of: Record<string, { zh: string; en: string }>) => Object.entries(of).map(([value, w]) => ({ value, label: tw(w) }));
  return (
    <Card title={row ? row.name : t('新增承运商', 'Add a carrier')}>
      {row === null && <label className="dz-row" style={{ marginBottom: 12 }}>{t('从常用承运商中选', 'Choose a known carrier')}
        <Select showSearch={{ optionFilterProp: 'label' }} style={{ minWidth: 220 }} loading={known.isPending} value={chosen?.code ?? null} placeholder={t('顺丰、中通、圆通…', 'SF, ZTO, YTO…')} aria-label={t('常用承运商', 'Known carriers')}
          options={(known.data?.carriers ?? []).map((c) => ({ value: c.code, label: `${c.name.zh} ${c.code}` }))} onChange={(code: string) => { const c = known.data!.carriers.find((k) => k.code === code)!; setChosen({ code, name: c.name.zh }); }} /></label>}
      <EditorForm act={save} key={chosen?.code ?? ''} schema={carrierSchema} initial={chosen ? { ...initial, name: chosen.name, code: chosen.code, trackingCode: chosen.code } : initial} onCancel={onDone} onSave={async (v) => { await save.run({ body: { ...v, id: row?.id ?? null, version: row?.version ?? null, product: blank(v.product), phone: blank(v.phone), agreementUntil: blank(v.agreementUntil) } }); onDone(); }}>
        <Field name="name" label={t('名称', 'Name')}><Input /></Field>
        <Field name="code" label={t('内部编码', 'Own code')} hint={t('小写字母、数字和短横线', 'Small letters, digits and dashes')}><Input /></Field>
        <Field name="trackingCode" label={t('快递100 编码', 'kuaidi100 code')} hint={t('如 yuantong、shunfeng、zhongtong', 'such as yuantong, shunfeng')}><Input /></Field>
        <Field name="notifiedBy" label={t('通知方式', 'Told by')}><Select options={options(notifiedBy)} /></Field>
        <Field name="payment" label={t('付款方式', 'Payment')}><Select options={options(payments)} /></Field>
        <Field name="promiseDays" label={t('承诺送达天数', 'Days promised')}><UnitInput unit={days} min={1} max={60} /></Field>
        <Field name="product" label={t('产品类型', 'Product')}><Input /></Field>
        <Field name="phone" label={t('客服电话', 'Phone')}><Input /></Field>
        <Field name="agreementUntil" label={t('协议到期日', 'Agreement until')}><DayInput /></Field>
        <Field name="active" label={t('启用', 'Active')}><Toggle /></Field>
      </EditorForm>
    </Card>
  );
}

const DayInput = ({ id, value, onChange }: { id?: string; value?: string | null; onChange?: (day: string | null) => void }) => (
  <DatePicker {...(id ? { id } : {})} style={{ width: '100%' }} value={value ? dayjs(value) : null} onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : null)} />
);

const Toggle = ({ value, onChange }: { value?: boolean; onChange?: (on: boolean) => void }) => <Switch checked={value ?? false} {...(onChange ? { onChange } : {})} />;

/** A word that no platform has any more is shown as it is kept. */
const platformOf = (name: string): Words => (platformWords as Record<string, Words>)[name] ?? words(name, name);

function RuleForm({ row, carriers, onDone }: { row: RuleRow | null; carriers: readonly CarrierRow[]; onDone: () => void }) {
  const { t, tw } = useLanguage();
  const save = useAct(saveRuleEnd);
  const initial = row ? { carrierId: row.carrierId, priority: row.priority, provinces: row.provinces, aboveGrams: row.aboveGrams, upToGrams: row.upToGrams, platforms: row.platforms, storeId: row.storeId, promiseDays: row.promiseDays, note: row.note }
    : { priority: 100, provinces: [], aboveGrams: 0, upToGrams: null, platforms: [], storeId: null, promiseDays: null, note: null };
  return (
    <Card title={row ? t('修改规则', 'Change the rule') : t('新增规则', 'Add a rule')}>
      <EditorForm act={save} schema={ruleSchema} initial={initial} onCancel={onDone} onSave={async (v) => { await save.run({ body: { ...v, id: row?.id ?? null, version: row?.version ?? null, note: blank(v.note) } }); onDone(); }}>
        <Field name="carrierId" label={t('承运商', 'Carrier')}><Select options={carriers.map((c) => ({ value: c.id, label: c.name }))} /></Field>
        <Field name="priority" label={t('优先级（小的先用）', 'Priority (small first)')}><InputNumber min={1} max={999} precision={0} /></Field>
        <Field name="provinces" label={t('收货省份（空 = 不限）', 'Provinces (none = any)')}><Select mode="tags" tokenSeparators={['、', ',', ' ']} /></Field>
        <Field name="aboveGrams" label={t('重量大于', 'Weight over')}><UnitInput unit={grams} min={0} /></Field>
        <Field name="upToGrams" label={t('重量不超过（空 = 不限）', 'Weight up to (none = any)')}><UnitInput unit={grams} min={1} /></Field>
        <Field name="platforms" label={t('平台（空 = 不限）', 'Platforms (none = any)')}><Select mode="multiple" optionFilterProp="label" options={Object.entries(platformWords).map(([value, w]) => ({ value, label: tw(w) }))} /></Field>
        <Field name="promiseDays" label={t('承诺天数（空 = 按承运商）', 'Days promised (none = the carrier’s)')}><UnitInput unit={days} min={1} max={60} /></Field>
        <Field name="note" label={t('备注', 'Note')}><Input /></Field>
      </EditorForm>
    </Card>
  );
}

interface RateLine { provinces: string[]; firstGrams: number | null; firstFen: number | undefined; stepGrams: number | null; stepFen: number | undefined }

function RatesForm({ row, onDone }: { row: CarrierRow; onDone: () => void }) {
  const { t } = useLanguage();
  const save = useAct(saveRatesEnd);
  const [lines, setLines] = useState<RateLine[]>(row.rates.length > 0 ? row.rates.map((r) => ({ ...r, provinces: [...r.provinces] })) : [{ provinces: [], firstGrams: 1_000, firstFen: undefined, stepGrams: 1_000, stepFen: undefined }]);
  const set = (at: number, change: Partial<RateLine>) => setLines(lines.map((l, i) => (i === at ? { ...l, ...change } : l)));
  const whole = lines.every((l) => l.firstGrams && l.stepGrams && l.firstFen !== undefined && l.stepFen !== undefined);
  return (
    <Card title={t(`${row.name} 运价表`, `Rates of ${row.name}`)}>
      {lines.map((l, i) => (
        <div key={i} className="dz-row" style={{ marginBottom: 8, flexWrap: 'wrap' }}>
          <Select mode="tags" tokenSeparators={['、', ',', ' ']} style={{ minWidth: 200 }} placeholder={t('其他地区', 'Everywhere else')} value={l.provinces} onChange={(provinces) => set(i, { provinces })} aria-label={t('省份', 'Provinces')} />
          {t('首重', 'First')}<UnitInput unit={grams} min={1} {...(l.firstGrams === null ? {} : { value: l.firstGrams })} onChange={(firstGrams) => set(i, { firstGrams })} /><YuanInput {...(l.firstFen === undefined ? {} : { value: l.firstFen })} onChange={(firstFen) => set(i, { firstFen })} />
          {t('续重每', 'then each')}<UnitInput unit={grams} min={1} {...(l.stepGrams === null ? {} : { value: l.stepGrams })} onChange={(stepGrams) => set(i, { stepGrams })} /><YuanInput {...(l.stepFen === undefined ? {} : { value: l.stepFen })} onChange={(stepFen) => set(i, { stepFen })} />
          <Button size="small" type="text" onClick={() => setLines(lines.filter((_, at) => at !== i))}>{t('删除', 'Remove')}</Button>
        </div>
      ))}
      <div className="dz-row">
        <Button onClick={() => setLines([...lines, { provinces: [], firstGrams: 1_000, firstFen: undefined, stepGrams: 1_000, stepFen: undefined }])}>{t('加一行', 'Add a row')}</Button>
        <ActButton act={save} primary label={t('保存', 'Save')} onDone={onDone} {...(whole ? {} : { refused: { detail: t('请填完每一行。', 'Fill in every row.') } })}
          run={() => save.run({ params: { id: row.id }, body: { version: row.version, rates: lines.map((l) => ({ provinces: l.provinces, firstGrams: l.firstGrams!, firstFen: l.firstFen!, stepGrams: l.stepGrams!, stepFen: l.stepFen! })) } })} />
        <Button onClick={onDone}>{t('取消', 'Cancel')}</Button>
      </div>
    </Card>
  );
}

function WaybillsForm({ row, onDone }: { row: CarrierRow; onDone: () => void }) {
  const { t } = useLanguage();
  const add = useAct(addWaybillsEnd);
  const [text, setText] = useState('');
  const numbers = text.split(/[\s,，;；]+/).filter(Boolean);
  return (
    <Card title={t(`${row.name} 运单号段`, `Waybill numbers of ${row.name}`)}>
      <Input.TextArea rows={6} value={text} onChange={(e) => setText(e.target.value)} placeholder={t('每行一个运单号，可直接从表格粘贴', 'One number a line; paste from a sheet')} aria-label={t('运单号', 'Waybill numbers')} />
      <div className="dz-row" style={{ marginTop: 8 }}>
        <ActButton act={add} primary label={t(`导入 ${numbers.length} 个`, `Add ${numbers.length}`)} run={() => add.run({ params: { id: row.id }, body: { numbers } })} onDone={onDone} done={t('已导入，重复的已略过', 'Added; known ones were skipped')} {...(numbers.length > 0 ? {} : { refused: { detail: t('请先粘贴运单号。', 'Paste numbers first.') } })} />
        <Button onClick={onDone}>{t('取消', 'Cancel')}</Button>
      </div>
    </Card>
  );
}

function SenderForm({ row, onDone }: { row: SenderRow; onDone: () => void }) {
  const { t } = useLanguage();
  const save = useAct(saveSenderEnd);
  return (
    <Card title={t(`${row.warehouseName} 的发件人`, `Sender of ${row.warehouseName}`)}>
      <EditorForm act={save} schema={senderSchema} initial={{ warehouseId: row.warehouseId, ...(row.name ? { name: row.name } : {}), ...(row.phone ? { phone: row.phone } : {}) }} onCancel={onDone} onSave={async (v) => { await save.run({ body: { ...v, version: row.version } }); onDone(); }}>
        <Field name="name" label={t('姓名', 'Name')}><Input /></Field>
        <Field name="phone" label={t('电话', 'Phone')}><Input /></Field>
      </EditorForm>
    </Card>
  );
}
