import type { Policy } from '../../../kernel/actor.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import type { OrderOfCase } from '../after-sales/open-feedback.ts';
import { mailOrderConfirmed } from '../facts.ts';
import { teamMaySee } from '../orders/load.ts';
import { confirmMailOrderAct } from './contract.ts';
import { maySettleMails } from './mailbox.ts';
import { no } from './refusals.ts';

/** Whoever answers the case may say whose order it is about. */
export const mayConfirmOrders = { ...maySettleMails, seller: 'team', 'team-lead': 'team', 'store-operator': 'team' } satisfies Policy;

interface Naming { id: string; version: number; subject_type: 'feedback' | 'complaint' | 'lead' | null; subject_id: string | null; subject_no: string | null; order: OrderOfCase | null; team_id: string | null }

async function lock(tx: Tx, input: { id: string }): Promise<Naming | null> {
  const [mail] = await tx.rows<Omit<Naming, 'order' | 'team_id'> & { named: string | null } & Record<string, unknown>>('sales.lock_naming_mail',
    'select id, version, subject_type, subject_id, subject_no, named_order_id as named from sales.mail where id = $1 for update', [input.id]);
  if (!mail) return null;
  const [order] = mail.named === null ? [] : await tx.rows<OrderOfCase & Record<string, unknown>>('sales.order_of_mail', 'select id, order_no, outside_no, store_id, team_id, customer_id from sales."order" where id = $1 for no key update', [mail.named]);
  return { ...mail, order: order ?? null, team_id: order?.team_id ?? null };
}

/**
 * A person says whether a mail is about the order that it names (clauses 2.4.1, 2.4.3): then its case is, and the sender's address is known as the buyer's from then on.
 *
 * @throws sales.no-order-named, sales.case-of-another-order, kernel.changed-meanwhile
 */
export const confirmMailOrder = verb({
  name: 'sales.confirm-mail-order', title: words('确认来信提到的订单', 'Confirm the order that a mail names'), may: mayConfirmOrders, input: confirmMailOrderAct.body!.extend({ id }), subject: lock,
  inScope: (actor, scope, mail) => mail.order === null || teamMaySee(actor, scope, mail),
  run: async (tx, input, mail) => {
    if (mail.version !== input.version) throw refuse(kernelNo['changed-meanwhile'], undefined, { version: mail.version });
    const { order, subject_type: type, subject_id: caseId } = mail;
    if (order === null || caseId === null || (type !== 'feedback' && type !== 'complaint')) throw refuse(no['no-order-named']);
    if (input.belongs) {
      await tie(tx, { type, id: caseId }, order);
      tx.fact(mailOrderConfirmed, mail.id, { caseNo: mail.subject_no!, orderNo: order.order_no }, { objects: [{ type, id: caseId }, { type: 'order', id: order.id }, ...(order.customer_id === null ? [] : [{ type: 'customer', id: order.customer_id }])] });
    }
    await tx.rows('sales.mail_order_said', `update sales.mail set named_order_id = null, named_order_no = null, sender_known_at = case when $2 then to_timestamp($3::bigint / 1000.0) end, sender_known_by = case when $2 then $4::text end, version = version + 1 where id = $1`,
      [mail.id, input.belongs, tx.now, tx.actor.name]);
    tx.audit({ type: 'mail', id: mail.id }, { orderNo: order.order_no, belongs: input.belongs });
    return { id: mail.id };
  },
});

/** The case is about the order; one that was merged goes on in another, and that is. */
async function tie(tx: Tx, of: { type: 'feedback' | 'complaint'; id: string }, order: OrderOfCase): Promise<void> {
  const [found] = of.type === 'complaint' ? await tx.rows<{ id: string; order_id: string | null }>('sales.complaint_to_tie', 'select id, order_id from sales.complaint where id = $1 for update', [of.id])
    : await tx.rows<{ id: string; order_id: string | null }>('sales.feedback_to_tie', `select f.id, f.order_id from sales.feedback f where f.id = (with recursive up as (select x.id, x.merged_into from sales.feedback x where x.id = $1
        union select k.id, k.merged_into from up join sales.feedback k on k.id = up.merged_into) select id from up where merged_into is null limit 1) for update`, [of.id]);
  if (!found) throw refuse(kernelNo['not-found']);
  if (found.order_id === order.id) return;
  if (found.order_id !== null) throw refuse(no['case-of-another-order']);
  await tx.rows(`sales.tie_${of.type}`, `update sales.${of.type} set order_id = $2, store_id = $3, team_id = $4, customer_id = coalesce($5, customer_id), search = search || array_to_tsvector(string_to_array($6, ' ')), version = version + 1,
    updated_at = to_timestamp($7::bigint / 1000.0) where id = $1`, [found.id, order.id, order.store_id, order.team_id, order.customer_id, searchColumn({ numbers: [order.order_no, order.outside_no] }), tx.now]);
}
