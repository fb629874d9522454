import { DAY } from '../../kernel/clock.ts';
import type { Runner } from '../../kernel/query.ts';
import type { Deadline } from '../clause.ts';
import type { Calendar } from '../clock/calendar.ts';
import { allUnits, type Limit, type Unit } from '../clock/limit.ts';
import type { Pause } from '../clock/pauses.ts';
import type { Placed } from '../runtime/compile.ts';
import { Curve, type Judged, type Verdicts } from './curve.ts';
import { elapsedBy, MARGIN, measureOf, type Elapsed } from './elapsed.ts';
import { reproduces, verdictOf, type StoredState } from './self-check.ts';

type On = { runner: Runner };

export interface Case {
  readonly id: string;
  readonly opened: number;
  readonly judged: Judged;
  /** What it came to under the limit that it had; null where it is left out. */
  readonly actual: ReturnType<typeof verdictOf>;
  /** The same parameters do not reproduce its stored verdict: with any of these the tool refuses. */
  readonly differs: boolean;
}

/** Of one control: its cases judged once. */
export interface History {
  /** The cases by name, where ids were asked for, or where some differ. */
  readonly cases: readonly Case[];
  readonly curve: Curve;
  /** Stored verdicts as they are, of what is not left out. */
  readonly actual: Verdicts;
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
  /** Only cases whose opening fact tells that they stand here; null: all. */
  readonly told: Told | null;
  readonly without: readonly string[];
  /** Narrower values (of a customer, an article, a carrier …): what was judged by one of them keeps it. */
  readonly withoutValues: readonly string[];
}

/** What the fact that opened a case tells of it (`whereOf`), and the database is asked for by its payload. */
export interface Told { readonly scope: 'customer-class' | 'customer' | 'article' | 'carrier'; readonly id: string }

/** The same as `whereOf` reads them: an order of several articles stands for none of them. */
const toldBy: Readonly<Record<Told['scope'], string>> = {
  customer: "a.payload ->> 'customerId' = $8", carrier: "a.payload ->> 'carrierId' = $8", 'customer-class': "a.payload ->> 'customerClass' = $8",
  article: `case when jsonb_typeof(a.payload -> 'skuId') = 'string' then a.payload ->> 'skuId' = $8
      when jsonb_typeof(a.payload -> 'lines') = 'array' then jsonb_array_length(a.payload -> 'lines') > 0 and not exists (select from jsonb_array_elements(a.payload -> 'lines') l where l ->> 'skuId' is distinct from $8) else false end`,
};
/** By the key of the case: its own facts, among them the one that opened it. */
const openedBy = `join lateral (select f.payload from kernel.fact_object fo join kernel.fact f on f.seq = fo.fact_seq and f.recorded_at = fo.recorded_at
       where fo.object_type = o.subject_type and fo.object_id = o.subject_id and f.id = o.opened_by limit 1) a on`;

/** Cases that were judged alike: the driver carries one row of them, and not one a case. */
interface Group {
  state: StoredState; open: boolean; limits: { amount?: number; unit?: string }; version: string; pauses: Pause[]; cancelled_late: boolean;
  /** Of each: begun, stopped (`NEVER` while it runs), as the database keeps instants; before them its id, where ids are wanted. */
  packed: Buffer;
}

/** What stands for "not stopped": the least of the whole numbers of eight bytes. */
const NEVER = "'\\x8000000000000000'::bytea";

/**
 * Reads the cases of a control, those judged alike in one packed line: a hundred thousand cases are a handful of rows for the driver, and their instants are never
 * written out as text. A breached case that was cancelled late is told from one done late by the fact that closed it. `ids`: for whoever shows the cases, in the
 * order of their beginning; a curve needs neither, unless a verdict does not come out again and has to be named.
 */
export async function readHistory(on: On, asked: Asked, { ids = false } = {}): Promise<History> {
  const { control, clause } = asked.placed;
  const cancels = (control.cancelledBy ?? []).map((ref) => ref.fact);
  const { told } = asked;
  const { rows } = await on.runner.query<Group & Record<string, unknown>>(
    `with late as materialized (
       select o.id from regulation.obligation o
       where cardinality($6::text[]) > 0 and o.clause = $1 and o.control = $2 and o.state = 'breached' and not o.open and o.opened_at >= to_timestamp($3::bigint / 1000.0) and o.closed_by is not null
         and exists (select 1 from kernel.fact_object fo join kernel.fact f on f.seq = fo.fact_seq and f.recorded_at = fo.recorded_at
                     where fo.object_type = o.subject_type and fo.object_id = o.subject_id and f.id = o.closed_by and f.type = any($6::text[])))
     select o.state, o.open, o.limits, o.calendar_version as version, o.pauses, late.id is not null as cancelled_late,
       string_agg(${ids ? 'uuid_send(o.id) || ' : ''}timestamptz_send(o.opened_at) || coalesce(timestamptz_send(o.stopped_at), ${NEVER}), ''::bytea) as packed
     from regulation.obligation o left join late on late.id = o.id${told ? ` ${openedBy} ${toldBy[told.scope]}` : ''}
     where o.clause = $1 and o.control = $2 and o.opened_at >= to_timestamp($3::bigint / 1000.0) and ($4::uuid[] is null or o.store_id = any($4)) and (o.store_id is null or o.store_id <> all($5::uuid[])) and (o.parameter_value is null or o.parameter_value <> all($7::uuid[]))
     group by 1, 2, 3, 4, 5, 6`,
    [clause, control.id, asked.now - asked.days * DAY, asked.stores, asked.without, cancels, asked.withoutValues, ...(told ? [told.id] : [])], `regulation.backtest_history${ids ? '_named' : ''}${told ? `_by_${told.scope}` : ''}`);
  const history = judgeAll(rows.map((group) => ({ group, ...unpack(group.packed, ids) })), asked);
  return history.differing > 0 && !ids ? readHistory(on, asked, { ids: true }) : history;
}

interface Unpacked { readonly ids: readonly string[]; readonly opened: Float64Array; readonly stopped: Float64Array }

/** The database counts microseconds from the year 2000. */
const EPOCH = Date.UTC(2000, 0, 1);
const instantAt = (bytes: Buffer, at: number): number => {
  const high = bytes.readInt32BE(at);
  return high === -0x8000_0000 ? -1 : Math.round((high * 2 ** 32 + bytes.readUInt32BE(at + 4)) / 1_000) + EPOCH;
};

export function unpack(packed: Buffer, named: boolean): Unpacked {
  const size = named ? 32 : 16;
  const n = packed.length / size;
  const ids: string[] = [];
  const [opened, stopped] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i += 1) {
    let at = i * size;
    if (named) {
      ids.push(packed.toString('hex', at, at + 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
      at += 16;
    }
    opened[i] = instantAt(packed, at);
    stopped[i] = instantAt(packed, at + 8);
  }
  return { ids, opened, stopped };
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
  const counts = new Counted(groups.reduce((n, g) => n + g.opened.length, 0));
  let [differing, otherCalendar] = [0, 0];
  for (const { group, ids, opened, stopped } of groups) {
    const { state, open, pauses, version } = group;
    const { unit: said, amount } = group.limits;
    const unit = said !== undefined && allUnits.includes(said as Unit) && state !== 'waived' && state !== 'unknown' ? (said as Unit) : null;
    const ending = open ? 'open' : state === 'cancelled' || group.cancelled_late ? 'cancelled' : 'done';
    const limit = unit && measureOf({ unit, amount: Number(amount) });
    const ownElapsed = unit && (unit === asked.unit ? null : elapsedIn(unit));
    for (let i = 0; i < opened.length; i += 1) {
      const begun = opened[i]!;
      const end = open ? asked.now : stopped[i]!;
      const judged: Judged = unit === null ? LEFT_OUT : { elapsed: elapsed(begun, end, pauses), ending };
      const own: Judged = ownElapsed ? { elapsed: ownElapsed(begun, end, pauses), ending } : judged;
      const same = limit === null || reproduces(own, limit, state);
      const byOther = !same && version !== asked.calendar.version;
      if (byOther) otherCalendar += 1;
      else if (!same) differing += 1;
      const counted = byOther ? LEFT_OUT : judged;
      const actual = byOther || limit === null ? null : verdictOf(own, limit);
      counts.add(counted, actual);
      if (ids.length > 0) cases.push({ id: ids[i]!, opened: begun, judged: counted, actual, differs: !byOther && !same });
    }
  }
  cases.sort((a, b) => a.opened - b.opened || (a.id < b.id ? -1 : 1));
  return { cases, curve: counts.curve(), actual: counts.actual(), differing, otherCalendar };
}

/** Elapsed values and stored verdicts, gathered without an object a case. */
class Counted {
  readonly #done: Float64Array;
  readonly #unfinished: Float64Array;
  #counts = { done: 0, unfinished: 0, excluded: 0, met: 0, breached: 0, censored: 0, leftOut: 0 };

  constructor(most: number) {
    this.#done = new Float64Array(most);
    this.#unfinished = new Float64Array(most);
  }

  add({ elapsed, ending }: Judged, actual: Case['actual']): void {
    const c = this.#counts;
    if (ending === 'excluded') c.excluded += 1;
    else if (ending === 'done') this.#done[c.done++] = elapsed;
    else this.#unfinished[c.unfinished++] = elapsed;
    if (actual === null) c.leftOut += 1;
    else if (actual === 'met' || actual === 'breached') c[actual] += 1;
    else c.censored += 1;
  }

  curve(): Curve {
    return Curve.of(this.#done.subarray(0, this.#counts.done), this.#unfinished.subarray(0, this.#counts.unfinished), this.#counts.excluded);
  }

  actual(): Verdicts {
    const { met, breached, censored, leftOut } = this.#counts;
    return { n: met + breached + censored + leftOut, met, breached, censored, excluded: leftOut };
  }
}

const LEFT_OUT: Judged = { elapsed: 0, ending: 'excluded' };
