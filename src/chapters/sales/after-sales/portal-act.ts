import { z } from 'zod';
import { addressKey, allowed } from '../../../registers/company/index.ts';
import { MAX_PICTURE, takePicture, type NewPicture } from '../../../registers/products/index.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { FileStore } from '../../../kernel/file-store.ts';
import type { Endpoint } from '../../../kernel/http/contract.ts';
import type { CallMeta, Route } from '../../../kernel/http/route.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { kernelNo, Refusal, refuse } from '../../../kernel/refusal.ts';
import { invalidInput, runVerb, type Verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { orderOfLink } from '../orders/customer-link.ts';
import { portalRequestReturn, portalReturnAsk } from './contract-portal.ts';
import { MAX_PHOTOS, requestReturn } from './request-return.ts';

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
    if (!request.isMultipart()) throw refuse(kernelNo['wrong-media-type'], words('请以 multipart/form-data 提交。', 'Send it as multipart/form-data.'));
    let ask: unknown;
    const photos: NewPicture[] = [];
    for await (const part of request.parts({ limits: { fileSize: MAX_PICTURE + 1, files: MAX_PHOTOS, fields: 1, fieldSize: 20_000, parts: MAX_PHOTOS + 1 } })) {
      if (part.type === 'file') photos.push(await takePicture(files, part.filename || '照片', part.file));
      else if (part.fieldname === 'ask') ask = jsonOf(String(part.value));
      else throw new Refusal(kernelNo['invalid-input'], undefined, {}, [{ path: part.fieldname, message: { zh: '没有这个字段', en: 'There is no such field' } }]);
    }
    const read = portalReturnAsk.safeParse(ask);
    if (!read.success) throw invalidInput(read.error);
    return runVerb(kernel, requestReturn, { ...read.data, id: orderId, photos: [...new Map(photos.map((p) => [p.sha256, p])).values()] }, { actor, requestId: meta.requestId, ip: meta.ip });
  },
});

function jsonOf(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new Refusal(kernelNo['invalid-input'], words('申请内容不完整，请重新提交。', 'The request is incomplete; send it again.'), {}, [{ path: 'ask', message: words('不是有效的 JSON', 'Not valid JSON') }]);
  }
}
