import { exceptionKinds, listExceptions, outcomes } from '../../../../src/chapters/logistics/transport/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useTw } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { IdTag, When } from '../../../ui/values.tsx';
import { SettleException } from './parcel-page.tsx';
import { StateName } from './parcel-parts.tsx';

type Row = RowOf<typeof listExceptions>;
const Said = ({ value }: { value: { zh: string; en: string } }) => <>{useTw()(value)}</>;

const columns: Column<Row>[] = [
  { key: 'kind', title: words('异常', 'Exception'), width: 110, fixed: true, render: (e) => <b style={{ color: e.settledAt === null ? 'var(--breach)' : 'var(--ink2)' }}><Said value={exceptionKinds[e.kind]} /></b> },
  { key: 'parcel', title: words('包裹号', 'Parcel'), width: 170, render: (e) => <IdTag value={e.parcelNo} /> },
  { key: 'state', title: words('包裹状态', 'State'), width: 100, render: (e) => <StateName state={e.state} /> },
  { key: 'carrier', title: words('承运商', 'Carrier'), width: 110, render: (e) => e.carrierName ?? '—' },
  { key: 'waybill', title: words('运单号', 'Waybill'), width: 170, render: (e) => (e.waybillNo ? <IdTag value={e.waybillNo} /> : '—') },
  { key: 'detail', title: words('说明', 'Detail'), width: '1fr', render: (e) => e.detail ?? '—' },
  { key: 'opened', title: words('登记时间', 'Opened'), width: 110, render: (e) => <When at={e.openedAt} /> },
  { key: 'moved', title: words('最近物流', 'Last news'), width: 110, render: (e) => <When at={e.lastMovedAt} /> },
  { key: 'outcome', title: words('结果', 'Outcome'), width: 130, render: (e) => (e.outcome ? <Said value={outcomes[e.outcome]} /> : '—') },
];
const filters: Filter[] = [
  { key: 'open', title: words('待处理', 'Open'), kind: 'yes', pinned: true },
  { key: 'kind', title: words('种类', 'Kind'), kind: 'choice', many: true, pinned: true, options: Object.entries(exceptionKinds).map(([value, w]) => ({ value, words: w })) },
];

export default function ExceptionList() {
  const { t } = useLanguage();
  return (
    <ListPage name="logistics.exceptions" title={t('物流异常', 'Exceptions')} endpoint={listExceptions} topics={['logistics']} columns={columns} filters={filters} rowKey={(e) => e.id}
      rowHref={(e) => `/logistics/parcels/${e.parcelId}`} rule={['5.2.2']} searchHint={t('包裹、运单、订单', 'Parcel, waybill, order')} previewTitle={(e) => e.parcelNo}
      preview={(e) => (e.settledAt === null ? <SettleException e={e} /> : <p>{e.note ?? t('系统自动处理', 'Settled by itself')} {e.settledBy} <When at={e.settledAt} /></p>)}
      empty={<EmptyState title={t('没有物流异常', 'No exceptions')} hint={t('停滞、晚到、拒收等会自动出现在这里。', 'Standstills, lateness and refusals appear here by themselves.')} />} />
  );
}
