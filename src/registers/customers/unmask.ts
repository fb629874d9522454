import { dayOf, MINUTE, startOfDay } from '../../kernel/clock.ts';
import { personOf, type Actor } from '../../kernel/actor.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Runner } from '../../kernel/query.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { unmask } from './contract.ts';
import { unmaskingLimitReached } from './facts.ts';
import { mayUnmask } from './policies.ts';
import { no } from './refusals.ts';

/**
 * Finds the open value of a masked field. Null: no such record, or not the actor's to see. Chapters add their own kinds (an order, a
 * parcel), which mostly lead to an address: `unmaskables.set('order', async (on, id, field) => …)`.
 */
export type Unmaskable = (on: { runner: Runner }, recordId: string, field: string) => Promise<{ value: string | null } | null>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const column = (table: 'customer' | 'address', columns: Readonly<Record<string, string>>): Unmaskable => async (on, recordId, field) => {
  const name = Object.hasOwn(columns, field) ? columns[field] : undefined;
  if (name === undefined || !uuid.test(recordId)) return null;
  const { rows } = await on.runner.query<{ value: string | null }>(`select ${name} as value from customers.${table} where id = $1`, [recordId], `customers.unmask_${table}_${name}`);
  return rows[0] ?? null;
};

export const unmaskAddress = column('address', { name: 'receiver_name', phone: 'phone', detail: 'detail' });

export const unmaskables = new Map<string, Unmaskable>([
  ['customer', column('customer', { name: 'name', phone: 'phone' })],
  ['address', unmaskAddress],
]);

const SETTING = 'privacy.unmaskings-per-day';
/** Looks a day for one person, where the administrator has set none. */
const USUAL = 100;

/** How many looks one person has in a day: setting `privacy.unmaskings-per-day`. */
async function limitOf(tx: Tx): Promise<number> {
  const [row] = await tx.rows<{ value: unknown }>('customers.unmasking_limit', 'select value from kernel.setting where key = $1', [SETTING]);
  return typeof row?.value === 'number' && Number.isSafeInteger(row.value) && row.value >= 0 ? row.value : USUAL;
}

/**
 * Allows one person one look at one hidden value, with a reason. Each look is kept with field and record; the last one that the day
 * allows raises an alarm, later ones are refused. The answer of a verb is stored with its request key, so the value is not in it:
 * `valueOf` reads it for the look afterwards.
 */
export const unmaskVerb = verb({
  name: 'customers.unmask-personal-data',
  title: words('查看隐去的资料', 'See masked data'),
  may: mayUnmask,
  input: unmask.body!,
  run: async (tx, input) => {
    const staffId = personOf(tx.actor);
    const find = unmaskables.get(input.kind);
    const found = find ? await find(tx, input.id, input.field) : null;
    if (found === null) throw refuse(kernelNo['not-found']);
    if (found.value === null || found.value === '') throw refuse(no['nothing-hidden']);
    // One at a time for each person: two looks at once must not both be the last.
    await tx.rows('customers.one_look', "select pg_advisory_xact_lock(hashtext('customers.unmask'), hashtext($1))", [staffId]);
    const limit = await limitOf(tx);
    const [made] = await tx.rows<{ looks: bigint }>('customers.looks_today', 'select count(*) as looks from customers.unmasking where staff_id = $1 and at >= to_timestamp($2::bigint / 1000.0)',
      [staffId, startOfDay(dayOf(tx.now))]);
    const looks = Number(made!.looks) + 1;
    if (looks > limit) throw refuse(no['unmasked-too-often'], words(`每人每天最多查看 ${limit} 次。`, `At most ${limit} looks a day for each person.`));
    const lookId = tx.newId();
    await tx.rows('customers.write_look', 'insert into customers.unmasking (id, staff_id, kind, record_id, field, reason, at) values ($1, $2, $3, $4, $5, $6, to_timestamp($7::bigint / 1000.0))',
      [lookId, staffId, input.kind, input.id, input.field, input.reason, tx.now]);
    tx.audit({ type: input.kind, id: input.id }, { field: input.field }, input.reason);
    if (looks === limit) tx.fact(unmaskingLimitReached, staffId, { staffId, looks });
    return { id: lookId };
  },
});

/** How long after its reason a look may still be answered: a request that is sent again, no more. */
const ANSWERED = 10 * MINUTE;

/** The value that a look allowed: only for the person who gave the reason, and only now. */
export async function valueOf(kernel: Kernel, actor: Actor, lookId: string): Promise<string> {
  const { rows } = await kernel.db.query<{ kind: string; record_id: string; field: string }>(
    'select kind, record_id, field from customers.unmasking where id = $1 and staff_id = $2 and at > to_timestamp($3::bigint / 1000.0)',
    [lookId, personOf(actor), kernel.clock.now() - ANSWERED], 'customers.look');
  const look = rows[0];
  const found = look ? await unmaskables.get(look.kind)?.(kernel, look.record_id, look.field) : null;
  if (!found?.value) throw refuse(kernelNo['not-found']);
  return found.value;
}
