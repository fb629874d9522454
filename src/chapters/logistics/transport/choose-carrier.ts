import { z } from 'zod';
import { dayOf } from '../../../kernel/clock.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { readRuleBook } from '../carriers/book.ts';
import { freightOf } from '../carriers/freight.ts';
import { no } from '../refusals.ts';
import { lockParcel, parcelPolicy, parcelRef, seesParcel } from './parcel.ts';

/** A person's choice goes before the rule's (clause 2.3.3). Possible until the carrier has been told. */
export const chooseCarrier = verb({
  name: 'logistics.choose-carrier',
  title: words('选择承运商', 'Choose the carrier'),
  may: parcelPolicy,
  input: z.strictObject({ id, carrierId: id, version: z.int() }),
  subject: async (tx, input) => {
    const [parcel, book] = await Promise.all([lockParcel(tx, input.id), readRuleBook(tx)]);
    return parcel && { ...parcel, book, chosen: book.carriers.find((c) => c.id === input.carrierId) ?? null };
  },
  inScope: seesParcel, works: parcelRef,
  evidence: (tx, _input, parcel) => ({ 'agreement-in-force': (parcel.chosen?.agreementUntil ?? '') >= dayOf(tx.now) }),
  run: async (tx, input, parcel) => {
    if (parcel.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    if (parcel.state === 'withdrawn') throw refuse(no['parcel-withdrawn']);
    if (!['waiting', 'picking', 'picked', 'packed', 'inspected'].includes(parcel.state)) throw refuse(kernelNo['wrong-state'], words('已通知承运商，不能更换；请先作废运单。', 'The carrier has been told already; void its waybill first.'));
    if (!parcel.chosen) throw refuse(no['carrier-unknown']);
    if (!parcel.chosen.active) throw refuse(no['carrier-inactive']);
    const freight = freightOf(parcel.book.rates, input.carrierId, parcel.province, parcel.actualGrams ?? parcel.expectedGrams);
    const reason = words(`${tx.actor.name}指定 ${parcel.chosen.name}`, `${parcel.chosen.name}, chosen by ${tx.actor.name}`);
    await tx.rows('logistics.choose_carrier',
      `update logistics.parcel set carrier_id = $2, carrier_reason = $3::jsonb, carrier_by_hand = true, promise_days = $4, freight_fen = $5, waybill_no = null, version = version + 1 where id = $1`,
      [input.id, input.carrierId, JSON.stringify(reason), parcel.chosen.promiseDays, freight]);
    tx.audit({ type: 'parcel', id: input.id }, { carrier: { from: parcel.carrierCode, to: parcel.chosen.code } });
    return { id: input.id };
  },
});
