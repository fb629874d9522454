import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { parcelExceptionSettled } from '../facts.ts';
import { no } from '../refusals.ts';
import { exceptionKinds } from './contract.ts';
import { openExceptions } from './exceptions.ts';
import { lockParcel, ordersOf, parcelPolicy, parcelRef, seesParcel, wayOf } from './parcel.ts';
import type { ExceptionKind } from '../schema.ts';

const may = { ...parcelPolicy, 'service-agent': 'all', 'service-lead': 'all', 'department-head': 'all' } as const;

/** Something went wrong that no carrier has told (clause 5.2.2): lost, damaged … */
export const openException = verb({
  name: 'logistics.open-exception',
  title: words('登记物流异常', 'Open an exception'),
  may,
  input: z.strictObject({ id, kind: z.enum(Object.keys(exceptionKinds) as [ExceptionKind, ...ExceptionKind[]]), detail: text(300, 1) }),
  subject: (tx, input) => lockParcel(tx, input.id),
  inScope: seesParcel, works: parcelRef,
  run: async (tx, input, parcel) => {
    if (parcel.shippedAt === null) throw refuse(kernelNo['wrong-state'], words('包裹尚未发出。', 'The parcel has not left yet.'));
    const [opened] = await openExceptions(tx, [{ parcel, kind: input.kind, detail: input.detail }]);
    if (opened) return { id: opened };
    const [known] = await tx.rows<{ id: string }>('logistics.open_exception_of', 'select id from logistics.parcel_exception where parcel_id = $1 and kind = $2 and settled_at is null', [parcel.id, input.kind]);
    return { id: known!.id };
  },
});

/** A person says how it ended. @throws logistics.exception-settled, kernel.changed-meanwhile */
export const settleException = verb({
  name: 'logistics.settle-exception',
  title: words('处理物流异常', 'Settle the exception'),
  may,
  input: z.strictObject({ id, outcome: z.enum(['resent', 'compensated', 'returned', 'customer-informed', 'other']), note: text(500, 1), version: z.int() }),
  subject: async (tx, input) => {
    const [found] = await tx.rows<{ parcel_id: string; settled_at: number | null; version: number }>('logistics.exception',
      'select parcel_id, settled_at, version from logistics.parcel_exception where id = $1 for no key update', [input.id]);
    const parcel = found ? await lockParcel(tx, found.parcel_id) : null;
    return parcel && found ? { parcel, found, teamId: parcel.teamId } : null;
  },
  inScope: seesParcel, works: parcelRef,
  run: async (tx, input, { parcel, found }) => {
    if (found.settled_at !== null) throw refuse(no['exception-settled']);
    if (found.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    await tx.rows('logistics.settle', `update logistics.parcel_exception set settled_at = to_timestamp($2 / 1000.0), outcome = $3, note = $4, settled_by = $5, version = version + 1 where id = $1`,
      [input.id, tx.now, input.outcome, input.note, tx.actor.name]);
    tx.fact(parcelExceptionSettled, parcel.id, { ...wayOf(parcel), outcome: input.outcome }, { objects: ordersOf(parcel) });
    return { id: input.id };
  },
});
