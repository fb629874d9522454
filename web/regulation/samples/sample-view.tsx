import { useState } from 'react';
import { Input, Radio } from 'antd';
import { words, type Words } from '../../../src/kernel/words.ts';
import { checkSample, disputeSample, type SampleRow } from '../../../src/regulation/samples/contract.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { ClauseChip } from '../../ui/clause.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { useAct } from '../../ui/use-api.ts';
import { IdTag, When } from '../../ui/values.tsx';

export const stateWords: Record<SampleRow['state'], Words> = {
  waiting: words('待检查', 'Waiting'), 'second-look': words('待复核', 'Second look'), passed: words('合格', 'Passed'), failed: words('不合格', 'Failed'),
};

/** The check list with two answers a point; nothing is chosen beforehand, so that a quick press decides nothing. */
function CheckList({ row }: { row: SampleRow }) {
  const { t, tw } = useLanguage();
  const act = useAct(checkSample);
  const [answers, setAnswers] = useState<(boolean | null)[]>(row.checks.map(() => null));
  const [note, setNote] = useState('');
  const left = answers.filter((a) => a === null).length;
  const failed = answers.some((a) => a === false);
  return (
    <section>
      <h3 className="dz-2">{row.state === 'second-look' ? t('复核', 'Second look') : t('检查', 'Check')}</h3>
      {row.checks.map((point, i) => (
        <div key={point.en} className="dz-row" style={{ marginBottom: 8 }} role="group" aria-label={tw(point)}>
          <span className="dz-grow">{tw(point)}</span>
          <Radio.Group size="small" optionType="button" value={answers[i]} onChange={(e) => setAnswers(answers.map((a, k) => (k === i ? (e.target.value as boolean) : a)))}
            options={[{ value: true, label: t('合格', 'Yes') }, { value: false, label: t('不合格', 'No') }]} />
        </div>
      ))}
      <Input.TextArea value={note} onChange={(e) => setNote(e.target.value)} rows={2} maxLength={400} placeholder={failed ? t('哪里不合格（给当事人看）', 'What was wrong (the person concerned reads it)') : t('备注', 'Note')} aria-label={t('备注', 'Note')} style={{ marginBottom: 8 }} />
      <ActButton act={act} primary label={failed ? t('记为不合格', 'Record as failed') : t('记为合格', 'Record as passed')}
        refused={left > 0 ? { detail: t(`还有 ${left} 项没有选择`, `${left} points are not answered`) } : undefined}
        run={() => act.run({ params: { id: row.id }, body: { answers: answers.map(Boolean), note: note.trim() || null, version: row.version } })} done={t('已记录', 'Recorded')} />
    </section>
  );
}

function Look({ title, look, checks }: { title: string; look: NonNullable<SampleRow['first']>; checks: readonly Words[] }) {
  const { tw } = useLanguage();
  return (
    <section>
      <h3 className="dz-2">{title} · {look.by} · <When at={look.at} /></h3>
      <ul className="dz-sentences">{checks.map((c, i) => <li key={c.en} className={look.answers[i] ? 'dz-kept' : 'dz-breach'}>{look.answers[i] ? '✓' : '✗'} {tw(c)}</li>)}</ul>
      {look.note && <p>{look.note}</p>}
    </section>
  );
}

function Dispute({ row }: { row: SampleRow }) {
  const { t } = useLanguage();
  const act = useAct(disputeSample);
  const [reason, setReason] = useState('');
  return (
    <section>
      <h3 className="dz-2">{t('不同意这个结果？', 'You disagree?')}</h3>
      <p className="dz-2">{t('由另一人复核，复核前不计入。只能提出一次。', 'Another person looks; until then it does not count. Once only.')}</p>
      <Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={400} placeholder={t('理由（至少 4 个字）', 'Reason (4 characters at least)')} aria-label={t('理由', 'Reason')} style={{ marginBottom: 8 }} />
      <ActButton act={act} label={t('提出异议', 'Dispute')} refused={reason.trim().length < 4 ? { detail: t('请先写明理由', 'Give a reason first') } : undefined}
        run={() => act.run({ params: { id: row.id }, body: { reason: reason.trim(), version: row.version } })} done={t('已提出异议', 'Disputed')} />
    </section>
  );
}

/** One sample: what was done, the list to check it by, what was found. */
export function SampleView({ row }: { row: SampleRow }) {
  const { t, tw } = useLanguage();
  return (
    <div className="dz-stack">
      <div className="dz-row"><IdTag value={row.subject.number} strong /><span className="dz-grow dz-cut dz-2">{row.subject.title}</span><ClauseChip id={row.clause} /></div>
      <p className="dz-work-sentence">{tw(row.what)}</p>
      {row.subject.href !== null && <p><a href={row.subject.href}>{t('打开记录', 'Open the record')}</a></p>}
      {row.first && <Look title={t('初查', 'First look')} look={row.first} checks={row.checks} />}
      {row.dispute && <p className="dz-soon">{t('异议：', 'Disputed: ')}{row.dispute}</p>}
      {row.second && <Look title={t('复核', 'Second look')} look={row.second} checks={row.checks} />}
      {row.mayCheck ? <CheckList row={row} /> : row.refused && <p className="dz-2">{tw(row.refused)}</p>}
      {row.mayDispute && <Dispute row={row} />}
    </div>
  );
}
