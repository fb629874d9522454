import type { Kysely } from 'kysely';
import type { Queryable } from './db/pool.ts';

/** What runs queries: the database for reads, the one transaction inside a verb. */
export type Runner = Queryable;

/** A chapter's handle: `const db = handle<SalesTables>()` and then `db(tx)` or `db(kernel)`. Other chapters' tables do not type-check through it. */
export const handle =
  <T>() =>
  (on: { runner: Runner }): Kysely<T> =>
    on.runner.tables<T>();
