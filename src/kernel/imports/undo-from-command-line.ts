import { system, type Actor } from '../actor.ts';
import { refuse } from '../refusal.ts';
import { words } from '../words.ts';
import type { Imports } from './imports.ts';
import { importNo } from './refusals.ts';
import { runByNo, type Undone } from './store.ts';

export interface UndoneFromCommandLine { runNo: string; taken: number; kept: Undone['kept']; keptCount: number; toldLater: number; updated: number }

/** Takes an import back by its number, or says what that would do. @throws Refusal imports.run-unknown, imports.not-undoable, imports.nothing-to-undo */
export async function undoFromCommandLine(imports: Imports, ask: { runNo: string; reason: string; dryRun: boolean; withLater?: boolean; actor?: Actor }): Promise<UndoneFromCommandLine> {
  const actor = ask.actor ?? system('命令行');
  const run = await runByNo(imports.kernel.db, ask.runNo.toUpperCase());
  if (!run) throw refuse(importNo['run-unknown'], words(`没有编号为 ${ask.runNo} 的导入。`, `There is no import ${ask.runNo}.`));
  if (ask.dryRun) {
    const plan = await imports.lookAtUndo(actor, run.id, ask.withLater);
    return { runNo: run.run_no, taken: plan.takes, kept: plan.kept, keptCount: plan.keptCount, toldLater: plan.toldLater, updated: plan.updated };
  }
  const { toldLater } = await imports.lookAtUndo(actor, run.id, ask.withLater);
  await imports.undo(actor, run.id, { reason: ask.reason, withLater: ask.withLater });
  const { undone, counts } = await imports.run(run.id);
  return { runNo: run.run_no, taken: undone!.taken, kept: undone!.kept, keptCount: undone!.keptCount, toldLater, updated: counts.updated };
}
