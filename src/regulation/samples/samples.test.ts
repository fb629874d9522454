import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import type { Actor } from '../../kernel/actor.ts';
import { HOUR } from '../../kernel/clock.ts';
import { buildServer } from '../../kernel/http/server.ts';
import { runVerb } from '../../kernel/verb.ts';
import { Engine, notifier, regulationRoutes, seedCalendars, Subjects, Ticker } from '../index.ts';
import { directoryOf, figuresAgainstRecount, someId } from '../testing.ts';
import { decideFreight, kindsBrought, kindsRulebook, tellKind } from '../testing-kinds.ts';

let kernel: TestKernel;
let app: FastifyInstance;
let ticker: Ticker;
let actor: Actor | null = null;
const seller = person(['seller'], { name: '销售甲' });
const lead = person(['team-lead'], { name: '组长乙' });
const lead2 = person(['team-lead', 'seller'], { name: '组长丙' });
const head = person(['department-head'], { name: '部门经理丁' });
const agent = person(['service-agent'], { name: '客服戊' });
const agent2 = person(['service-agent'], { name: '客服己' });
const manager = person(['general-manager'], { name: '总经理庚' });
const people = [seller, lead, lead2, head, agent, agent2, manager];
const at = (local: string): number => Date.parse(`${local.replace(' ', 'T')}:00+08:00`);

beforeAll(async () => {
  const engine = new Engine(kindsRulebook, kindsBrought);
  kernel = await freshKernel({ controls: engine, at: at('2026-03-10 10:00') });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  const directory = directoryOf(people.map((p) => ({ id: p.id!, name: p.name, posts: p.posts })));
  ticker = new Ticker(kernel, engine, notifier(engine, directory));
  app = await buildServer({ kernel, routes: regulationRoutes({ engine, rulebook: kindsRulebook, subjects: new Subjects(), directory }), authenticate: async () => actor, checkAnswers: true });
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
const say = (who: Actor, what: string, id: string, when = kernel.clock.now()) => runVerb(kernel, tellKind, { facts: [[what, id, when, {}]] }, { actor: who });
const line = async (clause: string) => (await ask(head, 'GET', `/rulebook/clauses?ids=${clause}&days=60`)).body.rows[0];

describe('engine.md §1 attest: the desk of the checking post', () => {
  // oxlint-disable-next-line typescript/no-explicit-any
  let rows: any[];
  test('a month of contacts ends: a fifth waits for the team lead, and the clause waits for a person', async () => {
    await ticker.beat();
    for (let i = 0; i < 9; i += 1) await say(seller, 'contacted', someId());
    await say(lead2, 'contacted', someId());
    kernel.clock.moveTo(at('2026-04-01 09:00'));
    await ticker.beat();
    rows = (await ask(lead, 'GET', '/samples?mine=true&state=waiting')).body.rows;
    expect(rows).toHaveLength(2);
    // Whatever the draw took, it is the seller's work in what follows.
    await kernel.db.query('update regulation.sample_check set done_by = $1', [seller.id]);
    expect(rows[0]).toMatchObject({ clause: '1.3.2', checks: [{ zh: '礼貌' }, { zh: '清楚' }] });
    expect((await ask(agent, 'GET', '/samples')).body.rows).toEqual([]);
    expect(await line('1.3.2')).toMatchObject({ figure: { awaiting: 2 } });
  });
  test('my work holds them as one item with their number, and opens the desk on them; counted once', async () => {
    const { rows: work, counts } = (await ask(lead, 'GET', '/work')).body;
    const mine = work.filter((r: { kind: string }) => r.kind === 'sample');
    expect(mine).toMatchObject([{ kind: 'sample', group: 'today', clause: '1.3.2', title: { zh: '抽查：礼貌（2 件）' }, subject: { href: '/samples?clause=1.3.2&control=contact-polite&state=waiting,second-look&mine=true' } }]);
    expect(counts).toMatchObject({ today: 1, overdue: 0 });
    expect((await ask(lead, 'GET', '/work/counts')).body).toMatchObject({ today: 1 });
    expect((await ask(lead, 'GET', `/work/${mine[0].id}`)).body).toMatchObject({ acts: [{ key: 'open', primary: true }], facts: expect.arrayContaining([{ label: { zh: '检查项 2', en: 'Point 2' }, value: { zh: '清楚', en: 'clear' } }]) });
    // A desk that the link opens shows just these.
    expect((await ask(lead, 'GET', mine[0].subject.href)).body.rows).toHaveLength(2);
    expect((await ask(agent, 'GET', '/work')).body.rows.filter((r: { kind: string }) => r.kind === 'sample')).toEqual([]);
    // Whoever did what was drawn does not check it: it is not in his list.
    await kernel.db.query('update regulation.sample_check set done_by = $1 where id = $2', [lead2.id, rows[0].id]);
    expect((await ask(lead2, 'GET', '/work')).body.rows.filter((r: { kind: string }) => r.kind === 'sample').map((r: { title: { zh: string } }) => r.title.zh)).toEqual(['抽查：礼貌（1 件）']);
    await kernel.db.query('update regulation.sample_check set done_by = $1 where id = $2', [seller.id, rows[0].id]);
  });
  test('an incomplete list is refused; whoever did the work does not check it', async () => {
    expect((await ask(lead, 'POST', `/samples/${rows[0].id}/check`, { answers: [true], note: null, version: 1 })).body).toMatchObject({ code: 'regulation.checks-incomplete' });
    const { rows: [own] } = await kernel.db.query<{ id: string }>("update regulation.sample_check set done_by = $1 where id = $2 returning id", [lead2.id, rows[0].id]);
    expect((await ask(lead2, 'POST', `/samples/${own!.id}/check`, { answers: [true, true], note: null, version: 1 })).body).toMatchObject({ code: 'regulation.same-person' });
    await kernel.db.query('update regulation.sample_check set done_by = $1 where id = $2', [seller.id, rows[0].id]);
  });
  test('where a second look is due, nothing is judged before another person has looked', async () => {
    const second = rows.find((r) => r.secondLook)!;
    expect((await ask(lead, 'POST', `/samples/${second.id}/check`, { answers: [true, true], note: null, version: 1 })).body).toMatchObject({ state: 'second-look' });
    expect((await ask(lead, 'POST', `/samples/${second.id}/check`, { answers: [true, true], note: null, version: 2 })).body).toMatchObject({ code: 'regulation.same-person' });
    expect((await ask(lead2, 'POST', `/samples/${second.id}/check`, { answers: [true, true], note: '复核一致', version: 2 })).body).toMatchObject({ state: 'passed' });
    expect(await line('1.3.2')).toMatchObject({ figure: { awaiting: 1, met: 1 } });
  });
  test('a failed point fails the sample; a dispute takes the verdict back until another person has looked', async () => {
    const first = rows.find((r) => !r.secondLook)!;
    expect((await ask(lead, 'POST', `/samples/${first.id}/check`, { answers: [false, true], note: '语气生硬', version: 1 })).body).toMatchObject({ state: 'failed' });
    expect(await line('1.3.2')).toMatchObject({ lamp: 'not-compliant', figure: { breached: 1, awaiting: 0 } });
    expect((await ask(lead, 'POST', `/samples/${first.id}/dispute`, { reason: '不是本人', version: 2 })).status).toBe(404);
    expect((await ask(seller, 'POST', `/samples/${first.id}/dispute`, { reason: '录音显示用语礼貌', version: 2 })).status).toBe(200);
    expect(await line('1.3.2')).toMatchObject({ figure: { breached: 0, awaiting: 1 } });
    expect((await ask(lead2, 'POST', `/samples/${first.id}/check`, { answers: [true, true], note: null, version: 3 })).body).toMatchObject({ state: 'passed' });
    expect(await line('1.3.2')).toMatchObject({ figure: { met: 2, breached: 0, awaiting: 0 } });
    expect(await figuresAgainstRecount(kernel)).toEqual([]);
    const { body } = await ask(head, 'GET', '/rulebook/clauses/1.3.2/controls/contact-polite/judgements');
    // oxlint-disable-next-line typescript/no-explicit-any
    expect(body.rows.map((r: any) => [r.outcome, r.supersededAt !== null]).toSorted()).toEqual([['broken', true], ['kept', false], ['kept', false]]);
  });
  test('the draw is made again from the log; a fact that came in late shows', async () => {
    const draws = async () => (await ask(seller, 'GET', '/sample-draws?clause=1.3.2&control=contact-polite')).body.rows;
    expect(await draws()).toMatchObject([{ population: 10, drawn: 2, passed: 2, again: 'same' }]);
    await say(seller, 'contacted', someId(), at('2026-03-20 10:00'));
    expect(await draws()).toMatchObject([{ again: 'later-facts' }]);
    for (const query of ['clause=1.3.2&control=nobody', 'clause=9.9.9&control=contact-polite', 'clause=1.3.2&control=freight-payer']) expect((await ask(seller, 'GET', `/sample-draws?${query}`)).status).toBe(404);
  });
});

describe('the evidence of each kind in words', () => {
  test('a rule says by which version, from what and why', async () => {
    await runVerb(kernel, decideFreight, { id: 'R-9', faulty: true, amountFen: 900 }, { actor: agent });
    const { body } = await ask(head, 'GET', '/rulebook/clauses/1.3.2/controls/freight-payer/judgements');
    expect(body.rows[0]).toMatchObject({ outcome: 'applied', subject: { id: 'R-9' } });
    // oxlint-disable-next-line typescript/no-explicit-any
    expect(body.rows[0].lines.map((l: any) => l.value.zh ?? l.value).slice(0, 3)).toEqual(['质量问题', '公司承担', 'test.freight-payer v1']);
  });
  test('engine.md §1: on the page of a case stand the verdicts about it, each with what it was judged by', async () => {
    const claim = someId();
    await say(lead, 'claimed', claim);
    await say(head, 'payed', claim, kernel.clock.now() + 1);
    const { judgements } = (await ask(head, 'GET', `/cases/claim/${claim}/timeline`)).body;
    expect(judgements).toMatchObject([{ control: 'claim-and-pay', outcome: 'kept', lines: [{ label: { zh: '先办' }, value: expect.stringContaining('组长乙') }, { label: { zh: '后办' }, value: expect.stringContaining('部门经理丁') }] }]);
  });
  test('a number that nobody has finds nothing', async () => {
    expect((await ask(head, 'GET', '/rulebook/clauses/1.3.2/controls/freight-payer/judgements?q=R-0')).body.rows).toEqual([]);
    expect((await ask(head, 'GET', '/samples?q=R-0')).body.rows).toEqual([]);
  });
  test('cases are for those who answer for them', async () => expect((await ask(agent, 'GET', '/rulebook/clauses/1.3.2/controls/freight-payer/judgements')).status).toBe(403));
  test('a control that does not exist is not there', async () => expect((await ask(head, 'GET', '/rulebook/clauses/1.3.2/controls/never-there/judgements')).status).toBe(404));
});

describe('handing over and waiving', () => {
  const issue = someId();
  let id = '';
  test('whoever owes it hands it to a colleague who holds the post; nobody else can', async () => {
    await say(agent, 'raised', issue);
    id = (await ask(agent, 'GET', '/obligations?open=true&control=issue-settled')).body.rows[0].id;
    expect((await ask(agent, 'GET', `/obligations/${id}/care`)).body).toMatchObject({ mayHandOver: true, mayAskWaiver: true, waiver: null });
    expect((await ask(agent, 'POST', `/obligations/${id}/owner`, { staffId: seller.id, reason: '对方更熟悉' })).body).toMatchObject({ code: 'regulation.owner-unfit' });
    expect((await ask(seller, 'POST', `/obligations/${id}/owner`, { staffId: agent2.id, reason: '与我无关' })).status).toBe(404);
    expect((await ask(agent, 'POST', `/obligations/${id}/owner`, { staffId: agent2.id, reason: '我下午请假' })).status).toBe(200);
    expect((await ask(agent2, 'GET', '/obligations?mine=true&open=true&control=issue-settled')).body.rows).toMatchObject([{ id, owner: { name: '客服己' } }]);
  });
  test('a waiver takes another person; until then the clock goes on, afterwards it is an exception and no breach', async () => {
    kernel.clock.advance(30 * HOUR);
    await ticker.beat();
    expect(await line('1.3.2')).toMatchObject({ figure: { breached: 1, overdue: 1 } });
    expect((await ask(agent2, 'POST', `/obligations/${id}/waiver`, { reason: '平台故障，无法登录' })).status).toBe(200);
    expect((await ask(agent2, 'POST', `/obligations/${id}/waiver`, { reason: '再申请一次' })).body).toMatchObject({ code: 'regulation.asked-already' });
    const { waiver } = (await ask(head, 'GET', `/obligations/${id}/care`)).body;
    expect(waiver).toMatchObject({ state: 'waiting', open: true });
    const { hash, step } = (await ask(head, 'GET', `/approvals/${waiver.id}`)).body;
    const signature = { hash, step, for: null, note: '属实', yes: true };
    expect((await ask(agent2, 'POST', `/approvals/${waiver.id}/signature`, signature)).status).toBeGreaterThanOrEqual(403);
    expect((await ask(head, 'POST', `/approvals/${waiver.id}/signature`, signature)).status).toBe(200);
    expect((await ask(head, 'GET', `/obligations/${id}`)).body).toMatchObject({ state: 'waived', open: false, superseded: [{ reason: 'waiver', state: 'breached' }] });
    expect(await line('1.3.2')).toMatchObject({ lamp: 'with-exceptions', figure: { breached: 0, overdue: 0, waived: 1 } });
    expect(await figuresAgainstRecount(kernel)).toEqual([]);
    expect((await ask(agent2, 'POST', `/obligations/${id}/owner`, { staffId: null, reason: '退回岗位' })).body).toMatchObject({ code: 'regulation.obligation-closed' });
  });
  test('engine.md §1: of a limit that was not kept the reason is asked; it stands in the timeline and excuses nothing; what is in time has nothing to explain', async () => {
    const [own, reason] = [someId(), { reason: '仓库停电两小时' }];
    await say(agent, 'raised', own);
    const duty = async () => (await ask(agent, 'GET', '/obligations?open=true&control=issue-settled')).body.rows.find((r: { subject: { id: string } }) => r.subject.id === own);
    const { id: late } = await duty();
    expect((await ask(agent, 'POST', `/obligations/${late}/breach-reason`, reason)).body.code).toBe('kernel.wrong-state');
    expect((await ask(agent, 'GET', `/obligations/${late}/care`)).body).toMatchObject({ mayExplain: false, explained: null });
    const before = await line('1.3.2');
    kernel.clock.advance(48 * HOUR);
    await ticker.beat();
    const unexplained = async () => (await ask(head, 'GET', '/obligations?unexplained=true&control=issue-settled')).body.rows.map((r: { id: string }) => r.id);
    expect(await unexplained()).toContain(late);
    expect((await ask(agent, 'GET', `/obligations/${late}/care`)).body).toMatchObject({ mayExplain: true, explained: null });
    expect((await ask(seller, 'POST', `/obligations/${late}/breach-reason`, reason)).status).toBe(404);
    expect((await ask(agent, 'POST', `/obligations/${late}/breach-reason`, reason)).status).toBe(200);
    expect(await unexplained()).not.toContain(late);
    expect((await ask(head, 'GET', `/obligations/${late}/care`)).body.explained).toMatchObject({ reason: '仓库停电两小时', by: '客服戊' });
    expect((await ask(head, 'GET', `/cases/issue/${own}/timeline`)).body.facts[0].sentence.zh).toBe('第 1.3.2 条超时的原因：仓库停电两小时');
    expect((await ask(head, 'GET', `/obligations/${late}`)).body.state).toBe('breached');
    expect((await line('1.3.2')).figure.breached).toBeGreaterThan(before.figure.breached);
    await say(agent, 'settled', own);
  });
});
