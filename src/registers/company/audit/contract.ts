import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { id, instant, listOf, page, query, text, words as wordsShape } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

export const outcome = z.enum(['done', 'denied', 'refused']);
export const auditRow = z.object({
  id, at: instant, actorKind: z.string(), actorId: id.nullable(), actorName: z.string(), onBehalfOf: z.string().nullable(), ip: z.string().nullable(), verb: z.string(), /** The act in words; null for one that this version no longer has. */ title: wordsShape.nullable(),
  subjectType: z.string().nullable(), subjectId: z.string().nullable(), outcome, code: z.string().nullable(), reason: z.string().nullable(),
  changes: z.record(z.string(), z.unknown()).nullable(),
});
const filters = {
  /** Part of the name of who acted. */
  q: query.text(100), actor: id.optional(), verb: text(100).optional(), subjectType: text(60).optional(), subject: text(60).optional(),
  outcome: query.anyOf(['done', 'denied', 'refused']),
  /** Two days `2026-11-01,2026-11-24`, both inclusive; the last 31 days without it. */
  days: query.days,
};
export const listAudit = endpoint({
  method: 'GET', path: '/audit', summary: words('审计日志', 'Audit log'), query: z.strictObject({ ...page, sort: query.oneOf(['at', '-at']), ...filters }), response: listOf(auditRow),
});
export const auditFile = endpoint({
  method: 'GET', path: '/audit.csv', summary: words('导出审计日志（CSV）', 'Audit log as CSV'), query: z.strictObject({ sort: query.oneOf(['at', '-at']), ...filters }), response: z.unknown(),
});
