import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { personOf } from '../../kernel/actor.ts';
import { id } from '../../kernel/schemas.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import type { Attest } from '../clause.ts';
import { sampleChecked, sampleDisputed } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { regulationNo } from '../refusals.ts';
import type { Judgement } from '../runtime/judgement.ts';
import { checkSample, disputeSample } from './contract.ts';
import { attestOf, refusedBecause, type CheckRow } from './row.ts';

const locked = async (tx: Tx, asked: { id: string }): Promise<CheckRow | null> =>
  (await tx.rows<CheckRow & Record<string, unknown>>('regulation.lock_check', 'select * from regulation.sample_check where id = $1 for update', [asked.id]))[0] ?? null;

/**
 * One person of the checking post answers the list. All points kept = passed. Where a second look is due, another person answers too,
 * without whom nothing is judged; his answer counts. Nobody checks what he did himself.
 *
 * @throws regulation.checked-already, regulation.checks-incomplete, regulation.same-person, kernel.changed-meanwhile
 */
export const checkSampleVerb = (parts: Parts) =>
  verb({
    name: 'regulation.check-sample',
    title: words('记录检查结果', 'Record a check'),
    may: { signedIn: 'own' },
    input: checkSample.body!.extend({ id }),
    subject: locked,
    inScope: (actor, _scope, row) => actor.posts.includes(row.by_post),
    run: async (tx, input, row): Promise<{ id: string; state: CheckRow['state'] }> => {
      const control = attestOf(parts, row);
      if (row.state !== 'waiting' && row.state !== 'second-look') throw refuse(regulationNo['checked-already']);
      if (row.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
      const refused = refusedBecause(row, tx.actor);
      if (refused) throw refuse({ ...regulationNo['same-person'], clause: row.clause }, refused);
      if (input.answers.length !== control.checks.length) throw refuse(regulationNo['checks-incomplete']);
      const passed = input.answers.every(Boolean);
      const second = row.state === 'second-look';
      const state = !second && row.second_look ? 'second-look' : passed ? 'passed' : 'failed';
      await tx.rows(second ? 'regulation.record_second_look' : 'regulation.record_check', second
        ? `update regulation.sample_check set state = $2, second_answers = $3, second_note = $4, second_by = $5, second_by_name = $6, second_at = to_timestamp($7 / 1000.0), version = version + 1 where id = $1`
        : `update regulation.sample_check set state = $2, answers = $3, note = $4, checked_by = $5, checked_by_name = $6, checked_at = to_timestamp($7 / 1000.0), checked_person = $8, version = version + 1 where id = $1`,
        [row.id, state, input.answers, input.note, personOf(tx.actor), tx.actor.name, tx.now, ...(second ? [] : [tx.actor.personId ?? personOf(tx.actor)])]);
      tx.fact(sampleChecked, row.id, { clause: row.clause, control: row.control, look: second ? 'second' : 'first', passed, note: input.note }, { objects: [{ type: row.subject_type, id: row.subject_id }] });
      if (state !== 'second-look') await judge(tx, row, control, input.answers, passed, second);
      return { id: row.id, state };
    },
  });

/** The verdict counts in the window of the fact. A second look after a dispute is a verdict of its own: the first stays readable, and is taken back. */
async function judge(tx: Tx, row: CheckRow, control: Attest, answers: readonly boolean[], passed: boolean, second: boolean): Promise<void> {
  const judgement: Judgement = {
    id: tx.newId(), clause: row.clause, control: row.control, kind: 'attest', subject_type: row.subject_type, subject_id: row.subject_id, subject_no: null, store_id: row.store_id, at: row.occurred_at,
    outcome: passed ? 'kept' : 'broken', fact: row.fact,
    evidence: { check: row.id, draw: row.draw_id, look: second ? 'second' : 'first', points: control.checks.map((c, i) => ({ zh: c.zh, en: c.en, kept: answers[i] })), by: tx.actor.name }, versions: { evaluator: 1 },
  };
  await tx.rows('regulation.judge_sample', 'select regulation.apply($1::jsonb)', [JSON.stringify({ now: tx.now, judgements: [judgement] })]);
  await tx.rows('regulation.sample_counted', `insert into regulation.figure_delta (clause, control, day, store_id, awaiting) values ($1, $2, regulation.day_of(to_timestamp($3 / 1000.0)), $4, -1)`,
    [row.clause, row.control, row.occurred_at, row.store_id]);
}

/** Whoever did what was judged may dispute it once: another person looks, and until then it counts for nobody. */
export const disputeSampleVerb = () =>
  verb({
    name: 'regulation.dispute-sample',
    title: words('对抽查结果提出异议', 'Dispute a sample'),
    may: { signedIn: 'own' },
    input: disputeSample.body!.extend({ id }),
    subject: locked,
    inScope: (actor, _scope, row) => row.done_by !== null && row.done_by === actor.id,
    run: async (tx, input, row): Promise<{ id: string }> => {
      if (row.state !== 'failed' || row.disputed_by !== null || row.second_by !== null) throw refuse(regulationNo['already-decided'], words('只有首次检查不合格的结果可以提出异议，且只能一次。', 'Only a failed first look can be disputed, and once.'));
      if (row.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
      await tx.rows('regulation.dispute', `update regulation.sample_check set state = 'second-look', second_look = true, disputed_by = $2, dispute_reason = $3, version = version + 1 where id = $1`, [row.id, tx.actor.id, input.reason]);
      // The first verdict is taken back from the figures; its row stays readable.
      await tx.rows('regulation.supersede', `update regulation.judgement set superseded_at = to_timestamp($3 / 1000.0), superseded_reason = 'disputed' where clause = $1 and control = $2 and superseded_at is null and evidence ->> 'check' = $4 and subject_id = $5`,
        [row.clause, row.control, tx.now, row.id, row.subject_id]);
      await tx.rows('regulation.take_back', `insert into regulation.figure_delta (clause, control, day, store_id, opened, breached, awaiting) values ($1, $2, regulation.day_of(to_timestamp($3 / 1000.0)), $4, -1, -1, 1)`,
        [row.clause, row.control, row.occurred_at, row.store_id]);
      tx.fact(sampleDisputed, row.id, { clause: row.clause, control: row.control, reason: input.reason }, { objects: [{ type: row.subject_type, id: row.subject_id }] });
      return { id: row.id };
    },
  });
