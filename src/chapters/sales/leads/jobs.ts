import { system } from '../../../kernel/actor.ts';
import { DAY } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { recycleLeads } from './pool.ts';
import { leadSettingsOf } from './settings.ts';

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
