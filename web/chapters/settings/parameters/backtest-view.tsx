import { useMemo, useState } from 'react';
import { Button, Form, Slider } from 'antd';
import { readBacktest, type BacktestCurve } from '../../../../src/regulation/backtest/contract.ts';
import { ObligationView } from '../../../regulation/obligations/obligation-view.tsx';
import { ChartBox } from '../../../ui/chart-box.tsx';
import { ClauseChip } from '../../../ui/clause.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useScheme } from '../../../ui/scheme.tsx';
import { BlockSkeleton } from '../../../ui/skeletons.tsx';
import { tokensOf } from '../../../ui/tokens.ts';
import { useRead } from '../../../ui/use-api.ts';
import type { Parameter } from './parameter-page.tsx';
import { at, narrowedTo, placeOf } from './backtest-steps.ts';
import { amountIn, writtenIn } from './duration-value.ts';

/** Beside the form: what the value would have meant on the company's own history. The curve comes once; the value is followed here. */
export function BacktestView({ p }: { p: Parameter }) {
  const { t, tw } = useLanguage();
  const form = Form.useFormInstance();
  const { amount, unit } = amountIn(p, Form.useWatch<unknown>('value', form));
  const scope = Form.useWatch<string | undefined>('scope', form);
  const narrowed = placeOf(scope);
  const read = useRead(readBacktest, { params: { key: p.key }, query: { ...narrowedTo(narrowed), ...(unit ? { unit } : {}) } }, { enabled: p.kind === 'duration' });
  if (p.kind !== 'duration') return null;
  if (read.error) return <ProblemNote small error={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <BlockSkeleton lines={5} />;
  const { curves, why, days } = read.data;
  return (
    <div className="dz-backtest">
      <h3>{t('回测：如果当初就是这个数值', 'Back-test: had this been the value')}</h3>
      {why && <p className="dz-2">{tw(why)}</p>}
      {curves.map((curve) => (
        <OneCurve key={`${curve.clause}/${curve.control}`} p={p} curve={curve} now={read.data.now} amount={amount} unit={unit!} narrowed={narrowed} onAmount={(next) => form.setFieldValue('value', writtenIn(p, next, unit!))} />
      ))}
      {!why && curves.some((c) => c.feedsBack === null) && <p className="dz-2">{t(`按近 ${days} 天的实际经过重新判定，假定大家的做法不变；不是预测。`, `The last ${days} days judged anew, had everybody acted as they did: no forecast.`)}
        {scope && !narrowed && t(' 历史不能按这个范围分开，这里是全公司的情况。', ' History is not told apart by this scope; this is the whole company.')}</p>}
    </div>
  );
}

/** Verdicts that have to be looked into, opened where they stand. */
function Differing({ ids }: { ids: readonly string[] }) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <ul className="dz-sentences">
      {ids.map((id) => (
        <li key={id}>
          <Button type="link" size="small" aria-expanded={open === id} onClick={() => setOpen(open === id ? null : id)}>{id.slice(-12)}</Button>
          {open === id && <ObligationView id={id} />}
        </li>
      ))}
    </ul>
  );
}

interface OneCurveProps {
  readonly p: Parameter;
  readonly curve: BacktestCurve;
  readonly now: number | null;
  readonly amount: number | null;
  readonly unit: Parameter['units'][number]['unit'];
  readonly narrowed: string | undefined;
  readonly onAmount: (amount: number) => void;
}

function OneCurve({ p, curve, now, amount, unit: key, narrowed, onAmount }: OneCurveProps) {
  const { t, tw } = useLanguage();
  const head = <p><ClauseChip id={curve.clause} /> <b>{tw(curve.title)}</b></p>;
  if (curve.differingCount > 0)
    return (
      <div>
        {head}
        <p className="dz-breach">{t(`有 ${curve.differingCount} 件的判定按原参数重算不出来，回测不作结论。请先核对：`, `${curve.differingCount} stored verdicts do not come out again under their own values, so nothing is concluded. Look into:`)}</p>
        <Differing ids={curve.differing} />
      </div>
    );
  if (curve.actual.n === 0) return <div>{head}<p className="dz-2">{t('这段时间没有发生过，没有可回测的事项。', 'Nothing of the kind happened in this time.')}</p></div>;
  const path = amount === null ? null : `/settings/parameters/${p.key}/backtest/${curve.clause}/${curve.control}/${key}/${amount}/${narrowed ?? 'all'}`;
  const unit = tw(curve.unit);
  const dragged = <Dragged curve={curve} now={now} amount={amount} unit={unit} onAmount={onAmount} />;
  if (curve.feedsBack) return <div>{head}<Parting curve={curve} amount={amount} path={path} />{dragged}</div>;
  const would = amount === null ? null : at(curve.steps, amount);
  const judged = curve.actual.n - curve.actual.excluded;
  return (
    <div>
      {head}
      {would && (
        <p className="dz-backtest-says" aria-live="polite">
          {t(`${judged} 件中会有 `, `Of ${judged}, `)}
          <b>{would.censored > 0 ? t(`${would.breached} 至 ${would.breached + would.censored}`, `${would.breached} to ${would.breached + would.censored}`) : would.breached}</b>
          {t(' 件超时', ' would have been late')}<span className="dz-2">{t(`（实际 ${curve.actual.breached} 件，另有 ${curve.actual.censored} 件未完成或已取消）`, ` (actually ${curve.actual.breached}, with ${curve.actual.censored} open or cancelled)`)}</span>
          {path && <> <a href={path}>{t('看会改判的事项', 'Cases that would flip')}</a></>}
        </p>
      )}
      {dragged}
      {curve.otherCalendar > 0 && <p className="dz-2">{t(`${curve.otherCalendar} 件按旧版日历判定，未计入。`, `${curve.otherCalendar} were judged by an earlier calendar and are left out.`)}</p>}
    </div>
  );
}

/** Dragged up to so many times the limit that holds: one straggler of weeks would leave the days that matter a hair's breadth. */
const REACH = 4;

/** The curve with the value that is dragged along it: near the limit that holds, and over the whole history when asked. */
function Dragged({ curve, now, amount, unit, onAmount }: { curve: BacktestCurve; now: number | null; amount: number | null; unit: string; onAmount: (amount: number) => void }) {
  const { t } = useLanguage();
  const [whole, setWhole] = useState(false);
  const near = now === null || whole || (amount ?? 0) > now * REACH ? curve.to : Math.min(curve.to, Math.max(now * REACH, curve.from + REACH));
  const shown = useMemo(() => ({ ...curve, to: near, steps: curve.steps.filter(([from]) => from <= near) }), [curve, near]);
  return (
    <>
      {/* Where a limit is acted on nothing is judged anew: there is no curve. */}
      {!curve.feedsBack && <CurveChart curve={shown} now={now} amount={amount} unit={unit} />}
      <Slider min={curve.from} max={near} value={amount ?? now ?? curve.from} onChange={onAmount} tooltip={{ formatter: (n) => `${n ?? ''} ${unit}` }} ariaLabelForHandle={t(`拖动数值（${unit}）`, `Drag the value (${unit})`)}
        {...(now !== null && now >= curve.from && now <= near ? { marks: { [now]: t('现行', 'now') } } : {})} />
      {near < curve.to && <p><button type="button" className="dz-linklike dz-in-line" onClick={() => setWhole(true)}>{t(`最久的用了 ${curve.to} ${unit}，显示全程`, `The longest took ${curve.to} ${unit}: show all of it`)}</button></p>}
    </>
  );
}

/** A limit that the program itself acts on: where the ways part first, and nothing after it. */
function Parting({ curve, amount, path }: { curve: BacktestCurve; amount: number | null; path: string | null }) {
  const { t, tw } = useLanguage();
  const n = amount === null ? null : (curve.parting.findLast(([from]) => from <= amount)?.[1] ?? 0);
  return (
    <>
      {n !== null && (
        <p className="dz-backtest-says" aria-live="polite">{t(`${curve.actual.n - curve.actual.excluded} 件中，`, `Of ${curve.actual.n - curve.actual.excluded}, `)}<b>{n}</b>{t(' 件会走别的路', ' would have gone another way')}
          {n > 0 && path && <> <a href={path}>{t('看是哪些事项', 'Which ones')}</a></>}</p>
      )}
      <p className="dz-2">{t(`不重新判定：${curve.feedsBack!.zh}。这里只说在哪里分岔，其后不作推测。`, `Not judged anew: ${tw(curve.feedsBack!)}. Said is where the ways part, and nothing after it.`)}</p>
    </>
  );
}

function CurveChart({ curve, now, amount, unit }: { curve: BacktestCurve; now: number | null; amount: number | null; unit: string }) {
  const { t } = useLanguage();
  const { scheme } = useScheme();
  const option = useMemo(() => {
    const c = tokensOf(scheme);
    const ended = [...curve.steps, [curve.to, ...(curve.steps.at(-1)?.slice(1) ?? [0, 0])] as const];
    // Beside its own line on the side away from the other: two values that lie close by stay legible.
    const line = (value: number | null, other: number | null, name: string, color: string, type: 'solid' | 'dashed') => (value === null ? [] : [{ xAxis: value, name, lineStyle: { color, type, width: 1.5 }, label: { formatter: name, color, align: other === null || value === other ? 'center' : value < other ? 'right' : 'left' } }]);
    return {
      animation: false,
      xAxis: { type: 'value', min: curve.from, max: curve.to, name: unit, nameLocation: 'middle', nameGap: 22, minInterval: 1 },
      yAxis: { type: 'value', minInterval: 1 },
      grid: { left: 8, right: 16, top: 26, bottom: 22, containLabel: true },
      series: [
        { name: t('超时', 'Late'), type: 'line', step: 'end', stack: 'n', showSymbol: false, data: ended.map(([x, breached]) => [x, breached]), lineStyle: { color: c.breach, width: 2 }, itemStyle: { color: c.breach },
          markLine: { symbol: 'none', silent: true, data: [...line(now, amount, t('现行', 'Now'), c.ink2, 'dashed'), ...line(amount === now ? null : amount, now, t('拟改', 'New'), c.link, 'solid')] } },
        { name: t('未定（未完成或已取消）', 'Undecided (open or cancelled)'), type: 'line', step: 'end', stack: 'n', showSymbol: false, data: ended.map(([x, , censored]) => [x, censored]), lineStyle: { width: 0 }, itemStyle: { color: c.paused }, areaStyle: { color: c.paused, opacity: 0.25 } },
      ],
    };
  }, [curve, now, amount, unit, scheme, t]);
  const actual = curve.actual.breached;
  return <ChartBox option={option} height={190} label={t(`各数值下会超时的件数，横轴为时限（${unit}）；实际 ${actual} 件`, `How many would have been late under each limit (${unit}); actually ${actual}`)} />;
}
