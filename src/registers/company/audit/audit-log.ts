import { sql, type RawBuilder } from 'kysely';
import type { z } from 'zod';
import { DAY, dayOf, startOfDay } from '../../../kernel/clock.ts';
import { every, page, type Page } from '../../../kernel/keyset.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Words } from '../../../kernel/words.ts';
import type { auditRow, listAudit } from './contract.ts';

/** What an act is called for people; null for acts that only the system does. */
export type Titles = (verb: string) => Words | null;

export type AuditRow = z.output<typeof auditRow>;
export type AuditQuery = z.output<NonNullable<typeof listAudit.query>>;

/** Without days in the query: so that a look at the log reads one or two of its months. */
const DAYS = 31;

function conditions(kernel: Kernel, query: Omit<AuditQuery, 'cursor' | 'limit'>): RawBuilder<unknown> {
  const days = query.days ?? [dayOf(kernel.clock.now() - (DAYS - 1) * DAY), dayOf(kernel.clock.now())];
  return every([
    sql`a.at >= to_timestamp(${startOfDay(days[0])}::bigint / 1000.0) and a.at < to_timestamp(${startOfDay(days[1]) + DAY}::bigint / 1000.0)`,
    query.q !== undefined && query.q !== '' && sql`strpos(lower(a.actor_name), lower(${query.q})) > 0`,
    query.actor !== undefined && sql`a.actor_id = ${query.actor}`,
    query.verb !== undefined && query.verb !== '' && sql`strpos(a.verb, ${query.verb}) > 0`,
    query.subjectType !== undefined && sql`a.subject_type = ${query.subjectType}`,
    query.subject !== undefined && query.subject !== '' && sql`a.subject_id = ${query.subject}`,
    query.outcome !== undefined && sql`a.outcome = any (${query.outcome}::text[])`,
  ]);
}

/** Who did what, newest first. The rows themselves hold no personal data but the address; verbs mask what they note. */
export async function auditLog(kernel: Kernel, query: AuditQuery, titles: Titles): Promise<Page<AuditRow>> {
  const found = await page<AuditRow, 'at'>({ runner: kernel.db.reports }, {
    from: sql`from kernel.audit a left join company.staff b on b.id = a.on_behalf_of ${conditions(kernel, query)}`,
    select: sql`a.id, a.at, a.actor_kind as "actorKind", a.actor_id as "actorId", a.actor_name as "actorName", b.name as "onBehalfOf", a.ip, a.verb,
      a.subject_type as "subjectType", a.subject_id as "subjectId", a.outcome, a.code, a.reason, a.changes`,
    id: sql`a.id`, orders: { at: { by: sql`a.at`, type: 'timestamptz' } }, sort: query.sort ?? '-at', cursor: query.cursor, limit: query.limit,
  });
  return { ...found, rows: found.rows.map((row) => ({ ...row, title: titles(row.verb) })) };
}

/** All rows of a query, page by page, so that a large export never stands in memory. */
export async function* auditRows(kernel: Kernel, query: Omit<AuditQuery, 'cursor' | 'limit'>, titles: Titles): AsyncGenerator<AuditRow> {
  let cursor: string | undefined;
  do {
    const found: Page<AuditRow> = await auditLog(kernel, { ...query, limit: 200, cursor }, titles);
    yield* found.rows;
    cursor = found.next ?? undefined;
  } while (cursor !== undefined);
}
