import { z } from 'zod';
import { system } from '../../kernel/actor.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Tx } from '../../kernel/tx.ts';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { casesRetimed, verdictsCorrected } from '../facts.ts';
import { keyOf } from '../runtime/compile.ts';
import type { Engine } from '../runtime/engine.ts';
import { deadlineVersion } from '../runtime/versions.ts';
import { countCases, pastCases, type PastCase, type Range } from './cases.ts';
import { controlsLimitedBy, judgeAnew, type Anew } from './judge-anew.ts';
import { supersedeTargets, targetsBoundBy } from './judge-targets.ts';

/** Cases a transaction: short enough that no verb waits long for one of them. */
const BATCH = 200;

/** A row of regulation.rejudging: instants in ms. */
export interface Rejudging {
  id: string; kind: 'correction' | 'now'; key: string; from_at: number; until_at: number | null; controls: { clause: string; control: string }[]; total: number; done: number;
  changed: number; flipped: number; step: number; after_at: number | null; after_id: string | null; finished_at: number | null;
}

const rangesOf = (row: Pick<Rejudging, 'kind' | 'from_at' | 'until_at' | 'controls'>): Range[] =>
  row.controls.map((c) => ({ ...c, from: row.kind === 'now' ? 0 : row.from_at, until: row.kind === 'now' ? row.from_at : row.until_at, openOnly: row.kind === 'now' }));

/**
 * Sets down that cases follow a value (engine.md §2): after a correction every verdict of its time is judged anew; a value that binds at
 * once (`now`) times what is open anew as soon as it is in force. Done in batches by the engine's tick; nothing where no case depends on it.
 */
export async function planRejudging(tx: Tx, engine: Engine, value: { id: string; kind: 'correction' | 'now'; key: string; approvalId: string; from: number; until: number | null }): Promise<void> {
  const controls = [...controlsLimitedBy(engine, value.key), ...(value.kind === 'correction' ? targetsBoundBy(engine, value.key) : [])].map((p) => ({ clause: p.clause, control: p.control.id }));
  if (controls.length === 0) return;
  const total = await countCases(tx, rangesOf({ kind: value.kind, from_at: value.from, until_at: value.until, controls }));
  await tx.rows('regulation.plan_rejudging',
    `insert into regulation.rejudging (id, kind, key, approval_id, from_at, until_at, start_at, controls, total, created_at)
     values ($1, $2, $3, $4, to_timestamp($5::bigint / 1000.0), to_timestamp($6::bigint / 1000.0), to_timestamp($7::bigint / 1000.0), $8::jsonb, $9, to_timestamp($10::bigint / 1000.0)) on conflict do nothing`,
    [value.id, value.kind, value.key, value.approvalId, value.from, value.until, value.kind === 'now' ? value.from : tx.now, JSON.stringify(controls), total, tx.now]);
}

/**
 * The next cases of what waits. Where it stands is written in the same transaction: a killed run goes on there, and a batch that is run
 * twice finds its cases pinned to the value already and changes nothing.
 */
const rejudgeNext = (engine: Engine) =>
  verb({
    name: 'regulation.rejudge-next',
    title: words('按新值重判', 'Judge by the new value'),
    may: {},
    input: z.strictObject({}),
    run: async (tx): Promise<{ more: boolean }> => {
      const [row] = await tx.rows<Rejudging & Record<string, unknown>>('regulation.rejudging_due',
        `select * from regulation.rejudging where finished_at is null and start_at <= to_timestamp($1::bigint / 1000.0) order by start_at, id limit 1 for update skip locked`, [tx.now]);
      if (!row) return { more: false };
      const range = rangesOf(row)[row.step];
      const placed = range && engine.compiled.deadlines.get(keyOf(range.clause, range.control));
      if (!range || !placed) {
        const target = range && targetsBoundBy(engine, row.key).find((p) => p.clause === range.clause && p.control.id === range.control);
        const judged = target ? await supersedeTargets(tx, engine, target, row.from_at, row.until_at) : { changed: 0, flipped: 0 };
        if (judged.changed > 0) told(tx, row, range!, judged.changed, judged.flipped, []);
        await goOn(tx, row, { step: row.step + 1, after: null, done: 0, ...judged });
        return { more: true };
      }
      const cases = await pastCases(tx, range, row.after_id === null ? null : { at: row.after_at!, id: row.after_id }, BATCH, true);
      const anew = cases.flatMap((c) => judgeAnew(engine, engine.values, placed, c, tx.now, row.kind === 'now' ? tx.now : c.opened_at) ?? []);
      await write(tx, row, anew, cases);
      const flipped = anew.filter((a) => a.flips).length;
      const touched = new Map(cases.map((c) => [c.id, c]));
      if (anew.length > 0) told(tx, row, range, anew.length, flipped, anew.map((a) => touched.get(a.id)!));
      const last = cases.at(-1);
      const full = cases.length === BATCH && last;
      await goOn(tx, row, { step: full ? row.step : row.step + 1, after: full ? { at: last.opened_at, id: last.id } : null, done: cases.length, changed: anew.length, flipped });
      return { more: true };
    },
  });

async function write(tx: Tx, row: Rejudging, anew: readonly Anew[], cases: readonly PastCase[]): Promise<void> {
  if (anew.length === 0) return;
  const pauses = new Map(cases.map((c) => [c.id, c.pauses]));
  const entry = row.kind === 'correction' ? { corrections: anew } : { retimes: anew.map((a) => ({ ...a, pauses: pauses.get(a.id), reason: 'value', evaluator_version: deadlineVersion })) };
  await tx.rows('regulation.judge_anew', 'select regulation.apply($1::jsonb)', [JSON.stringify({ now: tx.now, evaluator: deadlineVersion, ...entry })]);
}

/** Said once for a batch, on the timeline of each case that it concerned. */
function told(tx: Tx, row: Rejudging, range: Range, changed: number, flipped: number, cases: readonly PastCase[]): void {
  const objects = [...new Map(cases.map((c) => [`${c.subject_type} ${c.subject_id}`, { type: c.subject_type, id: c.subject_id }])).values()];
  tx.fact(row.kind === 'correction' ? verdictsCorrected : casesRetimed, row.key, { key: row.key, valueId: row.id, clause: range.clause, control: range.control, count: changed, flipped }, { objects });
}

const goOn = (tx: Tx, row: Rejudging, to: { step: number; after: { at: number; id: string } | null; done: number; changed: number; flipped: number }): Promise<unknown> =>
  tx.rows('regulation.rejudging_goes_on',
    `update regulation.rejudging set step = $2, after_at = to_timestamp($3::bigint / 1000.0), after_id = $4, done = done + $5, changed = changed + $6, flipped = flipped + $7,
       finished_at = case when $2 >= jsonb_array_length(controls) then to_timestamp($8::bigint / 1000.0) end where id = $1`,
    [row.id, to.step, to.after?.at ?? null, to.after?.id ?? null, to.done, to.changed, to.flipped, tx.now]);

/** Everything that waits, batch by batch; several nodes may run it at once. The values are the newest. */
export async function rejudge(kernel: Kernel, engine: Engine, most = Number.MAX_SAFE_INTEGER): Promise<number> {
  await engine.refresh(kernel.db);
  const next = rejudgeNext(engine);
  let batches = 0;
  while (batches < most && (await runVerb(kernel, next, {}, { actor: system('章程引擎') })).more) batches += 1;
  return batches;
}
