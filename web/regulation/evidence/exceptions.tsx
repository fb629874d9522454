import { useState } from 'react';
import { Button, Input } from 'antd';
import { useParams } from '@tanstack/react-router';
import { words, type Words } from '../../../src/kernel/words.ts';
import { approvalStateWords } from '../../../src/regulation/approvals/contract.ts';
import { explainException, listExceptions } from '../../../src/regulation/book/evidence/contract.ts';
import { readClause } from '../../shell/rulebook-endpoints.ts';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { exactText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage, type RowOf } from '../../ui/list-page.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';
import { IdTag, When } from '../../ui/values.tsx';

type Row = RowOf<typeof listExceptions>;
export const exceptionWords: Record<Row['outcome'], Words> = { refused: words('拦截', 'Refused'), overridden: words('例外', 'Exception') };

function Outcome({ row }: { row: Row }) {
  const { tw } = useLanguage();
  return <span className={row.outcome === 'refused' ? 'dz-kept' : 'dz-soon'}>{tw(exceptionWords[row.outcome])}</span>;
}
function Missing({ row }: { row: Row }) {
  const { t, tw } = useLanguage();
  // On a phone no heading says what these are.
  return <span className="dz-cut">✗ {row.missing.map(tw).join(t('、', '; '))}</span>;
}
function Act({ row }: { row: Row }) {
  const { tw } = useLanguage();
  return <span className="dz-cut">{tw(row.act)}</span>;
}
function Reason({ row }: { row: Row }) {
  const { t } = useLanguage();
  return <span className="dz-cut">{row.reason ?? (row.outcome === 'overridden' ? <span className="dz-2">{t('尚未说明', 'not said yet')}</span> : '')}</span>;
}

const columns: Column<Row>[] = [
  { key: 'at', title: words('时间', 'When'), width: 130, fixed: true, sort: 'down', card: 'left', render: (r) => <When at={r.at} /> },
  { key: 'outcome', title: words('结果', 'Outcome'), width: 100, card: 'right', render: (r) => <Outcome row={r} /> },
  { key: 'by', title: words('办理人', 'Who'), width: 120, card: 'left', render: (r) => <span className="dz-cut">{r.by}</span> },
  { key: 'act', title: words('办理事项', 'Act'), width: 'minmax(110px, 1fr)', render: (r) => <Act row={r} /> },
  { key: 'subject', title: words('对象', 'On what'), width: 'minmax(170px, 1fr)', card: 'right', render: (r) => (r.subject ? <IdTag value={r.subject.number} /> : '') },
  { key: 'missing', title: words('未满足的条件', 'Not in place'), width: 'minmax(160px, 2fr)', card: 'wide', render: (r) => <Missing row={r} /> },
  { key: 'reason', title: words('原因', 'Why it went on'), width: 'minmax(140px, 2fr)', card: 'wide', render: (r) => <Reason row={r} /> },
];

/** One of them in full: what was tried, what was missing, why it went on, and who approved it afterwards. */
function Evidence({ row }: { row: Row }) {
  const { t, tw } = useLanguage();
  return (
    <div>
      <p className="dz-work-sentence"><Outcome row={row} /> · {tw(row.title)}</p>
      <dl className="dz-facts">
        <div><dt>{t('时间', 'When')}</dt><dd>{exactText(row.at)}</dd></div>
        <div><dt>{t('办理人', 'Who')}</dt><dd>{row.by}</dd></div>
        <div><dt>{t('办理事项', 'Act')}</dt><dd>{tw(row.act)}</dd></div>
        {row.subject && <div><dt>{tw(row.subject.kind)}</dt><dd><a href={row.subject.href}>{row.subject.number}</a></dd></div>}
        <div><dt>{t('未满足的条件', 'Not in place')}</dt><dd>{row.missing.map(tw).join(t('、', '; '))}</dd></div>
        {row.outcome === 'overridden' && <div><dt>{t('原因', 'Why it went on')}</dt><dd><Reason row={row} />{row.explainedBy && <small className="dz-2"> {t(`（${row.explainedBy} 事后说明）`, ` (said afterwards by ${row.explainedBy})`)}</small>}</dd></div>}
        {row.outcome === 'overridden' && row.enforce === 'block' && (
          <div><dt>{t('事后审批', 'Approved afterwards')}</dt><dd>{row.afterwards ? <a href={row.afterwards.href}>{tw(approvalStateWords[row.afterwards.state])}</a> : t('没有找到', 'not found')}</dd></div>
        )}
      </dl>
      {row.mayExplain && <Explain key={row.id} row={row} />}
      {row.enforce === 'monitor' && <p className="dz-2">{t('这项规则只监测、不拦截：条件不全时照做，逐笔计入例外。', 'This rule watches and does not block: it was done all the same, and counts as an exception.')}</p>}
      {row.outcome === 'refused' && <p className="dz-2">{t('被拦截的操作没有执行，只留下这条记录。', 'What was refused was not done; nothing but this record remains of it.')}</p>}
    </div>
  );
}

/** Why it went on, asked afterwards of what is only watched. */
function Explain({ row }: { row: Row }) {
  const { t } = useLanguage();
  const act = useAct(explainException);
  const [reason, setReason] = useState('');
  const go = async () => {
    if (await act.run({ params: { id: row.id }, body: { reason: reason.trim() } }).catch(() => null)) setReason('');
  };
  return (
    <>
      <div className="dz-row">
        <Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={400} placeholder={row.reason === null ? t('请说明原因（至少 4 个字）', 'Please say why (4 characters at least)') : t('重新说明原因', 'Word it anew')} aria-label={t('例外原因', 'Why it went on')} />
        <Button disabled={reason.trim().length < 4} loading={act.isPending} onClick={() => void go()}>{t('说明原因', 'Say why')}</Button>
      </div>
      {act.error && <ProblemNote small error={act.error} />}
    </>
  );
}

/** What a clause refused and what went on although something was missing: the cases behind these two numbers. */
export default function Exceptions() {
  const { clause = '' } = useParams({ strict: false }) as { clause?: string };
  const { t, tw } = useLanguage();
  const read = useRead(readClause, { params: { id: clause } }, { topics: ['clause'] });
  const controls = (read.data?.controls ?? []).filter((c) => c.kind === 'gate' || c.kind === 'approval' || c.kind === 'separation');
  const filters: Filter[] = [
    { key: 'outcome', kind: 'choice', many: true, pinned: true, title: words('结果', 'Outcome'), options: (['refused', 'overridden'] as const).map((value) => ({ value, words: exceptionWords[value] })) },
    { key: 'unexplained', kind: 'yes', pinned: true, title: words('未说明原因', 'Reason not given') },
    { key: 'control', kind: 'choice', pinned: true, title: words('规则', 'Rule'), options: controls.map((c) => ({ value: c.id, words: c.title })) },
    { key: 'days', kind: 'days', title: words('日期', 'Days') },
  ];
  return (
    <ListPage name={`regulation.exceptions.${clause}`} title={read.data ? t(`${read.data.title.zh}：拦截与例外`, `${tw(read.data.title)}: refusals and exceptions`) : t('拦截与例外', 'Refusals and exceptions')} endpoint={listExceptions}
      parts={{ params: { clause } } as never} topics={['clause']} columns={columns} filters={filters} defaultSort="-at" rowKey={(r) => r.id} rowHref={(r) => r.subject?.href ?? `/rulebook#${clause}`} preview={(r) => <Evidence row={r} />}
      previewTitle={(r) => tw(exceptionWords[r.outcome])} rule={[clause]} searchHint={t('单号', 'Number')} />
  );
}
