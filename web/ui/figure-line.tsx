import type { ReactNode } from 'react';
import type { ControlCard, Figure } from '../../src/regulation/book/contract.ts';
import { numberText, rateText } from './format.ts';
import { useLanguage } from './language.tsx';
import { usePast } from './past.ts';
import './clause.css';

interface Props {
  readonly clause: string;
  readonly control?: string;
  readonly figure: Figure;
  /** Of a control: where its verdicts stand. Without it the clause's obligations. */
  readonly kind?: ControlCard['kind'];
  /** Of a clause: its controls, so that a number is split by where its cases stand. */
  readonly controls?: readonly ControlCard[];
  /** Days of the period, `2026-11-01,2026-11-30`: the lists behind the numbers show the same days. */
  readonly days?: string;
}

const isClockless = (kind: ControlCard['kind'] | undefined): boolean => kind === 'separation' || kind === 'rule' || kind === 'target' || kind === 'attest';

/** How a clause was kept, in one line. Every number is a door to the cases behind it. */
export function FigureLine({ clause, control, figure, kind, days, controls }: Props) {
  const { t, tw } = useLanguage();
  const past = usePast();
  const { met, breached, open, paused, overdue, cancelled, waived, passed, refused, exceptions, rate, unknown, awaiting, openItems } = figure;
  const judged = met + breached;
  // What runs no clock stands with its verdicts, not among the obligations: of a clause each such control has doors of its own.
  const apart = (controls ?? []).filter((c) => isClockless(c.kind) && c.figure.met + c.figure.breached + c.figure.unknown + c.figure.passed > 0);
  // Of a clause: rules are told with their verdicts, matches by what agrees; the rest went through gates.
  const agreeing = (controls ?? []).filter((c) => c.kind === 'match').reduce((n, c) => n + c.figure.passed, 0);
  const letThrough = passed - agreeing - apart.reduce((n, c) => n + c.figure.passed, 0);
  const ofClocks = (of: 'met' | 'breached' | 'unknown') => figure[of] - apart.reduce((n, c) => n + c.figure[of], 0);
  if (judged + open + cancelled + waived + passed + refused + exceptions + unknown + awaiting + openItems === 0) return <span className="dz-2">{t('本期没有触发', 'Not triggered in this period')}</span>;
  const door = (query: string, text: ReactNode, tone?: string) => (
    <a key={query} className={tone} href={`/obligations?clause=${clause}${control ? `&control=${control}` : ''}&${query}`}>{text}</a>
  );
  /** What stands now: at a past day only its number is known. */
  const standing = (query: string, text: string, tone?: string) => (past ? <span key={query} className={tone}>{text}</span> : door(query, text, tone));
  const clockless = isClockless(kind);
  const verdicts = (outcome: string, text: string, tone?: string) => <a key={outcome} className={tone} href={`/rulebook/${clause}/${control}/judgements?outcome=${outcome}`}>{text}</a>;
  const passage = (outcome: string, text: string, tone?: string) => <a key={outcome} className={tone} href={`/rulebook/${clause}/exceptions?outcome=${outcome}${control ? `&control=${control}` : ''}${inDays}`}>{text}</a>;
  const verdictsOf = (c: ControlCard, outcome: string, text: string, tone?: string) => <a key={`${c.id} ${outcome}`} className={tone} href={`/rulebook/${clause}/${c.id}/judgements?outcome=${outcome}`}>{tw(c.title)} {text}</a>;
  const inDays = days ? `&days=${days}` : '';
  const parts = [
    rate !== null && <b key="rate" className={breached > 0 ? 'dz-breach' : 'dz-kept'}>{rateText(rate)}</b>,
    judged > 0 && <span key="n" className="dz-2">n {numberText(judged)}</span>,
    met > 0 && clockless && verdicts('kept', t(`符合 ${numberText(met)}`, `${numberText(met)} kept`)),
    breached > 0 && clockless && verdicts('broken', t(`违反 ${numberText(breached)}`, `${numberText(breached)} broken`), 'dz-breach'),
    ofClocks('met') > 0 && !clockless && door(`state=met${inDays}`, t(`按时 ${numberText(ofClocks('met'))}`, `${numberText(ofClocks('met'))} in time`)),
    ofClocks('breached') > 0 && !clockless && door(`state=breached${inDays}`, t(`超时 ${numberText(ofClocks('breached'))}`, `${numberText(ofClocks('breached'))} breached`), 'dz-breach'),
    open > 0 && standing('open=true', t(`进行中 ${numberText(open)}`, `${numberText(open)} open`)),
    overdue > 0 && standing('overdue=true', t(`其中已超期 ${numberText(overdue)}`, `of these ${numberText(overdue)} overdue`), 'dz-breach'),
    paused > 0 && standing('state=paused', t(`暂停 ${numberText(paused)}`, `${numberText(paused)} paused`)),
    cancelled > 0 && door(`state=cancelled${inDays}`, t(`取消 ${numberText(cancelled)}`, `${numberText(cancelled)} cancelled`)),
    waived > 0 && door(`state=waived${inDays}`, t(`豁免 ${numberText(waived)}`, `${numberText(waived)} waived`)),
    clockless && unknown > 0 && verdicts('unknown', t(`缺数据 ${numberText(unknown)}`, `${numberText(unknown)} unknown`)),
    !clockless && ofClocks('unknown') > 0 && door(`state=unknown${inDays}`, t(`缺数据 ${numberText(ofClocks('unknown'))}`, `${numberText(ofClocks('unknown'))} unknown`)),
    ...apart.flatMap((c) => [
      c.figure.met > 0 && verdictsOf(c, 'kept', t(`符合 ${numberText(c.figure.met)}`, `${numberText(c.figure.met)} kept`)),
      c.figure.breached > 0 && verdictsOf(c, 'broken', t(`违反 ${numberText(c.figure.breached)}`, `${numberText(c.figure.breached)} broken`), 'dz-breach'),
      c.figure.unknown > 0 && verdictsOf(c, 'unknown', t(`缺数据 ${numberText(c.figure.unknown)}`, `${numberText(c.figure.unknown)} unknown`)),
      c.figure.passed > 0 && verdictsOf(c, 'applied', t(`判定 ${numberText(c.figure.passed)}`, `${numberText(c.figure.passed)} decided`)),
    ]),
    awaiting > 0 && <a key="awaiting" href={`/samples?clause=${clause}&state=waiting,second-look`}>{t(`待检查 ${numberText(awaiting)}`, `${numberText(awaiting)} to check`)}</a>,
    ...(controls ?? []).filter((c) => c.kind === 'match' && c.figure.openItems > 0).map((c) => <a key={`${c.id} items`} className="dz-soon" title={tw(c.title)} href={`/rulebook/${clause}/${c.id}/open-items`}>{t(`未达 ${numberText(c.figure.openItems)}`, `${numberText(c.figure.openItems)} open items`)}</a>),
    openItems > 0 && !controls && (kind === 'match' ? <a key="items" className="dz-soon" href={`/rulebook/${clause}/${control}/open-items`}>{t(`未达 ${numberText(openItems)}`, `${numberText(openItems)} open items`)}</a> : <span key="items" className="dz-soon">{t(`未达 ${numberText(openItems)}`, `${numberText(openItems)} open items`)}</span>),
    passed > 0 && kind === 'rule' && verdicts('applied', t(`判定 ${numberText(passed)}`, `${numberText(passed)} decided`)),
    passed > 0 && kind === 'match' && <span key="matched">{t(`一致 ${numberText(passed)}`, `${numberText(passed)} agree`)}</span>,
    letThrough > 0 && kind !== 'rule' && kind !== 'match' && <span key="passed">{t(`放行 ${numberText(letThrough)}`, `${numberText(letThrough)} let through`)}</span>,
    agreeing > 0 && <span key="agreeing">{t(`一致 ${numberText(agreeing)}`, `${numberText(agreeing)} agree`)}</span>,
    refused > 0 && passage('refused', t(`拦截 ${numberText(refused)}`, `${numberText(refused)} refused`)),
    exceptions > 0 && passage('overridden', t(`例外 ${numberText(exceptions)}`, `${numberText(exceptions)} exceptions`), 'dz-soon'),
  ];
  return <span className="dz-figure">{parts}</span>;
}
