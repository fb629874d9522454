import { z } from 'zod';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import { declineMergeAct } from './contract.ts';
import { allInScope, lockWithOrders, mayArrange } from './merge-fulfilments.ts';

/** The offer to merge exactly these fulfilments is declined (clause 2.3.3): they go apart, and nobody is asked again. @throws sales.cannot-merge when one has left */
export const declineMerge = verb({
  name: 'sales.decline-merge',
  title: words('不合单', 'Decline an offer to merge'),
  may: mayArrange,
  input: declineMergeAct.body!,
  subject: async (tx, input) => {
    const found = await lockWithOrders(tx, input.ids);
    return found.length === new Set(input.ids).size ? found : null;
  },
  inScope: allInScope,
  run: async (tx, input, parts) => {
    if (parts.length < 2 || parts.some((f) => f.state !== 'waiting')) throw refuse(no['cannot-merge'], undefined, { fulfilments: parts.map((f) => f.fulfilment_no) });
    const ids = parts.map((f) => f.id).toSorted();
    await tx.rows('sales.decline_merge', `insert into sales.merge_decline (fulfilment_ids, store_id, team_id, note, actor_id, actor_name, at) values ($1::uuid[], $2, $3, $4, $5, $6, to_timestamp($7::bigint / 1000.0))
      on conflict (fulfilment_ids) do nothing`, [ids, parts[0]!.store_id, parts[0]!.team_id, input.note ?? null, tx.actor.id, tx.actor.name, tx.now]);
    tx.audit({ type: 'fulfilment', id: ids[0]! }, { declined: parts.map((f) => f.fulfilment_no) }, input.note);
    return { ids };
  },
});

/** Takes a declined offer back: it is offered again. */
export const reofferMerge = verb({
  name: 'sales.reoffer-merge',
  title: words('恢复合单建议', 'Offer the merge again'),
  may: mayArrange,
  input: z.strictObject({ ids: z.array(id).min(2).max(20) }),
  subject: async (tx, input) => {
    const found = await lockWithOrders(tx, input.ids);
    return found.length === new Set(input.ids).size ? found : null;
  },
  inScope: allInScope,
  run: async (tx, _input, parts) => {
    const ids = parts.map((f) => f.id).toSorted();
    await tx.rows('sales.reoffer_merge', 'delete from sales.merge_decline where fulfilment_ids = $1::uuid[]', [ids]);
    tx.audit({ type: 'fulfilment', id: ids[0]! }, { offered: parts.map((f) => f.fulfilment_no) });
    return { ids };
  },
});
