import { useMemo } from 'react';
import { useParams } from '@tanstack/react-router';
import { readChange } from '../../../src/regulation/parameters/contract.ts';
import { listFlips } from '../../../src/regulation/versions/contract.ts';
import { words, type Words } from '../../../src/kernel/words.ts';
import type { Column } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { useLanguage, useTw } from '../../ui/language.tsx';
import { ListPage, type RowOf } from '../../ui/list-page.tsx';
import { useRead } from '../../ui/use-api.ts';
import { IdTag, When } from '../../ui/values.tsx';
import { StateWord } from '../obligations/obligation-list.tsx';
import { ObligationView } from '../obligations/obligation-view.tsx';
import { stateWords, tone } from '../obligations/words.ts';
import { FlipCounts, TargetFlips } from './flips.tsx';
import './approvals.css';

type Row = RowOf<typeof listFlips>;
const outcomes = ['met', 'breached', 'cancelled', 'pending', 'paused'] as const;

function What({ title }: { title: Words }) {
  const tw = useTw();
  return <span className="dz-cut">{tw(title)}</span>;
}
function Would({ row }: { row: Row }) {
  const tw = useTw();
  return <span className={tone({ state: row.would })}>{tw(stateWords[row.would])}</span>;
}

const columns: Column<Row>[] = [
  { key: 'subject', title: words('事项', 'Subject'), width: 'minmax(170px, 1fr)', fixed: true, card: 'left', render: (o) => <span className="dz-cut"><IdTag value={o.subject.number} /> <span className="dz-2">{o.subject.title}</span></span> },
  { key: 'state', title: words('现判定', 'Now'), width: 110, card: 'right', render: (o) => <StateWord row={o} /> },
  { key: 'title', title: words('做什么', 'What'), width: 'minmax(120px, 1fr)', card: 'left', render: (o) => <What title={o.title} /> },
  { key: 'would', title: words('会判为', 'Would be'), width: 110, card: 'right', render: (o) => <span className="dz-flip-to"><Would row={o} /></span> },
  { key: 'opened', title: words('开始', 'Opened'), width: 130, sort: 'down', card: 'left', render: (o) => <When at={o.openedAt} /> },
  { key: 'stopped', title: words('结束', 'Ended'), width: 130, render: (o) => (o.stoppedAt === null ? '—' : <When at={o.stoppedAt} />) },
  { key: 'due', title: words('新的期限', 'Due then'), width: 130, render: (o) => (o.wouldBeDueAt === null ? '—' : <When at={o.wouldBeDueAt} />) },
];
const would: Filter = { key: 'would', kind: 'choice', many: true, pinned: true, title: words('会判为', 'Would be'), options: outcomes.map((value) => ({ value, words: stateWords[value] })) };

/** Every case that a correction would judge otherwise, before anybody signs it: searched, filtered, each with its timeline. */
export default function FlipList() {
  const { t, tw } = useLanguage();
  const { id = '' } = useParams({ strict: false });
  const parts = useMemo(() => ({ params: { id } }), [id]);
  const change = useRead(readChange, { params: { id } }, { topics: ['regulation'] }).data;
  const all = useRead(listFlips, { params: { id }, query: { limit: '1' } }, { topics: ['regulation'] }).data;
  const filters = useMemo((): Filter[] => [would, ...(all && all.controls.length > 1
    ? [{ key: 'control', kind: 'choice' as const, pinned: true, title: words('控制点', 'Control'), options: all.controls.map((c) => ({ value: c.control, words: words(`${c.clause} ${c.title.zh}（${c.flipped}）`, `${c.clause} ${c.title.en} (${c.flipped})`) })) }] : [])], [all]);
  const done = change && change.state !== 'waiting' && change.state !== 'returned';
  return (
    <ListPage name="regulation.flips" title={change ? t(`更正「${change.label.zh}」：会改判的事项`, `Correction of “${change.label.en}”: verdicts that would flip`) : t('会改判的事项', 'Verdicts that would flip')}
      endpoint={listFlips} parts={parts} columns={columns} filters={filters} defaultSort="-opened" topics={['regulation']} {...(change ? { rule: [change.clause] } : {})}
      above={change && (
        <div className="dz-flip-above">
          <p><a href={`/approvals/${id}`}>{t('更正申请', 'The correction')}</a>：<del className="dz-2">{tw(change.before)}</del> → <b>{tw(change.after)}</b>{change.scope && `（${tw(change.scope)}）`}，{t(`自 ${change.from} 起`, `from ${change.from} on`)}</p>
          {all && <FlipCounts found={all} />}
          {all && <TargetFlips found={all} />}
        </div>
      )}
      rowKey={(o) => o.id} rowHref={(o) => `/cases/${o.subject.type}/${o.subject.id}`} preview={(o) => <ObligationView id={o.id} />} previewTitle={(o) => tw(o.title)} searchHint={t('单号、姓名、手机尾号', 'Number, name, phone tail')}
      empty={<EmptyState title={done ? t('更正已有结果，没有还会改判的事项', 'The correction is decided; nothing is left to flip') : t('没有事项会改判', 'No verdict would flip')}
        hint={done ? t('改判的结果在更正申请中。', 'What was turned is told on the correction.') : t('涉及的事项在新数值下判定不变。', 'All that it concerns stays as it was judged.')} />} />
  );
}
