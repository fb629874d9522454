import { z } from 'zod';
import { fact } from '../../kernel/fact.ts';
import { words } from '../../kernel/words.ts';

const fieldWords: Readonly<Record<string, { zh: string; en: string }>> = {
  name: words('名称', 'name'), kind: words('类型', 'kind'), class: words('级别', 'class'), phone: words('手机', 'phone'), email: words('邮箱', 'mail'), note: words('备注', 'note'), consentMarketing: words('营销许可', 'consent to marketing'),
};
const named = (fields: readonly string[], language: 'zh' | 'en'): string => fields.map((f) => fieldWords[f]?.[language] ?? f).join(language === 'zh' ? '、' : ', ');

/** No names here: the log is never edited, so what must be erasable does not stand in it. */
export const customerSaved = fact('customers.customer-saved', {
  subject: 'customer', payload: z.object({ customerNo: z.string(), fields: z.array(z.string()), isNew: z.boolean() }),
  sentence: (p) => (p.isNew ? words(`新建客户 ${p.customerNo}`, `Customer ${p.customerNo} created`) : words(`客户资料更新：${named(p.fields, 'zh')}`, `Customer changed: ${named(p.fields, 'en')}`)),
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
const request = z.object({ requestNo: z.string(), customerNo: z.string() });
export const erasureRequested = fact('customers.erasure-requested', {
  subject: 'data-request', payload: request, sentence: (p) => words(`${p.requestNo}：申请删除客户 ${p.customerNo} 的个人信息`, `${p.requestNo}: erasure of ${p.customerNo} asked for`),
});
export const erasureWithdrawn = fact('customers.erasure-withdrawn', {
  subject: 'data-request', payload: request, sentence: (p) => words(`${p.requestNo}：撤回删除申请`, `${p.requestNo}: the request was withdrawn`),
});
export const customerErased = fact('customers.customer-erased', {
  subject: 'data-request', payload: request.extend({ records: z.int(), files: z.int() }),
  sentence: (p) => words(`${p.requestNo}：客户 ${p.customerNo} 的个人信息已删除`, `${p.requestNo}: the data of ${p.customerNo} were erased`),
});
export const personalDataGiven = fact('customers.personal-data-given', {
  subject: 'data-request', payload: request, sentence: (p) => words(`${p.requestNo}：向本人提供客户 ${p.customerNo} 的个人信息`, `${p.requestNo}: the data of ${p.customerNo} were given out`),
});
