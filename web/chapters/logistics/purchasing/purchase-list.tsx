import { useState } from 'react';
import { listPurchases, placePurchaseEnd, purchaseStates } from '../../../../src/chapters/logistics/purchasing/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { IdTag, Money, When } from '../../../ui/values.tsx';
import { OrderDialog } from './order-dialog.tsx';
import { PurchaseTag, purchaseWords } from './state.tsx';

type Row = RowOf<typeof listPurchases>;

const columns: Column<Row>[] = [
  { key: 'no', title: words('采购单号', 'Number'), width: 170, fixed: true, render: (o) => <IdTag value={o.orderNo} /> },
  { key: 'state', title: words('状态', 'State'), width: 170, render: (o) => <PurchaseTag state={o.state} late={o.late} /> },
  { key: 'supplier', title: words('供应商', 'Supplier'), width: 'minmax(120px, 1fr)', render: (o) => <span className="dz-cut">{o.supplier}</span> },
  { key: 'warehouse', title: words('仓库', 'Warehouse'), width: 110, render: (o) => <span className="dz-cut">{o.warehouse ?? '—'}</span> },
  { key: 'got', title: words('已入库 / 采购', 'In / ordered'), width: 120, align: 'right', render: (o) => <span className="dz-num">{o.accepted} / {o.quantity}</span> },
  { key: 'total', title: words('金额', 'Amount'), width: 120, align: 'right', render: (o) => <Money fen={o.totalFen} /> },
  { key: 'expected', title: words('到货日', 'Expected'), width: 110, sort: 'up', render: (o) => o.expectedOn },
  { key: 'by', title: words('下单人', 'By'), width: 100, render: (o) => <span className="dz-cut">{o.placedBy}</span> },
  { key: 'created', title: words('下单', 'Ordered'), width: 110, sort: 'down', render: (o) => <When at={o.createdAt} /> },
];
const filters: Filter[] = [
  { key: 'late', kind: 'yes', pinned: true, title: words('逾期未到', 'Late') },
  { key: 'state', kind: 'choice', many: true, pinned: true, title: words('状态', 'State'), options: purchaseStates.map((value) => ({ value, words: purchaseWords[value] })) },
];

export default function PurchaseList() {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <ListPage name="logistics.purchase-orders" title={t('采购单', 'Purchase orders')} endpoint={listPurchases} topics={['purchase-order']} columns={columns} filters={filters} defaultSort="-created" rowKey={(o) => o.id}
        rowHref={(o) => `/logistics/purchase-orders/${o.id}`} rule={['2.3.2']} primary={<LeadingButton leadsTo={placePurchaseEnd} type="primary" onClick={() => setOpen(true)}>{t('下采购单', 'Order goods')}</LeadingButton>}
        empty={<EmptyState title={t('还没有采购单', 'No purchase orders yet')} hint={t('可从请购里勾选下单。', 'Choose requests to order.')} />} />
      <OrderDialog open={open} onClose={() => setOpen(false)} />
    </>
  );
}
