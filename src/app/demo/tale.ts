import type { MovingClock } from '../../kernel/clock.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Endpoint } from '../../kernel/http/contract.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Product } from '../product.ts';
import type { DemoCompany } from './company.ts';
import type { Good } from './goods.ts';
import type { Chance } from './random.ts';

/** What every part of the story has in its hands. */
export interface Tale {
  readonly product: Product;
  readonly clock: MovingClock;
  readonly company: DemoCompany;
  readonly goods: readonly Good[];
  readonly skuIds: ReadonlyMap<string, string>;
  readonly accounts: { readonly alipay: string; readonly wechat: string };
  readonly random: Chance;
}

const AT_ONCE = 8;
/** A few at a time, as people and browsers do. */
export async function inTurns<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE) await Promise.all(items.slice(at, at + AT_ONCE).map(act));
}
export const chunks = <T>(items: readonly T[], size: number): T[][] => Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, i * size + size));

/** Somebody tries what the rule does not allow, and is refused: the refusal is counted. @throws Error when it was allowed, or refused by another rule */
export async function refusedBy(clause: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof Refusal && error.kind.clause === clause) return;
    throw error;
  }
  throw new Error(`the story expected clause ${clause} to refuse`);
}

/** Calls what only a route knows, as the API does: a verb by its name, or an endpoint where several carry out one verb. */
export function through(tale: Tale, what: string | Endpoint, actor: Actor, params: Record<string, unknown>, body: Record<string, unknown>): Promise<unknown> {
  const route = tale.product.routes.find((r) => (typeof what === 'string' ? r.verb === what : r.endpoint.method === what.method && r.endpoint.path === what.path));
  if (!route) throw new Error(`no route carries out ${typeof what === 'string' ? what : what.path}`);
  const { kernel } = tale.product;
  return route.answer({
    kernel, actor, scope: 'all', params, query: {}, body, raw: undefined as never, reply: undefined as never,
    meta: { kernel, actor, ip: '127.0.0.1', requestId: null, override: null, language: 'zh' },
  });
}

/** Day of the week in Shanghai of a day's first instant; 1 is Monday. */
export const weekdayOf = (day: number): number => new Date(day + 8 * 3_600_000).getUTCDay();
