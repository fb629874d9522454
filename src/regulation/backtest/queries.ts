import { sql } from 'kysely';
import type { z } from 'zod';
import type { Asked as Question } from '../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';
import type { Deadline } from '../clause.ts';
import { amountOf, unitsOf, type DurationParameter, type DurationUnit, type Scope } from '../declare-parameter.ts';
import { unitWords } from '../declare-say.ts';
import { present } from '../obligations/present.ts';
import { seenOf } from '../obligations/queries.ts';
import type { ObligationRow } from '../obligations/row.ts';
import { declaredOf } from '../parameters/propose-change.ts';
import type { Parts } from '../parts.ts';
import type { Placed } from '../runtime/compile.ts';
import { limitFrom } from '../runtime/timing.ts';
import { goesBefore, type Where } from '../runtime/values.ts';
import type { BacktestCurve, listBacktestCases, readBacktest } from './contract.ts';
import { measureOf } from './elapsed.ts';
import { feedsBack, parting } from './feeds-back.ts';
import { readHistory, type History, type Told } from './history.ts';
import { verdictOf } from './self-check.ts';

type Params = { key: string };
type Query = z.output<NonNullable<typeof readBacktest.query>>;
type CasesQuery = z.output<NonNullable<typeof listBacktestCases.query>>;
type On = Question<Params, Query>['kernel'];
type Place = Pick<Query, 'store' | 'channel' | 'customerClass' | 'customer' | 'article' | 'carrier'>;

/** What is asked for, as the scope of a value: of several the most specific. */
function narrowedTo(q: Place): { scope: Scope; id: string } | null {
  const asked = ([['customer', q.customer], ['article', q.article], ['carrier', q.carrier], ['store', q.store], ['customer-class', q.customerClass], ['channel', q.channel]] as const).find(([, id]) => id !== undefined);
  return asked ? { scope: asked[0], id: asked[1]! } : null;
}

export const DEFAULT_DAYS = 365;
/** Ids that are named of verdicts which do not come out again. */
const SHOWN = 20;
/** Amounts that a curve is worked out for; wider bounds take larger steps. */
const AMOUNTS = 2_000;

function deadlinesOf(parts: Parts, key: string): { parameter: DurationParameter; placed: Placed<Deadline>[] } | null {
  const declared = declaredOf(parts, key);
  if (!declared) throw refuse(kernelNo['not-found']);
  const { parameter } = declared;
  if (parameter.kind !== 'duration' || parameter.unit === 'months' || parameter.unit === 'years') return null;
  const placed = [...parts.engine.compiled.deadlines.values()].filter(({ control }) => 'parameter' in control.within && control.within.parameter === key && control.counts === undefined);
  return placed.length === 0 ? null : { parameter, placed };
}

async function historyOf(parts: Parts, on: On, parameter: DurationParameter, placed: Placed<Deadline>, amountUnit: DurationUnit, query: Place & { days?: number | undefined }, how: { ids?: boolean } = {}): Promise<History> {
  const { unit } = limitFrom({ amount: 1, unit: amountUnit });
  const now = on.clock.now();
  const asked = narrowedTo(query);
  const of = asked?.scope ?? null;
  const stores = of === 'store' ? [asked!.id] : of === 'channel' ? await parts.directory.storesOn(on, asked!.id) : null;
  // Whoever has a narrower value keeps it when the wider one changes: stores beneath a channel, a customer beneath a store, all of them beneath the company.
  const narrower = parts.engine.values.history(parameter.key).filter((v) => goesBefore(v.scopeType, of));
  const ids = (type: Scope): string[] => narrower.flatMap((v) => (v.scopeType === type && v.scopeId !== null && v.knownTo === null && v.from <= now && (v.to === null || now < v.to) ? [v.scopeId] : []));
  const without = [...ids('store'), ...(await Promise.all(ids('channel').map((id) => parts.directory.storesOn(on, id)))).flat()];
  const withoutValues = narrower.filter((v) => v.scopeType !== 'store' && v.scopeType !== 'channel').map((v) => v.id);
  const told = asked && asked.scope !== 'store' && asked.scope !== 'channel' ? { scope: asked.scope as Told['scope'], id: asked.id } : null;
  return readHistory({ runner: on.db.reports }, { placed, unit, calendar: parts.engine.calendars.named(placed.control.calendar), now, days: query.days ?? DEFAULT_DAYS, stores, told, without, withoutValues }, how);
}

/** Re-judge (engine.md §5): the whole curve of a limit over the company's own history. */
export const backtest = (parts: Parts) => async ({ kernel, params, query }: Question<Params, Query>): Promise<z.input<typeof readBacktest.response>> => {
  const asOf = kernel.clock.now();
  const found = deadlinesOf(parts, params.key);
  const head = { asOf, days: query.days ?? DEFAULT_DAYS };
  if (!found) return { ...head, now: null, why: words('这个参数不限定任何计时，没有可以重新判定的事项。', 'This value limits no clock: there is nothing to judge anew.'), curves: [] };
  const { parameter, placed } = found;
  const holds = amountOf(parameter, parts.engine.values.at(parameter.key, asOf, placeOf(query)).value);
  const unit = unitAsked(parameter, query.unit) ?? holds.unit;
  const now = holds.unit === unit ? holds.amount : null;
  const curves = await Promise.all(placed.map(async (p) => curveOf(parts, parameter, p, { unit, now }, await historyOf(parts, kernel, parameter, p, unit, query))));
  return { ...head, now, why: null, curves };
};

/** Where a case would stand that is all of what was asked for. */
const placeOf = (q: Place): Where => Object.fromEntries(Object.entries({ store: q.store, channel: q.channel, 'customer-class': q.customerClass, customer: q.customer, article: q.article, carrier: q.carrier }).filter(([, id]) => id !== undefined));

/** A unit in which the declaration lets the value be decided. @throws kernel.invalid-input */
function unitAsked(parameter: DurationParameter, unit: DurationUnit | undefined): DurationUnit | undefined {
  if (unit !== undefined && !unitsOf(parameter).some((p) => p.unit === unit)) throw refuse(kernelNo['invalid-input'], words('该参数不能用这个单位。', 'This value cannot be set in that unit.'));
  return unit;
}

function curveOf(parts: Parts, parameter: DurationParameter, { clause, control }: Placed<Deadline>, { unit, now }: { unit: DurationUnit; now: number | null }, history: History): BacktestCurve {
  const measure = (amount: number): number => measureOf(limitFrom({ amount, unit }));
  const { curve } = history;
  const { min, max } = unitsOf(parameter).find((p) => p.unit === unit)!;
  const to = Math.min(max, Math.max((now ?? 0) * 2, Math.ceil(curve.longest / measure(1)) + 1, min + 1));
  const step = Math.max(1, Math.ceil((to - min) / AMOUNTS));
  const steps = history.differing > 0 ? [] : [...curve.steps({ from: min, to, step }, measure)];
  const why = feedsBackOf(parts, clause, control);
  return {
    clause, control: control.id, title: control.title, unit: unitWords(unit), actual: history.actual, steps: why ? [] : steps.map(([a, b, c]) => [a, b, c]), from: min, to,
    feedsBack: why, parting: why ? parting(steps, history.actual.breached, now, to) : [],
    otherCalendar: history.otherCalendar, differing: history.cases.flatMap((c) => (c.differs ? [c.id] : [])).slice(0, SHOWN), differingCount: history.differing,
  };
}

const feedsBackOf = (parts: Parts, clause: string, control: Deadline) => feedsBack(parts.rulebook.find((c) => c.id === clause)!, control);

/** Cases that the other value would have judged otherwise, page by page, as far as the person may see them. */
export const backtestCases = (parts: Parts) => async ({ kernel, actor, params, query }: Question<Params, CasesQuery>): Promise<z.input<typeof listBacktestCases.response>> => {
  const found = deadlinesOf(parts, params.key);
  const placed = found?.placed.find((p) => p.clause === query.clause && p.control.id === query.control);
  if (!found || !placed) throw refuse(kernelNo['not-found']);
  const unit = unitAsked(found.parameter, query.unit) ?? found.parameter.unit;
  const history = await historyOf(parts, kernel, found.parameter, placed, unit, query, { ids: true });
  const limit = measureOf(limitFrom({ amount: query.value, unit }));
  const holds = amountOf(found.parameter, parts.engine.values.at(found.parameter.key, kernel.clock.now(), placeOf(query)).value);
  const isActedOn = feedsBackOf(parts, placed.clause, placed.control) !== null;
  const all = history.cases.flatMap(({ id, judged, actual }) => {
    const would = verdictOf(judged, limit);
    // Where the program acts on the limit, what parts are the cases that either value would have ended.
    if (isActedOn && would !== null) return (actual !== 'breached' && would !== 'breached') || (holds.unit === unit && holds.amount === query.value) ? [] : [{ id, would: would === 'breached' ? would : ('open' as const) }].filter((c) => query.would === undefined || query.would === c.would);
    return would !== null && would !== actual && (query.would === undefined || query.would === would) ? [{ id, would }] : [];
  });
  const seen = await seenOf(parts, kernel, actor!, all.map((f) => f.id), query.q);
  const flips = seen === null ? all : all.filter((f) => seen.has(f.id));
  const after = query.cursor === undefined ? 0 : cursorOf(query.cursor, flips.length);
  const shown = flips.slice(after, after + (query.limit ?? 50));
  const { rows } = await sql<ObligationRow>`select o.* from regulation.obligation o where o.id = any(${sql.val(shown.map((f) => f.id))}::uuid[])
    order by o.opened_at, o.id`.execute(kernel.runner.tables<Record<string, never>>());
  const would = new Map(shown.map((f) => [f.id, f.would]));
  const lines = await present(parts, kernel, actor!, rows);
  return { rows: lines.map((line) => ({ ...line, would: would.get(line.id)! })), next: after + shown.length < flips.length ? String(after + shown.length) : null, total: flips.length };
};

export function cursorOf(cursor: string, most: number): number {
  if (!/^\d{1,9}$/.test(cursor) || Number(cursor) > most) throw refuse(kernelNo['invalid-input'], words('翻页标记无效，请从第一页重新打开。', 'The page marker is not valid; open the list again from its first page.'));
  return Number(cursor);
}
