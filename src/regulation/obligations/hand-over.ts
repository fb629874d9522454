import { id } from '../../kernel/schemas.ts';
import { refuse } from '../../kernel/refusal.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { obligationReassigned } from '../facts.ts';
import { writeNotices } from '../notices/write-notices.ts';
import type { Parts } from '../parts.ts';
import { regulationNo } from '../refusals.ts';
import { handOver } from './care/contract.ts';
import { lockObligation, maySettle } from './lock.ts';
import { titleOf } from './row.ts';

/**
 * What is open is handed to a colleague who holds its post, or back to the post as a whole. The clock goes on: a breach is attributed to
 * whoever held the case while it ran (engine.md §3 rule 12), which the facts of the hand-overs tell.
 *
 * @throws regulation.obligation-closed, regulation.owner-unfit
 */
export const handOverVerb = (parts: Parts) =>
  verb({
    name: 'regulation.hand-over-obligation',
    title: words('移交事项', 'Hand an obligation over'),
    may: { signedIn: 'own' },
    input: handOver.body!.extend({ id }),
    subject: (tx, input) => lockObligation(tx, input.id),
    inScope: (actor, _scope, row) => maySettle(parts.engine, actor, row),
    run: async (tx, input, row): Promise<{ id: string }> => {
      if (!row.open) throw refuse(regulationNo['obligation-closed']);
      if (input.staffId !== null) {
        const [holders] = await parts.directory.holdersOf(tx, [{ post: row.owner_post, teamId: row.owner_team }]);
        if (!holders!.some((h) => h.staffId === input.staffId)) throw refuse(regulationNo['owner-unfit']);
      }
      await tx.rows('regulation.set_owner', 'update regulation.obligation set owner_staff = $2 where id = $1', [row.id, input.staffId]);
      tx.fact(obligationReassigned, row.id, {
        clause: row.clause, control: row.control, subjectType: row.subject_type, subjectId: row.subject_id, fromPost: row.owner_post, toPost: row.owner_post, toStaff: input.staffId, reason: input.reason,
      }, { objects: [{ type: row.subject_type, id: row.subject_id }] });
      tx.audit({ type: 'obligation', id: row.id }, { from: row.owner_staff, to: input.staffId }, input.reason);
      const title = titleOf(parts.engine, row);
      if (input.staffId !== null && input.staffId !== tx.actor.id)
        await writeNotices(tx, [{ staffId: input.staffId, topic: `obligation/${row.id}`, showAt: tx.now, href: `/cases/${row.subject_type}/${row.subject_id}`,
          text: words(`${tx.actor.name}把「${title.zh}」移交给您：${input.reason}`, `${tx.actor.name} handed “${title.en}” to you: ${input.reason}`) }]);
      return { id: row.id };
    },
  });
