import { z } from 'zod';
import { skusById } from '../../../../registers/products/index.ts';
import { dayOf } from '../../../../kernel/clock.ts';
import { next } from '../../../../kernel/lifecycle.ts';
import { kernelNo, refuse } from '../../../../kernel/refusal.ts';
import { id } from '../../../../kernel/schemas.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { approvedBy } from '../../../../regulation/approvals/approved-by.ts';
import { decideBy, valueIn } from '../../../../regulation/evaluators/rule.ts';
import { quoteIssued, quoteWithdrawn } from '../facts.ts';
import { missingOf } from '../contract-need.ts';
import { customerOf, lockOpportunity, moveStage, solutionOf, whereOf } from '../opportunities/load.ts';
import { decidePrice, type PriceDecision } from '../prices/decision.ts';
import { floorRule } from '../prices/floor-rule.ts';
import { negotiationNo } from '../refusals.ts';
import { mayNegotiate, quoteRef, sees } from '../scope.ts';
import { quoteLife } from '../states.ts';
import { aboutOf, figuresOfQuote, laidBy, lockQuote, quoteLines, refOf, rulesOf, type Quote, type QuoteLine } from './load.ts';

const NAME = 'sales.issue-quote';
interface Ground { quote: Quote; lines: QuoteLine[]; decision: PriceDecision; floorBasisPoints: number; seller_id: string; team_id: string | null }

async function groundOf(tx: Tx, quoteId: string): Promise<Ground | null> {
  const quote = await lockQuote(tx, quoteId);
  if (!quote) return null;
  const [lines, where] = [(await quoteLines(tx, [quote.id])).get(quote.id) ?? [], await whereOf(tx, quote)];
  const rules = rulesOf((key, at) => valueIn(tx, key, at), where);
  return { quote, lines, decision: decidePrice(figuresOfQuote(quote), rules, tx.actor.posts), floorBasisPoints: rules.floorBasisPoints, seller_id: quote.seller_id, team_id: quote.team_id };
}

const laid = (g: Ground) => laidBy(g.quote, g.lines, { belowFloor: g.decision.belowFloor, basisPoints: g.floorBasisPoints });

/**
 * The quote goes to the customer (clauses 2.2.1 to 2.2.3). It runs only when the need is settled, the products are introduced, the margin is
 * at its floor and whoever decides the discount has signed exactly this quote. The version before it ends in the same moment.
 */
export const issueQuote = verb({
  name: NAME, title: words('发出报价', 'Issue a quote'), may: mayNegotiate, input: z.strictObject({ id, version: z.int() }),
  subject: async (tx, input) => {
    const ground = await groundOf(tx, input.id);
    if (!ground) return null;
    const opportunity = await lockOpportunity(tx, ground.quote.opportunity_id);
    return opportunity && { ...ground, opportunity };
  },
  inScope: sees, works: (g: { quote: { id: string } }) => quoteRef(g.quote),
  evidence: async (tx, _input, g) => {
    const [solution, skus, shown, where] = await Promise.all([
      solutionOf(tx, g.opportunity.id), skusById(tx, g.lines.map((l) => l.sku_id)),
      tx.rows<{ product_id: string }>('sales.introduced_products', 'select distinct unnest(product_ids) as product_id from sales.introduction where opportunity_id = $1', [g.opportunity.id]), whereOf(tx, g.opportunity),
    ]);
    const reasoned = new Set(solution.filter((s) => s.reason !== '').map((s) => s.sku_id));
    const introduced = new Set(shown.map((r) => r.product_id));
    return {
      'need-complete': missingOf(g.opportunity.need, valueIn(tx, 'needFields', where) as string[]).length === 0,
      'solution-reasoned': g.lines.every((l) => reasoned.has(l.sku_id)),
      'product-sheet-sent': g.lines.every((l) => introduced.has(skus.get(l.sku_id)?.productId ?? '')),
      'margin-at-floor-or-approved': !g.decision.belowFloor || tx.actor.posts.includes('general-manager') || (await approvedBy(tx, { verb: NAME, laid: laid(g), post: 'general-manager', now: tx.now })),
    };
  },
  lays: (_tx, _input, g) => laid(g),
  run: async (tx, input, g) => {
    const { quote, opportunity, lines } = g;
    if (quote.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    const state = next(quoteLife, quote.state, 'issue');
    if (quote.valid_until < dayOf(tx.now)) throw refuse(negotiationNo['quote-past']);
    if (lines.length === 0) throw refuse(negotiationNo['solution-empty']);
    const customer = await customerOf(tx, opportunity);
    const { outcome } = decideBy(tx, floorRule, { discountBasisPoints: quote.discount_bp, marginBasisPoints: quote.margin_bp }, { type: 'quote', id: quote.id, no: quote.quote_no, storeId: quote.store_id, where: { store: quote.store_id } });
    await endOpen(tx, quote);
    await tx.rows('sales.issue_quote', "update sales.quote set state = $2, customer_id = $3, issued_at = to_timestamp($4::bigint / 1000.0), updated_at = to_timestamp($4::bigint / 1000.0), version = version + 1 where id = $1", [quote.id, state, customer.id, tx.now]);
    await moveStage(tx, opportunity, 'quote');
    tx.fact(quoteIssued, quote.id, { ...refOf(quote), discountBasisPoints: quote.discount_bp, belowFloor: outcome.belowFloor }, { objects: aboutOf({ ...quote, customer_id: customer.id }) });
    return { id: quote.id };
  },
});

/** The version that the customer has now ends when the next one goes out. */
async function endOpen(tx: Tx, by: Quote): Promise<void> {
  const [open] = await tx.rows<Quote & Record<string, unknown>>('sales.replace_quote', `update sales.quote set state = 'replaced', ended_at = to_timestamp($2::bigint / 1000.0), end_reason = $3, version = version + 1
    where opportunity_id = $1 and state = 'issued' returning *`, [by.opportunity_id, tx.now, `由 ${by.quote_no} 取代`]);
  if (open) tx.fact(quoteWithdrawn, open.id, { ...refOf(open), reason: `由 ${by.quote_no} 取代`, how: 'replaced' }, { objects: aboutOf(open) });
}
