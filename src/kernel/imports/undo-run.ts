import { z } from 'zod';
import { permit, scopeOf } from '../actor.ts';
import type { Kernel } from '../kernel.ts';
import { can, next } from '../lifecycle.ts';
import { refuse } from '../refusal.ts';
import { id, text } from '../schemas.ts';
import { verb } from '../verb.ts';
import { words, type Words } from '../words.ts';
import { importUndone } from './facts.ts';
import type { ImportKind } from './format.ts';
import { importNo } from './refusals.ts';
import { runLife } from './run-life.ts';
import { importers } from './run-verbs.ts';
import { runById, type RunRow, type Undone } from './store.ts';
import type { ImportTarget, UndoAsk, UndoPlan } from './target.ts';

/** Of those that stay so many are named one by one; the others are counted. */
export const KEPT_NAMED = 200;

type TargetOf = (kinds: readonly ImportKind[]) => ImportTarget;

/** Whether anything of the run is here that could be taken back at all. */
export const mayBeUndone = (run: Pick<RunRow, 'state'>, target: ImportTarget): boolean => target.undo.possible && can(runLife, run.state, 'undo');

const named = (plan: UndoPlan): Undone['kept'] => plan.keeps.slice(0, KEPT_NAMED);

/** What taking a run back would do, with the rights of `actor`; nothing is changed. @throws Refusal imports.not-undoable, kernel.wrong-state */
export async function previewUndo(kernel: Kernel, target: ImportTarget, run: RunRow, ask: UndoAsk): Promise<Answer> {
  const { actor } = ask;
  permit(actor, target.may);
  const { undo } = target;
  if (!undo.possible) throw refuse(importNo['not-undoable'], undo.instead);
  next(runLife, run.state, 'undo');
  const plan = await undo.look(kernel, { id: run.id, runNo: run.run_no }, ask);
  refuseOthers(plan);
  return { takes: plan.takes, kept: named(plan), keptCount: plan.keeps.length, toldLater: plan.toldLater, updated: run.counts.updated, waiting: run.counts.staged + run.counts.quarantined, says: undo.says };
}
export interface Answer { takes: number; kept: Undone['kept']; keptCount: number; toldLater: number; updated: number; /** Rows that wait in it. */ waiting: number; says: Words }

/**
 * Takes back what a run brought, as far as its kind says how and each record has not gone on: with a written reason, in one transaction, and
 * without deleting anything. Rows that wait in quarantine end with it and stay to be read: nobody need mend what is not wanted. What a later file told of
 * as well stays, unless `withLater` says otherwise.
 *
 * @throws Refusal imports.not-undoable, imports.nothing-to-undo, imports.undo-of-others, kernel.wrong-state
 */
export const undoRun = (targetOf: TargetOf) => verb({
  name: 'imports.undo-run', title: words('撤回导入', 'Take an import back'), may: importers,
  input: z.strictObject({ id, reason: text(500, 4), withLater: z.boolean().default(false) }),
  subject: (tx, input) => runById(tx.runner, input.id, true),
  inScope: (actor, _scope, run) => scopeOf(actor, targetOf(run.kinds).may) !== null,
  run: async (tx, input, run) => {
    const { undo } = targetOf(run.kinds);
    if (!undo.possible) throw refuse(importNo['not-undoable'], undo.instead);
    const state = next(runLife, run.state, 'undo');
    const plan = await undo.take(tx, { id: run.id, runNo: run.run_no }, input.reason, { actor: tx.actor, withLater: input.withLater });
    if (plan.takes === 0) throw refuse(importNo['nothing-to-undo'], nothing(run, plan));
    refuseOthers(plan);
    const undone: Undone = { reason: input.reason, by: tx.actor.name, at: tx.now, taken: plan.takes, kept: named(plan), keptCount: plan.keeps.length };
    await tx.runner.query("update kernel.import_row set state = 'undone', changed_at = to_timestamp($2 / 1000.0), changed_by = $3, version = version + 1 where run_id = $1 and state in ('staged', 'quarantined')",
      [run.id, tx.now, tx.actor.name], 'imports.undo_rows');
    await tx.runner.query('update kernel.import_run set state = $2, undone = $3, counts = $4 where id = $1',
      [run.id, state, JSON.stringify(undone), JSON.stringify({ ...run.counts, staged: 0, quarantined: 0, undone: run.counts.staged + run.counts.quarantined, ...(run.counts.units ? { units: { ...run.counts.units, quarantined: 0 } } : {}) })], 'imports.undone');
    tx.fact(importUndone, run.id, { runNo: run.run_no, reason: input.reason, taken: plan.takes, kept: plan.keeps.length });
    tx.audit({ type: 'import', id: run.id }, { undone: plan.takes, kept: plan.keeps.length, ...(input.withLater ? { withLater: plan.toldLater } : {}) }, input.reason);
    return { id: run.id, taken: plan.takes, kept: plan.keeps.length };
  },
});

/** A run is over once it is taken back, with every row that waits in it: nobody ends it for another team. @throws imports.undo-of-others */
function refuseOthers(plan: UndoPlan): void {
  if (plan.takes > 0 && plan.keeps.some((k) => k.isOthers)) throw refuse(importNo['undo-of-others']);
}

function nothing(run: RunRow, plan: UndoPlan): Words {
  if (plan.keeps.length === 0) return words(`导入 ${run.run_no} 没有新增可以撤回的记录；更新过的记录不撤回，请导入更正后的文件或逐条修改。`, `Import ${run.run_no} brought no new records that could be taken back; records that it updated are put right by a corrected file or one by one.`);
  const [first] = plan.keeps;
  return words(`${plan.keeps.length} 条都已往下走，不能撤回。例如 ${first!.no}：${first!.why.zh}。`, `All ${plan.keeps.length} have gone on. ${first!.no}, for example: ${first!.why.en}.`);
}
