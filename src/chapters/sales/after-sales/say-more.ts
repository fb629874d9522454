import { z } from 'zod';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { complaintInScope, lockComplaint } from './complaint-verbs.ts';
import { continueComplaint } from './open-complaint.ts';
import { continueFeedback } from './open-feedback.ts';
import { photosGiven } from './photos-given.ts';
import { no } from './refusals.ts';

/** The customer's further words on a case of his own, from his page. */
const said = z.strictObject({ id, words: text(2000, 2), photos: photosGiven });

interface Case { id: string; order_id: string | null; state: string }
const lockFeedback = async (tx: Tx, { id: feedbackId }: { id: string }): Promise<Case | null> =>
  (await tx.rows<Case & Record<string, unknown>>('sales.lock_feedback_of_page', 'select id, order_id, state from sales.feedback where id = $1 for update', [feedbackId]))[0] ?? null;
const ownOnly = (actor: Actor, _scope: Scope, f: Case): boolean => f.order_id !== null && actor.link?.type === 'order' && actor.link.id === f.order_id;

/** What was answered waits for an answer again, with its time (clause 2.4.1). @throws sales.feedback-settled where it was merged into another case or is spam */
export const sayMoreOnFeedback = verb({
  name: 'sales.say-more-on-feedback', title: words('客户补充反馈', 'The customer says more'), may: { customer: true }, input: said, subject: lockFeedback, inScope: ownOnly,
  run: async (tx, input, f) => {
    if (f.state === 'merged' || f.state === 'spam') throw refuse(no['feedback-settled'], words('这条反馈已并入另一条或已结束，请另写一条。', 'This went into another case or is over; please write a new one.'));
    const made = await continueFeedback(tx, f.id, { words: input.words, author: tx.actor.name, at: tx.now, photos: input.photos });
    tx.audit({ type: 'feedback', id: f.id }, { by: 'customer', photos: input.photos.length });
    return made!;
  },
});

/** Said to whoever has it in hand, until it is over (clause 2.4.3). @throws sales.complaint-over */
export const sayMoreOnComplaint = verb({
  name: 'sales.say-more-on-complaint', title: words('客户补充投诉', 'The customer says more on the complaint'), may: { customer: true }, input: said, subject: lockComplaint, inScope: complaintInScope,
  run: async (tx, input, c) => {
    const made = await continueComplaint(tx, c.id, { words: input.words, name: tx.actor.name, at: tx.now, photos: input.photos });
    if (made === null) throw refuse(no['complaint-over']);
    tx.audit({ type: 'complaint', id: c.id }, { by: 'customer', photos: input.photos.length });
    return made;
  },
});
