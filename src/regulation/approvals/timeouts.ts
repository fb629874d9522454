import { system } from '../../kernel/actor.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { id } from '../../kernel/schemas.ts';
import { z } from 'zod';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import type { ApprovalTable } from '../schema.ts';
import { perform } from './perform.ts';
import { lockApproval } from './store.ts';
import { current, openSeats, type Who } from './state.ts';
import type { Desk } from './submit.ts';
import { tell } from './tell.ts';

/** One request whose time has come: a reminder, the superior, rejection where declared; or an approval that was not used in time. */
const wakeVerb = (desk: Desk) =>
  verb({
    name: 'regulation.wake-approval', title: words('审批到时处理', 'An approval’s time is up'), may: {}, input: z.strictObject({ id }), subject: (tx, input) => lockApproval(tx, input.id),
    run: async (tx, _input, row): Promise<{ id: string }> => {
      if (row.wake_at === null || row.wake_at > tx.now) return { id: row.id };
      if (row.state === 'approved') {
        await perform(tx, desk, row, { is: 'expire', at: tx.now }, { what: 'expire' });
        return { id: row.id };
      }
      const step = current(row.life)!;
      const level = row.life.alarm + 1;
      const superior = level === 2 ? await superiorFor(desk, tx, row) : null;
      const what = level === 1 ? 'remind' : level === 2 ? 'superior' : 'auto-reject';
      const saved = await perform(tx, desk, row, { is: 'timeout', step: step.id, level, superior, due: row.wake_at, at: tx.now }, { what, target: superior?.name ?? null });
      if (level === 1) await tell(tx, saved, saved.deciders, words(`超时未审批：${row.title.zh}`, `Overdue for your approval: ${row.title.en}`));
      return { id: row.id };
    },
  });

/** The superior of the first who has not signed: by the reporting line; never the one who asks. */
async function superiorFor(desk: Desk, on: { runner: Kernel['runner'] }, row: ApprovalTable): Promise<Who | null> {
  for (const who of openSeats(row.life).flatMap((s) => s.who)) {
    const superior = await desk.directory.superiorOf(on, who.staff);
    const found = superior ? (await desk.directory.people(on, [superior])).get(superior) : undefined;
    if (found && found.person !== row.life.requester.person) return { staff: found.staff, person: found.person, name: found.name };
  }
  return null;
}

/** Wakes what is due, one transaction a request, whatever else is open: O(due). */
export async function wakeApprovals(kernel: Kernel, desk: Desk): Promise<number> {
  const wake = wakeVerb(desk);
  let woken = 0;
  for (;;) {
    const { rows } = await kernel.db.query<{ id: string }>('select id from regulation.approval where wake_at <= to_timestamp($1::bigint / 1000.0) order by wake_at limit 100', [kernel.clock.now()], 'regulation.approvals_due');
    if (rows.length === 0) return woken;
    for (const row of rows) await runVerb(kernel, wake, { id: row.id }, { actor: system('审批') });
    woken += rows.length;
  }
}
