import { words, type Words } from '../../../../src/kernel/words.ts';
import { listAudit } from '../../../../src/registers/company/audit/contract.ts';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { exactText } from '../../../ui/format.ts';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { IdTag, When } from '../../../ui/values.tsx';
import { recordKinds } from './record-kinds.ts';

type Row = RowOf<typeof listAudit>;
const outcomeWords: Record<Row['outcome'], Words> = { done: words('已执行', 'Done'), denied: words('无权', 'Denied'), refused: words('被拒', 'Refused') };

function Outcome({ outcome }: { outcome: Row['outcome'] }) {
  const { tw } = useLanguage();
  return <span className={outcome === 'done' ? undefined : 'dz-soon'}>{tw(outcomeWords[outcome])}</span>;
}

function Act({ row }: { row: Row }) {
  const { tw } = useLanguage();
  return row.title ? <span className="dz-cut" title={row.verb}>{tw(row.title)}</span> : <span className="dz-mono dz-cut">{row.verb}</span>;
}

function Kind({ type }: { type: string | null }) {
  const { tw } = useLanguage();
  if (type === null) return '—';
  const named = recordKinds[type];
  return named ? <span title={type}>{tw(named)}</span> : <span className="dz-mono">{type}</span>;
}

const columns: Column<Row>[] = [
  { key: 'at', title: words('时间', 'Time'), width: 130, fixed: true, sort: 'down', render: (a) => <When at={a.at} /> },
  { key: 'actor', title: words('操作人', 'Who'), width: 130, render: (a) => <span className="dz-cut">{a.actorName}{a.onBehalfOf && <span className="dz-2"> → {a.onBehalfOf}</span>}</span> },
  { key: 'verb', title: words('操作', 'Act'), width: 'minmax(160px, 1.5fr)', render: (a) => <Act row={a} /> },
  { key: 'subject', title: words('对象', 'Record'), width: 'minmax(120px, 1fr)', render: (a) => <span className="dz-cut"><Kind type={a.subjectType} /></span> },
  { key: 'outcome', title: words('结果', 'Outcome'), width: 80, render: (a) => <Outcome outcome={a.outcome} /> },
  { key: 'code', title: words('原因代码', 'Code'), width: 'minmax(120px, 1fr)', render: (a) => <span className="dz-cut dz-2 dz-mono">{a.code ?? ''}</span> },
  { key: 'reason', title: words('说明', 'Reason'), width: 'minmax(120px, 1fr)', render: (a) => <span className="dz-cut">{a.reason ?? ''}</span> },
  { key: 'ip', title: words('网络地址', 'Address'), width: 120, hidden: true, render: (a) => a.ip ?? '—' },
];
const filters: Filter[] = [
  { key: 'days', kind: 'days', pinned: true, title: words('日期', 'Days') },
  { key: 'outcome', kind: 'choice', many: true, pinned: true, title: words('结果', 'Outcome'), options: (['done', 'denied', 'refused'] as const).map((value) => ({ value, words: outcomeWords[value] })) },
  { key: 'verb', kind: 'text', title: words('操作', 'Act') },
  { key: 'subjectType', kind: 'choice', title: words('对象类型', 'Kind of record'), options: Object.entries(recordKinds).map(([value, named]) => ({ value, words: named })) },
  { key: 'subject', kind: 'text', title: words('对象编号', 'Record id') },
];

/** One row in full: what was noted, to whom it belongs, under which request. */
function Detail({ row }: { row: Row }) {
  const t = useT();
  return (
    <dl className="dz-facts">
      <div><dt>{t('时间', 'Time')}</dt><dd>{exactText(row.at)}</dd></div>
      <div><dt>{t('操作人', 'Who')}</dt><dd>{row.actorId && row.actorKind === 'person' ? <a href={`/settings/staff/${row.actorId}`}>{row.actorName}</a> : row.actorName}</dd></div>
      {row.onBehalfOf && <div><dt>{t('代谁操作', 'On behalf of')}</dt><dd>{row.onBehalfOf}</dd></div>}
      <div><dt>{t('网络地址', 'Address')}</dt><dd>{row.ip ?? '—'}</dd></div>
      <div><dt>{t('操作', 'Act')}</dt><dd><Act row={row} /> <span className="dz-mono dz-2">{row.verb}</span></dd></div>
      <div><dt>{t('对象', 'Record')}</dt><dd><Kind type={row.subjectType} /> {row.subjectId && <IdTag value={row.subjectId} />}</dd></div>
      <div><dt>{t('结果', 'Outcome')}</dt><dd><Outcome outcome={row.outcome} /> <span className="dz-2 dz-mono">{row.code}</span></dd></div>
      {row.reason && <div><dt>{t('说明', 'Reason')}</dt><dd>{row.reason}</dd></div>}
      {row.changes && Object.entries(row.changes).map(([name, value]) => <div key={name}><dt className="dz-mono">{name}</dt><dd className="dz-mono">{typeof value === 'string' ? value : JSON.stringify(value)}</dd></div>)}
    </dl>
  );
}

export default function AuditList() {
  const { t, tw } = useLanguage();
  return (
    <ListPage name="settings.audit" title={t('审计日志', 'Audit log')} endpoint={listAudit} columns={columns} filters={filters} defaultSort="-at" rowKey={(a) => a.id} exportPath="/audit.csv"
      searchHint={t('操作人姓名；不选日期时为最近 31 天', 'Name of who acted; the last 31 days unless said otherwise')} preview={(a) => <Detail row={a} />} previewTitle={(a) => (a.title ? tw(a.title) : a.verb)} compact />
  );
}
