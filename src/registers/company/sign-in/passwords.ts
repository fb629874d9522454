import { hash, verify } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { no } from '../refusals.ts';

/**
 * Passwords are argon2id with the settings that OWASP recommends (19 MiB, two passes). A hash costs some 40 ms and 19 MiB, so few
 * run at once and few wait: whoever floods the sign-in gets 503, everybody else goes on working.
 */
const AT_ONCE = 2;
const WAITING = 64;

let running = 0;
let most = 0;
const queue: (() => void)[] = [];

async function bounded<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (queue.length >= WAITING) throw refuse(kernelNo.busy);
    await new Promise<void>((go) => queue.push(go));
  } else running += 1;
  most = Math.max(most, running);
  try {
    return await work();
  } finally {
    const next = queue.shift();
    if (next) next();
    else running -= 1;
  }
}

/** For tests and the doctor: how many hashes ran at once at most, and how many wait now. */
export const hashLoad = (): { running: number; most: number; waiting: number } => ({ running, most, waiting: queue.length });

/** `salt` only where the same request must give the same hash again (a retry with one Idempotency-Key). */
export const hashPassword = (password: string, salt?: Buffer): Promise<string> => bounded(() => hash(password, salt ? { salt } : undefined));

let nobody: Promise<string> | null = null;
/** The hash that stands in for accounts that do not exist, so that they take as long as the others. */
export const nobodysHash = (): Promise<string> => (nobody ??= hash(randomBytes(24).toString('base64url')));

/** Whether the password is right; as slow for an account that does not exist. */
export async function passwordFits(password: string, stored: string | null): Promise<boolean> {
  const against = stored ?? (await nobodysHash());
  const fits = await bounded(() => verify(against, password));
  return fits && stored !== null;
}

/** @throws company.weak-password for the few that are guessed first. Length is the contract's. */
export function checkStrength(password: string, login: string): void {
  const small = password.toLowerCase();
  if (new Set(small).size < 5 || (login.length >= 3 && small.includes(login.toLowerCase()))) throw refuse(no['weak-password']);
}
