import type { z } from 'zod';
import type { FileStore } from '../../../kernel/file-store.ts';
import type { Endpoint } from '../../../kernel/http/contract.ts';
import type { Route } from '../../../kernel/http/route.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { invalidInput, runVerb, type Verb } from '../../../kernel/verb.ts';
import type { CaseType } from './case-photos.ts';
import { formWithPhotos } from './photo-form.ts';
import type { GivenPhoto } from './photos-given.ts';
import { customerOf } from './portal-act.ts';

/** An act of the customer's page with which photos may come: as JSON without, as multipart/form-data with them. `of`: the case that is there already; another order's is refused before a photo is taken. */
export function portalActWithPhotos<P extends z.ZodType, B extends z.ZodType, R extends z.ZodType, I extends z.ZodType, S>(
  files: FileStore, endpoint: Endpoint<P, z.ZodNever, B, R>, v: Verb<I, S, z.input<R>>, input: (parts: { params: z.output<P>; body: z.output<B>; orderId: string; photos: GivenPhoto[] }) => z.input<I>, of?: CaseType,
): Route {
  return {
    endpoint: endpoint as unknown as Endpoint, may: { public: true }, kind: 'act', verb: v.name, takesForm: true,
    answer: async ({ kernel, params, body, meta, raw }) => {
      const { token, id } = params as { token: string; id?: string };
      const { actor, orderId } = await customerOf(kernel, token, meta);
      const run = (said: z.output<B>, photos: GivenPhoto[]) => runVerb(kernel, v, input({ params: params as z.output<P>, body: said, orderId, photos }), { actor, requestId: meta.requestId, ip: meta.ip });
      if (!raw.isMultipart()) return run(body as z.output<B>, []);
      if (of !== undefined) await ownCase(kernel, of, id!, orderId);
      const form = await formWithPhotos(files, raw);
      const read = endpoint.body!.safeParse(form.ask);
      if (!read.success) throw invalidInput(read.error);
      return run(read.data, form.photos);
    },
  };
}

async function ownCase(kernel: Kernel, type: CaseType, id: string, orderId: string): Promise<void> {
  if ((await kernel.db.query(`select 1 from sales.${type} where id = $1 and order_id = $2`, [id, orderId], 'sales.own_case')).rowCount !== 1) throw refuse(kernelNo['not-found']);
}
