import { system } from '../../../../kernel/actor.ts';
import type { Reaction } from '../../../../kernel/reactions.ts';
import { runVerb } from '../../../../kernel/verb.ts';
import { approvalSubjects } from '../../../../regulation/index.ts';
import { applyAmendment } from './apply-amendment.ts';
import { noteAmendmentRejected } from './end-amendment.ts';

const robot = system('订单变更');

/** The last signature puts the change into force; a no ends it (clause 2.3.1). */
export const applySignedAmendments: Reaction = {
  name: 'sales.apply-signed-amendments',
  on: ['regulation.approval-decided'],
  async run(kernel, facts) {
    const decided = facts.filter((f) => f.payload['verb'] === applyAmendment.name);
    if (decided.length === 0) return;
    const about = await approvalSubjects(kernel, decided.map((f) => f.subjectId));
    const asked = decided.flatMap((f) => { const subject = about.get(f.subjectId); return subject?.type === 'amendment' ? [{ id: subject.id, outcome: f.payload['outcome'] }] : []; });
    const { rows } = await kernel.db.query<{ id: string }>("select id from sales.amendment where id = any ($1::uuid[]) and state = 'proposed'", [asked.map((a) => a.id)], 'sales.proposed_amendments');
    const proposed = new Set(rows.map((r) => r.id));
    for (const { id, outcome } of asked.filter((a) => proposed.has(a.id))) {
      if (outcome === 'approved') await runVerb(kernel, applyAmendment, { id }, { actor: robot });
      if (outcome === 'rejected') await runVerb(kernel, noteAmendmentRejected, { id }, { actor: robot });
    }
  },
};
