import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freshKernel, person, type TestKernel } from '../../tests/support/kernel.ts';
import { people } from '../app/demo/company.ts';
import { rulebook } from '../app/rulebook.ts';
import type { Actor } from '../kernel/actor.ts';
import { system } from '../kernel/actor.ts';
import { DAY } from '../kernel/clock.ts';
import { fact } from '../kernel/fact.ts';
import { runVerb, verb } from '../kernel/verb.ts';
import { words } from '../kernel/words.ts';
import { lampOf } from './book/lamp.ts';
import { seedCalendars } from './calendars/seed.ts';
import { contentHash } from './approvals/store.ts';
import type { Approval, Attest, Cadence, Clause, Control, Deadline, FactRef, Gate, Match, Rule, Separation, Target } from './clause.ts';
import { postsOf } from './declare-check.ts';
import { connectClauses, needsOf } from './declare-needs.ts';
import { emptyDirectory } from './directory.ts';
import { dutyOf } from './evaluators/cadence-duty.ts';
import { decideBy, replay, rule } from './evaluators/rule.ts';
import { Engine } from './runtime/engine.ts';
import { Ticker } from './runtime/ticker.ts';
import { checkSampleVerb } from './samples/check.ts';
import { Subjects } from './subjects.ts';
import { someId } from './testing.ts';

/**
 * Each control of the rulebook is run twice through the engine itself, on traces that are made from its declaration: one that keeps it,
 * one that does not. What a later chapter publishes comes alive without engine code: every name counts as connected here.
 */
const names = rulebook.flatMap((c) => c.controls.flatMap((k) => [...needsOf(k).facts, ...needsOf(k).others]));
const connected = connectClauses(rulebook, new Set(names));
const of = <K extends Control['kind']>(kind: K) => rulebook.flatMap((clause) => clause.controls.filter((c) => c.kind === kind).map((control) => [`${clause.id} ${control.id}`, clause, control as Extract<Control, { kind: K }>] as const));
const isRolling = (clause: Clause, c: Cadence): boolean => dutyOf(clause, c).after.length > 0;

let kernel: TestKernel;
let engine: Engine;
let ticker: Ticker;
const scopeIds = new Map<string, string>();
const scopeId = (type: string): string => (type === 'company' ? 'company' : scopeIds.get(type) ?? scopeIds.set(type, someId()).get(type)!);
let measured = { numerator: 0, denominator: 1 };
const START = Date.parse('2026-03-10T02:00:00Z');

beforeAll(async () => {
  const scopeFields = new Map(of('cadence').map(([, , c]) => [c.scope.type, Object.fromEntries((c.scope.where ?? []).map((w) => [w.field, 'value' in w ? w.value : true]))]));
  engine = new Engine(connected, {
    scopes: Object.fromEntries([...scopeFields].map(([type, fields]) => [type, async () => [{ id: scopeId(type), no: null, fields: fields as Record<string, string> }]])),
    figures: of('target').map(([, , c]) => ({ name: c.figure, version: 1, above: c.as, below: c.as, measure: async () => measured, cases: () => [] })),
    matches: [], personsOf: async () => new Map(),
  });
  kernel = await freshKernel({ controls: engine, at: START });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  ticker = new Ticker(kernel, engine, async () => {});
  await ticker.beat();
}, 60_000);
afterAll(() => kernel.close());

/** The smallest payload that fulfils the conditions of a reference. */
function payloadOf(ref: FactRef): Record<string, unknown> {
  return Object.fromEntries((ref.where ?? []).flatMap((c): [string, unknown][] => {
    switch (c.op) {
      case 'eq': return [[c.field, c.value]];
      case 'ne': return [[c.field, typeof c.value === 'number' ? c.value + 1 : `not ${String(c.value)}`]];
      case 'in': return [[c.field, c.value[0]]];
      case 'gt': return [[c.field, c.value + 1]];
      case 'gte': case 'lte': return [[c.field, c.value]];
      case 'lt': return [[c.field, c.value - 1]];
      case 'exists': return c.value ? [[c.field, 'there']] : [];
    }
  }));
}
interface Told { ref: FactRef; subject: { type: string; id: string }; at: number; more?: Record<string, unknown> }
let toTell: Told[] = [];
const tell = verb({
  name: 'test.tell-trace', title: words('说', 'Tell'), may: { signedIn: 'all' }, input: z.strictObject({}),
  run: async (tx) => {
    for (const { ref, subject, at, more } of toTell) {
      const kind = fact(ref.fact, { subject: subject.type, payload: z.looseObject({}), sentence: () => ref.as });
      tx.fact(kind, subject.id, { ...payloadOf(ref), ...more }, { at });
    }
    return {};
  },
});
const say = (actor: Actor, ...facts: Told[]) => {
  toTell = facts;
  return runVerb(kernel, tell, {}, { actor });
};
const machine = system('测试');
const row = async (clause: string, control: string, subject: string): Promise<{ state: string; breach_at: number | null } | undefined> => (await kernel.db.query<{ state: string; breach_at: number | null }>(
  'select state, breach_at from regulation.obligation where clause = $1 and control = $2 and subject_id = $3 order by cycle, opened_at limit 1', [clause, control, subject])).rows[0];
const judged = async (clause: string, control: string): Promise<string[]> => (await kernel.db.query<{ outcome: string }>('select outcome from regulation.judgement where clause = $1 and control = $2 order by at, id', [clause, control])).rows.map((r) => r.outcome);

/** Opens an obligation of a deadline and discharges it exactly at its limit, or one millisecond (one count) beyond. */
async function run(clause: Clause, c: Deadline, beyond: boolean): Promise<string> {
  const subject = { type: c.subject, id: someId() };
  const at = kernel.clock.now() - 300 * DAY;
  const promise = 'promise' in c.within ? { [c.within.promise]: at + DAY } : {};
  await say(machine, { ref: c.after[0]!, subject, at, more: promise });
  const opened = await row(clause.id, c.id, subject.id);
  const limit = 'parameter' in c.within && c.counts ? (engine.values.at(c.within.parameter, at).value as number) : 0;
  await say(machine, { ref: c.until[0]!, subject, at: (opened?.breach_at ?? at) + (beyond && !c.counts ? 1 : 0), more: { ...promise, ...(c.counts ? { [c.counts]: limit + (beyond ? 1 : 0) } : {}) } });
  return (await row(clause.id, c.id, subject.id))?.state ?? 'nothing opened';
}

describe('engine.md §1: each control has a passing and a failing trace', () => {
  const rolling = of('cadence').filter(([, clause, c]) => isRolling(clause, c)).map(([name, clause, c]) => [name, clause, dutyOf(clause, c)] as const);
  describe('deadline, and cadences that roll', () => {
    beforeAll(() => kernel.clock.advance(400 * DAY));
    test.each([...of('deadline'), ...rolling])('%s', async (_, clause, c: Deadline) => expect([await run(clause, c, false), await run(clause, c, true)]).toEqual(['met', 'breached']));
  });

  describe('cadence by the calendar', () => {
    const scheduled = of('cadence').filter(([, clause, c]) => !isRolling(clause, c));
    test.each(scheduled)('%s', async (_, clause, c: Cadence) => {
      // The oldest duty stands since the start, 400 days ago; all that were missed since are breached but the first, of which a late report says that it was kept.
      await ticker.beat();
      const states = async () => (await kernel.db.query<{ state: string; opened_at: number; open: boolean }>('select state, opened_at, open from regulation.obligation where clause = $1 and control = $2 order by cycle', [clause.id, c.id])).rows;
      const [first] = await states();
      expect(first).toMatchObject({ state: 'breached', open: false });
      await say(machine, { ref: c.product, subject: { type: c.scope.type, id: scopeId(c.scope.type) }, at: first!.opened_at });
      expect((await states())[0]).toMatchObject({ state: 'met', open: false });
      expect((await states()).at(-1)!.open).toBe(true);
    }, 60_000);
  });

  describe('gate', () => {
    test.each(of('gate'))('%s', async (_, __, c: Gate) => {
      const own = rulebook.flatMap((k) => k.controls).filter((k): k is Gate => k.kind === 'gate' && k.verb === c.verb);
      const guarded = (missing: string | null) => verb({
        name: c.verb as `${string}.${string}`, title: c.act, may: { signedIn: 'all' }, input: z.strictObject({}),
        evidence: () => Object.fromEntries(own.flatMap((g) => g.requires.map((r) => [r.name, r.name !== missing]))), run: async () => ({ ran: true }),
      });
      const go = (missing: string | null) => runVerb(kernel, guarded(missing), {}, { actor: machine }).then(() => 'ran', (error: { kind?: { code: string } }) => error.kind?.code ?? String(error));
      expect(await go(null)).not.toBe('regulation.gate');
      const strict = own.some((g) => g.enforce === 'block' && g.requires.some((r) => r.name === c.requires[0]!.name));
      if (strict) expect(await go(c.requires[0]!.name)).toBe('regulation.gate');
      else expect(await go(c.requires[0]!.name)).not.toBe('regulation.gate');
    });
  });

  describe('approval', () => {
    test.each(of('approval'))('%s', async (_, clause, c: Approval) => {
      // Who does it holds a post that decides nothing, so that no band is his own.
      const doer = person(['logistics-clerk']);
      const subject = { type: 'request', id: someId() };
      const content = { what: c.id, ...(c.matrix ? { [c.matrix.field]: 1 } : {}) };
      const own = rulebook.flatMap((k) => k.controls).filter((k) => k.kind === 'gate' && k.verb === c.verb).flatMap((g) => (g as Gate).requires.map((r) => [r.name, true]));
      const act = verb({ name: c.verb as `${string}.${string}`, title: c.act, may: { signedIn: 'all' }, input: z.strictObject({}), evidence: () => Object.fromEntries(own), lays: () => ({ subject, content }), run: async () => ({ ran: true }) });
      const go = () => runVerb(kernel, act, {}, { actor: doer }).then(() => 'ran', (error: { kind?: { code: string; clause?: string } }) => error.kind?.code ?? String(error));
      // Every control of the kind on that verb wants its own: all of them are given or none.
      const every = of('approval').filter(([, , k]) => k.verb === c.verb).map(([, k, control]) => [k.id, control.id] as const);
      const approve = (hash: string) => Promise.all(every.map(([id, control]) => kernel.db.query(
        `insert into regulation.approval (id, verb, clause, control, chain_key, subject_type, subject_id, title, href, content, content_hash, reason, requested_by, requested_person, requested_by_name, requested_at, may_decide, state, decided_at, decided_person, life)
         values ($1, $2, $3, $4, $5, $6, $7, '{"zh": "轨迹", "en": "trace"}', '/', $8, $9, '轨迹', $10, $10, '申请人', to_timestamp($12::bigint / 1000.0), '{}', 'approved', to_timestamp($12::bigint / 1000.0), $11, $13)`,
        [someId(), c.verb, id, control, `${id}/${control}`, subject.type, subject.id, JSON.stringify(content), hash, doer.id, someId(), kernel.clock.now(),
          JSON.stringify({ status: 'approved', requester: { staff: doer.id, person: doer.id, name: '申请人' }, hash, version: 1, rev: 0, steps: [], at: 0, enteredAt: kernel.clock.now(), alarm: 0, votes: [], copied: [], nudgedAt: null, validHours: 720, expiresAt: null })])));
      const exceptions = async () => (await kernel.db.query<{ n: number }>("select count(*)::int as n from kernel.fact where type = 'regulation.gate-overridden' and payload ->> 'clause' = $1 and payload ->> 'control' = $2", [clause.id, c.id])).rows[0]!.n;
      const [before, blocked] = [await exceptions(), every.some(([id, control]) => of('approval').some(([, k, one]) => k.id === id && one.id === control && one.enforce === 'block'))];
      const failing = await go();
      if (blocked) expect(failing).toBe('regulation.not-approved');
      else expect([failing, await exceptions()]).toEqual(['ran', before + 1]);
      // Approved was something else: that carries nothing.
      await approve(contentHash({ ...content, what: 'something else' }));
      if (blocked) expect(await go()).toBe('regulation.not-what-was-approved');
      await approve(contentHash(content));
      const counted = await exceptions();
      expect([await go(), await exceptions()]).toEqual(['ran', counted]);
    });
  });

  describe('separation', () => {
    test.each(of('separation'))('%s', async (_, clause, c: Separation) => {
      const [one, other] = [person(['accountant']), person(['cashier'])];
      const acts = (subject: string) => c.acts.map((ref) => ({ ref, subject: { type: c.subject, id: subject }, at: kernel.clock.now() }));
      const [kept, broken] = [acts(someId()), acts(someId())];
      await say(one, kept[0]!);
      await say(other, kept[1]!);
      expect((await judged(clause.id, c.id)).at(-1)).toBe('kept');
      await say(one, broken[0]!);
      if (c.enforce === 'block') await expect(say(one, broken[1]!)).rejects.toMatchObject({ kind: { code: 'regulation.same-person' } });
      else expect(await say(one, broken[1]!).then(() => judged(clause.id, c.id)).then((j) => j.at(-1))).toBe('broken');
    });
  });

  describe('rule', () => {
    test.each(of('rule'))('%s', async (_, clause, c: Rule) => {
      const own = rule<{ n: number }, number>({ name: c.rule, version: 1, decide: ({ n }) => ({ outcome: n * 2, exception: c.exceptions[0]?.name ?? null, because: c.general }) });
      const use = verb({ name: 'test.use-rule', title: c.title, may: {}, input: z.strictObject({}), run: async (tx) => ({ is: decideBy(tx, own, { n: 21 }, { type: 'case', id: someId() }).outcome }) });
      await runVerb(kernel, use, {}, { actor: machine });
      const { rows: [kept] } = await kernel.db.query<{ evidence: Record<string, unknown> }>('select evidence from regulation.judgement where clause = $1 and control = $2 order by at desc limit 1', [clause.id, c.id]);
      expect(Object.keys(kept!.evidence['values'] as object).toSorted()).toEqual([...c.uses].toSorted());
      expect([replay(own, kept!.evidence), replay(own, { ...kept!.evidence, inputs: { n: 22 } })]).toEqual(['same', 'inputs-altered']);
    });
  });

  describe('target', () => {
    test.each(of('target'))('%s', async (_, clause, c: Target) => {
      const parameter = engine.values.declared(c.bound.parameter);
      const bound = Number(engine.values.at(c.bound.parameter, kernel.clock.now()).value);
      const unit = parameter.kind === 'percent' ? 10_000 : 1;
      const beyond = c.side === 'atLeast' ? -1 : 1;
      const closing = async () => {
        await kernel.db.query("update regulation.schedule set next_at = to_timestamp($3 / 1000.0) where clause = $1 and control = $2", [clause.id, c.id, kernel.clock.now()]);
        kernel.clock.advance(1);
        await ticker.beat();
      };
      measured = { numerator: bound, denominator: unit };
      await closing();
      measured = { numerator: bound + beyond, denominator: unit };
      await closing();
      expect((await judged(clause.id, c.id)).slice(-2)).toEqual(expect.arrayContaining(['kept', 'broken']));
    });
  });

  describe('match', () => {
    test.each(of('match'))('%s', (_, clause, c: Match) => {
      const one = connected.find((k) => k.id === clause.id)!;
      const figure = { opened: 0, met: 0, breached: 0, cancelled: 0, waived: 0, unknown: 0, open: 0, paused: 0, overdue: 0, awaiting: 0, refused: 0, exceptions: 0, rate: null };
      expect(one.connectedControls).toContain(c.id);
      expect([lampOf(one, { ...figure, passed: 1, openItems: 0 }), lampOf(one, { ...figure, passed: 1, openItems: 1 })]).toEqual(['compliant', 'with-exceptions']);
    });
  });

  describe('attest', () => {
    test.each(of('attest'))('%s', async (_, clause, c: Attest) => {
      const at = kernel.clock.now();
      await say(person(['seller']), ...[1, 2].map(() => ({ ref: c.of, subject: { type: 'case', id: someId() }, at })));
      const period = c.window === 'month' ? 32 : c.window === 'quarter' ? 93 : c.window === 'year' ? 367 : 8;
      kernel.clock.advance(period * DAY);
      await ticker.beat();
      const parts = { engine, rulebook: connected, subjects: new Subjects(), directory: emptyDirectory };
      const { rows } = await kernel.db.query<{ id: string }>("select id from regulation.sample_check where clause = $1 and control = $2 and state = 'waiting' order by second_look, id", [clause.id, c.id]);
      expect(rows.length).toBeGreaterThan(0);
      const look = (id: string, good: boolean, version: number) => runVerb(kernel, checkSampleVerb(parts), { id, answers: c.checks.map(() => good), note: null, version }, { actor: person([c.by]) });
      await look(rows.at(-1)!.id, true, 1);
      await look(rows.at(-1)!.id, false, 2);
      expect(await judged(clause.id, c.id)).toEqual(['broken']);
      await kernel.db.query("update regulation.sample_check set state = 'waiting', second_look = false, version = 1 where id = $1", [rows.at(-1)!.id]);
      expect(await look(rows.at(-1)!.id, true, 1)).toMatchObject({ state: 'passed' });
    }, 60_000);
  });
});

test('every post that the rulebook binds or names has a holder in the demo', () => {
  const held = new Set<string>(['administrator', ...people.flatMap(([, , posts]) => [...posts])]);
  const named = new Set(rulebook.flatMap((c) => [...c.binds, ...c.controls.flatMap((k) => [...postsOf(k)])]));
  expect([...named].filter((post) => !held.has(post))).toEqual([]);
});
