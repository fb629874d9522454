import { words, type Words } from '../words.ts';
import { codeOf, DatabaseProblem, messageOf } from './errors.ts';

/** Why the database did not serve a request now. None of them is the caller's fault; all of them pass. */
export type BusyReason =
  | 'pool' // every connection of this process was taken for longer than the waiting time
  | 'unreachable' // no connection, or it broke under way
  | 'statement-timeout'
  | 'lock-timeout'
  | 'conflict' // serialisation failures and deadlocks that outlived all retries
  | 'starting' // the server is starting, stopping or recovering
  | 'connections' // the server has no connection left
  | 'space' // the server's disk is full
  | 'read-only'; // a standby, or a server that has been set read-only

const sentences: Record<BusyReason, Words> = {
  pool: words('系统繁忙:数据库连接都在使用中,请稍后重试。', 'Busy: all database connections are in use. Please try again shortly.'),
  unreachable: words('暂时连不上数据库,请稍后重试。', 'The database cannot be reached right now. Please try again shortly.'),
  'statement-timeout': words(
    '查询用时过长,已中止。请缩小范围后重试。',
    'The query took too long and was stopped. Narrow it down and try again.',
  ),
  'lock-timeout': words('其他人正在修改同一数据,请稍后重试。', 'Somebody else is changing the same data. Please try again shortly.'),
  conflict: words('同时修改的人太多,本次未保存,请重试。', 'Too many changes at the same time: nothing was saved. Please try again.'),
  starting: words('数据库正在启动或停止,请稍后重试。', 'The database is starting or stopping. Please try again shortly.'),
  connections: words('数据库连接数已满,请稍后重试。', 'The database server has no free connection. Please try again shortly.'),
  space: words('数据库磁盘已满,暂时无法保存。请联系系统管理员。', 'The database disk is full: nothing can be saved. Tell the administrator.'),
  'read-only': words('数据库目前只读,暂时无法保存。', 'The database is read-only at the moment: nothing can be saved.'),
};

/** How long a client should wait before it tries again, in seconds (the Retry-After of a 503). */
const waits: Partial<Record<BusyReason, number>> = { starting: 3, unreachable: 3, space: 60, 'read-only': 30 };

/**
 * The database is there but cannot serve this now: answer 503 with Retry-After. With `inDoubt` the connection broke while a COMMIT
 * was under way: the work may or may not be saved, and the caller finds out by repeating the request with the same request id.
 */
export class DatabaseBusy extends DatabaseProblem {
  override readonly name = 'DatabaseBusy';
  readonly reason: BusyReason;
  readonly retryAfterSeconds: number;
  readonly inDoubt: boolean;
  /** Name or beginning of the statement that was stopped, for whoever has to find it; never its values. */
  readonly statement: string | null;

  constructor(reason: BusyReason, options: ErrorOptions & { inDoubt?: boolean; statement?: string | undefined } = {}) {
    super(`database.${reason}`, sentences[reason], options);
    this.reason = reason;
    this.statement = options.statement ?? null;
    this.retryAfterSeconds = waits[reason] ?? 1;
    this.inDoubt = options.inDoubt ?? false;
  }
}

const byState: Record<string, BusyReason> = {
  '57014': 'statement-timeout',
  '55P03': 'lock-timeout',
  '57P01': 'unreachable',
  '57P02': 'unreachable',
  '57P05': 'unreachable',
  '25P03': 'unreachable',
  '25P04': 'unreachable',
  '57P03': 'starting',
  '53300': 'connections',
  '53100': 'space',
  '25006': 'read-only',
  '40001': 'conflict',
  '40P01': 'conflict',
};

const brokenSocket = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ENOTFOUND', 'EADDRNOTAVAIL',
]);

/** pg reports these without any code. */
const brokenWords = /connection terminated|query read timeout|not queryable|connection ended|client was closed|timeout expired/i;

export const isConflict = (error: unknown): boolean => {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
};

/** Which passing trouble an error of the driver or the server is, or undefined when it is something else (a constraint, a bug). */
export function busyReason(error: unknown): BusyReason | undefined {
  if (error instanceof DatabaseBusy) return error.reason;
  const code = codeOf(error);
  if (code !== undefined && byState[code] !== undefined) return byState[code];
  if (code !== undefined && (brokenSocket.has(code) || /^08...$/.test(code))) return 'unreachable';
  if (error instanceof AggregateError) return error.errors.map(busyReason).find((reason) => reason !== undefined);
  const message = messageOf(error);
  if (/timeout exceeded when trying to connect/i.test(message)) return 'pool';
  return code === undefined && brokenWords.test(message) ? 'unreachable' : undefined;
}

/** Says whether a client that reported this error must not be used again: nobody knows what its session holds. */
export function breaksConnection(error: unknown): boolean {
  const reason = busyReason(error);
  return reason === 'unreachable' || reason === 'starting';
}

/** The error as callers shall see it: passing trouble as DatabaseBusy, everything else as it is. */
export function asBusy(error: unknown, statement?: string): unknown {
  if (error instanceof DatabaseBusy) return error;
  const reason = busyReason(error);
  return reason === undefined ? error : new DatabaseBusy(reason, { cause: error, statement });
}
