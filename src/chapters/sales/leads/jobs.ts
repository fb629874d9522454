import { system } from '../../../kernel/actor.ts';
import { DAY } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { recycleLeads } from './pool.ts';
import { leadSettingsOf } from './settings.ts';

import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { z } from 'zod';
import { MARKS, markNames, type ToMark } from './names/pair-up-names.ts';

const robot = system('线索回收');
const AT_A_TIME = 500;

/** Warns of leads that lay idle, and takes back those whose days have run out after a warning: by class, in natural days since the last contact. */
export async function recycleIdle(kernel: Kernel): Promise<{ warned: number; taken: number }> {
  const { recycleDays, warnDays } = await leadSettingsOf(kernel);
  const now = kernel.clock.now();
  const { rows } = await kernel.db.query<{ id: string; due: number; warned_at: number | null }>(
    `select l.id, l.warned_at, greatest(l.last_contact_at, l.assigned_at) + make_interval(days => case coalesce(l.class, 'C') when 'A' then $1::int when 'B' then $2::int else $3::int end) as due
     from sales.lead l where l.state in ('assigned', 'contacted')
       and greatest(l.last_contact_at, l.assigned_at) + make_interval(days => case coalesce(l.class, 'C') when 'A' then $1::int when 'B' then $2::int else $3::int end - $4::int) <= to_timestamp($5::bigint / 1000.0)
     order by 3 limit $6`, [recycleDays.A, recycleDays.B, recycleDays.C, warnDays, now, AT_A_TIME], 'sales.idle_leads');
  // Nobody loses a lead without having been warned as long before as was promised.
  const take = rows.filter((r) => now >= r.due && (warnDays === 0 || (r.warned_at !== null && now >= r.warned_at + warnDays * DAY)));
  const warn = rows.filter((r) => warnDays > 0 && r.warned_at === null).map((r) => ({ id: r.id, recycleAt: Math.max(r.due, now + warnDays * DAY) }));
  if (take.length + warn.length === 0) return { warned: 0, taken: 0 };
  return runVerb(kernel, recycleLeads, { warn, take: take.map((r) => r.id) }, { actor: robot });
}

/** Leads from before names were compared, or compared otherwise: marked, so that later leads find them. */
export const markLeads = verb({
  name: 'sales.mark-leads', title: words('建立名称查重索引', 'Mark names of leads'), may: {}, input: z.strictObject({}),
  run: async (tx) => {
    const leads = await tx.rows<ToMark & Record<string, unknown>>('sales.leads_to_mark', `select id, name, company, city from sales.lead where marks < ${MARKS} and state <> 'merged' order by id limit ${AT_A_TIME} for update skip locked`, []);
    if (leads.length === 0) return { marked: 0 };
    await markNames(tx, leads, true);
    await tx.rows('sales.leads_marked', 'update sales.lead set marks = $2 where id = any ($1::uuid[])', [leads.map((l) => l.id), MARKS]);
    return { marked: leads.length };
  },
});
export const markNamesJob = {
  name: 'sales.mark-leads', everyMs: DAY,
  run: async (kernel: Kernel): Promise<void> => {
    while ((await runVerb(kernel, markLeads, {}, { actor: system('线索查重') })).marked > 0) continue;
  },
};
