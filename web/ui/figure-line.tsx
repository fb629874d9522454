import type { ReactNode } from 'react';
import type { Figure } from '../../src/regulation/book/contract.ts';
import { numberText, rateText } from './format.ts';
import { useT } from './language.tsx';
import './clause.css';

interface Props {
  readonly clause: string;
  readonly control?: string;
  readonly figure: Figure;
  /** Days of the period, `2026-11-01,2026-11-30`: the lists behind the numbers show the same days. */
  readonly days?: string;
}

/** How a clause was kept, in one line. Every number is a door to the cases behind it. */
export function FigureLine({ clause, control, figure, days }: Props) {
  const t = useT();
  const { met, breached, open, paused, overdue, cancelled, waived, passed, refused, exceptions, rate } = figure;
  const judged = met + breached;
  if (judged + open + cancelled + waived + passed + refused + exceptions === 0) return <span className="dz-2">{t('本期没有触发', 'Not triggered in this period')}</span>;
  const door = (query: string, text: ReactNode, tone?: string) => (
    <a key={query} className={tone} href={`/obligations?clause=${clause}${control ? `&control=${control}` : ''}&${query}`}>{text}</a>
  );
  const inDays = days ? `&days=${days}` : '';
  const parts = [
    rate !== null && <b key="rate" className={breached > 0 ? 'dz-breach' : 'dz-kept'}>{rateText(rate)}</b>,
    judged > 0 && <span key="n" className="dz-2">n {numberText(judged)}</span>,
    met > 0 && door(`state=met${inDays}`, t(`按时 ${numberText(met)}`, `${numberText(met)} in time`)),
    breached > 0 && door(`state=breached${inDays}`, t(`超时 ${numberText(breached)}`, `${numberText(breached)} breached`), 'dz-breach'),
    open > 0 && door('open=true', t(`进行中 ${numberText(open)}`, `${numberText(open)} open`)),
    overdue > 0 && door('overdue=true', t(`其中已超期 ${numberText(overdue)}`, `of these ${numberText(overdue)} overdue`), 'dz-breach'),
    paused > 0 && door('state=paused', t(`暂停 ${numberText(paused)}`, `${numberText(paused)} paused`)),
    cancelled > 0 && door(`state=cancelled${inDays}`, t(`取消 ${numberText(cancelled)}`, `${numberText(cancelled)} cancelled`)),
    waived > 0 && door(`state=waived${inDays}`, t(`豁免 ${numberText(waived)}`, `${numberText(waived)} waived`)),
    passed > 0 && <span key="passed">{t(`放行 ${numberText(passed)}`, `${numberText(passed)} let through`)}</span>,
    refused > 0 && <span key="refused">{t(`拦截 ${numberText(refused)}`, `${numberText(refused)} refused`)}</span>,
    exceptions > 0 && <span key="exceptions" className="dz-soon">{t(`例外 ${numberText(exceptions)}`, `${numberText(exceptions)} exceptions`)}</span>,
  ];
  return <span className="dz-figure">{parts}</span>;
}
