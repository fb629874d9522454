import type { Actor } from '../../kernel/actor.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { signApproval, submitApprovalAct } from '../../regulation/approvals/contract.ts';
import { through, type Tale } from './tale.ts';

interface Laid { verb: string; subject: { type: string; id: string }; content: Record<string, unknown> }

/** Does it; null when it was done, else what must be laid before those who sign. @throws whatever else stands against it */
export async function orAsk(act: () => Promise<unknown>): Promise<Laid | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof Refusal && error.kind.code === 'regulation.not-approved') return error.facts as unknown as Laid;
    throw error;
  }
}

/** Submits what a refusal has named; the id of the approval. */
export async function submit(tale: Tale, laid: Laid, by: Actor, reason: string): Promise<string> {
  const { id } = (await through(tale, submitApprovalAct, by, {}, { verb: laid.verb, subject: laid.subject, content: laid.content, reason, purpose: null })) as { id: string };
  return id;
}

/** Signs the step that waits, as somebody who has read it. */
export async function sign(tale: Tale, id: string, by: Actor, yes: boolean, note: string | null = null): Promise<void> {
  const { rows: [row] } = await tale.product.kernel.db.query<{ content_hash: string; life: { steps: { id: string }[]; at: number } }>('select content_hash, life from regulation.approval where id = $1', [id]);
  await through(tale, signApproval, by, { id }, { hash: row!.content_hash, step: row!.life.steps[row!.life.at]!.id, for: null, note, yes });
}

/** Asks to be freed of what is owed for a case; null when it is not owed any more. */
export async function askWaiver(tale: Tale, control: string, subjectId: string, by: Actor, reason: string): Promise<string | null> {
  const { rows: [owed] } = await tale.product.kernel.db.query<{ id: string }>('select id from regulation.obligation where control = $1 and subject_id = $2 and open order by opened_at desc limit 1', [control, subjectId]);
  return owed ? ((await through(tale, 'regulation.ask-waiver', by, { id: owed.id }, { reason })) as { id: string }).id : null;
}
