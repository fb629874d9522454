import { formatYuan } from '../../src/kernel/money.ts';
import type { Language } from '../../src/kernel/words.ts';

/** Times for people are always shown in the company's zone, wherever the device is. */
export const companyZone = 'Asia/Shanghai';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `¥1,234.50`, `-¥0.05` from integer fen. */
export const moneyText = (fen: number | bigint): string => formatYuan(fen);

/** Basis points as a percentage without needless zeros: 9050 → `90.5%`. */
export const rateText = (basisPoints: number): string => `${Number((basisPoints / 100).toFixed(2))}%`;

export const numberText = (value: number | bigint): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 });

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: companyZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
});
const partsOf = (instant: number): Record<string, string> =>
  Object.fromEntries(parts.formatToParts(new Date(instant)).map((p) => [p.type, p.value]));

/** Calendar day of an instant in the company's zone: `2026-11-24`. */
export function dayOf(instant: number): string {
  const p = partsOf(instant);
  return `${p['year']}-${p['month']}-${p['day']}`;
}

/** `2026-11-24 09:05:30` in the company's zone: for hovering and for print. */
export function exactText(instant: number): string {
  const p = partsOf(instant);
  return `${dayOf(instant)} ${p['hour']}:${p['minute']}:${p['second']}`;
}

/** A length of time in its two largest units: `1 天 3 小时`, `14 分钟`, `under a minute`. */
export function lengthText(ms: number, language: Language): string {
  const length = Math.abs(ms);
  const zh = language === 'zh';
  if (length < minute) return zh ? '不到 1 分钟' : 'under a minute';
  const days = Math.floor(length / day);
  const hours = Math.floor((length % day) / hour);
  const minutes = Math.floor((length % hour) / minute);
  const unit = (n: number, zhUnit: string, enUnit: string) => (zh ? `${n} ${zhUnit}` : `${n} ${enUnit}`);
  const words = [];
  if (days > 0) words.push(unit(days, '天', days === 1 ? 'day' : 'days'));
  if (hours > 0 && days < 10) words.push(unit(hours, '小时', 'h'));
  if (minutes > 0 && days === 0 && hours < 10) words.push(unit(minutes, '分钟', 'min'));
  return words.join(' ');
}

/** How an instant is said from `now`: relative within a day, `昨天 09:05`, `11-24 09:05` in the same year, else the whole day. */
export function whenText(instant: number, now: number, language: Language): string {
  const distance = instant - now;
  const zh = language === 'zh';
  if (Math.abs(distance) < minute) return zh ? '刚刚' : 'just now';
  if (Math.abs(distance) < 6 * hour) {
    const length = lengthText(distance, language);
    if (distance > 0) return zh ? `${length}后` : `in ${length}`;
    return zh ? `${length}前` : `${length} ago`;
  }
  const p = partsOf(instant);
  const time = `${p['hour']}:${p['minute']}`;
  const near: [string, string, string][] = [
    [dayOf(now), '今天', 'today'], [dayOf(now - day), '昨天', 'yesterday'], [dayOf(now + day), '明天', 'tomorrow'],
  ];
  for (const [date, zhName, enName] of near) if (dayOf(instant) === date) return `${zh ? zhName : enName} ${time}`;
  const sameYear = dayOf(now).slice(0, 4) === p['year'];
  return sameYear ? `${p['month']}-${p['day']} ${time}` : dayOf(instant);
}

/** How a due time is said: `14 分钟后到期`, `已超 2 小时`. */
export function dueText(due: number, now: number, language: Language): string {
  const zh = language === 'zh';
  const left = due - now;
  if (left >= 0 && left < minute) return zh ? '马上到期' : 'due now';
  const length = lengthText(left, language);
  if (left < 0) return zh ? `已超 ${length}` : `${length} over`;
  if (left < day) return zh ? `${length}后到期` : `due in ${length}`;
  return zh ? `${whenText(due, now, language)} 到期` : `due ${whenText(due, now, language)}`;
}
