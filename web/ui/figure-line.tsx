import type { ReactNode } from 'react';
import type { ControlCard, Figure } from '../../src/regulation/book/contract.ts';
import { numberText, rateText } from './format.ts';
import { useT } from './language.tsx';
import { usePast } from './past.ts';
import './clause.css';

interface Props {
  readonly clause: string;
  readonly control?: string;
  readonly figure: Figure;
  /** Of a control: where its verdicts stand. Without it the clause's obligations. */
  readonly kind?: ControlCard['kind'];
  /** Days of the period, `2026-11-01,2026-11-30`: the lists behind the numbers show the same days. */
  readonly days?: string;
}

/** How a clause was kept, in one line. Every number is a door to the cases behind it. */
export function FigureLine({ clause, control, figure, kind, days }: Props) {
  const t = useT();
  const past = usePast();
  const { met, breached, open, paused, overdue, cancelled, waived, passed, refused, exceptions, rate, unknown, awaiting, openItems } = figure;
  const judged = met + breached;
  if (judged + open + cancelled + waived + passed + refused + exceptions + unknown + awaiting + openItems === 0) return <span className="dz-2">{t('本期没有触发', 'Not triggered in this period')}</span>;
  const door = (query: string, text: ReactNode, tone?: string) => (
    <a key={query} className={tone} href={`/obligations?clause=${clause}${control ? `&control=${control}` : ''}&${query}`}>{text}</a>
  );
  /** What stands now: at a past day only its number is known. */
  const standing = (query: string, text: string, tone?: string) => (past ? <span key={query} className={tone}>{text}</span> : door(query, text, tone));
  const clockless = kind === 'separation' || kind === 'rule' || kind === 'target' || kind === 'attest';
  const verdicts = (outcome: string, text: string, tone?: string) => <a key={outcome} className={tone} href={`/rulebook/${clause}/${control}/judgements?outcome=${outcome}`}>{text}</a>;
  const passage = (outcome: string, text: string, tone?: string) => <a key={outcome} className={tone} href={`/rulebook/${clause}/exceptions?outcome=${outcome}${control ? `&control=${control}` : ''}${inDays}`}>{text}</a>;
  const inDays = days ? `&days=${days}` : '';
  const parts = [
    rate !== null && <b key="rate" className={breached > 0 ? 'dz-breach' : 'dz-kept'}>{rateText(rate)}</b>,
    judged > 0 && <span key="n" className="dz-2">n {numberText(judged)}</span>,
    met > 0 && clockless && verdicts('kept', t(`符合 ${numberText(met)}`, `${numberText(met)} kept`)),
    breached > 0 && clockless && verdicts('broken', t(`违反 ${numberText(breached)}`, `${numberText(breached)} broken`), 'dz-breach'),
    met > 0 && !clockless && door(`state=met${inDays}`, t(`按时 ${numberText(met)}`, `${numberText(met)} in time`)),
    breached > 0 && !clockless && door(`state=breached${inDays}`, t(`超时 ${numberText(breached)}`, `${numberText(breached)} breached`), 'dz-breach'),
    open > 0 && standing('open=true', t(`进行中 ${numberText(open)}`, `${numberText(open)} open`)),
    overdue > 0 && standing('overdue=true', t(`其中已超期 ${numberText(overdue)}`, `of these ${numberText(overdue)} overdue`), 'dz-breach'),
    paused > 0 && standing('state=paused', t(`暂停 ${numberText(paused)}`, `${numberText(paused)} paused`)),
    cancelled > 0 && door(`state=cancelled${inDays}`, t(`取消 ${numberText(cancelled)}`, `${numberText(cancelled)} cancelled`)),
    waived > 0 && door(`state=waived${inDays}`, t(`豁免 ${numberText(waived)}`, `${numberText(waived)} waived`)),
    unknown > 0 && (clockless ? verdicts('unknown', t(`缺数据 ${numberText(unknown)}`, `${numberText(unknown)} unknown`)) : door(`state=unknown${inDays}`, t(`缺数据 ${numberText(unknown)}`, `${numberText(unknown)} unknown`))),
    awaiting > 0 && <a key="awaiting" href={`/samples?clause=${clause}&state=waiting,second-look`}>{t(`待检查 ${numberText(awaiting)}`, `${numberText(awaiting)} to check`)}</a>,
    openItems > 0 && (kind === 'match' ? <a key="items" className="dz-soon" href={`/rulebook/${clause}/${control}/open-items`}>{t(`未达 ${numberText(openItems)}`, `${numberText(openItems)} open items`)}</a> : <span key="items" className="dz-soon">{t(`未达 ${numberText(openItems)}`, `${numberText(openItems)} open items`)}</span>),
    passed > 0 && kind === 'rule' && verdicts('applied', t(`判定 ${numberText(passed)}`, `${numberText(passed)} decided`)),
    passed > 0 && kind === 'match' && <span key="matched">{t(`一致 ${numberText(passed)}`, `${numberText(passed)} agree`)}</span>,
    passed > 0 && kind !== 'rule' && kind !== 'match' && <span key="passed">{t(`放行 ${numberText(passed)}`, `${numberText(passed)} let through`)}</span>,
    refused > 0 && passage('refused', t(`拦截 ${numberText(refused)}`, `${numberText(refused)} refused`)),
    exceptions > 0 && passage('overridden', t(`例外 ${numberText(exceptions)}`, `${numberText(exceptions)} exceptions`), 'dz-soon'),
  ];
  return <span className="dz-figure">{parts}</span>;
}
