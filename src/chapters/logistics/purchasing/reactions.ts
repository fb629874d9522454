import { system } from '../../../kernel/actor.ts';
import type { Reaction } from '../../../kernel/reactions.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { noteShortages } from './purchase-requests.ts';

const robot = system('采购');
const REQUESTED = 'sales.replenishment-requested';
const FILLED = 'sales.shortage-filled';

/** What customers' orders lack is asked of purchasing; what has been filled or cancelled is not (clause 2.3.2). */
export const followShortages: Reaction = {
  name: 'logistics.follow-shortages',
  on: [REQUESTED, FILLED, 'sales.shortage-cancelled'],
  async run(kernel, facts) {
    // Facts of before the warehouse stood in them name none: those shortages are answered by hand.
    const asked = facts.filter((f) => f.type === REQUESTED && typeof f.payload['warehouseId'] === 'string').map((f) => ({
      shortageId: f.subjectId, skuId: String(f.payload['skuId']), warehouseId: String(f.payload['warehouseId']), quantity: Number(f.payload['quantity']), orderNo: String(f.payload['orderNo']),
    }));
    const over = facts.filter((f) => f.type !== REQUESTED).map((f) => ({ shortageId: f.subjectId, filled: f.type === FILLED }));
    // All requests first: what is filled or void in the same batch must be known by then.
    for (let at = 0; at < asked.length; at += 500) await runVerb(kernel, noteShortages, { asked: asked.slice(at, at + 500), over: [] }, { actor: robot });
    for (let at = 0; at < over.length; at += 500) await runVerb(kernel, noteShortages, { asked: [], over: over.slice(at, at + 500) }, { actor: robot });
  },
};
