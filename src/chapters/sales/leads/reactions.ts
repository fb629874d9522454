import { system } from '../../../kernel/actor.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { Reaction } from '../../../kernel/reactions.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { obligationEscalated } from '../../../regulation/facts.ts';
import { reassignLead } from './assign-lead.ts';
import { assignWaiting } from './assign-waiting.ts';
import { leadAbsorbed, leadCaptured, leadChanged, leadRestored, leadUnmerged } from './facts.ts';
import { poolIdleLead } from './pool.ts';
import { no } from './refusals.ts';

const robot = system('线索改派');

/** Leads are handed out as they come in, or become ready for it (clause 2.1.2). */
export const assignCaptured: Reaction = {
  name: 'sales.assign-captured-leads', on: [leadCaptured, leadAbsorbed, leadUnmerged, leadRestored, leadChanged].map((f) => f.type),
  async run(kernel) {
    await assignWaiting(kernel);
  },
};

/**
 * A lead that its seller let lie goes to another one (clause 2.1.3, idle-lead-reassigned): the rule chooses, without the one who had it; when nobody
 * is free it goes to the pool. The breach of first contact stays with whoever held the lead while the clock ran.
 */
export const reassignIdle: Reaction = {
  name: 'sales.reassign-idle-leads', on: [obligationEscalated.type],
  async run(kernel, facts) {
    for (const f of facts) {
      const p = f.payload as { control: string; how: string; subjectId: string };
      if (p.control !== 'idle-lead-reassigned' || p.how !== 'reassign') continue;
      const { rows: [lead] } = await kernel.db.query<{ state: string; at: number }>('select state, assigned_at as at from sales.lead where id = $1', [p.subjectId], 'sales.idle_lead');
      // Talked to or given on meanwhile; handed out after the clock that ran out had begun: nothing to do.
      if (lead?.state !== 'assigned' || lead.at > f.occurredAt) continue;
      try {
        await runVerb(kernel, reassignLead, { id: p.subjectId, reason: '逾期未联系，系统改派' }, { actor: robot });
      } catch (error) {
        if (!(error instanceof Refusal) || error.kind.code !== no['nobody-free'].code) throw error;
        await runVerb(kernel, poolIdleLead, { id: p.subjectId }, { actor: robot });
      }
    }
  },
};
