import { DAY } from '../../../kernel/clock.ts';
import type { Runner } from '../../../kernel/query.ts';
import { linkSecret, openLink, signLink } from '../../../kernel/signed-link.ts';

/** A customer's link to an order lives as long as a return may be asked for, and some. */
const LIFE = 90 * DAY;

/** The address (below the installation's own) under which a customer follows an order without an account. */
export async function orderLinks(on: { runner: Runner }, orderIds: readonly string[], now: number): Promise<Map<string, string>> {
  if (orderIds.length === 0) return new Map();
  const secret = await linkSecret(on);
  return new Map(orderIds.map((id) => [id, `/p/${signLink(secret, { type: 'order', id, expiresAt: now + LIFE })}`]));
}

/** The order that a link opens. @throws kernel.not-found for a wrong or dead one */
export async function orderOfLink(on: { runner: Runner }, token: string, now: number): Promise<string> {
  return openLink(await linkSecret(on), token, 'order', now).id;
}
