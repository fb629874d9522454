import { Button, Tag } from 'antd';
import { eraseCustomer, listDataRequests, requestKinds, requestKindWords, requestStates, requestStateWords, withdrawErasure } from '../../../../src/registers/customers/personal/contract.ts';
import { approvalStateWords } from '../../../../src/regulation/approvals/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';

export type DataRequest = RowOf<typeof listDataRequests>;

/** Where a request stands: its own state, and while it waits, its approval's. */
export function RequestState({ request: r }: { request: DataRequest }) {
  const { tw } = useLanguage();
  const approval = r.approval === null ? null : (approvalStateWords as Readonly<Record<string, { zh: string; en: string }>>)[r.approval];
  if (r.state !== 'waiting' || !approval) return <span className={r.state === 'done' ? 'dz-kept' : 'dz-2'}>{tw(requestStateWords[r.state])}</span>;
  return <Tag color={r.approval === 'approved' ? 'processing' : r.approval === 'rejected' ? 'error' : 'warning'}>{tw(approval)}</Tag>;
}

/** Carrying out and withdrawing; what stands in the way is told with its clause. */
export function RequestActs({ request: r, onDone }: { request: DataRequest; onDone?: () => void }) {
  const { t } = useLanguage();
  const erase = useAct(eraseCustomer);
  const withdraw = useAct(withdrawErasure);
  if (r.state !== 'waiting') return null;
  return (
    <span className="dz-row">
      {r.approval === 'approved' && (
        <ActButton act={erase} primary label={t('执行删除', 'Erase now')} run={() => erase.run({ params: { id: r.id }, body: {} })} {...(onDone ? { onDone } : {})}
          confirm={t(`客户 ${r.customerNo} 的姓名、电话、地址将从系统中永久删除，不能恢复。`, `Name, telephone and address of ${r.customerNo} are erased for good; this cannot be undone.`)} />
      )}
      <ActButton act={withdraw} label={t('撤回申请', 'Withdraw')} run={() => withdraw.run({ params: { id: r.id }, body: {} })} {...(onDone ? { onDone } : {})} />
    </span>
  );
}

function Kind({ row }: { row: DataRequest }) {
  const { tw } = useLanguage();
  return <>{tw(requestKindWords[row.kind])}</>;
}

const columns: Column<DataRequest>[] = [
  { key: 'no', title: words('编号', 'Number'), width: 160, fixed: true, render: (r) => <IdTag value={r.requestNo} /> },
  { key: 'kind', title: words('请求', 'Request'), width: 80, render: (r) => <Kind row={r} /> },
  { key: 'state', title: words('状态', 'State'), width: 110, render: (r) => <RequestState request={r} /> },
  { key: 'customer', title: words('客户', 'Customer'), width: 190, render: (r) => <a href={`/sales/customers/${r.customerId}`}>{r.customerNo} {r.customerName}</a> },
  { key: 'reason', title: words('事由', 'Reason'), width: 'minmax(140px, 1fr)', render: (r) => <span className="dz-cut">{r.reason}</span> },
  { key: 'by', title: words('受理人', 'Taken by'), width: 110, render: (r) => <span className="dz-cut">{r.requestedBy}</span> },
  { key: 'at', title: words('受理时间', 'Taken'), width: 120, render: (r) => <When at={r.requestedAt} /> },
  { key: 'ended', title: words('办结', 'Ended'), width: 120, render: (r) => (r.endedAt === null ? '—' : <When at={r.endedAt} />) },
];
const filters: Filter[] = [
  { key: 'state', kind: 'choice', many: true, pinned: true, title: words('状态', 'State'), options: requestStates.map((value) => ({ value, words: requestStateWords[value] })) },
  { key: 'kind', kind: 'choice', many: true, pinned: true, title: words('请求', 'Request'), options: requestKinds.map((value) => ({ value, words: requestKindWords[value] })) },
];

/** Requests of persons about their own data (clause 1.3.1): what was given out, what was erased, what stayed and by which law. */
export default function DataRequests() {
  const { t } = useLanguage();
  return (
    <ListPage name="sales.data-requests" title={t('个人信息请求', 'Requests about personal data')} endpoint={listDataRequests} topics={['customer', 'data-request', 'approval']} columns={columns} filters={filters} rowKey={(r) => r.id}
      preview={(r) => <RequestCard request={r} />} previewTitle={(r) => r.requestNo} searchHint={t('编号、客户号', 'Number, customer’s number')} rule={['1.3.1']}
      empty={<EmptyState title={t('还没有个人信息请求', 'No requests yet')} hint={t('客户要求查阅、更正或删除自己的信息时，在客户页的「个人信息」里办理。', 'When a customer wants his data seen, corrected or erased, start from “Personal data” on his page.')} />} />
  );
}

/** One request, whole: its reason and approval, what was removed, what was kept with its law and end. */
export function RequestCard({ request: r, onDone }: { request: DataRequest; onDone?: () => void }) {
  const { t, tw } = useLanguage();
  return (
    <div className="dz-stack">
      <p><RequestState request={r} /> {tw(requestKindWords[r.kind])} · <a href={`/sales/customers/${r.customerId}`}>{r.customerNo} {r.customerName}</a></p>
      <p className="dz-2">{r.reason} · {r.requestedBy} <When at={r.requestedAt} /></p>
      {r.approvalId !== null && <p><Button size="small" href={`/approvals/${r.approvalId}`}>{t('查看审批', 'Open the approval')}</Button></p>}
      <RequestActs request={r} {...(onDone ? { onDone } : {})} />
      {r.endedAt !== null && r.kind === 'erase' && r.state === 'done' && (
        <>
          <h3>{t('已删除', 'Erased')}</h3>
          <ul className="dz-plain">{(r.erased ?? []).map((e) => <li key={e.what.zh}>{tw(e.what)}：{e.count}</li>)}</ul>
          <h3>{t('依法保留', 'Kept by law')}</h3>
          {(r.kept ?? []).length === 0 ? <p className="dz-2">{t('没有', 'Nothing')}</p>
            : <ul className="dz-plain">{(r.kept ?? []).map((k) => <li key={k.what.zh}><b>{tw(k.what)}</b>：{k.count}<div className="dz-2">{tw(k.why)}{k.until !== null && <>{t('，至 ', ', until ')}<When at={k.until} /></>}</div></li>)}</ul>}
          <p className="dz-2">{r.endedBy} <When at={r.endedAt} /></p>
        </>
      )}
    </div>
  );
}
