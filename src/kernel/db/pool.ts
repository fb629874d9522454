import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { Breaker } from './breaker.ts';
import { asBusy, busyReason, DatabaseBusy, isConflict } from './busy.ts';
import { messageOf } from './errors.ts';
import { Lease } from './lease.ts';
import { typeParsers } from './types.ts';

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/name`, or with `?host=/folder/of/the/socket`. */
  readonly url: string;
  /** Connections of this process. More make a small server slower, not faster. */
  readonly max?: number;
  /** Longest run of one statement, in milliseconds. */
  readonly statementTimeoutMs?: number;
  /** Longest wait for a free connection or for a new one, in milliseconds. */
  readonly connectTimeoutMs?: number;
  /** Longest wait for a lock that somebody else holds, in milliseconds. */
  readonly lockTimeoutMs?: number;
  /** Longest pause of a program inside a transaction, in milliseconds. */
  readonly idleInTransactionMs?: number;
  /** Long reads (statements, exports, back-tests): read-only, few at a time, on a replica where there is one. */
  readonly reports?: { readonly url?: string; readonly max?: number; readonly statementTimeoutMs?: number };
  /** Shown in pg_stat_activity, so that an operator sees whose session it is. */
  readonly applicationName?: string;
  /** Commits are answered before they are on the disk: for a load that is begun anew when it is cut off, never for people's work. */
  readonly answerBeforeDisk?: boolean;
  /** Told about connections that broke while nobody used them. */
  readonly onLostConnection?: (error: Error) => void;
}

/** Anything that runs one statement: the database itself or a transaction. `name`: prepared once per connection. */
export interface Queryable {
  query<R extends pg.QueryResultRow = Record<string, unknown>>(text: string, values?: readonly unknown[], name?: string): Promise<pg.QueryResult<R>>;
  /** In a transaction: the last statement of it, with COMMIT behind it in the same round trip. */
  last?<R extends pg.QueryResultRow = Record<string, unknown>>(text: string, values?: readonly unknown[], name?: string): Promise<pg.QueryResult<R>>;
  /** The query builder over the same connections, typed to the tables that the caller may touch. */
  tables<Tables>(): Kysely<Tables>;
}

export interface Db extends Queryable {
  readonly url: string;
  /** Read-only connections with long statements; never used inside a verb. */
  readonly reports: Queryable;
  /**
   * One connection apart from the others, for short statements that must not belong to the caller's transaction (numbers of a series).
   * Whoever holds a connection may wait for it; were it of the same pool, callers would wait for one another until all gave up.
   */
  readonly aside: Queryable;
  /** Takes a connection for several statements of one session; it always comes back. Most callers want `transaction`. */
  withLease<T>(use: (lease: Lease) => Promise<T>): Promise<T>;
  readonly statementTimeoutMs: number;
  /** Connections now: open, unused, and callers that wait for one. */
  usage(): { open: number; idle: number; waiting: number };
  close(): Promise<void>;
}

const defaults = {
  max: 10, statementTimeoutMs: 5_000, connectTimeoutMs: 3_000, lockTimeoutMs: 2_000, idleInTransactionMs: 30_000,
  reportsMax: 2, reportsStatementTimeoutMs: 60_000, applicationName: 'dianzhang',
} as const;

/** Failed connections in a row before callers are answered at once, and how often a probe goes through then. */
const breakerThreshold = 3;
const probeEveryMs = 500;

class Connections implements Queryable {
  readonly #pool: pg.Pool;
  readonly #statementTimeoutMs: number;
  readonly #breaker = new Breaker(breakerThreshold, probeEveryMs);
  readonly #builder: Kysely<unknown>;

  constructor(config: pg.PoolConfig, statementTimeoutMs: number, onLostConnection: (error: Error) => void) {
    this.#statementTimeoutMs = statementTimeoutMs;
    this.#pool = new pg.Pool(config);
    // A backend terminated while idle arrives here; the pool has dropped the client already and opens another when needed.
    this.#pool.on('error', onLostConnection);
    this.#builder = new Kysely<unknown>({ dialect: dialectOver(async () => this.#lend(), this.#pool.options) });
  }

  async #lend(): Promise<Lease> {
    this.#breaker.admit();
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      if (this.#pool.ending) throw new Error('the database is closed: a query was started after close()', { cause: error });
      if (busyReason(error) === 'unreachable') this.#breaker.failed();
      throw asBusy(error);
    }
    this.#breaker.succeeded();
    return new Lease(client, this.#statementTimeoutMs);
  }

  async withLease<T>(use: (lease: Lease) => Promise<T>): Promise<T> {
    const lease = await this.#lend();
    try {
      return await use(lease);
    } finally {
      lease.release();
    }
  }

  async query<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[], name?: string): Promise<pg.QueryResult<R>> {
    try {
      return await this.withLease(async (lease) => lease.query<R>(text, values, name));
    } catch (error) {
      throw isConflict(error) ? new DatabaseBusy('conflict', { cause: error }) : error;
    }
  }

  tables<Tables>(): Kysely<Tables> {
    return this.#builder as unknown as Kysely<Tables>;
  }

  usage(): { open: number; idle: number; waiting: number } {
    return { open: this.#pool.totalCount, idle: this.#pool.idleCount, waiting: this.#pool.waitingCount };
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }
}

/** A kysely dialect whose connections are leases, so that a broken one never goes back into the pool. */
export function dialectOver(lend: () => Promise<Pick<Lease, 'processId' | 'query' | 'release'>>, options: object): PostgresDialect {
  return new PostgresDialect({
    pool: {
      options,
      connect: async () => {
        const lease = await lend();
        return {
          processID: lease.processId,
          query: async (text: unknown, values?: readonly unknown[]) => lease.query(String(text), values),
          release: () => lease.release(),
        } as never;
      },
      // The pool behind it is closed by its owner.
      end: async () => {},
    },
  });
}

/**
 * Opens the database. Nothing connects before the first query. Every wait is bounded: for a connection (3 s), a statement (5 s), a
 * lock (2 s) and an idle transaction (30 s) unless told otherwise; passing trouble is a DatabaseBusy, which a route answers with 503.
 */
export function openDatabase(options: DatabaseOptions): Db {
  const statementTimeoutMs = options.statementTimeoutMs ?? defaults.statementTimeoutMs;
  const onLostConnection = options.onLostConnection ?? ((error: Error) => process.emitWarning(`database connection lost: ${messageOf(error)}`));
  const shared = {
    types: typeParsers,
    keepAlive: true,
    connectionTimeoutMillis: options.connectTimeoutMs ?? defaults.connectTimeoutMs,
    lock_timeout: options.lockTimeoutMs ?? defaults.lockTimeoutMs,
    idle_in_transaction_session_timeout: options.idleInTransactionMs ?? defaults.idleInTransactionMs,
  } satisfies pg.PoolConfig;
  const main = new Connections({
    ...shared,
    connectionString: options.url,
    application_name: options.applicationName ?? defaults.applicationName,
    max: options.max ?? defaults.max,
    statement_timeout: statementTimeoutMs,
    options: options.answerBeforeDisk === true ? `${sessionSettings} -c synchronous_commit=off` : sessionSettings,
    // Statements that a verb starts together travel together: one round trip for all.
    pipeline: true,
  }, statementTimeoutMs, onLostConnection);
  const aside = new Connections({
    ...shared, connectionString: options.url, application_name: `${options.applicationName ?? defaults.applicationName} aside`, max: 1, statement_timeout: statementTimeoutMs,
    options: options.answerBeforeDisk === true ? `${sessionSettings} -c synchronous_commit=off` : sessionSettings,
  }, statementTimeoutMs, onLostConnection);
  const reportsTimeoutMs = options.reports?.statementTimeoutMs ?? defaults.reportsStatementTimeoutMs;
  const reports = new Connections({
    ...shared,
    connectionString: options.reports?.url ?? options.url,
    application_name: `${options.applicationName ?? defaults.applicationName} reports`,
    max: options.reports?.max ?? defaults.reportsMax,
    statement_timeout: reportsTimeoutMs,
    options: `${sessionSettings} -c default_transaction_read_only=on`,
  }, reportsTimeoutMs, onLostConnection);
  return {
    url: options.url,
    reports,
    aside,
    statementTimeoutMs,
    query: async (text, values, name) => main.query(text, values, name),
    tables: () => main.tables(),
    withLease: async (use) => main.withLease(use),
    usage: () => main.usage(),
    close: async () => {
      await Promise.all([main.close(), aside.close(), reports.close()]);
    },
  };
}

/** Whatever the server's own defaults are: instants print in UTC and in ISO form, and no statement waits for the compiler. */
const sessionSettings = '-c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601 -c jit=off';
