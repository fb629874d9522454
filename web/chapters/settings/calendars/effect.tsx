import { useDeferredValue, useEffect, useState } from 'react';
import { Form } from 'antd';
import { tryCalendar, type CalendarEffect, type CalendarTrial } from '../../../../src/regulation/calendars/contract.ts';
import { call } from '../../../ui/api.ts';
import { ClauseChip } from '../../../ui/clause.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { When } from '../../../ui/values.tsx';

/** Typing rests this long before the question is asked. */
const REST = 400;

/** What of a form is still being typed does not ask. */
const asked = (trial: unknown): CalendarTrial | null => {
  const read = tryCalendar.body!.safeParse(trial);
  return read.success ? read.data : null;
};

/**
 * Beside a form of calendars, before anything is saved: which open duties would move, from when to when, and what becomes overdue.
 * `trialOf` makes the question from the fields of the form.
 */
export function Effect({ trialOf }: { trialOf: (fields: Record<string, unknown>) => unknown }) {
  const { t, tw } = useLanguage();
  const form = Form.useFormInstance();
  const fields = useDeferredValue(Form.useWatch([], form) as Record<string, unknown> | undefined);
  const trial = asked(trialOf(fields ?? (form.getFieldsValue(true) as Record<string, unknown>)));
  const key = trial ? JSON.stringify(trial) : '';
  const [answer, setAnswer] = useState<{ key: string; effect: CalendarEffect | null; error: Error | null } | null>(null);
  useEffect(() => {
    if (!key) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      call(tryCalendar, { body: JSON.parse(key) as CalendarTrial }, { signal: stop.signal }).then((effect) => setAnswer({ key, effect, error: null }), (error: unknown) => {
        if (!stop.signal.aborted) setAnswer({ key, effect: null, error: error as Error });
      });
    }, REST);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key]);
  const head = <h3>{t('保存前先看影响', 'What saving would move')}</h3>;
  if (!key) return <section className="dz-effect">{head}<p className="dz-2">{t('填完整后，这里会列出哪些进行中的期限会变动。', 'Once it is complete, the due times that would move are listed here.')}</p></section>;
  if (answer?.error && answer.key === key) return <section className="dz-effect">{head}<ProblemNote small error={answer.error} /></section>;
  const effect = answer?.effect;
  if (!effect) return <section className="dz-effect" aria-busy>{head}<p className="dz-2">{t('正在试算…', 'Working it out …')}</p></section>;
  const moves = effect.earlier + effect.later;
  return (
    <section className="dz-effect" aria-live="polite" aria-busy={answer.key !== key} aria-label={t('影响', 'Effect')}>
      {head}
      <p>
        {moves === 0 ? t(`进行中的 ${effect.open} 项期限都不变。`, `None of the ${effect.open} open due times moves.`)
          : t(`进行中的 ${effect.open} 项里有 ${moves} 项期限变动：提前 ${effect.earlier}，推后 ${effect.later}。`, `${moves} of ${effect.open} open due times move: ${effect.earlier} earlier, ${effect.later} later.`)}
        {effect.certain > 0 && t(`${effect.certain} 项由暂定转为确定。`, ` ${effect.certain} become certain.`)}
        {effect.overdue > 0 && <b className="dz-breach">{t(`${effect.overdue} 项会立即变为超期。`, ` ${effect.overdue} become overdue at once.`)}</b>}
        {effect.notOverdue > 0 && <span>{t(`${effect.notOverdue} 项不再超期（原判定保留可查）。`, ` ${effect.notOverdue} are no longer overdue (the old verdict stays readable).`)}</span>}
        {effect.cut && t('进行中的超过 20,000 项，仅试算最先到期的部分。', ' There are more than 20,000: only the first due are worked out.')}
      </p>
      {effect.rows.length > 0 && (
        <table className="dz-effect-rows">
          <thead><tr><th scope="col">{t('条款', 'Clause')}</th><th scope="col">{t('事项', 'Duty')}</th><th scope="col">{t('原期限', 'Due')}</th><th scope="col">{t('新期限', 'Would be')}</th></tr></thead>
          <tbody>
            {effect.rows.map((r) => (
              <tr key={r.id}>
                <td><ClauseChip id={r.clause} /></td><td><a href={r.subject.href}>{r.subject.number || tw(r.title)}</a> <span className="dz-2">{r.subject.number && tw(r.title)}</span></td>
                <td>{r.from === null ? '—' : <When at={r.from} />}</td><td className={r.turns === 'overdue' ? 'dz-breach' : undefined}>{r.to === null ? '—' : <When at={r.to} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {moves > effect.rows.length && <p className="dz-2">{t(`另有 ${moves - effect.rows.length} 项。`, `and ${moves - effect.rows.length} more.`)}</p>}
    </section>
  );
}
