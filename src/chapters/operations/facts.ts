import { z } from 'zod';
import { fact } from '../../kernel/fact.ts';
import { words } from '../../kernel/words.ts';

export const storeOpened = fact('operations.store-opened', {
  subject: 'store', payload: z.object({ name: z.string(), platform: z.string() }),
  sentence: (p) => words(`店铺「${p.name}」开设`, `Store “${p.name}” opened`),
});
export const storeChanged = fact('operations.store-changed', {
  subject: 'store', payload: z.object({ name: z.string(), fields: z.array(z.string()) }),
  sentence: (p) => words(`店铺「${p.name}」更新：${p.fields.join('、')}`, `Store “${p.name}” changed: ${p.fields.join(', ')}`),
});
/** Ends the wait for a first design (clause 4.1.1). */
export const storeClosed = fact('operations.store-closed', {
  subject: 'store', payload: z.object({ name: z.string(), reason: z.string() }),
  sentence: (p) => words(`店铺「${p.name}」关闭：${p.reason}`, `Store “${p.name}” closed: ${p.reason}`),
});
/** Operations was told of a contract’s order (clause 2.3.1). */
export const orderAcknowledged = fact('operations.order-acknowledged', {
  subject: 'order', payload: z.object({ orderNo: z.string(), note: z.string().nullable() }), sentence: () => words('运营签收订单', 'Operations acknowledged the order'),
});
