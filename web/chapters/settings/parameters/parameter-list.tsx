import { useState } from 'react';
import { Checkbox, Input } from 'antd';
import { listParameters, type ParameterRow } from '../../../../src/regulation/parameters/contract.ts';
import { Page } from '../../../shell/page.tsx';
import { ClauseChip } from '../../../ui/clause.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { BlockSkeleton } from '../../../ui/skeletons.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import './parameters.css';

/** Every value of the rulebook in one list, clause by clause: what holds, since when, what is planned, what waits. */
export default function ParameterList() {
  const { t, tw } = useLanguage();
  const [q, setQ] = useState('');
  const [undecided, setUndecided] = useState(false);
  const read = useRead(listParameters, { query: {} }, { topics: ['regulation'] });
  const asked = q.trim().toLowerCase();
  const rows = (read.data?.rows ?? []).filter((r) => !undecided || !r.decided)
    .filter((r) => !asked || [r.key, r.clause, r.label.zh, r.label.en, r.clauseTitle.zh, r.clauseTitle.en].some((x) => x.toLowerCase().includes(asked)));
  const clauses = [...Map.groupBy(rows, (r) => r.clause)];
  const open = read.data?.rows.filter((r) => !r.decided).length ?? 0;
  return (
    <Page title={t('规章参数', 'Parameters')} state={read.data && <span className="dz-2">{t(`共 ${read.data.rows.length} 项，${open} 项未量化`, `${read.data.rows.length} values, ${open} not decided yet`)}</span>}>
      <div className="dz-list-bar">
        <Input size="small" allowClear value={q} onChange={(e) => setQ(e.target.value)} placeholder={t('条款号、名称', 'Clause, name')} aria-label={t('搜索参数', 'Search')} style={{ width: 240 }} />
        <Checkbox checked={undecided} onChange={(e) => setUndecided(e.target.checked)}>{t('只看未量化的', 'Not decided only')}</Checkbox>
      </div>
      {read.error && <ProblemNote error={read.error} onRetry={() => void read.refetch()} />}
      {!read.data && !read.error && <BlockSkeleton lines={16} />}
      {read.data && rows.length === 0 && <EmptyState title={t('没有符合的参数', 'Nothing matches')} />}
      {clauses.map(([clause, own]) => (
        <section key={clause} className="dz-card dz-parameters">
          <h2><ClauseChip id={clause} /> {tw(own[0]!.clauseTitle)}</h2>
          <ul>{own.map((r) => <Row key={r.key} row={r} />)}</ul>
        </section>
      ))}
    </Page>
  );
}

function Row({ row }: { row: ParameterRow }) {
  const { t, tw } = useLanguage();
  return (
    <li className={row.live ? undefined : 'dz-parameter-idle'}>
      <a href={`/settings/parameters/${row.key}`}>{tw(row.label)}</a>
      <b className="dz-cut" title={tw(row.value)}>{tw(row.value)}</b>
      <span className="dz-2">
        {!row.decided && <span className="dz-soon">{t('未量化，暂用建议值', 'not decided, suggested value in use')}</span>}
        {row.decided && (row.since === null ? (row.source === 'law' ? t('法定', 'by law') : '') : <>{t('自 ', 'since ')}<When at={row.since} /></>)}
        {row.law && <span title={tw(row.law)}>{t(' · 有法定界限', ' · legal bound')}</span>}
        {row.narrower > 0 && t(` · 另有 ${row.narrower} 个分项值`, ` · ${row.narrower} narrower`)}
        {row.planned && <> · {t(`将改为 ${row.planned.value.zh}：`, `then ${row.planned.value.en}: `)}<When at={row.planned.from} /></>}
        {row.waiting && <span className="dz-soon">{t(' · 有修改待审批', ' · a change waits')}</span>}
        {!row.live && t(' · 所属控制点尚未接入', ' · not read yet')}
      </span>
    </li>
  );
}
