import type { z } from 'zod';
import { DatabaseBusy } from './db/busy.ts';
import type { NewFact } from './fact.ts';
import { Gathering } from './gathering.ts';
import type { Kernel } from './kernel.ts';
import { leave } from './leave.ts';
import type { Runner } from './query.ts';
import { kernelNo, Refusal, refuse } from './refusal.ts';
import { Tx } from './tx.ts';
import { admitted, runAlone, type Asked } from './run-alone.ts';
import type { Verb } from './verb.ts';

/** Most calls that share a transaction. */
const MOST = 32;
/** Transactions of one verb that are under way at once: while one waits for the database, the next is prepared. */
const LANES = 2;
/** After a group had to be undone because one of it was refused, calls go one by one for so long, ms. */
const APART = 1_000;

/** Nobody waits longer for a turn than for a connection, ms: whoever has, is told to come again. */
const PATIENCE = 3_000;

interface Waiting { readonly asked: Asked; /** What no other call of its transaction may have: its request key, the records that it changes by itself. */ readonly own: readonly string[]; readonly since: number; readonly resolve: (answer: unknown) => void; readonly reject: (error: unknown) => void }
type AnyVerb = Verb<z.ZodType, unknown, unknown>;
interface Queue { readonly waiting: Waiting[]; running: number; apartUntil: number }

const queues = new WeakMap<Kernel, Map<string, Queue>>();

function queueOf(kernel: Kernel, verb: string): Queue {
  const own = queues.get(kernel) ?? new Map<string, Queue>();
  queues.set(kernel, own);
  const queue = own.get(verb) ?? { waiting: [], running: 0, apartUntil: 0 };
  own.set(verb, queue);
  return queue;
}

/**
 * Calls of a verb that arrive while others are under way go through one transaction (docs/adr/0024). A call that finds nobody runs at once:
 * nobody waits for company. Each keeps its own actor, facts, audit row, stored answer and refusal; what is undone because of one of them is
 * done again one by one.
 */
export function runTogether<I extends z.ZodType, S, R>(kernel: Kernel, v: Verb<I, S, R>, asked: Asked<I>, records: readonly string[]): Promise<R> {
  const queue = queueOf(kernel, v.name);
  if (performance.now() < queue.apartUntil) return runAlone(kernel, v, asked);
  return new Promise<R>((resolve, reject) => {
    queue.waiting.push({ asked, own: asked.request ? [asked.request.id, ...records] : records, since: performance.now(), resolve: resolve as (answer: unknown) => void, reject });
    // After everything that has come in with this turn of the loop: answers that went out together bring their next questions together.
    if (queue.waiting.length === 1) setImmediate(() => { go(kernel, v as unknown as AnyVerb, queue); });
  });
}

function go(kernel: Kernel, v: AnyVerb, queue: Queue): void {
  while (queue.waiting.length > 0 && performance.now() - queue.waiting[0]!.since > PATIENCE) queue.waiting.shift()!.reject(new DatabaseBusy('pool'));
  while (queue.running < LANES && queue.waiting.length > 0) {
    const group = takeGroup(queue.waiting);
    queue.running += 1;
    void carryOut(kernel, v, group, queue).finally(() => {
      queue.running -= 1;
      go(kernel, v, queue);
    });
  }
}

/** The first in the queue; of those that came with one key or for one record only one, so that the next finds what the first has done. */
function takeGroup(waiting: Waiting[]): Waiting[] {
  const group: Waiting[] = [];
  const taken = new Set<string>();
  for (let i = 0; i < waiting.length && group.length < MOST;) {
    const { own } = waiting[i]!;
    if (own.some((one) => taken.has(one))) { i += 1; continue; }
    for (const one of own) taken.add(one);
    group.push(...waiting.splice(i, 1));
  }
  return group;
}

/** Answers everybody in the group; never throws. */
async function carryOut(kernel: Kernel, v: AnyVerb, group: readonly Waiting[], queue: Queue): Promise<void> {
  const apart = (w: Waiting): Promise<void> => runAlone(kernel, v, w.asked).then(w.resolve, w.reject);
  if (group.length === 1) return apart(group[0]!);
  let done: Awaited<ReturnType<typeof inOne>>;
  try {
    done = await inOne(kernel, v, group.map((w) => w.asked));
  } catch (error) {
    // The database has no time, or broke while it committed: nobody knows better by asking once more for each of them. Who waits for a lock that somebody else holds is
    // stopped alone: one article that is stuck turns away nobody's order for another.
    if (error instanceof DatabaseBusy && error.reason !== 'lock-timeout') { for (const w of group) w.reject(error); return; }
    if (error instanceof Refusal || error instanceof DatabaseBusy) queue.apartUntil = performance.now() + APART;
    else kernel.log.warn({ verb: v.name, calls: group.length, error: String(error) }, 'calls that shared a transaction are done one by one');
    await Promise.all(group.map(apart));
    return;
  }
  group.forEach((w, i) => { const answer = done.answers[i]!; if ('refused' in answer) w.reject(answer.refused); else w.resolve(answer.result); });
  // It is saved: whatever a listener makes of it, nothing is carried out a second time.
  try { kernel.committed(done.facts); } catch (error) { kernel.log.error({ verb: v.name, error: String(error) }, 'a listener of commits failed'); }
}

type Answer = { readonly result: unknown } | { readonly refused: Refusal };

/** @throws what stopped one of them after something was written: then nothing of any of them is saved. */
async function inOne(kernel: Kernel, v: AnyVerb, calls: readonly Asked[]): Promise<{ answers: Answer[]; facts: NewFact[] }> {
  return kernel.transaction(async (runner) => {
    const gathering = new Gathering();
    const now = kernel.clock.now();
    const each = calls.map((asked) => ({
      asked, tx: new Tx(runner, kernel.numbers, { now, actor: asked.actor, verb: v.name, ip: asked.ip, requestId: asked.request?.id ?? null, channels: kernel.channels, controls: kernel.controls, gathering }),
    }));
    // Nothing is written before everybody has what it acts on and was let through: whoever is refused here leaves the others undisturbed.
    const [found, answered] = await Promise.all([settled(each.map(({ asked, tx }) => admitted(kernel, v, asked, tx)), (error) => error instanceof Refusal), answeredOf(runner, calls)]);
    each.forEach(({ asked }, i) => { if (asked.request && answered.has(asked.request.id)) found[i] = { status: 'rejected', reason: refuse(kernelNo['request-key-reused']) }; });
    const going = each.flatMap((e, i) => { const f = found[i]!; return f.status === 'fulfilled' ? [{ ...e, i, subject: f.value }] : []; });
    const ran = await settled(going.map(({ asked, tx, subject }) => v.run(tx, asked.input, subject)), () => false);
    const results = ran.map((r) => (r as PromiseFulfilledResult<unknown>).value);
    const saved = found.map((f): Answer => (f.status === 'rejected' ? { refused: f.reason as Refusal } : { result: undefined }));
    going.forEach(({ i }, n) => { saved[i] = { result: results[n] }; });
    if (going.length > 0) await leave(kernel, runner, going.map(({ asked, tx }, n) => ({ tx, request: asked.request, result: results[n] ?? null })));
    return { answers: saved, facts: going.flatMap(({ tx }) => tx.facts) };
  });
}

/** Keys that were carried out before: whoever asks again is given that answer (`runVerb`), and does not undo the others by it. */
async function answeredOf(runner: Runner, calls: readonly Asked[]): Promise<Set<string>> {
  const keys = calls.flatMap((c) => c.request?.id ?? []);
  if (keys.length === 0) return new Set();
  const { rows } = await runner.query<{ id: string }>('select id from kernel.request where id = any ($1::uuid[])', [keys], 'kernel.answered');
  return new Set(rows.map((r) => r.id));
}

/** Waits for all, so that no statement is on its way when the transaction ends; throws the first failure that may not stand. */
async function settled<T>(promises: readonly Promise<T>[], mayStand: (error: unknown) => boolean): Promise<PromiseSettledResult<T>[]> {
  const results = await Promise.allSettled(promises);
  const failed = results.flatMap((r) => (r.status === 'rejected' && !mayStand(r.reason) ? [r.reason as unknown] : []));
  // What the database says explains what follows from it, not the other way round.
  if (failed.length > 0) throw failed.find((error) => !(error instanceof Refusal)) ?? failed[0];
  return results;
}
