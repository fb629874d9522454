import { describe, expect, test } from 'vitest';
import { makeCalendar } from './calendar.ts';
import { firstReply, nextReplies, refuseFuture, resolution, type MessageEvent } from './message-clocks.ts';
import { shiftOf } from './shifts.ts';

const day = [shiftOf('09:00', '18:00')];
const simple = makeCalendar({
  name: 'simple', zone: 'Asia/Shanghai', week: [day, day, day, day, day, [], []],
  holidays: new Set(), makeUpDays: new Set(), overrides: new Map(), coverageThrough: null, version: '1',
});

/** `'Mon 10:05'` of the week of 2026-03-02, or `'10:05'` for its Monday. */
const at = (text: string): number => {
  const [weekday, time] = text.includes(' ') ? text.split(' ') : ['Mon', text];
  const date = 2 + ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(weekday!);
  const [clock, fraction] = time!.split('.');
  return Date.parse(`2026-03-0${date}T${clock!.length === 5 ? `${clock}:00` : clock}.${fraction ?? '000'}+08:00`);
};

type Told = MessageEvent extends infer E ? (E extends MessageEvent ? Omit<E, 'at' | 'seq'> : never) : never;
const story = (...told: [string, Told][]): MessageEvent[] => told.map(([time, event], seq) => ({ at: at(time), seq, ...event }) as MessageEvent);

const opened: Told = { kind: 'opened', by: 'customer' };
const customer: Told = { kind: 'message', by: 'customer', public: true };
const person: Told = { kind: 'message', by: 'person', public: true };
const note: Told = { kind: 'message', by: 'person', public: false };
const bot: Told = { kind: 'message', by: 'bot', public: true };
const waiting: Told = { kind: 'waiting' };
const resolved: Told = { kind: 'resolved', by: 'person' };
const reopened: Told = { kind: 'reopened', by: 'customer' };
const spam: Told = { kind: 'cancelled', reason: 'spam' };

const minutes = (amount: number) => ({ unit: 'minutes', amount }) as const;
const later = at('Sun 23:00');

describe('engine.md §3 rule 6 and vectors: first reply', () => {
  const told = story(['10:00', opened], ['10:01', bot], ['10:02', note], ['10:05', person]);
  const within = (amount: number, events = told, asOf = later) => firstReply({ events, limit: minutes(amount), calendar: simple, asOf });

  test('a bot and an internal note do not answer, a person does', () => {
    expect(within(5)).toMatchObject({ state: 'met', elapsedMs: 300_000, start: at('10:00') });
    expect(within(4)).toMatchObject({ state: 'breached' });
  });
  test('never answered: pending at the limit, breached a millisecond later', () => {
    const silent = story(['10:00', opened]);
    expect(within(5, silent, at('10:05:00.000'))).toMatchObject({ state: 'pending' });
    expect(within(5, silent, at('10:05:00.001'))).toMatchObject({ state: 'breached' });
  });
  test('an answer that is not known yet does not count', () => {
    expect(within(5, told, at('10:04'))).toMatchObject({ state: 'pending', elapsedMs: 240_000 });
  });
  test('spam cancels it, but not once it is over', () => {
    expect(within(5, story(['10:00', opened], ['10:05', spam]))).toMatchObject({ state: 'cancelled' });
    expect(within(5, story(['10:00', opened], ['10:05:00.001', spam]))).toMatchObject({ state: 'breached' });
  });
  test('resolving without a word is no answer', () => {
    expect(within(5, story(['10:00', opened], ['10:02', resolved]), at('11:00'))).toMatchObject({ state: 'breached' });
  });
  test('a case that we opened runs from the first word of the customer', () => {
    const ours = story(['10:00', { kind: 'opened', by: 'person' }], ['10:01', person], ['10:30', customer], ['10:34', person]);
    expect(within(5, ours)).toMatchObject({ start: at('10:30'), state: 'met', elapsedMs: 240_000 });
    expect(within(5, ours.slice(0, 2))).toBeNull();
  });
  test('facts that arrive late and out of order are put in order by time, then by number', () => {
    expect(within(5, [...told].reverse())).toMatchObject({ state: 'met', elapsedMs: 300_000 });
    const sameInstant: MessageEvent[] = [{ at: at('10:00'), seq: 1, kind: 'message', by: 'person', public: true }, { at: at('10:00'), seq: 2, kind: 'opened', by: 'customer' }];
    expect(within(5, sameInstant)).toMatchObject({ state: 'breached' });
  });
});

describe('engine.md §3 rule 9 and vectors: next reply', () => {
  const within = (events: MessageEvent[], asOf = later) => nextReplies({ events, limit: minutes(10), calendar: simple, asOf });

  test('one met at 9 minutes, one cancelled, no third', () => {
    const told = story(['10:00', opened], ['10:03', person], ['11:00', customer], ['11:04', customer], ['11:09', person], ['12:00', customer], ['12:02', resolved], ['12:10', customer]);
    expect(within(told).map(({ state, elapsedMs, start }) => ({ state, elapsedMs, start }))).toEqual([
      { state: 'met', elapsedMs: 540_000, start: at('11:00') },
      { state: 'cancelled', elapsedMs: 120_000, start: at('12:00') },
    ]);
  });
  test('never runs before the first reply', () => {
    expect(within(story(['10:00', opened], ['10:20', customer], ['10:40', bot]))).toEqual([]);
    expect(within(story(['10:00', opened], ['10:20', customer], ['10:40', person]))).toEqual([]);
  });
  test('bots and notes do not end a cycle', () => {
    expect(within(story(['10:00', opened], ['10:03', person], ['11:00', customer], ['11:01', bot], ['11:02', note]), at('11:10:00.001'))).toMatchObject([{ state: 'breached' }]);
  });
  test('resolved when the cycle was already over: breached, not cancelled', () => {
    const told = (end: string) => story(['10:00', opened], ['10:03', person], ['11:00', customer], [end, resolved]);
    expect(within(told('11:10'))).toMatchObject([{ state: 'cancelled' }]);
    expect(within(told('11:10:00.001'))).toMatchObject([{ state: 'breached' }]);
  });
  test('a customer who re-opens is waiting again', () => {
    const told = story(['10:00', opened], ['10:03', person], ['10:10', resolved], ['11:00', reopened], ['11:08', person]);
    expect(within(told)).toMatchObject([{ state: 'met', start: at('11:00'), elapsedMs: 480_000 }]);
  });
  test('still waiting', () => {
    expect(within(story(['10:00', opened], ['10:03', person], ['11:00', customer]), at('11:10'))).toMatchObject([{ state: 'pending' }]);
  });
});

describe('engine.md §3 rule 9 and vectors: resolution', () => {
  const within = (events: MessageEvent[], asOf = later, hours = 8) => resolution({ events, limit: { unit: 'workHours', amount: hours }, calendar: simple, asOf });
  const told = story(['Mon 09:00', opened], ['Mon 11:00', waiting], ['Tue 16:00', customer], ['Tue 17:00', resolved]);

  test('does not run while the customer is asked: 180 minutes', () => {
    expect(within(told)).toMatchObject({ state: 'met', elapsedMs: 180 * 60_000 });
    expect(within(told, later, 3)).toMatchObject({ state: 'met' });
    expect(within(told, later, 2.9)).toMatchObject({ state: 'breached' });
  });
  test('while it waits, the due time is unknown and what is left is shown', () => {
    expect(within(told, at('Mon 15:00'))).toMatchObject({ state: 'paused', due: null, breachAt: null, remainingMs: 6 * 3_600_000 });
  });
  test('re-opening resumes it without the time in between', () => {
    const again = [...told, ...story(['Wed 10:00', reopened]).map((e) => ({ ...e, seq: 90 }))];
    expect(within(again, at('Wed 12:00'))).toMatchObject({ state: 'pending', elapsedMs: 5 * 3_600_000 });
    expect(within(again, at('Wed 15:00:00.000'))).toMatchObject({ state: 'pending' });
    expect(within(again, at('Wed 15:00:00.001'))).toMatchObject({ state: 'breached' });
  });
  test('thanks after resolution changes nothing', () => {
    expect(within([...told, ...story(['Wed 10:00', customer]).map((e) => ({ ...e, seq: 90 }))])).toMatchObject({ state: 'met', elapsedMs: 180 * 60_000 });
  });
  test('a bot does not resolve; a silent customer ends it as cancelled', () => {
    const asked = story(['Mon 09:00', opened], ['Mon 11:00', waiting]);
    expect(within([...asked, { at: at('Wed 11:00'), seq: 9, kind: 'resolved', by: 'bot' }])).toMatchObject({ state: 'paused' });
    expect(within([...asked, { at: at('Wed 11:00'), seq: 9, kind: 'cancelled', reason: 'customer-silent' }])).toMatchObject({ state: 'cancelled', elapsedMs: 2 * 3_600_000 });
  });
  test('nothing opened, nothing to resolve', () => expect(within([])).toBeNull());
});

test('engine.md §3 rule 11: a fact may be dated two minutes ahead, not more', () => {
  expect(() => refuseFuture(at('10:02:00.000'), at('10:00'))).not.toThrow();
  expect(() => refuseFuture(at('10:02:00.001'), at('10:00'))).toThrow('two minutes');
});
