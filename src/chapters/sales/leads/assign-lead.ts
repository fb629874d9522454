import { z } from 'zod';
import { next } from '../../../kernel/lifecycle.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { presenceOf, staffById } from '../../../registers/company/index.ts';
import { decideBy } from '../../../regulation/evaluators/rule.ts';
import { noteDuplicates, openSure } from './duplicates.ts';
import { leadAssigned, leadReassigned } from './facts.ts';
import { lockLead, refOf, type Lead } from './load.ts';
import { giveTo, type Hand } from './ownership.ts';
import { mayAssign, seesLead } from './policies.ts';
import { no } from './refusals.ts';
import { sellerInputs } from './seller-inputs.ts';
import { sellerRule } from './seller-rule.ts';
import { leadLife } from './states.ts';

/** A person's choice: must be a seller who is at work. @throws sales.seller-unfit */
async function chosen(tx: Tx, sellerId: string, reason: string | undefined): Promise<Hand> {
  const [staff, presence] = await Promise.all([staffById(tx, [sellerId]), presenceOf(tx, [sellerId], tx.now)]);
  const who = staff.get(sellerId);
  if (!who?.active || !who.posts.includes('seller')) throw refuse(no['seller-unfit'], words('所选同事已停用，或不是销售员。', 'The colleague has left, or is no seller.'));
  if (presence.get(sellerId)?.absent) throw refuse(no['seller-unfit'], words(`${who.name}请假中，不能接线索。`, `${who.name} is away and can take no leads.`));
  return { sellerId, how: 'person', reason: reason ? words(reason, reason) : words(`由${tx.actor.name}指定`, `Chosen by ${tx.actor.name}`) };
}

/** The rule's choice, kept with how it came about. @throws sales.nobody-free */
async function ruled(tx: Tx, lead: Lead, not: readonly string[], reason?: string): Promise<{ hand: Hand; exception: string | null }> {
  // One at a time: each decision sees the load that the one before left.
  await tx.rows('sales.one_assigner', "select pg_advisory_xact_lock(hashtext('sales.assign-lead'))", []);
  const inputs = await sellerInputs(tx, lead, tx.now, not);
  const decision = decideBy(tx, sellerRule, inputs, {
    type: 'lead', id: lead.id, no: lead.lead_no, storeId: lead.store_id, where: { channel: lead.channel ?? 'other', ...(lead.class ? { 'customer-class': lead.class } : {}) },
  });
  const sellerId = decision.outcome.sellerId;
  if (sellerId === null) throw refuse(no['nobody-free'], decision.because, { considered: decision.outcome.considered.map((c) => ({ sellerId: c.sellerId, out: c.out })) });
  const because: Words = reason ? words(`${reason}；${decision.because.zh}`, `${reason}; ${decision.because.en}`) : decision.because;
  return { hand: { sellerId, how: 'rule', reason: because, decision: { choice: decision.outcome, exception: decision.exception, because: decision.because } }, exception: decision.exception };
}

const inScope = seesLead;

/**
 * Gives a new lead to a seller (clause 2.1.2): the rule decides, or a person chooses. The gate wants its source, its class, and that it is
 * no duplicate; duplicates are looked for once more, because another one may have come in meanwhile.
 *
 * @throws sales.nobody-free, sales.seller-unfit, kernel.wrong-state
 */
export const assignLead = verb({
  name: 'sales.assign-lead', title: words('分配线索', 'Assign the lead'), may: mayAssign,
  input: z.strictObject({ id, sellerId: id.nullish(), reason: text(200).optional() }),
  subject: (tx, input) => lockLead(tx, input.id),
  inScope,
  evidence: async (tx, _input, lead) => {
    await noteDuplicates(tx, lead.id);
    return { 'source-known': lead.channel !== null, 'class-set': lead.class !== null, 'duplicate-checked': (await openSure(tx, lead.id)).length === 0 };
  },
  run: async (tx, input, lead) => {
    next(leadLife, lead.state, 'assign');
    const { hand, exception } = input.sellerId ? { hand: await chosen(tx, input.sellerId, input.reason), exception: null } : await ruled(tx, lead, []);
    // A lead that was held before (restored, taken out of a merger) is given again.
    const before = await tx.rows('sales.held_before', 'select 1 from sales.lead_ownership where lead_id = $1 limit 1', [lead.id]);
    const { name } = await giveTo(tx, lead, hand);
    if (before.length > 0) tx.fact(leadReassigned, lead.id, { ...refOf(lead), seller: hand.sellerId, from: null, reason: hand.reason.zh });
    else tx.fact(leadAssigned, lead.id, { ...refOf(lead), seller: hand.sellerId, how: hand.how === 'rule' ? 'rule' : 'person', exception });
    return { id: lead.id, seller: { id: hand.sellerId, name }, because: hand.reason };
  },
});

/**
 * Gives a lead that a seller holds, or that lies in the pool, to another one (clause 2.1.3). Whoever held it while its clock ran out keeps
 * the breach; the new seller gets a clock of their own.
 *
 * @throws sales.nobody-free, sales.seller-unfit, kernel.wrong-state
 */
export const reassignLead = verb({
  name: 'sales.reassign-lead', title: words('改派线索', 'Give the lead to another seller'), may: mayAssign,
  input: z.strictObject({ id, sellerId: id.nullish(), reason: text(200, 2) }),
  subject: (tx, input) => lockLead(tx, input.id),
  inScope,
  run: async (tx, input, lead) => {
    next(leadLife, lead.state, 'reassign');
    if (input.sellerId && input.sellerId === lead.owner_id) throw refuse(no['seller-unfit'], words('这条线索已在该销售员手上。', 'This seller holds the lead already.'));
    const { hand } = input.sellerId ? { hand: await chosen(tx, input.sellerId, input.reason) } : await ruled(tx, lead, lead.owner_id ? [lead.owner_id] : [], input.reason);
    const { name } = await giveTo(tx, lead, hand);
    tx.fact(leadReassigned, lead.id, { ...refOf(lead), seller: hand.sellerId, from: lead.owner_id, reason: hand.reason.zh });
    return { id: lead.id, seller: { id: hand.sellerId, name }, because: hand.reason };
  },
});
