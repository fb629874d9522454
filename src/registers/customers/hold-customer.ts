import { refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { holdCustomer, releaseCustomer } from './contract.ts';
import { customerPutOnHold, customerReleased } from './facts.ts';
import { mayHoldCustomers } from './policies.ts';
import { no } from './refusals.ts';
import { lockCustomer, sameVersion } from './save-customer.ts';

/** From now on orders of this customer wait in review for a person (clause 2.3.1). @throws customers.already-on-hold. */
export const holdCustomerVerb = verb({
  name: 'customers.put-customer-on-hold',
  title: words('冻结客户', 'Put the customer on hold'),
  may: mayHoldCustomers,
  input: holdCustomer.body!.extend({ id }),
  subject: (tx, input) => lockCustomer(tx, input.id),
  run: async (tx, input, customer) => {
    if (customer.on_hold) throw refuse(no['already-on-hold']);
    sameVersion(customer, input.version);
    await tx.rows('customers.hold',
      `update customers.customer set on_hold = true, hold_reason = $2, held_by = $3, held_at = t.at, version = version + 1, updated_at = t.at
       from to_timestamp($4::bigint / 1000.0) as t(at) where id = $1`, [customer.id, input.reason, tx.actor.name, tx.now]);
    tx.fact(customerPutOnHold, customer.id, { customerNo: customer.customer_no, reason: input.reason });
    tx.audit({ type: 'customer', id: customer.id }, { onHold: true }, input.reason);
    return { id: customer.id };
  },
});

/** @throws customers.not-on-hold. */
export const releaseCustomerVerb = verb({
  name: 'customers.release-customer',
  title: words('解除冻结', 'End the hold'),
  may: mayHoldCustomers,
  input: releaseCustomer.body!.extend({ id }),
  subject: (tx, input) => lockCustomer(tx, input.id),
  run: async (tx, input, customer) => {
    if (!customer.on_hold) throw refuse(no['not-on-hold']);
    sameVersion(customer, input.version);
    await tx.rows('customers.release',
      `update customers.customer set on_hold = false, hold_reason = null, held_by = null, held_at = null, version = version + 1, updated_at = to_timestamp($2::bigint / 1000.0) where id = $1`,
      [customer.id, tx.now]);
    tx.fact(customerReleased, customer.id, { customerNo: customer.customer_no, reason: input.reason });
    tx.audit({ type: 'customer', id: customer.id }, { onHold: false }, input.reason);
    return { id: customer.id };
  },
});
