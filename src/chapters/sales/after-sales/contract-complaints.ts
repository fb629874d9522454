import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, fen, id, instant, listOf, page, query, said, text, words as wordsSchema } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { byMail, mailed, mailOfCase } from '../mails/contract.ts';

export const complaintStates = {
  received: words('待受理', 'To accept'), accepted: words('处理中', 'In hand'), told: words('待客户确认', 'To be confirmed'), confirmed: words('待结案', 'To close'), closed: words('已结案', 'Closed'), withdrawn: words('已撤诉', 'Withdrawn'),
} as const;
export type ComplaintState = keyof typeof complaintStates;
const state = z.enum(Object.keys(complaintStates) as [ComplaintState, ...ComplaintState[]]);
export const severities = { normal: words('一般', 'Normal'), serious: words('严重', 'Serious'), safety: words('涉及人身安全', 'Safety') } as const;
export type Severity = keyof typeof severities;
const severity = z.enum(['normal', 'serious', 'safety']);
export const complaintChannels = { page: words('客户页面', 'Page'), chat: words('在线客服', 'Chat'), phone: words('电话', 'Phone'), mail: words('邮件', 'Mail'), review: words('评价', 'Review'), platform: words('平台投诉', 'Marketplace') } as const;
export type ComplaintChannel = keyof typeof complaintChannels;
const channel = z.enum(Object.keys(complaintChannels) as [ComplaintChannel, ...ComplaintChannel[]]);
const one = z.strictObject({ id });
const version = z.int();

const row = z.object({
  id, complaintNo: z.string(), state, severity, channel, about: z.string(), orderId: id.nullable(), orderNo: z.string().nullable(), storeName: z.string().nullable(), assignee: z.string().nullable(), causeKey: z.string().nullable(), cause: wordsSchema.nullable(),
  compensationFen: fen, rating: z.int().nullable(), receivedAt: instant, acceptedAt: instant.nullable(), toldAt: instant.nullable(), closedAt: instant.nullable(), version,
});
export type ComplaintRow = z.output<typeof row>;
const filters = {
  q: query.text(100), state: query.anyOf(Object.keys(complaintStates) as [ComplaintState, ...ComplaintState[]]), severity: query.anyOf(['normal', 'serious', 'safety']), cause: query.text(40), sku: query.text(40), carrier: query.text(60), batch: query.text(60),
  person: query.text(40), received: query.text(30), sort: query.oneOf(['received', '-received']),
};
export const listComplaints = endpoint({ method: 'GET', path: '/complaints', summary: words('投诉列表', 'Complaints'), query: z.strictObject({ ...filters, ...page }), response: listOf(row) });
export const exportComplaints = endpoint({ method: 'GET', path: '/complaints.xlsx', summary: words('导出投诉', 'Export complaints'), query: z.strictObject(filters), response: z.unknown() });
export const readComplaint = endpoint({
  method: 'GET', path: '/complaints/:id', summary: words('一件投诉', 'One complaint'), params: one,
  response: row.extend({
    result: z.string().nullable(), confirmedAt: instant.nullable(), confirmedHow: z.string().nullable(), reopened: z.int(), whys: z.array(z.string()), skuId: id.nullable(), skuCode: z.string().nullable(), carrier: z.string().nullable(), batch: z.string().nullable(), /** Batches that left with the order, of articles kept by batches. */ leftBatches: z.array(z.object({ skuCode: z.string().nullable(), batchNo: z.string(), expiresOn: z.string().nullable(), quantity: z.int() })),
    personId: id.nullable(), personName: z.string().nullable(), customerLink: z.string().nullable(), mayCompensateFen: fen,
    notes: z.array(z.object({ id, kind: z.enum(['customer', 'progress', 'result', 'internal']), words: z.string(), by: z.string(), at: instant, ...mailed, photoIds: z.array(id) })), mails: z.array(mailOfCase), byMail,
    actions: z.array(z.object({ id, what: z.string(), ownerName: z.string(), dueAt: instant, effect: z.string().nullable(), verifiedAt: instant.nullable(), version })),
    refund: z.object({ refundNo: z.string(), state: z.enum(['due', 'paid', 'void']), extraFen: fen }).nullable(),
  }),
});
export type ComplaintRecord = z.output<typeof readComplaint.response>;

export const receiveComplaintEnd = endpoint({
  method: 'POST', path: '/complaints', summary: words('登记投诉', 'Record a complaint'), response: z.object({ id, complaintNo: z.string() }),
  body: z.strictObject({ orderId: id.nullable().default(null), channel, severity: severity.default('normal'), about: text(2000, 2) }),
});
export const acceptComplaintEnd = endpoint({ method: 'POST', path: '/complaints/:id/acceptance', summary: words('受理投诉', 'Accept it'), params: one, body: z.strictObject({ version, severity: severity.optional() }), response: done });
export const noteComplaintEnd = endpoint({ method: 'POST', path: '/complaints/:id/notes', summary: words('通报进展或内部记录', 'Tell how it goes, or note'), params: one, body: z.strictObject({ words: text(2000, 2), /** To the customer: stops the clock of progress. */ toCustomer: z.boolean() }), response: done });
export const tellResultEnd = endpoint({
  method: 'POST', path: '/complaints/:id/result', summary: words('告知处理结果', 'Tell the result'), params: one, body: z.strictObject({ version, result: text(2000, 2), compensationFen: fen.min(0).max(100_000_000).default(0) }), response: done,
});
export const confirmResultEnd = endpoint({
  method: 'POST', path: '/complaints/:id/confirmation', summary: words('登记客户确认', 'Record the customer’s word'), params: one, response: done,
  body: z.strictObject({ version, satisfied: z.boolean(), /** How the customer said so. */ how: text(300, 2), rating: z.int().min(1).max(5).nullable().default(null) }),
});
export const closeComplaintEnd = endpoint({ method: 'POST', path: '/complaints/:id/closing', summary: words('投诉结案', 'Close it'), params: one, body: z.strictObject({ version }), response: done });
export const withdrawComplaintEnd = endpoint({ method: 'POST', path: '/complaints/:id/withdrawal', summary: words('客户撤诉', 'The customer withdraws'), params: one, body: z.strictObject({ version: version.optional() }), response: done });
export const recordCauseEnd = endpoint({
  method: 'POST', path: '/complaints/:id/cause', summary: words('查明原因', 'Record the cause'), params: one, response: z.object({ id, alarm: z.boolean() }),
  body: z.strictObject({
    version, cause: text(40, 2), /** Five whys, from what was seen to what lies behind it. */ whys: z.array(text(300, 2)).min(1).max(5), skuCode: text(100, 1).nullable().default(null), carrier: text(60, 1).nullable().default(null), batch: text(60, 1).nullable().default(null),
    personId: id.nullable().default(null),
  }),
});
export const agreeActionEnd = endpoint({ method: 'POST', path: '/complaints/:id/actions', summary: words('商定改进措施', 'Agree on an action'), params: one, body: z.strictObject({ what: text(1000, 2), ownerId: id, dueAt: instant }), response: done });
export const verifyActionEnd = endpoint({ method: 'POST', path: '/complaint-actions/:id/effect', summary: words('核对改进效果', 'Check its effect'), params: one, body: z.strictObject({ version, effect: text(1000, 2), /** False: it did not help; the action stays open. */ works: z.boolean().default(true) }), response: done });

const cause = z.object({ key: z.string(), parent: z.string().nullable(), zh: z.string(), en: z.string(), synonyms: z.array(z.string()), active: z.boolean(), position: z.int(), used: z.int(), version });
export type ComplaintCause = z.output<typeof cause>;
export const listCauses = endpoint({ method: 'GET', path: '/complaint-causes', summary: words('投诉原因树', 'Causes of complaints'), query: z.strictObject({ q: query.text(60) }), response: z.object({ rows: z.array(cause) }) });
export const saveCauseEnd = endpoint({
  method: 'PUT', path: '/complaint-causes/:key', summary: words('保存投诉原因', 'Save a cause'), params: z.strictObject({ key: text(40, 2).regex(/^[a-z0-9-]+$/, said(words('只用小写字母、数字和连字符，如 wrong-size', 'Small letters, digits and hyphens only, such as wrong-size'))) }), response: z.object({ key: z.string() }),
  body: z.strictObject({ version: version.nullable(), parent: text(40, 2).nullable(), zh: text(60, 1), en: text(60, 1), synonyms: z.array(text(30, 1)).max(60), active: z.boolean(), position: z.int().min(0).max(10_000) }),
});
export const statisticsBy = ['cause', 'product', 'carrier', 'batch', 'person', 'store', 'channel'] as const;
export const complaintStatistics = endpoint({
  method: 'GET', path: '/complaint-statistics', summary: words('投诉统计', 'Statistics of complaints'), query: z.strictObject({ by: query.oneOf(statisticsBy), from: query.text(10), to: query.text(10) }),
  response: z.object({ total: z.int(), rows: z.array(z.object({ key: z.string().nullable(), label: wordsSchema, count: z.int(), safety: z.int(), reopened: z.int(), compensationFen: fen, rating: z.number().nullable() })) }),
});
export const listLimits = endpoint({ method: 'GET', path: '/compensation-limits', summary: words('补偿权限', 'Authority of compensation'), response: z.object({ rows: z.array(z.object({ post: z.string(), limitFen: fen, version })) }) });
export const setLimitEnd = endpoint({ method: 'PUT', path: '/compensation-limits/:post', summary: words('设定补偿权限', 'Set the authority'), params: z.strictObject({ post: z.enum(['service-agent', 'service-lead', 'department-head']) }), body: z.strictObject({ version, limitFen: fen.min(0).max(100_000_000), reason: text(300, 2) }), response: z.object({ post: z.string() }) });
