import { sql } from 'kysely';
import { companyName } from '../../../../registers/company/index.ts';
import type { Actor, Scope } from '../../../../kernel/actor.ts';
import { dayOf } from '../../../../kernel/clock.ts';
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
import { whereOf } from '../opportunities/load.ts';
import { decidePrice } from '../prices/decision.ts';
import { answered } from '../prices/queries.ts';
import { quoteRef, sees, within } from '../scope.ts';
import { figuresOfQuote, laidBy, quoteById, quoteLines, rulesOf, totalOf, type Quote, type QuoteLine } from './load.ts';

interface Row extends Quote { opportunity_no: string; title: string; questions: number }
const columns = sql`q.*, q.valid_until::text as valid_until, o.opportunity_no, o.title,
  case when (select m.side from sales.quote_message m where m.quote_id = q.id order by m.at desc limit 1) = 'customer' then 1 else 0 end as questions`;

const shown = (q: Row, name: (id: string | null) => string | null) => ({
  id: q.id, quoteNo: q.quote_no, versionNo: q.version_no, state: q.state, opportunityId: q.opportunity_id, opportunityNo: q.opportunity_no, title: q.title, customer: name(q.customer_id), sellerName: q.seller_name, totalFen: Number(totalOf(q)),
  discountBasisPoints: q.discount_bp, validUntil: q.valid_until, issuedAt: q.issued_at, openedAt: q.opened_at, opens: q.opens, acceptedAt: q.accepted_at, questions: q.questions, createdAt: q.created_at,
});

export async function quotes(kernel: Kernel, actor: Actor | null, scope: Scope, query: QueryOf<typeof contract.listQuotes>): Promise<Answer<typeof contract.listQuotes>> {
  const got = await page<Row, 'created' | 'valid'>(kernel, {
    select: columns, id: sql`q.id`, sort: query.sort ?? '-created', cursor: query.cursor, limit: query.limit,
    orders: { created: { by: sql`q.created_at`, type: 'timestamptz' }, valid: { by: sql`q.valid_until`, type: 'date' } },
    from: sql`from sales.quote q join sales.opportunity o on o.id = q.opportunity_id ${every([
      within(actor, scope, 'q'), query.state && sql`q.state = any (${query.state}::text[])`,
      query.asked === undefined ? null : sql`((select m.side from sales.quote_message m where m.quote_id = q.id order by m.at desc limit 1) = 'customer') is ${query.asked ? sql`true` : sql`not true`}`,
      await matching(kernel, { table: sql`sales.opportunity o`, id: sql`o.id`, search: sql`o.search`, q: searchQuery(query.q ?? '') }),
    ])}`,
  });
  const name = await customerNames(kernel, got.rows.map((r) => r.customer_id));
  return { ...got, rows: got.rows.map((r) => shown(r, name)) };
}

const lineOf = (l: QuoteLine) => ({ skuId: l.sku_id, code: l.code, title: l.title, spec: l.spec, quantity: l.quantity, listFen: Number(l.list_fen), listFrom: l.list_from, unitFen: Number(l.unit_fen), amountFen: Number(l.unit_fen * BigInt(l.quantity)) });

const messagesOf = async (kernel: Kernel, id: string) => (await kernel.db.query<{ id: string; side: 'customer' | 'us'; body: string; by: string; at: number }>('select id, side, body, by_name as by, at from sales.quote_message where quote_id = $1 order by at', [id], 'sales.quote_messages')).rows;

export async function quote(kernel: Kernel, actor: Actor | null, scope: Scope, id: string): Promise<Answer<typeof contract.readQuote>> {
  const { rows: [q] } = await sql<Row>`select ${columns} from sales.quote q join sales.opportunity o on o.id = q.opportunity_id where q.id = ${id}`.execute(kernel.runner.tables<Record<string, never>>());
  if (!q || !actor) throw refuse(kernelNo['not-found']);
  const whole = await scopeOn(kernel, actor, scope, { type: 'quote', id });
  if (!sees(actor, whole, q)) throw refuse(kernelNo['not-found']);
  const { rows: all } = await sql<Quote>`select q.*, q.valid_until::text as valid_until from sales.quote q where q.opportunity_id = ${q.opportunity_id} order by q.version_no`.execute(kernel.runner.tables<Record<string, never>>());
  const [lines, where, name, messages, bound] = await Promise.all([
    quoteLines(kernel, all.map((x) => x.id)), whereOf(kernel, q), customerNames(kernel, [q.customer_id]), messagesOf(kernel, id),
    kernel.db.query<{ id: string }>("select id from sales.contract where quote_id = $1 and state <> 'withdrawn' and amends_id is null limit 1", [id], 'sales.contract_by_quote'),
  ]);
  const rules = rulesOf((key, at) => valueOf(kernel, key, at), where);
  const decision = decidePrice(figuresOfQuote(q), rules, actor.posts);
  const own = lines.get(q.id) ?? [];
  const laid = q.state === 'draft' && !decision.ownAuthority ? laidBy(q, own, { belowFloor: decision.belowFloor, basisPoints: rules.floorBasisPoints }) : null;
  return {
    ...shown(q, name), freightFen: Number(q.freight_fen), goodsFen: Number(q.goods_fen), listFen: Number(q.list_fen), paymentTerms: q.payment_terms, deliveryTerms: q.delivery_terms, note: q.note, acceptedBy: q.accepted_by,
    acceptedVia: q.accepted_via as contract.Channel | null, endedAt: q.ended_at, endReason: q.end_reason, lines: own.map(lineOf), decision: answered(decision), messages, version: q.version, contractId: bound.rows[0]?.id ?? null, mayChange: mayWrite(actor, q, whole !== scope && (await owesOn(kernel, actor, [quoteRef(q)]))),
    link: q.state === 'draft' ? null : await linkTo(kernel, 'quote', q.id, kernel.clock.now()), asks: laid && { verb: 'sales.issue-quote', ...laid },
    versions: all.map((x) => ({
      id: x.id, quoteNo: x.quote_no, versionNo: x.version_no, state: x.state, totalFen: Number(totalOf(x)), discountBasisPoints: x.discount_bp, validUntil: x.valid_until, freightFen: Number(x.freight_fen), paymentTerms: x.payment_terms, deliveryTerms: x.delivery_terms,
      lines: (lines.get(x.id) ?? []).map(lineOf),
    })),
  };
}

/** What the holder of the link sees: the offer, never costs, margins or who had to agree. */
export async function publicQuote(kernel: Kernel, id: string): Promise<contract.PublicQuote> {
  const q = await quoteById(kernel, id);
  if (!q || q.state === 'draft') throw refuse(kernelNo['not-found']);
  const [lines, company, messages, o, c] = await Promise.all([
    quoteLines(kernel, [id]), companyName(kernel), messagesOf(kernel, id), kernel.db.query<{ title: string }>('select title from sales.opportunity where id = $1', [q.opportunity_id], 'sales.quote_title'),
    kernel.db.query<{ no: string; state: string }>("select contract_no as no, state from sales.contract where quote_id = $1 and state <> 'withdrawn' and amends_id is null order by id desc limit 1", [id], 'sales.contract_of_quote'),
  ]);
  const drawn = c.rows[0];
  return {
    company: company ?? '', quoteNo: q.quote_no, title: o.rows[0]!.title, state: q.state, seller: q.seller_name, validUntil: q.valid_until, mayAccept: q.state === 'issued' && q.valid_until >= dayOf(kernel.clock.now()),
    lines: (lines.get(id) ?? []).map(lineOf).map(({ title, spec, quantity, unitFen, amountFen, listFen }) => ({ title, spec, quantity, unitFen, amountFen, listFen })), goodsFen: Number(q.goods_fen), freightFen: Number(q.freight_fen), totalFen: Number(totalOf(q)),
    paymentTerms: q.payment_terms, deliveryTerms: q.delivery_terms, note: q.note, messages: messages.map(({ side, body, at }) => ({ side, body, at })), acceptedAt: q.accepted_at, acceptedBy: q.accepted_by,
    contract: drawn ? { contractNo: drawn.no, state: drawn.state === 'sent' ? 'sent' : drawn.state === 'confirmed' || drawn.state === 'amended' ? 'confirmed' : 'drafting' } : null,
  };
}
