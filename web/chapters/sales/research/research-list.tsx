import { useState } from 'react';
import { useRouter } from '@tanstack/react-router';
import { Button, DatePicker, Popover } from 'antd';
import dayjs from 'dayjs';
import { listResearch, researchStateWords, startResearchAct, type ResearchRow } from '../../../../src/chapters/sales/research/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { dayOf } from '../../../ui/format.ts';
import { useLanguage, useTw } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { now } from '../../../ui/now.ts';
import { useAct } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';

export function ResearchState({ state }: { state: ResearchRow['state'] }) {
  const tw = useTw();
  return <span style={{ color: state === 'published' ? 'var(--kept-text)' : state === 'draft' ? 'var(--soon-text)' : 'var(--ink2)' }}>{tw(researchStateWords[state])}</span>;
}
const columns: Column<ResearchRow>[] = [
  { key: 'no', title: words('报告号', 'Report'), width: 160, fixed: true, render: (r) => <IdTag value={r.reportNo} /> },
  { key: 'period', title: words('月份', 'Month'), width: 90, sort: 'down', render: (r) => <span className="dz-num">{r.period}</span> },
  { key: 'title', title: words('标题', 'Title'), width: '1fr', render: (r) => <span className="dz-cut">{r.title}</span> },
  { key: 'state', title: words('状态', 'State'), width: 90, render: (r) => <ResearchState state={r.state} /> },
  { key: 'author', title: words('撰写人', 'Author'), width: 90, render: (r) => r.author },
  { key: 'sources', title: words('来源', 'Sources'), width: 64, align: 'right', render: (r) => r.sources },
  { key: 'tasks', title: words('结论任务', 'Tasks'), width: 84, align: 'right', render: (r) => (r.tasks ? `${r.tasksDone}/${r.tasks}` : '—') },
  { key: 'read', title: words('已读', 'Read'), width: 70, align: 'right', render: (r) => (r.readers ? `${r.read}/${r.readers}` : '—') },
  { key: 'published', title: words('发布', 'Published'), width: 130, render: (r) => <When at={r.publishedAt} /> },
  { key: 'created', title: words('开始', 'Started'), width: 130, sort: 'down', render: (r) => <When at={r.createdAt} />, hidden: true },
];
const filters: Filter[] = [
  { key: 'toRead', title: words('待我阅读', 'For me to read'), kind: 'yes', pinned: true },
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: Object.entries(researchStateWords).map(([value, w]) => ({ value, words: w })) },
];

/** Reports of market research, the newest month first (clause 2.1.1). */
export default function ResearchList() {
  const { t } = useLanguage();
  const router = useRouter();
  const start = useAct(startResearchAct);
  const [month, setMonth] = useState(() => dayOf(now()).slice(0, 7));
  const begin = (
    <Popover trigger="click" placement="bottomRight" title={t('哪个月的报告？', 'Of which month?')} content={
      <form style={{ display: 'grid', gap: 8 }} onSubmit={(e) => e.preventDefault()}>
        <DatePicker picker="month" allowClear={false} value={dayjs(`${month}-01`)} onChange={(d) => d && setMonth(d.format('YYYY-MM'))} />
        <ActButton act={start} primary size="small" label={t('开始写', 'Begin')} run={async () => { const { id } = await start.run({ body: { period: month } }); router.history.push(`/sales/research/${id}`); }} />
      </form>
    }><LeadingButton leadsTo={startResearchAct} type="primary">{t('开始调研报告', 'Start a report')}</LeadingButton></Popover>
  );
  return (
    <ListPage name="sales.research" title={t('市场调研', 'Market research')} endpoint={listResearch} topics={['sales']} columns={columns} filters={filters} defaultSort="-period" rowKey={(r) => r.id} rowHref={(r) => `/sales/research/${r.id}`}
      searchHint={t('标题、内容、月份', 'Title, text, month')} rule={['2.1.1']} primary={<><Button href="/sales/competitors">{t('竞争对手', 'Competitors')}</Button>{begin}</>}
      empty={<EmptyState title={t('还没有调研报告', 'No reports yet')} hint={t('每个周期一份：市场、对手、需求、趋势与政策、结论。', 'One each period: market, competitors, demand, trends and policy, conclusions.')} act={begin} />} />
  );
}
