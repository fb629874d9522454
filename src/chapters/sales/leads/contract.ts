import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { day, done, fen, id, instant, listOf, page, query, text, words as wordsSchema } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { captureBody, changeBody, contactChannels, leadChannel, leadChannels, leadClass, leadClasses, leadHows, leadSettingsShape, leadState, leadStates } from './contract-input.ts';
import { mailOfCase } from '../mails/contract.ts';
import { duplicateWords, likenessKeys, passedOverWords } from './contract-words.ts';

export * from './contract-words.ts';
export { captureBody, changeBody, contactChannels, leadChannels, leadClasses, leadHows, leadSettingsShape, leadStates } from './contract-input.ts';

const one = z.strictObject({ id });
const nothing = z.strictObject({});
const person = z.object({ id, name: z.string() });

const leadRow = z.object({
  id, leadNo: z.string(), state: leadState, how: z.enum(leadHows), channel: leadChannel.nullable(), sourceDetail: z.string().nullable(), costFen: fen,
  /** Masked: companies are shown, people are not. */
  name: z.string(), company: z.string().nullable(), phone: z.string().nullable(), email: z.string().nullable(), platform: z.string().nullable(), platformUser: z.string().nullable(),
  province: z.string().nullable(), city: z.string().nullable(), productLine: z.string().nullable(), class: leadClass.nullable(), score: z.int(), tags: z.array(z.string()),
  owner: person.nullable(), contacts: z.int(), capturedAt: instant, assignedAt: instant.nullable(), lastContactAt: instant.nullable(), nextStep: z.string().nullable(), nextAt: instant.nullable(),
  pooledAt: instant.nullable(), recycleAt: instant.nullable(),
  /** Other leads that may be the same customer, not yet decided. */
  duplicates: z.int(), version: z.int(),
});
export type LeadRow = z.output<typeof leadRow>;

const filters = {
  q: query.text(100), state: query.anyOf(leadStates), channel: query.anyOf(leadChannels), class: query.anyOf(leadClasses), how: query.anyOf(leadHows), owner: query.text(40), tag: query.text(20),
  mine: query.bool, duplicates: query.bool, unclassed: query.bool, dueNext: query.bool, captured: query.text(30), contacted: query.bool, customer: query.text(40),
  sort: query.oneOf(['captured', '-captured', 'score', '-score', 'next', '-next']),
};
/** How alike the names are, of 100, and by what; null where they are the same, or other signs stand for it. */
const likeness = { nameScore: z.int().nullable(), nameBy: z.array(z.enum(likenessKeys)).nullable() };

export const listLeads = endpoint({ method: 'GET', path: '/leads', summary: words('线索列表', 'Leads'), query: z.strictObject({ ...filters, ...page }), response: listOf(leadRow) });
export const exportLeads = endpoint({ method: 'GET', path: '/leads.csv', summary: words('导出线索', 'Export leads'), query: z.strictObject({ ...filters, format: query.oneOf(['csv', 'xlsx']) }), response: z.unknown() });
export const countLeads = endpoint({
  method: 'GET', path: '/lead-counts', summary: words('各状态线索数', 'Leads by state'),
  response: z.object({ states: z.record(z.string(), z.int()), mine: z.int(), duplicates: z.int(), unclassed: z.int(), dueNext: z.int(), picksLeft: z.int().nullable(), capacityLeft: z.int().nullable() }),
});
export const listPool = endpoint({
  method: 'GET', path: '/lead-pool', summary: words('公海线索', 'The pool of leads'),
  query: z.strictObject({ q: filters.q, channel: filters.channel, class: filters.class, tag: filters.tag, sort: query.oneOf(['pooled', '-pooled', 'score', '-score']), ...page }),
  response: listOf(leadRow.extend({ lastReason: z.string().nullable(), timesHeld: z.int() })),
});

const considered = z.object({ sellerId: id, name: z.string(), open: z.int(), capacity: z.int(), out: z.enum(Object.keys(passedOverWords) as [keyof typeof passedOverWords, ...(keyof typeof passedOverWords)[]]).nullable() });
const decision = z.object({ sellerId: id.nullable(), exception: z.string().nullable(), because: wordsSchema, considered: z.array(considered) });
const contact = z.object({
  id, at: instant, channel: z.enum(contactChannels), reached: z.boolean(), isFirst: z.boolean(), words: z.string(), need: z.string().nullable(), nextStep: z.string().nullable(), nextAt: instant.nullable(), by: z.string(),
});
const record = z.object({
  ...leadRow.shape, storeId: id.nullable(), need: z.string().nullable(), classBy: z.enum(['score', 'person']).nullable(), scoreReasons: z.array(z.object({ points: z.int(), zh: z.string(), en: z.string() })),
  firstContactAt: instant.nullable(), convertedAt: instant.nullable(), customerId: id.nullable(), discardReason: z.string().nullable(), capturedBy: z.string(), mergedInto: z.object({ id, leadNo: z.string() }).nullable(),
  mergerId: id.nullable(),
  ownerships: z.array(z.object({ id, owner: person, from: instant, to: instant.nullable(), how: z.enum(['rule', 'person', 'pick', 'merge', 'undo']), reason: wordsSchema, by: z.string(), ended: wordsSchema.nullable(), decision: decision.nullable() })),
  contactLog: z.array(contact), /** Mails of which it came and that were written since, with their words. */ mails: z.array(mailOfCase.extend({ words: z.string() })),
  alike: z.array(z.object({ id, leadNo: z.string(), state: leadState, name: z.string(), phone: z.string().nullable(), company: z.string().nullable(), owner: person.nullable(), capturedAt: instant, reasons: z.array(z.enum(Object.keys(duplicateWords) as ['phone', 'email', 'platform', 'name'])), ...likeness, decided: z.enum(['open', 'merged', 'different']) })),
  merged: z.array(z.object({ mergerId: id, leadId: id, leadNo: z.string(), at: instant, by: z.string() })),
  /** What this person may do with it. */
  may: z.object({ work: z.boolean(), assign: z.boolean(), pick: z.boolean() }),
});
export type LeadRecord = z.output<typeof record>;
export const readLead = endpoint({ method: 'GET', path: '/leads/:id', summary: words('线索详情', 'Lead'), params: one, response: record });

export const captureLeadAct = endpoint({
  method: 'POST', path: '/leads', summary: words('录入线索', 'Capture a lead'), body: captureBody,
  response: z.object({ id, leadNo: z.string(), duplicates: z.array(z.object({ leadNo: z.string(), reasons: z.array(z.string()) })) }),
});
/** Before a lead is typed in whole: is somebody with these ways to reach them here already? Asked by POST: they are personal data. */
export const checkLead = endpoint({
  method: 'POST', path: '/lead-check', summary: words('查重', 'Look for duplicates'),
  body: z.strictObject({ name: text(60).nullish(), company: text(100).nullish(), phone: text(40).nullish(), email: text(100).nullish(), platform: leadChannel.nullish(), platformUser: text(100).nullish(), city: text(20).nullish() }),
  response: z.object({ rows: z.array(z.object({ id: id.nullable(), leadNo: z.string(), state: leadState, owner: z.string().nullable(), capturedAt: instant, reasons: z.array(z.enum(Object.keys(duplicateWords) as ['phone', 'email', 'platform', 'name'])), ...likeness })) }),
});
export const changeLeadAct = endpoint({ method: 'PATCH', path: '/leads/:id', summary: words('修改线索', 'Change the lead'), params: one, body: changeBody, response: done });
export const assignLeadAct = endpoint({
  method: 'POST', path: '/leads/:id/assignment', summary: words('分配线索', 'Assign the lead'), params: one,
  /** Without a seller the rule decides. */
  body: z.strictObject({ sellerId: id.nullish(), reason: text(200).optional() }), response: z.object({ id, seller: person, because: wordsSchema }),
});
export const reassignLeadAct = endpoint({
  method: 'POST', path: '/leads/:id/reassignment', summary: words('改派线索', 'Give the lead to another seller'), params: one,
  body: z.strictObject({ sellerId: id.nullish(), reason: text(200, 2) }), response: z.object({ id, seller: person, because: wordsSchema }),
});
/** Who would get it, and why, without doing it. */
export const proposeSeller = endpoint({ method: 'GET', path: '/leads/:id/seller-proposal', summary: words('分配建议', 'Who should get the lead'), params: one, response: decision });
export const pickLeadAct = endpoint({ method: 'POST', path: '/leads/:id/pick', summary: words('领取线索', 'Pick the lead'), params: one, body: nothing, response: done });
export const releaseLeadAct = endpoint({ method: 'POST', path: '/leads/:id/release', summary: words('退回公海', 'Put back into the pool'), params: one, body: z.strictObject({ reason: text(200, 2) }), response: done });
export const discardLeadAct = endpoint({ method: 'POST', path: '/leads/:id/discard', summary: words('判为无效', 'Discard the lead'), params: one, body: z.strictObject({ reason: text(200, 2) }), response: done });
export const restoreLeadAct = endpoint({ method: 'POST', path: '/leads/:id/restoration', summary: words('恢复线索', 'Restore the lead'), params: one, body: z.strictObject({ reason: text(200, 2) }), response: done });
export const convertLeadAct = endpoint({ method: 'POST', path: '/leads/:id/conversion', summary: words('转为客户', 'Make it a customer'), params: one, body: nothing, response: z.object({ id, customerId: id }) });
export const recordContactAct = endpoint({
  method: 'POST', path: '/leads/:id/contacts', summary: words('登记联系', 'Record a contact'), params: one,
  body: z.strictObject({
    channel: z.enum(contactChannels), reached: z.boolean(), words: text(2_000, 2), need: text(2_000).nullish(), nextStep: text(200).nullish(), nextAt: instant.nullish(), at: instant.optional(), greetingId: id.nullish(),
  }), response: done,
});
export const mergeLeadsAct = endpoint({
  method: 'POST', path: '/leads/:id/mergers', summary: words('合并线索', 'Merge leads'), params: one, body: z.strictObject({ goneId: id }), response: z.object({ id }),
});
export const undoMergerAct = endpoint({ method: 'POST', path: '/lead-mergers/:id/undoing', summary: words('撤销合并', 'Undo a merger'), params: one, body: nothing, response: done });
export const settleDuplicateAct = endpoint({
  method: 'POST', path: '/leads/:id/differences', summary: words('确认不是同一客户', 'Two different customers'), params: one, body: z.strictObject({ otherId: id }), response: done,
});

export const readLeadRules = endpoint({
  method: 'GET', path: '/lead-rules', summary: words('线索规则', 'Rules of leads'),
  response: z.object({
    settings: leadSettingsShape, version: z.int(), mayChange: z.boolean(),
    sellers: z.array(z.object({ id, name: z.string(), teams: z.array(z.string()), open: z.int(), onDuty: z.boolean(), absent: z.boolean(), substitute: z.string().nullable() })),
    changes: z.array(z.object({ id, at: instant, by: z.string(), note: z.string() })),
  }),
});
export const setLeadRulesAct = endpoint({
  method: 'POST', path: '/lead-rules/changes', summary: words('修改线索规则', 'Change the rules of leads'),
  body: z.strictObject({ settings: leadSettingsShape, version: z.int(), note: text(200, 2) }), response: z.object({ version: z.int() }),
});

const greeting = z.object({ id, title: z.string(), channel: z.enum(contactChannels).nullable(), body: z.string(), active: z.boolean(), used: z.int(), version: z.int() });
export const listGreetings = endpoint({ method: 'GET', path: '/greetings', summary: words('话术模板', 'Greetings'), query: z.strictObject({ q: query.text(50), active: query.bool }), response: z.object({ rows: z.array(greeting) }) });
export const saveGreetingAct = endpoint({
  method: 'POST', path: '/greetings', summary: words('保存话术模板', 'Save a greeting'),
  body: z.strictObject({ id: id.nullable(), version: z.int().nullable(), title: text(50, 1), channel: z.enum(contactChannels).nullable(), body: text(1_000, 2), active: z.boolean() }), response: done,
});

const source = z.object({ id, name: z.string(), channel: leadChannel, active: z.boolean(), leads: z.int(), lastAt: instant.nullable(), version: z.int(), createdAt: instant, /** Address of the form that people fill in; null while it is off. */ formLink: z.string().nullable() });
export const listLeadSources = endpoint({ method: 'GET', path: '/lead-sources', summary: words('线索推送来源', 'Sources that send leads'), response: z.object({ rows: z.array(source) }) });
export const createLeadSourceAct = endpoint({
  method: 'POST', path: '/lead-sources', summary: words('新增推送来源', 'Add a source'), body: z.strictObject({ name: text(50, 1), channel: leadChannel }),
  /** The secret is shown this once. */
  response: z.object({ id, secret: z.string() }),
});
export const switchLeadSourceAct = endpoint({ method: 'POST', path: '/lead-sources/:id/state', summary: words('启用或停用来源', 'Switch a source'), params: one, body: z.strictObject({ active: z.boolean() }), response: done });
/** Signed deliveries of a source, as webhooks are: webhook-id, webhook-timestamp, webhook-signature. */
export const receiveLead = endpoint({ method: 'POST', path: '/./hooks/leads/:id', summary: words('接收推送的线索', 'Receive a lead'), params: one, response: z.unknown() });

const formToken = z.strictObject({ token: text(300, 16) });
/** The form of a source, open to everybody who has its link. */
export const readLeadForm = endpoint({ method: 'GET', path: '/portal/lead-forms/:token', summary: words('打开留言表单', 'The form to be called back'), params: formToken, response: z.object({ company: z.string() }) });
export const sendLeadForm = endpoint({
  method: 'POST', path: '/portal/lead-forms/:token', summary: words('提交留言表单', 'Send the form'), params: formToken, response: z.object({ received: z.literal(true) }),
  body: z.strictObject({
    name: text(60, 1), company: text(100).nullish(), phone: text(40).nullish(), email: text(100).nullish(), province: text(20).nullish(), city: text(20).nullish(), need: text(2_000, 2),
    /** That the company may use this to reach the person about what was asked. */ agreed: z.literal(true),
  }),
});

const funnelRow = z.object({ key: z.string(), label: z.string(), captured: z.int(), assigned: z.int(), contacted: z.int(), inTime: z.int(), converted: z.int(), discarded: z.int(), costFen: fen, assignMinutes: z.int().nullable(), contactMinutes: z.int().nullable(), convertDays: z.number().nullable() });
export type FunnelRow = z.output<typeof funnelRow>;
export const readLeadFunnel = endpoint({
  method: 'GET', path: '/lead-funnel', summary: words('线索漏斗', 'Lead funnel'), query: z.strictObject({ from: day.optional(), to: day.optional() }),
  response: z.object({ from: day, to: day, total: funnelRow, channels: z.array(funnelRow), people: z.array(funnelRow), days: z.array(z.object({ day, captured: z.int(), contacted: z.int(), converted: z.int() })) }),
});
