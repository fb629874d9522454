import { z } from 'zod';
import { addressKey, allowed } from '../../../registers/company/index.ts';
import { MAX_PICTURE } from '../../../registers/products/index.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { FileStore } from '../../../kernel/file-store.ts';
import type { Endpoint } from '../../../kernel/http/contract.ts';
import type { CallMeta, Route } from '../../../kernel/http/route.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { invalidInput, runVerb, type Verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { orderOfLink } from '../orders/customer-link.ts';
import { portalRequestReturn, portalReturnAsk } from './contract-portal.ts';
import { formWithPhotos } from './photo-form.ts';
import { MAX_PHOTOS } from './photos-given.ts';
import { requestReturn } from './request-return.ts';

/** Whoever holds the link of an order acts as its customer, and on this order only. @throws kernel.not-found, kernel.too-many-requests */
export async function customerOf(kernel: Kernel, token: string, meta: Pick<CallMeta, 'ip'>): Promise<{ actor: Actor; orderId: string }> {
  const orderId = await orderOfLink(kernel, token, kernel.clock.now());
  if (!(await allowed(kernel, 'portal', orderId)) || !(await allowed(kernel, 'portal', `ip ${addressKey(meta.ip)} ${orderId}`)))
    throw refuse(kernelNo['too-many-requests'], words('提交过于频繁，请一刻钟后再试；已提交的内容不会丢失。', 'Too many at once; try again in a quarter of an hour. What was sent is kept.'));
  return { orderId, actor: { kind: 'customer', id: null, personId: null, name: '客户', posts: [], teamIds: [], link: { type: 'order', id: orderId } } };
}

/** An act of the customer's page: the link says who acts, the verb carries it out. `input` puts the verb's input together. */
export function portalAct<P extends z.ZodType, B extends z.ZodType, R extends z.ZodType, I extends z.ZodType, S>(
  endpoint: Endpoint<P, z.ZodNever, B, R>, v: Verb<I, S, z.input<R>>, input: (parts: { params: z.output<P>; body: z.output<B>; orderId: string }) => z.input<I>,
): Route {
  return {
    endpoint: endpoint as unknown as Endpoint, may: { public: true }, kind: 'act', verb: v.name,
    answer: async ({ kernel, params, body, meta }) => {
      const { actor, orderId } = await customerOf(kernel, (params as { token: string }).token, meta);
      return runVerb(kernel, v, input({ params: params as z.output<P>, body: body as z.output<B>, orderId }), { actor, requestId: meta.requestId, ip: meta.ip });
    },
  };
}

/** The request with its photos, each made anew: nothing hidden in the original (place, camera, scripts) stays. */
export const portalReturnRoute = (files: FileStore): Route => ({
  endpoint: portalRequestReturn as unknown as Endpoint, may: { public: true }, kind: 'raw', verb: requestReturn.name, bodyLimit: MAX_PICTURE * MAX_PHOTOS,
  answer: async ({ kernel, params, raw: request, meta }) => {
    const { actor, orderId } = await customerOf(kernel, (params as { token: string }).token, meta);
    const { ask, photos } = await formWithPhotos(files, request);
    const read = portalReturnAsk.safeParse(ask);
    if (!read.success) throw invalidInput(read.error);
    return runVerb(kernel, requestReturn, { ...read.data, id: orderId, photos }, { actor, requestId: meta.requestId, ip: meta.ip });
  },
});
