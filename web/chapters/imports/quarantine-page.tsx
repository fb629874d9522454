import { listQuarantine, mendRow } from '../../../src/kernel/imports/contract.ts';
import { words } from '../../../src/kernel/words.ts';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { BadRows } from '../../ui/import/bad-rows.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage, type RowOf } from '../../ui/list-page.tsx';
import { useRefused } from '../../ui/rights.ts';
import { IdTag } from '../../ui/values.tsx';
import { importApi } from './binding.ts';

type Row = RowOf<typeof listQuarantine>;

function Why({ row }: { row: Row }) {
  const { tw } = useLanguage();
  return <>{row.problems.map((p) => `${p.column ? `${p.column}：` : ''}${tw(p.message)}`).join('；')}</>;
}

const columns: Column<Row>[] = [
  { key: 'run', title: words('导入', 'Import'), width: 170, fixed: true, render: (r) => <IdTag value={r.runNo} /> },
  { key: 'file', title: words('文件', 'File'), width: 240, render: (r) => r.file },
  { key: 'line', title: words('行', 'Line'), width: 70, align: 'right', render: (r) => r.line },
  { key: 'key', title: words('单号', 'Key'), width: 190, render: (r) => (r.key ? <IdTag value={r.key} /> : '—') },
  { key: 'why', title: words('原因', 'Why'), width: 460, render: (r) => <Why row={r} /> },
];
const filters: Filter[] = [{
  key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true,
  options: [{ value: 'quarantined', words: words('待处理', 'To mend') }, { value: 'mended', words: words('已修正', 'Mended') }, { value: 'dismissed', words: words('不再处理', 'Dismissed') }, { value: 'undone', words: words('随导入撤回', 'Taken back with the import') }],
}];

/** Rows that could not be taken, of all imports: opened beside the list, mended and tried again one by one. */
export default function QuarantinePage() {
  const { t } = useLanguage();
  const refused = useRefused(mendRow);
  return (
    <ListPage name="imports.quarantine" title={t('待处理的行', 'Rows to mend')} endpoint={listQuarantine} topics={['imports']} columns={columns} filters={filters} defaultSort="-created" rowKey={(r: Row) => `${r.run}/${r.row}`}
      previewTitle={(r: Row) => <>{t(`第 ${r.line} 行`, `Line ${r.line}`)}{r.key && <> · <span className="dz-mono">{r.key}</span></>}</>}
      preview={(r: Row) => <BadRows key={`${r.run}/${r.row}`} begin readOnly={r.state !== 'quarantined' || refused !== undefined} api={importApi} runId={r.run} rows={[{ id: r.row, line: r.line, file: r.file, problems: r.problems.map((p) => ({ code: p.code, column: p.column ?? null, message: p.message, value: p.value ?? null })) }]} />}
      searchHint={t('单号、文件名、导入编号', 'Key, file, import number')} empty={t('没有待处理的行。', 'No row waits.')} />
  );
}
