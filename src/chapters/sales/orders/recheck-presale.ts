import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { MINUTE } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { can, next } from '../../../kernel/lifecycle.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { orderChanged } from '../facts.ts';
import { lockOrders } from './load.ts';
import { alsoOf } from './order-facts.ts';
import { orderLife } from './states.ts';

const AT_ONCE = 200;

/** Pre-sale orders whose day has come are reviewed again (clause 2.3.1); what else holds them goes on holding them. Again it changes nothing. */
export const recheckPresale = verb({
  name: 'sales.recheck-presale',
  title: words('预售到期复审', 'Review pre-sale orders whose day has come'),
  may: {},
  input: z.strictObject({}),
  run: async (tx) => {
    const rows = await tx.rows<{ id: string }>('sales.presale_due', `select o.id from sales."order" o join sales.review_finding f on f.order_id = o.id and f.rule = 'presale-date' and f.decided_at is null
      where o.state = 'held' and o.presale_from <= to_timestamp($1 / 1000.0) order by o.presale_from, o.id limit ${AT_ONCE}`, [tx.now]);
    const due = (await lockOrders(tx, rows.map((r) => r.id))).filter((o) => can(orderLife, o.state, 'recheck'));
    if (due.length === 0) return { rechecked: 0 };
    await tx.rows('sales.recheck_presale', 'update sales."order" set state = $2, version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = any ($1::uuid[])', [due.map((o) => o.id), next(orderLife, 'held', 'recheck'), tx.now]);
    for (const o of due) tx.fact(orderChanged, o.id, { orderNo: o.order_no, fields: ['presale'], source: 'clock' }, { objects: alsoOf(o) });
    return { rechecked: due.length };
  },
});

export const presaleJob = {
  name: 'sales.recheck-presale', everyMs: 5 * MINUTE,
  run: async (kernel: Kernel): Promise<void> => {
    while ((await runVerb(kernel, recheckPresale, {}, { actor: system('预售') })).rechecked === AT_ONCE) continue;
  },
};
