import { words, type Words } from '../../kernel/words.ts';
import { DAY, MINUTE, dayOf, weekdayOf } from './civil.ts';
import { ClockError } from './errors.ts';
import { checkedWeek, dayShifts, normalShifts, type Shifts, type Week } from './shifts.ts';
import { zoneNamed, type Zone } from './zone.ts';

/**
 * What a calendar says. Days are `2026-02-14` in the calendar's zone. Precedence, the later wins: weekly shifts, public holiday
 * (no shifts), make-up working day (shifts of a normal working day), dated override (exactly the shifts it lists).
 */
export interface CalendarData {
  readonly name: string;
  readonly zone: string;
  readonly week: Week;
  readonly holidays: ReadonlySet<string>;
  readonly makeUpDays: ReadonlySet<string>;
  readonly overrides: ReadonlyMap<string, Shifts>;
  /** First day whose holidays are known; null: as far back as anyone asks. */
  readonly coverageFrom?: string | null;
  /** Last day whose holidays are known; null: the calendar depends on no publication. Results that need a later day are provisional. */
  readonly coverageThrough: string | null;
  /** Kept with every verdict. */
  readonly version: string;
  /** The festival a holiday or make-up day belongs to, for explanations. */
  readonly names?: ReadonlyMap<string, Words>;
}

/** Half-open stretch of time `[from, to)` in instants. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

export type DayKind = 'weekly' | 'holiday' | 'make-up' | 'override';

/** One day as the calendar sees it. */
export interface DayPlan {
  readonly day: number;
  readonly kind: DayKind;
  readonly shifts: Shifts;
  /** Working time that begins on this day, in order, without what a night shift of the day before already covers. */
  readonly intervals: readonly Interval[];
  readonly total: number;
  /** End of the last shift; null on a day without shifts. */
  readonly close: number | null;
}

/** An instant found by walking the calendar, and the day whose shifts decided it. */
export interface Found {
  readonly at: number;
  readonly day: number;
}

/** A calendar ready to be asked. Immutable but for its memory of days already worked out. */
export interface Calendar extends CalendarData {
  readonly zoned: Zone;
  readonly plan: (day: number) => DayPlan;
  /** Day number in the calendar's zone. */
  readonly dayAt: (instant: number) => number;
  /** Working time as half-open UTC intervals, clipped to `[from, to)`, adjoining ones joined. */
  readonly shiftsBetween: (from: number, to: number) => Interval[];
  /** Milliseconds of working time in `[from, to)`. */
  readonly workBetween: (from: number, to: number) => number;
  /** First instant at or after `from` by which `ms` of working time have passed. @throws ClockError `clock.out-of-reach` */
  readonly advance: (from: number, ms: number) => Found;
  /** First instant at or after `from` at which working time runs; null when none does within the horizon. */
  readonly nextWork: (from: number) => Found | null;
  /** Next day after `day` that has shifts. @throws ClockError `clock.out-of-reach` */
  readonly nextWorkingDay: (day: number) => DayPlan & { readonly close: number };
  /** Whether the holidays of every day from `first` to `last` are known (a dated override is known by itself). */
  readonly covers: (first: number, last: number) => boolean;
}

/** A walk gives up after this many days: no obligation of a sales department runs for forty years. */
const HORIZON_DAYS = 40 * 366;

/** @throws ClockError when the zone is unknown, a day does not exist or shifts overlap. */
export function makeCalendar(data: CalendarData): Calendar {
  const zoned = zoneNamed(data.zone);
  const week = checkedWeek(data.week);
  const normal = normalShifts(week);
  const holidays = new Set([...data.holidays].map(known));
  const makeUpDays = new Set([...data.makeUpDays].map(known));
  const overrides = new Map([...data.overrides].map(([day, shifts]) => [known(day), dayShifts(shifts)]));
  const coveredFrom = data.coverageFrom == null ? Number.NEGATIVE_INFINITY : known(data.coverageFrom);
  const coveredThrough = data.coverageThrough === null ? Number.POSITIVE_INFINITY : known(data.coverageThrough);
  const plans = new Map<number, DayPlan>();

  const makeUpShifts = (weekday: number): Shifts => {
    const own = week[weekday]!;
    if (weekday < 5 && own.length > 0) return own;
    return normal.length > 0 ? normal : own;
  };

  const kindAndShifts = (day: number): { kind: DayKind; shifts: Shifts } => {
    const override = overrides.get(day);
    if (override) return { kind: 'override', shifts: override };
    const weekday = weekdayOf(day);
    if (makeUpDays.has(day)) return { kind: 'make-up', shifts: makeUpShifts(weekday) };
    if (holidays.has(day)) return { kind: 'holiday', shifts: [] };
    return { kind: 'weekly', shifts: week[weekday]! };
  };

  const at = (day: number, minutes: number): number => zoned.instant(day * DAY + minutes * MINUTE).at;

  const closeOf = (day: number, shifts: Shifts): number | null => (shifts.length === 0 ? null : at(day, shifts.at(-1)!.to));

  const makePlan = (day: number): DayPlan => {
    const { kind, shifts } = kindAndShifts(day);
    let taken = closeOf(day - 1, kindAndShifts(day - 1).shifts) ?? Number.NEGATIVE_INFINITY;
    const intervals: Interval[] = [];
    let total = 0;
    for (const shift of shifts) {
      const from = Math.max(at(day, shift.from), taken);
      const to = at(day, shift.to);
      if (to <= from) continue;
      taken = to;
      total += to - from;
      intervals.push({ from, to });
    }
    return { day, kind, shifts, intervals, total, close: closeOf(day, shifts) };
  };

  const plan = (day: number): DayPlan => {
    let found = plans.get(day);
    if (!found) plans.set(day, (found = makePlan(day)));
    return found;
  };

  const dayAt = (instant: number): number => Math.floor(zoned.local(instant) / DAY);

  /** Days from the one before `from` (its night shift may still run) in order, until `visit` returns an answer. */
  const walk = <T>(from: number, visit: (plan: DayPlan) => T | undefined): T | null => {
    const first = dayAt(from) - 1;
    for (let day = first; day < first + HORIZON_DAYS; day++) {
      const answer = visit(plan(day));
      if (answer !== undefined) return answer;
    }
    return null;
  };

  const workBetween = (from: number, to: number): number => {
    let sum = 0;
    const last = to > from ? dayAt(to - 1) : Number.NEGATIVE_INFINITY;
    for (let day = dayAt(from) - 1; day <= last; day++) {
      const { intervals, total } = plan(day);
      if (total === 0) continue;
      const [begin, end] = [intervals[0]!.from, intervals[intervals.length - 1]!.to];
      if (begin >= from && end <= to) sum += total;
      else if (end > from && begin < to) for (const i of intervals) sum += Math.max(0, Math.min(i.to, to) - Math.max(i.from, from));
    }
    return sum;
  };

  return {
    ...data,
    week,
    zoned,
    plan,
    dayAt,
    workBetween,
    shiftsBetween: (from, to) => {
      const out: Interval[] = [];
      if (to <= from) return out;
      const last = dayAt(to - 1);
      for (let day = dayAt(from) - 1; day <= last; day++) {
        for (const i of plan(day).intervals) {
          const clipped = { from: Math.max(i.from, from), to: Math.min(i.to, to) };
          if (clipped.to <= clipped.from) continue;
          const previous = out.at(-1);
          if (previous && previous.to === clipped.from) out[out.length - 1] = { from: previous.from, to: clipped.to };
          else out.push(clipped);
        }
      }
      return out;
    },
    advance: (from, ms) => {
      if (ms <= 0) return { at: from, day: dayAt(from) };
      let left = ms;
      const found = walk(from, ({ day, intervals, total }) => {
        if (total === 0) return undefined;
        if (total < left && intervals[0]!.from >= from) {
          left -= total;
          return undefined;
        }
        for (const i of intervals) {
          const begin = Math.max(i.from, from);
          if (i.to <= begin) continue;
          if (left <= i.to - begin) return { at: begin + left, day };
          left -= i.to - begin;
        }
        return undefined;
      });
      if (found === null) throw outOfReach(data.name);
      return found;
    },
    nextWork: (from) =>
      walk(from, ({ day, intervals }) => {
        for (const i of intervals) if (i.to > from) return { at: Math.max(i.from, from), day };
        return undefined;
      }),
    nextWorkingDay: (after) => {
      for (let day = after + 1; day <= after + HORIZON_DAYS; day++) {
        const found = plan(day);
        if (found.close !== null) return { ...found, close: found.close };
      }
      throw outOfReach(data.name);
    },
    covers: (first, last) => {
      for (let day = last; day > coveredThrough && day >= first; day--) if (!overrides.has(day)) return false;
      for (let day = first; day < coveredFrom && day <= last; day++) if (!overrides.has(day)) return false;
      return true;
    },
  };
}

function known(text: string): number {
  const day = dayOf(text);
  if (day === null) throw new ClockError('clock.day-invalid', words(`“${text}”不是有效日期，应为 2026-02-14 这样的写法`, `"${text}" is not a day; write it like 2026-02-14`));
  return day;
}

const outOfReach = (name: string): ClockError =>
  new ClockError('clock.out-of-reach', words(`按日历“${name}”四十年内也走不完这个时限，请检查班次和时限`, `on calendar "${name}" this limit does not end within forty years; check its shifts and the limit`));
