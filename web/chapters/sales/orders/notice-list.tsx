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

/** Queued is not told: only a message that was sent, or a person who says so. */
function NoticeState({ n }: { n: Row }) {
  const t = useT();
  if (n.givenAt !== null) return <span className="dz-kept">{n.channel === 'sms' ? t('短信已发送', 'Short message sent') : t('已由人工告知', 'Told by hand')}</span>;
  if (n.failedReason !== null) return <span className="dz-breach dz-cut" title={n.failedReason}>{t(`短信失败，请人工告知：${n.failedReason}`, `Short message failed, tell by hand: ${n.failedReason}`)}</span>;
  return n.channel === 'sms' ? <span className="dz-soon">{t('短信待发送', 'Short message waits')}</span> : <span className="dz-soon">{t('待人工告知', 'To be told by hand')}</span>;
}

const columns: Column<Row>[] = [
  { key: 'waybill', title: words('运单号', 'Waybill'), width: 180, fixed: true, render: (n) => <IdTag value={n.waybillNo} /> },
  { key: 'carrier', title: words('承运商', 'Carrier'), width: 110, render: (n) => n.carrierCode },
  { key: 'orders', title: words('订单', 'Orders'), width: '1fr', render: (n) => n.orderNos.join('、') },
  { key: 'outside', title: words('平台单号', 'Outside numbers'), width: 200, render: (n) => n.outsideNos.join('、') || '—' },
  { key: 'store', title: words('店铺', 'Store'), width: 150, render: (n) => n.storeName ?? '—' },
  { key: 'shipped', title: words('发出', 'Shipped'), width: 120, sort: 'up', render: (n) => <When at={n.shippedAt} /> },
  { key: 'state', title: words('状态', 'State'), width: 'minmax(150px, 1fr)', render: (n) => <NoticeState n={n} /> },
  { key: 'given', title: words('告知', 'Told'), width: 120, render: (n) => <When at={n.givenAt} />, hidden: true },
];
const filters: Filter[] = [{ key: 'given', title: words('已告知', 'Told'), kind: 'yes', pinned: true }];

/** Customers who do not know their waybill number yet: by short message where it is connected, else told in the marketplace and recorded here (clause 2.3.3). */
export default function NoticeList() {
  const t = useT();
  const give = useAct(noticesAct);
  return (
    <ListPage name="sales.notices" title={t('发货告知', 'Ship notices')} endpoint={listNotices} topics={['sales']} columns={columns} filters={filters} defaultSort="shipped" rowKey={(n) => n.parcelId}
      rowHref={(n) => `/sales/orders/${n.orderIds[0]!}`} rule={['2.3.3']} searchHint={t('运单号、订单号', 'Waybill, order')} empty={t('所有客户都已告知运单号。', 'Every customer knows the waybill number.')}
      acts={(rows, clear) => (
        <>
          <ActButton act={give} primary size="small" label={t('已在平台回传运单', 'Entered in the marketplace')} onDone={clear} done={t('已登记', 'Recorded')} run={() => give.run({ body: { parcelIds: rows.map((r) => r.parcelId), channel: 'platform-shipping' } })} />
          <ActButton act={give} size="small" label={t('已在平台聊天告知', 'Told in the chat')} onDone={clear} done={t('已登记', 'Recorded')} run={() => give.run({ body: { parcelIds: rows.map((r) => r.parcelId), channel: 'platform-chat' } })} />
        </>
      )} />
  );
}
