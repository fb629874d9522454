import { words } from '../../../../src/kernel/words.ts';

/** The hours of a week, as contracts hold them and as people write them: `09:00-12:00 13:30-18:00`. */
export const dayNames = {
  mon: words('周一', 'Mon'), tue: words('周二', 'Tue'), wed: words('周三', 'Wed'), thu: words('周四', 'Thu'), fri: words('周五', 'Fri'), sat: words('周六', 'Sat'), sun: words('周日', 'Sun'),
} as const;
export type Day = keyof typeof dayNames;
export const days = Object.keys(dayNames) as Day[];
export type Hours = [string, string][];
export type Week = Record<Day, Hours>;
export const noHours: Week = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };

const clock = (hour: string, minute: string | undefined): string => `${hour.padStart(2, '0')}:${minute ?? '00'}`;

/** Null for what are no hours. Full-width digits and signs, `~`, `至` and commas are taken as people type them. */
export function parseHours(typed: string): Hours | null {
  const text = typed.normalize('NFKC').replace(/[~–—至到]/g, '-').replace(/[,;、,]/g, ' ').replace(/\s*-\s*/g, '-').trim();
  if (text === '' || text === '休') return [];
  const hours: Hours = [];
  for (const part of text.split(/\s+/)) {
    const read = /^(\d{1,2})(?::(\d\d))?-(\d{1,2})(?::(\d\d))?$/.exec(part);
    if (!read) return null;
    const [from, to] = [clock(read[1]!, read[2]), clock(read[3]!, read[4])];
    for (const one of [from, to]) if (!/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(one)) return null;
    hours.push([from, to]);
  }
  return hours.length > 6 ? null : hours;
}

export const hoursText = (hours: Hours): string => hours.map(([from, to]) => `${from}-${to}`).join(' ');
