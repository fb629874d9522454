import { sql, type RawBuilder } from 'kysely';
import { Buffer } from 'node:buffer';
import { Refusal, kernelNo } from './refusal.ts';
import type { Runner } from './query.ts';

/**
 * Lists page by key: the cursor says where the last page ended, so that page 10,000 costs what page 1 costs and nothing is shown twice
 * when rows come in meanwhile. Sorts are a closed map of names to expressions that are never null; the row's id breaks ties.
 */
export interface Order {
  /** SQL of the key: `p.created_at`, `coalesce(k.price_fen, 0)`. Never null. */
  readonly by: RawBuilder<unknown>;
  /** Type that the cursor's text is cast back to. */
  readonly type: 'timestamptz' | 'text' | 'bigint' | 'int' | 'date';
}

export interface PageAsk<S extends string> {
  /** Everything from `from` on without order and limit: `from products.product p where …`. */
  readonly from: RawBuilder<unknown>;
  /** What is selected of each row, with the aliases of the row. */
  readonly select: RawBuilder<unknown>;
  /** Unique id of a row, and its type where it is no uuid. */
  readonly id: RawBuilder<unknown>;
  readonly idType?: 'uuid' | 'text' | 'bigint';
  readonly orders: Readonly<Record<S, Order>>;
  /** `name` upwards, `-name` downwards. */
  readonly sort: S | `-${S}`;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  /** Counts only what the first page does not hold: for many short lists at once, of which most are whole. Otherwise counts beside it, in one round trip. */
  readonly countsLate?: boolean;
}

export interface Page<R> {
  rows: R[];
  next: string | null;
  total: number | null;
}

const LIMIT = 50;
/** Above this many a count would have to read history. */
export const COUNTED = 10_000;

/** Names of a closed map of sorts, upwards and downwards: for the contract's `sort`. */
export const sortNames = <const T extends readonly string[]>(names: T): [T[number] | `-${T[number]}`, ...(T[number] | `-${T[number]}`)[]] =>
  names.flatMap((name) => [name, `-${name}`]) as never;

/** One page. The total is counted with the first page only (null on later ones, and above 10,000). */
export async function page<R, S extends string>(on: { runner: Runner }, ask: PageAsk<S>): Promise<Page<R>> {
  const down = ask.sort.startsWith('-');
  const name = (down ? ask.sort.slice(1) : ask.sort) as S;
  const order = ask.orders[name];
  const limit = Math.min(ask.limit ?? LIMIT, 200);
  const direction = sql.raw(down ? 'desc' : 'asc');
  const after = ask.cursor === undefined ? null : readCursor(ask.cursor, ask.sort);
  const type = sql.raw(order.type);
  const beyond = after
    ? sql`and (${order.by}, ${ask.id}) ${sql.raw(down ? '<' : '>')} (${sql.val(after.key)}::text::${type}, ${sql.val(after.id)}::text::${sql.raw(ask.idType ?? 'uuid')})`
    : sql``;
  const tables = on.runner.tables<Record<string, never>>();
  const count = async (): Promise<number> => Number((await sql<{ n: bigint }>`select count(*) as n from (select 1 ${ask.from} limit ${sql.lit(COUNTED + 1)}) c`.execute(tables)).rows[0]!.n);
  const [found, counted] = await Promise.all([
    sql<R & { _key: string; _id: string }>`select ${ask.select}, (${order.by})::text as _key, (${ask.id})::text as _id ${ask.from} ${beyond}
      order by ${order.by} ${direction}, ${ask.id} ${direction} limit ${sql.lit(limit + 1)}`.execute(tables).catch((error: unknown) => {
      // A made-up cursor whose text is no value of the column.
      if (after && /^22/.test(String((error as { code?: unknown }).code))) throw badCursor();
      throw error;
    }),
    after || ask.countsLate ? null : count(),
  ]);
  const rows = found.rows.slice(0, limit);
  const last = rows.at(-1);
  const next = found.rows.length > limit && last ? writeCursor(ask.sort, last._key, last._id) : null;
  const total = !after && ask.countsLate ? (next === null ? rows.length : await count()) : counted;
  return {
    rows: rows.map(({ _key, _id, ...row }) => row as R),
    next,
    total: total === null || total > COUNTED ? null : total,
  };
}

/**
 * Rows that mention what was typed, upper and lower case alike: for short lists, whose tables keep no search column (numbers, names). `texts` is a
 * list of columns as SQL writes it. Null where nothing was typed.
 */
export const mentions = (q: string | undefined, texts: RawBuilder<unknown>): RawBuilder<unknown> | null =>
  (q?.trim() ? sql`strpos(lower(concat_ws(' ', ${texts})), lower(${q.trim()})) > 0` : null);

/** Every row of a list, page by page, `most` at the most: for files of what a list shows. */
export async function everyRow<Row>(most: number, ask: (at: { cursor?: string; limit: number }) => Promise<{ rows: readonly Row[]; next: string | null }>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let next: string | null = null; ;) {
    const got: { rows: readonly Row[]; next: string | null } = await ask(next === null ? { limit: 200 } : { cursor: next, limit: 200 });
    rows.push(...got.rows);
    if (got.next === null || rows.length >= most) return rows.slice(0, most);
    next = got.next;
  }
}

const writeCursor = (sort: string, key: string, id: string): string => Buffer.from(JSON.stringify([sort, key, id])).toString('base64url');

/** A cursor belongs to the order that it was made in; another one, or a made-up one, is refused. */
function readCursor(cursor: string, sort: string): { key: string; id: string } {
  let read: unknown = null;
  try {
    read = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw badCursor();
  }
  if (!Array.isArray(read) || read.length !== 3) throw badCursor();
  const [made, key, id] = read as unknown[];
  if (made !== sort || typeof key !== 'string' || typeof id !== 'string') throw badCursor();
  return { key, id };
}

const badCursor = (): Refusal =>
  new Refusal(kernelNo['invalid-input'], { zh: '翻页标记无效，请从第一页重新打开。', en: 'The page marker is not valid; open the list again from its first page.' }, {}, [{ path: 'cursor', message: { zh: '不是这个列表的翻页标记', en: 'Not a marker of this list' } }]);

/** `where` as a chain of conditions that always begins with one: `every([a, b])` gives `where true and a and b`. */
export const every = (conditions: readonly (RawBuilder<unknown> | null | undefined | false)[]): RawBuilder<unknown> =>
  sql`where true ${sql.join(conditions.filter((c): c is RawBuilder<unknown> => Boolean(c)).map((c) => sql`and (${c})`), sql` `)}`;

/** Up to here the rows found by a search are few enough to be sorted; above, rows in list order are hit soon enough. */
const FEW = 5_000;

/**
 * The condition for a search column, for `every([…])`; null for an empty box. `q` comes from `searchQuery`.
 *
 * The planner guesses that a beginning (`o:so2026…`) is found in half a percent of all rows, and then walks the list in its order: a
 * number that is nowhere costs the whole table (300–500 ms at a million rows). So the index is asked first, with a query that the
 * planner cannot look into, and the list takes the ids. Only a search that hits thousands of rows walks the list.
 */
export async function matching(on: { runner: Runner }, asked: { table: RawBuilder<unknown>; id: RawBuilder<unknown>; search: RawBuilder<unknown>; q: string | null }): Promise<RawBuilder<unknown> | null> {
  if (asked.q === null) return null;
  const { rows } = await sql<{ id: string }>`select ${asked.id} as id from ${asked.table} where ${asked.search} @@ (select ${asked.q}::tsquery) limit ${sql.lit(FEW + 1)}`
    .execute(on.runner.tables<Record<string, never>>());
  return rows.length > FEW ? sql`${asked.search} @@ ${asked.q}::tsquery` : sql`${asked.id} = any (${rows.map((row) => row.id)}::uuid[])`;
}
