import { z } from 'zod';
import { next } from '../../../kernel/lifecycle.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { customersByContact, makeCustomer } from '../../../registers/customers/index.ts';
import { faultOf, keysOf, leadTokens } from './capture.ts';
import { changeBody } from './contract-input.ts';
import { noteDuplicates } from './duplicates.ts';
import { leadChanged, leadClassed, leadConverted, leadDiscarded, leadRestored } from './facts.ts';
import { emailKeyOf } from './keys.ts';
import { lockLead, refOf, sameVersion } from './load.ts';
import { endOwnership } from './ownership.ts';
import { leadRef, mayAssign, mayWork, seesLead, worksOn } from './policies.ts';
import { no } from './refusals.ts';
import { classOf, scoreOf } from './score.ts';
import { leadSettingsOf } from './settings.ts';
import { leadLife } from './states.ts';

/**
 * Changes what is sent; null empties. Score, class by score, keys and duplicates follow. A class set by a person stays until a person sets another.
 *
 * @throws kernel.changed-meanwhile, sales.lead-without-contact, sales.phone-unreadable, sales.platform-incomplete
 */
export const changeLead = verb({
  name: 'sales.change-lead', title: words('修改线索', 'Change the lead'), may: mayWork, input: changeBody.extend({ id }),
  subject: (tx, input) => lockLead(tx, input.id),
  inScope: worksOn, works: leadRef,
  run: async (tx, { id: leadId, version, ...given }, lead) => {
    sameVersion(lead, version);
    const pick = <T>(value: T | undefined, kept: T): T => (value === undefined ? kept : value);
    const now = {
      name: given.name ?? lead.name, company: pick(given.company, lead.company) || null, phone: pick(given.phone, lead.phone) || null, email: pick(given.email, lead.email) || null,
      platform: pick(given.platform, lead.platform as typeof given.platform) ?? null, platformUser: pick(given.platformUser, lead.platform_user) || null, province: pick(given.province, lead.province) || null,
      city: pick(given.city, lead.city) || null, productLine: pick(given.productLine, lead.product_line) || null, need: pick(given.need, lead.need) || null, tags: given.tags ?? lead.tags,
      channel: pick(given.channel, lead.channel as typeof given.channel) ?? null, sourceDetail: pick(given.sourceDetail, lead.source_detail) || null, costFen: given.costFen ?? Number(lead.cost_fen),
    };
    const fault = faultOf(now);
    if (fault) throw fault;
    const keys = keysOf(now);
    const settings = await leadSettingsOf(tx);
    const { score, reasons } = scoreOf({ ...now, phoneKey: keys.phone, emailKey: keys.email, returning: lead.customer_id !== null }, settings.points);
    const byHand = given.class !== undefined || lead.class_by === 'person';
    const leadClass = given.class ?? (lead.class_by === 'person' ? lead.class : classOf(score, settings));
    await tx.rows('sales.change_lead',
      `update sales.lead set name = $2, company = $3, phone = $4, phone_key = $5, email = $6, email_key = $7, platform = $8, platform_user = $9, platform_key = $10, name_key = $11, province = $12, city = $13,
         product_line = $14, need = $15, tags = $16, channel = $17, source_detail = $18, cost_fen = $19, score = $20, score_reasons = $21::jsonb, class = $22, class_by = $23,
         search = array_to_tsvector(string_to_array($24, ' ')), version = version + 1, updated_at = to_timestamp($25::bigint / 1000.0) where id = $1`,
      [leadId, now.name, now.company, now.phone, keys.phone, now.email, keys.email, now.platform, now.platformUser, keys.platform, keys.name, now.province, now.city, now.productLine, now.need, [...new Set(now.tags)],
        now.channel, now.sourceDetail, now.costFen, score, JSON.stringify(reasons), leadClass, leadClass === null ? null : byHand ? 'person' : 'score',
        leadTokens({ leadNo: lead.lead_no, name: now.name, company: now.company, phone: now.phone, email: now.email, platformUser: now.platformUser }), tx.now]);
    const fields = Object.entries(given).filter(([, value]) => value !== undefined).map(([name]) => name);
    tx.fact(leadChanged, leadId, { leadNo: lead.lead_no, fields });
    if (leadClass !== lead.class) tx.fact(leadClassed, leadId, { ...refOf({ ...lead, class: leadClass }), by: byHand ? 'person' : 'score' });
    if (lead.state !== 'merged') await noteDuplicates(tx, leadId);
    return { id: leadId };
  },
});

/** Nobody who will ever buy: a wrong number, advertising, a joke. Can be restored. */
export const discardLead = verb({
  name: 'sales.discard-lead', title: words('判为无效', 'Discard the lead'), may: mayWork, input: z.strictObject({ id, reason: text(200, 2) }),
  subject: (tx, input) => lockLead(tx, input.id),
  inScope: worksOn, works: leadRef,
  run: async (tx, input, lead) => {
    next(leadLife, lead.state, 'discard');
    await endOwnership(tx, lead.id, words(`判为无效：${input.reason}`, `Discarded: ${input.reason}`));
    await tx.rows('sales.discard_lead', "update sales.lead set state = 'discarded', discard_reason = $2, pooled_at = null, next_at = null, version = version + 1, updated_at = to_timestamp($3::bigint / 1000.0) where id = $1", [lead.id, input.reason, tx.now]);
    tx.fact(leadDiscarded, lead.id, { ...refOf(lead), reason: input.reason });
    return { id: lead.id };
  },
});

/** Discarded by mistake: it waits again to be handed out. */
export const restoreLead = verb({
  name: 'sales.restore-lead', title: words('恢复线索', 'Restore the lead'), may: mayAssign, input: z.strictObject({ id, reason: text(200, 2) }),
  subject: (tx, input) => lockLead(tx, input.id),
  inScope: seesLead,
  run: async (tx, input, lead) => {
    next(leadLife, lead.state, 'restore');
    await tx.rows('sales.restore_lead', "update sales.lead set state = 'new', owner_id = null, discard_reason = null, version = version + 1, updated_at = to_timestamp($2::bigint / 1000.0) where id = $1", [lead.id, tx.now]);
    tx.fact(leadRestored, lead.id, { ...refOf(lead), reason: input.reason });
    return { id: lead.id };
  },
});

/** The lead becomes a customer of the register: the one who is known by the number or account, or a new one. @throws sales.not-contacted-yet */
export const convertLead = verb({
  name: 'sales.convert-lead', title: words('转为客户', 'Make it a customer'), may: mayWork, input: z.strictObject({ id }),
  subject: (tx, input) => lockLead(tx, input.id),
  inScope: worksOn, works: leadRef,
  run: async (tx, _input, lead) => {
    next(leadLife, lead.state, 'convert');
    if (lead.first_contact_at === null) throw refuse(no['not-contacted-yet']);
    const [known] = lead.customer_id ? [lead.customer_id] : await customersByContact(tx, [{ phone: lead.phone_key, platform: lead.platform, buyerKey: lead.platform_user }]);
    const customerId = known ?? await makeCustomer(tx, {
      name: lead.company ?? lead.name, kind: lead.company ? 'company' : 'person', phone: lead.phone_key ?? lead.phone, email: emailKeyOf(lead.email), note: lead.company ? `联系人：${lead.name}` : null, source: 'lead',
    });
    await tx.rows('sales.convert_lead', `update sales.lead set state = 'converted', customer_id = $2, converted_at = to_timestamp($3::bigint / 1000.0), next_at = null, warned_at = null, recycle_at = null,
      version = version + 1, updated_at = to_timestamp($3::bigint / 1000.0) where id = $1`, [lead.id, customerId, tx.now]);
    tx.fact(leadConverted, lead.id, { ...refOf(lead), seller: lead.owner_id!, customerId }, { objects: [{ type: 'customer', id: customerId }] });
    return { id: lead.id, customerId };
  },
});
