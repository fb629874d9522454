import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { day, done, id, instant, query, text, words as wordsShape } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

export const parameterKinds = ['duration', 'count', 'percent', 'fen', 'bands', 'weights', 'list', 'text', 'schedule'] as const;
export const durationUnits = ['minutes', 'hours', 'days', 'workMinutes', 'workHours', 'workDays', 'months', 'years'] as const;
export const scopeTypes = ['channel', 'store', 'customer-class', 'customer', 'article', 'carrier', 'product-line', 'team', 'post', 'city'] as const;
const key = text(60, 1);
const option = z.object({ key: z.string(), words: wordsShape });

/** A value as JSON: whole numbers (money in fen, shares in basis points), keys of options, bands, weights, schedules. */
export const jsonValue = z.union([z.int(), z.string().max(200), z.array(z.unknown()).max(60), z.record(z.string().max(60), z.unknown())]);

const row = z.object({
  key: z.string(), clause: z.string(), clauseTitle: wordsShape, label: wordsShape, kind: z.enum(parameterKinds),
  /** The value in force for the whole company, ready to read. */
  value: wordsShape,
  /** False: only suggested until the company decides (未量化). */
  decided: z.boolean(),
  /** Instant from which it holds; null for the suggested value. */
  since: instant.nullable(),
  source: z.enum(['blank', 'vague', 'law']), law: wordsShape.nullable(),
  /** How many narrower values hold beside it (stores, channels …). */
  narrower: z.int(),
  /** A planned later value, and a change that waits for approval. */
  planned: z.object({ value: wordsShape, from: instant }).nullable(), waiting: id.nullable(),
  /** Whether a control that works today reads it. */
  live: z.boolean(),
});
export type ParameterRow = z.output<typeof row>;

export const listParameters = endpoint({
  method: 'GET', path: '/parameters', summary: words('参数一览', 'Parameters'),
  query: z.strictObject({ clause: query.text(20), q: query.text(60), undecided: query.bool }),
  response: z.object({ rows: z.array(row), mayPropose: z.boolean() }),
});

const version = z.object({
  id, scopeType: z.enum(scopeTypes).nullable(), scope: wordsShape.nullable(), value: wordsShape, json: z.unknown(), from: instant.nullable(), to: instant.nullable(),
  knownFrom: instant, knownTo: instant.nullable(), reason: z.string(), proposedBy: z.string(), approvedBy: z.string().nullable(),
  state: z.enum(['in-force', 'planned', 'past', 'replaced']),
});
export const changeCard = z.object({
  /** `set` holds from its approval on, `correction` reaches back. */ kind: z.enum(['set', 'correction']),
  id, state: z.enum(['waiting', 'returned', 'blocked', 'approved', 'rejected', 'withdrawn', 'expired']), hash: z.string(), key: z.string(), label: wordsShape, clause: z.string(),
  scopeType: z.enum(scopeTypes).nullable(), scope: wordsShape.nullable(), before: wordsShape, after: wordsShape, from: day.nullable(), reason: z.string(),
  requestedBy: z.string(), requestedAt: instant, decidedBy: z.string().nullable(), decidedAt: instant.nullable(), note: z.string().nullable(),
  /** What the rulebook would say then, as against now. */
  sentences: z.array(z.object({ before: wordsShape, after: wordsShape })),
  mayDecide: z.boolean(), mayWithdraw: z.boolean(),
  /** Why this person may not decide, where that is not plain. */
  refused: wordsShape.nullable(),
});
export type ChangeCard = z.output<typeof changeCard>;

export const readParameter = endpoint({
  method: 'GET', path: '/parameters/:key', summary: words('参数', 'A parameter'), params: z.strictObject({ key }),
  response: row.extend({
    unit: wordsShape.nullable(), /** Units that a duration may be decided in, each with its bounds; the first is its own, `json` in it is the number alone, else `{amount, unit}`. */
    units: z.array(z.object({ unit: z.enum(durationUnits), words: wordsShape, min: z.int(), max: z.int() })),
    json: z.unknown(), min: z.int().nullable(), max: z.int().nullable(),
    /** What the law sets beneath or above the company's own bounds. */
    legal: z.object({ min: wordsShape.nullable(), max: wordsShape.nullable(), law: wordsShape }).nullable(),
    options: z.array(option), scopes: z.array(z.enum(scopeTypes)), binds: z.enum(['start', 'event', 'now']),
    bands: z.object({ over: wordsShape, unit: z.enum(['basisPoints', 'fen', 'days', 'points']), result: z.enum(['posts', 'percent', 'option']) }).nullable(),
    /** Every value that was ever known, newest first. */
    history: z.array(version),
    changes: z.array(changeCard),
  }),
});

export const listScopeOptions = endpoint({
  method: 'GET', path: '/parameter-scopes/:scope', summary: words('可选范围', 'What a value may be narrowed to'), params: z.strictObject({ scope: z.enum(scopeTypes) }),
  /** Of kinds with many objects (customers, articles) the first that are found: by number, name or code. */
  query: z.strictObject({ q: query.text(60) }),
  response: z.object({ rows: z.array(z.object({ id: z.string(), words: wordsShape })) }),
});

export const proposeChange = endpoint({
  method: 'POST', path: '/parameters/:key/changes', summary: words('提出修改参数', 'Propose a change of a parameter'), params: z.strictObject({ key }),
  body: z.strictObject({
    value: jsonValue, scopeType: z.enum(scopeTypes).nullable(), scopeId: text(60, 1).nullable(),
    /** First day on which it holds; null: as soon as it is approved. Never before its approval. */
    from: day.nullable(), reason: text(500, 4),
    /** `correction`: it was wrong from a day in the past on; two persons sign it, and the verdicts of that time are judged anew. */
    kind: z.enum(['set', 'correction']).default('set'),
  }),
  response: done,
});
const change = z.strictObject({ id });
const decision = z.strictObject({ /** Hash of what was read: another content is refused. */ hash: text(64, 64), note: text(500).nullable() });
export const readChange = endpoint({ method: 'GET', path: '/parameter-changes/:id', summary: words('参数修改', 'A change of a parameter'), params: change, response: changeCard });
export const approveChange = endpoint({ method: 'POST', path: '/parameter-changes/:id/approval', summary: words('批准参数修改', 'Approve the change'), params: change, body: decision, response: done });
export const rejectChange = endpoint({ method: 'POST', path: '/parameter-changes/:id/rejection', summary: words('驳回参数修改', 'Reject the change'), params: change, body: decision, response: done });
export const withdrawChange = endpoint({ method: 'POST', path: '/parameter-changes/:id/withdrawal', summary: words('撤回参数修改', 'Withdraw the change'), params: change, body: z.strictObject({}), response: done });
