import type { ReactNode } from 'react';
import type { ClauseCard } from '../../src/regulation/book/contract.ts';
import { dayOf } from './format.ts';
import { useLanguage } from './language.tsx';
import { usePast } from './past.ts';
import { When } from './values.tsx';

/** Open risk of a clause today, its oldest finding, since when its values hold and what is dated to follow. Nothing to say: nothing shown. */
export function ClauseRisk({ clause }: { clause: Pick<ClauseCard, 'id' | 'dueToday' | 'oldest' | 'parameters'> }) {
  const { t, tw } = useLanguage();
  const past = usePast();
  const since = Math.max(0, ...clause.parameters.flatMap((p) => p.since ?? []));
  const next = clause.parameters.flatMap((p) => (p.next ? [{ ...p.next, label: p.label, key: p.key }] : [])).toSorted((a, b) => a.from - b.from)[0];
  if (clause.dueToday === 0 && clause.oldest === null && since === 0 && !next) return null;
  return (
    <p className="dz-clause-risk">
      {clause.dueToday > 0 && <Standing past={past} tone="dz-soon" href={`/obligations?clause=${clause.id}&open=true&sort=due`}>{past ? t(`当天到期 ${clause.dueToday}`, `${clause.dueToday} due that day`) : t(`今天到期 ${clause.dueToday}`, `${clause.dueToday} due today`)}</Standing>}
      {clause.oldest !== null && <Standing past={past} tone="dz-breach" href={`/obligations?clause=${clause.id}&overdue=true`}>{t('最久未办：超期自 ', 'Oldest finding: overdue since ')}<When at={clause.oldest} /></Standing>}
      {since > 0 && <span className="dz-2">{t(`现行版本自 ${dayOf(since)} 起`, `In force since ${dayOf(since)}`)}</span>}
      {next && <a href={`/settings/parameters/${next.key}`}>{t(`${dayOf(next.from)} 起${next.label.zh}改为 ${next.value.zh}`, `From ${dayOf(next.from)}: ${next.label.en} ${next.value.en}`)}<span className="dz-sr">{tw(next.label)}</span></a>}
    </p>
  );
}

/** A door to what stands open now; at a past day the number alone. */
function Standing({ past, tone, href, children }: { past: boolean; tone: string; href: string; children: ReactNode }) {
  return past ? <span className={tone}>{children}</span> : <a className={tone} href={href}>{children}</a>;
}
