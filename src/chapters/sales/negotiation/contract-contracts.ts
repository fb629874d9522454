import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, fen, id, instant, listOf, page, query, text, words as wordsShape } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { contractStates } from './contract-states.ts';
import { publicWish, wishRecord } from './contract-wishes.ts';

const params = z.strictObject({ id });
const token = z.strictObject({ token: z.string().max(300) });
export const findingShape = z.object({ kind: z.enum(['missing', 'forbidden', 'blank', 'price']), what: wordsShape, line: z.int().nullable(), law: wordsShape.nullable() });
export type ContractFinding = z.output<typeof findingShape>;

const template = z.object({ id, name: z.string(), revision: z.int(), note: z.string(), active: z.boolean(), createdAt: instant, createdBy: z.string(), used: z.int() });
export type TemplateRow = z.output<typeof template>;
export const listTemplates = endpoint({
  method: 'GET', path: '/contract-templates', summary: words('合同模板', 'Contract templates'), query: z.strictObject({ q: query.text(60), active: query.bool, sort: query.oneOf(['created', '-created']), ...page }), response: listOf(template),
});
export const readTemplate = endpoint({
  method: 'GET', path: '/contract-templates/:id', summary: words('一份合同模板', 'A template'), params,
  response: template.extend({ body: z.string(), revisions: z.array(template.pick({ id: true, revision: true, note: true, createdAt: true, createdBy: true, active: true })), mayChange: z.boolean() }),
});
/** Names that a template may use; those of lists with the names inside. */
export const readTemplateNames = endpoint({
  method: 'GET', path: '/contract-template-names', summary: words('模板可用名称', 'Names of templates'),
  response: z.object({ names: z.array(z.object({ name: z.string(), words: wordsShape, inside: z.array(z.object({ name: z.string(), words: wordsShape })) })), terms: z.array(z.string()), forbidden: z.array(wordsShape), own: z.array(z.string()), mayForbid: z.boolean() }),
});
export const saveTemplateAct = endpoint({ method: 'POST', path: '/contract-templates', summary: words('保存合同模板', 'Save a template'), body: z.strictObject({ name: text(60, 2), revision: z.int().min(0), body: text(30_000, 20), note: text(300).default('') }), response: z.object({ id, revision: z.int() }) });
export const retireTemplateAct = endpoint({ method: 'POST', path: '/contract-templates/:id/retirement', summary: words('停用模板', 'Retire a template'), params, body: z.strictObject({}), response: done });
/** The template filled with an example, and what the linter says of it. */
export const previewTemplate = endpoint({ method: 'POST', path: '/contract-template-previews', summary: words('预览模板', 'Preview a template'), body: z.strictObject({ body: text(30_000) }), response: z.object({ text: z.string(), unknown: z.array(z.string()), findings: z.array(findingShape) }) });
export const setForbiddenAct = endpoint({ method: 'POST', path: '/forbidden-terms', summary: words('设置禁用表述', 'Set forbidden phrases'), body: z.strictObject({ phrases: z.array(text(60, 2)).max(200) }), response: z.object({ count: z.int() }) });

const step = z.object({ name: z.string(), shareBasisPoints: z.int(), amountFen: fen, due: z.string().nullable() });
const row = z.object({
  id, contractNo: z.string(), state: z.enum(contractStates), quoteId: id, quoteNo: z.string(), opportunityId: id, title: z.string(), customer: z.string().nullable(), customerId: id, sellerName: z.string(), totalFen: fen, expiresOn: z.string().nullable(), revision: z.int(),
  amendsId: id.nullable(), sentAt: instant.nullable(), openedAt: instant.nullable(), confirmedAt: instant.nullable(), orderId: id.nullable(), createdAt: instant, version: z.int(),
  /** Wishes of the customer that wait for an answer. */ wishesOpen: z.int(),
});
export type ContractRow = z.output<typeof row>;
export const listContracts = endpoint({
  method: 'GET', path: '/contracts', summary: words('合同一览', 'Contracts'),
  query: z.strictObject({ q: query.text(100), state: query.anyOf(contractStates), expiring: query.bool, customer: query.text(36), sort: query.oneOf(['created', '-created', 'expires', '-expires']), ...page }), response: listOf(row),
});
const revision = z.object({ revision: z.int(), side: z.enum(['us', 'customer']), by: z.string(), note: z.string(), hash: z.string(), at: instant });
export const contractRecord = row.extend({
  body: z.string(), hash: z.string(), plan: z.array(step), revisions: z.array(revision), findings: z.array(findingShape), approvedAt: instant.nullable(), approvedBy: z.string().nullable(), confirmedBy: z.string().nullable(), confirmedIp: z.string().nullable(),
  confirmedHash: z.string().nullable(), byCode: z.boolean(), orderNo: z.string().nullable(), withdrawnWhy: z.string().nullable(), amendments: z.array(z.object({ id, contractNo: z.string(), state: z.enum(contractStates) })), link: z.string().nullable(),
  mayChange: z.boolean(), mayApprove: z.boolean(), wishes: z.array(wishRecord),
});
export type ContractRecord = z.output<typeof contractRecord>;
export const readContract = endpoint({ method: 'GET', path: '/contracts/:id', summary: words('合同', 'A contract'), params, response: contractRecord });
const comparedParts = z.array(z.object({ is: z.enum(['same', 'added', 'removed']), text: z.string() }));
export const compareContract = endpoint({
  method: 'GET', path: '/contracts/:id/comparison', summary: words('对照两稿', 'Compare two revisions'), params, query: z.strictObject({ from: query.int(1, 10_000), to: query.int(1, 10_000) }),
  response: z.object({ parts: comparedParts }),
});
const plan = z.array(z.strictObject({ name: text(30, 1), shareBasisPoints: z.int().min(1).max(10_000), due: z.iso.date().nullable().default(null) })).min(1).max(12);
export const draftContractAct = endpoint({ method: 'POST', path: '/quotes/:id/contract', summary: words('拟定合同', 'Draft a contract'), params, body: z.strictObject({ templateId: id, plan, expiresOn: z.iso.date().nullable().default(null) }), response: z.object({ id, contractNo: z.string() }) });
export const reviseContractAct = endpoint({
  method: 'POST', path: '/contracts/:id/revisions', summary: words('修改合同', 'Revise a contract'), params, body: z.strictObject({ version: z.int(), body: text(30_000, 20), side: z.enum(['us', 'customer']).default('us'), note: text(300).default('') }), response: z.object({ id, revision: z.int() }),
});
export const approveContractAct = endpoint({ method: 'POST', path: '/contracts/:id/approval', summary: words('合同定稿', 'Make it final'), params, body: z.strictObject({ version: z.int() }), response: done });
export const sendContractAct = endpoint({ method: 'POST', path: '/contracts/:id/sending', summary: words('发送合同', 'Send a contract'), params, body: z.strictObject({ version: z.int() }), response: done });
export const withdrawContractAct = endpoint({ method: 'POST', path: '/contracts/:id/withdrawal', summary: words('作废合同', 'Withdraw a contract'), params, body: z.strictObject({ reason: text(300, 2) }), response: done });
export const amendContractAct = endpoint({ method: 'POST', path: '/contracts/:id/amendments', summary: words('拟定补充协议', 'Draft an amendment'), params, body: z.strictObject({ body: text(30_000, 20), expiresOn: z.iso.date().nullable().default(null) }), response: z.object({ id, contractNo: z.string() }) });
export const contractFile = endpoint({ method: 'GET', path: '/contracts/:id/file', summary: words('合同 PDF', 'Contract as PDF'), params, response: z.any() });

const publicContract = z.object({
  company: z.string(), contractNo: z.string(), state: z.enum(contractStates), seller: z.string(), body: z.string(), hash: z.string(), totalFen: fen, plan: z.array(step), amends: z.boolean(), codes: z.boolean(),
  confirmedAt: instant.nullable(), confirmedBy: z.string().nullable(), orderLink: z.string().nullable(), wishes: z.array(publicWish),
  /** What changed since the wording about which the customer last asked for changes; null where nothing did. */ changes: comparedParts.nullable(),
});
export type PublicContract = z.output<typeof publicContract>;
export const portalContract = endpoint({ method: 'GET', path: '/portal/contracts/:token', summary: words('客户查看合同', 'The customer sees the contract'), params: token, response: publicContract });
export const portalContractOpened = endpoint({ method: 'POST', path: '/portal/contracts/:token/opening', summary: words('客户打开合同', 'Opened'), params: token, body: z.strictObject({}), response: done });
export const portalContractCode = endpoint({ method: 'POST', path: '/portal/contracts/:token/codes', summary: words('获取验证码', 'Ask for a code'), params: token, body: z.strictObject({}), response: done });
const part = (max: number) => text(max, 1).nullable().default(null);
export const portalContractConfirm = endpoint({
  method: 'POST', path: '/portal/contracts/:token/confirmation', summary: words('客户确认合同', 'The customer confirms'), params: token,
  body: z.strictObject({ name: text(60, 2), hash: text(64, 64), code: text(6, 6).nullable().default(null), receiver: z.strictObject({ name: part(100), phone: part(40), province: part(40), city: part(40), district: part(40), street: part(60), detail: part(300), postcode: part(10) }).nullable().default(null), dropWishes: z.boolean().default(false) }),
  response: z.object({ id, orderNo: z.string().nullable(), wrongCode: z.boolean() }),
});
export const portalContractFile = endpoint({ method: 'GET', path: '/portal/contracts/:token/file', summary: words('客户下载合同', 'The customer’s PDF'), params: token, response: z.any() });
