import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import type { Reaction } from '../../../kernel/reactions.ts';
import { fen, id, instant } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { orderPaid, orderPaymentAdded, paymentPlanAgreed } from '../../sales/facts.ts';
import { instalmentOpened, instalmentPaid, instalmentVoid } from '../facts.ts';

const robot = system('应收');
const about = (r: { order_id: string; customer_id: string | null }) => [{ type: 'order', id: r.order_id }, ...(r.customer_id ? [{ type: 'customer', id: r.customer_id }] : [])];

const step = z.strictObject({ name: z.string(), amountFen: fen, dueAt: instant });
/** The plan of a contract as dated receivables (clause 2.3.1). The same plan told twice is one. */
const openInstalments = verb({
  name: 'finance.open-instalments',
  title: words('登记分期应收', 'Open instalments'),
  may: {},
  input: z.strictObject({ orderId: id, orderNo: z.string(), contractNo: z.string(), storeId: id, customerId: id.nullable(), sellerId: id, steps: z.array(step).min(1).max(12) }),
  run: async (tx, input) => {
    const rows = input.steps.map((s, i) => ({ id: tx.newId(), position: i + 1, name: s.name, amount: s.amountFen, due_at: s.dueAt }));
    const made = await tx.rows<{ id: string }>('finance.open_instalments', `insert into finance.instalment (id, order_id, order_no, contract_no, store_id, customer_id, seller_id, position, name, amount_fen, due_at, state, created_at)
      select r.id, $1, $2, $3, $4, $5, $6, r.position, r.name, r.amount, to_timestamp(r.due_at / 1000.0), 'open', to_timestamp($8 / 1000.0) from jsonb_to_recordset($7::jsonb) as r(id uuid, position int, name text, amount bigint, due_at bigint)
      on conflict (order_id, position) do nothing returning id`, [input.orderId, input.orderNo, input.contractNo, input.storeId, input.customerId, input.sellerId, JSON.stringify(rows), tx.now]);
    for (const r of rows.filter((x) => made.some((m) => m.id === x.id)))
      tx.fact(instalmentOpened, r.id, { orderNo: input.orderNo, contractNo: input.contractNo, name: r.name, amountFen: r.amount, dueAt: r.due_at, seller: input.sellerId }, { objects: about({ order_id: input.orderId, customer_id: input.customerId }) });
    return { opened: made.length };
  },
});

interface Open { id: string; order_id: string; order_no: string; customer_id: string | null; name: string; amount_fen: bigint; paid_fen: bigint }
const lockOpen = (tx: Tx, orderId: string): Promise<Open[]> => tx.rows<Open & Record<string, unknown>>('finance.lock_instalments',
  "select id, order_id, order_no, customer_id, name, amount_fen, paid_fen from finance.instalment where order_id = $1 and state <> 'void' order by position for update", [orderId]);

/** Everything that the buyer has paid so far, spread over the plan, the earliest part first: set, not added, so that hearing it twice changes nothing. */
const fillInstalments = verb({
  name: 'finance.fill-instalments',
  title: words('分期收款', 'Fill instalments'),
  may: {},
  input: z.strictObject({ orderId: id, paidFen: fen, at: instant }),
  run: async (tx, input) => {
    let left = BigInt(input.paidFen);
    const changed: { id: string; paid: number; done: boolean }[] = [];
    for (const r of await lockOpen(tx, input.orderId)) {
      const paid = left < r.amount_fen ? left : r.amount_fen;
      left -= paid;
      // What was paid once stays paid: an older word comes too late.
      if (paid <= r.paid_fen) continue;
      const done = paid === r.amount_fen;
      changed.push({ id: r.id, paid: Number(paid), done });
      if (done) tx.fact(instalmentPaid, r.id, { orderNo: r.order_no, name: r.name, amountFen: Number(r.amount_fen) }, { at: Math.min(input.at, tx.now), objects: about(r) });
    }
    if (changed.length > 0)
      await tx.rows('finance.fill_instalments', `update finance.instalment i set paid_fen = r.paid, state = case when r.done then 'paid' else i.state end, settled_at = case when r.done then to_timestamp($2 / 1000.0) else i.settled_at end,
        version = i.version + 1 from jsonb_to_recordset($1::jsonb) as r(id uuid, paid bigint, done boolean) where i.id = r.id`, [JSON.stringify(changed), input.at]);
    return { filled: changed.length };
  },
});

/** A cancelled order is owed no more. */
const voidInstalments = verb({
  name: 'finance.void-instalments',
  title: words('作废分期应收', 'Void instalments'),
  may: {},
  input: z.strictObject({ orderId: id }),
  run: async (tx, input) => {
    const rows = await tx.rows<Open & Record<string, unknown>>('finance.void_instalments', `update finance.instalment set state = 'void', settled_at = to_timestamp($2 / 1000.0), version = version + 1 where order_id = $1 and state = 'open'
      returning id, order_id, order_no, customer_id, name, amount_fen, paid_fen`, [input.orderId, tx.now]);
    for (const r of rows) tx.fact(instalmentVoid, r.id, { orderNo: r.order_no, name: r.name }, { objects: about(r) });
    return { voided: rows.length };
  },
});

/** Plans of contracts, payments against them, cancellations: in the order in which they happened. */
export const keepInstalments: Reaction = {
  name: 'finance.keep-instalments',
  on: ['sales.payment-plan-agreed', 'sales.order-paid', 'sales.order-payment-added', 'sales.order-cancelled'],
  async run(kernel, facts) {
    const { rows } = await kernel.db.query<{ order_id: string }>('select distinct order_id from finance.instalment where order_id = any ($1::uuid[])', [facts.map((f) => f.subjectId)], 'finance.orders_with_plan');
    const planned = new Set(rows.map((r) => r.order_id));
    for (const f of facts) {
      if (f.type === 'sales.payment-plan-agreed') {
        const { seller, outsideNo: _, platform: __, ...p } = paymentPlanAgreed.payload.parse(f.payload);
        await runVerb(kernel, openInstalments, { ...p, sellerId: seller, orderId: f.subjectId }, { actor: robot });
        planned.add(f.subjectId);
      } else if (planned.has(f.subjectId)) {
        if (f.type === 'sales.order-cancelled') await runVerb(kernel, voidInstalments, { orderId: f.subjectId }, { actor: robot });
        else {
          const paidFen = f.type === 'sales.order-paid' ? orderPaid.payload.parse(f.payload).amountFen : orderPaymentAdded.payload.parse(f.payload).paidFen;
          await runVerb(kernel, fillInstalments, { orderId: f.subjectId, paidFen, at: f.occurredAt }, { actor: robot });
        }
      }
    }
  },
};
