import { z } from 'zod';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { obligationBreached, obligationEscalated } from '../facts.ts';
import type { Deadline, EscalationStep } from '../clause.ts';
import type { Placed } from './compile.ts';
import { keyOf } from './compile.ts';
import { wakeOf, type Engine } from './engine.ts';
import { alreadyDone } from './late-stops.ts';
import { deadlineVersion } from './versions.ts';

export interface Due {
  id: string; clause: string; control: string; subject_type: string; subject_id: string; subject_no: string | null; owner_post: string; owner_staff: string | null;
  owner_team: string | null; store_id: string | null; opened_at: number; opened_by: string | null; due_at: number | null; breach_at: number | null; state: string;
  levels: bigint[]; level: number;
}

/** One level of a ladder that has been reached: who is told, how, about what. */
export interface Fired { due: Due; placed: Placed<Deadline>; level: number; step: EscalationStep }

/** Writes the notices of fired levels; who holds a post is known to the composition root. */
export type Notify = (tx: Tx, fired: readonly Fired[]) => Promise<void>;

/**
 * Wakes what is due: marks breaches (they count from `breach_at`, however late they are noticed) and fires each level of the ladder
 * once. Costs what is due, never what is open: an index on the wake instants, rows taken with skip locked so that two ticks never
 * fire the same one. A timer only wakes (engine.md §3 rule 10): before anybody is blamed, the fact log is asked whether the case was
 * settled by a fact that came in before the one that opened it. Returns how many rows it woke; call again until fewer than the limit.
 */
export const wakeObligations = (engine: Engine, notify: Notify) =>
  verb({
    name: 'regulation.wake-obligations',
    title: words('唤醒到期义务', 'Wake due obligations'),
    may: {},
    input: z.strictObject({ limit: z.int().min(1).max(5_000) }),
    run: async (tx, { limit }): Promise<{ woken: number }> => {
      const woken = await tx.rows<Due & Record<string, unknown>>(
        'regulation.due',
        `select id, clause, control, subject_type, subject_id, subject_no, owner_post, owner_staff, owner_team, store_id, opened_at, opened_by, due_at, breach_at, state, levels, level
         from regulation.obligation where wake_at <= to_timestamp($1 / 1000.0) order by wake_at limit $2 for update skip locked`,
        [tx.now, limit],
      );
      if (woken.length === 0) return { woken: 0 };
      const closes = await alreadyDone(tx, engine, woken);
      const settled = new Set(closes.map((c) => c.obligation));
      if (closes.length > 0)
        await tx.rows('regulation.settle_late', 'select regulation.apply($1::jsonb)', [JSON.stringify({ now: tx.now, evaluator: deadlineVersion, closes, opens: [], retimes: [], gates: [] })]);
      const due = woken.filter((row) => !settled.has(row.id));
      const fired: Fired[] = [];
      const changes = due.map((row) => {
        const placed = engine.compiled.deadlines.get(keyOf(row.clause, row.control));
        const climbed = climb(row, placed, tx.now);
        fired.push(...climbed.fired);
        const breached = row.state === 'pending' && row.breach_at !== null && tx.now > row.breach_at;
        if (breached)
          tx.fact(obligationBreached, row.id, {
            clause: row.clause, control: row.control, subjectType: row.subject_type, subjectId: row.subject_id, breachAt: row.breach_at!, ownerPost: row.owner_post,
          }, { at: row.breach_at!, objects: [{ type: row.subject_type, id: row.subject_id }] });
        const state = breached ? 'breached' : row.state;
        return { id: row.id, state, level: climbed.level, wake_at: state === 'breached' ? climbed.next : wakeOf(climbed.next === null ? [] : [climbed.next], row.breach_at, 0) };
      });
      for (const f of fired)
        tx.fact(obligationEscalated, f.due.id, {
          clause: f.due.clause, control: f.due.control, subjectType: f.due.subject_type, subjectId: f.due.subject_id, level: f.level, to: f.step.to, how: f.step.how,
        }, { objects: [{ type: f.due.subject_type, id: f.due.subject_id }] });
      if (changes.length > 0) await tx.rows(
        'regulation.woken',
        `with changed as (
           update regulation.obligation o set state = c.state, level = c.level, evaluator_version = case when c.state = 'breached' and o.state <> 'breached' then $2::int else o.evaluator_version end, wake_at = to_timestamp(c.wake_at / 1000.0)
           from jsonb_to_recordset($1::jsonb) as c(id uuid, state text, level int, wake_at bigint), regulation.obligation b
           where o.id = c.id and b.id = c.id returning o.clause, o.control, o.store_id, o.breach_at, o.state, b.state as before
         )
         insert into regulation.figure_delta (clause, control, day, store_id, breached, overdue)
         select clause, control, regulation.day_of(breach_at), store_id, count(*), count(*) from changed
         where state = 'breached' and before <> 'breached' group by 1, 2, 3, 4`,
        [JSON.stringify(changes), deadlineVersion],
      );
      await handOver(tx, fired);
      if (fired.length > 0) await notify(tx, fired);
      return { woken: woken.length };
    },
  });

/** The levels that have been reached. Of those that passed while nobody looked only the last instant speaks; each is counted once. */
function climb(row: Due, placed: Placed<Deadline> | undefined, now: number): { level: number; next: number | null; fired: Fired[] } {
  const levels = row.levels.map(Number);
  let level = row.level;
  while (level < levels.length && levels[level]! <= now) level += 1;
  const last = levels[level - 1];
  const fired = levels.flatMap((at, i): Fired[] => {
    const step = placed?.control.escalation[i];
    return step && i >= row.level && i < level && at === last ? [{ due: row, placed: placed!, level: i, step }] : [];
  });
  return { level, next: levels[level] ?? null, fired };
}

/** A level that hands over makes the obligation the other post's. */
async function handOver(tx: Tx, fired: readonly Fired[]): Promise<void> {
  const moved = fired.filter((f) => f.step.how === 'reassign');
  if (moved.length === 0) return;
  await tx.rows('regulation.hand_over',
    `update regulation.obligation o set owner_post = m.post, owner_staff = null
     from unnest($1::uuid[], $2::text[]) m(id, post) where o.id = m.id and o.open`,
    [moved.map((f) => f.due.id), moved.map((f) => f.step.to)]);
}
