import { normaliseWaybillNumber } from '../../../gateways/couriers/carriers.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { outsideWaybillsTold } from '../facts.ts';
import { alsoOf, refOf } from './order-facts.ts';

/** A number under which goods travel, with the carrier as the file calls it. */
export interface Waybill { carrier: string | null; number: string }

const between = /[,，;；、|/\n\r\t ]+/;

/** All numbers of a cell: exports write several into one, with their carriers in the same order or one carrier for all. What cannot be a number is left out. */
export function waybillsOf(numbers: string | null, carriers: string | null): Waybill[] {
  if (numbers === null) return [];
  const told = numbers.split(between).flatMap((part) => normaliseWaybillNumber(part.replace(/^No[:：]/i, '').replace(/^.*[:：]/, '')) ?? []);
  const unique = [...new Set(told)].filter((n) => /\d/.test(n));
  const names = (carriers ?? '').split(/[,，;；、|]+/).map((c) => c.trim()).filter((c) => c !== '');
  return unique.map((number, i) => ({ number, carrier: (names.length === unique.length ? names[i] : names.length === 1 ? names[0] : null) ?? null }));
}

/** What was told, for comparing: the order of the numbers says nothing. Empty for none. */
export const toldText = (waybills: readonly Waybill[]): string => waybills.map((w) => `${w.carrier ?? ''} ${w.number}`).toSorted().join('\n');

export interface Telling {
  order: Parameters<typeof refOf>[0] & Parameters<typeof alsoOf>[0] & { id: string };
  addressId: string | null;
  shippedAt: number;
  completedAt: number | null;
  waybills: readonly Waybill[];
}

/** Logistics makes parcels of these (reaction `logistics.follow-outside`). */
export function tellWaybills(tx: Tx, { order, waybills, ...said }: Telling): void {
  tx.fact(outsideWaybillsTold, order.id, { ...refOf(order), ...said, waybills: [...waybills] }, { objects: alsoOf(order) });
}
