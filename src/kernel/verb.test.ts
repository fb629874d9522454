import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freshKernel, person, type TestKernel } from '../../tests/support/kernel.ts';
import { fact } from './fact.ts';
import { newId } from './ids.ts';
import { Refusal, refusals, refuse } from './refusal.ts';
import { runVerb, verb } from './verb.ts';
import { words } from './words.ts';

const noted = fact('test.thing-noted', { subject: 'thing', payload: z.object({ text: z.string() }), sentence: (p) => words(`记下 ${p.text}`, `Noted ${p.text}`) });
const no = refusals('test', { 'too-bad': { status: 409, title: words('不行', 'No'), next: words('算了', 'Leave it') } });
const note = verb({
  name: 'test.note-thing', title: words('记下', 'Note'), may: { seller: 'own' },
  input: z.strictObject({ text: z.string().min(1), fail: z.boolean().optional() }),
  run: async (tx, input) => {
    await tx.runner.query("insert into kernel.setting (key, value) values ($1, '1'::jsonb)", [`thing-${input.text}`]);
    tx.fact(noted, input.text, { text: input.text });
    tx.message({ channel: 'mail', recipient: 'nobody', payload: {} });
    if (input.fail) throw refuse(no['too-bad']);
    return { at: tx.now, text: input.text };
  },
});

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await freshKernel();
});
afterAll(() => kernel.close());
const count = async (what: string): Promise<number> => Number((await kernel.db.query<{ n: bigint }>(`select count(*) as n from ${what}`)).rows[0]!.n);
const left = async () => ({ facts: await count('kernel.fact'), messages: await count('kernel.message'), settings: await count('kernel.setting'), requests: await count('kernel.request') });
const seller = person(['seller']);

describe('what a verb leaves behind', () => {
  test('a state change, its fact, its message and one audit row, together', async () => {
    const before = await left();
    await runVerb(kernel, note, { text: 'a' }, { actor: seller });
    expect(await left()).toEqual({ facts: before.facts + 1, messages: before.messages + 1, settings: before.settings + 1, requests: before.requests });
    const audit = await kernel.db.query("select outcome, actor_name, subject_id from kernel.audit where subject_id = 'a'");
    expect(audit.rows).toEqual([{ outcome: 'done', actor_name: seller.name, subject_id: 'a' }]);
  });
  test.each([
    ['a refusal in the middle', { text: 'b', fail: true }, seller, 'test.too-bad', 'refused'],
    ['an unknown field', { text: 'b', colour: 'red' }, seller, 'kernel.invalid-input', 'refused'],
    ['a post without the right', { text: 'b' }, person(['warehouse']), 'kernel.not-allowed', 'denied'],
  ] as const)('%s leaves nothing but an audit row', async (_, input, actor, code, outcome) => {
    const before = await left();
    const audits = await count('kernel.audit');
    const error = await runVerb(kernel, note, input as never, { actor }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Refusal);
    expect((error as Refusal).kind.code).toBe(code);
    expect(await left()).toEqual(before);
    expect(await count('kernel.audit')).toBe(audits + 1);
    expect((await kernel.db.query('select distinct outcome from kernel.audit where code = $1', [code])).rows).toEqual([{ outcome }]);
  });
  test('nobody signed in is told to sign in', async () =>
    expect(runVerb(kernel, note, { text: 'c' }, { actor: null })).rejects.toMatchObject({ kind: { code: 'kernel.not-signed-in' } }));
});

describe('one request key, one effect', () => {
  test('fifty equal requests at once: one effect, equal answers', async () => {
    const requestId = newId(kernel.clock.now());
    const before = await left();
    const answers = await Promise.all(Array.from({ length: 50 }, () => runVerb(kernel, note, { text: 'once' }, { actor: seller, requestId })));
    expect(new Set(answers.map((a) => JSON.stringify(a))).size).toBe(1);
    expect(await left()).toEqual({ facts: before.facts + 1, messages: before.messages + 1, settings: before.settings + 1, requests: before.requests + 1 });
  });
  test('the same key for something else is refused', async () => {
    const requestId = newId(kernel.clock.now());
    await runVerb(kernel, note, { text: 'first' }, { actor: seller, requestId });
    await expect(runVerb(kernel, note, { text: 'second' }, { actor: seller, requestId })).rejects.toMatchObject({ kind: { code: 'kernel.request-key-reused' } });
  });
});

describe('the log of facts cannot be edited', () => {
  test.each(["update kernel.fact set type = 'x'", 'delete from kernel.fact', 'delete from kernel.audit', 'truncate kernel.fact cascade', "update kernel.fact_object set object_id = 'x'"])(
    '%s', async (statement) => expect(kernel.db.query(statement)).rejects.toThrow(/never changed/));
});
