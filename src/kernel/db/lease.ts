import { createHash } from 'node:crypto';
import type pg from 'pg';
import { asBusy, breaksConnection, isConflict } from './busy.ts';

const longestName = 63;
/** With a digest at its end. PostgreSQL cuts names after 63 bytes, and two that begin alike would be one. */
const digested = (name: string, of: string): string => `${name.slice(0, longestName - 17)}.${createHash('sha256').update(of).digest('hex').slice(0, 16)}`;

/** So many texts under one name are prepared; a text that is put together anew each time is not kept by every connection for ever. */
const TEXTS = 8;
const preparedAs = new Map<string, Map<string, string>>();
/**
 * The name under which a statement is prepared; undefined where it is sent as it is. A name stands for one text: another text under it is
 * told apart by its digest, where the driver would refuse it on any connection that happened to see the first one before.
 */
function statementName(name: string, text: string): string | undefined {
  let texts = preparedAs.get(name);
  if (!texts) preparedAs.set(name, (texts = new Map()));
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size >= TEXTS) return undefined;
  const made = texts.size > 0 ? digested(name, `${name} ${text}`) : name.length <= longestName ? name : digested(name, name);
  texts.set(text, made);
  return made;
}

/** How much later than the server's statement timeout the client itself gives up: the answer may be lost on a dead wire. */
const graceMs = 1_000;

/**
 * One connection lent out by the pool. It remembers whether the connection broke, and then destroys it instead of handing it to the
 * next caller: after a lost answer nobody knows what the session holds.
 */
export class Lease {
  readonly #client: pg.PoolClient;
  readonly #onClientError: (error: Error) => void;
  #statementTimeoutMs: number;
  #broken = false;
  #over = false;
  #gathering = false;
  #firstError: unknown;

  constructor(client: pg.PoolClient, statementTimeoutMs: number) {
    this.#client = client;
    this.#statementTimeoutMs = statementTimeoutMs;
    // A backend that is terminated while the client is lent out but idle reports here; without a listener the process would end.
    this.#onClientError = () => {
      this.#broken = true;
    };
    client.on('error', this.#onClientError);
  }

  get broken(): boolean {
    return this.#broken;
  }

  /** The first error of any statement since the lease began: it explains why a transaction is aborted. */
  get firstError(): unknown {
    return this.#firstError;
  }

  /** PostgreSQL's number of this session, as in pg_stat_activity. */
  get processId(): number | undefined {
    return (this.#client as pg.PoolClient & { processID?: number }).processID;
  }

  /** Applies to the statements after it. The server's own limit has to be set by the caller too. */
  expectStatementsUpTo(milliseconds: number): void {
    this.#statementTimeoutMs = milliseconds;
  }

  /**
   * Runs one statement. Serialisation failures and deadlocks come through as they are (the transaction repeats them), other passing
   * trouble as DatabaseBusy, everything else as the driver's error. A `name` makes it a prepared statement of this connection:
   * parsed once, for the hottest paths.
   */
  async query<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[], name?: string): Promise<pg.QueryResult<R>> {
    if (this.#over) throw new Error('this connection was given back: a query was started after the end of its transaction, await it');
    const config: pg.QueryConfig & { query_timeout?: number } = { text };
    const prepared = name === undefined ? undefined : statementName(name, text);
    if (prepared !== undefined) config.name = prepared;
    if (values !== undefined && values.length > 0) config.values = [...values];
    if (this.#statementTimeoutMs > 0) config.query_timeout = this.#statementTimeoutMs + graceMs;
    this.#gather();
    try {
      return await this.#client.query<R>(config);
    } catch (error) {
      if (breaksConnection(error)) this.#broken = true;
      this.#firstError ??= error;
      throw isConflict(error) ? error : asBusy(error, name ?? text.trim().slice(0, 120));
    }
  }

  /** Statements that are started together leave in one write: the server is woken once for all of them. */
  #gather(): void {
    const stream = (this.#client as pg.PoolClient & { connection?: { stream?: { cork?(): void; uncork?(): void } } }).connection?.stream;
    if (this.#gathering || !stream?.cork || !stream.uncork) return;
    this.#gathering = true;
    stream.cork();
    process.nextTick(() => {
      this.#gathering = false;
      stream.uncork!();
    });
  }

  release(): void {
    if (this.#over) return;
    this.#over = true;
    this.#client.removeListener('error', this.#onClientError);
    this.#client.release(this.#broken);
  }
}
