import { z } from 'zod';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { obligationBreached, obligationEscalated } from '../facts.ts';
import type { Deadline } from '../clause.ts';
import type { Placed } from './compile.ts';
import { keyOf } from './compile.ts';
import { wakeOf, type Engine } from './engine.ts';

export interface Due {
  id: string; clause: string; control: string; subject_type: string; subject_id: string; owner_post: string; owner_staff: string | null;
  owner_team: string | null; store_id: string | null; due_at: number | null; breach_at: number | null; state: string; levels: bigint[]; level: number;
}

/** One level of a ladder that has been reached: who is told, how, about what. */
export interface Fired { due: Due; placed: Placed<Deadline>; level: number; to: string; how: 'remind' | 'copy' | 'reassign' }

/** Writes the notices of fired levels; given by the composition root, which knows who holds a post. */
export type Notify = (tx: Parameters<ReturnType<typeof wakeObligations>['run']>[0], fired: readonly Fired[]) => Promise<void>;

/**
 * Wakes what is due: marks breaches (they count from `breach_at`, however late they are noticed) and fires each level of the ladder
 * once. Costs what is due, never what is open: an index on the wake instants, rows taken with skip locked so that two ticks never
 * fire the same one. Returns how many rows it woke; call again until it is fewer than the limit.
 */
export const wakeObligations = (engine: Engine, notify: Notify) =>
  verb({
    name: 'regulation.wake-obligations',
    title: words('唤醒到期义务', 'Wake due obligations'),
    may: {},
    input: z.strictObject({ limit: z.int().min(1).max(5_000) }),
    run: async (tx, { limit }): Promise<{ woken: number }> => {
      const due = await tx.rows<Due>(
        'regulation.due',
        `select id, clause, control, subject_type, subject_id, owner_post, owner_staff, owner_team, store_id, due_at, breach_at, state, levels, level
         from regulation.obligation where wake_at <= to_timestamp($1 / 1000.0) order by wake_at limit $2 for update skip locked`,
        [tx.now, limit],
      );
      if (due.length === 0) return { woken: 0 };
      const fired: Fired[] = [];
      const changes = due.map((row) => {
        const placed = engine.compiled.deadlines.get(keyOf(row.clause, row.control));
        const levels = row.levels.map(Number);
        let level = row.level;
        while (placed && level < levels.length && levels[level]! <= tx.now) {
          const step = placed.control.escalation[level]!;
          // Of several levels that passed while nobody looked only the last one speaks; each is counted once.
          if (level + 1 >= levels.length || levels[level + 1]! > tx.now) fired.push({ due: row, placed, level, to: step.to, how: step.how });
          level += 1;
        }
        const breached = row.state === 'pending' && row.breach_at !== null && tx.now > row.breach_at;
        if (breached)
          tx.fact(obligationBreached, row.id, {
            clause: row.clause, control: row.control, subjectType: row.subject_type, subjectId: row.subject_id, breachAt: row.breach_at!, ownerPost: row.owner_post,
          }, { objects: [{ type: row.subject_type, id: row.subject_id }] });
        const state = breached ? 'breached' : row.state;
        const nextLevel = levels[level];
        const wake = state === 'breached' ? (nextLevel ?? null) : wakeOf(levels, row.breach_at, level);
        return { id: row.id, state, level, wake_at: wake };
      });
      for (const f of fired)
        tx.fact(obligationEscalated, f.due.id, {
          clause: f.due.clause, control: f.due.control, subjectType: f.due.subject_type, subjectId: f.due.subject_id, level: f.level, to: f.to, how: f.how,
        }, { objects: [{ type: f.due.subject_type, id: f.due.subject_id }] });
      await tx.rows(
        'regulation.woken',
        `with changed as (
           update regulation.obligation o set state = c.state, level = c.level, wake_at = to_timestamp(c.wake_at / 1000.0)
           from jsonb_to_recordset($1::jsonb) as c(id uuid, state text, level int, wake_at bigint), regulation.obligation b
           where o.id = c.id and b.id = c.id returning o.clause, o.control, o.store_id, o.breach_at, o.state, b.state as before
         )
         insert into regulation.figure_delta (clause, control, day, store_id, breached, overdue)
         select clause, control, regulation.day_of(breach_at), store_id, count(*), count(*) from changed
         where state = 'breached' and before <> 'breached' group by 1, 2, 3, 4`,
        [JSON.stringify(changes)],
      );
      if (fired.length > 0) await notify(tx, fired);
      return { woken: due.length };
    },
  });
