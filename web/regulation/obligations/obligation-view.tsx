import type { z } from 'zod';
import { sayCalendarVersion } from '../../../src/regulation/calendars/contract.ts';
import { readObligation } from '../../../src/regulation/obligations/contract.ts';
import { ClauseChip } from '../../ui/clause.tsx';
import { exactText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { BlockSkeleton } from '../../ui/skeletons.tsx';
import { useRead } from '../../ui/use-api.ts';
import { IdTag, When } from '../../ui/values.tsx';
import { CareActs } from './care.tsx';
import { Due, StateWord } from './obligation-list.tsx';
import { reasonWords, stateWords } from './words.ts';

/** One obligation in full: what is asked, why it is due when it is, what opened and closed it, and verdicts that were replaced. */
export function ObligationView({ id }: { id: string }) {
  const { t, tw } = useLanguage();
  const read = useRead(readObligation, { params: { id } }, { topics: ['clause'] });
  if (read.error) return <ProblemNote small error={read.error} onRetry={() => void read.refetch()} />;
  const o = read.data;
  if (!o || o.id !== id) return <BlockSkeleton lines={8} />;
  return (
    <div>
      <div className="dz-row"><IdTag value={o.subject.number} strong /><span className="dz-grow dz-cut dz-2">{o.subject.title}</span><ClauseChip id={o.clause} /></div>
      <p className="dz-work-sentence">{tw(o.sentence)}</p>
      <dl className="dz-facts">
        <div><dt>{t('状态', 'State')}</dt><dd><StateWord row={o} /></dd></div>
        <div><dt>{o.open ? t('期限', 'Due') : t('完成', 'Done')}</dt><dd><Due row={o} /></dd></div>
        {o.dueAt !== null && <div><dt>{t('到期时间', 'Due at')}</dt><dd>{exactText(o.dueAt)}{o.provisional && <span className="dz-soon">{t('（暂定：当年放假安排未公布）', ' (provisional: holidays not published)')}</span>}</dd></div>}
        <div><dt>{t('责任', 'Owner')}</dt><dd>{o.owner ? `${o.owner.name} · ` : ''}{tw(o.ownerPost)}</dd></div>
        {o.openedBy && <div><dt>{t('开始', 'Opened by')}</dt><dd>{tw(o.openedBy.sentence)} <small className="dz-2"><When at={o.openedBy.at} /> · {o.openedBy.by}</small></dd></div>}
        {o.closedBy && <div><dt>{t('结束', 'Closed by')}</dt><dd>{tw(o.closedBy.sentence)} <small className="dz-2"><When at={o.closedBy.at} /> · {o.closedBy.by}</small></dd></div>}
      </dl>
      {o.explanation.length > 0 && (
        <section><h3 className="dz-2">{t('期限怎么算的', 'How the due time was reckoned')}</h3><ul className="dz-sentences">{o.explanation.map((e) => <li key={e.en}>{tw(e)}</li>)}</ul></section>
      )}
      <section><h3 className="dz-2">{t('判定依据的版本', 'Versions it is judged by')}</h3><Versions of={o.versions} /></section>
      {o.superseded.length > 0 && (
        <section><h3 className="dz-2">{t('被替代的判定', 'Verdicts replaced')}</h3>
          <ul className="dz-sentences">{o.superseded.map((s) => <li key={s.at}>{exactText(s.at)}：{tw(stateWords[s.state])}，{tw(reasonWords[s.reason] ?? { zh: s.reason, en: s.reason })}<Versions of={s.versions} /></li>)}</ul>
        </section>
      )}
      <CareActs id={id} open={o.open} onDone={() => void read.refetch()} />
      <p style={{ marginTop: 12 }}><a href={`/cases/${o.subject.type}/${o.subject.id}`}>{t('看全部经过', 'The whole timeline')}</a>{o.subject.href.startsWith('/cases/') ? null : <> · <a href={o.subject.href}>{t('打开记录', 'Open the record')}</a></>}</p>
    </div>
  );
}

/** What a verdict was made with: the declaration, the value, the calendar, the evaluator. */
function Versions({ of: v }: { of: z.output<typeof readObligation.response>['versions'] }) {
  const { t, tw } = useLanguage();
  return (
    <dl className="dz-facts">
      <div><dt>{t('数值', 'Value')}</dt><dd>{v.value ? <>{tw(v.value.words)} <small className="dz-2">{v.value.from !== null && t(`自 ${exactText(v.value.from)}`, `from ${exactText(v.value.from)}`)}{v.value.approvedBy && t(`，${v.value.approvedBy} 批准`, `, approved by ${v.value.approvedBy}`)}</small></> : t('建议值或承诺', 'suggested, or a promise')}</dd></div>
      <div><dt>{t('日历', 'Calendar')}</dt><dd>{v.calendar ? tw(sayCalendarVersion(v.calendar)) : '—'}</dd></div>
      <div><dt>{t('条款与判定程序', 'Clause and evaluator')}</dt><dd>{v.clause ? <><code>{v.clause}</code>{v.clauseSince !== null && <small className="dz-2"> {t(`自 ${exactText(v.clauseSince)}`, `since ${exactText(v.clauseSince)}`)}</small>}</> : t('早于版本记录', 'before versions were kept')}{v.evaluator !== null && <small className="dz-2"> · {t(`判定程序第 ${v.evaluator} 版`, `evaluator ${v.evaluator}`)}</small>}</dd></div>
    </dl>
  );
}
