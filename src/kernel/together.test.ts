import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freshKernel, person, type TestKernel } from '../../tests/support/kernel.ts';
import { fact } from './fact.ts';
import { newId } from './ids.ts';
import { refusals, refuse } from './refusal.ts';
import { runVerb, verb } from './verb.ts';
import { words } from './words.ts';

const [began, kept] = (['began', 'kept'] as const).map((what) =>
  fact(`test.slip-${what}`, { subject: 'slip', payload: z.object({ text: z.string() }), sentence: (p) => words(`纸条 ${p.text}`, `Slip ${p.text}`) }));
const no = refusals('test', {
  'not-there': { status: 404, title: words('没有', 'Not there'), next: words('换一个', 'Take another') },
  'full': { status: 409, title: words('满了', 'Full'), next: words('等一等', 'Wait') },
});
/** Statements of the verb, each with how many slips it wrote. */
let statements: number[] = [];
const keep = verb({
  name: 'test.keep-slip', title: words('收纸条', 'Keep a slip'), may: { seller: 'own' }, together: true,
  input: z.strictObject({ text: z.string(), refusedBy: z.enum(['subject', 'run', 'database', 'nobody']).optional() }),
  subject: async (_, input) => {
    if (input.refusedBy === 'subject') throw refuse(no['not-there']);
    return { text: input.text };
  },
  run: async (tx, { text, refusedBy }) => {
    tx.fact(began!, text, { text });
    const [xid] = await tx.gather('test.slips', [refusedBy === 'database' ? null : text], async (on, all) => {
      statements.push(all.length);
      if (refusedBy === 'nobody') await on.rows('test.slow', 'select pg_sleep(3.2)', []);
      const rows = await on.rows<{ key: string; xid: string }>('test.slips',
        `insert into kernel.setting (key, value) select t, to_jsonb(pg_current_xact_id()::text) from unnest($1::text[]) t returning key, value #>> '{}' as xid`, [all.map((t) => (t === null ? null : `slip-${t}`))]);
      return all.map((t) => rows.find((r) => r.key === `slip-${t}`)!.xid);
    });
    if (refusedBy === 'run') throw refuse(no.full);
    tx.fact(kept!, text, { text });
    tx.message({ channel: 'mail', recipient: text, payload: {} });
    tx.audit({ type: 'slip', id: text }, { text });
    return { text, xid: xid! };
  },
});

let kernel: TestKernel;
beforeAll(async () => { kernel = await freshKernel(); });
afterAll(() => kernel.close());
const seller = person(['seller']);
/** Calls that come while another is under way. */
const atOnce = async (inputs: readonly z.input<typeof keep.input>[], call: (i: number) => { requestId?: string; actor?: typeof seller } = () => ({})) => {
  statements = [];
  return Promise.allSettled(inputs.map((input, i) => runVerb(kernel, keep, input, { actor: seller, ip: `10.0.0.${i}`, ...call(i) })));
};
const texts = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => ({ text: `${prefix}${i}` }));
const rows = async (text: string, values: unknown[] = []) => (await kernel.db.query(text, values)).rows;
const slips = async (prefix: string) => (await rows("select key from kernel.setting where key like $1 order by key", [`slip-${prefix}%`])).map((r) => (r['key'] as string).slice(5));
const codes = (answers: readonly PromiseSettledResult<unknown>[]) => answers.map((a) => (a.status === 'fulfilled' ? 'done' : ((a.reason as { kind?: { code: string } }).kind?.code ?? (a.reason as { code?: string }).code?.match(/^database\..*/)?.[0] ?? 'failed')));

describe('calls of one verb that arrive together', () => {
  test('share a transaction and its statements; each is answered with its own', async () => {
    const answers = await atOnce(texts('a', 20));
    expect(answers.map((a) => a.status === 'fulfilled' && a.value.text)).toEqual(texts('a', 20).map((t) => t.text));
    expect(statements).toEqual([20]);
    expect(new Set(answers.map((a) => a.status === 'fulfilled' && a.value.xid)).size).toBe(1);
  });
  test('each leaves its own facts, in their order, its own audit row with who and whence, its own message and stored answer', async () => {
    const people = [person(['seller'], { name: '甲' }), person(['seller'], { name: '乙' }), person(['seller'], { name: '丙' })];
    const keys = people.map(() => newId(kernel.clock.now()));
    await atOnce(texts('b', 3), (i) => ({ actor: people[i]!, requestId: keys[i]! }));
    expect(statements).toEqual([3]);
    expect(await rows("select subject_id, type, actor_name, verb from kernel.fact where subject_id like 'b_' order by seq"))
      .toEqual(['b0', 'b1', 'b2'].flatMap((id, i) => ['test.slip-began', 'test.slip-kept'].map((type) => ({ subject_id: id, type, actor_name: people[i]!.name, verb: 'test.keep-slip' }))));
    expect(await rows("select o.object_id, count(*)::int as facts from kernel.fact_object o where o.object_type = 'slip' and o.object_id like 'b_' group by 1 order by 1"))
      .toEqual(['b0', 'b1', 'b2'].map((id) => ({ object_id: id, facts: 2 })));
    expect(await rows("select subject_id, actor_name, ip, changes, outcome from kernel.audit where subject_id like 'b_' order by subject_id"))
      .toEqual(['b0', 'b1', 'b2'].map((id, i) => ({ subject_id: id, actor_name: people[i]!.name, ip: `10.0.0.${i}`, changes: { text: id }, outcome: 'done' })));
    expect(await rows("select recipient from kernel.message where recipient like 'b_' order by 1")).toEqual(['b0', 'b1', 'b2'].map((recipient) => ({ recipient })));
    expect(await rows('select id, result from kernel.request where id = any ($1::uuid[])', [keys])).toEqual(expect.arrayContaining(keys.map((id, i) => ({ id, result: expect.objectContaining({ text: `b${i}` }) }))));
  });
  test('one that finds nobody runs at once, and groups are never larger than thirty-two', async () => {
    await atOnce(texts('c', 1));
    expect(statements).toEqual([1]);
    await atOnce(texts('d', 100));
    expect(Math.max(...statements)).toBe(32);
    expect(statements.reduce((a, b) => a + b)).toBe(100);
  });
});

describe('the database is slow', () => {
  // Red when calls queue up without end behind statements that take long.
  test('nobody waits longer for a turn than for a connection', async () => {
    // Two groups under way, each led by a slow one.
    const [first, second] = [texts('N', 32), texts('O', 32)].map((group) => group.map((t, i) => (i === 0 ? { ...t, refusedBy: 'nobody' as const } : t)));
    const answers = await atOnce([...first!, ...second!, { text: 'P0' }]);
    expect(codes(answers)).toEqual([...Array(64).fill('done'), 'database.pool']);
    expect(await slips('P')).toEqual([]);
  });
});

describe('one of them is stopped', () => {
  test('before anything is written: the others are not disturbed', async () => {
    const answers = await atOnce([{ text: 'e0' }, { text: 'e1', refusedBy: 'subject' }, { text: 'e2' }]);
    expect(codes(answers)).toEqual(['done', 'test.not-there', 'done']);
    expect(statements).toEqual([2]);
    expect(await rows("select outcome, code from kernel.audit where ip = '10.0.0.1' and code = 'test.not-there'")).toEqual([{ outcome: 'refused', code: 'test.not-there' }]);
  });
  // Red when what a group has written stays although one of it was refused: then e1's slip is kept.
  test.each([['refused', 'run', 'test.full'], ['stopped by the database', 'database', 'failed']] as const)('%s after something was written: it leaves nothing, the others are done once', async (_, refusedBy, code) => {
    const name = refusedBy[0]!.toUpperCase();
    const answers = await atOnce([{ text: `${name}0` }, { text: `${name}1`, refusedBy }, { text: `${name}2` }]);
    expect(codes(answers)).toEqual(['done', code, 'done']);
    expect(await slips(name)).toEqual([`${name}0`, `${name}2`]);
    expect(await rows('select subject_id, count(*)::int as facts from kernel.fact where subject_id like $1 group by 1 order by 1', [`${name}_`])).toEqual([{ subject_id: `${name}0`, facts: 2 }, { subject_id: `${name}2`, facts: 2 }]);
  });
  // Red when all of a group are told that the database is busy because one of them waits for a lock.
  test('one waits for what somebody else holds too long: it alone is told to come again, the others are done', async () => {
    await new Promise((r) => setTimeout(r, 1_050));
    const answers = await kernel.db.withLease(async (holder) => {
      await holder.query('begin');
      await holder.query("insert into kernel.setting (key, value) values ('slip-L1', '1')");
      try { return await atOnce(texts('L', 3)); } finally { await holder.query('rollback'); }
    });
    expect(codes(answers)).toEqual(['done', 'database.lock-timeout', 'done']);
    expect(await slips('L')).toEqual(['L0', 'L2']);
  });
  test('what is saved is answered and never done again, whatever a listener of commits makes of it', async () => {
    await new Promise((r) => setTimeout(r, 1_050));
    const { committed } = kernel;
    kernel.committed = () => { throw new Error('a listener failed'); };
    const answers = await atOnce(texts('M', 3));
    kernel.committed = committed;
    expect([codes(answers), statements]).toEqual([['done', 'done', 'done'], [3]]);
  });
  test('whoever comes in the next second goes alone, so that a sold-out article does not undo the orders of the others again and again', async () => {
    await new Promise((r) => setTimeout(r, 1_050));
    await atOnce([{ text: 'f0' }, { text: 'f1', refusedBy: 'run' }]);
    await atOnce(texts('g', 5));
    expect(statements).toEqual([1, 1, 1, 1, 1]);
    await new Promise((r) => setTimeout(r, 1_050));
    await atOnce(texts('h', 5));
    expect(statements).toEqual([5]);
  });
});

describe('one request key, one effect', () => {
  test('equal requests among others: one effect, equal answers, and the others are done', async () => {
    const requestId = newId(kernel.clock.now());
    const answers = await atOnce([...Array.from({ length: 30 }, () => ({ text: 'once' })), ...texts('i', 10)], (i) => (i < 30 ? { requestId } : {}));
    expect(new Set(answers.slice(0, 30).map((a) => a.status === 'fulfilled' && `${a.value.text} ${a.value.xid}`)).size).toBe(1);
    expect(codes(answers)).toEqual(Array(40).fill('done'));
    expect(await slips('once')).toEqual(['once']);
    expect(await slips('i')).toHaveLength(10);
  });
  test('a key that was answered long ago is answered the same, and undoes nothing for those that come with it', async () => {
    const requestId = newId(kernel.clock.now());
    const [first] = await atOnce([{ text: 'j0' }], () => ({ requestId }));
    const answers = await atOnce([{ text: 'j0' }, { text: 'j1' }, { text: 'j2' }], (i) => (i === 0 ? { requestId } : {}));
    expect(answers[0]).toEqual(first);
    expect(statements).toEqual([2]);
  });
  test('the same key for something else is refused', async () => {
    const requestId = newId(kernel.clock.now());
    await atOnce([{ text: 'k0' }], () => ({ requestId }));
    expect(codes(await atOnce([{ text: 'k1' }, { text: 'k2' }], (i) => (i === 0 ? { requestId } : {})))).toEqual(['kernel.request-key-reused', 'done']);
  });
});
