import { listBackShipments, listSuppliers } from '../../../../src/chapters/logistics/purchasing/contract.ts';
import { readPlaces } from '../../../../src/registers/products/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter, UsePicks } from '../../../ui/filters.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { IdTag, Money, Num, When } from '../../../ui/values.tsx';

type Row = RowOf<typeof listBackShipments>;

const columns: Column<Row>[] = [
  { key: 'no', title: words('退供单号', 'Number'), width: 170, fixed: true, render: (b) => <IdTag value={b.shipmentNo} /> },
  { key: 'supplier', title: words('供应商', 'Supplier'), width: 'minmax(120px, 1fr)', render: (b) => <span className="dz-cut">{b.supplier}</span> },
  { key: 'order', title: words('采购单', 'Order'), width: 150, render: (b) => <a href={`/logistics/purchase-orders/${b.orderId}`}>{b.orderNo}</a> },
  { key: 'waybill', title: words('运单', 'Waybill'), width: 180, render: (b) => <span className="dz-cut">{b.carrier} {b.waybillNo}</span> },
  { key: 'warehouse', title: words('仓库', 'Warehouse'), width: 110, render: (b) => <span className="dz-cut">{b.warehouse ?? '—'}</span> },
  { key: 'rejected', title: words('未入库', 'Not taken in'), width: 80, align: 'right', render: (b) => <Num value={b.rejected} /> },
  { key: 'stock', title: words('库存', 'From stock'), width: 80, align: 'right', render: (b) => <Num value={b.fromStock} /> },
  { key: 'credit', title: words('应冲货款', 'Credit'), width: 90, align: 'right', render: (b) => <Money fen={b.creditFen} /> },
  { key: 'reason', title: words('原因', 'Reason'), width: '1fr', render: (b) => <span className="dz-cut">{b.reason}</span> },
  { key: 'at', title: words('时间', 'When'), width: 110, sort: 'down', render: (b) => <When at={b.at} /> },
];

const useSuppliers: UsePicks = (q, chosen) => {
  const all = useRead(listSuppliers, { query: { sort: 'name', limit: '200' } }).data?.rows ?? [];
  return all.map((s) => ({ value: s.id, label: `${s.code} ${s.name}` })).filter((p) => q === '' || p.value === chosen || p.label.toLowerCase().includes(q.toLowerCase()));
};

/** What went back to suppliers, the newest first. */
export default function BackList() {
  const t = useT();
  const warehouses = useRead(readPlaces, {}).data?.warehouses ?? [];
  const filters: Filter[] = [
    { key: 'warehouse', kind: 'choice', pinned: true, title: words('仓库', 'Warehouse'), options: warehouses.map((w) => ({ value: w.id, words: words(w.name, w.name) })) },
    { key: 'supplier', kind: 'pick', pinned: true, title: words('供应商', 'Supplier'), usePicks: useSuppliers },
  ];
  return <ListPage name="logistics.back-shipments" title={t('退供', 'Back to suppliers')} endpoint={listBackShipments} topics={['purchase-order']} columns={columns} filters={filters} defaultSort="-at" rowKey={(b) => b.id}
    rowHref={(b) => `/logistics/purchase-orders/${b.orderId}`} rule={['2.3.2']} searchHint={t('退供单、运单、采购单、供应商、规格', 'Number, waybill, order, supplier, SKU')}
    empty={<EmptyState title={t('还没有退供', 'Nothing went back yet')} hint={t('在采购单页把不合格的或库存里有问题的货退给供应商。', 'Goods go back to their supplier from the page of the purchase order.')} />} />;
}
