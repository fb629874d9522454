import { system } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { assignLead } from './assign-lead.ts';
import { mergeLeads } from './merge-leads.ts';
import { no } from './refusals.ts';
import { leadSettingsOf } from './settings.ts';

const robot = system('线索分配');
const AT_A_TIME = 200;
/** So many in a row for whom nobody is free: the others will find nobody either. */
const GIVE_UP_AFTER = 5;

/** By the lead's own key and by no other index (case), also while the database does not know yet how many pairs an import has brought. */
const openSureOf = (own: string, other: string): string =>
  `select d.${other} as other from sales.lead_duplicate d where d.${own} = l.id and case d.state when 'open' then d.reasons && array['phone', 'email', 'platform'] else false end`;

/**
 * Hands out what waits, oldest first: first the sure duplicates go into the lead that was there, then the rule decides. Leads without class or
 * source wait for a person. Called when leads come in and every few minutes, so that those of the night are handed out in the morning. Pairs are looked
 * up lead by lead (offset), in the order in which leads wait: the first of a hundred thousand cost what the first of ten cost.
 */
export async function assignWaiting(kernel: Kernel): Promise<number> {
  const settings = await leadSettingsOf(kernel);
  if (settings.mergeSame) await mergeSure(kernel);
  if (!settings.autoAssign) return 0;
  const { rows } = await kernel.db.query<{ id: string }>(
    `select l.id from sales.lead l where l.state = 'new' and l.class is not null and l.channel is not null
       and not exists (select from (${openSureOf('lead_id', 'other_id')} union all ${openSureOf('other_id', 'lead_id')}) d
         where not exists (select from sales.lead o where o.id = d.other and o.state in ('merged', 'discarded', 'converted')) offset 0)
     order by l.captured_at, l.lead_no limit $1`, [AT_A_TIME], 'sales.leads_waiting');
  let [given, refused] = [0, 0];
  for (const { id } of rows) {
    if (refused >= GIVE_UP_AFTER) break;
    const outcome = await attempt(() => runVerb(kernel, assignLead, { id }, { actor: robot }));
    if (outcome === null) {
      given += 1;
      refused = 0;
    } else if (outcome === no['nobody-free'].code) refused += 1;
  }
  return given;
}

/** Sure duplicates of leads that nobody holds yet go into the older lead (by number where both came in the same millisecond). A held one is left to the people concerned. */
async function mergeSure(kernel: Kernel): Promise<void> {
  const { rows } = await kernel.db.query<{ kept: string; gone: string }>(
    `select o.id as kept, l.id as gone from sales.lead l
     join sales.lead_duplicate d on (d.lead_id = l.id or d.other_id = l.id) and d.state = 'open' and d.reasons && array['phone', 'email', 'platform']
     join sales.lead o on o.id = case when d.lead_id = l.id then d.other_id else d.lead_id end
     where l.state = 'new' and o.state in ('new', 'assigned', 'contacted', 'pool') and (o.captured_at, o.lead_no) < (l.captured_at, l.lead_no)
     order by l.captured_at, l.lead_no limit $1`, [AT_A_TIME], 'sales.sure_duplicates');
  for (const { kept, gone } of rows) await attempt(() => runVerb(kernel, mergeLeads, { id: kept, goneId: gone }, { actor: robot }));
}

/** A refusal is an answer here: somebody was quicker, or nobody is free. Anything else is a fault and goes up. */
async function attempt(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.kind.code;
    throw error;
  }
}
