import { words } from '../../kernel/words.ts';
import { ClockError } from './errors.ts';

/**
 * One stretch of working time of a day, in minutes after that day's midnight: 0 ≤ from < 1440, from < to ≤ from + 1440.
 * `to` above 1440 is a shift that crosses midnight; all of it belongs to the day on which it begins.
 */
export interface Shift {
  readonly from: number;
  readonly to: number;
}

/** The shifts of Monday to Sunday, in this order. */
export type Week = readonly [Shifts, Shifts, Shifts, Shifts, Shifts, Shifts, Shifts];
export type Shifts = readonly Shift[];

const FULL_DAY = 1440;

/**
 * `["22:00", "06:00"]` → a shift. An end that is not after the beginning lies on the next day; `24:00` is midnight at the end.
 * @throws ClockError `clock.shift-invalid`
 */
export function shiftOf(from: string, to: string): Shift {
  const start = minutesOf(from);
  const end = minutesOf(to);
  if (start === null || end === null || start === FULL_DAY) {
    throw new ClockError('clock.shift-invalid', words(`班次 ${from}–${to} 的时间写法不对，应为 00:00 至 24:00 的“时:分”`, `shift ${from}–${to} is not written as hours and minutes from 00:00 to 24:00`));
  }
  if (start === end) {
    throw new ClockError('clock.shift-invalid', words(`班次 ${from}–${to} 起止相同；全天请写 00:00–24:00`, `shift ${from}–${to} begins and ends at the same time; write 00:00–24:00 for a whole day`));
  }
  return { from: start, to: end > start ? end : end + FULL_DAY };
}

/** Sorted shifts of one day. @throws ClockError `clock.shifts-overlap` when two of them share time. */
export function dayShifts(shifts: Shifts): Shifts {
  const sorted = [...shifts].sort((a, b) => a.from - b.from);
  for (let i = 1; i < sorted.length; i++) {
    const [one, two] = [sorted[i - 1]!, sorted[i]!];
    if (two.from < one.to) throw overlap(one, two);
  }
  return sorted;
}

/** A week with each day sorted. A night shift may not run into the shifts of the next morning. @throws ClockError `clock.shifts-overlap` */
export function checkedWeek(week: Week): Week {
  const sorted = week.map(dayShifts);
  sorted.forEach((shifts, weekday) => {
    const last = shifts.at(-1);
    const next = sorted[(weekday + 1) % 7]![0];
    if (last && next && last.to > next.from + FULL_DAY) throw overlap(last, next);
  });
  return sorted as unknown as Week;
}

/**
 * The shifts of a normal working day: those most common from Monday to Friday (the earlier day when there are as many).
 * A make-up day (调休) on a weekend is worked like this: the State Council's notices do not say which weekday it stands for.
 */
export function normalShifts(week: Week): Shifts {
  const counted = new Map<string, { shifts: Shifts; days: number }>();
  for (const shifts of week.slice(0, 5) as Shifts[]) {
    if (shifts.length === 0) continue;
    const key = shiftsText(shifts);
    const entry = counted.get(key);
    if (entry) entry.days++;
    else counted.set(key, { shifts, days: 1 });
  }
  let best: { shifts: Shifts; days: number } = { shifts: [], days: 0 };
  for (const entry of counted.values()) if (entry.days > best.days) best = entry;
  return best.shifts;
}

/** `09:00–12:00、13:30–18:00`, the same in both languages but for the comma. */
export const shiftsText = (shifts: Shifts, comma = '、'): string => shifts.map((s) => `${timeText(s.from)}–${endText(s)}`).join(comma);

const timeText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const endText = (s: Shift): string => timeText(s.to > FULL_DAY ? s.to - FULL_DAY : s.to);

function minutesOf(text: string): number | null {
  const found = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text);
  if (!found) return null;
  const minutes = Number(found[1]) * 60 + Number(found[2]);
  return minutes <= FULL_DAY ? minutes : null;
}

function overlap(one: Shift, two: Shift): ClockError {
  const [a, b] = [shiftsText([one]), shiftsText([two])];
  return new ClockError('clock.shifts-overlap', words(`班次 ${a} 与 ${b} 重叠`, `shifts ${a} and ${b} overlap`));
}
