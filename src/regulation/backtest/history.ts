import { DAY } from '../../kernel/clock.ts';
import type { Runner } from '../../kernel/query.ts';
import type { Deadline } from '../clause.ts';
import type { Calendar } from '../clock/calendar.ts';
import { allUnits, type Limit, type Unit } from '../clock/limit.ts';
import type { Pause } from '../clock/pauses.ts';
import type { Placed } from '../runtime/compile.ts';
import type { Judged } from './curve.ts';
import { elapsedBy, MARGIN, measureOf, type Elapsed } from './elapsed.ts';
import { reproduces, verdictOf, type StoredState } from './self-check.ts';

type On = { runner: Runner };

export interface Case {
  /** Null where ids were not asked for. */
  readonly id: string | null;
  readonly opened: number;
  readonly judged: Judged;
  /** What it came to under the limit that it had; null where it is left out. */
  readonly actual: ReturnType<typeof verdictOf>;
  /** The same parameters do not reproduce its stored verdict: with any of these the tool refuses. */
  readonly differs: boolean;
}

/** Of one control: its cases judged once. */
export interface History {
  readonly cases: readonly Case[];
  /** How many of them differ. */
  readonly differing: number;
  /** Judged by an earlier calendar, which today's no longer tells: left out, counted. */
  readonly otherCalendar: number;
}

export interface Asked {
  readonly placed: Placed<Deadline>;
  /** What the curve is counted in; each stored verdict is checked in the unit that it was judged in. */
  readonly unit: Limit['unit'];
  readonly calendar: Calendar;
  readonly now: number;
  readonly days: number;
  /** Only these stores, or null for the whole company; never those that have a value of their own. */
  readonly stores: readonly string[] | null;
  readonly without: readonly string[];
  /** Narrower values (of a customer, an article, a carrier …): what was judged by one of them keeps it. */
  readonly withoutValues: readonly string[];
}

/** Cases that were judged alike: the driver carries one row of them, and not one a case. */
interface Group {
  state: StoredState; open: boolean; amount: string | null; unit: string | null; version: string; pauses: Pause[]; cancelled_late: boolean;
  /** Of each: begun, stopped (-1 while it runs), in ms; before them its id, where ids are wanted. */
  packed: string;
}

/**
 * Reads the cases of a control, those judged alike in one packed line: a hundred thousand cases are a handful of rows for the driver. A
 * breached case that was cancelled late is told from one done late by the fact that closed it. `ids`: for whoever shows the cases, in the
 * order of their beginning; a curve needs neither, unless a verdict does not come out again and has to be named.
 */
export async function readHistory(on: On, asked: Asked, { ids = false } = {}): Promise<History> {
  const { control, clause } = asked.placed;
  const cancels = (control.cancelledBy ?? []).map((ref) => ref.fact);
  const { rows } = await on.runner.query<Group & Record<string, unknown>>(
    `with late as materialized (
       select o.id from regulation.obligation o
       where cardinality($6::text[]) > 0 and o.clause = $1 and o.control = $2 and o.state = 'breached' and not o.open and o.opened_at >= to_timestamp($3::bigint / 1000.0) and o.closed_by is not null
         and exists (select 1 from kernel.fact_object fo join kernel.fact f on f.seq = fo.fact_seq and f.recorded_at = fo.recorded_at
                     where fo.object_type = o.subject_type and fo.object_id = o.subject_id and f.id = o.closed_by and f.type = any($6::text[])))
     select o.state, o.open, o.limits ->> 'amount' as amount, o.limits ->> 'unit' as unit, o.calendar_version as version, o.pauses, late.id is not null as cancelled_late,
       string_agg(${ids ? "o.id::text || ',' || " : ''}(date_part('epoch', o.opened_at) * 1000)::bigint || ',' || coalesce((date_part('epoch', o.stopped_at) * 1000)::bigint, -1), ';') as packed
     from regulation.obligation o left join late on late.id = o.id
     where o.clause = $1 and o.control = $2 and o.opened_at >= to_timestamp($3::bigint / 1000.0) and ($4::uuid[] is null or o.store_id = any($4)) and (o.store_id is null or o.store_id <> all($5::uuid[])) and (o.parameter_value is null or o.parameter_value <> all($7::uuid[]))
     group by 1, 2, 3, 4, 5, 6, 7`,
    [clause, control.id, asked.now - asked.days * DAY, asked.stores, asked.without, cancels, asked.withoutValues], `regulation.backtest_history${ids ? '_named' : ''}`);
  const history = judgeAll(rows.map((group) => ({ group, ...unpack(group.packed, ids) })), asked);
  return history.differing > 0 && !ids ? readHistory(on, asked, { ids: true }) : history;
}

interface Unpacked { readonly ids: readonly string[]; readonly opened: readonly number[]; readonly stopped: readonly number[] }

const UUID_LENGTH = 36;
/** By signs: splitting a text of megabytes makes a string of every field. */
export function unpack(packed: string, named: boolean): Unpacked {
  const ids: string[] = [];
  const numbers: [number[], number[]] = [[], []];
  let at = 0;
  for (let field = 0; at < packed.length; field ^= 1) {
    if (named && field === 0) {
      ids.push(packed.slice(at, at + UUID_LENGTH));
      at += UUID_LENGTH + 1;
    }
    const negative = packed[at] === '-';
    if (negative) at += 1;
    let value = 0;
    for (let digit = packed.charCodeAt(at) - 48; digit >= 0 && digit <= 9; digit = packed.charCodeAt(at) - 48) {
      value = value * 10 + digit;
      at += 1;
    }
    numbers[field]!.push(negative ? -value : value);
    at += 1;
  }
  return { ids, opened: numbers[0], stopped: numbers[1] };
}

function judgeAll(groups: readonly ({ group: Group } & Unpacked)[], asked: Asked): History {
  let [first, last] = [asked.now, asked.now];
  for (const { opened, stopped } of groups) {
    for (const at of opened) if (at < first) first = at;
    for (const at of stopped) if (at > last) last = at;
  }
  const meters = new Map<Unit, Elapsed>();
  const elapsedIn = (unit: Unit): Elapsed => {
    const found = meters.get(unit) ?? elapsedBy(unit, asked.calendar, first - MARGIN, last + MARGIN);
    meters.set(unit, found);
    return found;
  };
  const elapsed = elapsedIn(asked.unit);
  const cases: Case[] = [];
  let [differing, otherCalendar] = [0, 0];
  for (const { group, ids, opened, stopped } of groups) {
    const { state, open, pauses, version } = group;
    const unit = group.unit !== null && allUnits.includes(group.unit as Unit) && state !== 'waived' && state !== 'unknown' ? (group.unit as Unit) : null;
    const ending = open ? 'open' : state === 'cancelled' || group.cancelled_late ? 'cancelled' : 'done';
    const limit = unit && measureOf({ unit, amount: Number(group.amount) });
    const ownElapsed = unit && (unit === asked.unit ? null : elapsedIn(unit));
    for (let i = 0; i < opened.length; i += 1) {
      const head = { id: ids[i] ?? null, opened: opened[i]! };
      const end = open ? asked.now : stopped[i]!;
      const judged: Judged = unit === null ? LEFT_OUT : { elapsed: elapsed(head.opened, end, pauses), ending };
      const own: Judged = ownElapsed ? { ...judged, elapsed: ownElapsed(head.opened, end, pauses) } : judged;
      const same = limit === null || reproduces(own, limit, state);
      const byOther = !same && version !== asked.calendar.version;
      if (byOther) otherCalendar += 1;
      else if (!same) differing += 1;
      cases.push(byOther ? { ...head, judged: LEFT_OUT, actual: null, differs: false } : { ...head, judged, actual: limit === null ? null : verdictOf(own, limit), differs: !same });
    }
  }
  if (groups.some((g) => g.ids.length > 0)) cases.sort((a, b) => a.opened - b.opened || (a.id! < b.id! ? -1 : 1));
  return { cases, differing, otherCalendar };
}

const LEFT_OUT: Judged = { elapsed: 0, ending: 'excluded' };
