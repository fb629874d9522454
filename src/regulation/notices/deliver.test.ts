import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import { system } from '../../kernel/actor.ts';
import { HOUR, MINUTE } from '../../kernel/clock.ts';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { seedCalendars } from '../calendars/seed.ts';
import type { Directory } from '../directory.ts';
import { Engine } from '../runtime/engine.ts';
import { Ticker } from '../runtime/ticker.ts';
import type { Fired } from '../runtime/wake.ts';
import { directoryOf, say as sayFacts, someId, testRulebook, type Told } from '../testing.ts';
import { chooseNotices, tryNotices } from './choose.ts';
import { deliverNotices } from './deliver.ts';
import { notifier } from './notify.ts';
import { readNoticesVerb } from './read-notices.ts';

const [packer, night, away, standIn, head] = [person(['warehouse']), person(['warehouse']), person(['warehouse']), person(['seller']), person(['department-head'])];
const robot = { id: someId(), name: '发货群' };
const week = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((d) => [d, [['20:00', '24:00']]])) as never;
let kernel: TestKernel;
let directory: Directory;
let engine: Engine;
let ticker: Ticker;
const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00+08:00`);

beforeAll(async () => {
  engine = new Engine(testRulebook);
  kernel = await freshKernel({ controls: engine, at: at('2026-03-10 10:00') });
  kernel.channels.add('mail');
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  directory = directoryOf([
    { id: packer.id!, name: '甲', posts: ['warehouse'], robots: [robot] }, { id: night.id!, name: '乙', posts: ['warehouse'], week }, { id: away.id!, name: '丙', posts: ['warehouse'], substituteId: standIn.id! },
    { id: standIn.id!, name: '丁', posts: ['seller'] }, { id: head.id!, name: '戊', posts: ['department-head'] },
  ]);
  ticker = new Ticker(kernel, engine, notifier(engine, directory));
});
afterAll(() => kernel.close());

const choose = (who: typeof packer, body: { mail: string | null; robotId: string | null; digestMinutes: number }) => runVerb(kernel, chooseNotices(directory), body, { actor: who });
const deliver = async (): Promise<number> => (await runVerb(kernel, deliverNotices(engine, directory, 'https://dz.example.com'), { people: 100 }, { actor: system('规章') })).people;
const sent = async (recipient: string): Promise<{ channel: string; title: string; text: string }[]> => (await kernel.db.query<{ channel: string; title: string; text: string }>(
  "select channel, coalesce(payload ->> 'subject', payload ->> 'title') as title, payload ->> 'text' as text from kernel.message where recipient = $1 order by created_at, id", [recipient])).rows;
/** Orders paid so long ago that their shipping is due or overdue now. */
const paid = async (count: number, hoursAgo: number): Promise<void> => {
  await sayFacts(kernel, ...Array.from({ length: count }, (): Told => ['paid', someId(), kernel.clock.now() - hoursAgo * HOUR]));
  await ticker.beat();
};
const readAll = (who: typeof packer) => runVerb(kernel, readNoticesVerb, { upTo: kernel.clock.now() }, { actor: who });

describe('notices beyond the application', () => {
  test('a way must be open and one’s own', async () => {
    await expect(choose(head, { mail: null, robotId: robot.id, digestMinutes: 15 })).rejects.toMatchObject({ kind: { code: 'regulation.robot-not-yours' } });
    await expect(runVerb(kernel, tryNotices, {}, { actor: head })).rejects.toMatchObject({ kind: { code: 'regulation.no-way-chosen' } });
    kernel.channels.delete('mail');
    await expect(choose(head, { mail: 'head@example.com', robotId: null, digestMinutes: 15 })).rejects.toMatchObject({ kind: { code: 'regulation.mail-off' } });
    kernel.channels.add('mail');
    await choose(packer, { mail: 'packer@example.com', robotId: robot.id, digestMinutes: 15 });
    await choose(night, { mail: 'night@example.com', robotId: null, digestMinutes: 15 });
    await choose(standIn, { mail: 'standin@example.com', robotId: null, digestMinutes: 15 });
    await choose(away, { mail: 'away@example.com', robotId: null, digestMinutes: 15 });
    expect(await runVerb(kernel, tryNotices, {}, { actor: packer })).toEqual({ ways: 2 });
    expect((await sent(robot.id)).map((m) => m.title)).toEqual(['店章测试通知 · test notice']);
  });

  test('many within a while are one mail and one robot message, not a storm', async () => {
    await paid(5, 40);
    expect(await deliver()).toBe(0);
    kernel.clock.advance(10 * MINUTE);
    await paid(7, 49);
    expect(await deliver()).toBe(0);
    kernel.clock.advance(5 * MINUTE - 1);
    expect(await deliver()).toBe(0);
    kernel.clock.advance(1);
    expect(await deliver()).toBeGreaterThan(0);
    const mails = await sent('packer@example.com');
    expect(mails).toHaveLength(2);
    expect(mails[1]!.title).toMatch(/^【店章】\d 条通知/);
    expect(mails[1]!.text).toContain('7 项已超时');
    expect(mails[1]!.text).toContain('5 项已用去 80% 时限');
    expect(mails[1]!.text).toContain('https://dz.example.com/obligations?clause=2.3.3');
    expect((await sent(robot.id)).at(-1)!.text).toContain('7 项已超时');
    expect(await deliver()).toBe(0);
  });

  test('who is away is not told; his substitute is', async () => {
    expect(await sent('away@example.com')).toEqual([]);
    expect((await sent('standin@example.com')).at(-1)!.text).toContain('7 项已超时');
  });

  test('who works at night is told when his shift begins, and not before', async () => {
    expect(await sent('night@example.com')).toEqual([]);
    kernel.clock.moveTo(at('2026-03-10 20:00') - 1);
    await deliver();
    expect(await sent('night@example.com')).toEqual([]);
    kernel.clock.moveTo(at('2026-03-10 20:15'));
    await deliver();
    expect(await sent('night@example.com')).toHaveLength(1);
  });

  test('what was read in the application meanwhile is not sent', async () => {
    await Promise.all([packer, night, standIn].map(readAll));
    kernel.clock.moveTo(at('2026-03-11 10:00'));
    await paid(1, 49);
    await readAll(packer);
    const before = (await sent('packer@example.com')).length;
    kernel.clock.advance(HOUR);
    await deliver();
    expect((await sent('packer@example.com')).length).toBe(before);
  });

  test('who begins to listen is not flooded with what was there before', async () => {
    await choose(head, { mail: 'head@example.com', robotId: null, digestMinutes: 1 });
    kernel.clock.advance(HOUR);
    await deliver();
    expect(await sent('head@example.com')).toEqual([]);
  });

  test('an urgent one, a hand-over, does not wait for working time: it is mailed at three in the night and first of all; an ordinary one waits', async () => {
    kernel.clock.moveTo(at('2026-03-12 03:00'));
    await Promise.all([packer, night, standIn].map(readAll));
    const before = (await sent('night@example.com')).length;
    const placed = engine.compiled.deadlines.get('2.3.3/shipped-in-time')!;
    const fired = (how: 'remind' | 'reassign', level: number): Fired => ({
      placed, level, step: { at: 10_000, to: 'warehouse', how },
      due: { id: someId(), clause: '2.3.3', control: 'shipped-in-time', subject_type: 'order', subject_id: someId(), owner_post: 'warehouse', owner_staff: null, owner_team: null } as unknown as Fired['due'],
    });
    const tell = (...all: Fired[]) => runVerb(kernel, verb({
      name: 'test.fire-levels', title: words('升级', 'Fire'), may: {}, input: z.strictObject({}),
      run: async (tx) => {
        await notifier(engine, directory)(tx, all);
        return {};
      },
    }), {}, { actor: system('测试') });
    await tell(fired('remind', 1));
    await deliver();
    expect(await sent('night@example.com')).toHaveLength(before);
    await tell(fired('reassign', 2));
    await deliver();
    const mails = await sent('night@example.com');
    expect(mails).toHaveLength(before + 1);
    expect(mails.at(-1)!.text).toContain('【急】');
    expect(mails.at(-1)!.text).not.toContain('用去');
  });
});
