import { useState } from 'react';
import { InputNumber } from 'antd';
import { listStoreSafety, setStoreSafety } from '../../../../src/registers/products/contract.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import { useT } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Num } from '../../../ui/values.tsx';

/** What each store may still be promised of an article, and how many of the last units it leaves to the others. */
export function StoreShares({ skuId, warehouseId }: { skuId: string; warehouseId: string }) {
  const t = useT();
  const read = useRead(listStoreSafety, { query: { sku: skuId, warehouse: warehouseId } }, { topics: ['sku'] });
  const act = useAct(setStoreSafety);
  return (
    <>
      <RelatedTable title={t('各店铺可售', 'What stores may sell')} rows={read.data?.rows ?? []} rowKey={(s) => s.storeId} empty={t('没有店铺从这个仓库发货。', 'No store ships from this warehouse.')} columns={[
        { key: 'store', title: t('店铺', 'Store'), render: (s) => s.store }, { key: 'promisable', title: t('可售', 'May sell'), align: 'right', render: (s) => <b><Num value={s.promisable} /></b> },
        { key: 'kept', title: t('渠道保留', 'Keeps back'), align: 'right', render: (s) => <Keep key={s.keptBack} kept={s.keptBack} store={s.store} busy={act.isPending} onKeep={(quantity) => void act.run({ body: { skuId, storeId: s.storeId, quantity } }).catch(() => null)} /> },
      ]} />
      {act.error && <ProblemNote small error={act.error} />}
    </>
  );
}

function Keep({ kept, store, busy, onKeep }: { kept: number; store: string; busy: boolean; onKeep: (quantity: number) => void }) {
  const t = useT();
  const [quantity, setQuantity] = useState<number | null>(kept);
  return (
    <form className="dz-row" style={{ justifyContent: 'flex-end' }} onSubmit={(e) => { e.preventDefault(); onKeep(quantity!); }}>
      <InputNumber size="small" min={0} max={1_000_000} precision={0} value={quantity} onChange={setQuantity} aria-label={t(`${store} 的渠道保留`, `What ${store} keeps back`)} style={{ width: 80 }} />
      <LeadingButton leadsTo={setStoreSafety} size="small" htmlType="submit" loading={busy} disabled={quantity === null || quantity === kept}>{t('保存', 'Save')}</LeadingButton>
    </form>
  );
}
