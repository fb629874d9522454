import { diffChars, diffLines, type ChangeObject } from 'diff';
import { sql } from 'kysely';
import { companyName } from '../../../../registers/company/index.ts';
import { ordersById } from '../../queries.ts';
import { orderLinks } from '../../orders/customer-link.ts';
import type { Actor, Scope } from '../../../../kernel/actor.ts';
import { DAY, dayOf } from '../../../../kernel/clock.ts';
import type { Answer } from '../../../../kernel/http/contract.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { every, matching, page } from '../../../../kernel/keyset.ts';
import { owesOn, scopeOn } from '../../../../kernel/owed.ts';
import { kernelNo, refuse } from '../../../../kernel/refusal.ts';
import { searchQuery } from '../../../../kernel/search.ts';
import { valueOf } from '../../../../regulation/runtime/value-of.ts';
import { linkTo } from '../by-link.ts';
import type * as contract from '../contract.ts';
import { customerNames, mayWrite, type QueryOf } from '../opportunities/queries.ts';
import { uuid } from '../../orders/order-list.ts';
import { quoteLines } from '../quotes/load.ts';
import { contractRef, sees, within } from '../scope.ts';
import { contractPdf } from './print-contract.ts';
import { checkTemplate, fill, listNames, templateNames, unknownNames, type ContractData } from './fill.ts';
import { forbiddenTerms } from './forbidden-terms.ts';
import { lint, type Finding } from './lint.ts';
import { contractById, goodsOf, ownForbidden, revisionOf, revisionsOf, type Contract, type Revision } from './load.ts';
import { placeOf, saidOf, wishesOf, type Wish } from './load-wishes.ts';
import { CODE } from './send-contract.ts';

interface Row extends Contract { quote_no: string; title: string; wishes_open: number }
const columns = sql`c.*, c.expires_on::text as expires_on, q.quote_no, o.title, (select count(*)::int from sales.contract_wish w where w.contract_id = c.id and w.state = 'open') as wishes_open`;
const from = sql`from sales.contract c join sales.quote q on q.id = c.quote_id join sales.opportunity o on o.id = c.opportunity_id`;
const shown = (c: Row, name: (id: string | null) => string | null) => ({
  id: c.id, contractNo: c.contract_no, state: c.state, quoteId: c.quote_id, quoteNo: c.quote_no, opportunityId: c.opportunity_id, title: c.title, customer: name(c.customer_id), customerId: c.customer_id, sellerName: c.seller_name, totalFen: Number(c.total_fen),
  expiresOn: c.expires_on, revision: c.revision, amendsId: c.amends_id, sentAt: c.sent_at, openedAt: c.opened_at, confirmedAt: c.confirmed_at, orderId: c.order_id, createdAt: c.created_at, version: c.version, wishesOpen: c.wishes_open,
});

export async function contracts(kernel: Kernel, actor: Actor | null, scope: Scope, query: QueryOf<typeof contract.listContracts>): Promise<Answer<typeof contract.listContracts>> {
  const soon = dayOf(kernel.clock.now() + 30 * DAY);
  const got = await page<Row, 'created' | 'expires'>(kernel, {
    select: columns, id: sql`c.id`, sort: query.sort ?? '-created', cursor: query.cursor, limit: query.limit,
    orders: { created: { by: sql`c.created_at`, type: 'timestamptz' }, expires: { by: sql`coalesce(c.expires_on, '9999-12-31'::date)`, type: 'date' } },
    from: sql`${from} ${every([
      within(actor, scope, 'c'), query.state && sql`c.state = any (${query.state}::text[])`, query.customer ? sql`c.customer_id = ${uuid(query.customer)}` : null,
      query.expiring ? sql`c.state = 'confirmed' and c.expires_on is not null and c.expires_on <= ${soon}::date` : null,
      await matching(kernel, { table: sql`sales.contract c`, id: sql`c.id`, search: sql`c.search`, q: searchQuery(query.q ?? '') }),
    ])}`,
  });
  const name = await customerNames(kernel, got.rows.map((r) => r.customer_id));
  return { ...got, rows: got.rows.map((r) => shown(r, name)) };
}

async function seen(kernel: Kernel, actor: Actor | null, scope: Scope, id: string): Promise<{ c: Row; owes: boolean }> {
  const { rows: [c] } = await sql<Row>`select ${columns} ${from} where c.id = ${id}`.execute(kernel.runner.tables<Record<string, never>>());
  const whole = await scopeOn(kernel, actor, scope, { type: 'contract', id });
  if (!c || !actor || !sees(actor, whole, c)) throw refuse(kernelNo['not-found']);
  return { c, owes: whole !== scope && (await owesOn(kernel, actor, [contractRef(c)])) };
}

export async function contractRecord(kernel: Kernel, actor: Actor | null, scope: Scope, id: string): Promise<contract.ContractRecord> {
  const { c, owes } = await seen(kernel, actor, scope, id);
  const [wishes, revisions, lines, extra, name, amendments, orders] = await Promise.all([
    wishesOf(kernel, id), revisionsOf(kernel, id), quoteLines(kernel, [c.quote_id]), ownForbidden(kernel), customerNames(kernel, [c.customer_id]),
    kernel.db.query<{ id: string; contract_no: string; state: contract.ContractState }>('select id, contract_no, state from sales.contract where amends_id = $1 order by created_at', [id], 'sales.contract_amendments'), ordersById(kernel, c.order_id === null ? [] : [c.order_id]),
  ]);
  const now = revisions.find((r) => r.revision === c.revision)!;
  return {
    ...shown(c, name), body: now.body, hash: now.hash, plan: c.plan, revisions: revisions.map((r) => ({ revision: r.revision, side: r.side, by: r.by_name, note: r.note, hash: r.hash, at: r.at })),
    findings: lint(now.body, { terms: valueOf(kernel, 'contractTerms') as string[], extraForbidden: extra, goods: goodsOf(lines.get(c.quote_id) ?? []), totalFen: c.total_fen, whole: c.amends_id === null }),
    approvedAt: c.approved_at, approvedBy: c.approved_by, confirmedBy: c.confirmed_by, confirmedIp: c.confirmed_ip, confirmedHash: c.confirmed_hash, byCode: c.code_passed, orderNo: c.order_id === null ? null : (orders.get(c.order_id)?.orderNo ?? null), withdrawnWhy: c.withdrawn_why,
    amendments: amendments.rows.map((a) => ({ id: a.id, contractNo: a.contract_no, state: a.state })), link: ['sent', 'confirmed', 'amended'].includes(c.state) ? await linkTo(kernel, 'contract', c.id, kernel.clock.now()) : null,
    mayChange: mayWrite(actor!, c, owes), mayApprove: actor!.posts.some((p) => p === 'team-lead' || p === 'department-head' || p === 'general-manager'),
    wishes: wishes.map((w) => ({ id: w.id, revision: w.revision, ...wishShown(w, revisions, now.body), answeredBy: w.answered_by, takenRevision: w.taken_revision })),
  };
}

function wishShown(w: Wish, revisions: readonly Revision[], body: string): contract.PublicWish {
  const said = saidOf(w, revisions);
  return { line: placeOf(w, said, body), said, body: w.body, by: w.by_name, at: w.at, state: w.state, answer: w.answer, answeredAt: w.answered_at };
}

/** What changed between two wordings, sign by sign; where too much changed, line by line. */
export function compared(a: string, b: string): { is: 'same' | 'added' | 'removed'; text: string }[] {
  const parts = (diffChars(a, b, { maxEditLength: 4_000 }) as ChangeObject<string>[] | undefined) ?? diffLines(a, b);
  return parts.map((p) => ({ is: p.added ? 'added' : p.removed ? 'removed' : 'same', text: p.value }));
}
export async function comparison(kernel: Kernel, actor: Actor | null, scope: Scope, id: string, query: { from?: number | undefined; to?: number | undefined }): Promise<Answer<typeof contract.compareContract>> {
  const { c } = await seen(kernel, actor, scope, id);
  const revisions = await revisionsOf(kernel, id);
  const at = (n: number) => revisions.find((r) => r.revision === n) ?? (() => { throw refuse(kernelNo['not-found']); })();
  const to = query.to ?? c.revision;
  return { parts: compared(at(query.from ?? Math.max(1, to - 1)).body, at(to).body) };
}

export async function publicContract(kernel: Kernel, id: string): Promise<contract.PublicContract> {
  const c = await contractById(kernel, id);
  if (!c || !['sent', 'confirmed', 'amended'].includes(c.state)) throw refuse(kernelNo['not-found'], { zh: '合同尚未发出，或正在修改；再次发出后可用同一链接查看，也可联系销售。', en: 'It has not been sent, or is being changed: this link opens it once it is sent again; or ask the seller.' });
  const [revisions, wishes, company, links] = await Promise.all([revisionsOf(kernel, c.id), wishesOf(kernel, c.id), companyName(kernel), orderLinks(kernel, c.order_id === null ? [] : [c.order_id], kernel.clock.now())]);
  const revision = revisions.find((r) => r.revision === c.revision)!;
  const readBefore = revisions.find((r) => r.revision === Math.max(0, ...wishes.map((w) => w.revision).filter((n) => n < c.revision)));
  return {
    company: company ?? '', contractNo: c.contract_no, state: c.state, seller: c.seller_name, body: revision.body, hash: revision.hash, totalFen: Number(c.total_fen), plan: c.plan, amends: c.amends_id !== null, codes: kernel.channels.has(CODE), confirmedAt: c.confirmed_at, confirmedBy: c.confirmed_by,
    orderLink: c.order_id === null ? null : (links.get(c.order_id) ?? null), wishes: wishes.map((w) => wishShown(w, revisions, revision.body)), changes: readBefore ? compared(readBefore.body, revision.body) : null,
  };
}
export async function contractFileOf(kernel: Kernel, id: string): Promise<{ name: string; file: Buffer }> {
  const c = (await contractById(kernel, id))!;
  const revision = await revisionOf(kernel, c);
  return { name: c.contract_no, file: await contractPdf({ contractNo: c.contract_no, body: revision.body, hash: revision.hash, confirmed: c.confirmed_at === null ? null : { by: c.confirmed_by!, at: c.confirmed_at, ip: c.confirmed_ip, byCode: c.code_passed } }) };
}
export const contractFileSeen = async (kernel: Kernel, actor: Actor | null, scope: Scope, id: string) => contractFileOf(kernel, (await seen(kernel, actor, scope, id)).c.id);

interface TemplateDb { id: string; name: string; revision: number; note: string; active: boolean; created_at: number; created_by: string; used: number; body: string }
const templateColumns = sql`t.id, t.name, t.revision, t.note, t.active, t.created_at, t.created_by, t.body, (select count(*)::int from sales.contract c where c.template_id = t.id) as used`;
const templateShown = (t: TemplateDb) => ({ id: t.id, name: t.name, revision: t.revision, note: t.note, active: t.active, createdAt: t.created_at, createdBy: t.created_by, used: t.used });

/** The newest revision of each template. */
export async function templates(kernel: Kernel, query: QueryOf<typeof contract.listTemplates>): Promise<Answer<typeof contract.listTemplates>> {
  const got = await page<TemplateDb, 'created'>(kernel, {
    select: templateColumns, id: sql`t.id`, orders: { created: { by: sql`t.created_at`, type: 'timestamptz' } }, sort: query.sort ?? '-created', cursor: query.cursor, limit: query.limit,
    from: sql`from sales.contract_template t ${every([sql`t.revision = (select max(x.revision) from sales.contract_template x where x.name = t.name)`, query.q ? sql`t.name ilike '%' || ${query.q} || '%'` : null, query.active === undefined ? null : sql`t.active = ${query.active}`])}`,
  });
  return { ...got, rows: got.rows.map(templateShown) };
}
export async function template(kernel: Kernel, actor: Actor | null, id: string): Promise<Answer<typeof contract.readTemplate>> {
  const on = kernel.runner.tables<Record<string, never>>();
  const { rows: [t] } = await sql<TemplateDb>`select ${templateColumns} from sales.contract_template t where t.id = ${id}`.execute(on);
  if (!t) throw refuse(kernelNo['not-found']);
  const { rows } = await sql<TemplateDb>`select ${templateColumns} from sales.contract_template t where t.name = ${t.name} order by t.revision desc`.execute(on);
  return { ...templateShown(t), body: t.body, revisions: rows.map(templateShown).map(({ id: i, revision, note, createdAt, createdBy, active }) => ({ id: i, revision, note, createdAt, createdBy, active })), mayChange: actor?.posts.some((p) => p === 'team-lead' || p === 'department-head' || p === 'general-manager') ?? false };
}

export async function templateGuide(kernel: Kernel, actor: Actor | null): Promise<Answer<typeof contract.readTemplateNames>> {
  return {
    names: Object.entries(templateNames).map(([name, w]) => ({ name, words: w, inside: Object.entries(listNames[name] ?? {}).map(([n, x]) => ({ name: n, words: x })) })), terms: valueOf(kernel, 'contractTerms') as string[],
    forbidden: forbiddenTerms.map((f) => f.says), own: await ownForbidden(kernel), mayForbid: actor?.posts.some((p) => p === 'department-head' || p === 'general-manager') ?? false,
  };
}

/** An example that touches every name: two lines, a deposit and a rest. */
const example = (company: string): ContractData => ({
  contractNo: 'HT-20261127-0001', quoteNo: 'BJ-20261127-0001', today: '2026-11-27', company, customer: '示例商贸有限公司', customerNo: 'KH00000001', seller: '示例销售', goodsFen: 1_176_000n, freightFen: 20_000n, payment: '预付 30%，发货前付清', delivery: '确认后 15 日内送达客户仓库',
  expiresOn: '2027-11-26', afterSales: '一年质保', goods: [{ position: 1, code: 'DEMO-A', name: '示例保温杯', spec: '500ml 白', quantity: 100, unitFen: 8_800n, amountFen: 880_000n }, { position: 2, code: 'DEMO-B', name: '示例焖烧罐', spec: '800ml', quantity: 20, unitFen: 14_800n, amountFen: 296_000n }],
  plan: [{ name: '预付款', shareBasisPoints: 3_000, amountFen: 358_800, due: null }, { name: '尾款', shareBasisPoints: 7_000, amountFen: 837_200, due: '2026-12-20' }],
});
export async function templatePreview(kernel: Kernel, body: string): Promise<Answer<typeof contract.previewTemplate>> {
  const unknown = unknownNames(body);
  if (unknown.length > 0) return { text: '', unknown, findings: [] };
  checkTemplate(body);
  const [company, extra] = await Promise.all([companyName(kernel), ownForbidden(kernel)]);
  const data = example(company ?? '');
  const text = fill(body, data);
  const findings: Finding[] = lint(text, { terms: valueOf(kernel, 'contractTerms') as string[], extraForbidden: extra, goods: data.goods, totalFen: data.goodsFen + data.freightFen, whole: true });
  return { text, unknown, findings };
}
