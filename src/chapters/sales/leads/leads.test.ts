import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshKernel, TUESDAY, type TestKernel } from '../../../../tests/support/kernel.ts';
import { brought, ruleNames } from '../../../app/brought.ts';
import { connectedRulebook } from '../../../app/rulebook.ts';
import { system, type Actor } from '../../../kernel/actor.ts';
import { DAY, HOUR, MINUTE } from '../../../kernel/clock.ts';
import { knownFacts, registerFacts } from '../../../kernel/fact.ts';
import { runVerb } from '../../../kernel/verb.ts';
import * as regulationFacts from '../../../regulation/facts.ts';
import { Engine, seedCalendars, Ticker } from '../../../regulation/index.ts';
import * as salesFacts from '../facts.ts';
import { assignLead, reassignLead } from './assign-lead.ts';
import { captureLead } from './capture-lead.ts';
import { changeLead, convertLead, discardLead } from './change-lead.ts';
import { recycleIdle } from './jobs.ts';
import { listLeads } from './lead-list.ts';
import { readLead } from './lead-record.ts';
import { mergeLeads, undoMerger } from './merge-leads.ts';
import { pickLead, releaseLead } from './pool.ts';
import { recordContact } from './record-contact.ts';
import { assignCaptured, reassignIdle } from './reactions.ts';
import { givenAway, givenStaff, givenTeam, leadNow, somePhone } from './testing.ts';

let kernel: TestKernel;
let ticker: Ticker;
let head: Actor;
let sellers: Actor[] = [];
let team: string;

beforeAll(async () => {
  for (const facts of [salesFacts, regulationFacts]) registerFacts(facts);
  const engine = new Engine(connectedRulebook(new Set([...knownFacts(), ...ruleNames])), brought);
  kernel = await freshKernel({ controls: engine, reactions: [assignCaptured, reassignIdle] });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  ticker = new Ticker(kernel, engine, async () => {});
  head = await givenStaff(kernel, ['department-head']);
});
afterAll(() => kernel.close());
/** Two sellers of a new team for each situation; those of earlier ones have left. */
beforeEach(async () => {
  await kernel.db.query("update company.staff set active = false where id in (select staff_id from company.post_holding where post = 'seller')");
  await kernel.db.query("update sales.lead set state = 'discarded', owner_id = null where state in ('new', 'assigned', 'contacted', 'pool')");
  team = await givenTeam(kernel);
  sellers = [await givenStaff(kernel, ['seller'], [team]), await givenStaff(kernel, ['seller'], [team])];
});

const capture = (more: Record<string, unknown> = {}, actor: Actor = head) => runVerb(kernel, captureLead, { name: '张示例', phone: somePhone(), channel: 'fair', ...more } as never, { actor });
const settle = async (): Promise<void> => {
  await kernel.settle();
  await ticker.beat();
  await kernel.settle();
};
const duties = async (id: string) => (await kernel.db.query<{ control: string; state: string; owner_staff: string | null }>('select control, state, owner_staff from regulation.obligation where subject_id = $1 order by opened_at, control', [id])).rows;
const dutyStates = async (id: string) => (await duties(id)).map((d) => `${d.control} ${d.state}`);
const sayHello = (id: string, actor: Actor, more: Record<string, unknown> = {}) => runVerb(kernel, recordContact, { id, channel: 'phone', reached: true, words: '问候并了解需求', ...more } as never, { actor });
const ownerOf = async (id: string): Promise<Actor> => {
  const owner = (await leadNow(kernel, id)).owner_id;
  return sellers.find((s) => s.id === owner)!;
};

describe('a lead comes in (clause 2.1.2)', () => {
  test('it is scored with reasons, classed, handed out by the rule, and the clocks run', async () => {
    const { id } = await capture({ company: '示例商贸有限公司', need: '想要一千个保温杯', province: '浙江省' });
    expect(await dutyStates(id)).toEqual(['assigned-in-time pending']);
    await settle();
    const lead = await readLead(kernel, head, 'all', id);
    expect(lead).toMatchObject({ state: 'assigned', class: 'A', score: 65 });
    expect(lead.scoreReasons.reduce((sum, r) => sum + r.points, 0)).toBe(65);
    expect(lead.ownerships[0]!.decision!.considered.filter((c) => c.out === null)).toHaveLength(2);
    expect(await dutyStates(id)).toEqual(['assigned-in-time met', 'contacted-in-time pending', 'idle-lead-reassigned pending']);
    const { rows } = await kernel.db.query<{ n: bigint }>("select count(*) as n from regulation.judgement where subject_id = $1 and control = 'lead-routed'", [id]);
    expect(rows[0]!.n).toBe(1n);
  });
  const exceptions = async (id: string) => (await kernel.db.query<{ missing: string[] }>(
    "select f.payload -> 'missing' as missing from kernel.fact f join kernel.fact_object o on o.fact_seq = f.seq where f.type = 'regulation.gate-overridden' and o.object_id = $1", [id])).rows.map((r) => r.missing);
  test('without a channel it waits for a person, and is handed out as soon as somebody says where it came from', async () => {
    const { id } = await capture({ channel: null });
    await settle();
    expect((await leadNow(kernel, id)).state).toBe('new');
    await runVerb(kernel, changeLead, { id, version: (await leadNow(kernel, id)).version, channel: 'referral' }, { actor: head });
    await settle();
    expect((await leadNow(kernel, id)).state).toBe('assigned');
    expect(await exceptions(id)).toEqual([]);
  });
  test('a person who hands it out all the same does so as an exception, counted under the clause', async () => {
    const { id } = await capture({ channel: null });
    await runVerb(kernel, assignLead, { id }, { actor: head });
    expect(await exceptions(id)).toEqual([['source-known']]);
  });
  test.each([
    [{ phone: null }, 'sales.lead-without-contact'], [{ phone: '12345' }, 'sales.phone-unreadable'], [{ platform: 'taobao' }, 'sales.platform-incomplete'], [{ email: 'nobody' }, 'sales.lead-without-contact'],
  ])('%j is refused: %s', async (more, code) => {
    await expect(capture(more)).rejects.toMatchObject({ kind: { code } });
  });
  test('assigned 30 working minutes after it came in is in time, one millisecond later is not', async () => {
    const outcomes: string[] = [];
    for (const late of [0, 1]) {
      await kernel.db.query("insert into kernel.setting (key, value) values ('sales.leads', '{\"autoAssign\": false}') on conflict (key) do update set value = excluded.value");
      const { id } = await capture();
      kernel.clock.advance(30 * MINUTE + late);
      await runVerb(kernel, assignLead, { id }, { actor: head });
      outcomes.push((await dutyStates(id))[0]!);
    }
    await kernel.db.query("delete from kernel.setting where key = 'sales.leads'");
    expect(outcomes).toEqual(['assigned-in-time met', 'assigned-in-time breached']);
  });
  test('nobody who is away gets one: the substitute of the own seller does', async () => {
    const phone = somePhone();
    const first = await capture({ phone });
    await settle();
    const own = await ownerOf(first.id);
    const other = sellers.find((s) => s !== own)!;
    await sayHello(first.id, own);
    await runVerb(kernel, convertLead, { id: first.id }, { actor: own });
    await givenAway(kernel, own, other, DAY);
    const again = await capture({ phone });
    await settle();
    expect(await leadNow(kernel, again.id)).toMatchObject({ state: 'assigned', owner_id: other.id });
  });
});

describe('the same customer twice', () => {
  test('is found by number in another spelling, goes into the lead that was there, and can be taken out again as it was', async () => {
    const phone = somePhone();
    const email = `${phone}@example.com`;
    const one = await capture({ phone, costFen: 100, tags: ['展会'] });
    const two = await capture({ phone: `+86 ${phone.slice(0, 3)}-${phone.slice(3)}`, costFen: 250, tags: ['急'], email, need: '要五百个杯子' });
    expect(two.duplicates).toEqual([{ leadNo: one.leadNo, reasons: ['phone'] }]);
    const before = await leadNow(kernel, one.id);
    await settle();
    expect(await leadNow(kernel, two.id)).toMatchObject({ state: 'merged', merged_into: one.id });
    expect(await leadNow(kernel, one.id)).toMatchObject({ tags: ['展会', '急'], cost_fen: 350n, email, need: '要五百个杯子' });
    expect(await dutyStates(two.id)).toEqual(['assigned-in-time cancelled']);
    const merger = (await readLead(kernel, head, 'all', one.id)).merged[0]!;
    await runVerb(kernel, undoMerger, { id: merger.mergerId }, { actor: head });
    expect(await leadNow(kernel, one.id)).toMatchObject({ tags: before.tags, cost_fen: before.cost_fen, email: null, need: null });
    expect(await leadNow(kernel, two.id)).toMatchObject({ state: 'new', merged_into: null });
    await settle();
    expect((await leadNow(kernel, two.id)).state).toBe('assigned');
  });
  test('what somebody changed after the merger stays when it is undone; contacts go back to theirs', async () => {
    const [one, two] = [await capture(), await capture({ company: '另一家公司' })];
    await settle();
    await sayHello(two.id, await ownerOf(two.id));
    const { id: merger } = await runVerb(kernel, mergeLeads, { id: one.id, goneId: two.id }, { actor: head });
    expect((await leadNow(kernel, one.id)).contacts).toBe(1);
    await runVerb(kernel, changeLead, { id: one.id, version: (await leadNow(kernel, one.id)).version, company: '改过的公司' }, { actor: head });
    await runVerb(kernel, undoMerger, { id: merger }, { actor: head });
    expect(await leadNow(kernel, one.id)).toMatchObject({ company: '改过的公司', contacts: 0 });
    expect(await leadNow(kernel, two.id)).toMatchObject({ contacts: 1, company: '另一家公司' });
    await expect(runVerb(kernel, undoMerger, { id: merger }, { actor: head })).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
  });
  test('a similar name asks a person and stops nobody', async () => {
    const [a, b] = [await capture({ company: '嘉兴示例百货有限公司' }), await capture({ company: '嘉兴示例百货' })];
    expect(b.duplicates).toEqual([{ leadNo: a.leadNo, reasons: ['name'] }]);
    await settle();
    expect((await leadNow(kernel, b.id)).state).toBe('assigned');
  });
});

describe('first contact (clause 2.1.3)', () => {
  test('reached in time ends both clocks; not reached ends none', async () => {
    const { id } = await capture();
    await settle();
    const owner = await ownerOf(id);
    await sayHello(id, owner, { reached: false, words: '无人接听' });
    expect(await dutyStates(id)).toContain('contacted-in-time pending');
    await sayHello(id, owner, { nextStep: '发报价', nextAt: kernel.clock.now() + DAY });
    expect(await dutyStates(id)).toEqual(['assigned-in-time met', 'contacted-in-time met', 'idle-lead-reassigned met', 'next-step-kept pending']);
    kernel.clock.advance(HOUR);
    await sayHello(id, owner, { words: '报价已发' });
    expect(await dutyStates(id)).toContain('next-step-kept met');
    expect((await leadNow(kernel, id)).state).toBe('contacted');
  });
  test('let lie, it goes to another seller, and the breach stays with the one who let it lie', async () => {
    const { id } = await capture();
    await settle();
    const lazy = await ownerOf(id);
    const other = sellers.find((s) => s !== lazy)!;
    kernel.clock.advance(5 * DAY);
    await settle();
    await settle();
    expect(await leadNow(kernel, id)).toMatchObject({ state: 'assigned', owner_id: other.id });
    const contact = (await duties(id)).filter((d) => d.control === 'contacted-in-time');
    expect(contact).toEqual([{ control: 'contacted-in-time', state: 'breached', owner_staff: lazy.id }, { control: 'contacted-in-time', state: 'pending', owner_staff: other.id }]);
    await sayHello(id, other);
    expect((await duties(id)).filter((d) => d.control === 'contacted-in-time').map((d) => d.state)).toEqual(['breached', 'met']);
  });
  test('with nobody else to give it to it goes into the pool', async () => {
    await kernel.db.query('update company.staff set active = false where id = $1', [sellers[1]!.id]);
    const { id } = await capture();
    await settle();
    kernel.clock.advance(6 * DAY);
    await settle();
    await settle();
    expect(await leadNow(kernel, id)).toMatchObject({ state: 'pool', owner_id: null });
  });
  test('given on in time, nobody broke anything', async () => {
    const { id } = await capture();
    await settle();
    const first = await ownerOf(id);
    const other = sellers.find((s) => s !== first)!;
    kernel.clock.advance(MINUTE);
    await runVerb(kernel, reassignLead, { id, sellerId: other.id!, reason: '客户要求' }, { actor: head });
    expect((await duties(id)).filter((d) => d.control === 'contacted-in-time').map((d) => d.state)).toEqual(['cancelled', 'pending']);
  });
  test('only whoever holds it records, and the next step lies ahead', async () => {
    const { id } = await capture();
    await settle();
    const owner = await ownerOf(id);
    await expect(sayHello(id, sellers.find((s) => s !== owner)!)).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
    await expect(sayHello(id, owner, { nextAt: kernel.clock.now() })).rejects.toMatchObject({ kind: { code: 'sales.next-step-past' } });
    await expect(sayHello(id, owner, { at: kernel.clock.now() + HOUR })).rejects.toMatchObject({ kind: { code: 'sales.contact-not-now' } });
  });
  test('whoever stands in for the seller sees the lead among the own ones and records the contact; a colleague who does not stand in sees nothing', async () => {
    const { id } = await capture();
    await settle();
    const owner = await ownerOf(id);
    const colleague = sellers.find((s) => s !== owner)!;
    const substitute: Actor = { ...colleague, onBehalfOf: owner.id };
    await expect(readLead(kernel, colleague, 'own', id)).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
    expect((await listLeads(kernel, colleague, 'own', { mine: true })).rows).toEqual([]);
    expect((await listLeads(kernel, substitute, 'own', { mine: true })).rows.map((l) => l.id)).toEqual([id]);
    expect(await readLead(kernel, substitute, 'own', id)).toMatchObject({ state: 'assigned' });
    await sayHello(id, substitute);
    expect(await dutyStates(id)).toContain('contacted-in-time met');
    // It stays the seller's.
    expect((await leadNow(kernel, id)).owner_id).toBe(owner.id);
  });
});

describe('the pool 公海', () => {
  const pooled = async (): Promise<{ id: string; lost: Actor; other: Actor }> => {
    const { id } = await capture();
    await settle();
    const lost = await ownerOf(id);
    await runVerb(kernel, releaseLead, { id, reason: '不在我的品类' }, { actor: lost });
    return { id, lost, other: sellers.find((s) => s !== lost)! };
  };
  test('two clicks at once have one owner; the second is told that it is taken', async () => {
    const { id } = await pooled();
    const fresh = [await givenStaff(kernel, ['seller'], [team]), await givenStaff(kernel, ['seller'], [team])];
    const clicks = await Promise.allSettled(fresh.map((actor) => runVerb(kernel, pickLead, { id }, { actor })));
    const [won, told] = [clicks.filter((c) => c.status === 'fulfilled'), clicks.filter((c) => c.status === 'rejected')];
    expect([won.length, told.length]).toEqual([1, 1]);
    expect(told[0]!.reason).toMatchObject({ kind: { code: 'sales.lead-taken' } });
    const { rows } = await kernel.db.query<{ owner_id: string }>('select owner_id from sales.lead_ownership where lead_id = $1 and to_at is null', [id]);
    expect(rows).toEqual([{ owner_id: (await leadNow(kernel, id)).owner_id }]);
  });
  test('whoever lost it waits seven days before picking it again; the picks of a day have an end', async () => {
    const { id, lost, other } = await pooled();
    await expect(runVerb(kernel, pickLead, { id }, { actor: lost })).rejects.toMatchObject({ kind: { code: 'sales.picked-too-soon' } });
    await kernel.db.query("insert into kernel.setting (key, value) values ('sales.leads', '{\"picksADay\": 1}') on conflict (key) do update set value = excluded.value");
    await runVerb(kernel, pickLead, { id }, { actor: other });
    const next = await pooled();
    const eager = next.lost === other ? other : other;
    await expect(runVerb(kernel, pickLead, { id: next.id }, { actor: eager })).rejects.toMatchObject({ kind: { code: 'sales.pick-limit' } });
    await kernel.db.query("delete from kernel.setting where key = 'sales.leads'");
  });
  test('idle leads are warned of before they go back, by class; a contact in time keeps them', async () => {
    const [keen, kept] = [await capture({ class: 'A' }), await capture({ class: 'A' })];
    await settle();
    for (const l of [keen, kept]) await sayHello(l.id, await ownerOf(l.id));
    kernel.clock.advance(6 * DAY - 1);
    expect(await recycleIdle(kernel)).toEqual({ warned: 0, taken: 0 });
    kernel.clock.advance(1);
    expect((await recycleIdle(kernel)).warned).toBe(2);
    const told = (await kernel.db.query<{ staff_id: string; text: { zh: string } }>("select staff_id, text from regulation.notice where topic like 'lead-recycle:%'")).rows;
    const numbers = (await kernel.db.query<{ lead_no: string; owner_id: string }>('select lead_no, owner_id from sales.lead where id = any ($1::uuid[])', [[keen.id, kept.id]])).rows;
    for (const l of numbers) expect(told.some((n) => n.staff_id === l.owner_id && n.text.zh.includes(l.lead_no))).toBe(true);
    await sayHello(kept.id, await ownerOf(kept.id));
    kernel.clock.advance(DAY - 1);
    expect(await recycleIdle(kernel)).toEqual({ warned: 0, taken: 0 });
    kernel.clock.advance(1);
    expect((await recycleIdle(kernel)).taken).toBe(1);
    expect((await leadNow(kernel, keen.id)).state).toBe('pool');
    expect((await leadNow(kernel, kept.id)).state).toBe('contacted');
    const history = (await readLead(kernel, head, 'all', keen.id)).ownerships;
    expect(history[0]!.ended!.zh).toContain('7 天未联系');
  });
  test('a seller sees the own leads and the pool, masked; a lead the team; nothing of another team', async () => {
    const { id, other } = await pooled();
    const stranger = await givenStaff(kernel, ['seller'], [await givenTeam(kernel)]);
    const own = await listLeads(kernel, other, 'own', { state: ['pool'] });
    expect(own.rows.find((r) => r.id === id)).toMatchObject({ name: '张**' });
    expect(own.rows.find((r) => r.id === id)!.phone).toMatch(/^139\*{4}\d{4}$/);
    await expect(readLead(kernel, stranger, 'own', id)).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
  });
});

test('a discarded lead owes nothing any more', async () => {
  const { id } = await capture();
  await settle();
  await runVerb(kernel, discardLead, { id, reason: '空号' }, { actor: await ownerOf(id) });
  expect((await dutyStates(id)).filter((d) => d.endsWith('pending'))).toEqual([]);
});
test('the system may do what people may not see', async () => {
  expect(TUESDAY).toBeLessThan(kernel.clock.now());
  const { id } = await capture();
  await settle();
  await runVerb(kernel, reassignLead, { id, reason: '测试改派' }, { actor: system('线索改派') });
  expect((await leadNow(kernel, id)).state).toBe('assigned');
});
