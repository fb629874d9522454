import type { Post } from '../../kernel/posts.ts';
import { makeCalendar, type Calendar } from '../clock/calendar.ts';
import type { CalendarName } from '../clause.ts';
import type { Holder } from '../directory.ts';
import { weekFrom } from '../runtime/calendars.ts';
import type { Engine } from '../runtime/engine.ts';

/** By whose hours a post works, unless a person's own shift says otherwise. */
const hoursOf: Partial<Record<Post, CalendarName>> = { warehouse: 'warehouse', 'service-agent': 'service-desk', 'service-lead': 'service-desk' };

/**
 * When a notice to this person is shown: at once while he works, else when his working time begins (engine.md §3 rule 12).
 * A person on a shift of his own works by that, with the public holidays of the office.
 */
export function shownAt(engine: Engine, post: Post, holder: Holder, now: number): number {
  const calendar = holder.week ? shiftCalendar(engine, holder) : engine.calendars.named(hoursOf[post] ?? 'office');
  return calendar.nextWork(now)?.at ?? now;
}

/** Whether somebody works at an instant, by the hours of one of his posts or by his own shift. */
export const worksAt = (engine: Engine, posts: readonly Post[], holder: Holder, at: number): boolean =>
  (posts.length > 0 ? posts : (['seller'] as const)).some((post) => shownAt(engine, post, holder, at) === at);

const made = new WeakMap<Calendar, Map<string, Calendar>>();

function shiftCalendar(engine: Engine, holder: Holder): Calendar {
  const office = engine.calendars.named('office');
  const known = made.get(office) ?? new Map<string, Calendar>();
  made.set(office, known);
  const key = JSON.stringify(holder.week);
  let calendar = known.get(key);
  if (!calendar) {
    // Make-up days are worked only by those whose week has the shifts of an office: shift workers have their own plan.
    calendar = makeCalendar({ ...office, name: 'shift', week: weekFrom(holder.week!), makeUpDays: new Set(), overrides: new Map() });
    known.set(key, calendar);
  }
  return calendar;
}
