import ipaddr from 'ipaddr.js';
import { createHash } from 'node:crypto';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Db } from '../../../kernel/db/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';

/**
 * How often somebody may try (survival.md A1). Counted in the database: over all nodes, and a restart forgets nothing. A try counts
 * before the password is looked at; one that succeeds is given back.
 */
const WINDOW_SECONDS = 15 * 60;
const limits = {
  /** Tries for one account name from devices that it has not been used on. */
  account: 10,
  /** The same from a device on which the account signed in before: its owner is not locked out by others' guesses. */
  device: 10,
  /** Tries from one IPv4 address or one IPv6 /64. */
  address: 30,
  /** Codes of an authenticator, per account. */
  code: 5,
  /** Present password asked again by somebody already signed in. */
  confirm: 10,
  /** What the holder of a customer's link sends: requests, words, photos. */
  portal: 20,
} as const;
export type Limit = keyof typeof limits;

const made = new WeakMap<Db, Record<Limit, RateLimiterPostgres>>();

function limitersOf(db: Db): Record<Limit, RateLimiterPostgres> {
  const known = made.get(db);
  if (known) return known;
  const client = {
    async query(q: { text: string; values?: unknown[]; name?: string }) {
      const { rows, rowCount } = await db.query<{ points?: number; expire?: bigint | null }>(q.text, q.values ?? [], q.name && `company.${q.name}`);
      return { rowCount, rows: rows.map((row) => ({ ...row, ...(row.expire === undefined || row.expire === null ? {} : { expire: Number(row.expire) }) })) };
    },
  };
  const limiters = Object.fromEntries(Object.entries(limits).map(([name, points]) => [name, new RateLimiterPostgres({
    storeClient: client, storeType: 'client', schemaName: 'company', tableName: 'attempt', tableCreated: true, keyPrefix: name, points, duration: WINDOW_SECONDS,
  })])) as Record<Limit, RateLimiterPostgres>;
  made.set(db, limiters);
  return limiters;
}

/** Counts a try. False: there were too many. */
export async function allowed(kernel: Kernel, limit: Limit, key: string): Promise<boolean> {
  try {
    await limitersOf(kernel.db)[limit].consume(key);
    return true;
  } catch (error) {
    if (error instanceof RateLimiterRes) return false;
    throw error;
  }
}

/** The try was none (it succeeded, or was never carried out): it no longer counts. */
export async function giveBack(kernel: Kernel, limit: Limit, key: string): Promise<void> {
  await limitersOf(kernel.db)[limit].reward(key);
}

/** What stands for an account in the table of tries: never the text that was typed, which may be a password. */
export const accountKey = (login: string): string => createHash('sha256').update(login).digest('base64url');

/** One key for an IPv4 address and for all addresses of one IPv6 /64, which belong to one subscriber. */
export function addressKey(ip: string): string {
  if (!ipaddr.isValid(ip)) return 'unknown';
  const address = ipaddr.process(ip);
  if (address.kind() === 'ipv4') return address.toString();
  return `${(address as ipaddr.IPv6).parts.slice(0, 4).map((part) => part.toString(16)).join(':')}::/64`;
}
