import { words, type Words } from '../../kernel/words.ts';
import { HOUR, MINUTE } from './civil.ts';
import { ClockError } from './errors.ts';

/** Units are never converted into one another: 8 working hours are not a working day, 24 hours are not a day's work. */
export const unitNames = {
  workMinutes: words('工作分钟', 'working minutes'),
  workHours: words('工作小时', 'working hours'),
  workDays: words('个工作日', 'working days'),
  minutes: words('分钟', 'minutes'),
  hours: words('小时', 'hours'),
  count: words('次', 'times'),
} as const satisfies Record<string, Words>;

export type Unit = keyof typeof unitNames;
export const allUnits = Object.keys(unitNames) as Unit[];

export interface Limit {
  readonly unit: Unit;
  /** Not negative; whole for workDays and count; for the others a whole number of milliseconds. */
  readonly amount: number;
}

const msOf: Partial<Record<Unit, number>> = { workMinutes: MINUTE, workHours: HOUR, minutes: MINUTE, hours: HOUR };

/** More than forty years is a slip of the pen (calendar.ts looks no further either). */
const MOST_DAYS = 40 * 366;
const MOST_MS = MOST_DAYS * 24 * HOUR;

/** Whether time is measured by the calendar's shifts. */
export const byCalendar = (unit: Unit): boolean => unit === 'workMinutes' || unit === 'workHours' || unit === 'workDays';

/** Whether a pause stops this clock. */
export const pausable = (unit: Unit): boolean => msOf[unit] !== undefined;

/**
 * The limit in milliseconds of its own kind of time; null for workDays and count.
 * @throws ClockError `clock.limit-invalid`
 */
export function limitMs({ unit, amount }: Limit): number | null {
  const unitMs = msOf[unit];
  if (unitMs === undefined) {
    if (Number.isSafeInteger(amount) && amount >= 0 && (unit === 'count' || amount <= MOST_DAYS)) return null;
    throw invalid(unit, amount, words('应为不小于 0 的整数，至多四十年', 'it must be a whole number, not negative, and at most forty years'));
  }
  const ms = Math.round(amount * unitMs);
  if (!Number.isFinite(amount) || amount < 0 || ms > MOST_MS) throw invalid(unit, amount, words('应为不小于 0 的数，至多四十年', 'it must be a number, not negative, and at most forty years'));
  if (Math.abs(ms - amount * unitMs) > 1e-6) throw invalid(unit, amount, words('须是整毫秒', 'it must come to whole milliseconds'));
  return ms;
}

export const limitText = ({ unit, amount }: Limit): Words => words(`${amount} ${unitNames[unit].zh}`, `${amount} ${unitNames[unit].en}`);

function invalid(unit: Unit, amount: number, why: Words): ClockError {
  return new ClockError('clock.limit-invalid', words(`时限 ${amount}（${unit}）不对：${why.zh}`, `limit ${amount} (${unit}) is wrong: ${why.en}`));
}
