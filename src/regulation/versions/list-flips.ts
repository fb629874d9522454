import { sql } from 'kysely';
import type { z } from 'zod';
import type { Asked } from '../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';
import { readApprovalRow } from '../approvals/store.ts';
import { present } from '../obligations/present.ts';
import { seenOf } from '../obligations/queries.ts';
import type { ObligationRow } from '../obligations/row.ts';
import { correctVerb, type ChangeContent } from '../parameters/propose-change.ts';
import type { Parts } from '../parts.ts';
import type { listFlips } from './contract.ts';
import type { Flip } from './flips.ts';
import { controlsLimitedBy } from './judge-anew.ts';
import { keptFlips } from './kept-flips.ts';

type Query = z.output<NonNullable<typeof listFlips.query>>;

/** Verdicts that a correction would flip, page by page as far as the person may see them; the counts are of all. */
export const flips = (parts: Parts) => async ({ kernel, actor, params, query }: Asked<{ id: string }, Query>): Promise<z.input<typeof listFlips.response>> => {
  const approval = await readApprovalRow(kernel, params.id);
  if (!approval || approval.verb !== correctVerb) throw refuse(kernelNo['not-found']);
  const { flips: found, at: asOf } = await keptFlips(parts, { runner: kernel.db.reports }, approval, kernel.clock.now(), query.cursor !== undefined);
  const asked = found.flips.filter((f) => (!query.control || f.control === query.control) && (!query.would || query.would.includes(f.would)))
    .toSorted((a, b) => (a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1)) * (query.sort === 'opened' ? 1 : -1));
  const seen = await seenOf(parts, kernel, actor!, asked.map((f) => f.id), query.q);
  const mine = seen === null ? asked : asked.filter((f) => seen.has(f.id));
  const after = query.cursor === undefined ? 0 : placeAfter(mine, query.cursor, query.sort === 'opened');
  const shown = mine.slice(after, after + (query.limit ?? 50));
  const last = shown.at(-1);
  const { rows } = await sql<ObligationRow>`select o.* from regulation.obligation o where o.id = any(${sql.val(shown.map((f) => f.id))}::uuid[])`.execute(kernel.runner.tables<Record<string, never>>());
  const lines = new Map((await present(parts, kernel, actor!, rows)).map((line) => [line.id, line]));
  const titleOf = (clause: string, control: string) => parts.rulebook.find((c) => c.id === clause)?.controls.find((c) => c.id === control)?.title ?? words(control, control);
  return {
    rows: shown.flatMap((f) => { const line = lines.get(f.id); return line ? [{ ...line, would: f.would, wouldBeDueAt: f.dueAt }] : []; }),
    next: last && after + shown.length < mine.length ? `${last.openedAt}~${last.id}` : null, total: mine.length,
    asOf, judged: found.judged, flipped: found.flips.length + found.targets.length, toMet: found.flips.filter((f) => f.would === 'met').length, toBreached: found.flips.filter((f) => f.would === 'breached').length,
    controls: controlsLimitedBy(parts.engine, (approval.content as ChangeContent).key).map((placed) => ({
      clause: placed.clause, control: placed.control.id, title: titleOf(placed.clause, placed.control.id), flipped: found.flips.filter((f) => f.control === placed.control.id).length,
    })),
    targets: found.targets.map(({ old, outcome }) => ({ clause: old.clause, control: old.control, title: titleOf(old.clause, old.control), at: old.at, was: old.outcome as 'kept' | 'broken', would: outcome as 'kept' | 'broken' })),
  };
};

/** Where the page after a marker begins: by its place in the order, so that it goes on although the case that it names no longer flips. */
function placeAfter(flips: readonly Flip[], cursor: string, up: boolean): number {
  const [at, id] = cursor.split('~');
  if (!/^\d{1,15}$/.test(at!) || !id) throw refuse(kernelNo['invalid-input'], words('翻页标记无效，请从第一页重新打开。', 'The page marker is not valid; open the list again from its first page.'));
  const beyond = flips.findIndex((f) => (f.openedAt === Number(at) ? f.id !== id && f.id > id === up : f.openedAt > Number(at) === up));
  return beyond < 0 ? flips.length : beyond;
}
