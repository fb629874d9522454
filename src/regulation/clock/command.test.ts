import { describe, expect, test } from 'vitest';
import { runClock } from './command.ts';

const nine = [['09:00', '18:00']];
const simple = { zone: 'Asia/Shanghai', week: { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine }, holidays: ['2026-10-01'], makeUpDays: [], coverageThrough: '2026-12-31' };
const basic = { id: 'a', calendar: 'simple', start: '2026-03-06T16:00', limit: { workHours: 8 } };
const answerTo = (over: object = {}, calendar: object = simple) =>
  JSON.parse(runClock(JSON.stringify({ calendars: { simple: calendar }, cases: [{ ...basic, ...over }] })).lines[0]!) as Record<string, unknown>;

describe('a line of JSON for each case', () => {
  test('has exactly the promised fields', () => {
    expect(Object.keys(answerTo())).toEqual(['id', 'due', 'breachAt', 'provisional', 'state', 'elapsedMs', 'explanation']);
  });
  test('in the order of the cases', () => {
    const { lines } = runClock(JSON.stringify({ calendars: { simple }, cases: [basic, { ...basic, id: 2 }, { ...basic, id: '三' }] }));
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['a', 2, '三']);
  });
  test('no cases, no lines; a byte order mark does not matter', () => expect(runClock('\uFEFF{"cases":[]}').lines).toEqual([]));
});

describe('instants', () => {
  test.each(['2026-03-06T16:00', '2026-03-06 16:00', '2026-03-06T16:00:00.000', '2026-03-06T16:00+08:00', '2026-03-06T08:00Z', '2026-03-06T03:00:00.0-05:00'])('%s is the same instant', (start) => {
    expect(answerTo({ start })).toMatchObject({ due: '2026-03-09T15:00:00.000+08:00' });
  });
  test('midnight at the end of a day', () => expect(answerTo({ start: '2026-03-06T24:00', limit: { hours: 0 } })).toMatchObject({ due: '2026-03-07T00:00:00.000+08:00' }));
  test.each([['2026-02-29T10:00'], ['2026-03-06'], ['2026-03-06T24:01'], ['2026-03-06T10:60'], ['06/03/2026 10:00'], ['1969-12-31T10:00'], [1772784000000], [null]])('%s is refused, with the case and the field', (start) => {
    expect(() => answerTo({ start })).toThrow(/case "a".*start/);
  });
  test('a local time that the zone skips or has twice needs an offset', () => {
    const newYork = { ...simple, zone: 'America/New_York' };
    expect(() => answerTo({ start: '2026-03-08T02:30' }, newYork)).toThrow(/skips/);
    expect(() => answerTo({ start: '2026-11-01T01:30' }, newYork)).toThrow(/twice/);
    expect(answerTo({ start: '2026-11-01T01:30-05:00', limit: { minutes: 1 } }, newYork)).toMatchObject({ due: '2026-11-01T01:31:00.000-05:00' });
  });
});

describe('what is known', () => {
  test('without asOf, everything in the case', () => {
    expect(answerTo({ pauses: [['2026-03-06T17:00', '2026-03-07T12:00']] })).toMatchObject({ state: 'pending', due: '2026-03-09T16:00:00.000+08:00', elapsedMs: 3_600_000 });
  });
  test.each([[[['2026-03-06T17:00', null]]], [[['2026-03-06T17:00']]]])('an open pause hides due and breachAt', (pauses) => {
    expect(answerTo({ pauses })).toMatchObject({ state: 'paused', due: null, breachAt: null });
  });
  test('null means not yet', () => expect(answerTo({ stop: null, asOf: null, pauses: null, cancel: null })).toMatchObject({ state: 'pending' }));
  test('cancelled', () => expect(answerTo({ cancel: '2026-03-06T17:00' })).toMatchObject({ state: 'cancelled' }));
  test('rings', () => {
    expect(answerTo({ calendar: undefined, limit: { count: 3 }, count: 3, stop: basic.start })).toMatchObject({ state: 'met', due: null });
    expect(answerTo({ calendar: undefined, limit: { count: 3 }, count: 4, stop: basic.start })).toMatchObject({ state: 'breached' });
  });
});

describe('up to where holidays are known', () => {
  const newYear = { start: '2026-12-31T16:00', limit: { workDays: 1 } };
  test('what the file says', () => {
    expect(answerTo(newYear)).toMatchObject({ provisional: true });
    expect(answerTo(newYear, { ...simple, coverageThrough: '2027-01-01' })).toMatchObject({ provisional: false });
  });
  test('"cn" ends where publication ends, whatever the file claims', () => {
    expect(answerTo(newYear, { ...simple, holidays: 'cn', coverageThrough: '2027-12-31' })).toMatchObject({ provisional: true });
    expect(answerTo({ start: '2025-06-30T16:00', limit: { workDays: 1 } }, { ...simple, holidays: 'cn', coverageThrough: '2025-06-30' })).toMatchObject({ provisional: true });
  });
  test('a list without an end reaches to the end of its last year; a calendar without any needs none', () => {
    expect(answerTo(newYear, { ...simple, coverageThrough: undefined })).toMatchObject({ provisional: true });
    expect(answerTo({ ...newYear, start: '2026-12-30T16:00' }, { ...simple, coverageThrough: undefined })).toMatchObject({ provisional: false });
    expect(answerTo(newYear, { ...simple, holidays: undefined, makeUpDays: undefined, coverageThrough: undefined })).toMatchObject({ provisional: false });
  });
  test('days that the company adds to "cn"', () => {
    expect(answerTo({ start: '2026-03-06T16:00', limit: { workDays: 1 } }, { ...simple, holidays: 'cn', makeUpDays: ['2026-03-07'] })).toMatchObject({ due: '2026-03-07T18:00:00.000+08:00' });
  });
});

describe('what is refused, and where', () => {
  test.each<[string, object, RegExp]>([
    ['unknown calendar', { calendar: 'night' }, /case "a".*no calendar "night"/],
    ['no calendar for working time', { calendar: undefined }, /case "a".*calendar/],
    ['unknown field', { deadline: 1 }, /case "a".*no field "deadline"/],
    ['unknown unit', { limit: { workWeeks: 1 } }, /case "a".*limit has no field "workWeeks"/],
    ['two units', { limit: { hours: 1, minutes: 1 } }, /case "a".*exactly one unit/],
    ['no unit', { limit: {} }, /case "a".*exactly one unit/],
    ['limit as text', { limit: { hours: '4' } }, /case "a".*must be a number/],
    ['negative limit', { limit: { hours: -1 } }, /case "a".*not negative/],
    ['half a day', { limit: { workDays: 1.5 } }, /case "a".*whole/],
    ['stop before start', { stop: '2026-03-06T15:59' }, /case "a".*stop is before start/],
    ['pause backwards', { pauses: [['2026-03-07T10:00', '2026-03-07T09:00']] }, /case "a".*pauses.*before it begins/],
    ['pause of three', { pauses: [['2026-03-07T10:00', null, null]] }, /case "a".*pauses\[0\]/],
    ['rings without a number', { limit: { count: 3 } }, /case "a".*needs count/],
    ['a number without rings', { count: 3 }, /case "a".*count belongs/],
  ])('%s', (_, over, message) => expect(() => answerTo(over)).toThrow(message));

  test.each<[string, object, RegExp]>([
    ['overlapping shifts', { week: { mon: [['09:00', '12:00'], ['11:00', '18:00']] } }, /calendar "simple".*overlap/],
    ['a time that is none', { week: { mon: [['9:00', '18:00']] } }, /calendar "simple": mon/],
    ['an unknown weekday', { week: { monday: nine } }, /calendar "simple".*no field "monday"/],
    ['an unknown zone', { zone: 'Mars/Olympus' }, /calendar "simple".*no time zone/],
    ['no zone', { zone: undefined }, /calendar "simple".*zone is missing/],
    ['an unknown holiday list', { holidays: 'us' }, /calendar "simple".*holidays must be a list/],
    ['a day that does not exist', { holidays: ['2026-02-30'] }, /calendar "simple".*2026-02-30/],
    ['overrides on no day', { overrides: { singles: [] } }, /calendar "simple".*singles/],
    ['knownOn without "cn"', { knownOn: '2026-01-01' }, /calendar "simple".*knownOn/],
  ])('%s', (_, over, message) => expect(() => answerTo({}, { ...simple, ...over })).toThrow(message));

  test.each([['{', /not valid JSON/], ['[]', /must be an object/], ['{"cases":{}}', /cases must be a list/], ['{}', /cases must be a list/], ['{"cases":[{}]}', /case number 1: id is missing/], ['{"cases":[],"more":1}', /no field "more"/]])('%s', (text, message) => {
    expect(() => runClock(text)).toThrow(message);
  });
  test('the message is in both languages', () => expect(() => answerTo({ calendar: 'night' })).toThrow('案例“a”：calendars 里没有日历“night”'));
});
