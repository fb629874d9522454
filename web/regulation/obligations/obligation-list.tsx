import { words } from '../../../src/kernel/words.ts';
import { listObligations, obligationStates, type ObligationRow } from '../../../src/regulation/obligations/contract.ts';
import { ClauseChip } from '../../ui/clause.tsx';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { DueBar, IdTag, When } from '../../ui/values.tsx';
import { ObligationView } from './obligation-view.tsx';
import { said, stateWords, tone } from './words.ts';

export function StateWord({ row }: { row: ObligationRow }) {
  const { tw } = useLanguage();
  return <span className={tone(row)}>{tw(said(row))}</span>;
}
function Title({ row }: { row: ObligationRow }) {
  const { tw } = useLanguage();
  return <span className="dz-cut">{tw(row.title)}</span>;
}
function Owner({ row }: { row: ObligationRow }) {
  const { tw } = useLanguage();
  return <span className="dz-cut dz-2">{row.owner?.name ?? tw(row.ownerPost)}</span>;
}
/** While it runs the bar that empties; afterwards when it was done. */
export const Due = ({ row }: { row: ObligationRow }) =>
  row.open ? <DueBar openedAt={row.openedAt} dueAt={row.dueAt} remainingMs={row.remainingMs} provisional={row.provisional} /> : <When at={row.stoppedAt ?? row.dueAt} />;

const columns: Column<ObligationRow>[] = [
  { key: 'due', title: words('期限 / 完成', 'Due / done'), width: 150, fixed: true, sort: 'up', render: (o) => <Due row={o} /> },
  { key: 'state', title: words('状态', 'State'), width: 90, render: (o) => <StateWord row={o} /> },
  { key: 'title', title: words('做什么', 'What'), width: 'minmax(120px, 1fr)', render: (o) => <Title row={o} /> },
  { key: 'subject', title: words('对象', 'On what'), width: 'minmax(150px, 1fr)', render: (o) => <span className="dz-cut"><IdTag value={o.subject.number} /> <span className="dz-2">{o.subject.title}</span></span> },
  { key: 'whom', title: words('为谁', 'For whom'), width: 110, render: (o) => <span className="dz-cut dz-2">{o.whom ?? ''}</span> },
  { key: 'owner', title: words('责任人', 'Owner'), width: 120, render: (o) => <Owner row={o} /> },
  { key: 'clause', title: words('条款', 'Clause'), width: 84, render: (o) => <ClauseChip id={o.clause} /> },
  { key: 'opened', title: words('开始', 'Opened'), width: 120, sort: 'down', render: (o) => <When at={o.openedAt} /> },
];
const filters: Filter[] = [
  { key: 'overdue', kind: 'yes', pinned: true, title: words('已超期', 'Overdue') },
  { key: 'unexplained', kind: 'yes', title: words('超时未说明原因', 'Late, reason not given') },
  { key: 'open', kind: 'yes', pinned: true, title: words('未完成', 'Open') },
  { key: 'mine', kind: 'yes', pinned: true, title: words('我的', 'Mine') },
  { key: 'state', kind: 'choice', many: true, pinned: true, title: words('状态', 'State'), options: obligationStates.map((value) => ({ value, words: stateWords[value] })) },
  { key: 'clause', kind: 'text', pinned: true, title: words('条款', 'Clause') },
  { key: 'control', kind: 'text', title: words('控制点', 'Control') },
  { key: 'chapter', kind: 'choice', title: words('章', 'Chapter'), options: [1, 2, 3, 4, 5, 6, 7].map((n) => ({ value: String(n), words: words(`第 ${n} 章`, `Chapter ${n}`) })) },
  { key: 'days', kind: 'days', title: words('日期', 'Days') },
];

/** What the rulebook asked of people, case by case. */
export default function ObligationList() {
  const { t, tw } = useLanguage();
  return (
    <ListPage name="regulation.obligations" title={t('义务', 'Obligations')} endpoint={listObligations} topics={['clause']} columns={columns} filters={filters}
      rowKey={(o) => o.id} rowHref={(o) => `/cases/${o.subject.type}/${o.subject.id}`} preview={(o) => <ObligationView id={o.id} />} previewTitle={(o) => tw(o.title)}
      rowClass={(o) => (o.state === 'breached' && o.open ? 'dz-row-breach' : undefined)} searchHint={t('单号、姓名、手机尾号', 'Number, name, phone tail')} />
  );
}
