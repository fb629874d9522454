import { z } from 'zod';
import { dayOf } from '../../../../kernel/clock.ts';
import { next } from '../../../../kernel/lifecycle.ts';
import { refuse } from '../../../../kernel/refusal.ts';
import { id, text } from '../../../../kernel/schemas.ts';
import type { Actor, Scope } from '../../../../kernel/actor.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { tellHolders } from '../../tell-staff.ts';
import { quoteAccepted, quoteAnswered, quoteAsked, quoteOpened, quoteWithdrawn } from '../facts.ts';
import { lockOpportunity, moveStage } from '../opportunities/load.ts';
import { negotiationNo } from '../refusals.ts';
import { mayNegotiate, quoteRef, sees } from '../scope.ts';
import { channelNames, quoteLife } from '../states.ts';
import { aboutOf, lockQuote, refOf, type Quote } from './load.ts';

/** A customer sees the one quote that his link opens. */
const seesQuote = (actor: Actor, scope: Scope, quote: Quote): boolean => (actor.kind === 'customer' ? actor.link?.type === 'quote' && actor.link.id === quote.id && quote.state !== 'draft' : sees(actor, scope, quote));

/** The customer takes the quote: on the page, or told by other ways and recorded by the seller. Starts the clock of clause 2.2.4. */
export const acceptQuote = verb({
  name: 'sales.accept-quote', title: words('接受报价', 'Accept a quote'), may: { ...mayNegotiate, customer: true },
  input: z.strictObject({ id, name: text(60, 1), via: z.enum(channelNames) }),
  subject: (tx, input) => lockQuote(tx, input.id), inScope: seesQuote, works: quoteRef,
  run: async (tx, input, quote) => {
    const state = next(quoteLife, quote.state, 'accept');
    if (quote.valid_until < dayOf(tx.now)) throw refuse(negotiationNo['quote-past'], words(`报价有效期至 ${quote.valid_until}，请联系销售重新报价。`, `It was valid until ${quote.valid_until}; ask for a new one.`));
    const via = tx.actor.kind === 'customer' ? 'link' : input.via;
    await tx.rows('sales.accept_quote', 'update sales.quote set state = $2, accepted_at = to_timestamp($3::bigint / 1000.0), accepted_by = $4, accepted_via = $5, version = version + 1 where id = $1', [quote.id, state, tx.now, input.name, via]);
    const opportunity = await lockOpportunity(tx, quote.opportunity_id);
    await moveStage(tx, opportunity!, 'accept');
    tx.fact(quoteAccepted, quote.id, { ...refOf(quote), via }, { objects: aboutOf(quote) });
    return { id: quote.id };
  },
});

export const withdrawQuote = verb({
  name: 'sales.withdraw-quote', title: words('作废报价', 'Withdraw a quote'), may: mayNegotiate, input: z.strictObject({ id, reason: text(300, 2) }),
  subject: (tx, input) => lockQuote(tx, input.id), inScope: sees, works: quoteRef,
  run: async (tx, { reason }, quote) => {
    const state = next(quoteLife, quote.state, 'withdraw');
    const [bound] = await tx.rows('sales.contract_of_quote', "select 1 from sales.contract where quote_id = $1 and state in ('draft', 'final', 'sent', 'confirmed')", [quote.id]);
    if (bound) throw refuse(negotiationNo['quote-not-accepted'], words('该报价已拟定合同，请先作废合同。', 'There is a contract from it: withdraw that first.'));
    await tx.rows('sales.withdraw_quote', 'update sales.quote set state = $2, ended_at = to_timestamp($3::bigint / 1000.0), end_reason = $4, version = version + 1 where id = $1', [quote.id, state, tx.now, reason]);
    const opportunity = await lockOpportunity(tx, quote.opportunity_id);
    if (quote.state !== 'draft' && (opportunity!.stage === 'quoted' || opportunity!.stage === 'accepted')) await moveStage(tx, opportunity!, 'unquote', reason);
    tx.fact(quoteWithdrawn, quote.id, { ...refOf(quote), reason, how: 'withdrawn' }, { objects: aboutOf(quote) });
    return { id: quote.id };
  },
});

/** A question of the customer, or our answer: both stay with the quote. */
export const askAboutQuote = verb({
  name: 'sales.ask-about-quote', title: words('就报价提问', 'Ask about a quote'), may: { customer: true }, input: z.strictObject({ id, body: text(1_000, 1) }),
  subject: (tx, input) => lockQuote(tx, input.id), inScope: seesQuote, works: quoteRef,
  run: async (tx, { body }, quote) => {
    await tx.rows('sales.note_question', "insert into sales.quote_message (id, quote_id, side, body, by_name, at) values ($1, $2, 'customer', $3, $4, to_timestamp($5::bigint / 1000.0))", [tx.newId(), quote.id, body, tx.actor.name, tx.now]);
    tx.fact(quoteAsked, quote.id, refOf(quote), { objects: aboutOf(quote) });
    await tellHolders(tx, [{ staffId: quote.seller_id, teamId: quote.team_id, topic: `quote-asked:${quote.id}`, href: `/sales/quotes/${quote.id}`, text: words(`客户就报价 ${quote.quote_no} 提问，请答复`, `The customer asks about quote ${quote.quote_no}: please answer`) }]);
    return { id: quote.id };
  },
});
export const answerAboutQuote = verb({
  name: 'sales.answer-about-quote', title: words('答复报价提问', 'Answer about a quote'), may: mayNegotiate, input: z.strictObject({ id, body: text(1_000, 1) }),
  subject: (tx, input) => lockQuote(tx, input.id), inScope: sees, works: quoteRef,
  run: async (tx, { body }, quote) => {
    await tx.rows('sales.note_answer', "insert into sales.quote_message (id, quote_id, side, body, by_name, at) values ($1, $2, 'us', $3, $4, to_timestamp($5::bigint / 1000.0))", [tx.newId(), quote.id, body, tx.actor.name, tx.now]);
    tx.fact(quoteAnswered, quote.id, refOf(quote), { objects: aboutOf(quote) });
    return { id: quote.id };
  },
});

/** The customer's page says that it was opened: the first time is a fact, each time is counted (clause 2.2.2). */
export const noteQuoteOpened = verb({
  name: 'sales.note-quote-opened', title: words('登记客户打开报价', 'Note that the quote was opened'), may: { customer: true }, input: z.strictObject({ id }),
  subject: (tx, input) => lockQuote(tx, input.id), inScope: seesQuote, works: quoteRef,
  run: async (tx, _input, quote) => {
    await tx.rows('sales.note_opened', 'update sales.quote set opens = opens + 1, opened_at = coalesce(opened_at, to_timestamp($2::bigint / 1000.0)) where id = $1', [quote.id, tx.now]);
    if (quote.opened_at === null) tx.fact(quoteOpened, quote.id, { quoteNo: quote.quote_no }, { objects: aboutOf(quote) });
    return { id: quote.id };
  },
});

/** Quotes whose last day is over end by themselves. */
export const expireQuotes = verb({
  name: 'sales.expire-quotes', title: words('报价到期', 'Quotes run out'), may: {}, input: z.strictObject({}),
  run: async (tx): Promise<{ ended: number }> => {
    const rows = await tx.rows<Quote & Record<string, unknown>>('sales.expire_quotes', `update sales.quote set state = 'expired', ended_at = to_timestamp($1::bigint / 1000.0), end_reason = '有效期已过', version = version + 1
      where state = 'issued' and valid_until < $2::date returning *`, [tx.now, dayOf(tx.now)]);
    for (const quote of rows) {
      tx.fact(quoteWithdrawn, quote.id, { ...refOf(quote), reason: '有效期已过', how: 'expired' }, { objects: aboutOf(quote) });
      const opportunity = await lockOpportunity(tx, quote.opportunity_id);
      if (opportunity?.stage === 'quoted') await moveStage(tx, opportunity, 'unquote', '报价过期');
    }
    return { ended: rows.length };
  },
});
