import { z } from 'zod';
import { DAY, dayOf, localText, startOfDay } from '../../../kernel/clock.ts';
import { personOf } from '../../../kernel/actor.ts';
import { next } from '../../../kernel/lifecycle.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { tellHolders, type ToTell } from '../tell-staff.ts';
import { leadAssigned, leadReassigned, leadRecycled, recycleWarned } from './facts.ts';
import { lockLead, lockLeads, refOf } from './load.ts';
import { giveTo, putIntoPool } from './ownership.ts';
import { leadRef, mayAssign, mayWork, seesLead, worksOn } from './policies.ts';
import { no } from './refusals.ts';
import { loadsOf } from './seller-inputs.ts';
import { leadSettingsOf } from './settings.ts';
import { leadLife } from './states.ts';

/**
 * A seller takes a lead from the pool 公海 (clause 2.1.2). Two clicks at once have one owner: the row is locked, the second is told. Limits:
 * picks a day, leads in hand, and not the one that was taken from the same seller a short while ago.
 *
 * @throws sales.lead-taken, sales.pick-limit, sales.picked-too-soon
 */
export const pickLead = verb({
  name: 'sales.pick-lead', title: words('领取线索', 'Pick the lead'), may: { seller: 'own' }, input: z.strictObject({ id }),
  subject: (tx, input) => lockLead(tx, input.id),
  // Who comes second is told that it is taken, not that it never was there.
  inScope: (actor, scope, lead) => seesLead(actor, scope, { ...lead, state: 'pool' }),
  run: async (tx, _input, lead) => {
    if (lead.state !== 'pool') throw refuse(no['lead-taken'], undefined, { state: lead.state });
    const seller = personOf(tx.actor);
    // The seller's own picks one after the other: two at once must not both be the last.
    await tx.rows('sales.one_picker', "select pg_advisory_xact_lock(hashtext('sales.pick-lead'), hashtext($1))", [seller]);
    const settings = await leadSettingsOf(tx);
    const [loads, [picks], [lost]] = await Promise.all([
      loadsOf(tx, [seller]),
      tx.rows<{ n: number }>('sales.picks_today', "select count(*)::int as n from sales.lead_ownership where owner_id = $1 and how = 'pick' and from_at >= to_timestamp($2::bigint / 1000.0)", [seller, startOfDay(dayOf(tx.now))]),
      tx.rows<{ at: number | null }>('sales.lost_at', 'select max(to_at) as at from sales.lead_ownership where lead_id = $1 and owner_id = $2', [lead.id, seller]),
    ]);
    const own = settings.sellers.find((s) => s.staffId === seller);
    if (picks!.n >= settings.picksADay) throw refuse(no['pick-limit'], words(`每天最多领取 ${settings.picksADay} 条，今天已领 ${picks!.n} 条。`, `At most ${settings.picksADay} a day; ${picks!.n} were picked today.`));
    const capacity = own?.capacity ?? settings.capacity;
    if (loads.get(seller)!.open >= capacity) throw refuse(no['pick-limit'], words(`在手线索已达上限 ${capacity} 条。`, `The limit of ${capacity} leads in hand is reached.`));
    if (lost?.at && tx.now < lost.at + settings.pickAgainAfterDays * DAY)
      throw refuse(no['picked-too-soon'], words(`回收后 ${settings.pickAgainAfterDays} 天内不能再领同一条线索。`, `The same lead can be picked again ${settings.pickAgainAfterDays} days after it was lost.`));
    next(leadLife, lead.state, 'pick');
    const reason = words('从公海领取', 'Picked from the pool');
    const before = await tx.rows('sales.held_before', 'select 1 from sales.lead_ownership where lead_id = $1 limit 1', [lead.id]);
    await giveTo(tx, lead, { sellerId: seller, how: 'pick', reason });
    if (before.length > 0) tx.fact(leadReassigned, lead.id, { ...refOf(lead), seller, from: null, reason: reason.zh });
    else tx.fact(leadAssigned, lead.id, { ...refOf(lead), seller, how: 'pick', exception: null });
    return { id: lead.id };
  },
});

/** The seller, or whoever leads them, puts a lead back into the pool, with a reason. */
export const releaseLead = verb({
  name: 'sales.release-lead', title: words('退回公海', 'Put back into the pool'), may: mayWork, input: z.strictObject({ id, reason: text(200, 2) }),
  subject: (tx, input) => lockLead(tx, input.id),
  inScope: worksOn, works: leadRef,
  run: async (tx, input, lead) => {
    next(leadLife, lead.state, 'pool');
    await putIntoPool(tx, lead, words(input.reason, input.reason));
    tx.fact(leadRecycled, lead.id, { ...refOf(lead), from: lead.owner_id, cause: lead.owner_id === null ? 'put' : 'released', reason: input.reason });
    return { id: lead.id };
  },
});

/** Warns of leads that lay too long, and takes back those whose warning has run out. By the system; ids in lock order. */
export const recycleLeads = verb({
  name: 'sales.recycle-leads', title: words('回收久未联系的线索', 'Take back leads that lie idle'), may: { 'department-head': 'all' },
  input: z.strictObject({ warn: z.array(z.strictObject({ id, recycleAt: z.int() })).max(500), take: z.array(id).max(500) }),
  run: async (tx, input) => {
    const settings = await leadSettingsOf(tx);
    const warn = new Map(input.warn.map((w) => [w.id, w.recycleAt]));
    let taken = 0;
    const warned: { leadNo: string; owner: string; teamId: string | null; recycleAt: number }[] = [];
    for (const lead of await lockLeads(tx, [...warn.keys(), ...input.take])) {
      // Somebody may have talked to the customer between the look and the lock.
      const idleSince = Math.max(lead.last_contact_at ?? 0, lead.assigned_at ?? 0);
      const days = settings.recycleDays[lead.class ?? 'C'];
      if (lead.owner_id === null || (lead.state !== 'assigned' && lead.state !== 'contacted')) continue;
      if (input.take.includes(lead.id) && tx.now >= idleSince + days * DAY) {
        const reason = words(`${days} 天未联系（${lead.class ?? 'C'} 类）`, `${days} days without contact (class ${lead.class ?? 'C'})`);
        await putIntoPool(tx, lead, reason);
        tx.fact(leadRecycled, lead.id, { ...refOf(lead), from: lead.owner_id, cause: 'idle', reason: reason.zh });
        taken += 1;
      } else if (warn.has(lead.id)) {
        const recycleAt = warn.get(lead.id)!;
        await tx.rows('sales.warn_recycle', 'update sales.lead set warned_at = to_timestamp($2::bigint / 1000.0), recycle_at = to_timestamp($3::bigint / 1000.0) where id = $1', [lead.id, tx.now, recycleAt]);
        tx.fact(recycleWarned, lead.id, { ...refOf(lead), seller: lead.owner_id, recycleAt });
        warned.push({ leadNo: lead.lead_no, owner: lead.owner_id, teamId: lead.team_id, recycleAt });
      }
    }
    await tellHolders(tx, [...Map.groupBy(warned, (w) => w.owner)].map(([owner, own]) => warning(tx, owner, own)));
    return { warned: warned.length, taken };
  },
});

/** One notice to a seller for all leads of this run: how many, which first, and by when. */
function warning(tx: Tx, owner: string, own: readonly { leadNo: string; teamId: string | null; recycleAt: number }[]): ToTell {
  const first = Math.min(...own.map((w) => w.recycleAt));
  const names = own.slice(0, 5).map((w) => w.leadNo).join('、');
  const more = own.length > 5;
  return {
    staffId: owner, teamId: own[0]!.teamId, topic: `lead-recycle:${dayOf(tx.now)}:${own[0]!.leadNo}`, href: '/sales/leads?mine=true&sort=next',
    text: words(`${own.length} 条线索久未联系，最早 ${localText(first).slice(0, 16)} 回收到公海：${names}${more ? ' 等' : ''}`, `${own.length} of your leads lie idle; they go back into the pool from ${localText(first).slice(0, 16)} on: ${names.replaceAll('、', ', ')}${more ? ' and more' : ''}`),
  };
}

/** For leads that the rule would give to nobody after their seller let them lie. */
export const poolIdleLead = verb({
  name: 'sales.pool-idle-lead', title: words('无人可派，转入公海', 'Nobody is free: into the pool'), may: mayAssign, input: z.strictObject({ id }),
  subject: (tx, input) => lockLead(tx, input.id),
  inScope: seesLead,
  run: async (tx, _input, lead) => {
    next(leadLife, lead.state, 'pool');
    const reason = words('逾期未联系，且无人可改派', 'Not contacted in time, and nobody else is free');
    await putIntoPool(tx, lead, reason);
    tx.fact(leadRecycled, lead.id, { ...refOf(lead), from: lead.owner_id, cause: 'nobody-free', reason: reason.zh });
    return { id: lead.id };
  },
});
