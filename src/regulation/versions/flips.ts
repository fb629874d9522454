import { sql } from 'kysely';
import type { z } from 'zod';
import { startOfDay } from '../../kernel/clock.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Asked } from '../../kernel/http/route.ts';
import { every } from '../../kernel/keyset.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import type { Runner } from '../../kernel/query.ts';
import { words } from '../../kernel/words.ts';
import { readApprovalRow } from '../approvals/store.ts';
import type { ParameterValue } from '../declare-parameter.ts';
import { valueFromJson } from '../declare-values.ts';
import { present } from '../obligations/present.ts';
import { subjectsFound } from '../obligations/queries.ts';
import type { ObligationRow } from '../obligations/row.ts';
import { maySee, sightOf } from '../obligations/sight.ts';
import { correctVerb, declaredOf, type ChangeContent } from '../parameters/propose-change.ts';
import type { Parts } from '../parts.ts';
import type { StoredValue } from '../runtime/values.ts';
import { pastCases, type Place } from './cases.ts';
import type { listFlips } from './contract.ts';
import { controlsLimitedBy, judgeAnew, type Verdict } from './judge-anew.ts';
import { targetsAnew, targetsBoundBy } from './judge-targets.ts';

type On = { runner: Runner };
type Query = z.output<NonNullable<typeof listFlips.query>>;

/** Cases read at once; between two readings others have their turn. */
const READ = 1_000;
/** The value of a change that is not published yet. */
const FUTURE = '00000000-0000-7000-8000-000000000000';

interface Flip { id: string; openedAt: number; control: string; would: Verdict; dueAt: number | null }
export interface Flips { readonly judged: number; readonly flips: readonly Flip[]; readonly targets: Awaited<ReturnType<typeof targetsAnew>> }

/** Every verdict that a correction would turn, by the same judgement that follows its approval (`judgeAnew`). */
export async function flipsOf(parts: Parts, on: On, change: ChangeContent, now: number): Promise<Flips> {
  const { engine } = parts;
  const declared = declaredOf(parts, change.key);
  if (!declared || change.from === null) return { judged: 0, flips: [], targets: [] };
  const from = startOfDay(change.from);
  const to = engine.values.reachOf(change.key, change.scopeType, change.scopeId, from);
  const value: StoredValue = {
    id: FUTURE, key: change.key, scopeType: change.scopeType, scopeId: change.scopeId, from, to, knownFrom: now, knownTo: null, decided: true, value: valueFromJson(declared.parameter, change.value) as ParameterValue,
  };
  const values = engine.values.having(value);
  const flips: Flip[] = [];
  let judged = 0;
  for (const placed of controlsLimitedBy(engine, change.key)) {
    const range = { clause: placed.clause, control: placed.control.id, from, until: to, openOnly: false };
    for (let after: Place | null = null, more = true; more;) {
      const cases: Awaited<ReturnType<typeof pastCases>> = await pastCases(on, range, after, READ, false);
      for (const row of cases) {
        const anew = judgeAnew(engine, values, placed, row, now);
        if (!anew) continue;
        judged += 1;
        if (anew.flips) flips.push({ id: row.id, openedAt: row.opened_at, control: range.control, would: row.open && row.state !== 'breached' ? 'breached' : anew.state, dueAt: anew.due_at });
      }
      const last = cases.at(-1);
      more = cases.length === READ && last !== undefined;
      if (last) after = { at: last.opened_at, id: last.id };
    }
  }
  const targets = (await Promise.all(targetsBoundBy(engine, change.key).map((placed) => targetsAnew(on, values, placed, from, to)))).flat();
  return { judged: judged + targets.length, flips, targets: targets.filter((t) => t.outcome !== t.old.outcome) };
}

/** Verdicts that a correction would flip, page by page as far as the person may see them; the counts are of all. */
export const flips = (parts: Parts) => async ({ kernel, actor, params, query }: Asked<{ id: string }, Query>): Promise<z.input<typeof listFlips.response>> => {
  const approval = await readApprovalRow(kernel, params.id);
  if (!approval || approval.verb !== correctVerb) throw refuse(kernelNo['not-found']);
  const found = await flipsOf(parts, { runner: kernel.db.reports }, approval.content as ChangeContent, kernel.clock.now());
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
    judged: found.judged, flipped: found.flips.length + found.targets.length, toMet: found.flips.filter((f) => f.would === 'met').length, toBreached: found.flips.filter((f) => f.would === 'breached').length,
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

/** Which of them this person may see and means; null: all. */
async function seenOf(parts: Parts, on: On, actor: Actor, ids: readonly string[], q: string | undefined): Promise<ReadonlySet<string> | null> {
  const sight = sightOf(parts.engine, actor);
  if (sight.all && !q) return null;
  const found = q ? await subjectsFound(parts, on, actor, q) : null;
  const { rows } = await sql<{ id: string }>`select o.id from regulation.obligation o ${every([sql`o.id = any(${sql.val(ids)}::uuid[])`, maySee(sight), found && sql`o.subject_id = any(${sql.val(found)}::text[])`])}`
    .execute(on.runner.tables<Record<string, never>>());
  return new Set(rows.map((r) => r.id));
}
