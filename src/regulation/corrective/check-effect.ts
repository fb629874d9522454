import { z } from 'zod';
import { DAY } from '../../kernel/clock.ts';
import { next } from '../../kernel/lifecycle.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { correctiveLife, lockAction } from './action.ts';
import { checkDue, isEffective, keptBetween, windows } from './effect.ts';
import { correctiveChecked, correctivePutOff } from './facts.ts';

/** The effect, by the control's own figures before and after: better closes it, else it is opened for another round. Nobody declares it. */
export const checkEffect = verb({
  name: 'corrective.check-effect', title: words('验证效果', 'Check the effect'), may: {}, input: z.strictObject({ id }), subject: lockAction,
  run: async (tx, input, row) => {
    if (row.state !== 'done' || row.done_at === null || row.check_days === null) return { id: input.id, effective: null };
    if (tx.now < checkDue(row.done_at, row.check_days)) throw refuse(kernelNo['wrong-state'], words('验证期未满。', 'The time of the check is not over.'));
    const window = windows(row.opened_at, row.done_at, row.check_days);
    const [before, after] = [await keptBetween(tx.runner, row, window.before.from, window.before.to), await keptBetween(tx.runner, row, window.after.from, window.after.to)];
    const effective = isEffective(before, after);
    if (effective === null) {
      // Nothing happened that could be judged: it is looked at again after as many days.
      await tx.rows('corrective.wait_on', 'update regulation.corrective_action set check_days = check_days + $2, version = version + 1 where id = $1', [row.id, row.check_days]);
      tx.fact(correctivePutOff, row.id, { clause: row.clause, control: row.control, days: row.check_days });
      return { id: input.id, effective: null };
    }
    const state = next(correctiveLife, row.state, effective ? 'close' : 'reopen');
    await tx.rows('corrective.checked', `update regulation.corrective_action a set state = $2, before_kept = $3, before_broken = $4, after_kept = $5, after_broken = $6, effective = $7, checked_at = to_timestamp($8::bigint / 1000.0),
      closed_at = case when $7 then to_timestamp($8::bigint / 1000.0) end, round = a.round + case when $7 then 0 else 1 end,
      due_at = case when $7 then null else to_timestamp(($8::bigint + r.step_days * ${DAY}::bigint) / 1000.0) end, version = a.version + 1 from regulation.corrective_rule r where a.id = $1`,
    [row.id, state, before.kept, before.broken, after.kept, after.broken, effective, tx.now]);
    tx.fact(correctiveChecked, row.id, { clause: row.clause, control: row.control, effective, beforeKept: before.kept, beforeBroken: before.broken, afterKept: after.kept, afterBroken: after.broken, round: row.round });
    return { id: input.id, effective };
  },
});
