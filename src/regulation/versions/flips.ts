import { startOfDay } from '../../kernel/clock.ts';
import type { Runner } from '../../kernel/query.ts';
import type { ParameterValue } from '../declare-parameter.ts';
import { valueFromJson } from '../declare-values.ts';
import { declaredOf, type ChangeContent } from '../parameters/propose-change.ts';
import type { Parts } from '../parts.ts';
import type { StoredValue } from '../runtime/values.ts';
import { pastCases, type Place } from './cases.ts';
import { controlsLimitedBy, judgeAnew, type Verdict } from './judge-anew.ts';
import { targetsAnew, targetsBoundBy } from './judge-targets.ts';

type On = { runner: Runner };

/** Cases read at once; between two readings others have their turn. */
const READ = 1_000;
/** The value of a change that is not published yet. */
const FUTURE = '00000000-0000-7000-8000-000000000000';

export interface Flip { id: string; openedAt: number; control: string; would: Verdict; dueAt: number | null }
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
