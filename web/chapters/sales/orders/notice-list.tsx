import { listNotices, noticesAct } from '../../../../src/chapters/sales/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';

type Row = RowOf<typeof listNotices>;

const columns: Column<Row>[] = [
  { key: 'waybill', title: words('运单号', 'Waybill'), width: 180, fixed: true, render: (n) => <IdTag value={n.waybillNo} /> },
  { key: 'carrier', title: words('承运商', 'Carrier'), width: 110, render: (n) => n.carrierCode },
  { key: 'orders', title: words('订单', 'Orders'), width: '1fr', render: (n) => n.orderNos.join('、') },
  { key: 'outside', title: words('平台单号', 'Outside numbers'), width: 200, render: (n) => n.outsideNos.join('、') || '—' },
  { key: 'store', title: words('店铺', 'Store'), width: 150, render: (n) => n.storeName ?? '—' },
  { key: 'shipped', title: words('发出', 'Shipped'), width: 120, sort: 'up', render: (n) => <When at={n.shippedAt} /> },
  { key: 'given', title: words('告知', 'Told'), width: 120, render: (n) => <When at={n.givenAt} />, hidden: true },
];
const filters: Filter[] = [{ key: 'given', title: words('已告知', 'Told'), kind: 'yes', pinned: true }];

/** Customers whose telephone the marketplace hides: told there, recorded here (clause 2.3.3). */
export default function NoticeList() {
  const t = useT();
  const give = useAct(noticesAct);
  return (
    <ListPage name="sales.notices" title={t('发货告知', 'Ship notices')} endpoint={listNotices} topics={['sales']} columns={columns} filters={filters} defaultSort="shipped" rowKey={(n) => n.parcelId}
      rowHref={(n) => `/sales/orders/${n.orderIds[0]!}`} rule={['2.3.3']} empty={t('所有客户都已告知运单号。', 'Every customer knows the waybill number.')}
      acts={(rows, clear) => (
        <>
          <ActButton primary size="small" label={t('已在平台回传运单', 'Entered in the marketplace')} onDone={clear} done={t('已登记', 'Recorded')} run={() => give.run({ body: { parcelIds: rows.map((r) => r.parcelId), channel: 'platform-shipping' } })} />
          <ActButton size="small" label={t('已在平台聊天告知', 'Told in the chat')} onDone={clear} done={t('已登记', 'Recorded')} run={() => give.run({ body: { parcelIds: rows.map((r) => r.parcelId), channel: 'platform-chat' } })} />
        </>
      )} />
  );
}
