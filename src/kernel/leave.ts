import { newId } from './ids.ts';
import type { Kernel } from './kernel.ts';
import type { Runner } from './query.ts';
import type { Tx } from './tx.ts';

/** A verb that has run and is about to be committed. */
export interface Done {
  readonly tx: Tx;
  readonly request: { readonly id: string; readonly hash: string } | null;
  readonly result: unknown;
}

type Call = { fn: string; argument: unknown };

/** Everything that the verbs of one transaction leave behind goes in one statement: facts, audit, messages, stored answers, and what the engine adds. COMMIT travels behind it. */
export async function leave(kernel: Kernel, runner: Runner, done: readonly Done[]): Promise<void> {
  // Asked first: it may still add the objects that a fact of its own belongs to.
  const controls = await Promise.all(done.map(({ tx }) => kernel.controls.after(tx)));
  const record: Call = done.length === 1 ? { fn: 'kernel.record', argument: entryOf(done[0]!) } : { fn: 'kernel.record_together', argument: done.map(entryOf) };
  const calls = [record, ...joined(controls.flat()), ...done.flatMap(({ tx }) => tx.closing)];
  const text = `select ${calls.map((c, i) => `${c.fn}($${i + 1}::jsonb)`).join(', ')}`;
  const last = runner.last?.bind(runner) ?? runner.query.bind(runner);
  await last(text, calls.map((c) => JSON.stringify(c.argument)), `close:${calls.map((c) => c.fn).join('+')}`);
}

function entryOf({ tx, request, result }: Done): Record<string, unknown> {
  const first = tx.facts[0];
  const about = tx.about ?? (first ? { type: first.subjectType, id: first.subjectId } : null);
  return {
    now: tx.now, actor_kind: tx.actor.kind, actor_id: tx.actor.id, actor_name: tx.actor.name, on_behalf_of: tx.actor.onBehalfOf ?? null, ip: tx.ip, verb: tx.verb, request_id: tx.requestId,
    facts: tx.facts.map((f) => ({ id: f.id, type: f.type, subject_type: f.subjectType, subject_id: f.subjectId, occurred_at: f.occurredAt, payload: f.payload })),
    objects: tx.facts.flatMap((f) => f.objects.map((o) => ({ fact_id: f.id, object_type: o.type, object_id: o.id }))),
    messages: tx.messages.map((m) => ({
      id: newId(tx.now), channel: m.channel, recipient: m.recipient, payload: m.payload, dedupe_key: m.dedupeKey ?? null,
      subject_type: m.subject?.type ?? null, subject_id: m.subject?.id ?? null, next_at: m.notBefore ?? tx.now,
    })),
    audit: { id: newId(tx.now), subject_type: about?.type ?? null, subject_id: about?.id ?? null, outcome: 'done', code: null, reason: tx.reason, changes: tx.changes },
    ...(request ? { request: { id: request.id, input_hash: request.hash, result } } : {}),
  };
}

/** Calls of one function become one where their arguments differ only in lists; the others stay calls of their own. */
function joined(calls: readonly Call[]): Call[] {
  const kept: (Call & { rest: string })[] = [];
  for (const { fn, argument } of calls) {
    const fields = Object.entries(argument as Record<string, unknown>);
    const rest = JSON.stringify(fields.filter(([, value]) => !Array.isArray(value)));
    const same = kept.find((k) => k.fn === fn && k.rest === rest);
    if (same) for (const [name, value] of fields) { if (Array.isArray(value)) (same.argument as Record<string, unknown[]>)[name]!.push(...(value as unknown[])); }
    else kept.push({ fn, rest, argument: Object.fromEntries(fields.map(([name, value]) => [name, Array.isArray(value) ? [...(value as unknown[])] : value])) });
  }
  return kept.map(({ fn, argument }) => ({ fn, argument }));
}
