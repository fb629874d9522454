import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { id, instant, page, query, text, words as wordsShape } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { approvalStates } from '../../approvals/contract.ts';

const of = z.strictObject({ clause: text(20, 1), control: text(60, 1) });
const line = z.object({ label: wordsShape, value: z.union([z.string(), wordsShape]) });

/** Verdicts without a clock, each with the layout of its kind: who acted; rule, inputs, outcome; numerator and denominator; the check list. */
export const listJudgements = endpoint({
  method: 'GET', path: '/rulebook/clauses/:clause/controls/:control/judgements', summary: words('判定记录', 'Judgements of a control'), params: of,
  query: z.strictObject({ q: query.text(60), outcome: query.anyOf(['kept', 'broken', 'unknown', 'applied']), subject: query.text(60), sort: query.oneOf(['at', '-at']), ...page }),
  response: z.object({
    rows: z.array(z.object({
      id, kind: z.enum(['separation', 'rule', 'target', 'attest']), outcome: z.enum(['kept', 'broken', 'unknown', 'applied']), at: instant, judgedAt: instant, /** Replaced by a later look, counts no more. */ supersededAt: instant.nullable(),
      subject: z.object({ type: z.string(), id: z.string(), number: z.string(), href: z.string().nullable() }), lines: z.array(line), /** The records that a measured figure was made of. */ doors: z.array(z.object({ label: wordsShape, href: z.string() })), versions: z.record(z.string(), z.unknown()),
    })), next: z.string().nullable(), total: z.int().nullable(),
  }),
});
/** Records of a match that have no counterpart, oldest first. */
export const listOpenItems = endpoint({
  method: 'GET', path: '/rulebook/clauses/:clause/controls/:control/open-items', summary: words('未达账项', 'Open items of a match'), params: of,
  query: z.strictObject({ q: query.text(100), side: query.oneOf(['left', 'right']), sort: query.oneOf(['oldest', 'newest']), ...page }),
  response: z.object({
    left: wordsShape, right: wordsShape, key: wordsShape, matched: z.int(), open: z.int(), oldest: instant.nullable(),
    rows: z.array(z.object({ id: z.string(), side: z.enum(['left', 'right']), sideWords: wordsShape, number: z.string(), href: z.string(), since: instant, amountFen: z.int().nullable(), why: wordsShape.nullable() })), next: z.string().nullable(), total: z.int().nullable(),
  }),
});

/**
 * What gates, approvals and separations refused, and what was done although something was missing (engine.md §1): who, on which record, what was missing, why, and the approval
 * afterwards. The numbers of a clause or a control open down to these rows.
 */
export const exceptionOutcomes = ['refused', 'overridden'] as const;
export const listExceptions = endpoint({
  method: 'GET', path: '/rulebook/clauses/:clause/exceptions', summary: words('拦截与例外', 'Refusals and exceptions of a clause'), params: z.strictObject({ clause: text(20, 1) }),
  query: z.strictObject({ control: query.text(60), outcome: query.anyOf(exceptionOutcomes), /** Exceptions of which nobody has said why. */ unexplained: query.bool, days: query.days, q: query.text(60), sort: query.oneOf(['at', '-at']), ...page }),
  response: z.object({
    rows: z.array(z.object({
      id, control: z.string(), title: wordsShape, outcome: z.enum(exceptionOutcomes), at: instant, by: z.string(), act: wordsShape, missing: z.array(wordsShape),
      /** Blocked or only watched: what is watched passes without a reason. */ enforce: z.enum(['block', 'monitor']), reason: z.string().nullable(), /** Was only asked afterwards; by whom. */ explainedBy: z.string().nullable(), mayExplain: z.boolean(),
      subject: z.object({ kind: wordsShape, number: z.string(), href: z.string() }).nullable(),
      /** The approval afterwards of an override. */ afterwards: z.object({ state: z.enum(approvalStates), href: z.string() }).nullable(),
    })), next: z.string().nullable(), total: z.int().nullable(),
  }),
});
export const explainException = endpoint({
  method: 'POST', path: '/rulebook/exceptions/:id/reason', summary: words('说明例外原因', 'Say why it went on'), params: z.strictObject({ id }), body: z.strictObject({ reason: text(400, 4) }), response: z.object({ id }),
});
