import { useState } from 'react';
import { Button, Drawer, Form, Input, InputNumber } from 'antd';
import { dropRequestEnd, listRequests, placePurchaseEnd, requestGoodsEnd, requestStates } from '../../../../src/chapters/logistics/purchasing/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { IdTag, Num, When } from '../../../ui/values.tsx';
import { SkuSearch, WarehouseSelect, type FoundSku } from '../stock/choose.tsx';
import { Counted } from '../stock/counted.tsx';
import { OrderDialog, type Draft } from './order-dialog.tsx';
import { RequestTag, requestWords } from './state.tsx';

type Row = RowOf<typeof listRequests>;

function Why({ row }: { row: Row }) {
  const t = useT();
  return <span className="dz-cut">{row.reason === 'shortage' ? t(`订单 ${row.salesOrderNo ?? ''} 缺货`, `Order ${row.salesOrderNo ?? ''} is short`) : (row.note ?? t('备货', 'Restock'))}</span>;
}

const columns: Column<Row>[] = [
  { key: 'no', title: words('请购单号', 'Number'), width: 170, fixed: true, render: (r) => <IdTag value={r.requestNo} /> },
  { key: 'sku', title: words('规格', 'SKU'), width: 'minmax(160px, 2fr)', render: (r) => <span className="dz-cut">{r.skuCode} <span className="dz-2">{[r.title, r.spec].filter(Boolean).join(' · ')}</span></span> },
  { key: 'quantity', title: words('数量', 'Quantity'), width: 60, align: 'right', render: (r) => <Num value={r.quantity} /> },
  { key: 'available', title: words('现可用', 'Available'), width: 70, align: 'right', render: (r) => (r.available === null ? <Counted /> : <Num value={r.available} />) },
  { key: 'why', title: words('原因', 'Why'), width: 'minmax(120px, 1fr)', render: (r) => <Why row={r} /> },
  { key: 'warehouse', title: words('仓库', 'Warehouse'), width: 90, render: (r) => <span className="dz-cut">{r.warehouse ?? '—'}</span> },
  { key: 'state', title: words('状态', 'State'), width: 90, render: (r) => <RequestTag state={r.state} /> },
  { key: 'order', title: words('采购单', 'Order'), width: 150, render: (r) => (r.purchaseOrderNo ? <IdTag value={r.purchaseOrderNo} /> : '—') },
  { key: 'on', title: words('到货日', 'Expected'), width: 95, render: (r) => r.expectedOn ?? '—' },
  { key: 'created', title: words('提出', 'Asked'), width: 100, sort: 'up', render: (r) => <When at={r.createdAt} /> },
];
const filters: Filter[] = [
  { key: 'state', kind: 'choice', many: true, pinned: true, title: words('状态', 'State'), options: requestStates.map((value) => ({ value, words: requestWords[value] })) },
  { key: 'reason', kind: 'choice', pinned: true, title: words('原因', 'Why'), options: [{ value: 'shortage', words: words('订单缺货', 'Shortage') }, { value: 'restock', words: words('备货', 'Restock') }] },
];

/** Requests of the same article are one line of the order. */
function linesOf(rows: readonly Row[]): Draft[] {
  const by = new Map<string, Draft>();
  for (const r of rows) {
    const known = by.get(r.skuId);
    by.set(r.skuId, { skuId: r.skuId, code: r.skuCode, title: [r.title, r.spec].filter(Boolean).join(' · '), quantity: (known?.quantity ?? 0) + r.quantity, price: '' });
  }
  return [...by.values()];
}

function AskForm({ onClose }: { onClose: () => void }) {
  const t = useT();
  const act = useAct(requestGoodsEnd);
  const [sku, setSku] = useState<FoundSku | null>(null);
  const [warehouse, setWarehouse] = useState<string>();
  const [quantity, setQuantity] = useState<number | null>(1);
  const [note, setNote] = useState('');
  const save = async () => {
    if (await act.run({ body: { skuId: sku!.id, warehouseId: warehouse!, quantity: quantity!, note: note.trim() || null } }).catch(() => null)) onClose();
  };
  return (
    <Form layout="vertical" onFinish={() => void save()}>
      <Form.Item label={t('仓库', 'Warehouse')} required><WarehouseSelect {...(warehouse ? { value: warehouse } : {})} onChange={setWarehouse} /></Form.Item>
      <Form.Item label={t('规格', 'SKU')} required>{sku ? <p>{sku.code} <span className="dz-2">{sku.title}</span></p> : null}<SkuSearch warehouse={warehouse} taken={new Set()} onChoose={setSku} /></Form.Item>
      <Form.Item label={t('数量', 'Quantity')} required><InputNumber min={1} max={1_000_000} precision={0} value={quantity} onChange={setQuantity} aria-label={t('数量', 'Quantity')} /></Form.Item>
      <Form.Item label={t('说明', 'Why')}><Input value={note} maxLength={200} onChange={(e) => setNote(e.target.value)} /></Form.Item>
      {act.error ? <ProblemNote small error={act.error} /> : null}
      <div className="dz-row dz-form-foot"><LeadingButton leadsTo={requestGoodsEnd} type="primary" htmlType="submit" loading={act.isPending} disabled={!sku || !warehouse || quantity === null}>{t('提出请购', 'Ask')}</LeadingButton></div>
    </Form>
  );
}

function Peek({ row }: { row: Row }) {
  const t = useT();
  const drop = useAct(dropRequestEnd);
  const [reason, setReason] = useState('');
  return (
    <>
      <p><RequestTag state={row.state} /> {row.skuCode} × {row.quantity} <span className="dz-2">{row.warehouse}</span></p>
      <p><Why row={row} /> <span className="dz-2">{row.askedBy} <When at={row.createdAt} /></span></p>
      {row.droppedReason && <p>{row.droppedReason}</p>}
      {row.state === 'open' && row.reason === 'shortage' && <p className="dz-2">{t('订单的缺货买不到时，请在“缺货”列表答复“无法补货”，客户由此得知。', 'If it cannot be had, answer so in the list of shortages: the customer is told from there.')}</p>}
      {row.state === 'open' && row.reason === 'restock' && (
        <div className="dz-row">
          <Input size="small" value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} placeholder={t('不予采购的原因', 'Why it is not bought')} aria-label={t('不予采购的原因', 'Why it is not bought')} />
          {reason.trim().length >= 2 && <ActButton act={drop} size="small" label={t('不予采购', 'Turn down')} run={() => drop.run({ params: { id: row.id }, body: { version: row.version, reason: reason.trim() } })} />}
        </div>
      )}
    </>
  );
}

export default function RequestList() {
  const { t } = useLanguage();
  const [asking, setAsking] = useState(false);
  const [buying, setBuying] = useState<{ warehouseId: string | undefined; lines: Draft[] } | null>(null);
  return (
    <>
      <ListPage name="logistics.purchase-requests" title={t('请购', 'Purchase requests')} endpoint={listRequests} topics={['purchase-request', 'purchase-order', 'shortage']} columns={columns} filters={filters} defaultSort="created" rowKey={(r) => r.id}
        preview={(r) => <Peek key={r.version} row={r} />} previewTitle={(r) => r.requestNo} rule={['2.3.2']} searchHint={t('请购单号、规格编码、订单号', 'Request, SKU, order')}
        above={<nav className="dz-row" aria-label={t('常用视图', 'Common views')} style={{ marginBottom: 8 }}><Button size="small" href="/logistics/purchase-requests?state=open">{t('待采购', 'To buy')}</Button><Button size="small" href="/logistics/purchase-requests?state=ordered">{t('已下单', 'Ordered')}</Button></nav>}
        acts={(rows, clear) => {
          const open = rows.filter((r) => r.state === 'open');
          const one = new Set(open.map((r) => r.warehouseId)).size === 1;
          return <LeadingButton leadsTo={placePurchaseEnd} size="small" type="primary" disabled={open.length === 0 || !one} title={one ? undefined : t('请选同一仓库的待采购行', 'Choose open rows of one warehouse')}
            onClick={() => { setBuying({ warehouseId: open[0]?.warehouseId, lines: linesOf(open) }); clear(); }}>{t('下采购单', 'Order')}</LeadingButton>;
        }}
        primary={<><LeadingButton leadsTo={requestGoodsEnd} onClick={() => setAsking(true)}>{t('提出请购', 'Ask for goods')}</LeadingButton><Button type="primary" onClick={() => setBuying({ warehouseId: undefined, lines: [] })}>{t('下采购单', 'Order goods')}</Button></>}
        empty={<EmptyState title={t('没有请购', 'No requests')} hint={t('订单缺货时会自动出现在这里。', 'Shortages of orders appear here by themselves.')} />} />
      <Drawer open={asking} onClose={() => setAsking(false)} size={480} destroyOnHidden title={t('提出请购', 'Ask for goods')}><AskForm onClose={() => setAsking(false)} /></Drawer>
      <OrderDialog open={buying !== null} onClose={() => setBuying(null)} warehouseId={buying?.warehouseId} lines={buying?.lines ?? []} />
    </>
  );
}
