import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { done, id, instant, listOf, page, query, said, text } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

export const kinds = ['person', 'company'] as const;
export const classes = ['normal', 'key', 'wholesale'] as const;
const params = z.strictObject({ id });

/** Names, telephone numbers and mail addresses are masked: 张**, 138****5678, w***@example.com. */
const row = z.object({
  id, customerNo: z.string(), name: z.string(), kind: z.enum(kinds), class: z.enum(classes), phone: z.string().nullable(), /** Masked: w***@example.com. */ email: z.string().nullable(), onHold: z.boolean(), holdReason: z.string().nullable(),
  source: z.string(), region: z.string().nullable(), createdAt: instant, updatedAt: instant,
});
const address = z.object({
  id, name: z.string().nullable(), phone: z.string().nullable(), province: z.string().nullable(), city: z.string().nullable(), district: z.string().nullable(), street: z.string().nullable(),
  detail: z.string().nullable(), postcode: z.string().nullable(), /** The marketplace already hid it: there is nothing behind the stars. */ masked: z.boolean(), createdAt: instant,
});

export const listCustomers = endpoint({
  method: 'GET', path: '/customers', summary: words('客户列表', 'Customers'),
  query: z.strictObject({ q: query.text(100), sort: query.oneOf(['created', '-created', 'name', '-name']), kind: query.anyOf(kinds), class: query.anyOf(classes), held: query.bool, ...page }),
  response: listOf(row),
});
export const readCustomer = endpoint({
  method: 'GET', path: '/customers/:id', summary: words('客户', 'A customer'), params,
  response: row.extend({
    heldAt: instant.nullable(), heldBy: z.string().nullable(), consentMarketing: z.boolean().nullable(), consentAt: instant.nullable(), note: z.string().nullable(), version: z.int(), erasedAt: instant.nullable(),
    buyers: z.array(z.object({ platform: z.string(), storeId: z.string().nullable(), key: z.string(), firstSeenAt: instant })), addresses: z.array(address),
  }),
});
const phone = text(20).regex(/^\+?[\d\s-]{5,20}$/, said(words('不是电话号码；请填写如 13800138000 或 0571-88880001', 'Not a telephone number: enter one like 13800138000 or 0571-88880001'))).nullable();
const email = text(120, 5).toLowerCase().regex(/^[^\s@<>,;:"()]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,100}[A-Za-z0-9])?$/, said(words('邮箱地址格式不对，应如 name@example.com', 'A mail address looks like name@example.com'))).nullable();
export const customerBody = z.strictObject({
  name: text(100, 1), kind: z.enum(kinds), class: z.enum(classes), phone, /** Left out of a new customer: none is known. */ email: email.optional(), note: text(2_000).nullable(), consentMarketing: z.boolean().nullable(),
});
export const createCustomer = endpoint({ method: 'POST', path: '/customers', summary: words('新建客户', 'Create a customer'), body: customerBody, response: done });
/** A field that is left out stays: pages that only saw masked values send only what was typed. */
export const changeCustomer = endpoint({
  method: 'PATCH', path: '/customers/:id', summary: words('修改客户', 'Change a customer'), params, body: customerBody.partial().extend({ version: z.int() }), response: done,
});
export const holdCustomer = endpoint({
  method: 'POST', path: '/customers/:id/hold', summary: words('冻结客户', 'Put a customer on hold'), params, body: z.strictObject({ version: z.int(), reason: text(200, 2) }), response: done,
});
export const releaseCustomer = endpoint({
  method: 'POST', path: '/customers/:id/release', summary: words('解除冻结', 'End the hold on a customer'), params, body: z.strictObject({ version: z.int(), reason: text(200, 2) }), response: done,
});
/** What a look behind the stars says, below the company's `POST /unmaskings`: customer (name, phone, email), address (name, phone, detail). */
export const lookInput = z.strictObject({ id: text(60, 1), field: text(60, 1), reason: text(200, 4) });
