import { Buffer } from 'node:buffer';
import { sql, type RawBuilder } from 'kysely';
import { kernelNo, Refusal } from '../../kernel/refusal.ts';
import type { Runner } from '../../kernel/query.ts';

/** What a page of obligations is put together from: each source is a range of an index, read only as far as the page goes. */
export interface MergedAsk {
  /** Sub-selects of `o.*`, given the condition and order that each must end with. */
  readonly sources: readonly ((tail: RawBuilder<unknown>) => RawBuilder<unknown>)[];
  /** Key of the order, never null, over alias `o`; and its name, so that a cursor belongs to one order. */
  readonly key: RawBuilder<unknown>;
  readonly sort: string;
  readonly down: boolean;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page over several sources in one order, by key: page 1,000 costs what page 1 costs. */
export async function mergedPage<R>(on: { runner: Runner }, ask: MergedAsk): Promise<{ rows: R[]; next: string | null }> {
  const direction = sql.raw(ask.down ? 'desc' : 'asc');
  const after = ask.cursor === undefined ? null : readCursor(ask.cursor, ask.sort);
  const beyond = after ? sql`and (${ask.key}, o.id) ${sql.raw(ask.down ? '<' : '>')} (${after.key}::text::timestamptz, ${after.id}::text::uuid)` : sql``;
  const limit = sql.lit(ask.limit + 1);
  const tail = sql`${beyond} order by ${ask.key} ${direction}, o.id ${direction} limit ${limit}`;
  const found = await sql<R & { _key: string; id: string }>`
    select o.*, (${ask.key})::text as _key from (${sql.join(ask.sources.map((source) => sql`(${source(tail)})`), sql` union all `)}) o
    order by ${ask.key} ${direction}, o.id ${direction} limit ${limit}`
    .execute(on.runner.tables<Record<string, never>>()).catch((error: unknown) => {
      // A made-up cursor whose text is no instant or id.
      if (after && String((error as { code?: unknown }).code).startsWith('22')) throw badCursor();
      throw error;
    });
  const rows = found.rows.slice(0, ask.limit);
  const last = rows.at(-1);
  const next = found.rows.length > ask.limit && last ? Buffer.from(JSON.stringify([ask.sort, last._key, last.id])).toString('base64url') : null;
  return { rows: rows.map(({ _key, ...row }) => row as unknown as R), next };
}

function readCursor(cursor: string, sort: string): { key: string; id: string } {
  let read: unknown = null;
  try {
    read = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw badCursor();
  }
  if (!Array.isArray(read)) throw badCursor();
  const [made, key, id] = read as unknown[];
  if (made !== sort || typeof key !== 'string' || typeof id !== 'string') throw badCursor();
  return { key, id };
}

const badCursor = (): Refusal =>
  new Refusal(kernelNo['invalid-input'], { zh: '翻页标记无效，请从第一页重新打开。', en: 'The page marker is not valid; open the list again from its first page.' }, {}, [{ path: 'cursor', message: { zh: '不是这个列表的翻页标记', en: 'Not a marker of this list' } }]);
