import { useState } from 'react';
import { Checkbox, Input } from 'antd';
import { listChains, type ChainRow } from '../../../../src/regulation/approvals/contract.ts';
import { Page } from '../../../shell/page.tsx';
import { ClauseChip } from '../../../ui/clause.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { BlockSkeleton } from '../../../ui/skeletons.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import './chains.css';

/** Everything that wants an approval: who signs what, by the clause or by the company's own chain. As many as the rulebook has: one list. */
export default function ChainList() {
  const { t, tw } = useLanguage();
  const [q, setQ] = useState('');
  const [own, setOwn] = useState(false);
  const read = useRead(listChains, {}, { topics: ['regulation', 'approval-chain'] });
  const asked = q.trim().toLowerCase();
  const rows = (read.data?.rows ?? []).filter((r) => (!own || r.own) && (!asked || [r.key, r.clause ?? '', r.verb, r.title.zh, r.title.en, ...r.steps.flatMap((s) => [s.zh, s.en])].some((x) => x.toLowerCase().includes(asked))));
  return (
    <Page title={t('审批流', 'Approval chains')} state={read.data && <span className="dz-2">{t(`共 ${read.data.rows.length} 条`, `${read.data.rows.length} chains`)}</span>}>
      <div className="dz-list-bar">
        <Input size="small" allowClear value={q} onChange={(e) => setQ(e.target.value)} placeholder={t('条款号、名称、岗位', 'Clause, name, post')} aria-label={t('搜索审批流', 'Search')} style={{ width: 240 }} />
        <Checkbox checked={own} onChange={(e) => setOwn(e.target.checked)}>{t('只看公司自定的', 'Own chains only')}</Checkbox>
      </div>
      {read.error && <ProblemNote error={read.error} onRetry={() => void read.refetch()} />}
      {!read.data && !read.error && <BlockSkeleton lines={12} />}
      {read.data && rows.length === 0 && <EmptyState title={t('没有符合的审批流', 'Nothing matches')} />}
      {rows.map((row) => <Row key={row.key} row={row} title={tw(row.title)} />)}
    </Page>
  );
}

function Row({ row, title }: { row: ChainRow; title: string }) {
  const { t, tw } = useLanguage();
  return (
    <section className="dz-card dz-chain-card">
      <h2>{row.clause && <ClauseChip id={row.clause} />} <a href={`/settings/approval-chains/${encodeURIComponent(row.key)}`}>{title}</a>
        <span className="dz-2">{row.own ? <>{t('公司自定，自 ', 'own, since ')}<When at={row.since} /></> : row.clause ? t('按条款', 'by the clause') : t('内置', 'built in')}{row.planned !== null && <>{t('；将于 ', '; changes ')}<When at={row.planned} />{t(' 变更', '')}</>}</span>
        {row.waiting && <a className="dz-soon" href={`/approvals/${row.waiting}`}>{t('有修改待审批', 'a change waits')}</a>}
      </h2>
      <ul>{row.steps.map((s) => <li key={s.en}>{tw(s)}</li>)}</ul>
    </section>
  );
}
