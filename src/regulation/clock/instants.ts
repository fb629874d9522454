import { words, type Words } from '../../kernel/words.ts';
import { DAY, HOUR, MINUTE, dayOf, dayText, weekdayOf } from './civil.ts';
import { ClockError } from './errors.ts';
import type { Zone } from './zone.ts';

const shape = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(Z|[+-]\d{2}:\d{2})?$/;
const FIRST = dayOf('1970-01-01')!;
const LAST = dayOf('2199-12-31')!;

/**
 * ISO 8601, with an offset or local to the zone: `2026-02-13T17:30`, `2026-02-13T17:30:00.000+08:00`, `2026-02-13 09:30Z`.
 * @throws ClockError `clock.instant-invalid` also for a local time that the zone skips or has twice
 */
export function instantOf(text: string, zone: Zone): number {
  const found = shape.exec(text);
  const day = found && dayOf(found[1]!);
  if (!found || day === null || day === undefined) throw invalid(text, words('应为 2026-02-13T17:30 这样的时间，可带时区偏移', 'write it like 2026-02-13T17:30, with or without an offset'));
  if (day < FIRST || day > LAST) throw invalid(text, words('只接受 1970 至 2199 年', 'only the years 1970 to 2199 are taken'));
  const [hours, minutes, seconds] = [Number(found[2]), Number(found[3]), Number(found[4] ?? 0)];
  const ofDay = hours * HOUR + minutes * MINUTE + seconds * 1000 + Number((found[5] ?? '0').padEnd(3, '0'));
  if (minutes > 59 || seconds > 59 || ofDay > DAY) throw invalid(text, words('没有这个钟点', 'there is no such time of day'));
  const local = day * DAY + ofDay;
  const offset = found[6];
  if (offset !== undefined) return local - offsetMs(offset, text);
  const { at, exact } = zone.instant(local);
  if (exact === 'skipped') throw invalid(text, words(`${zone.name} 当天拨快时钟，没有这个钟点`, `${zone.name} skips this time when clocks go forward`));
  if (exact === 'twice') throw invalid(text, words(`${zone.name} 当天拨慢时钟，这个钟点有两次，请写明偏移`, `${zone.name} has this time twice when clocks go back; give the offset`));
  return at;
}

/** `2026-02-14T09:30:00.000+08:00` */
export function isoText(at: number, zone: Zone): string {
  const offset = zone.offsetAt(at);
  return `${new Date(at + offset).toISOString().slice(0, -1)}${offsetText(offset)}`;
}

const weekdays = [words('周一', 'Mon'), words('周二', 'Tue'), words('周三', 'Wed'), words('周四', 'Thu'), words('周五', 'Fri'), words('周六', 'Sat'), words('周日', 'Sun')];

/** `2026-02-14（周六）` / `Sat 2026-02-14` */
export function dayWords(day: number): Words {
  const name = weekdays[weekdayOf(day)]!;
  return words(`${dayText(day)}（${name.zh}）`, `${name.en} ${dayText(day)}`);
}

/** `2026-02-14（周六）09:30` / `Sat 2026-02-14 09:30`; seconds only when there are any. */
export function instantWords(at: number, zone: Zone): Words {
  const local = zone.local(at);
  const day = dayWords(Math.floor(local / DAY));
  const time = timeOf(local);
  return words(`${day.zh}${time}`, `${day.en} ${time}`);
}

/** `09:30`, `09:30:05`, `09:30:05.001` */
export function timeOf(local: number): string {
  const text = new Date(local).toISOString().slice(11, -1);
  if (!text.endsWith('.000')) return text;
  return text.slice(0, text.endsWith(':00.000') ? 5 : 8);
}

/** `3 小时 30 分` / `3 h 30 min` */
export function durationWords(ms: number): Words {
  const whole: [number, string, string][] = [
    [Math.floor(ms / HOUR), '小时', 'h'],
    [Math.floor((ms % HOUR) / MINUTE), '分', 'min'],
    [Math.floor((ms % MINUTE) / 1000), '秒', 's'],
    [ms % 1000, '毫秒', 'ms'],
  ];
  const parts = whole.filter(([n]) => n > 0);
  if (parts.length === 0) return words('0 分', '0 min');
  return words(parts.map(([n, zh]) => `${n} ${zh}`).join(' '), parts.map(([n, , en]) => `${n} ${en}`).join(' '));
}

function offsetMs(text: string, whole: string): number {
  if (text === 'Z') return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(4))];
  if (hours > 18 || minutes > 59) throw invalid(whole, words('没有这样的时区偏移', 'there is no such offset'));
  const ms = hours * HOUR + minutes * MINUTE;
  return text.startsWith('-') ? -ms : ms;
}

function offsetText(offset: number): string {
  const size = Math.abs(offset);
  const two = (n: number): string => String(n).padStart(2, '0');
  const seconds = Math.floor((size % MINUTE) / 1000);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / HOUR))}:${two(Math.floor((size % HOUR) / MINUTE))}${seconds ? `:${two(seconds)}` : ''}`;
}

const invalid = (text: string, why: Words): ClockError => new ClockError('clock.instant-invalid', words(`时间“${text}”不对：${why.zh}`, `time "${text}" is wrong: ${why.en}`));
