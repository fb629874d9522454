import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runClock } from './command.ts';

/** The vectors of engine §3, as a user of the `clock` command would write them. */
const weekdays = (shifts: string[][]) => Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, shifts]));
const daily = (shifts: string[][]) => ({ ...weekdays(shifts), sat: shifts, sun: shifts });

const calendars = {
  office: { zone: 'Asia/Shanghai', week: weekdays([['09:00', '12:00'], ['13:30', '18:00']]), holidays: 'cn' },
  simple: { zone: 'Asia/Shanghai', week: weekdays([['09:00', '18:00']]), holidays: 'cn' },
  simple2020Before: { zone: 'Asia/Shanghai', week: weekdays([['09:00', '18:00']]), holidays: 'cn', knownOn: '2020-01-26' },
  simple2020After: { zone: 'Asia/Shanghai', week: weekdays([['09:00', '18:00']]), holidays: 'cn', knownOn: '2020-01-27' },
  desk: { zone: 'Asia/Shanghai', week: daily([['09:00', '21:00']]) },
  newYork: { zone: 'America/New_York', week: daily([['00:00', '24:00']]) },
  disputes: { zone: 'Asia/Shanghai', week: daily([['09:00', '18:00']]) },
};

const fourHours = { calendar: 'office', start: '2026-03-06T14:00', limit: { workHours: 4 } };
const eightHours = { calendar: 'simple', start: '2026-03-06T16:00', limit: { workHours: 8 } };
const beforeNationalDay = { calendar: 'office', start: '2026-09-30T10:00' };
const springFestival2020 = { start: '2020-01-23T17:00', limit: { workHours: 8 } };
const chat = { calendar: 'desk', start: '2026-03-02T10:00', limit: { minutes: 5 } };

const rows: [name: string, input: object, expected: Record<string, unknown>][] = [
  ['Friday evening runs into the make-up Saturday', { calendar: 'office', start: '2026-02-13T17:30', limit: { workMinutes: 60 } }, { due: '2026-02-14T09:30:00.000+08:00', provisional: false }],
  ['make-up Saturday evening runs over Spring Festival', { calendar: 'office', start: '2026-02-14T17:30', limit: { workMinutes: 60 } }, { due: '2026-02-24T09:30:00.000+08:00' }],
  ['after hours counts from the next morning', { calendar: 'office', start: '2026-03-02T20:00', limit: { workMinutes: 30 } }, { due: '2026-03-03T09:30:00.000+08:00' }],
  ['due at closing time on Friday, late only after Monday 09:00', fourHours, { due: '2026-03-06T18:00:00.000+08:00', breachAt: '2026-03-09T09:00:00.000+08:00', state: 'pending' }],
  ['done on Friday evening after closing time', { ...fourHours, stop: '2026-03-06T20:00' }, { state: 'met', elapsedMs: 14_400_000 }],
  ['done on Monday at 09:00:00.000', { ...fourHours, stop: '2026-03-09T09:00:00.000' }, { state: 'met', elapsedMs: 14_400_000 }],
  ['done on Monday at 09:00:00.001', { ...fourHours, stop: '2026-03-09T09:00:00.001' }, { state: 'breached', elapsedMs: 14_400_001 }],
  ['1 working day over National Day', { ...beforeNationalDay, limit: { workDays: 1 } }, { due: '2026-10-08T18:00:00.000+08:00', breachAt: '2026-10-08T18:00:00.000+08:00' }],
  ['2 working days over National Day', { ...beforeNationalDay, limit: { workDays: 2 } }, { due: '2026-10-09T18:00:00.000+08:00' }],
  ['3 working days end on the make-up Saturday', { ...beforeNationalDay, limit: { workDays: 3 } }, { due: '2026-10-10T18:00:00.000+08:00' }],
  ['4 working days over National Day', { ...beforeNationalDay, limit: { workDays: 4 } }, { due: '2026-10-12T18:00:00.000+08:00' }],
  ['a year not yet published is provisional', { calendar: 'office', start: '2026-12-31T16:00', limit: { workDays: 3 } }, { due: '2027-01-05T18:00:00.000+08:00', provisional: true }],
  ['the last published day is not provisional', { calendar: 'office', start: '2026-12-30T16:00', limit: { workDays: 1 } }, { due: '2026-12-31T18:00:00.000+08:00', provisional: false }],
  ['paused from Friday afternoon to Saturday', { ...eightHours, pauses: [['2026-03-06T17:00', '2026-03-07T12:00']] }, { due: '2026-03-09T16:00:00.000+08:00' }],
  ['paused outside working time', { ...eightHours, pauses: [['2026-03-06T19:00', '2026-03-09T08:00']] }, { due: '2026-03-09T15:00:00.000+08:00' }],
  ['Spring Festival 2020 as known before it was prolonged', { ...springFestival2020, calendar: 'simple2020Before' }, { due: '2020-01-31T16:00:00.000+08:00' }],
  ['Spring Festival 2020 as known on 27 January 2020', { ...springFestival2020, calendar: 'simple2020After' }, { due: '2020-02-03T16:00:00.000+08:00' }],
  ['New York loses an hour', { calendar: 'newYork', start: '2026-03-07T12:00', limit: { workHours: 24 } }, { due: '2026-03-08T13:00:00.000-04:00' }],
  ['New York gains an hour', { calendar: 'newYork', start: '2026-10-31T12:00', limit: { workHours: 24 } }, { due: '2026-11-01T11:00:00.000-05:00' }],
  ['a minute before the desk closes', { calendar: 'desk', start: '2026-03-02T20:59', limit: { workMinutes: 3 } }, { due: '2026-03-03T09:02:00.000+08:00' }],
  ['limit 0 after hours', { calendar: 'office', start: '2026-03-02T20:00', limit: { workHours: 0 } }, { due: '2026-03-02T20:00:00.000+08:00', breachAt: '2026-03-03T09:00:00.000+08:00' }],
  ['limit 0 in natural minutes', { calendar: 'office', start: '2026-03-02T20:00', limit: { minutes: 0 } }, { due: '2026-03-02T20:00:00.000+08:00', breachAt: '2026-03-02T20:00:00.000+08:00' }],
  ['limit of 0 working days', { calendar: 'office', start: '2026-03-02T20:00', limit: { workDays: 0 } }, { due: '2026-03-02T20:00:00.000+08:00' }],
  ['never answered, exactly at the limit', { ...chat, asOf: '2026-03-02T10:05:00.000' }, { state: 'pending', elapsedMs: 300_000 }],
  ['never answered, a millisecond later', { ...chat, asOf: '2026-03-02T10:05:00.001' }, { state: 'breached', elapsedMs: 300_001 }],
  ['marketplace dispute notified at 10:00, 4 hours to bring evidence', { calendar: 'disputes', start: '2026-03-02T10:00', limit: { workHours: 4 } }, { due: '2026-03-02T14:00:00.000+08:00' }],
  ['marketplace dispute notified at 14:01, the minute left is carried to 09:00', { calendar: 'disputes', start: '2026-03-02T14:01', limit: { workHours: 4 } }, { due: '2026-03-03T09:01:00.000+08:00' }],
];

const file = JSON.stringify({ calendars, cases: rows.map(([id, input]) => ({ id, ...input })) });

describe('engine.md §3 vectors: the vectors of the engine', () => {
  const answers = runClock(file).lines.map((text) => JSON.parse(text) as Record<string, unknown>);
  test.each(rows.map(([name, , expected], i) => ({ name, expected, answer: answers[i]! })))('$name', ({ name, expected, answer }) => {
    expect(answer).toMatchObject({ id: name, ...expected });
  });
});

test.each(['UTC', 'Asia/Shanghai', 'America/New_York', 'Pacific/Apia'])('engine.md §3 rule 1: a machine that lives in %s answers the same', (TZ) => {
  const command = fileURLToPath(new URL('./command.ts', import.meta.url));
  const script = `import { runClock } from ${JSON.stringify(command)}; import { readFileSync } from 'node:fs'; console.log(Intl.DateTimeFormat().resolvedOptions().timeZone + '\\n' + runClock(readFileSync(0, 'utf8')).lines.join('\\n'))`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { input: file, env: { ...process.env, TZ }, encoding: 'utf8' });
  const [zone, ...lines] = out.trimEnd().split('\n');
  expect(zone).toBe(TZ);
  expect(lines).toEqual(runClock(file).lines);
});
