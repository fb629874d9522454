import { z } from 'zod';
import { fact } from '../../kernel/fact.ts';
import { words } from '../../kernel/words.ts';

/** No names here: the log is never edited, so what must be erasable does not stand in it. */
export const customerSaved = fact('customers.customer-saved', {
  subject: 'customer', payload: z.object({ customerNo: z.string(), fields: z.array(z.string()), isNew: z.boolean() }),
  sentence: (p) => (p.isNew ? words(`新建客户 ${p.customerNo}`, `Customer ${p.customerNo} created`) : words(`客户资料更新：${p.fields.join('、')}`, `Customer changed: ${p.fields.join(', ')}`)),
});
export const customerPutOnHold = fact('customers.customer-held', {
  subject: 'customer', payload: z.object({ customerNo: z.string(), reason: z.string() }),
  sentence: (p) => words(`客户冻结：${p.reason}`, `Customer put on hold: ${p.reason}`),
});
export const customerReleased = fact('customers.customer-released', {
  subject: 'customer', payload: z.object({ customerNo: z.string(), reason: z.string() }),
  sentence: (p) => words(`客户解除冻结：${p.reason}`, `Hold on the customer ended: ${p.reason}`),
});
/** Somebody looked at as much hidden personal data in one day as the company allows: worth a look by the department head. */
export const unmaskingLimitReached = fact('customers.unmasking-limit-reached', {
  subject: 'staff', payload: z.object({ staffId: z.string(), looks: z.int() }),
  sentence: (p) => words(`当天查看隐私资料已达上限 ${p.looks} 次`, `Reached the day's limit of ${p.looks} looks at personal data`),
});
