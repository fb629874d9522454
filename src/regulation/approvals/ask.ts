import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { verb } from '../../kernel/verb.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Parts } from '../parts.ts';
import { chainHomes } from './chains.ts';
import { submitApprovalAct } from './contract.ts';
import type { ApprovalTable } from '../schema.ts';
import { revise } from './revise.ts';
import { submitApproval } from './submit.ts';
import type { Status } from './state.ts';

/**
 * Submits what a refusal has named: the verb, its record and its content. The chain is chosen by this content and the verb runs only with
 * exactly this content, so that nothing is won by sending another.
 */
export const submitVerb = (parts: Parts) =>
  verb({
    name: 'regulation.submit-approval', title: words('提交审批', 'Submit for approval'), may: { signedIn: 'own' }, input: submitApprovalAct.body!,
    run: async (tx, input): Promise<{ id: string; state: Status }> => {
      const homes = chainHomes(parts.engine, parts.rulebook, tx.now).filter((h) => h.control && h.verb === input.verb);
      if (homes.length === 0) throw refuse(kernelNo['not-found'], words('没有需要审批的此类动作。', 'No act of that name needs an approval.'));
      const kind = parts.subjects.kind(input.subject.type);
      const [card] = kind ? await kind.load(tx, [input.subject.id], { actor: tx.actor }) : [];
      if (kind && !card) throw refuse(kernelNo['not-found']);
      const waiting = await tx.rows<ApprovalTable & Record<string, unknown>>('regulation.asked_already',
        "select * from regulation.approval where verb = $1 and subject_type = $2 and subject_id = $3 and state in ('waiting', 'returned') order by requested_at for update", [input.verb, input.subject.type, input.subject.id]);
      const open = homes.filter((h) => !waiting.some((w) => w.chain_key === h.key));
      // What was sent back to him goes on with the content as it stands now: its history and the difference stay in one place.
      const returned = waiting.filter((w) => w.state === 'returned' && w.requested_by === tx.actor.id);
      let again: ApprovalTable | null = null;
      for (const row of returned) again = await revise(tx, parts, row, { rev: row.life.rev, content: input.content, reason: input.reason });
      if (again && open.length === 0) return { id: again.id, state: again.state };
      if (open.length === 0) throw refuse(kernelNo['wrong-state'], words('同一事项已在审批中；要改内容请在原申请上修改。', 'It is being approved already; change that request instead.'));
      let last: { id: string; blocked: readonly Words[] } | null = null;
      for (const home of open) {
        const what = card?.number ?? input.subject.id;
        last = await submitApproval(tx, { engine: parts.engine, directory: parts.directory }, {
          home, subject: input.subject, title: words(`${home.control!.act.zh}：${what}`, `${home.control!.act.en}: ${what}`), href: card?.href ?? null, content: input.content, reason: input.reason, purpose: input.purpose?.trim() || null,
        });
      }
      return { id: last!.id, state: last!.blocked.length > 0 ? 'blocked' : 'waiting' };
    },
  });
