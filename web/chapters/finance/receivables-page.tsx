import { listReceivables, receivableStateWords } from '../../../src/chapters/finance/receipts/contract.ts';
import { words } from '../../../src/kernel/words.ts';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage, type RowOf } from '../../ui/list-page.tsx';
import { IdTag, Money, When } from '../../ui/values.tsx';
import { optionsOf } from './names.ts';
import { useStores } from './pickers.ts';

type Row = RowOf<typeof listReceivables>;

const columns: Column<Row>[] = [
  { key: 'order', title: words('订单', 'Order'), width: 170, fixed: true, render: (r) => <a href={`/sales/orders/${r.id}`}><IdTag value={r.orderNo} /></a> },
  { key: 'outside', title: words('平台单号', 'Outside'), width: 190, render: (r) => r.outsideNo ?? '—' },
  { key: 'store', title: words('店铺', 'Store'), width: '1fr', render: (r) => r.store ?? r.platform },
  { key: 'due', title: words('应收', 'Due'), width: 110, align: 'right', render: (r) => <Money fen={r.dueFen} /> },
  { key: 'paid', title: words('已收', 'Received'), width: 110, align: 'right', render: (r) => <Money fen={r.paidFen} /> },
  { key: 'refunded', title: words('退款', 'Refunded'), width: 100, align: 'right', render: (r) => (r.refundedFen === 0 ? '—' : <Money fen={r.refundedFen} />) },
  { key: 'balance', title: words('余额', 'Balance'), width: 110, align: 'right', render: (r) => <Money fen={r.balanceFen} /> },
  { key: 'at', title: words('付款时间', 'Paid'), width: 120, render: (r) => <When at={r.dueAt} /> },
];
const filters: Filter[] = [
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: optionsOf(receivableStateWords) },
  { key: 'store', title: words('店铺', 'Store'), kind: 'pick', pinned: true, usePicks: useStores },
];

/** What each order owes and what came in for it. */
export default function ReceivablesPage() {
  const { t } = useLanguage();
  return <ListPage name="finance.receivables" title={t('订单应收', 'Receivables')} endpoint={listReceivables} topics={['finance']} columns={columns} filters={filters} defaultSort="-due" rowKey={(r) => r.id} exportPath="/finance/receivables.xlsx" rule={['6.1.2', '6.1.3']}
    searchHint={t('订单号、平台单号、支付单号', 'Order, outside, payment number')} empty={t('还没有应收。', 'Nothing is due.')} />;
}
