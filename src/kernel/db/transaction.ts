import { setTimeout as pause } from 'node:timers/promises';
import { Kysely } from 'kysely';
import type pg from 'pg';
import { asBusy, breaksConnection, DatabaseBusy, isConflict } from './busy.ts';
import type { Lease } from './lease.ts';
import { dialectOver, type Db, type Queryable } from './pool.ts';

export interface TransactionOptions {
  /** `read committed` unless told otherwise. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readonly readOnly?: boolean;
  /** Longest run of one statement of this transaction, in milliseconds, where the usual limit does not fit. */
  readonly statementTimeoutMs?: number;
  /** How often it is tried before the caller is told that the database is busy. */
  readonly attempts?: number;
}

/** A transaction under way. It ends when its function ends: a query that is started later is an error. */
export interface Tx extends Queryable {
  /** 1 for the first try; more after a serialisation failure or a deadlock. */
  readonly attempt: number;
  /**
   * The last statement: COMMIT travels behind it without waiting for its answer, which saves a round trip. Where it fails, PostgreSQL answers
   * that COMMIT with ROLLBACK, and nothing is saved.
   */
  last<R extends pg.QueryResultRow = Record<string, unknown>>(text: string, values?: readonly unknown[], name?: string): Promise<pg.QueryResult<R>>;
}

const maxAttempts = 10;

/** Waits grow with every attempt and differ between callers, so that two that collided do not collide again. */
const jitterMs = (attempt: number): number => Math.random() * Math.min(10 * 2 ** attempt, 400);

/**
 * Runs `work` in one transaction: all of it is saved or nothing. Serialisation failures (40001) and deadlocks (40P01) are repeated
 * up to ten times with a random pause, so `work` must not have effects outside the database.
 *
 * @throws DatabaseBusy for passing trouble; with `inDoubt` when the connection broke during COMMIT.
 * @throws whatever `work` throws, after rolling back.
 */
export async function transaction<T>(db: Db, work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
  const attempts = options.attempts ?? maxAttempts;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.withLease(async (lease) => once(lease, work, options, attempt));
    } catch (error) {
      if (!conflictWithin(error)) throw asBusy(error);
      if (attempt >= attempts) throw new DatabaseBusy('conflict', { cause: error });
      await pause(jitterMs(attempt));
    }
  }
}

async function once<T>(lease: Lease, work: (tx: Tx) => Promise<T>, options: TransactionOptions, attempt: number): Promise<T> {
  const tx = new OpenTransaction(lease, attempt);
  // Awaited on its own: were it cancelled while statements behind it are on the wire, they would be saved one by one.
  await lease.query(beginOf(options));
  let result: T;
  try {
    if (options.statementTimeoutMs !== undefined) {
      await lease.query(`set local statement_timeout = ${Math.trunc(options.statementTimeoutMs)}`);
      lease.expectStatementsUpTo(options.statementTimeoutMs);
    }
    result = await work(tx);
  } catch (error) {
    tx.end();
    // A COMMIT that is under way already is waited for: the connection goes back with no transaction on it.
    if (!tx.committing) await rollback(lease);
    else await commit(lease, tx.committing, true);
    throw error;
  }
  tx.end();
  await commit(lease, tx.committing ?? lease.query('commit'));
  return result;
}

function beginOf(options: TransactionOptions): string {
  return `begin isolation level ${options.isolation ?? 'read committed'} ${options.readOnly === true ? 'read only' : 'read write'}`;
}

async function commit(lease: Lease, sent: Promise<pg.QueryResult>, failed = false): Promise<void> {
  let answer: pg.QueryResult;
  try {
    answer = await sent;
  } catch (error) {
    if (lease.broken || breaksConnection(error)) throw new DatabaseBusy('unreachable', { cause: error, inDoubt: true });
    throw error;
  }
  // PostgreSQL answers ROLLBACK to the COMMIT of a transaction in which a statement failed and the failure was swallowed.
  if (answer.command === 'ROLLBACK' && !failed) {
    throw lease.firstError ?? new Error('the transaction was rolled back instead of committed');
  }
}

async function rollback(lease: Lease): Promise<void> {
  if (lease.broken) return;
  try {
    await lease.query('rollback');
  } catch (error) {
    // The lease destroys a broken connection and with it the transaction; any other failure here is a fault of ours.
    if (!lease.broken) throw error;
  }
}

/** The conflict may be wrapped by whoever added words to it. */
function conflictWithin(error: unknown): boolean {
  for (let cause: unknown = error; cause !== undefined && cause !== null; cause = (cause as { cause?: unknown }).cause) {
    if (cause instanceof DatabaseBusy) return false;
    if (isConflict(cause)) return true;
  }
  return false;
}

class OpenTransaction implements Tx {
  readonly attempt: number;
  /** The answer of a COMMIT that was sent behind the last statement. */
  committing: Promise<pg.QueryResult> | undefined;
  readonly #lease: Lease;
  #open = true;
  #builder: Kysely<unknown> | undefined;

  constructor(lease: Lease, attempt: number) {
    this.#lease = lease;
    this.attempt = attempt;
  }

  async query<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[], name?: string): Promise<pg.QueryResult<R>> {
    this.#assertOpen();
    return this.#lease.query<R>(text, values, name);
  }

  async last<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[], name?: string): Promise<pg.QueryResult<R>> {
    this.#assertOpen();
    this.#open = false;
    const answer = this.#lease.query<R>(text, values, name);
    this.committing = this.#lease.query('commit');
    // Looked at by whoever ends the transaction, after this statement's own answer.
    this.committing.catch(() => {});
    return answer;
  }

  tables<Tables>(): Kysely<Tables> {
    this.#builder ??= new Kysely<unknown>({ dialect: dialectOver(async () => this.#borrowed(), {}) });
    return this.#builder as unknown as Kysely<Tables>;
  }

  end(): void {
    this.#open = false;
  }

  /** The query builder gives its connection back after every query; here it stays with the transaction. */
  #borrowed(): Pick<Lease, 'processId' | 'query' | 'release'> {
    this.#assertOpen();
    return { processId: this.#lease.processId, query: this.query.bind(this), release: () => {} };
  }

  #assertOpen(): void {
    if (!this.#open) throw new Error('the transaction is over: a query was started after its end, await every query inside it');
  }
}
