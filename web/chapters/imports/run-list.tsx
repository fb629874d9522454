import { Button } from 'antd';
import { listRuns } from '../../../src/kernel/imports/contract.ts';
import { words } from '../../../src/kernel/words.ts';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage, type RowOf } from '../../ui/list-page.tsx';
import { IdTag, When } from '../../ui/values.tsx';
import { RunState } from './run-state.tsx';
import { runStates } from './states.ts';

type Row = RowOf<typeof listRuns>;

const columns: Column<Row>[] = [
  { key: 'number', title: words('编号', 'Number'), width: 170, fixed: true, sort: 'down', render: (r) => <IdTag value={r.runNo} /> },
  { key: 'title', title: words('内容', 'What'), width: 130, render: (r) => <Said of={r.title} /> },
  { key: 'files', title: words('文件', 'Files'), width: 'minmax(140px, 1fr)', render: (r) => <span className="dz-cut" title={r.files.join('、')}>{r.files.join('、')}</span> },
  { key: 'state', title: words('状态', 'State'), width: 90, render: (r) => <RunState state={r.state} /> },
  { key: 'accepted', title: words('新增', 'New'), width: 80, align: 'right', render: (r) => numberText(r.counts.accepted) },
  { key: 'updated', title: words('更新', 'Changed'), width: 80, align: 'right', render: (r) => numberText(r.counts.updated) },
  { key: 'unchanged', title: words('不变', 'Same'), width: 80, align: 'right', render: (r) => numberText(r.counts.unchanged) },
  { key: 'quarantined', title: words('待处理', 'To mend'), width: 80, align: 'right', render: (r) => <span className={r.counts.quarantined > 0 ? 'dz-soon' : undefined}>{numberText(r.counts.quarantined)}</span> },
  { key: 'reconciled', title: words('核对', 'Totals'), width: 80, render: (r) => (r.state === 'done' || r.state === 'staged' ? <Agrees ok={r.reconciled} /> : '—') },
  { key: 'by', title: words('经手', 'By'), width: 110, render: (r) => r.startedBy },
  { key: 'created', title: words('时间', 'When'), width: 120, sort: 'down', render: (r) => <When at={r.createdAt} /> },
];

function Said({ of }: { of: { zh: string; en: string } }) {
  const { tw } = useLanguage();
  return <>{tw(of)}</>;
}
function Agrees({ ok }: { ok: boolean }) {
  const { t } = useLanguage();
  return <span className={ok ? 'dz-kept' : 'dz-breach'}>{ok ? t('一致', 'agree') : t('不一致', 'differ')}</span>;
}

const filters: Filter[] = [
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: Object.entries(runStates).map(([value, said]) => ({ value, words: said })) },
  { key: 'waiting', title: words('有待处理的行', 'Rows to mend'), kind: 'yes', pinned: true },
  { key: 'mine', title: words('我导入的', 'Mine'), kind: 'yes' },
];

/** What was imported, newest first; each opens where it stands. */
export default function RunList() {
  const { t } = useLanguage();
  return (
    <ListPage name="imports.runs" title={t('导入记录', 'Imports')} endpoint={listRuns} topics={['imports']} columns={columns} filters={filters} defaultSort="-created" rowKey={(r) => r.id} rowHref={(r) => `/imports/${r.id}`}
      primary={<Button type="primary" href="/imports">{t('导入文件', 'Import files')}</Button>} searchHint={t('编号、文件名', 'Number, file name')} empty={t('还没有导入过文件。', 'Nothing was imported yet.')} />
  );
}
