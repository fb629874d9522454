import { z } from 'zod';
import { HOUR } from '../../kernel/clock.ts';
import { refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Actor, Policy } from '../../kernel/actor.ts';
import { changeAcknowledged } from '../facts.ts';
import { writeNotices } from '../notices/write-notices.ts';
import { regulationNo } from '../refusals.ts';

export interface PublicationRecord extends Record<string, unknown> { id: string; key: string; clause: string; label: Words; after: Words; proposed_by: string; reminded_at: number | null }

const load = async (tx: Tx, input: { id: string }): Promise<PublicationRecord | null> =>
  (await tx.rows<PublicationRecord>('regulation.lock_publication', 'select id, key, clause, label, after, proposed_by, reminded_at from regulation.publication where id = $1 for update', [input.id]))[0] ?? null;

/** One person says that he knows the new version. Saying it twice changes nothing. @throws regulation.not-addressed */
export const acknowledgeChangeVerb = verb({
  name: 'regulation.acknowledge-change', title: words('确认知悉规章变更', 'Acknowledge a change of the rulebook'), may: { signedIn: 'own' }, input: z.strictObject({ id }),
  subject: load,
  run: async (tx, input, row) => {
    const [mine] = await tx.rows<{ done: boolean }>('regulation.my_acknowledgement',
      'select acknowledged_at is not null as done from regulation.acknowledgement where publication_id = $1 and staff_id = $2 for update', [input.id, tx.actor.id]);
    // A substitute does not know on behalf of somebody: each acknowledges for himself.
    if (!mine) throw refuse(regulationNo['not-addressed']);
    if (mine.done) return { id: input.id };
    await tx.rows('regulation.acknowledge', 'update regulation.acknowledgement set acknowledged_at = to_timestamp($3::bigint / 1000.0) where publication_id = $1 and staff_id = $2', [input.id, tx.actor.id, tx.now]);
    tx.fact(changeAcknowledged, row.key, { key: row.key, publicationId: row.id, staffId: tx.actor.id! }, { objects: [{ type: 'clause', id: row.clause }] });
    return { id: input.id };
  },
});

/** Posts that answer for the rulebook being known. */
export const answersForIt: Policy = { 'department-head': 'all', 'general-manager': 'all', hr: 'all', 'team-lead': 'all', 'service-lead': 'all' };
export const REMIND_EVERY = 4 * HOUR;
export const mayRemind = (row: Pick<PublicationRecord, 'reminded_at'>, now: number): boolean => row.reminded_at === null || now - row.reminded_at >= REMIND_EVERY;

/** Reminds everybody who has not acknowledged it. Not more than once in four hours. @throws regulation.reminded-already */
export const remindOfChangeVerb = verb({
  name: 'regulation.remind-of-change', title: words('提醒确认规章变更', 'Remind of a change of the rulebook'), may: answersForIt, input: z.strictObject({ id }),
  subject: load,
  run: async (tx, input, row) => {
    if (!mayRemind(row, tx.now)) throw refuse(regulationNo['reminded-already']);
    const waiting = await tx.rows<{ staff_id: string }>('regulation.not_acknowledged', 'select staff_id from regulation.acknowledgement where publication_id = $1 and acknowledged_at is null', [input.id]);
    await tx.rows('regulation.reminded', 'update regulation.publication set reminded_at = to_timestamp($2::bigint / 1000.0) where id = $1', [input.id, tx.now]);
    const text = words(`请确认知悉：${row.clause} ${row.label.zh}改为 ${row.after.zh}`, `Please acknowledge: ${row.clause} ${row.label.en} is now ${row.after.en}`);
    await writeNotices(tx, waiting.map((w) => ({ staffId: w.staff_id, topic: `publication/${input.id}`, showAt: tx.now, href: `/rulebook/changes/${input.id}`, text })));
    tx.audit({ type: 'publication', id: input.id }, { reminded: waiting.length });
    return { id: input.id, reminded: waiting.length };
  },
});

/** Whether somebody sees by name who has acknowledged. */
export const seesNames = (actor: Actor, row: Pick<PublicationRecord, 'proposed_by'>): boolean =>
  row.proposed_by === actor.id || actor.posts.some((post) => post in answersForIt || post === 'auditor' || post === 'administrator');
