import { listPublications } from '../../../src/regulation/publications/contract.ts';
import { words } from '../../../src/kernel/words.ts';
import { ClauseChip } from '../../ui/clause.tsx';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage, type RowOf } from '../../ui/list-page.tsx';
import { When } from '../../ui/values.tsx';

type Row = RowOf<typeof listPublications>;

function Change({ row }: { row: Row }) {
  const { tw } = useLanguage();
  return <span className="dz-cut" title={`${tw(row.before)} → ${tw(row.after)}`}>{tw(row.label)}　<del className="dz-2">{tw(row.before)}</del> → <b>{tw(row.after)}</b></span>;
}
function Scope({ row }: { row: Row }) {
  const { t, tw } = useLanguage();
  return <span className="dz-cut">{row.scope ? tw(row.scope) : t('全公司', 'Company')}</span>;
}
function Known({ row }: { row: Row }) {
  return <span className={row.acknowledged < row.addressed ? 'dz-soon dz-num' : 'dz-kept dz-num'}>{row.acknowledged} / {row.addressed}</span>;
}
function Mine({ row }: { row: Row }) {
  const { t } = useLanguage();
  if (row.mine === 'none') return <span className="dz-2">—</span>;
  return row.mine === 'done' ? <span className="dz-kept">{t('已确认', 'known')}</span> : <span className="dz-soon">{t('待我确认', 'to acknowledge')}</span>;
}

const columns: Column<Row>[] = [
  { key: 'clause', title: words('条款', 'Clause'), width: 84, fixed: true, render: (r) => <ClauseChip id={r.clause} /> },
  { key: 'change', title: words('变更', 'Change'), width: 'minmax(260px, 2fr)', render: (r) => <Change row={r} /> },
  { key: 'scope', title: words('范围', 'Scope'), width: 110, render: (r) => <Scope row={r} /> },
  { key: 'from', title: words('生效', 'From'), width: 130, render: (r) => <When at={r.from} /> },
  { key: 'at', title: words('公布', 'Published'), width: 130, sort: 'down', render: (r) => <When at={r.at} /> },
  { key: 'by', title: words('提出 / 批准', 'Asked / approved'), width: 150, render: (r) => <span className="dz-cut">{r.proposedBy} / {r.approvedBy ?? '—'}</span> },
  { key: 'known', title: words('已确认', 'Acknowledged'), width: 90, align: 'right', render: (r) => <Known row={r} /> },
  { key: 'mine', title: words('我', 'Me'), width: 90, render: (r) => <Mine row={r} /> },
];
const filters: Filter[] = [
  { key: 'mine', kind: 'choice', pinned: true, title: words('对我', 'For me'), options: [{ value: 'waiting', words: words('待我确认', 'To acknowledge') }, { value: 'done', words: words('我已确认', 'Acknowledged') }] },
  { key: 'open', kind: 'yes', pinned: true, title: words('尚有人未确认', 'Not known to all') },
  { key: 'clause', kind: 'text', title: words('条款', 'Clause') },
];

export default function ChangeList() {
  const { t } = useLanguage();
  return (
    <ListPage name="regulation.changes" title={t('规章变更', 'Changes of the rulebook')} endpoint={listPublications} topics={['parameter']} columns={columns} filters={filters} defaultSort="-at" rowKey={(r) => r.id}
      rowHref={(r) => `/rulebook/changes/${r.id}`} searchHint={t('条款、参数、理由、提出人', 'Clause, value, reason, who')} empty={t('还没有公布过变更：数值经批准后会在这里公布，并请相关岗位确认知悉。', 'None yet: values are published here once approved, and those whom they bind acknowledge them.')} rule={['1.3.1']} />
  );
}
