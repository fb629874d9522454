import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import type { Actor, Policy } from '../../kernel/actor.ts';
import { DAY, HOUR } from '../../kernel/clock.ts';
import { act } from '../../kernel/http/route.ts';
import { buildServer } from '../../kernel/http/server.ts';
import type { Post } from '../../kernel/posts.ts';
import { linkSecret, signLink } from '../../kernel/signed-link.ts';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { signVerb, withdrawVerb } from './acts.ts';
import { bands, clause, declareClauses, duration, ladder, wording } from '../declare.ts';
import { connectClauses } from '../declare-needs.ts';
import { Engine, regulationRoutes, seedCalendars, Subjects, wakeApprovals, type Parts } from '../index.ts';
import { directoryOf, someId } from '../testing.ts';
import { endpoint } from '../../kernel/http/contract.ts';

/** engine.md §4, bullet by bullet, through the API and a real database. Claims up to ¥1,000: the lead; to ¥10,000: the head; above: head, then general manager. */
const declared = declareClauses('finance/expenses', [
  clause({
    id: '6.2.2', title: words('报销', 'Claims'), binds: ['seller'], wording: wording('报销权限 [claimLimits]；[splitWindow]内合并计算。', 'Claims: [claimLimits]; counted together within [splitWindow].'),
    parameters: {
      claimLimits: bands(words('报销权限', 'Limits'), words('金额', 'amount'), 'fen', 'posts', ladder<readonly Post[]>([[100_000n, ['team-lead']], [1_000_000n, ['department-head']]], ['department-head', 'general-manager'])),
      splitWindow: duration(words('合并期', 'Window'), 7, 'days', [1, 90]),
    },
    controls: [
      { kind: 'approval', id: 'claim-approved', title: words('报销经批准', 'Claims are approved'), enforce: 'block', verb: 'test.pay-claim', act: words('报销付款', 'paying a claim'), matrix: { field: 'amountFen', parameter: 'claimLimits' }, override: { posts: ['accountant'], approval: ['general-manager'] } },
      { kind: 'approval', id: 'discount-approved', title: words('折扣经批准', 'Discounts'), enforce: 'block', verb: 'test.give-discount', act: words('给折扣', 'a discount'), matrix: { field: 'amountFen', parameter: 'claimLimits' }, ownAuthority: true },
      { kind: 'approval', id: 'wire-approved', title: words('汇款经批准', 'Transfers'), enforce: 'block', verb: 'test.wire-money', act: words('汇款', 'wiring money'), matrix: { field: 'amountFen', parameter: 'claimLimits' } },
      { kind: 'approval', id: 'close-signed', title: words('会签', 'Signed by all'), enforce: 'block', verb: 'test.close-month', act: words('关账', 'closing'), steps: [{ mode: 'all', posts: ['accountant', 'department-head'] }] },
    ],
  }),
]);
const claimInput = z.strictObject({ claim: z.string(), amountFen: z.int() });
const guarded = (name: `test.${string}`, may: Policy = { signedIn: 'all' }) => verb({
  name, title: words('测试', 'Test'), may, input: claimInput, lays: (_tx, input) => ({ subject: { type: 'claim', id: input.claim }, content: { amountFen: input.amountFen } }),
  run: async (tx, input) => {
    await tx.rows('test.paid', 'insert into public.paid (claim, amount) values ($1, $2)', [input.claim, input.amountFen]);
    return { claim: input.claim };
  },
});
const payClaim = guarded('test.pay-claim');
const rulebook = connectClauses(declared, new Set(['test.pay-claim', 'test.give-discount', 'test.close-month', 'test.wire-money']));

const seller = person(['seller'], { name: '销售小王' });
const lead = person(['team-lead'], { name: '主管老李' });
const lead2 = person(['team-lead'], { name: '主管小赵' });
const head = person(['department-head'], { name: '经理老张' });
const boss = person(['general-manager'], { name: '总经理老陈' });
const books = person(['accountant'], { name: '会计小孙' });
const clerk = person(['warehouse'], { name: '仓库小周' });
const administrator = person(['administrator'], { name: '管理员' });
const bossTwin = person(['general-manager', 'seller'], { name: '总经理的第二账号', personId: boss.personId });
const staff = [seller, lead, lead2, head, boss, books, clerk, administrator, bossTwin];

let kernel: TestKernel;
let app: FastifyInstance;
let parts: Parts;
let actor: Actor | null = null;
beforeAll(async () => {
  const engine = new Engine(rulebook);
  kernel = await freshKernel({ controls: engine });
  await kernel.db.query('create table public.paid (claim text, amount bigint)');
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  engine.directory = directoryOf(staff.map((p) => ({ id: p.id!, personId: p.personId, name: p.name, posts: p.posts, ...(p === lead || p === lead2 ? { superior: head.id! } : {}) })));
  parts = { engine, rulebook, subjects: new Subjects(), directory: engine.directory };
  const routes = [payClaim, guarded('test.give-discount'), guarded('test.close-month'), guarded('test.wire-money', { accountant: 'all' })].map((v) => act(endpoint({ method: 'POST', path: `/${v.name}`, summary: v.title, body: claimInput, response: z.object({ claim: z.string() }) }), v));
  app = await buildServer({ kernel, routes: [...regulationRoutes(parts), ...routes], authenticate: async () => actor, checkAnswers: true });
});
afterAll(async () => {
  await app.close();
  await kernel.close();
});
// oxlint-disable-next-line typescript/no-explicit-any
async function ask(who: Actor, method: 'GET' | 'POST', path: string, body?: unknown): Promise<{ status: number; body: any }> {
  actor = who;
  const answer = await app.inject({ method, url: `/api${path}`, ...(body === undefined ? {} : { payload: body as object }) });
  return { status: answer.statusCode, body: answer.json() };
}
async function submit(who: Actor, amountFen: number, more: Record<string, unknown> = {}, name = 'test.pay-claim'): Promise<{ id: string; claim: string; state: string }> {
  const claim = someId();
  const { body } = await ask(who, 'POST', '/approvals', { verb: name, subject: { type: 'claim', id: claim }, content: { amountFen }, reason: '客户招待', purpose: null, ...more });
  expect(body.code).toBeUndefined();
  return { ...body, claim };
}
const card = async (who: Actor, id: string) => (await ask(who, 'GET', `/approvals/${id}`)).body;
async function sign(who: Actor, id: string, more: Record<string, unknown> = {}) {
  const row = (await kernel.db.query<{ life: { at: number; hash: string; steps: { id: string }[] } }>('select life from regulation.approval where id = $1', [id])).rows[0]!.life;
  return ask(who, 'POST', `/approvals/${id}/signature`, { hash: row.hash, step: row.steps[row.at]?.id ?? '-', yes: true, ...more });
}
const pay = (who: Actor, claim: string, amountFen: number) => ask(who, 'POST', '/test.pay-claim', { claim, amountFen });

describe('engine.md §5, first divergence: which requests other bands would have sent another way, and where first', () => {
  const bandsOf = (...edges: [number, string[]][]) => encodeURIComponent(JSON.stringify([...edges.map(([upTo, result], i) => ({ above: i === 0 ? null : edges[i - 1]![0], upTo, result })), { above: edges.at(-1)![0], upTo: null, result: ['department-head', 'general-manager'] }]));
  const asked = (who: Actor, value: string, more = '') => ask(who, 'GET', `/parameters/claimLimits/divergence?value=${value}${more}`);

  test('the same bands send nothing another way; a lower edge names just what lies between the edges, on both sides of each', async () => {
    const [below, at, edge, above] = await Promise.all([50_000, 50_001, 100_000, 100_001].map((fen) => submit(seller, fen, { reason: '分岔测试' })));
    const same = (await asked(boss, bandsOf([100_000, ['team-lead']], [1_000_000, ['department-head']]), '&q=' + encodeURIComponent('分岔测试'))).body;
    expect(same).toMatchObject({ why: null, differing: 0, rows: [], total: 0 });
    const { body } = await asked(boss, bandsOf([50_000, ['team-lead']], [1_000_000, ['department-head']]), '&q=' + encodeURIComponent('分岔测试'));
    expect(body.rows.map((r: { id: string }) => r.id).toSorted()).toEqual([at!.id, edge!.id].toSorted());
    expect(body.rows[0]).toMatchObject({ before: [words('销售主管', 'Team lead')], after: [words('部门经理', 'Department head')], step: 1 });
    expect(body.rows.map((r: { id: string }) => r.id)).not.toContain(below!.id);
    expect(body.rows.map((r: { id: string }) => r.id)).not.toContain(above!.id);
  });
  test('where the ways part first: the head signs as before, the second signature is new', async () => {
    const { id } = await submit(seller, 900_000, { reason: '第二签测试' });
    const { body } = await asked(boss, bandsOf([100_000, ['team-lead']], [800_000, ['department-head']]), '&step=2&q=' + encodeURIComponent('第二签测试'));
    expect(body.rows).toMatchObject([{ id, step: 2, figure: 900_000, unit: 'fen' }]);
    expect(body.steps.map(([step]: number[]) => step)).toContain(2);
  });
  test('everybody reads the counts; requests are named to whom they concern, page by page', async () => {
    const all = bandsOf([1, ['department-head']], [2, ['team-lead']]);
    const [forBoss, forOthers] = [(await asked(boss, all)).body, (await asked(administrator, all)).body];
    expect(forOthers).toMatchObject({ diverging: forBoss.diverging, n: forBoss.n, rows: [], total: 0 });
    expect(forBoss.total).toBe(forBoss.diverging);
    const first = (await asked(boss, all, '&limit=1')).body;
    expect((await asked(boss, all, `&limit=1&cursor=${first.next}`)).body.rows[0].id).not.toBe(first.rows[0].id);
  });
  test('what nothing is routed by says so; bands with a gap are refused like in the form', async () => {
    expect((await ask(boss, 'GET', '/parameters/splitWindow/divergence?value=7')).body.why.zh).toContain('没有审批');
    expect((await asked(boss, encodeURIComponent(JSON.stringify([{ above: 5, upTo: null, result: ['team-lead'] }])))).body.code).toBe('regulation.value-refused');
    expect((await asked(boss, '%7B')).status).toBe(422);
  });
});

describe('steps: 或签 会签 依次 票签', () => {
  test('依次: above ¥10,000 the head signs first, then the general manager; the verb runs only after the last signature', async () => {
    const { id, claim } = await submit(seller, 1_000_001);
    expect((await pay(seller, claim, 1_000_001)).body).toMatchObject({ code: 'regulation.not-approved', clause: '6.2.2', detail: expect.stringContaining('部门经理、总经理') as string });
    expect((await sign(boss, id)).body.code).toBe('regulation.not-your-turn');
    expect((await sign(head, id)).body.state).toBe('waiting');
    expect((await pay(seller, claim, 1_000_001)).body.code).toBe('regulation.not-approved');
    expect((await sign(boss, id)).body.state).toBe('approved');
    expect((await pay(seller, claim, 1_000_001)).status).toBe(200);
    expect((await card(seller, id)).state).toBe('executed');
  });
  test('both sides of the edges: exactly ¥1,000 is the lead’s, one fen more is the head’s', async () => {
    const [at, above] = [await submit(seller, 100_000), await submit(seller, 100_001)];
    expect((await card(seller, at.id)).waitsFor).toEqual([words('销售主管', 'Team lead')]);
    expect((await card(seller, above.id)).waitsFor).toEqual([words('部门经理', 'Department head')]);
  });
  test('或签: one of the two leads is enough, the other comes too late', async () => {
    const { id } = await submit(seller, 500);
    expect((await sign(lead2, id)).body.state).toBe('approved');
    expect((await sign(lead, id)).body.code).toBe('regulation.already-decided');
  });
  test('会签: both must agree, in any order; one rejection rejects', async () => {
    const one = await submit(seller, 1, {}, 'test.close-month');
    expect([(await sign(head, one.id)).body.state, (await sign(books, one.id)).body.state]).toEqual(['waiting', 'approved']);
    const two = await submit(seller, 2, {}, 'test.close-month');
    expect((await sign(books, two.id, { yes: false, note: '数字不符' })).body.state).toBe('rejected');
    expect((await sign(head, two.id)).body.code).toBe('regulation.already-decided');
  });
});

describe('who signs with whom', () => {
  test('加签 before, beside and after; never the one who asks', async () => {
    const { id } = await submit(seller, 500);
    const add = async (where: string, who: Actor) => {
      const c = await card(lead, id);
      return ask(lead, 'POST', `/approvals/${id}/added-signatures`, { step: c.step, rev: c.rev, where, who: who.id });
    };
    expect((await add('parallel', seller)).body.code).toBe('regulation.not-your-own');
    expect((await add('parallel', books)).status).toBe(200);
    expect((await add('after', clerk)).status).toBe(200);
    expect((await sign(lead, id)).body.state).toBe('waiting');
    expect((await sign(books, id)).body.state).toBe('waiting');
    expect((await sign(clerk, id)).body.state).toBe('approved');
  });
  test('who signs twice in a chain finds it in his list each time it is his turn', async () => {
    const { id } = await submit(seller, 1_000_077);
    const lists = async () => [(await ask(head, 'GET', '/approvals?mine=waiting')).body, (await ask(head, 'GET', '/work')).body].map((b) => b.rows.some((r: { id: string }) => r.id === id));
    const c = await card(head, id);
    await ask(head, 'POST', `/approvals/${id}/added-signatures`, { step: c.step, rev: c.rev, where: 'before', who: books.id });
    await ask(books, 'POST', `/approvals/${id}/transfer`, { step: (await card(books, id)).step, rev: (await card(books, id)).rev, to: head.id });
    expect(await lists()).toEqual([true, true]);
    expect((await sign(head, id)).status).toBe(200);
    expect(await lists()).toEqual([true, true]);
    expect((await sign(head, id)).status).toBe(200);
    expect(await lists()).toEqual([false, false]);
  });
  test('加签 before: the one who was asked comes first', async () => {
    const { id } = await submit(seller, 500);
    const c = await card(lead, id);
    await ask(lead, 'POST', `/approvals/${id}/added-signatures`, { step: c.step, rev: c.rev, where: 'before', who: books.id });
    expect((await sign(lead, id)).body.code).toBe('regulation.not-yours-to-decide');
    expect((await sign(books, id)).body.state).toBe('waiting');
    expect((await sign(lead, id)).body.state).toBe('approved');
  });
  test('转交 only to the eligible: the same post or above', async () => {
    const { id } = await submit(seller, 500);
    const c = await card(lead, id);
    const to = (who: Actor) => ask(lead, 'POST', `/approvals/${id}/transfer`, { step: c.step, rev: c.rev, to: who.id });
    expect((await to(clerk)).body.code).toBe('regulation.not-eligible');
    expect((await to(seller)).body.code).toBe('regulation.not-your-own');
    expect((await to(head)).status).toBe(200);
    expect((await sign(lead2, id)).body.code).toBe('regulation.not-yours-to-decide');
    expect((await sign(head, id)).body.state).toBe('approved');
  });
  test('委托: dated, scoped, recorded as actor + on behalf of, and never passed on', async () => {
    const now = kernel.clock.now();
    const give = (from: Actor, to: Actor, more = {}) => ask(from, 'POST', '/approval-delegations', { to: to.id, fromAt: now, toAt: now + DAY, chains: ['6.2.2/claim-approved'], upTo: 900_000, reason: '出差', ...more });
    expect((await give(head, books)).status).toBe(200);
    expect((await give(books, clerk)).status).toBe(200);
    const { id } = await submit(seller, 800_000);
    expect((await sign(books, id)).body.code).toBe('regulation.not-yours-to-decide');
    expect((await sign(clerk, id, { for: head.id })).body.code).toBe('regulation.no-standing');
    expect((await ask(books, 'GET', '/approvals?mine=waiting')).body.rows.find((r: { id: string }) => r.id === id)).toMatchObject({ maySign: true, asFor: { id: head.id } });
    expect((await ask(books, 'GET', '/work')).body.rows.map((r: { id: string }) => r.id)).toContain(id);
    expect((await sign(books, id, { for: head.id })).body.state).toBe('approved');
    expect((await card(seller, id)).events.at(-1)).toMatchObject({ what: 'approve', by: '会计小孙', forName: '经理老张' });
    const tooMuch = await submit(seller, 900_001);
    expect((await sign(books, tooMuch.id, { for: head.id })).body.code).toBe('regulation.no-standing');
    const { body: mine } = await ask(head, 'GET', '/approval-delegations?state=in-force');
    expect((await ask(clerk, 'POST', `/approval-delegations/${mine.rows[0].id}/end`, {})).status).toBe(403);
    expect((await ask(head, 'POST', `/approval-delegations/${mine.rows[0].id}/end`, {})).status).toBe(200);
    const late = await submit(seller, 800_000);
    expect((await sign(books, late.id, { for: head.id })).body.code).toBe('regulation.no-standing');
  });
  test('退回 to a step voids what came later; to the one who asked, everything; it is changed and submitted again', async () => {
    const { id } = await submit(seller, 1_000_002);
    await sign(head, id);
    const c = await card(boss, id);
    expect((await ask(boss, 'POST', `/approvals/${id}/return`, { hash: c.hash, step: c.step, to: 'none', note: '看不懂' })).body.code).toBe('regulation.no-such-step');
    expect((await ask(boss, 'POST', `/approvals/${id}/return`, { hash: c.hash, step: c.step, to: null, note: '请写明客户' })).body.state).toBe('returned');
    expect((await ask(seller, 'POST', `/approvals/${id}/revision`, { rev: (await card(seller, id)).rev, content: { amountFen: 1_000_003 }, reason: '客户：青禾' })).body.state).toBe('waiting');
    expect((await card(seller, id)).fields[0]).toMatchObject({ label: { zh: '金额' }, now: { zh: '¥10,000.03' }, before: { zh: '¥10,000.02' } });
    expect((await sign(boss, id)).body.code).toBe('regulation.not-your-turn');
  });
  test('撤回: only by the one who asked, and only before any vote; nothing can be done with it afterwards', async () => {
    const { id } = await submit(seller, 1_000_004);
    const withdraw = (who: Actor, one = id) => ask(who, 'POST', `/approvals/${one}/withdrawal`, {});
    expect((await withdraw(head)).body.code).toBe('regulation.not-the-requester');
    await sign(head, id);
    expect((await withdraw(seller)).body.code).toBe('regulation.voted-on');
    const other = await submit(seller, 500);
    expect((await withdraw(seller, other.id)).body.state).toBe('withdrawn');
    expect((await sign(lead, other.id)).body.code).toBe('regulation.already-decided');
    expect((await pay(seller, other.claim, 500)).body.code).toBe('regulation.not-approved');
    expect((await withdraw(seller, other.id)).body.code).toBe('regulation.already-decided');
  });
  test('抄送: whoever gets a copy reads it and is told, and signs nothing; whoever has nothing to do with it copies nobody', async () => {
    const { id } = await submit(seller, 1_000_004);
    const copy = (who: Actor, to: Actor) => ask(who, 'POST', `/approvals/${id}/copies`, { who: to.id });
    expect((await ask(clerk, 'GET', `/approvals/${id}`)).status).toBe(404);
    expect((await copy(clerk, books)).status).toBe(404);
    expect((await copy(seller, clerk)).status).toBe(200);
    expect((await ask(clerk, 'GET', '/approvals?mine=copied')).body.rows.map((r: { id: string }) => r.id)).toContain(id);
    expect(await card(clerk, id)).toMatchObject({ maySign: false, copied: ['仓库小周'] });
    expect((await kernel.db.query('select from regulation.notice where staff_id = $1 and topic like $2', [clerk.id, `%${id}%`])).rowCount).toBeGreaterThan(0);
    expect((await sign(clerk, id)).body.code).toBe('regulation.not-yours-to-decide');
    expect((await ask(clerk, 'POST', `/approvals/${id}/comments`, { note: '收到' })).status).toBe(200);
    expect((await card(seller, id)).events.at(-1)).toMatchObject({ what: 'comment', by: '仓库小周', note: '收到' });
  });
  test('催办: by the one who asked, told to whoever it waits for, once an hour', async () => {
    const { id } = await submit(seller, 1_000_004);
    const nudge = (who: Actor) => ask(who, 'POST', `/approvals/${id}/nudges`, {});
    const told = async (who: Actor) => (await kernel.db.query<{ text: { zh: string } }>('select text from regulation.notice where staff_id = $1 and topic like $2', [who.id, `%${id}%`])).rows.map((r) => r.text.zh).join();
    expect((await nudge(head)).body.code).toBe('regulation.not-the-requester');
    expect((await nudge(seller)).status).toBe(200);
    // It waits for the head; the general manager comes after him.
    expect([(await told(head)).includes('催办'), (await told(boss)).includes('催办')]).toEqual([true, false]);
    kernel.clock.advance(HOUR - 1);
    expect((await nudge(seller)).body.code).toBe('regulation.nudged-already');
    kernel.clock.advance(1);
    expect((await nudge(seller)).status).toBe(200);
    expect((await card(seller, id)).events.filter((e: { what: string }) => e.what === 'nudge')).toHaveLength(2);
  });
  test('in a batch each signature is recorded as one of a batch, and what is refused is named', async () => {
    const made = [await submit(seller, 10), await submit(seller, 20), await submit(lead, 30)];
    const cards = await Promise.all(made.map(async ({ id }) => { const r = (await kernel.db.query('select content_hash from regulation.approval where id = $1', [id])).rows[0]; return { id, hash: r!['content_hash'] as string, step: '1', for: null }; }));
    const { body } = await ask(lead, 'POST', '/approval-batches', { yes: true, items: cards });
    expect(body).toMatchObject({ done: 2, refused: [{ id: made[2]!.id }] });
    expect((await card(lead, made[0]!.id)).events.at(-1)).toMatchObject({ what: 'approve', batch: true });
  });
});

describe('nothing ever approves itself', () => {
  test('the requester is the approver: the peer signs, else the next higher post; another account of the same person is refused', async () => {
    const own = await submit(lead, 500);
    expect((await card(lead, own.id)).steps[0].seats[0].names).toEqual(['主管小赵']);
    const headOwn = await submit(head, 500_000);
    expect((await card(head, headOwn.id)).waitsFor).toEqual([words('总经理', 'General manager')]);
    const twin = await submit(bossTwin, 5_000_000);
    expect(twin.state).toBe('blocked');
    expect((await card(bossTwin, twin.id)).blockedBy[0].zh).toContain('总经理无人可签');
    const fair = await submit(bossTwin, 500_000);
    expect((await sign(boss, fair.id)).body.code).toBe('regulation.not-your-own');
    expect((await sign(head, fair.id)).body.state).toBe('approved');
    const { rows } = await kernel.db.query("select 1 from kernel.fact where type = 'regulation.approval-blocked' and subject_id = $1", [twin.id]);
    expect(rows).toHaveLength(1);
  });
  // Red when a request that nobody can sign stays so although its content is right and somebody was appointed meanwhile.
  test('nobody can sign until somebody is appointed: submitted again with the same content it goes to him', async () => {
    const { id, claim } = await submit(bossTwin, 5_000_001);
    const again = async () => ask(bossTwin, 'POST', `/approvals/${id}/revision`, { rev: (await card(bossTwin, id)).rev, content: { amountFen: 5_000_001 }, reason: '请新任总经理审批' });
    expect((await again()).body.state).toBe('blocked');
    // Why is said once, in both languages, however often it was submitted.
    expect((await card(bossTwin, id)).blockedBy).toEqual([{ zh: expect.stringContaining('总经理无人可签'), en: expect.stringContaining('nobody can sign as General manager') }]);
    const newBoss = person(['general-manager'], { name: '新任总经理' });
    const { directory } = parts;
    Object.assign(parts, { directory: directoryOf([...staff, newBoss].map((p) => ({ id: p.id!, personId: p.personId, name: p.name, posts: p.posts }))) });
    expect((await again()).body.state).toBe('waiting');
    expect((await sign(head, id)).body.state).toBe('waiting');
    expect((await sign(newBoss, id)).body.state).toBe('approved');
    Object.assign(parts, { directory });
    expect((await pay(bossTwin, claim, 5_000_001)).status).toBe(200);
  });
  test('administrators have no bypass', async () => {
    const { id, claim } = await submit(seller, 500);
    expect((await sign(administrator, id)).body.code).toBe('regulation.not-yours-to-decide');
    expect((await pay(administrator, claim, 500)).body.code).toBe('regulation.not-approved');
    expect((await ask(administrator, 'GET', `/approvals/${id}`)).status).toBe(404);
  });
  test('separation at the moment of the vote: who lost the post meanwhile does not sign, who holds it now does', async () => {
    const { id } = await submit(seller, 500);
    expect((await sign({ ...clerk, id: someId(), posts: ['team-lead'] }, id)).body.state).toBe('approved');
  });
});

describe('time', () => {
  test('timeout: a reminder, then the superior is added; rejection only where the chain declares it', async () => {
    const step = { mode: 'any' as const, posts: ['team-lead'], share: null, timeoutHours: 4, autoReject: false, alternate: null };
    const chain = (autoReject: boolean) => ({ field: null, unit: 'fen', copyTo: [], validHours: 24, routes: [{ when: [], bands: [{ above: null, upTo: null, steps: [{ ...step, autoReject }] }] }] });
    const publish = async (autoReject: boolean) => {
      const { body } = await ask(head, 'POST', '/approval-chains/6.2.2%2Fdiscount-approved/changes', { chain: chain(autoReject), from: null, reason: '主管四小时内须签' });
      expect((await sign(boss, body.id)).body.state).toBe('executed');
    };
    // Working hours of the office: 09:00–12:00 and 13:30–18:00.
    const at = (text: string) => kernel.clock.moveTo(Date.parse(`${text}+08:00`));
    const told = async (id: string) => (await card(seller, id)).events.map((e: { what: string }) => e.what);
    at('2026-04-13T09:00:00');
    await publish(false);
    const soft = await submit(seller, 500, {}, 'test.give-discount');
    expect((await card(seller, soft.id)).steps[0].dueAt).toBe(Date.parse('2026-04-13T14:30:00+08:00'));
    at('2026-04-13T10:00:00');
    await publish(true);
    const hard = await submit(seller, 500, {}, 'test.give-discount');
    at('2026-04-13T14:29:59.999');
    await wakeApprovals(kernel, parts);
    expect(await told(soft.id)).toEqual(['submit']);
    at('2026-04-13T14:30:00');
    await wakeApprovals(kernel, parts);
    expect(await told(soft.id)).toEqual(['submit', 'remind']);
    // Nobody is late for a night: eight working hours end on the next morning.
    at('2026-04-14T09:29:00');
    await wakeApprovals(kernel, parts);
    expect(await told(soft.id)).toEqual(['submit', 'remind']);
    at('2026-04-14T09:30:00');
    await wakeApprovals(kernel, parts);
    expect((await card(seller, soft.id)).steps[0].seats[0].names).toContain('经理老张');
    at('2026-04-14T15:59:59');
    await wakeApprovals(kernel, parts);
    expect((await card(seller, hard.id)).state).toBe('waiting');
    at('2026-04-14T16:00:00');
    await wakeApprovals(kernel, parts);
    expect([(await card(seller, soft.id)).state, (await card(seller, hard.id)).state]).toEqual(['waiting', 'rejected']);
    // The added superior may now decide.
    expect((await sign(head, soft.id)).body.state).toBe('approved');
    kernel.clock.advance(25 * HOUR);
    await wakeApprovals(kernel, parts);
    expect((await card(seller, soft.id)).state).toBe('expired');
  });
});

describe('what was signed is what is done', () => {
  test('the verb with another amount is refused; with the approved one it runs once', async () => {
    const { id, claim } = await submit(seller, 500);
    await sign(lead, id);
    expect((await pay(seller, claim, 501)).body).toMatchObject({ code: 'regulation.not-what-was-approved', clause: '6.2.2' });
    expect((await pay(seller, claim, 500)).status).toBe(200);
    expect((await pay(seller, claim, 500)).body.code).toBe('regulation.not-approved');
  });
  test('engine.md §4: whoever carries it out must be allowed to: another post is refused, and what was approved stays to be used by whoever may', async () => {
    const { id, claim } = await submit(seller, 500, {}, 'test.wire-money');
    await sign(lead, id);
    const wire = (who: Actor) => ask(who, 'POST', '/test.wire-money', { claim, amountFen: 500 });
    expect((await wire(seller)).body.code).toBe('kernel.not-allowed');
    expect((await card(seller, id)).state).toBe('approved');
    expect((await kernel.db.query('select from public.paid where claim = $1', [claim])).rowCount).toBe(0);
    expect((await wire(books)).status).toBe(200);
    expect((await card(seller, id)).state).toBe('executed');
  });
  test('engine.md §4: an approval that has expired carries nothing, to the millisecond', async () => {
    const [last, late] = [await submit(seller, 500), await submit(seller, 600)];
    for (const { id } of [last, late]) await sign(lead, id);
    const { expiresAt } = await card(seller, last.id);
    kernel.clock.advance(expiresAt - 1 - kernel.clock.now());
    expect((await pay(seller, last.claim, 500)).status).toBe(200);
    kernel.clock.advance(1);
    expect((await pay(seller, late.claim, 600)).body.code).toBe('regulation.approval-expired');
    expect((await kernel.db.query('select from public.paid where claim = $1', [late.claim])).rowCount).toBe(0);
  });
  test('a material change voids the votes, an immaterial one notifies and keeps them', async () => {
    const { id } = await submit(seller, 1_000_009);
    await sign(head, id);
    const revise = async (amountFen: number, reason: string) => ask(seller, 'POST', `/approvals/${id}/revision`, { rev: (await card(seller, id)).rev, content: { amountFen }, reason });
    await revise(1_000_009, '补充说明');
    expect((await card(seller, id)).steps[0].seats[0].vote).toBe('yes');
    expect((await ask(boss, 'GET', '/notices')).body.rows.map((r: { text: { zh: string } }) => r.text.zh).join()).toContain('签署仍有效');
    await revise(1_000_010, '金额有误');
    expect((await card(seller, id)).steps[0].seats.map((s: { vote: string | null }) => s.vote)).toEqual([null, null]);
  });
  test('who reads an old version does not sign the new one', async () => {
    const { id } = await submit(seller, 700);
    const old = await card(lead, id);
    await ask(seller, 'POST', `/approvals/${id}/revision`, { rev: old.rev, content: { amountFen: 99_000 }, reason: '改金额' });
    expect((await ask(lead, 'POST', `/approvals/${id}/signature`, { hash: old.hash, step: old.step, yes: true })).body.code).toBe('kernel.changed-meanwhile');
  });
  test('another amount chooses its band anew: nobody asks for little and gets much signed by whoever signs little; both sides of the edge', async () => {
    const { id, claim } = await submit(seller, 700);
    const to = async (amountFen: number) => ask(seller, 'POST', `/approvals/${id}/revision`, { rev: (await card(seller, id)).rev, content: { amountFen }, reason: '金额写错了' });
    await to(100_000);
    expect(await card(lead, id)).toMatchObject({ maySign: true, figure: 100_000, fields: [{ key: 'amountFen', before: { zh: '¥7.00' } }] });
    await to(100_001);
    expect(await card(seller, id)).toMatchObject({ figure: 100_001, waitsFor: [{ zh: '部门经理' }] });
    expect((await sign(lead, id)).body.code).toBe('regulation.not-yours-to-decide');
    await to(1_000_001);
    expect((await card(head, id)).steps[0].seats.map((x: { label: { zh: string } }) => x.label.zh)).toEqual(['部门经理', '总经理']);
    await sign(head, id);
    await sign(boss, id);
    expect((await pay(seller, claim, 1_000_001)).status).toBe(200);
  });
  test('what is split over revisions counts together, too: the whole chooses the band', async () => {
    const purpose = '展会搭建';
    await submit(seller, 60_000, { purpose });
    const second = await submit(seller, 10_000, { purpose });
    expect((await card(lead, second.id)).split).toBe(false);
    await ask(seller, 'POST', `/approvals/${second.id}/revision`, { rev: (await card(seller, second.id)).rev, content: { amountFen: 50_000 }, reason: '加了灯光' });
    expect(await card(head, second.id)).toMatchObject({ split: true, whole: 110_000, waitsFor: [{ zh: '部门经理' }] });
  });
  test('sent back and submitted again from the record: the same request goes on, with what changed since the last version', async () => {
    const { id, claim } = await submit(seller, 900, { content: { amountFen: 900, lines: [{ name: '出租车', amountFen: 400 }, { name: '午餐', amountFen: 500 }] } });
    const seen = await card(lead, id);
    await ask(lead, 'POST', `/approvals/${id}/return`, { hash: seen.hash, step: seen.step, to: null, note: '午餐金额不对' });
    const again = { verb: 'test.pay-claim', subject: { type: 'claim', id: claim }, content: { amountFen: 800, lines: [{ name: '出租车', amountFen: 400 }, { name: '午餐', amountFen: 400 }] }, reason: '已更正', purpose: null };
    expect((await ask(lead2, 'POST', '/approvals', again)).body.code).toBe('kernel.wrong-state');
    expect((await ask(seller, 'POST', '/approvals', again)).body).toEqual({ id, state: 'waiting' });
    const after = await card(lead, id);
    expect(after).toMatchObject({ version: 2, maySign: true, reason: '已更正' });
    expect(after.fields.toSorted((a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1))).toEqual([
      expect.objectContaining({ key: 'amountFen', now: words('¥8.00', '¥8.00'), before: words('¥9.00', '¥9.00') }),
      expect.objectContaining({ key: 'lines', parts: [
        { path: [words('第 2 项', 'no. 2'), words('金额', 'Amount')], now: words('¥4.00', '¥4.00'), before: words('¥5.00', '¥5.00') },
      ] }),
    ]);
  });
  test('own authority within the band: no approval is needed; above it is', async () => {
    kernel.clock.advance(DAY);
    // The published chain asks the lead: a lead acts by himself, a seller does not.
    const give = (who: Actor) => ask(who, 'POST', '/test.give-discount', { claim: someId(), amountFen: 5 });
    expect([(await give(lead)).status, (await give(seller)).body.code]).toEqual([200, 'regulation.not-approved']);
  });
  test('an override is a fact with a reason, needs a listed post, counts as an exception and is approved afterwards', async () => {
    const claim = someId();
    const run = (who: Actor, override: string | null) => runVerb(kernel, payClaim, { claim, amountFen: 900 }, { actor: who, override });
    await expect(run(seller, '着急')).rejects.toThrow('not-approved');
    await run(books, '法院划扣，当天必须付');
    const { rows } = await kernel.db.query("select payload from kernel.fact where type = 'regulation.gate-overridden'");
    expect(rows.at(-1)).toMatchObject({ payload: { clause: '6.2.2', control: 'claim-approved', reason: '法院划扣，当天必须付' } });
    const { body } = await ask(boss, 'GET', '/approvals?mine=waiting');
    const after = body.rows.find((r: { reason: string }) => r.reason.includes('法院'));
    expect((await sign(books, after.id)).body.code).toBe('regulation.not-your-own');
    expect((await sign(boss, after.id)).body.state).toBe('executed');
    await kernel.db.query('select regulation.fold_figures()');
    expect((await kernel.db.query("select sum(overridden)::int as n from regulation.figure where control = 'claim-approved'")).rows[0]).toEqual({ n: 1 });
  });
  test('what has been done already is worded anew, never changed: a waiver or an override asks for just what it asked for', async () => {
    const claim = someId();
    await runVerb(kernel, payClaim, { claim, amountFen: 901 }, { actor: books, override: '法院划扣' });
    const { rows: [after] } = await kernel.db.query<{ id: string }>("select id from regulation.approval where verb = 'regulation.accept-override' and subject_id = $1", [claim]);
    const asked = await card(books, after!.id);
    const revise = (content: object) => ask(books, 'POST', `/approvals/${after!.id}/revision`, { rev: asked.rev, content, reason: '补充说明' });
    expect(await revise({ ...asked.content, amountFen: 1 })).toMatchObject({ status: 422, body: { code: 'kernel.invalid-input' } });
    expect((await revise(asked.content)).status).toBe(200);
  });
  test('the whole counts: split within seven days for one purpose is flagged and goes to the higher band', async () => {
    kernel.clock.advance(10 * DAY);
    const first = await submit(seller, 60_000, { purpose: '展会搭建' });
    const second = await submit(seller, 60_000, { purpose: '展会搭建' });
    const other = await submit(seller, 60_000, { purpose: '办公用品' });
    const cards = [first, second, other].map((a) => a.id);
    expect((await card(seller, cards[0]!)).split).toBe(false);
    expect(await card(seller, cards[1]!)).toMatchObject({ split: true, whole: 120_000, waitsFor: [words('部门经理', 'Department head')], splitWith: [{ id: first.id }] });
    expect((await card(seller, cards[2]!)).split).toBe(false);
    kernel.clock.advance(7 * DAY);
    expect((await card(seller, (await submit(seller, 60_000, { purpose: '展会搭建' })).id)).split).toBe(false);
  });
});

describe('two clicks at once', () => {
  const race = async (guard: boolean): Promise<number> => {
    const { id, claim } = await submit(seller, 500);
    await sign(lead, id);
    // Two executions that both read before either writes: without the row lock and the state both would pay.
    if (!guard) {
      const read = () => kernel.db.query<{ state: string }>('select state from regulation.approval where id = $1', [id]);
      const unguarded = async () => {
        const { rows } = await read();
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (rows[0]!.state === 'approved') await kernel.db.query("insert into public.paid (claim, amount) values ($1, 500)", [claim]);
        await kernel.db.query("update regulation.approval set state = 'executed' where id = $1", [id]);
      };
      await Promise.all([unguarded(), unguarded()]);
    } else await Promise.allSettled(Array.from({ length: 6 }, () => runVerb(kernel, payClaim, { claim, amountFen: 500 }, { actor: seller })));
    return (await kernel.db.query('select 1 from public.paid where claim = $1', [claim])).rowCount!;
  };
  test('a real race of six executions pays once; without the guard the same race pays twice', async () => {
    expect(await race(true)).toBe(1);
    expect(await race(false)).toBe(2);
  });
  test('signed and withdrawn at once: one of the two happens, in every race, and the record says which', async () => {
    const outcomes = await Promise.all(Array.from({ length: 12 }, async () => {
      const { id, claim } = await submit(seller, 500);
      return { id, claim, hash: (await card(lead, id)).hash as string };
    }).map(async (made) => {
      const { id, claim, hash } = await made;
      const answers = await Promise.allSettled([
        runVerb(kernel, signVerb(parts, null), { id, hash, step: '1', for: null, note: null, yes: true, batch: false }, { actor: lead }),
        runVerb(kernel, withdrawVerb(parts), { id }, { actor: seller }),
      ]);
      return { id, claim, won: answers.filter((a) => a.status === 'fulfilled').length };
    }));
    for (const { id, won } of outcomes) {
      expect(won).toBe(1);
      const { rows } = await kernel.db.query<{ what: string }>("select what from regulation.approval_event where approval_id = $1 and what in ('approve', 'withdraw')", [id]);
      const { rows: [row] } = await kernel.db.query<{ state: string }>('select state from regulation.approval where id = $1', [id]);
      expect([rows.length, row!.state]).toEqual([1, rows[0]!.what === 'approve' ? 'approved' : 'withdrawn']);
    }
  });
  test('six signatures at once leave one vote', async () => {
    const { id } = await submit(seller, 1_000_500);
    const { hash } = await card(head, id);
    actor = head;
    const answers = await Promise.all(Array.from({ length: 6 }, () => app.inject({ method: 'POST', url: `/api/approvals/${id}/signature`, payload: { hash, step: '1', yes: true } })));
    expect(answers.filter((a) => a.statusCode === 200)).toHaveLength(1);
    expect((await card(boss, id)).events.filter((e: { what: string }) => e.what === 'approve')).toHaveLength(1);
  });
});

describe('chains', () => {
  test('publishing checks that bands cover everything and do not overlap; a change is itself approved', async () => {
    const { body } = await ask(head, 'GET', '/approval-chains/6.2.2%2Fclaim-approved');
    const chain = structuredClone(body.chain);
    chain.routes[0].bands[1].above = 90_000;
    const propose = (c: unknown, who: Actor = head) => ask(who, 'POST', '/approval-chains/6.2.2%2Fclaim-approved/changes', { chain: c, from: null, reason: '调整报销权限' });
    expect((await propose(chain)).body).toMatchObject({ code: 'regulation.chain-wrong', detail: expect.stringContaining('重叠') as string });
    chain.routes[0].bands[1].above = 100_001;
    expect((await propose(chain)).body.detail).toContain('空缺');
    chain.routes[0].bands[0].upTo = 100_001;
    expect((await propose(chain, clerk)).status).toBe(403);
    const made = await propose(chain);
    expect((await sign(head, made.body.id)).body.code).toBe('regulation.not-your-own');
    expect((await card(seller, (await submit(seller, 100_001)).id)).waitsFor[0].zh).toBe('部门经理');
    expect((await sign(boss, made.body.id)).body.state).toBe('executed');
    expect((await card(seller, (await submit(seller, 100_001)).id)).waitsFor[0].zh).toBe('销售主管');
  });
  test('the chain is a snapshot at submission: a later change does not touch what runs', async () => {
    const running = await submit(seller, 100_001);
    const { body } = await ask(head, 'GET', '/approval-chains/6.2.2%2Fclaim-approved');
    const chain = structuredClone(body.chain);
    chain.routes[0].bands[0].steps[0] = { ...chain.routes[0].bands[0].steps[0], mode: 'share', share: 6_000, posts: ['team-lead'] };
    const made = await ask(head, 'POST', '/approval-chains/6.2.2%2Fclaim-approved/changes', { chain, from: null, reason: '主管票签' });
    await sign(boss, made.body.id);
    expect((await sign(lead, running.id)).body.state).toBe('approved');
    // 票签: 60 % of two leads is two.
    const shared = await submit(seller, 50);
    expect([(await sign(lead, shared.id)).body.state, (await sign(lead2, shared.id)).body.state]).toEqual(['waiting', 'approved']);
  });
  test('a trial says who would sign ¥12,000 by this seller', async () => {
    const { body } = await ask(head, 'GET', '/approval-chains/6.2.2%2Fclaim-approved');
    const tried = await ask(clerk, 'POST', '/approval-chains/6.2.2%2Fclaim-approved/trials', { chain: body.chain, by: seller.id, content: { amountFen: 1_200_000 } });
    expect(tried.body.steps.map((s: { seats: { names: string[] }[] }) => s.seats.map((x) => x.names[0]))).toEqual([['经理老张', '总经理老陈']]);
  });
});

describe('from a mail', () => {
  test('the signed link opens the page only after signing in, and only to those concerned', async () => {
    const { id } = await submit(seller, 500);
    // The notice (and the mail that is made of it) carries such a link.
    const { rows: [notice] } = await kernel.db.query<{ href: string }>('select href from regulation.notice where staff_id = $1 and topic = $2', [lead.id, `approval/${id}`]);
    expect((await ask(lead, 'GET', `/approval-links/${notice!.href.split('/').at(-1)}`)).body).toEqual({ id });
    const token = signLink(await linkSecret(kernel), { type: 'approval', id, expiresAt: kernel.clock.now() + DAY });
    expect((await ask(lead, 'GET', `/approval-links/${token}`)).body).toEqual({ id });
    expect((await ask(clerk, 'GET', `/approval-links/${token}`)).status).toBe(404);
    expect((await ask(lead, 'GET', `/approval-links/${token.slice(0, -2)}xx`)).status).toBe(404);
    actor = null;
    expect((await app.inject({ method: 'GET', url: `/api/approval-links/${token}` })).statusCode).toBe(401);
  });
});
