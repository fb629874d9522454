import { sql } from 'kysely';
import { personOf } from '../../kernel/actor.ts';
import type { Asked } from '../../kernel/http/route.ts';
import { every, page } from '../../kernel/keyset.ts';
import { words, type Words } from '../../kernel/words.ts';
import { keyOf } from '../runtime/compile.ts';
import type { Engine } from '../runtime/engine.ts';
import type { NoticeTable } from '../schema.ts';

/** Notices of the person who asks, newest first; those that wait for his working time are not there yet. */
export const noticesOf = (engine: Engine) => async ({ kernel, actor, query }: Asked<undefined, { cursor?: string | undefined; limit?: number | undefined }>) => {
  const me = personOf(actor!);
  const shown = every([sql`n.staff_id = ${me}`, sql`n.show_at <= to_timestamp(${kernel.clock.now()}::bigint / 1000.0)`]);
  const [list, unread] = await Promise.all([
    page<NoticeTable & Record<string, unknown>, 'at'>(kernel, {
      from: sql`from regulation.notice n ${shown}`, select: sql`n.*`, id: sql`n.id`, orders: { at: { by: sql`n.show_at`, type: 'timestamptz' } }, sort: '-at',
      cursor: query.cursor, limit: query.limit,
    }),
    kernel.db.query<{ n: number }>(
      `select count(*)::int as n from (select from regulation.notice where staff_id = $1 and read_at is null and show_at <= to_timestamp($2::bigint / 1000.0) limit 1000) u`,
      [me, kernel.clock.now()], 'regulation.unread'),
  ]);
  return {
    rows: list.rows.map((n) => ({ id: n.id, at: n.show_at, text: textOfNotice(engine, n), href: hrefOfNotice(engine, n), read: n.read_at !== null })),
    next: list.next, total: list.total, unread: unread.rows[0]!.n,
  };
};

export const textOfNotice = (engine: Engine, n: NoticeTable): Words => n.text ?? escalationText(engine, n);
/** One case opens itself, many open their list. */
export const hrefOfNotice = (engine: Engine, n: NoticeTable): string | null => (n.count > 1 && n.kind === 'escalation' ? listHref(engine, n) : n.href);

/** How much of the limit was used when the level fired, in basis points; null: it is no level, or one that a newer rulebook no longer has. */
export const usedAt = (engine: Engine, n: NoticeTable): number | null => (n.kind === 'escalation' ? (stepOf(engine, n)?.at ?? null) : null);
const stepOf = (engine: Engine, n: NoticeTable) => engine.compiled.deadlines.get(keyOf(n.clause ?? '', n.control ?? ''))?.control.escalation[n.level ?? 0];
const isOver = (engine: Engine, n: NoticeTable): boolean => (stepOf(engine, n)?.at ?? 10_000) >= 10_000;

/** What is overdue opens what is overdue, a reminder what is still open. */
const listHref = (engine: Engine, n: NoticeTable): string => `/obligations?clause=${n.clause}&control=${n.control}&${isOver(engine, n) ? 'overdue' : 'open'}=true`;

/** `第 2.3.3 条「按时发货」：12 项已超时`. */
function escalationText(engine: Engine, n: NoticeTable): Words {
  const placed = engine.compiled.deadlines.get(keyOf(n.clause ?? '', n.control ?? ''));
  const title = placed?.control.title ?? words('', '');
  const step = stepOf(engine, n);
  const over = isOver(engine, n);
  const used = step ? `${step.at / 100}%` : '';
  const copy = step?.how === 'copy' ? words('（抄送）', ' (copy)') : step?.how === 'reassign' ? words('（转由您处理）', ' (handed over to you)') : words('', '');
  return words(
    `第 ${n.clause} 条「${title.zh}」：${n.count} 项${over ? '已超时' : `已用去 ${used} 时限`}${copy.zh}`,
    `Clause ${n.clause}, ${title.en}: ${n.count} ${over ? 'overdue' : `at ${used} of the time`}${copy.en}`,
  );
}
