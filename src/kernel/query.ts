import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely';
import type pg from 'pg';

/** What runs queries: a pool for reads, one client inside a verb. */
export type Runner = Pick<pg.PoolClient, 'query'>;

class RunnerConnection implements DatabaseConnection {
  readonly #runner: Runner;
  constructor(runner: Runner) {
    this.#runner = runner;
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.#runner.query(query.sql, query.parameters as unknown[]);
    return { rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) };
  }
  // eslint-disable-next-line require-yield
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is done with a cursor on the client itself');
  }
}

class RunnerDriver implements Driver {
  readonly #connection: DatabaseConnection;
  constructor(runner: Runner) {
    this.#connection = new RunnerConnection(runner);
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
  beginTransaction(): Promise<void> {
    throw new Error('transactions are opened by verbs, never inside a query');
  }
  commitTransaction(): Promise<void> {
    throw new Error('transactions are closed by verbs');
  }
  rollbackTransaction(): Promise<void> {
    throw new Error('transactions are closed by verbs');
  }
}

/** A typed query builder over a pool or over the one client of a running verb. */
export function queries<T>(runner: Runner): Kysely<T> {
  return new Kysely<T>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new RunnerDriver(runner),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

/** A chapter's handle: `const db = handle<SalesTables>()` and then `db(tx)`. Other chapters' tables do not type-check through it. */
export const handle =
  <T>() =>
  (on: { runner: Runner }): Kysely<T> =>
    queries<T>(on.runner);
