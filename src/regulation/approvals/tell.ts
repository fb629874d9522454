import { DAY } from '../../kernel/clock.ts';
import { linkSecret, signLink } from '../../kernel/signed-link.ts';
import type { Tx } from '../../kernel/tx.ts';
import { words, type Words } from '../../kernel/words.ts';
import { writeNotices } from '../notices/write-notices.ts';
import { shownAt } from '../notices/working-time.ts';
import type { ApprovalTable } from '../schema.ts';
import type { Desk } from './submit.ts';

/** How long the link in a notice or mail names its approval. */
const LINK_DAYS = 30;

/** The address that goes out with notices and mails: signed, so that nobody guesses one; it opens the page after signing in, to those concerned. */
export async function approvalLinkTo(tx: Tx, id: string): Promise<string> {
  return `/approvals/link/${signLink(await linkSecret(tx), { type: 'approval', id, expiresAt: tx.now + LINK_DAYS * DAY })}`;
}

/** Tells those whose turn it has become, in their working time; who was asked before is not told twice. */
export async function tellDeciders(tx: Tx, desk: Desk, row: ApprovalTable, before: readonly string[]): Promise<void> {
  const fresh = row.deciders.filter((id) => !before.includes(id) && id !== tx.actor.id);
  if (fresh.length === 0) return;
  const [people, href] = [await desk.directory.people(tx, fresh), await approvalLinkTo(tx, row.id)];
  await writeNotices(tx, fresh.flatMap((staffId) => {
    const post = people.get(staffId)?.posts[0];
    return [{
      staffId, topic: `approval/${row.id}`, href, showAt: post ? shownAt(desk.engine, post, { staffId }, tx.now) : tx.now,
      text: words(`${row.requested_by_name}申请「${row.title.zh}」，等您审批`, `${row.requested_by_name} asks: “${row.title.en}”; it waits for your approval`),
    }];
  }));
}

export async function tell(tx: Tx, row: ApprovalTable, staff: readonly string[], text: Words): Promise<void> {
  const others = [...new Set(staff)].filter((id) => id !== tx.actor.id);
  if (others.length === 0) return;
  const href = await approvalLinkTo(tx, row.id);
  await writeNotices(tx, others.map((staffId) => ({ staffId, topic: `approval/${row.id}`, showAt: tx.now, href, text })));
}
