import { memo, useState } from 'react';
import type { Language } from '../../../src/kernel/words.ts';
import type { ClauseCard } from '../../../src/regulation/book/contract.ts';
import { ClauseRisk } from '../../ui/clause-risk.tsx';
import { useOpenClause } from '../../ui/clause.tsx';
import { FigureLine } from '../../ui/figure-line.tsx';
import { rateText } from '../../ui/format.ts';
import { Lamp } from '../../ui/lamp.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';

/** One language, or Chinese with English beside it. */
export type Reading = 'one' | 'both';
const readingKey = 'dianzhang.reading';

/** How this person likes to read the rulebook, kept on the device. */
export function useReading(): [Reading, (next: Reading) => void] {
  const [reading, set] = useState<Reading>(() => (localStorage.getItem(readingKey) === 'both' ? 'both' : 'one'));
  return [reading, (next) => {
    localStorage.setItem(readingKey, next);
    set(next);
  }];
}

/** The wording with its values underlined; a press opens the value with its history. Dashed: only suggested so far. */
function Wording({ clause, language }: { clause: ClauseCard; language: Language }) {
  return (
    <p className="dz-book-wording" lang={language === 'zh' ? 'zh-CN' : 'en'}>
      {clause.parts[language].map((part, i) => {
        const parameter = part.parameter ? clause.parameters.find((p) => p.key === part.parameter) : undefined;
        // The same value may stand in a wording twice: its place is its key.
        return part.parameter
          ? <a key={`${i} ${part.parameter}`} href={`/settings/parameters/${part.parameter}`} className={parameter?.decided ? 'dz-book-value' : 'dz-book-value dz-book-value-suggested'} title={parameter?.label[language]}>{part.text}</a>
          : <span key={`${i} ${part.text}`}>{part.text}</span>;
      })}
    </p>
  );
}

/** A clause as a book sets it: number and lamp in the margin, wording, what the product does, how it is kept. */
export const BookClause = memo(function BookClause({ clause, reading, span }: { clause: ClauseCard; reading: Reading; span: string }) {
  const { t, tw, language } = useLanguage();
  const open = useOpenClause();
  const week = clause.trend.at(-1) ?? null;
  const proofs = { blocked: t('拦截', 'blocked'), monitored: t('监测', 'monitored'), sampled: t('抽查', 'sampled'), declared: t('声明', 'declared') };
  return (
    <article className="dz-book-clause" id={clause.id} aria-labelledby={`t-${clause.id}`}>
      <div className="dz-book-margin"><a className="dz-mono" href={`/rulebook#${clause.id}`}>{clause.id}</a><Lamp state={clause.lamp} /></div>
      <div>
        <h3 id={`t-${clause.id}`}>
          <button type="button" className="dz-linklike" onClick={() => open(clause.id)}>{tw(clause.title)}</button>
          {clause.controls.length > 0 && <small className="dz-book-proof" title={t('证明方式', 'Kind of proof')}>{proofs[clause.proof]}</small>}
          {clause.undecided && <small className="dz-book-tag" title={t('文中虚线所示数值为建议值，公司尚未正式确定', 'Values with a dashed line are suggested; the company has not decided them')}>{t('未量化', 'not quantified')}</small>}
        </h3>
        {reading === 'both' ? <div className="dz-book-both"><Wording clause={clause} language="zh" /><Wording clause={clause} language="en" /></div> : <Wording clause={clause} language={language} />}
        {clause.controls.length > 0 && (
          <ul className="dz-book-controls">
            {clause.controls.map((c) => (
              <li key={c.id} className={c.connected ? undefined : 'dz-book-off'}>
                <span>{tw(c.sentence)}{!c.connected && <span title={c.awaits.join(t('、', ', '))}>{t('（尚未接入）', ' (not yet connected)')}</span>}</span>
              </li>
            ))}
          </ul>
        )}
        {clause.declaratory && <p className="dz-2">{tw(clause.declaratory)}</p>}
        {clause.connected !== 'none' && (
          <div className="dz-book-kept">
            {clause.connected === 'no' ? <span className="dz-2">{t('尚未接入：相应业务还未进入系统，不作判定', 'Not yet connected: that work is not in the system yet, so it is not judged')}</span>
              : <FigureLine clause={clause.id} figure={clause.figure} controls={clause.controls} days={span} />}
            <Sparkline values={clause.trend} label={t('近八周达成率', 'Rate of the last eight weeks')} width={120} height={20} />
            {week !== null && <small className="dz-2">{t(`本周 ${rateText(week)}`, `this week ${rateText(week)}`)}</small>}
          </div>
        )}
        <ClauseRisk clause={clause} />
      </div>
    </article>
  );
});
