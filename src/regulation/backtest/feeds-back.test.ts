import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import { rulebook } from '../../app/rulebook.ts';
import { HOUR } from '../../kernel/clock.ts';
import { buildServer } from '../../kernel/http/server.ts';
import { words } from '../../kernel/words.ts';
import type { Deadline } from '../clause.ts';
import { clause, declareClauses, duration, on, wording } from '../declare.ts';
import { connectClauses } from '../declare-needs.ts';
import { Engine, regulationRoutes, seedCalendars, Subjects, Ticker } from '../index.ts';
import { directoryOf, say, someId, told } from '../testing.ts';
import { feedsBack, parting } from './feeds-back.ts';

/** engine.md §5: only what feeds nothing back is judged anew; where the program acts on the limit it is said where the ways part, and nothing after. */
const declared = declareClauses('sales/orders', [clause({
  id: '2.3.3', title: words('发货', 'Shipping'), binds: ['warehouse'], wording: wording('超过 [idleAfter]改派。', 'Given to someone else after [idleAfter].'),
  parameters: { idleAfter: duration(words('改派时限', 'Time to re-assignment'), 48, 'hours', [1, 720]) },
  controls: [{
    kind: 'deadline', id: 'idle-reassigned', title: words('逾期改派', 'Idle ones go on'), subject: 'order', after: [on('test.order-paid', '付款', 'payment')], until: [on('test.order-shipped', '发货', 'shipping')],
    cancelledBy: [on('test.order-dropped', '取消', 'cancelling')], within: { parameter: 'idleAfter' }, calendar: 'natural', owner: { post: 'warehouse' }, repeat: 'once',
    escalation: [{ at: 10_000, to: 'department-head', how: 'reassign' }], work: { title: words('发货', 'Ship'), opens: 'order' },
  }],
})]);
const head = person(['department-head'], { name: '部门经理甲' });
let kernel: TestKernel;
let app: FastifyInstance;
beforeAll(async () => {
  const engine = new Engine(connectClauses(declared, new Set(Object.values(told).map((f) => f.type))));
  kernel = await freshKernel({ controls: engine });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  const directory = directoryOf([{ id: head.id!, name: head.name, posts: head.posts }]);
  app = await buildServer({ kernel, routes: regulationRoutes({ engine, rulebook: connectClauses(declared, new Set()), subjects: new Subjects(), directory }), authenticate: async () => head, checkAnswers: true });
  const paidAt = kernel.clock.now() - 100 * HOUR;
  for (const hours of [10, 30, 48, 60]) {
    const order = someId();
    await say(kernel, ['paid', order, paidAt], ['shipped', order, paidAt + hours * HOUR]);
  }
  await new Ticker(kernel, engine, async () => {}).beat();
});
afterAll(async () => {
  await app.close();
  await kernel.close();
});
// oxlint-disable-next-line typescript/no-explicit-any
const ask = async (path: string): Promise<any> => (await app.inject({ method: 'GET', url: `/api${path}` })).json();

describe('engine.md §5: a limit that the program acts on is not judged anew', () => {
  test('it says why, has no curve of breaches, and tells from which value on how many cases part', async () => {
    const { curves: [curve] } = await ask('/parameters/idleAfter/backtest');
    expect(curve).toMatchObject({ control: 'idle-reassigned', steps: [], feedsBack: { zh: expect.stringContaining('改派') }, actual: { n: 4, met: 3, breached: 1 } });
    const at = (amount: number) => curve.parting.findLast(([from]: number[]) => from! <= amount)[1];
    // Ended by a shorter limit: all that took longer. By a longer one: the one that was handed on. Under the value in force nothing parts.
    expect([at(9), at(10), at(29), at(30), at(47), at(48), at(49), at(61)]).toEqual([4, 3, 3, 2, 2, 0, 1, 1]);
  });
  test('the cases that part are named, and of what follows nothing is said', async () => {
    const cases = async (value: number) => (await ask(`/parameters/idleAfter/backtest/cases?clause=2.3.3&control=idle-reassigned&value=${value}`)).rows.map((r: { would: string }) => r.would);
    expect([await cases(30), await cases(48), await cases(72)]).toEqual([['breached', 'breached'], [], ['open']]);
  });
  test('without a value in force in that unit every amount is another one', () => expect(parting([[1, 3, 0], [5, 2, 0]], 2, null, 9)).toEqual([[1, 3], [5, 2]]));
  test('of the rulebook: the re-assignment of idle leads; what only reminds is judged anew', () => {
    const of = rulebook.flatMap((c) => c.controls.filter((k) => k.kind === 'deadline').map((k) => [`${c.id} ${k.id}`, feedsBack(c, k as Deadline)] as const));
    expect(of.filter(([, why]) => why !== null).map(([name]) => name)).toEqual(['2.1.3 idle-lead-reassigned']);
    const own = rulebook.find((c) => c.id === '2.3.3')!;
    const shipped = own.controls.find((k) => k.id === 'shipped-in-time') as Deadline;
    expect(feedsBack({ ...own, controls: [...own.controls, { kind: 'rule', id: 'goes-by-it', title: words('按它判定', 'Goes by it'), enforce: 'monitor', proof: 'declared', rule: 'sales.some-rule', uses: ['shipWithin'], general: words('甲', 'a'), exceptions: [] }] }, shipped)?.zh).toContain('按它判定');
  });
});
