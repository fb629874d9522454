import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { permit, type Actor, type Policy, type Scope } from './actor.ts';
import type { Kernel } from './kernel.ts';
import type { RecordRef } from './owed.ts';
import { newId } from './ids.ts';
import { canonical } from './json.ts';
import { kernelNo, Refusal, refuse } from './refusal.ts';
import { runAlone, type Asked } from './run-alone.ts';
import { runTogether } from './together.ts';
import type { Tx } from './tx.ts';
import { issueWords } from './issue-words.ts';
import type { Language, Words } from './words.ts';

/** Whether a named requirement of a gate is met; where it is not, the words may say what is missing and what to do. */
export type Evidence = Record<string, boolean | Words>;

/**
 * A verb: the only way to change anything. Parse (strict) → permission and row scope → load the subject → gates → run → facts,
 * obligations, audit, messages, stored answer → one commit.
 */
/**
 * What an approval of a verb is bound to (regulation: kind `approval`): the record, and everything about the act that matters, as plain
 * JSON. The act runs only if exactly this was approved.
 */
export interface Laid {
  readonly subject: { readonly type: string; readonly id: string };
  readonly content: Record<string, unknown>;
}

export interface Verb<I extends z.ZodType = z.ZodType, S = unknown, R = unknown> {
  readonly name: `${string}.${string}`;
  readonly title: Words;
  readonly may: Policy;
  /** A strict object. Unknown fields are refused by name, never dropped. */
  readonly input: I;
  /** Loads and locks what the verb acts on; null means "not there". */
  readonly subject?: (tx: Tx, input: z.output<I>) => Promise<S | null>;
  /** Whether the subject lies inside the actor's scope. Outside it is answered as "not there". */
  readonly inScope?: (actor: Actor, scope: Scope, subject: S) => boolean;
  /**
   * The records of the subject that the verb works on: whoever has an open duty on them may do it, too, with a post that may, though they lie outside
   * his scope. (`never`: what the subject is, is told by `subject` alone.)
   */
  readonly works?: (subject: never) => RecordRef | readonly RecordRef[];
  /** What the gates on this verb ask for (regulation: kind `gate`), by the names that the clause uses. */
  readonly evidence?: (tx: Tx, input: z.output<I>, subject: S) => Promise<Evidence> | Evidence;
  /** What is laid before those who approve it; asked only where the rulebook wants an approval. */
  readonly lays?: (tx: Tx, input: z.output<I>, subject: S) => Promise<Laid> | Laid;
  /** Refuses, after the gates, what the subject does not allow now; writes nothing. What is refused here undoes nothing for calls that run together. */
  readonly check?: (tx: Tx, input: z.output<I>, subject: S) => void;
  readonly run: (tx: Tx, input: z.output<I>, subject: S) => Promise<R>;
  /**
   * Calls that arrive while others of the same verb are under way share one transaction and, through `tx.gather`, its statements (docs/adr/0024). Only for
   * verbs whose `subject` changes nothing and that take all their locks in statements that are gathered. A function names the records that a call changes
   * by itself: two calls that name the same never share a transaction; null: this call is large and runs alone.
   */
  readonly together?: boolean | ((input: z.output<I>) => readonly string[] | null);
}

const known = new Map<string, Words>();

export function verb<I extends z.ZodType, R, S = undefined>(declared: Verb<I, S, R>): Verb<I, S, R> {
  known.set(declared.name, declared.title);
  return declared;
}

/** Names of all verbs that there are, those too that no route bears by name: the looks at hidden data, what an approval carries out. */
export const knownVerbs = (): ReadonlySet<string> => new Set(known.keys());

/** What a verb is called, also one that only the program runs; null for a name that no verb has any more. */
export const verbTitle = (name: string): Words | null => known.get(name) ?? null;

/** How a verb is called. */
export interface CallOf {
  actor: Actor | null;
  /** Client-made key: the same key is carried out once and answered the same. */
  requestId?: string | null;
  ip?: string | null;
  /** Reason for overriding a blocking gate, from a post that may. */
  override?: string | null;
}

export async function runVerb<I extends z.ZodType, S, R>(kernel: Kernel, v: Verb<I, S, R>, input: z.input<I>, call: CallOf): Promise<R> {
  const requestId = call.requestId ?? null;
  const hash = requestId ? createHash('sha256').update(v.name).update(canonical(input)).digest('hex') : null;
  try {
    const parsed = parse(v.input, input);
    const scope = permit(call.actor, v.may);
    if (call.actor?.tokenScopes && !call.actor.tokenScopes.includes('write')) throw refuse(kernelNo['not-allowed'], { zh: '该令牌只读。', en: 'This token may only read.' });
    const asked: Asked<I> = { input: parsed, actor: call.actor!, scope, ip: call.ip ?? null, override: call.override ?? null, request: requestId && hash ? { id: requestId, hash } : null };
    const own = togetherWith(kernel, v, asked);
    if (own) return await runTogether(kernel, v, asked, own);
    return await runAlone(kernel, v, asked);
  } catch (error) {
    // A twin of this request may have won the race: then its answer is the answer, whatever stopped this one.
    if (requestId && hash) {
      const before = await answeredBefore<R>(kernel, requestId, hash);
      if (before) return before.result;
    }
    if (error instanceof Refusal) await noteRefusal(kernel, v.name, call, { requestId, input }, error);
    throw error;
  }
}

/** The records that a call changes by itself, if it may share a transaction; overrides and what needs an approval ask the database for themselves, and run alone. */
function togetherWith<I extends z.ZodType, S, R>(kernel: Kernel, v: Verb<I, S, R>, asked: Asked<I>): readonly string[] | null {
  if (!v.together || asked.override !== null || kernel.controls.asksApproval(v.name)) return null;
  return v.together === true ? [] : v.together(asked.input);
}

function parse<I extends z.ZodType>(schema: I, input: unknown): z.output<I> {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  throw invalidInput(read.error);
}

export function invalidInput(error: z.ZodError): Refusal {
  const errors = error.issues.slice(0, 20).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: issueWords(issue) }))
      : [{ path: issue.path.join('.'), message: issueWords(issue) }],
  );
  const named = (language: Language, whole: string, between: string): string => errors.map((e) => `${e.path || whole}: ${e.message[language]}`).join(between).slice(0, 600);
  return new Refusal(kernelNo['invalid-input'], { zh: `请检查：${named('zh', '（全部内容）', '；')}`, en: `Check: ${named('en', '(body)', '; ')}` }, {}, errors);
}

async function answeredBefore<R>(kernel: Kernel, id: string, hash: string): Promise<{ result: R } | null> {
  const { rows } = await kernel.db.query<{ input_hash: Buffer; result: R }>('select input_hash, result from kernel.request where id = $1', [id]);
  const row = rows[0];
  if (!row) return null;
  if (row.input_hash.toString('hex') !== hash) throw refuse(kernelNo['request-key-reused']);
  return { result: row.result };
}

/** A refused act leaves one audit row, outside the transaction that was rolled back, and nothing else. */
async function noteRefusal(kernel: Kernel, verbName: string, call: CallOf, { requestId, input }: { requestId: string | null; input: unknown }, error: Refusal): Promise<void> {
  const actor = call.actor;
  if (!actor || actor.kind === 'system') return;
  const entry = {
    now: kernel.clock.now(), actor_kind: actor.kind, actor_id: actor.id, actor_name: actor.name, on_behalf_of: actor.onBehalfOf ?? null,
    ip: call.ip ?? null, verb: verbName, request_id: requestId, facts: [], objects: [], messages: [],
    audit: {
      id: newId(kernel.clock.now()), subject_type: null, subject_id: null, outcome: error.kind.status === 403 || error.kind.status === 401 ? 'denied' : 'refused',
      code: error.kind.code, reason: null, changes: null,
    },
  };
  await kernel.db.query('select kernel.record($1::jsonb)', [JSON.stringify(entry)], 'kernel.record');
  await kernel.controls.refused?.(kernel.db, error, { now: entry.now, verb: verbName, actor, recordId: recordOf(input) });
}

/** The record that an act names: `id`, or `ids` of one; of several nobody can say which of them it was. */
function recordOf(input: unknown): string | null {
  const { id, ids } = (typeof input === 'object' && input !== null ? input : {}) as { id?: unknown; ids?: unknown };
  const one: unknown = id ?? (Array.isArray(ids) && ids.length === 1 ? ids[0] : null);
  return typeof one === 'string' ? one.slice(0, 60) : null;
}
