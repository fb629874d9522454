import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { day, done, fen, id, instant, listOf, page, query, said, shaped, text, words as wordsShape } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

export const notifiedBy = { api: words('电子面单接口', 'E-waybill interface'), file: words('发货通知文件', 'Ship notice file'), hand: words('手工', 'By hand') } as const;
export const payments = { monthly: words('月结', 'Monthly account'), sender: words('寄付', 'Sender pays'), receiver: words('到付', 'Receiver pays') } as const;

const provinces = z.array(text(20, 1)).max(40);
const grams = z.int().min(0).max(1_000_000);

/** What a carrier is: saved whole. */
export const carrierFields = {
  code: z.string().trim().toLowerCase().regex(/^[a-z0-9][a-z0-9-]{1,39}$/, said(words('代码用 2 至 40 个字母、数字或连字符，如 yuantong', 'A code of 2 to 40 letters, digits or hyphens, such as yuantong'))), name: text(60, 1), trackingCode: z.string().trim().regex(/^[a-z0-9]{2,40}$/, said(words('填快递 100 的公司编码，2 至 40 个小写字母或数字，如 yuantong', 'The code of kuaidi100, 2 to 40 small letters or digits, such as yuantong'))), active: z.boolean(),
  notifiedBy: z.enum(['api', 'file', 'hand']), product: text(40).nullable(), payment: z.enum(['monthly', 'sender', 'receiver']),
  promiseDays: z.int().min(1).max(60), phone: text(30).nullable(), agreementUntil: day.nullable(),
};
export const ruleFields = {
  carrierId: id, priority: z.int().min(1).max(999), provinces, aboveGrams: grams, upToGrams: grams.nullable(), platforms: z.array(text(30, 1)).max(20),
  storeId: id.nullable(), promiseDays: z.int().min(1).max(60).nullable(), note: text(200).nullable(),
};
export const rateFields = { provinces, firstGrams: grams.min(1), firstFen: fen.min(0), stepGrams: grams.min(1), stepFen: fen.min(0) };

export const senderFields = { warehouseId: id, name: text(40, 1), phone: z.string().trim().regex(/^[\d-]{7,20}$/, said(words('电话用 7 至 20 位数字或连字符，如 0571-88880001', 'A telephone number of 7 to 20 digits or hyphens, such as 0571-88880001'))) };

const sender = z.object({ warehouseId: id, warehouseName: z.string(), name: z.string().nullable(), phone: z.string().nullable(), version: z.int().nullable() });
const rule = z.object({ id, ...ruleFields, version: z.int() });
const carrier = z.object({
  id, ...carrierFields, version: z.int(), updatedAt: instant, freeWaybills: z.int(), rates: z.array(z.object(rateFields)),
});
export type CarrierRow = z.output<typeof carrier>;
export type RuleRow = z.output<typeof rule>;
export type SenderRow = z.output<typeof sender>;

/** Carriers with their rate cards, and the rules in order. A short list: it is not paged. */
export const readCarriers = endpoint({
  method: 'GET', path: '/carriers', summary: words('承运商、选择规则与运价', 'Carriers, rules and rates'), response: z.object({ carriers: z.array(carrier), rules: z.array(rule), senders: z.array(sender) }),
});
/** Carriers that the tracking gateways know, with kuaidi100's code: one is chosen instead of typed. */
export const knownCarriers = endpoint({
  method: 'GET', path: '/known-carriers', summary: words('常用承运商', 'Carriers that are known'), response: z.object({ carriers: z.array(z.object({ code: z.string(), name: wordsShape })) }),
});
export const saveCarrierEnd = endpoint({
  method: 'POST', path: '/carriers', summary: words('保存承运商', 'Save a carrier'),
  body: z.strictObject({ id: id.nullable(), version: z.int().nullable(), ...carrierFields }), response: done,
});
export const saveRuleEnd = endpoint({
  method: 'POST', path: '/carrier-rules', summary: words('保存承运商规则', 'Save a carrier rule'),
  body: z.strictObject({ id: id.nullable(), version: z.int().nullable(), ...ruleFields }), response: done,
});
export const removeRuleEnd = endpoint({
  method: 'POST', path: '/carrier-rules/:id/removal', summary: words('删除承运商规则', 'Remove a carrier rule'), params: z.strictObject({ id }), body: z.strictObject({ version: z.int() }), response: done,
});
export const saveRatesEnd = endpoint({
  method: 'PUT', path: '/carriers/:id/rates', summary: words('保存运价表', 'Save the rate card'), params: z.strictObject({ id }),
  body: z.strictObject({ version: z.int(), rates: z.array(z.strictObject(rateFields)).max(40) }), response: done,
});
export const addWaybillsEnd = endpoint({
  method: 'POST', path: '/carriers/:id/waybills', summary: words('导入运单号段', 'Add waybill numbers to the pool'), params: z.strictObject({ id }),
  body: z.strictObject({ numbers: z.array(z.string().max(64)).min(1).max(5_000) }), response: z.object({ added: z.int(), known: z.int() }),
});
export const saveSenderEnd = endpoint({
  method: 'POST', path: '/shipping-senders', summary: words('保存发件人', 'Save the sender of a warehouse'), body: z.strictObject({ ...senderFields, version: z.int().nullable() }), response: done,
});
/** What the rules would choose, before anything is saved. */
export const tryRulesEnd = endpoint({
  method: 'GET', path: '/carrier-proposal', summary: words('试算承运商', 'Try the rules'),
  query: z.strictObject({ province: text(20), grams: shaped(/^\d{1,7}$/, words('要填整数克数，如 500', 'Whole grams, such as 500')).transform(Number), platform: text(30).optional(), storeId: id.optional() }),
  response: z.object({ carrierId: id.nullable(), promiseDays: z.int().nullable(), freightFen: fen.nullable(), reason: z.object({ zh: z.string(), en: z.string() }) }),
});

const maybe = (max: number) => text(max, 1).nullable();
/** An e-waybill account (电子面单账号). `partnerKey` and `partnerSecret` are written only: null leaves what is there. */
export const accountFields = {
  carrierId: id, warehouseId: id.nullable(), partnerId: text(100, 1), partnerKey: maybe(300), partnerSecret: maybe(300), partnerName: maybe(100), net: maybe(100), code: maybe(100),
  checkMan: maybe(60), templateId: maybe(100), active: z.boolean(),
};
export const account = z.object({
  id, carrierId: id, carrierName: z.string(), warehouseId: id.nullable(), warehouseName: z.string().nullable(), partnerId: z.string(), partnerName: z.string().nullable(), net: z.string().nullable(),
  code: z.string().nullable(), checkMan: z.string().nullable(), templateId: z.string().nullable(), keyed: z.boolean(), active: z.boolean(), version: z.int(), updatedAt: instant,
});
export type AccountRow = z.output<typeof account>;
export const listAccounts = endpoint({
  method: 'GET', path: '/waybill-accounts', summary: words('电子面单账号', 'E-waybill accounts'),
  query: z.strictObject({ ...page, q: query.text(100), sort: z.enum(['carrier', '-carrier']).optional(), carrier: id.optional(), active: query.bool }), response: listOf(account),
});
export const saveAccountEnd = endpoint({
  method: 'POST', path: '/waybill-accounts', summary: words('保存电子面单账号', 'Save an e-waybill account'),
  body: z.strictObject({ id: id.nullable(), version: z.int().nullable(), ...accountFields }), response: done,
});
export const removeAccountEnd = endpoint({
  method: 'POST', path: '/waybill-accounts/:id/removal', summary: words('删除电子面单账号', 'Remove an e-waybill account'), params: z.strictObject({ id }), body: z.strictObject({ version: z.int() }), response: done,
});
