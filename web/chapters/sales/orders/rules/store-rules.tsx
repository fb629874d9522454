import { Button, InputNumber, Select } from 'antd';
import { DeleteOutlined } from '@ant-design/icons';
import { ruleWords, switchableRules } from '../../../../../src/chapters/sales/contract.ts';
import { useLanguage } from '../../../../ui/language.tsx';
import type { Settings } from './draft.ts';

type Own = Settings['stores'][number];

/** Stores that judge otherwise than the company. What a store leaves open is the company's. */
export function StoreRules({ draft, onDraft, stores, mayChange }: { draft: Settings; onDraft: (draft: Settings) => void; stores: readonly { id: string; name: string }[]; mayChange: boolean }) {
  const { t, tw } = useLanguage();
  const nameOf = (id: string): string => stores.find((s) => s.id === id)?.name ?? id;
  const set = (own: Own) => onDraft({ ...draft, stores: draft.stores.map((s) => (s.storeId === own.storeId ? own : s)) });
  const free = stores.filter((s) => !draft.stores.some((own) => own.storeId === s.id));
  return (
    <section className="dz-card rr-stores">
      <h2>{t('单独设置的店铺', 'Stores by themselves')}<span className="dz-2">{draft.stores.length}</span></h2>
      {draft.stores.length === 0 && <p className="dz-2">{t('所有店铺都按公司规则审单。', 'Every store follows the company.')}</p>}
      {draft.stores.map((own) => (
        <div key={own.storeId} className="rr-store">
          <b>{nameOf(own.storeId)}</b>
          <label><span>{t('关闭的规则', 'Rules that are off')}</span>
            <Select mode="multiple" allowClear disabled={!mayChange} value={own.off ?? draft.off} aria-label={t(`${nameOf(own.storeId)} 关闭的规则`, `Rules off in ${nameOf(own.storeId)}`)} placeholder={t('全部开启', 'All are on')}
              onChange={(off) => set({ ...own, off })} options={switchableRules.map((rule) => ({ value: rule, label: tw(ruleWords[rule]) }))} /></label>
          <label><span>{t('重复时限（小时）', 'Duplicates within (h)')}</span>
            <InputNumber min={1} max={720} precision={0} disabled={!mayChange} value={own.duplicateWithinHours ?? null} placeholder={String(draft.duplicateWithinHours)}
              onChange={(n) => { const { duplicateWithinHours: _, ...rest } = own; set(n === null ? rest : { ...rest, duplicateWithinHours: n }); }} /></label>
          <label><span>{t('多单上限（单）', 'Many orders from')}</span>
            <InputNumber min={2} max={100} precision={0} disabled={!mayChange} value={own.manyOrders ?? null} placeholder={String(draft.manyOrders)}
              onChange={(n) => { const { manyOrders: _, ...rest } = own; set(n === null ? rest : { ...rest, manyOrders: n }); }} /></label>
          <label><span>{t('多单时限（小时）', 'Many orders within (h)')}</span>
            <InputNumber min={1} max={720} precision={0} disabled={!mayChange} value={own.manyOrdersWithinHours ?? null} placeholder={String(draft.manyOrdersWithinHours)}
              onChange={(n) => { const { manyOrdersWithinHours: _, ...rest } = own; set(n === null ? rest : { ...rest, manyOrdersWithinHours: n }); }} /></label>
          <label><span>{t('无含义旗帜', 'Plain flags')}</span>
            <Select mode="tags" allowClear disabled={!mayChange} value={own.plainFlags ?? draft.plainFlags} onChange={(plainFlags: string[]) => set({ ...own, plainFlags })} tokenSeparators={[',', '，', ' ']} open={false} suffixIcon={null} /></label>
          {mayChange && <Button type="text" icon={<DeleteOutlined />} aria-label={t(`${nameOf(own.storeId)} 恢复与公司一致`, `${nameOf(own.storeId)} follows the company again`)} onClick={() => onDraft({ ...draft, stores: draft.stores.filter((s) => s !== own) })} />}
        </div>
      ))}
      {mayChange && free.length > 0 && (
        <Select<string> value={null as never} showSearch={{ optionFilterProp: 'label' }} style={{ width: 240 }} placeholder={t('为店铺单独设置…', 'Set a store by itself…')} aria-label={t('为店铺单独设置', 'Set a store by itself')}
          options={free.map((s) => ({ value: s.id, label: s.name }))} onSelect={(storeId) => onDraft({ ...draft, stores: [...draft.stores, { storeId, off: [...draft.off] }] })} />
      )}
    </section>
  );
}
