import { z } from 'zod';
import type { Queryable } from '../../kernel/db/index.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { drawSample } from '../evaluators/attest.ts';
import { nextPeriod, openPeriod } from '../evaluators/cadence.ts';
import { periodAt, windowOf } from '../evaluators/periods.ts';
import { judgeTarget } from '../evaluators/target.ts';
import type { Schedule } from '../declare-parameter.ts';
import { keyOf, type Periodic, type Placed } from './compile.ts';
import type { Engine } from './engine.ts';
import { deadlineVersion } from './versions.ts';

/**
 * Time passes: periods that begin (cadences) or end (targets, samples). Reads what is due by the schedule's index; each control stands
 * in it once, so that a tick costs what is due. A tick that comes late catches up, one period of a control at a time.
 */
export const openPeriods = (engine: Engine) =>
  verb({
    name: 'regulation.open-periods',
    title: words('周期开始与结束', 'Periods begin and end'),
    may: {},
    input: z.strictObject({ limit: z.int().min(1).max(500) }),
    run: async (tx, { limit }): Promise<{ periods: number }> => {
      const due = await tx.rows<{ clause: string; control: string; next_at: number }>('regulation.periods_due',
        'select clause, control, next_at from regulation.schedule where next_at <= to_timestamp($1 / 1000.0) order by next_at limit $2 for update skip locked', [tx.now, limit]);
      for (const { clause, control, next_at: at } of due) {
        const placed = engine.compiled.periodic.get(keyOf(clause, control));
        // A control that the rulebook of this version no longer has rests until one has it again.
        const next = placed ? await turn(tx, engine, placed, at) : null;
        if (next === null) await tx.rows('regulation.unschedule', 'delete from regulation.schedule where clause = $1 and control = $2', [clause, control]);
        else await tx.rows('regulation.reschedule', 'update regulation.schedule set next_at = to_timestamp($3 / 1000.0) where clause = $1 and control = $2', [clause, control, next]);
      }
      return { periods: due.length };
    },
  });

/** One period of one control. Returns when the next one is due. */
async function turn(tx: Tx, engine: Engine, { clause, control }: Placed<Periodic>, at: number): Promise<number> {
  switch (control.kind) {
    case 'cadence': {
      const { opens, closes } = await openPeriod(tx, engine, { clause, control }, at);
      if (opens.length > 0) await apply(tx, { opens, closes });
      return nextPeriod(engine.values.at(control.every.parameter, at).value as Schedule, at);
    }
    case 'target': {
      await apply(tx, { judgements: await judgeTarget(tx, engine, { clause, control }, periodAt(at - 1, control.window)) });
      return periodAt(at, control.window).to;
    }
    case 'attest':
      await drawSample(tx, engine, { clause, control }, periodAt(at - 1, control.window));
      return periodAt(at, control.window).to;
  }
}

const apply = (tx: Tx, entry: Record<string, unknown>): Promise<unknown> =>
  tx.rows('regulation.apply_period', 'select regulation.apply($1::jsonb)', [JSON.stringify({ now: tx.now, evaluator: deadlineVersion, ...entry })]);

/** Every periodic control stands in the schedule: new ones from the period that runs now. Costs the size of the rulebook, once a start. */
export async function schedulePeriods(on: Queryable, engine: Engine, now: number): Promise<void> {
  const rows = [...engine.compiled.periodic.values()].map(({ clause, control }) => ({
    clause, control: control.id, at: control.kind === 'cadence' ? windowOf(now, engine.values.at(control.every.parameter, now).value as Schedule).from : periodAt(now, control.window).to,
  }));
  if (rows.length === 0) return;
  await on.query(`insert into regulation.schedule (clause, control, next_at) select clause, control, to_timestamp(at / 1000.0)
    from jsonb_to_recordset($1::jsonb) as r(clause text, control text, at bigint) on conflict do nothing`, [JSON.stringify(rows)], 'regulation.schedule_periods');
}
