import type { Tx } from '../../../kernel/tx.ts';
import type { Words } from '../../../kernel/words.ts';
import { staffById } from '../../../registers/company/index.ts';
import type { Lead } from './load.ts';
import type { SellerChoice } from './seller-rule.ts';

export interface Hand { sellerId: string; how: 'rule' | 'person' | 'pick' | 'merge' | 'undo'; reason: Words; decision?: { choice: SellerChoice; exception: string | null; because: Words } | null }

/** Ends the present ownership, with the reason. */
export async function endOwnership(tx: Tx, leadId: string, why: Words): Promise<void> {
  await tx.rows('sales.end_ownership', `update sales.lead_ownership set to_at = greatest(from_at, to_timestamp($2::bigint / 1000.0)), ended_zh = $3, ended_en = $4, ended_by = $5 where lead_id = $1 and to_at is null`,
    [leadId, tx.now, why.zh, why.en, tx.actor.name]);
}

/** The lead is this seller's from now on: history with reasons, row, team. The state is the caller's. */
export async function giveTo(tx: Tx, lead: Lead, hand: Hand): Promise<{ teamId: string | null; name: string }> {
  const seller = (await staffById(tx, [hand.sellerId])).get(hand.sellerId);
  const teamId = lead.team_id !== null && seller?.teamIds.includes(lead.team_id) ? lead.team_id : (seller?.teamIds[0] ?? lead.team_id);
  await endOwnership(tx, lead.id, hand.reason);
  await tx.rows('sales.begin_ownership',
    `insert into sales.lead_ownership (id, lead_id, owner_id, from_at, how, reason_zh, reason_en, decision, by_name) values ($1, $2, $3, to_timestamp($4::bigint / 1000.0), $5, $6, $7, $8::jsonb, $9)`,
    [tx.newId(), lead.id, hand.sellerId, tx.now, hand.how, hand.reason.zh, hand.reason.en,
      hand.decision ? JSON.stringify({ sellerId: hand.decision.choice.sellerId, exception: hand.decision.exception, because: hand.decision.because, considered: hand.decision.choice.considered }) : null, tx.actor.name]);
  await tx.rows('sales.lead_given',
    `update sales.lead set state = 'assigned', owner_id = $2, team_id = $3, assigned_at = to_timestamp($4::bigint / 1000.0), pooled_at = null, warned_at = null, recycle_at = null,
       version = version + 1, updated_at = to_timestamp($4::bigint / 1000.0) where id = $1`, [lead.id, hand.sellerId, teamId, tx.now]);
  return { teamId, name: seller?.name ?? '' };
}

/** Nobody's any more: into the pool. */
export async function putIntoPool(tx: Tx, lead: Lead, why: Words): Promise<void> {
  await endOwnership(tx, lead.id, why);
  await tx.rows('sales.lead_pooled', `update sales.lead set state = 'pool', owner_id = null, pooled_at = to_timestamp($2::bigint / 1000.0), warned_at = null, recycle_at = null, next_step = null, next_at = null,
    version = version + 1, updated_at = to_timestamp($2::bigint / 1000.0) where id = $1`, [lead.id, tx.now]);
}
