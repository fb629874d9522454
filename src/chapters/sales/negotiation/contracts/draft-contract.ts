import { z } from 'zod';
import { companyName } from '../../../../registers/company/index.ts';
import { customersById } from '../../../../registers/customers/index.ts';
import { dayOf } from '../../../../kernel/clock.ts';
import { next } from '../../../../kernel/lifecycle.ts';
import { allocate } from '../../../../kernel/money.ts';
import { kernelNo, refuse } from '../../../../kernel/refusal.ts';
import { id, text } from '../../../../kernel/schemas.ts';
import { searchColumn } from '../../../../kernel/search.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { contractApproved, contractDrafted, contractRevised } from '../facts.ts';
import { lockOpportunity, moveStage, type Opportunity } from '../opportunities/load.ts';
import { lockQuote, quoteLines, totalOf, type Quote } from '../quotes/load.ts';
import { negotiationNo } from '../refusals.ts';
import { contractRef, mayLead, mayNegotiate, quoteRef, sees } from '../scope.ts';
import { contractLife } from '../states.ts';
import { fill, type PlanStep } from './fill.ts';
import { aboutOf, addRevision, goodsOf, lockContract, refOf, type Contract } from './load.ts';

const planInput = z.array(z.strictObject({ name: text(30, 1), shareBasisPoints: z.int().min(1).max(10_000), due: z.iso.date().nullable().default(null) })).min(1).max(12);

/** Instalments of the total to the fen. @throws sales.plan-disagrees */
export function planOf(total: bigint, steps: z.output<typeof planInput>): PlanStep[] {
  if (steps.reduce((a, s) => a + s.shareBasisPoints, 0) !== 10_000) throw refuse(negotiationNo['plan-disagrees']);
  const amounts = allocate(total, steps.map((s) => BigInt(s.shareBasisPoints)));
  return steps.map((s, i) => ({ ...s, amountFen: Number(amounts[i]!) }));
}

interface Made { quote: Quote; opportunity: Opportunity; plan: PlanStep[]; expiresOn: string | null; templateId: string | null; amendsId: string | null; body: (number: string) => string }

async function make(tx: Tx, given: Made): Promise<{ id: string; contractNo: string }> {
  const { quote, opportunity } = given;
  const customer = (await customersById(tx, [quote.customer_id!])).get(quote.customer_id!);
  const contractId = tx.newId();
  const number = await tx.number('HT');
  const body = given.body(number);
  await tx.rows('sales.draft_contract', `insert into sales.contract (id, contract_no, quote_id, opportunity_id, amends_id, template_id, state, customer_id, store_id, team_id, seller_id, seller_name, total_fen, plan, expires_on, search, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, 'draft', $7, $8, $9, $10, $11, $12, $13::jsonb, $14, array_to_tsvector(string_to_array($15, ' ')), to_timestamp($16::bigint / 1000.0), to_timestamp($16::bigint / 1000.0))`,
  [contractId, number, quote.id, opportunity.id, given.amendsId, given.templateId, quote.customer_id, quote.store_id, quote.team_id, quote.seller_id, quote.seller_name, totalOf(quote), JSON.stringify(given.plan), given.expiresOn,
    searchColumn({ numbers: [number, quote.quote_no, customer?.customerNo], names: [opportunity.title, customer?.name], phones: [customer?.phone] }), tx.now]);
  await addRevision(tx, contractId, { revision: 1, body, side: 'us', note: given.amendsId ? '补充协议' : '由模板生成' });
  await moveStage(tx, opportunity, 'draft');
  tx.fact(contractDrafted, contractId, { contractNo: number, quoteId: quote.id, storeId: quote.store_id, seller: quote.seller_id, totalFen: Number(totalOf(quote)), template: given.templateId, amends: given.amendsId },
    { objects: aboutOf({ quote_id: quote.id, opportunity_id: opportunity.id, customer_id: quote.customer_id! }) });
  return { id: contractId, contractNo: number };
}

/** A contract from the accepted quote by a template (clause 2.2.4). @throws sales.quote-not-accepted, sales.plan-disagrees */
export const draftContract = verb({
  name: 'sales.draft-contract', title: words('拟定合同', 'Draft a contract'), may: mayNegotiate, input: z.strictObject({ quoteId: id, templateId: id, plan: planInput, expiresOn: z.iso.date().nullable().default(null) }),
  subject: (tx, input) => lockQuote(tx, input.quoteId), inScope: sees, works: quoteRef,
  run: async (tx, input, quote) => {
    if (quote.state !== 'accepted') throw refuse(negotiationNo['quote-not-accepted']);
    const [open] = await tx.rows<{ contract_no: string }>('sales.contract_there', "select contract_no from sales.contract where quote_id = $1 and state <> 'withdrawn' and amends_id is null", [quote.id]);
    if (open) throw refuse(kernelNo['wrong-state'], words(`该报价已有合同 ${open.contract_no}。`, `There is contract ${open.contract_no} already.`));
    const [template] = await tx.rows<{ body: string }>('sales.template_body', 'select body from sales.contract_template where id = $1 and active', [input.templateId]);
    if (!template) throw refuse(kernelNo['not-found'], words('没有这个模板，或已停用。', 'No such template, or it is out of use.'));
    const [opportunity, lines, company, customers] = await Promise.all([lockOpportunity(tx, quote.opportunity_id), quoteLines(tx, [quote.id]), companyName(tx), customersById(tx, [quote.customer_id!])]);
    const customer = customers.get(quote.customer_id!)!;
    const plan = planOf(totalOf(quote), input.plan);
    return make(tx, {
      quote, opportunity: opportunity!, plan, expiresOn: input.expiresOn, templateId: input.templateId, amendsId: null,
      body: (contractNo) => fill(template.body, {
        contractNo, quoteNo: quote.quote_no, today: dayOf(tx.now), company: company ?? '', customer: customer.name, customerNo: customer.customerNo, seller: quote.seller_name, goods: goodsOf(lines.get(quote.id) ?? []),
        goodsFen: quote.goods_fen, freightFen: quote.freight_fen, payment: quote.payment_terms, delivery: quote.delivery_terms, plan, expiresOn: input.expiresOn, afterSales: opportunity!.need['after-sales'],
      }),
    });
  },
});

/** A supplement to a confirmed contract (补充协议): goes its own way to the customer; the contract itself stays as it was confirmed. */
export const amendContract = verb({
  name: 'sales.amend-contract', title: words('拟定补充协议', 'Draft an amendment'), may: mayNegotiate, input: z.strictObject({ id, body: text(30_000, 20), expiresOn: z.iso.date().nullable().default(null) }),
  subject: (tx, input) => lockContract(tx, input.id), inScope: sees, works: contractRef,
  run: async (tx, input, contract) => {
    if (contract.state !== 'confirmed') throw refuse(kernelNo['wrong-state'], words('只有已确认的合同可以拟定补充协议。', 'Only a confirmed contract can be amended.'));
    const [quote, opportunity] = [await lockQuote(tx, contract.quote_id), await lockOpportunity(tx, contract.opportunity_id)];
    return make(tx, { quote: quote!, opportunity: opportunity!, plan: contract.plan, expiresOn: input.expiresOn ?? contract.expires_on, templateId: null, amendsId: contract.id, body: () => input.body });
  },
});

/** One more wording of a contract that is not confirmed; it is a draft again. @returns its number */
export async function reword(tx: Tx, c: Contract, given: { body: string; side: 'us' | 'customer'; note: string }): Promise<number> {
  const state = next(contractLife, c.state, 'revise');
  const revision = c.revision + 1;
  await addRevision(tx, c.id, { revision, ...given });
  await tx.rows('sales.revise_contract', `update sales.contract set state = $2, revision = revision + 1, approved_at = null, approved_by = null, sent_at = null, code_hash = null, code_passed = false, version = version + 1,
    updated_at = to_timestamp($3::bigint / 1000.0) where id = $1`, [c.id, state, tx.now]);
  tx.fact(contractRevised, c.id, { ...refOf(c), revision, side: given.side }, { objects: aboutOf(c) });
  return revision;
}

/** Another wording, ours or the customer's: every one is kept and can be compared. What was final or sent is a draft again. */
export const reviseContract = verb({
  name: 'sales.revise-contract', title: words('修改合同', 'Revise a contract'), may: mayNegotiate, input: z.strictObject({ id, version: z.int(), body: text(30_000, 20), side: z.enum(['us', 'customer']).default('us'), note: text(300).default('') }),
  subject: (tx, input) => lockContract(tx, input.id), inScope: sees, works: contractRef,
  run: async (tx, input, c) => {
    if (c.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    return { id: c.id, revision: await reword(tx, c, input) };
  },
});

/** The wording is final: it goes to the customer within the time of clause 2.3.1. */
export const approveContract = verb({
  name: 'sales.approve-contract', title: words('合同定稿', 'Make a contract final'), may: mayLead, input: z.strictObject({ id, version: z.int() }),
  subject: (tx, input) => lockContract(tx, input.id), inScope: sees, works: contractRef,
  run: async (tx, input, c: Contract) => {
    if (c.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    const state = next(contractLife, c.state, 'finish');
    await tx.rows('sales.approve_contract', 'update sales.contract set state = $2, approved_at = to_timestamp($3::bigint / 1000.0), approved_by = $4, version = version + 1, updated_at = to_timestamp($3::bigint / 1000.0) where id = $1', [c.id, state, tx.now, tx.actor.name]);
    tx.fact(contractApproved, c.id, { ...refOf(c), revision: c.revision }, { objects: aboutOf(c) });
    return { id: c.id };
  },
});
