import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import type { Actor } from '../../kernel/actor.ts';
import { HOUR } from '../../kernel/clock.ts';
import { buildServer } from '../../kernel/http/server.ts';
import { Engine, notifier, regulationRoutes, seedCalendars, Subjects, Ticker, type Parts } from '../index.ts';
import { directoryOf, say, someId, testRulebook } from '../testing.ts';

let kernel: TestKernel;
let app: FastifyInstance;
let actor: Actor | null = null;
const agent = person(['service-agent'], { name: '客服丁' });
const other = person(['service-agent'], { name: '客服己' });
const packer = person(['warehouse'], { name: '仓小满' });
const head = person(['department-head'], { name: '部门经理甲' });
const manager = person(['general-manager'], { name: '总经理乙' });
const lead = person(['service-lead'], { name: '客服主管戊' });
const people = [agent, other, packer, head, manager, lead];

beforeAll(async () => {
  const engine = new Engine(testRulebook);
  kernel = await freshKernel({ controls: engine });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  const directory = directoryOf(people.map((p) => ({ id: p.id!, name: p.name, posts: p.posts, ...(p === agent ? { superior: lead.id! } : {}) })));
  engine.directory = directory;
  const parts: Parts = { engine, rulebook: testRulebook, subjects: new Subjects(), directory };
  app = await buildServer({ kernel, routes: regulationRoutes(parts), authenticate: async () => actor, checkAnswers: true });
  const now = kernel.clock.now();
  await say(kernel, ['opened', someId(), now - 200 * HOUR, { agent: agent.id! }], ['opened', someId(), now - HOUR, { agent: agent.id! }]);
  await new Ticker(kernel, engine, notifier(engine, directory)).beat();
});
afterAll(async () => {
  await app.close();
  await kernel.close();
});

// oxlint-disable-next-line typescript/no-explicit-any
async function ask(who: Actor, method: 'GET' | 'POST', path: string, body?: object): Promise<{ status: number; body: any }> {
  actor = who;
  const answer = await app.inject({ method, url: `/api${path}`, ...(body ? { payload: body } : {}) });
  return { status: answer.statusCode, body: answer.json() };
}

describe('a change of the rulebook is published to those whom its clause binds', () => {
  let id = '';
  test('with the approval: a notice in working time, and an item in my work of each', async () => {
    const asked = await ask(head, 'POST', '/parameters/answerWithin/changes', { value: 4, scopeType: null, scopeId: null, from: null, reason: '客户等得太久' });
    const { hash } = (await ask(manager, 'GET', `/parameter-changes/${asked.body.id}`)).body;
    expect((await ask(manager, 'POST', `/parameter-changes/${asked.body.id}/approval`, { hash, note: null })).status).toBe(200);
    const { rows } = (await ask(agent, 'GET', '/rulebook-changes')).body;
    expect(rows).toMatchObject([{ clause: '2.4.1', before: { zh: '8 小时' }, after: { zh: '4 小时' }, addressed: 2, acknowledged: 0, mine: 'waiting', proposedBy: '部门经理甲', approvedBy: '总经理乙' }]);
    id = rows[0].id;
    expect((await ask(agent, 'GET', '/work')).body.rows).toContainEqual(expect.objectContaining({ id, kind: 'change', group: 'today', clause: '2.4.1' }));
    // The heading of the group counts what stands under it.
    const mine = (await ask(agent, 'GET', '/work')).body;
    expect(mine.counts.today).toBe(mine.rows.filter((r: { group: string }) => r.group === 'today').length);
    expect((await ask(agent, 'GET', '/work/counts')).body.today).toBe(mine.counts.today);
    expect((await ask(agent, 'GET', `/work/${id}`)).body.acts.map((a: { key: string }) => a.key)).toEqual(['open', 'acknowledge']);
    expect((await ask(packer, 'GET', '/rulebook-changes')).body.rows[0].mine).toBe('none');
    const { rows: told } = await kernel.db.query('select 1 from regulation.notice where topic = $1', [`publication/${id}`]);
    expect(told).toHaveLength(2);
  });
  test('acknowledged once, counted; again changes nothing; nobody can acknowledge what is not addressed to him', async () => {
    for (let twice = 0; twice < 2; twice++) expect((await ask(agent, 'POST', `/rulebook-changes/${id}/acknowledgement`, {})).status).toBe(200);
    expect((await ask(packer, 'POST', `/rulebook-changes/${id}/acknowledgement`, {})).body.code).toBe('regulation.not-addressed');
    expect((await ask(agent, 'GET', `/rulebook-changes/${id}`)).body).toMatchObject({ acknowledged: 1, addressed: 2, mine: 'done', people: null, mayRemind: false });
    expect((await ask(agent, 'GET', '/work')).body.rows.filter((r: { kind: string }) => r.kind === 'change')).toEqual([]);
    const { rows } = await kernel.db.query("select 1 from kernel.fact where type = 'regulation.change-acknowledged'");
    expect(rows).toHaveLength(1);
  });
  test('who has not is listed for superiors, who remind them once in four hours', async () => {
    const { body } = await ask(lead, 'GET', `/rulebook-changes/${id}`);
    expect(body.people.map((p: { name: string; at: number | null }) => [p.name, p.at !== null])).toEqual([['客服己', false], ['客服丁', true]]);
    expect(body.mayRemind).toBe(true);
    expect((await ask(lead, 'POST', `/rulebook-changes/${id}/reminder`, {})).body.reminded).toBe(1);
    expect((await ask(lead, 'POST', `/rulebook-changes/${id}/reminder`, {})).body.code).toBe('regulation.reminded-already');
    kernel.clock.advance(4 * HOUR);
    expect((await ask(lead, 'POST', `/rulebook-changes/${id}/reminder`, {})).status).toBe(200);
    expect((await ask(packer, 'POST', `/rulebook-changes/${id}/reminder`, {})).status).toBe(403);
  });
  test('found by what it says, by clause, and by what is still open', async () => {
    const count = async (query: string) => (await ask(head, 'GET', `/rulebook-changes?${query}`)).body.rows.length;
    expect([await count('q=答复'), await count('q=nothing'), await count('clause=2.4.1'), await count('clause=2.3.3'), await count('open=true'), await count('mine=waiting')]).toEqual([1, 0, 1, 0, 1, 0]);
  });
});

describe('what the rulebook asks of me', () => {
  const asked = async (who: Actor, query = '') => (await ask(who, 'GET', `/rulebook/mine${query}`)).body;
  test('the clauses that bind my posts, what I owe, what I have open, how I keep it', async () => {
    const mine = await asked(agent);
    expect(mine.person).toMatchObject({ name: '客服丁', self: true });
    expect(mine.chapters.flatMap((c: { clauses: { line: { id: string } }[] }) => c.clauses.map((x) => x.line.id))).toEqual(['2.4.1']);
    expect(mine.chapters[0].clauses[0].asks).toMatchObject([{ control: 'answered-in-time', owed: true, sentence: { zh: expect.stringContaining('4 小时') } }]);
    expect(mine.total).toMatchObject({ open: 2, overdue: 1, met: 0, breached: 1, rate: 0 });
    expect(mine.people).toEqual([]);
  });
  test('a superior reads it for those who report to him, the head for everybody, nobody for a stranger', async () => {
    expect((await asked(lead, `?staff=${agent.id}`)).person).toMatchObject({ name: '客服丁', self: false });
    expect((await ask(lead, 'GET', `/rulebook/mine?staff=${other.id}`)).status).toBe(404);
    expect((await asked(head, `?staff=${packer.id}`)).chapters.flatMap((c: { clauses: { line: { id: string } }[] }) => c.clauses.map((x) => x.line.id))).toEqual(['2.3.3']);
    expect((await ask(agent, 'GET', `/rulebook/mine?staff=${head.id}`)).status).toBe(404);
  });
});
