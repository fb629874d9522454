import { system } from '../../../kernel/actor.ts';
import type { StoredFact } from '../../../kernel/fact.ts';
import type { Reaction } from '../../../kernel/reactions.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { noteShortageNotice } from './answer-replenishment.ts';
import { noteNoticesSent } from './ship-notices.ts';

const robot = system('短信');

interface Ended { template: string | null; about: { type: string; id: string } | null; reason?: string }

/** The last word on each record that a short message of this template was about. */
function ended(facts: readonly StoredFact[], template: string): { id: string; at: number; failed: string | null }[] {
  const byRecord = new Map<string, { id: string; at: number; failed: string | null }>();
  for (const f of facts) {
    const { template: of, about, reason } = f.payload as unknown as Ended;
    if (of === template && about) byRecord.set(about.id, { id: about.id, at: f.occurredAt, failed: f.type === 'messages.message-failed' ? (reason ?? '') : null });
  }
  return [...byRecord.values()];
}

/** Customers are told when their short message was sent; where it failed for good, a person tells them (clauses 2.3.2, 2.3.3). */
export const tellByShortMessage: Reaction = {
  name: 'sales.tell-by-short-message',
  on: ['messages.message-sent', 'messages.message-failed'],
  async run(kernel, facts) {
    const parcels = ended(facts, 'ship-notice');
    if (parcels.length > 0) await runVerb(kernel, noteNoticesSent, { notices: parcels.map((p) => ({ parcelId: p.id, at: p.at, failed: p.failed })) }, { actor: robot });
    for (const shortage of ended(facts, 'shortage-notice')) await runVerb(kernel, noteShortageNotice, shortage, { actor: robot });
  },
};
