import type { ReactNode } from 'react';
import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { readBoard, type BoardException, type ClauseLine } from '../../../src/regulation/book/contract.ts';
import { Page } from '../../shell/page.tsx';
import { useOpenClause } from '../../ui/clause.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { numberText, rateText } from '../../ui/format.ts';
import { Lamp } from '../../ui/lamp.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { usePast } from '../../ui/past.ts';
import { ProblemNote } from '../../ui/problem.tsx';
import { BlockSkeleton } from '../../ui/skeletons.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { useRead } from '../../ui/use-api.ts';
import { Rate, When } from '../../ui/values.tsx';
import { PeriodChoice, usePeriod } from '../period.tsx';
import { MomentBanner, TimeMachine, useMoment } from '../time-machine.tsx';
import '../regulation.css';

/** The board: exceptions first, then every clause as a calm grid. Every number is a door. */
export default function BoardPage() {
  const { t, tw } = useLanguage();
  const { days, set } = usePeriod();
  const { query } = useMoment();
  const past = usePast();
  const read = useRead(readBoard, { query: { days: String(days), ...query } }, { topics: ['clause'] });
  const board = read.data;
  return (
    <Page title={t('看板', 'Board')} primary={<><PeriodChoice days={days} onChange={set} /><TimeMachine /></>}>
      <MomentBanner other="rulebook" />
      {read.error && <ProblemNote error={read.error} onRetry={() => void read.refetch()} />}
      {!board && !read.error && <BlockSkeleton lines={16} />}
      {board && (
        <div className="dz-board">
          <div className="dz-board-total">
            <Stood past={past} href="/obligations?overdue=true"><b className={board.total.overdue > 0 ? 'dz-breach' : undefined}>{numberText(board.total.overdue)}</b><span>{t('已超期，未完成', 'overdue, still open')}</span></Stood>
            <Stood past={past} href="/obligations?open=true&sort=due"><b className={board.total.dueToday > 0 ? 'dz-soon' : undefined}>{numberText(board.total.dueToday)}</b><span>{past ? t('当天到期', 'due that day') : t('今天到期', 'due today')}</span></Stood>
            <Stood past={past} href="/obligations?open=true"><b>{numberText(board.total.open)}</b><span>{t('进行中', 'open')}</span></Stood>
            <a href={`/obligations?state=breached&days=${board.period.from},${board.period.to}`}><b>{numberText(board.total.breached)}</b><span>{t('本期超时', 'breached in the period')}</span></a>
            <div><b>{board.total.rate === null ? '—' : rateText(board.total.rate)}</b><span>{t(`本期达成率 · n ${numberText(board.total.met + board.total.breached)}`, `kept in the period · n ${numberText(board.total.met + board.total.breached)}`)}</span></div>
          </div>
          <h2>{t('先看这些', 'Look here first')}</h2>
          {board.exceptions.length === 0
            ? <EmptyState title={t('本期没有例外，也没有今天到期的事。', 'No exceptions, and nothing due today.')} />
            : <Exceptions rows={board.exceptions} span={`${board.period.from},${board.period.to}`} />}
          <h2>{t('全部条款', 'Every clause')}</h2>
          {board.chapters.map((c) => (
            <section key={c.chapter} className="dz-grid-chapter" aria-label={tw(c.title)}>
              <h3>{t(`第 ${c.chapter} 章`, `Chapter ${c.chapter}`)}<br />{tw(c.title)}</h3>
              <div className="dz-grid-cells">{c.clauses.map((clause) => <Cell key={clause.id} clause={clause} trend={clause.trend} />)}</div>
            </section>
          ))}
        </div>
      )}
    </Page>
  );
}

/** A number of what stands open is a door to its list; the list shows the present, so at a past day the number stands alone. */
function Stood({ past, href, children }: { past: boolean; href: string; children: ReactNode }) {
  return past ? <div>{children}</div> : <a href={href}>{children}</a>;
}

function Exceptions({ rows, span }: { rows: readonly BoardException[]; span: string }) {
  const { t, tw } = useLanguage();
  const open = useOpenClause();
  const past = usePast();
  const heads: [string, string?][] = [
    [t('条款', 'Clause')], [t('已超期', 'Overdue'), 'dz-right'], [t('最久', 'Oldest'), 'dz-wide'], [past ? t('当天到期', 'Due that day') : t('今天到期', 'Due today'), 'dz-right'], [t('本期超时', 'Breached'), 'dz-right'],
    [t('达成率', 'Rate'), 'dz-right'], [t('走势', 'Trend'), 'dz-wide'], [t('谁能处理', 'Who can act'), 'dz-wide'],
  ];
  return (
    <table className="dz-exceptions">
      <thead><tr>{heads.map(([text, look]) => <th key={text} scope="col" className={look}>{text}</th>)}</tr></thead>
      <tbody>
        {rows.map(({ line, dueToday, oldest, owners, change, trend }) => {
          const to = (query: string, n: number, tone: string, stands = false) => (n > 0 && past && stands ? <span className={tone}>{numberText(n)}</span> : n > 0 ? <a className={tone} href={`/obligations?clause=${line.id}&${query}`}>{numberText(n)}</a> : <span className="dz-2">0</span>);
          return (
            <tr key={line.id}>
              <td><button type="button" className="dz-linklike" onClick={() => open(line.id)}><Lamp state={line.lamp} bare /><span className="dz-mono">{line.id}</span><span className="dz-cut">{tw(line.title)}</span></button></td>
              <td className="dz-right">{to('overdue=true', line.figure.overdue, 'dz-breach', true)}</td>
              <td className="dz-wide">{oldest === null ? <span className="dz-2">—</span> : <When at={oldest} />}</td>
              <td className="dz-right">{to('open=true&sort=due', dueToday, 'dz-soon', true)}</td>
              <td className="dz-right">{to(`state=breached&days=${span}`, line.figure.breached, 'dz-breach')}</td>
              <td className="dz-right"><Rate basisPoints={line.figure.rate} /> <small className="dz-2">n {numberText(line.figure.met + line.figure.breached)}</small></td>
              <td className="dz-wide"><span className="dz-row"><Sparkline values={trend} label={t('每日达成率', 'Rate by day')} /><Change by={change} /></span></td>
              <td className="dz-wide dz-2">{owners.map(tw).join(t('、', ', '))}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Better or worse than the earlier half of the period, with the sign and the word, not by colour alone. */
function Change({ by }: { by: number | null }) {
  const t = useLanguage().t;
  if (by === null || by === 0) return null;
  const points = rateText(Math.abs(by)).replace('%', '');
  return by > 0
    ? <small className="dz-kept" title={t('比前半期好', 'Better than in the earlier half')}><ArrowUpOutlined /> {points}</small>
    : <small className="dz-breach" title={t('比前半期差', 'Worse than in the earlier half')}><ArrowDownOutlined /> {points}</small>;
}

function Cell({ clause, trend }: { clause: ClauseLine; trend: readonly (number | null)[] }) {
  const { t, tw } = useLanguage();
  const open = useOpenClause();
  const { figure } = clause;
  const judged = figure.met + figure.breached;
  const said = clause.connected === 'none' ? t('声明性条款', 'declaratory') : clause.connected === 'no' ? t('尚未接入', 'not yet connected')
    : judged > 0 ? `n ${numberText(judged)}${figure.open > 0 ? t(` · 进行中 ${numberText(figure.open)}`, ` · ${numberText(figure.open)} open`) : ''}`
    : figure.open > 0 ? t(`进行中 ${numberText(figure.open)}`, `${numberText(figure.open)} open`)
    : figure.passed + figure.refused > 0 ? t(`放行 ${numberText(figure.passed)} · 拦截 ${numberText(figure.refused)}`, `${numberText(figure.passed)} passed · ${numberText(figure.refused)} refused`) : t('未触发', 'not triggered');
  return (
    <button type="button" className={clause.connected === 'no' || clause.connected === 'none' ? 'dz-cell dz-cell-off' : 'dz-cell'} onClick={() => open(clause.id)}>
      <Lamp state={clause.lamp} bare />
      <span className="dz-cell-title dz-cut"><span className="dz-mono">{clause.id}</span> {tw(clause.title)}</span>
      <b>{figure.rate !== null && rateText(figure.rate)}</b>
      <small><span className="dz-cut">{said}</span><Sparkline values={trend} label={t('每日达成率', 'Rate by day')} width={56} height={14} /></small>
    </button>
  );
}
