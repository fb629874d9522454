import type { z } from 'zod';
import type { Actor } from '../../../kernel/actor.ts';
import type { Endpoint } from '../../../kernel/http/contract.ts';
import type { Route } from '../../../kernel/http/route.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Runner } from '../../../kernel/query.ts';
import { linkSecret, openLink, signLink } from '../../../kernel/signed-link.ts';
import { DAY } from '../../../kernel/clock.ts';
import { runVerb, type Verb } from '../../../kernel/verb.ts';

/** What customers open by links of this section. */
export type LinkType = 'quote' | 'contract' | 'intro';
const LIFE = 180 * DAY;

export async function linkTo(on: { runner: Runner }, type: LinkType, id: string, now: number): Promise<string> {
  return `/p/${signLink(await linkSecret(on), { type, id, expiresAt: now + LIFE })}`;
}
/** @throws kernel.not-found for a wrong or dead one */
export const openedBy = async (kernel: Kernel, token: string, type: LinkType): Promise<string> => openLink(await linkSecret(kernel), token, type, kernel.clock.now()).id;

/** Who holds a link: the customer of exactly this record. */
export const holder = (type: LinkType, id: string): Actor => ({ kind: 'customer', id: null, personId: null, name: '客户', posts: [], teamIds: [], link: { type, id } });

/** A state change by the holder of a signed link: the link in the address is the only permission, and it names the record. */
export function byLink<P extends z.ZodType<{ token: string }>, B extends z.ZodType, R extends z.ZodType, I extends z.ZodType, S>(endpoint: Endpoint<P, z.ZodNever, B, R>, type: LinkType, v: Verb<I, S, z.input<R>>, more: { fixed?: Record<string, unknown>; after?: (answer: z.input<R>) => void } = {}): Route {
  return {
    endpoint: endpoint as unknown as Endpoint, may: { public: true }, kind: 'act', verb: v.name,
    answer: async ({ kernel, params, body, meta }) => {
      const id = await openedBy(kernel, (params as { token: string }).token, type);
      const answer = await runVerb(kernel, v, { id, ...more.fixed, ...(body as object) } as z.input<I>, { actor: holder(type, id), requestId: meta.requestId, ip: meta.ip });
      more.after?.(answer);
      return answer;
    },
  };
}
