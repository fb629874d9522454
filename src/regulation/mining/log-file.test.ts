import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gbk } from '../../kernel/files/test-files.ts';
import { mineFigures } from './command.ts';
import { eventsOf } from './event-log.ts';
import { readLogFile, type LogReading } from './log-file.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'log-'))));
afterAll(async () => rm(folder, { recursive: true }));

let files = 0;
async function read(content: string | Uint8Array, reading: LogReading = {}) {
  const file = path.join(folder, `log-${(files += 1)}`);
  await writeFile(file, content);
  const found = await readLogFile(file, reading);
  const { log } = found;
  const traces = Object.fromEntries(log.caseNames.map((name, c) => [name, [...log.activity.subarray(log.first[c], log.first[c + 1])].map((a) => log.activities[a])]));
  return { ...found, traces, times: [...log.at].map((t) => (Number.isNaN(t) ? null : new Date(t).toISOString())), figures: mineFigures(found, null) };
}

const plain = 'case,activity,time\n1,a,2026-03-02 10:00:00\n1,b,2026-03-02 11:00:00\n2,a,2026-03-02 10:30:00\n';

describe('logs as csv', () => {
  test('columns are found by the names that tools use, whatever else there is', async () => {
    const { traces, taken } = await read(',concept:name,org:resource,time:timestamp,case:concept:name\n0,register,Pete,2010-12-30 14:32:00+01:00,3\n1,decide,Sara,2011-01-06 09:18:00+01:00,3\n');
    expect(traces).toEqual({ 3: ['register', 'decide'] });
    expect(taken).toEqual({ case: 'case:concept:name', activity: 'concept:name', time: 'time:timestamp' });
  });
  test('named columns win, without regard to case', async () => {
    const { traces } = await read('case,activity,what,when,time\n1,x,真,2026-01-02,\n', { activity: 'WHAT', time: 'when' });
    expect(traces).toEqual({ 1: ['真'] });
  });
  test.each([[';'], ['\t'], ['|'], [',']])('separated by %j', async (d) => expect((await read(plain.replaceAll(',', d))).figures).toMatchObject({ events: 3, cases: 2, activities: 2, variants: 2, edges: 1 }));
  test.each([[';'], ['\t'], ['|'], [',']])('separated by %j with every value in quotes', async (d) => {
    const quoted = plain.replace(/[^,\n]+/g, (value) => `"${value}"`).replaceAll(',', d);
    expect((await read(quoted)).figures).toMatchObject({ events: 3, cases: 2, activities: 2, variants: 2, edges: 1 });
  });
  test('a separator of one’s own', async () => expect((await read(plain.replaceAll(',', '~'), { delimiter: '~' })).figures.events).toBe(3));
  test('a byte order mark, CRLF and line breaks in quotes', async () => {
    const { traces } = await read('\uFEFF"case";"activity";"time"\r\n"1";"call\r\nback; ""now""";"2026-03-02T10:00"\r\n1;done;2026-03-02T11:00\r\n\r\n');
    expect(traces).toEqual({ 1: ['call\r\nback; "now"', 'done'] });
  });
  test('Chinese headings in GB18030, western letters in windows-1252, UTF-16', async () => {
    expect((await read(gbk('单号,环节,时间\nA1,付款,2026年3月2日 10时05分\nA1,发货,2026/3/3 9:00\n'))).traces).toEqual({ A1: ['付款', '发货'] });
    expect((await read(Buffer.from('case,activity,time\n1,préparer,2026-03-02\n1,à,2026-03-03\n', 'latin1'))).traces).toEqual({ 1: ['préparer', 'à'] });
    expect((await read(Buffer.from(`\uFEFF${plain}`, 'utf16le'))).figures.events).toBe(3);
  });
  test('packed with gzip', async () => expect((await read(gzipSync(plain))).figures.events).toBe(3));
  test('events are put in order of time; equal times keep the order of the file, missing ones their place', async () => {
    const { traces, notes, figures } = await read('case,activity,time\n1,late,2026-03-02 12:00\n1,first,2026-03-02 10:00\n1,second,2026-03-02 10:00\n1,untimed,\n1,third,2026-03-02 10:00\n');
    expect(traces).toEqual({ 1: ['first', 'second', 'untimed', 'third', 'late'] });
    expect(notes.withoutTime).toBe(1);
    expect(figures.medianDurationMs).toBe(2 * 3_600_000);
  });
  test('rows without case or activity are left out and counted', async () => expect((await read(`${plain},a,2026-03-02\n3,,2026-03-02\n`)).notes.skipped).toBe(2));
});

describe('times', () => {
  const at = async (value: string, reading: LogReading = {}): Promise<string | null> => (await read(`case;activity;time\n1;a;${value}\n`, reading)).times[0]!;
  test.each([
    ['2026-03-02T10:00:00.123456+08:00', '2026-03-02T02:00:00.123Z'], ['2026-03-02 10:00:00', '2026-03-02T02:00:00.000Z'], ['2026-03-02T10:00Z', '2026-03-02T10:00:00.000Z'],
    ['2026-03-02 10:00:00 UTC', '2026-03-02T10:00:00.000Z'], ['2026-03-02 10:00:00-0500', '2026-03-02T15:00:00.000Z'], ['2026/3/2 9:05', '2026-03-02T01:05:00.000Z'], ['2026.03.02 10:00', '2026-03-02T02:00:00.000Z'],
    ['13/03/2026 10:00', '2026-03-13T02:00:00.000Z'], ['03/13/2026 10:00 PM', '2026-03-13T14:00:00.000Z'], ['13.3.26 10:00', '2026-03-13T02:00:00.000Z'], ['13-Mar-2026 12:30 AM', '2026-03-12T16:30:00.000Z'],
    ['Mon, 02 Mar 2026 10:00:00 GMT', '2026-03-02T10:00:00.000Z'], ['March 2, 2026 10:00', '2026-03-02T02:00:00.000Z'], ['1772416800', '2026-03-02T02:00:00.000Z'], ['1772416800.5', '2026-03-02T02:00:00.500Z'],
    ['1772416800000', '2026-03-02T02:00:00.000Z'], ['1772416800000000', '2026-03-02T02:00:00.000Z'], ['1772416800000000000', '2026-03-02T02:00:00.000Z'], ['1.7724168E9', '2026-03-02T02:00:00.000Z'],
    ['20260302', '2026-03-01T16:00:00.000Z'], ['20260302100000', '2026-03-02T02:00:00.000Z'], ['46083.4166666667', '2026-03-02T02:00:00.000Z'], ['2026年3月2日 10时00分', '2026-03-02T02:00:00.000Z'],
  ])('%s is %s', async (text, instant) => expect(await at(text)).toBe(instant));
  test('without offset it is local to the zone that is named', async () => expect(await at('2026-07-02 10:00', { zone: 'America/New_York' })).toBe('2026-07-02T14:00:00.000Z'));

  test('one date with a day above twelve decides for the whole column, the earlier ones too', async () => {
    const { times, notes } = await read('case,activity,time\n1,a,03/04/2026\n1,b,03/25/2026\n', { zone: 'UTC' });
    expect(times).toEqual(['2026-03-04T00:00:00.000Z', '2026-03-25T00:00:00.000Z']);
    expect(notes.dateOrder).toBe('mdy');
  });
  test('undecided dates are day first, unless told otherwise', async () => {
    const text = 'case,activity,time\n1,a,03/04/2026\n';
    expect((await read(text, { zone: 'UTC' })).times).toEqual(['2026-04-03T00:00:00.000Z']);
    expect((await read(text, { zone: 'UTC', dateOrder: 'mdy' })).times).toEqual(['2026-03-04T00:00:00.000Z']);
  });
  test('a column that contradicts itself is refused with the line', async () => {
    await expect(read('case,activity,time\n1,a,25/03/2026\n1,b,03/25/2026\n')).rejects.toThrow(/line 3.*--date-order/);
  });
  test('a few bad times count as missing, a column of them is refused', async () => {
    expect((await read(`${plain}3,a,soon\n`)).notes).toMatchObject({ badTimes: 1, firstBadTime: { place: 5, text: 'soon' } });
    await expect(read('case,activity,time\n1,a,x\n1,b,y\n')).rejects.toThrow(/--time/);
  });
});

describe('logs as XES', () => {
  const xes = (body: string, head = '<?xml version="1.0" encoding="UTF-8"?>'): string => `${head}<log xes.version="1.0"><global scope="event"><string key="concept:name" value="UNKNOWN"/></global>${body}</log>`;
  const event = (name: string, at: string, more = ''): string => `<event><string key="concept:name" value="${name}"/><date key="time:timestamp" value="${at}"/>${more}</event>`;
  test('traces are cases; nested attributes and globals are no names', async () => {
    const { traces, log } = await read(xes(`<trace><string key="concept:name" value="7"><string key="concept:name" value="nested"/></string>${event('a &amp; b', '2026-03-02T10:00:00.000+08:00', '<string key="org:resource" value="Li"/>')}${event('c', '2026-03-02T11:00:00Z')}</trace>`));
    expect(traces).toEqual({ 7: ['a & b', 'c'] });
    expect(log.resources).toEqual(['', 'Li']);
  });
  test('traces without a name or with the same one stay apart', async () => {
    const one = `<trace>${event('a', '2026-03-02T10:00:00Z')}</trace>`;
    const named = `<trace><string key="concept:name" value="7"/>${event('a', '2026-03-02T10:00:00Z')}</trace>`;
    expect((await read(xes(one + one + named + named))).figures).toMatchObject({ cases: 4, events: 4, variants: 1, edges: 0 });
  });
  test('start and complete are two events, or one step with --pairs', async () => {
    const step = (name: string, kind: string, at: string): string => event(name, at, `<string key="lifecycle:transition" value="${kind}"/>`);
    const log = xes(`<trace><string key="concept:name" value="1"/>${step('a', 'start', '2026-03-02T10:00:00Z')}${step('a', 'complete', '2026-03-02T10:20:00Z')}${step('b', 'start', '2026-03-02T11:00:00Z')}${step('b', 'complete', '2026-03-02T11:30:00Z')}</trace>`);
    expect((await read(log)).figures).toMatchObject({ events: 4, edges: 3 });
    const paired = await read(log, { pairs: true });
    expect(paired.traces).toEqual({ 1: ['a', 'b'] });
    expect(paired.figures).toMatchObject({ events: 2, edges: 1, medianDurationMs: 90 * 60_000 });
  });
  test('other keys, and namespaces before the names', async () => {
    const { traces } = await read(`<x:log xmlns:x="y"><x:trace><x:string key="concept:name" value="1"/><x:event><x:string key="Activity" value="buy"/></x:event></x:trace></x:log>`, { activity: 'Activity' });
    expect(traces).toEqual({ 1: ['buy'] });
  });
  test.each([['<log><trace>', /XML/], ['<html><body></body></html>', /"html"/], ['<log></log>', /no trace/], [xes('<trace></trace>'), /no event/]])('%s is refused', async (text, why) => {
    await expect(read(text)).rejects.toThrow(why);
  });
});

describe('what is no log', () => {
  test('an empty file, a missing column, a cut archive', async () => {
    await expect(read('')).rejects.toThrow(/empty/);
    await expect(read('case,time\n1,2026-01-01\n')).rejects.toThrow(/--activity.*case, time/s);
    await expect(read(plain, { case: 'order' })).rejects.toThrow(/no column "order"/);
    await expect(read(gzipSync(plain.repeat(500)).subarray(0, 60))).rejects.toThrow(/cut off or damaged/);
  });
  test('twenty thousand events stream through', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i % 500},s${i % 7},${1_772_416_800 + i}`).join('\n');
    expect(eventsOf((await read(`case,activity,time\n${rows}\n`)).log)).toBe(20_000);
  });
});
