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
const packer = person(['warehouse'], { name: '仓小满' });
const agent = person(['service-agent'], { name: '客服丁' });
const other = person(['service-agent'], { name: '客服己' });
const lead = person(['service-lead'], { name: '客服主管戊' });
const head = person(['department-head'], { name: '部门经理甲' });
const auditor = person(['auditor'], { name: '审计庚' });
const [unshipped, unanswered, elsewhere, sample] = [someId(), someId(), someId(), someId()];

beforeAll(async () => {
  const engine = new Engine(testRulebook);
  kernel = await freshKernel({ controls: engine });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  const reports = new Map([[agent, lead], [lead, head]]);
  const directory = directoryOf([packer, agent, other, lead, head, auditor].map((p) => ({ id: p.id!, name: p.name, posts: p.posts, ...(reports.has(p) ? { superior: reports.get(p)!.id! } : {}) })));
  engine.directory = directory;
  const parts: Parts = { engine, rulebook: testRulebook, subjects: new Subjects(), directory };
  app = await buildServer({ kernel, routes: regulationRoutes(parts), authenticate: async () => actor, checkAnswers: true });
  const now = kernel.clock.now();
  // Late by the warehouse, which the ladder tells the head; late answers, which it tells the lead; a sample whose ladder ends with the seller.
  await say(kernel, ['paid', unshipped, now - 90 * HOUR], ['opened', unanswered, now - 200 * HOUR, { agent: agent.id! }], ['opened', elsewhere, now - 200 * HOUR, { agent: other.id! }], ['asked', sample, now - 400 * HOUR]);
  await new Ticker(kernel, engine, notifier(engine, directory)).beat();
});
afterAll(async () => {
  await app.close();
  await kernel.close();
});

type Row = { id: string; group: string; subject: { id: string }; owner: { name: string } | null; post: { zh: string } };
async function workOf(who: Actor): Promise<{ rows: Row[]; counts: Record<string, number> }> {
  actor = who;
  return (await app.inject({ method: 'GET', url: '/api/work' })).json();
}
const groups = async (who: Actor) => (await workOf(who)).rows.map((r) => [r.group, r.subject.id]).toSorted();

describe('what a manager finds under my work', () => {
  test('the head of the department: what the ladder has brought to him, and what else is overdue in the department', async () => {
    expect(await groups(head)).toEqual([['escalated', unshipped], ['team', elsewhere], ['team', sample], ['team', unanswered]].toSorted());
    const { rows, counts } = await workOf(head);
    expect(counts).toMatchObject({ overdue: 0, escalated: 1, team: 3 });
    expect(rows.find((r) => r.group === 'escalated')).toMatchObject({ owner: null, post: { zh: '仓库管理员' } });
    expect(rows.find((r) => r.subject.id === unanswered)!.owner).toMatchObject({ name: '客服丁' });
  });
  test('the lead of the service desk: what the ladder of its clauses brings, of nobody else', async () =>
    expect(await groups(lead)).toEqual([['escalated', elsewhere], ['escalated', unanswered]].toSorted()));
  test('those who owe it find it as their own; an auditor looks after nothing', async () => {
    expect(await groups(agent)).toEqual([['overdue', unanswered]]);
    expect(await groups(packer)).toEqual([['overdue', unshipped]]);
    expect(await groups(auditor)).toEqual([]);
  });
  test('the frame counts both; an item opens with its rule', async () => {
    actor = head;
    expect((await app.inject({ method: 'GET', url: '/api/work/counts' })).json()).toMatchObject({ overdue: 0, escalated: 1, team: 3 });
    const [first] = (await workOf(head)).rows;
    expect((await app.inject({ method: 'GET', url: `/api/work/${first!.id}` })).statusCode).toBe(200);
  });
});
