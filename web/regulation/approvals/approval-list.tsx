import { useState } from 'react';
import { Button } from 'antd';
import { approvalStateWords, listApprovals, signMany, type ApprovalRow } from '../../../src/regulation/approvals/contract.ts';
import { words } from '../../../src/kernel/words.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { ClauseChip } from '../../ui/clause.tsx';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useAct } from '../../ui/use-api.ts';
import { When } from '../../ui/values.tsx';
import { Figure, StateTag } from './approval-parts.tsx';
import './approvals.css';

function Title({ row }: { row: ApprovalRow }) {
  const { t, tw } = useLanguage();
  return <span className="dz-cut">{tw(row.title)}{row.split && <span className="dz-approval-flag">{t('疑似拆分', 'split?')}</span>}</span>;
}
function WaitsFor({ row }: { row: ApprovalRow }) {
  const { t, tw } = useLanguage();
  if (row.state !== 'waiting') return <span className="dz-2">—</span>;
  return <span className="dz-cut">{row.maySign ? <b>{t('等您', 'you')}</b> : row.waitsFor.map(tw).join('、')}{row.asFor && <span className="dz-2">{t(`（代${row.asFor.name}）`, ` (for ${row.asFor.name})`)}</span>}</span>;
}

const columns: Column<ApprovalRow>[] = [
  { key: 'title', title: words('事项', 'What'), width: 240, fixed: true, render: (a) => <Title row={a} /> },
  { key: 'figure', title: words('数额', 'How much'), width: 120, align: 'right', render: (a) => <Figure value={a.figure} unit={a.unit} /> },
  { key: 'state', title: words('状态', 'State'), width: 92, render: (a) => <StateTag state={a.state} /> },
  { key: 'waits', title: words('等谁', 'Waits for'), width: 170, render: (a) => <WaitsFor row={a} /> },
  { key: 'by', title: words('申请人', 'Asked by'), width: 110, render: (a) => a.requestedBy },
  { key: 'reason', title: words('理由', 'Reason'), width: '1fr', render: (a) => <span className="dz-cut">{a.reason}</span> },
  { key: 'clause', title: words('条款', 'Clause'), width: 76, render: (a) => (a.clause ? <ClauseChip id={a.clause} /> : '—') },
  { key: 'requested', title: words('提交', 'Asked'), width: 130, sort: 'down', render: (a) => <When at={a.requestedAt} /> },
];
const filters: Filter[] = [
  { key: 'mine', title: words('与我', 'For me'), kind: 'choice', pinned: true, options: [
    { value: 'waiting', words: words('待我审批', 'Waiting for me') }, { value: 'started', words: words('我发起的', 'Started by me') }, { value: 'copied', words: words('抄送我的', 'Copied to me') }, { value: 'done', words: words('我签过的', 'Signed by me') },
  ] },
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: Object.entries(approvalStateWords).map(([value, w]) => ({ value, words: w })) },
];

function Views() {
  const { t } = useLanguage();
  return (
    <nav className="dz-row dz-approval-views" aria-label={t('常用视图', 'Common views')}>
      <Button size="small" href="/approvals?mine=waiting">{t('待我审批', 'Waiting for me')}</Button>
      <Button size="small" href="/approvals?mine=started">{t('我发起的', 'Started by me')}</Button>
      <Button size="small" href="/approvals?mine=copied">{t('抄送我的', 'Copied to me')}</Button>
      <Button size="small" href="/approvals?mine=done">{t('我签过的', 'Signed by me')}</Button>
      <span className="dz-grow" />
      <Button size="small" href="/approvals/delegations">{t('委托', 'Delegations')}</Button>
    </nav>
  );
}

type Batch = { done: number; refused: { id: string; title: { zh: string; en: string }; next: { zh: string; en: string } }[] };

function Refused({ batch, onClose }: { batch: Batch | null; onClose: () => void }) {
  const { t, tw } = useLanguage();
  if (!batch || batch.refused.length === 0) return null;
  return (
    <div className="dz-problem dz-problem-small" role="alert">
      <strong>{t(`已签 ${batch.done} 项，${batch.refused.length} 项未签`, `${batch.done} signed, ${batch.refused.length} not`)}</strong>
      <ul>{batch.refused.map((r) => <li key={r.id}><a href={`/approvals/${r.id}`}>{tw(r.title)}</a> {tw(r.next)}</li>)}</ul>
      <Button size="small" onClick={onClose}>{t('知道了', 'Close')}</Button>
    </div>
  );
}

/** Everything that is, was or will be approved and concerns this person; several signed in one press are recorded as a batch. */
export default function ApprovalList() {
  const { t } = useLanguage();
  const sign = useAct(signMany);
  const [batch, setBatch] = useState<Batch | null>(null);
  const many = (rows: readonly ApprovalRow[], yes: boolean) => async () => {
    setBatch(await sign.run({ body: { yes, note: null, items: rows.filter((r) => r.step !== null).slice(0, 100).map((r) => ({ id: r.id, hash: r.hash, step: r.step!, for: r.asFor?.id ?? null })) } }));
  };
  return (
    <ListPage name="regulation.approvals" title={t('审批', 'Approvals')} endpoint={listApprovals} topics={['approval', 'regulation']} columns={columns} filters={filters} defaultSort="-requested" rowKey={(a) => a.id}
      rowHref={(a) => `/approvals/${a.id}`} searchHint={t('事项、理由、申请人', 'What, why, who')} above={<><Views /><Refused batch={batch} onClose={() => setBatch(null)} /></>}
      acts={(rows, clear) => (
        <>
          <ActButton act={sign} size="small" label={t('批量驳回', 'Reject all')} confirm={t(`将驳回选中的 ${rows.length} 项。`, `${rows.length} will be rejected.`)} run={many(rows, false)} onDone={clear} />
          <ActButton act={sign} size="small" primary label={t('批量批准', 'Approve all')} run={many(rows, true)} onDone={clear} />
        </>
      )} />
  );
}
