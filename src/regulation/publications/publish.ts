import type { Tx } from '../../kernel/tx.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Clause, Parameter, ParameterValue } from '../clause.ts';
import { sayValue } from '../declare-say.ts';
import { parametersOf } from '../declare-check.ts';
import { changePublished } from '../facts.ts';
import { writeNotices, type NewNotice } from '../notices/write-notices.ts';
import { shownAt } from '../notices/working-time.ts';
import type { Parts } from '../parts.ts';
import type { ApprovalTable } from '../schema.ts';
import { sentenceOf } from '../sentence.ts';

export interface Published {
  readonly approval: ApprovalTable;
  readonly clause: Clause;
  readonly parameter: Parameter;
  readonly before: ParameterValue;
  readonly after: ParameterValue;
  readonly from: number;
  readonly scope: Words | null;
}

/**
 * Makes a new value known to everybody who holds a post that its clause binds, in the transaction that sets it: a notice in working
 * time, and one acknowledgement to give per person and version. Whoever asked for it or signed it knows it already.
 */
export async function publishChange(tx: Tx, parts: Parts, given: Published): Promise<void> {
  const { approval, clause, parameter, before, after, from, scope } = given;
  const holders = (await parts.directory.holdersOf(tx, clause.binds.map((post) => ({ post, teamId: null })))).flatMap((held, i) => held.map((h) => ({ ...h, post: clause.binds[i]! })));
  const people = [...new Map(holders.map((h) => [h.staffId, h])).values()].filter((h) => h.staffId !== approval.requested_by && h.staffId !== tx.actor.id);
  const id = tx.newId();
  const sentences = clause.controls.filter((c) => parametersOf(c).includes(parameter.key))
    .map((c) => ({ before: sentenceOf(clause, c, { [parameter.key]: before }), after: sentenceOf(clause, c, { [parameter.key]: after }) }));
  const said = { before: sayValue(parameter, before), after: sayValue(parameter, after) };
  await tx.rows('regulation.publish',
    `insert into regulation.publication (id, key, clause, approval_id, label, scope, before, after, sentences, reason, valid_from, published_at, proposed_by, proposed_by_name, approved_by_name)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, to_timestamp($11::bigint / 1000.0), to_timestamp($12::bigint / 1000.0), $13, $14, $15)`,
    [id, parameter.key, clause.id, approval.id, JSON.stringify(parameter.label), scope === null ? null : JSON.stringify(scope), JSON.stringify(said.before), JSON.stringify(said.after), JSON.stringify(sentences),
      approval.reason, from, tx.now, approval.requested_by, approval.requested_by_name, approval.decided_by_name]);
  await tx.rows('regulation.ask_acknowledgements', 'insert into regulation.acknowledgement (publication_id, staff_id) select $1, unnest($2::uuid[])', [id, people.map((p) => p.staffId)]);
  tx.fact(changePublished, parameter.key, { key: parameter.key, publicationId: id, addressed: people.length }, { objects: [{ type: 'clause', id: clause.id }] });
  const text = words(`${clause.id} ${clause.title.zh}：${parameter.label.zh}由 ${said.before.zh} 改为 ${said.after.zh}，请确认知悉`, `${clause.id} ${clause.title.en}: ${parameter.label.en} changes from ${said.before.en} to ${said.after.en}; please acknowledge`);
  await writeNotices(tx, people.map((p): NewNotice => ({ staffId: p.staffId, topic: `publication/${id}`, showAt: shownAt(parts.engine, p.post, p, tx.now), href: `/rulebook/changes/${id}`, text })));
}
