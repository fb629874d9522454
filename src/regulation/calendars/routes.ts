import { act, ask, read, type Route } from '../../kernel/http/route.ts';
import { refreshing, type Parts } from '../parts.ts';
import { retimeAll } from '../runtime/retime-open.ts';
import { clearDayVerb, mayChangeCalendars, overrideDayVerb, publishYearVerb, saveWeekVerb } from './change-calendar.ts';
import { calendarTrial } from './try-calendar.ts';
import * as contract from './contract.ts';
import { calendars, calendarYear, holidayYear } from './queries.ts';

/** A change of a calendar is answered when everything open has been timed anew on it. */
export const calendarRoutes = (parts: Parts): Route[] => {
  const retiming = (route: Route): Route => refreshing(parts, route, (kernel) => retimeAll(kernel, parts.engine));
  return [
    read(contract.listCalendars, { signedIn: 'all' }, calendars(parts)),
    read(contract.readCalendarYear, { signedIn: 'all' }, calendarYear(parts)),
    ask(contract.tryCalendar, mayChangeCalendars, calendarTrial(parts)),
    read(contract.readHolidayYear, { signedIn: 'all' }, holidayYear),
    retiming(act(contract.saveWeek, saveWeekVerb)),
    retiming(act(contract.overrideDay, overrideDayVerb)),
    retiming(act(contract.clearDay, clearDayVerb)),
    retiming(act(contract.publishYear, publishYearVerb)),
  ];
};
