import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshKernel, type TestKernel } from '../../../../tests/support/kernel.ts';
import { brought, ruleNames } from '../../../app/brought.ts';
import { connectedRulebook } from '../../../app/rulebook.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { DAY, dayOf } from '../../../kernel/clock.ts';
import { knownFacts, registerFacts } from '../../../kernel/fact.ts';
import { runVerb } from '../../../kernel/verb.ts';
import * as regulationFacts from '../../../regulation/facts.ts';
import { Engine, seedCalendars } from '../../../regulation/index.ts';
import * as salesFacts from '../facts.ts';
import { givenStaff } from '../leads/testing.ts';
import { observeCompetitor, readCompetitor, saveCompetitor } from './competitors.ts';
import { addLink, addTask, basisOf, dropResearch, finishTask, markRead, missingOf, publishResearch, requiredSections, startResearch, writeResearch } from './report.ts';
import { listResearch, readResearch } from './research-reads.ts';

let kernel: TestKernel;
let engine: Engine;
let lead: Actor;
let seller: Actor;
let n = 0;
beforeAll(async () => {
  for (const facts of [salesFacts, regulationFacts]) registerFacts(facts);
  // The approval has its own tests (regulation/approvals); here the gates and duties of the clause are at work.
  const book = connectedRulebook(new Set([...knownFacts(), ...ruleNames])).map((c) => ({ ...c, controls: c.controls.filter((x) => x.kind !== 'approval') }));
  engine = new Engine(book, brought);
  kernel = await freshKernel({ controls: engine });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  lead = await givenStaff(kernel, ['team-lead']);
  seller = await givenStaff(kernel, ['seller']);
});
afterAll(() => kernel.close());
beforeEach(() => { n += 1; });

const filled = { market: '本月大盘平稳，礼品类增长明显，单价略升，渠道更分散。', competitors: '两家对手上新不锈钢系列，价格带下移十元，赠品增加。', demand: '企业福利采购询价增加，集中在三百到五百件的订单。', 'trends-policy': '平台收紧虚假宣传处罚，环保材质标识成为加分项。', conclusions: '主推礼盒装，补充五百件起订的阶梯价，核对宣传用语。' };
const begin = async (): Promise<string> => (await runVerb(kernel, startResearch, { period: `2026-${String(n).padStart(2, '0')}` }, { actor: seller })).id;
const write = (id: string, sections: Record<string, string>, version = 1) => runVerb(kernel, writeResearch, { id, version, title: '调研报告', sections }, { actor: seller });
const source = (id: string, section: string) => runVerb(kernel, addLink, { id, section: section as 'market', title: `${section} 资料`, url: 'https://example.com/a', seenOn: dayOf(kernel.clock.now()) }, { actor: seller });
const publish = (id: string) => runVerb(kernel, publishResearch(engine), { id }, { actor: lead });

describe('the report of a month (clause 2.1.1)', () => {
  test('lacks what lacks: a section short of twenty characters, a section without a source; conclusions rest on the others', () => {
    const required = requiredSections(engine, kernel.clock.now());
    expect(required).toEqual(['market', 'competitors', 'demand', 'trends-policy', 'conclusions']);
    const of = (market: string) => missingOf({ sections: { ...filled, market } }, required.map((section) => ({ section })), required);
    expect(of('字'.repeat(19)).sections).toEqual(['market']);
    expect(of('字'.repeat(20)).sections).toEqual([]);
    expect(missingOf({ sections: filled }, [{ section: 'market' }], required).sources).toEqual(['competitors', 'demand', 'trends-policy']);
  });
  test('incomplete it is counted as published against the rule; complete it is not', async () => {
    const id = await begin();
    await publish(id);
    const other = await (n += 1, begin());
    await write(other, filled);
    for (const s of ['market', 'competitors', 'demand', 'trends-policy']) await source(other, s);
    await publish(other);
    const exceptions = async (reportId: string) => (await kernel.db.query<{ control: string }>("select f.payload ->> 'control' as control from kernel.fact f join kernel.fact_object o on o.fact_seq = f.seq where f.type = 'regulation.gate-overridden' and o.object_id = $1", [reportId])).rows.map((r) => r.control);
    expect(await exceptions(id)).toEqual(['report-complete']);
    expect(await exceptions(other)).toEqual([]);
  });
  test('published it goes to its readers and stands; its conclusions are duties of their owners until they say what came of them', async () => {
    const id = await begin();
    await write(id, filled);
    for (const s of ['market', 'competitors', 'demand', 'trends-policy']) await source(id, s);
    const dueOn = dayOf(kernel.clock.now() + 7 * DAY);
    const { id: task } = await runVerb(kernel, addTask, { id, text: '上线阶梯价', ownerId: seller.id!, dueOn }, { actor: lead });
    await publish(id);
    const duty = async () => (await kernel.db.query<{ state: string; owner_staff: string }>("select state, owner_staff from regulation.obligation where subject_id = $1 and control = 'conclusion-carried-out'", [task])).rows;
    expect(await duty()).toEqual([{ state: 'pending', owner_staff: seller.id }]);
    await expect(write(id, filled, 2)).rejects.toMatchObject({ kind: { code: 'sales.research-fixed' } });
    expect((await listResearch(kernel, seller, { toRead: true })).rows.map((r) => r.id)).toContain(id);
    await runVerb(kernel, markRead, { id }, { actor: seller });
    expect((await listResearch(kernel, seller, { toRead: true })).rows.map((r) => r.id)).not.toContain(id);
    await expect(runVerb(kernel, finishTask, { id: task, outcome: 'done', result: '别人的' }, { actor: await givenStaff(kernel, ['seller']) })).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
    await runVerb(kernel, finishTask, { id: task, outcome: 'done', result: '已上线，见价格表' }, { actor: seller });
    expect((await duty()).map((d) => d.state)).toEqual(['met']);
    expect((await readResearch(engine)(kernel, lead, id)).readerList.find((r) => r.id === seller.id)!.readAt).not.toBeNull();
  });
  test('one report a month, until it is dropped; two who write at once do not lose each other’s words', async () => {
    const id = await begin();
    await expect(begin()).rejects.toMatchObject({ kind: { code: 'sales.research-known' } });
    await write(id, filled);
    await expect(write(id, { market: '覆盖' })).rejects.toMatchObject({ kind: { code: 'kernel.changed-meanwhile' } });
    await runVerb(kernel, dropResearch, { id, reason: '重写' }, { actor: lead });
    await begin();
    expect((await basisOf(kernel, id)).tasks).toEqual([]);
  });
  test('a source is not seen tomorrow, a task is not due today', async () => {
    const id = await begin();
    const tomorrow = dayOf(kernel.clock.now() + DAY);
    await expect(runVerb(kernel, addLink, { id, section: 'market', title: '明天', url: 'https://example.com', seenOn: tomorrow }, { actor: seller })).rejects.toMatchObject({ kind: { code: 'sales.source-in-the-future' } });
    await expect(runVerb(kernel, addTask, { id, text: '今天', ownerId: seller.id!, dueOn: dayOf(kernel.clock.now()) }, { actor: seller })).rejects.toMatchObject({ kind: { code: 'sales.task-due-past' } });
  });
});

test('a competitor’s prices are kept by product and day, with what changed since the time before', async () => {
  const { id } = await runVerb(kernel, saveCompetitor, { id: null, version: null, name: '示例对手', active: true }, { actor: seller });
  const see = (product: string, observedOn: string, priceFen?: number, feature?: string) => runVerb(kernel, observeCompetitor, { id, product, observedOn, ...(priceFen ? { priceFen } : {}), ...(feature ? { feature } : {}) }, { actor: seller });
  await see('350ml 杯', '2026-01-05', 5_900);
  await see('350ml 杯', '2026-02-05', 5_500);
  await see('茶具', '2026-02-01', 12_800, '送茶巾');
  await expect(see('350ml 杯', '2026-02-06')).rejects.toMatchObject({ kind: { code: 'kernel.invalid-input' } });
  const read = await readCompetitor(kernel, id);
  expect(read).toMatchObject({ lastPriceFen: 5_500, changeFen: -400, products: 2, observations: 3 });
  expect(read.series.find((s) => s.product === '350ml 杯')!.points.map((p) => p.priceFen)).toEqual([5_900, 5_500]);
});
