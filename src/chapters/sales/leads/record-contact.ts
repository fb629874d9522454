import { personOf } from '../../../kernel/actor.ts';
import { can } from '../../../kernel/lifecycle.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { recordContactAct } from './contract.ts';
import { contactRecorded, nextStepAgreed } from './facts.ts';
import { lockLead, refOf } from './load.ts';
import { leadRef, mayWork, worksOn } from './policies.ts';
import { no } from './refusals.ts';
import { kernelNo } from '../../../kernel/refusal.ts';
import { leadLife } from './states.ts';

/**
 * What was said with the customer, or that nobody answered (clause 2.1.3): channel, words, need, next step. A contact that reached the customer
 * ends the clocks; a next step with a time becomes a duty of whoever holds the lead.
 *
 * @throws sales.contact-not-now, sales.next-step-past, sales.greeting-unknown, kernel.wrong-state
 */
export const recordContact = verb({
  name: 'sales.record-contact', title: words('登记联系', 'Record a contact'), may: mayWork, input: recordContactAct.body!.extend({ id }),
  subject: (tx, input) => lockLead(tx, input.id),
  inScope: worksOn, works: leadRef,
  run: async (tx, input, lead) => {
    if (lead.owner_id === null || !can(leadLife, lead.state, 'reach')) throw refuse(kernelNo['wrong-state'], words('只有销售员手上的线索可以登记联系。', 'Contacts are recorded for leads that a seller holds.'), { state: lead.state });
    const at = input.at ?? tx.now;
    if (at > tx.now + 60_000 || at < lead.captured_at) throw refuse(no['contact-not-now']);
    if (input.nextAt && input.nextAt <= tx.now) throw refuse(no['next-step-past']);
    if (input.greetingId) {
      const used = await tx.rows('sales.use_greeting', 'update sales.greeting set used = used + 1 where id = $1 and active returning id', [input.greetingId]);
      if (used.length === 0) throw refuse(no['greeting-unknown']);
    }
    const isFirst = input.reached && lead.first_contact_at === null;
    await tx.rows('sales.write_contact',
      `insert into sales.lead_contact (id, lead_id, at, channel, reached, is_first, words, need, next_step, next_at, greeting_id, by_id, by_name)
       values ($1, $2, to_timestamp($3::bigint / 1000.0), $4, $5, $6, $7, $8, $9, to_timestamp($10::bigint / 1000.0), $11, $12, $13)`,
      [tx.newId(), lead.id, at, input.channel, input.reached, isFirst, input.words, input.need ?? null, input.nextStep ?? null, input.nextAt ?? null, input.greetingId ?? null, personOf(tx.actor), tx.actor.name]);
    await tx.rows('sales.lead_contacted',
      `update sales.lead set contacts = contacts + 1, state = case when $2 then 'contacted' else state end,
         first_contact_at = case when $2 then least(first_contact_at, to_timestamp($3::bigint / 1000.0)) else first_contact_at end,
         last_contact_at = case when $2 then greatest(last_contact_at, to_timestamp($3::bigint / 1000.0)) else last_contact_at end,
         need = case when $2 and $4::text is not null then $4 else need end, next_step = $5, next_at = to_timestamp($6::bigint / 1000.0),
         warned_at = case when $2 then null else warned_at end, recycle_at = case when $2 then null else recycle_at end, version = version + 1, updated_at = to_timestamp($7::bigint / 1000.0)
       where id = $1`, [lead.id, input.reached, at, input.need ?? null, input.nextStep ?? null, input.nextAt ?? null, tx.now]);
    const fields = { ...refOf(lead), seller: lead.owner_id };
    tx.fact(contactRecorded, lead.id, { ...fields, channel: input.channel, reached: input.reached, isFirst }, { at: Math.min(at, tx.now) });
    // Told after the contact: what was agreed now is not ended by the contact in which it was agreed.
    if (input.nextAt) tx.fact(nextStepAgreed, lead.id, { ...fields, nextAt: input.nextAt });
    return { id: lead.id };
  },
});
