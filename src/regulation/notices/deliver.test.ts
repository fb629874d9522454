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
import { chooseNotices, confirmMail, noticeWays, tryNotices } from './choose.ts';
import { deliverNotices } from './deliver.ts';
import { notifier } from './notify.ts';
import { noticesOf } from './queries.ts';
import { readNoticesVerb } from './read-notices.ts';
import { writeNotices } from './write-notices.ts';

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
const codeSentTo = async (address: string): Promise<string> => /验证码 (\d{6})/.exec((await sent(address)).at(-1)!.text)![1]!;
const confirm = (who: typeof packer, code: string) => runVerb(kernel, confirmMail, { code }, { actor: who });
/** Entered, read in the box, confirmed. */
const listen = async (who: typeof packer, mail: string, more: { robotId?: string; digestMinutes?: number } = {}): Promise<void> => {
  expect(await choose(who, { mail, robotId: null, digestMinutes: 15, ...more })).toMatchObject({ confirm: true });
  expect(await confirm(who, await codeSentTo(mail))).toMatchObject({ confirmed: true });
};
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
    await listen(packer, 'packer@example.com', { robotId: robot.id });
    await listen(night, 'night@example.com');
    await listen(standIn, 'standin@example.com');
    await listen(away, 'away@example.com');
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
    expect(mails).toHaveLength(3); // code, test notice, the digest
    expect(mails[2]!.title).toMatch(/^【店章】\d 条通知/);
    expect(mails[2]!.text).toContain('7 项已超时');
    expect(mails[2]!.text).toContain('5 项已用去 80% 时限');
    expect(mails[2]!.text).toContain('https://dz.example.com/obligations?clause=2.3.3');
    expect((await sent(robot.id)).at(-1)!.text).toContain('7 项已超时');
    expect(await deliver()).toBe(0);
  });

  test('who is away is not told; his substitute is', async () => {
    expect((await sent('away@example.com')).map((m) => m.title)).toEqual(['【店章】邮箱验证码 · mail code']);
    expect((await sent('standin@example.com')).at(-1)!.text).toContain('7 项已超时');
  });

  test('who works at night is told when his shift begins, and not before', async () => {
    expect(await sent('night@example.com')).toHaveLength(1); // the code
    kernel.clock.moveTo(at('2026-03-10 20:00') - 1);
    await deliver();
    expect(await sent('night@example.com')).toHaveLength(1); // the code
    kernel.clock.moveTo(at('2026-03-10 20:15'));
    await deliver();
    expect(await sent('night@example.com')).toHaveLength(2);
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
    await listen(head, 'head@example.com', { digestMinutes: 1 });
    kernel.clock.advance(HOUR);
    await deliver();
    expect(await sent('head@example.com')).toHaveLength(1); // the code
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

describe('quiet hours and what is told to whom', () => {
  const news = (who: typeof packer, topic: string, text: string) => runVerb(kernel, verb({
    name: 'test.tell-news', title: words('通报', 'Tell'), may: {}, input: z.strictObject({}),
    run: async (tx) => {
      await writeNotices(tx, [{ staffId: who.id!, topic, showAt: tx.now, href: '/corrective/1', text: words(text, text) }]);
      return {};
    },
  }), {}, { actor: system('测试') });

  test('what any part of the product tells at night is there at once, and mailed when the working time begins', async () => {
    kernel.clock.moveTo(at('2026-03-13 02:00'));
    await Promise.all([packer, night, standIn, head].map(readAll));
    const before = (await sent('head@example.com')).length;
    await news(head, 'corrective/1', 'CA000001 启动');
    expect((await noticesOf(engine)({ kernel, actor: head, query: {} } as never)).unread).toBe(1);
    kernel.clock.moveTo(at('2026-03-13 09:00') - 1);
    await deliver();
    expect(await sent('head@example.com')).toHaveLength(before);
    kernel.clock.moveTo(at('2026-03-13 09:00'));
    await deliver();
    const [mail] = (await sent('head@example.com')).slice(before);
    // One alone is said once, not as a heading and a line.
    expect(mail!.title).toBe('【店章】CA000001 启动');
    expect(mail!.text.match(/CA000001/g)).toHaveLength(1);
  });

  test('what comes shortly before the end of work is not put off until tomorrow by the digest', async () => {
    kernel.clock.moveTo(at('2026-03-13 17:59'));
    await readAll(head);
    const before = (await sent('head@example.com')).length;
    await news(head, 'corrective/2', 'CA000002 启动');
    kernel.clock.moveTo(at('2026-03-13 18:01'));
    await deliver();
    expect(await sent('head@example.com')).toHaveLength(before + 1);
  });

  test('in one mail what is overdue stands before what is about to be, and opens what is overdue', async () => {
    kernel.clock.moveTo(at('2026-03-16 10:00'));
    await readAll(packer);
    const before = (await sent('packer@example.com')).length;
    await paid(2, 40);
    kernel.clock.advance(MINUTE);
    await paid(3, 49);
    kernel.clock.advance(15 * MINUTE);
    await deliver();
    const [mail] = (await sent('packer@example.com')).slice(before);
    expect(mail!.title).toContain('已超时');
    expect(mail!.text.indexOf('已超时')).toBeLessThan(mail!.text.indexOf('已用去 80% 时限'));
    expect(mail!.text).toMatch(/control=shipped-in-time&overdue=true/);
    expect(mail!.text).toMatch(/control=shipped-in-time&open=true/);
  });

  test('the superior of the team of whoever owes it hears of it, and not that of another team', async () => {
    const [ours, theirs, owner] = [person(['department-head']), person(['department-head']), person(['warehouse'])];
    const [a, b] = [someId(), someId()];
    const company = directoryOf([{ id: ours.id!, name: '己', posts: ['department-head'], teamIds: [a] }, { id: theirs.id!, name: '庚', posts: ['department-head'], teamIds: [b] }, { id: owner.id!, name: '辛', posts: ['warehouse'], teamIds: [a] }]);
    const placed = engine.compiled.deadlines.get('2.3.3/shipped-in-time')!;
    const fired = (staff: string | null): Fired => ({
      placed, level: 2, step: { at: 10_000, to: 'department-head', how: 'copy' },
      due: { id: someId(), clause: '2.3.3', control: 'shipped-in-time', subject_type: 'order', subject_id: someId(), owner_post: 'warehouse', owner_staff: staff, owner_team: null } as unknown as Fired['due'],
    });
    const told = async (): Promise<string[]> => (await kernel.db.query<{ staff_id: string }>('delete from regulation.notice where staff_id = any ($1::uuid[]) returning staff_id', [[ours.id, theirs.id, owner.id]])).rows.map((r) => r.staff_id).toSorted();
    const tell = (staff: string | null) => runVerb(kernel, verb({
      name: 'test.copy-level', title: words('抄送', 'Copy'), may: {}, input: z.strictObject({}),
      run: async (tx) => {
        await notifier(engine, company)(tx, [fired(staff)]);
        return {};
      },
    }), {}, { actor: system('测试') });
    await tell(owner.id);
    expect(await told()).toEqual([ours.id]);
    // Owed by the post in common, it is everybody's.
    await tell(null);
    expect(await told()).toEqual([ours.id, theirs.id].toSorted());
  });
});

describe('a new mail address is confirmed by the code that it got', () => {
  const asker = person(['seller']);
  const ways = async () => noticeWays(directory)({ kernel, actor: asker } as never);
  const other = (code: string): string => (code === '000000' ? '000001' : '000000');

  test('until the code comes back notices go where they went before; afterwards to the new address', async () => {
    await listen(asker, 'old@example.com');
    kernel.clock.advance(MINUTE);
    expect(await choose(asker, { mail: 'new@example.com', robotId: null, digestMinutes: 15 })).toMatchObject({ confirm: true });
    expect(await ways()).toMatchObject({ mail: 'old@example.com', mailPending: 'new@example.com' });
    expect(await confirm(asker, await codeSentTo('new@example.com'))).toMatchObject({ confirmed: true });
    expect(await ways()).toMatchObject({ mail: 'new@example.com', mailPending: null });
    await expect(confirm(asker, '123456')).rejects.toMatchObject({ kind: { code: 'regulation.no-mail-pending' } });
  });

  test('five wrong tries end the code, said each time how many are left; the right one is then of no use, a new one is', async () => {
    kernel.clock.advance(MINUTE);
    await choose(asker, { mail: 'third@example.com', robotId: null, digestMinutes: 15 });
    const code = await codeSentTo('third@example.com');
    for (const left of [4, 3, 2, 1, 0]) expect(await confirm(asker, other(code))).toEqual({ confirmed: false, left });
    await expect(confirm(asker, code)).rejects.toMatchObject({ kind: { code: 'regulation.no-mail-pending' } });
    expect(await ways()).toMatchObject({ mail: 'new@example.com' });
    kernel.clock.advance(MINUTE);
    await listen(asker, 'third@example.com');
    expect(await ways()).toMatchObject({ mail: 'third@example.com' });
  });

  test('a code holds for ten minutes: the last millisecond does, the next does not', async () => {
    for (const [wait, good] of [[10 * MINUTE - 1, true], [10 * MINUTE, false]] as const) {
      kernel.clock.advance(MINUTE);
      await choose(asker, { mail: `${wait}@example.com`, robotId: null, digestMinutes: 15 });
      const code = await codeSentTo(`${wait}@example.com`);
      kernel.clock.advance(wait);
      if (good) expect(await confirm(asker, code)).toMatchObject({ confirmed: true });
      else await expect(confirm(asker, code)).rejects.toMatchObject({ kind: { code: 'regulation.no-mail-pending' } });
    }
  });

  test('one code a minute; saving the same address again keeps the one that was sent; no address takes the waiting one away', async () => {
    kernel.clock.advance(MINUTE);
    await choose(asker, { mail: 'a@example.com', robotId: null, digestMinutes: 15 });
    const code = await codeSentTo('a@example.com');
    await expect(choose(asker, { mail: 'b@example.com', robotId: null, digestMinutes: 15 })).rejects.toMatchObject({ kind: { code: 'regulation.code-just-sent', status: 429 } });
    expect(await choose(asker, { mail: 'a@example.com', robotId: null, digestMinutes: 30 })).toMatchObject({ confirm: true });
    expect(await sent('a@example.com')).toHaveLength(1);
    expect(await confirm(asker, code)).toMatchObject({ confirmed: true });
    kernel.clock.advance(MINUTE);
    await choose(asker, { mail: 'b@example.com', robotId: null, digestMinutes: 30 });
    await choose(asker, { mail: null, robotId: null, digestMinutes: 30 });
    expect(await ways()).toMatchObject({ mail: null, mailPending: null });
    await expect(confirm(asker, await codeSentTo('b@example.com'))).rejects.toMatchObject({ kind: { code: 'regulation.no-mail-pending' } });
  });
});
