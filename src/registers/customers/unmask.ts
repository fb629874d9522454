import { dayOf, startOfDay } from '../../kernel/clock.ts';
import { personOf, scopeOf } from '../../kernel/actor.ts';
import { isId } from '../../kernel/ids.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Unmasking } from '../company/index.ts';
import { lookInput } from './contract.ts';
import { unmaskingLimitReached } from './facts.ts';
import { mayUnmask } from './policies.ts';
import { no } from './refusals.ts';

/** Finds the open value of a masked field. Null: no such record or field, or not the actor's to see. */
export type FindOpen = (tx: Tx, recordId: string, field: string) => Promise<{ value: string | null } | null>;

/** Fields of a table by the names that pages use. */
const columns = (table: 'customer' | 'address', fields: Readonly<Record<string, string>>): FindOpen => async (tx, recordId, field) => {
  const name = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (name === undefined || !isId(recordId)) return null;
  const [row] = await tx.rows<{ value: string | null }>(`customers.unmask_${table}_${name}`, `select ${name} as value from customers.${table} where id = $1`, [recordId]);
  return row ?? null;
};

const SETTING = 'privacy.unmaskings-per-day';
/** Looks a day for one person, where the administrator has set none. */
const USUAL = 100;

/** How many looks at customers' data one person has in a day: setting `privacy.unmaskings-per-day`. */
async function limitOf(tx: Tx): Promise<number> {
  const [row] = await tx.rows<{ value: unknown }>('customers.unmasking_limit', 'select value from kernel.setting where key = $1', [SETTING]);
  return typeof row?.value === 'number' && Number.isSafeInteger(row.value) && row.value >= 0 ? row.value : USUAL;
}

/**
 * Shows one person one hidden value of a customer, with a reason. Each look is kept with field and record, never with the value; the last
 * one that the day allows raises an alarm, later ones are refused. The company's `POST /unmaskings` runs it by its kind, without a
 * request key, since answers are kept with those. Chapters make their own kinds (an order, a parcel) with it: all count together.
 */
export function unmasker(kind: string, name: `${string}.${string}`, title: Words, find: FindOpen): Unmasking {
  return verb({
    name, title, may: mayUnmask, input: lookInput,
    // Whoever comes this far holds a post of the policy; the gates of clause 1.3.1 ask for both.
    evidence: (tx, input) => ({ 'reason-given': input.reason.trim().length > 0, 'purpose-allowed': scopeOf(tx.actor, mayUnmask) !== null }),
    run: async (tx, input) => {
      const staffId = personOf(tx.actor);
      const found = await find(tx, input.id, input.field);
      if (found === null) throw refuse(kernelNo['not-found']);
      if (found.value === null || found.value === '') throw refuse(no['nothing-hidden']);
      // One at a time for each person: two looks at once must not both be the last.
      await tx.rows('customers.one_look', "select pg_advisory_xact_lock(hashtext('customers.unmask'), hashtext($1))", [staffId]);
      const limit = await limitOf(tx);
      const [made] = await tx.rows<{ looks: bigint }>('customers.looks_today', 'select count(*) as looks from customers.unmasking where staff_id = $1 and at >= to_timestamp($2::bigint / 1000.0)',
        [staffId, startOfDay(dayOf(tx.now))]);
      const looks = Number(made!.looks) + 1;
      if (looks > limit) throw refuse(no['unmasked-too-often'], words(`每人每天最多查看 ${limit} 次。`, `At most ${limit} looks a day for each person.`));
      await tx.rows('customers.write_look', 'insert into customers.unmasking (id, staff_id, kind, record_id, field, reason, at) values ($1, $2, $3, $4, $5, $6, to_timestamp($7::bigint / 1000.0))',
        [tx.newId(), staffId, kind, input.id, input.field, input.reason, tx.now]);
      tx.audit({ type: kind, id: input.id }, { unmasked: input.field }, input.reason);
      if (looks === limit) tx.fact(unmaskingLimitReached, staffId, { staffId, looks });
      return { value: found.value };
    },
  }) as unknown as Unmasking;
}

/** For `companyRoutes({ unmaskers })`. */
export const unmaskers: Readonly<Record<'customer' | 'address', Unmasking>> = {
  customer: unmasker('customer', 'customers.unmask-customer', words('查看客户资料', 'See a customer’s data'), columns('customer', { name: 'name', phone: 'phone', email: 'email' })),
  address: unmasker('address', 'customers.unmask-address', words('查看收货资料', 'See a receiver’s data'), columns('address', { name: 'receiver_name', phone: 'phone', detail: 'detail' })),
};
