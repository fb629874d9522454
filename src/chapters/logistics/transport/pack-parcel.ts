import { z } from 'zod';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { readRuleBook } from '../carriers/book.ts';
import { freightOf } from '../carriers/freight.ts';
import { parcelPacked } from '../facts.ts';
import { after, lockParcel, ordersOf, parcelPolicy, refOf, seesParcel } from './parcel.ts';

/** What wrapping may add to the goods' weight, and what scales may err, before somebody should look again. */
const WRAPPING_GRAMS = 500;
const TOLERANCE_PERCENT = 15;

/** A word of warning when the weight does not look like the goods: too light misses something, too heavy holds too much. */
export function weightWarning(expected: number, actual: number): Words | null {
  if (expected === 0) return null;
  const margin = Math.ceil((expected * TOLERANCE_PERCENT) / 100);
  if (actual < expected - margin) return words(`比预计的 ${expected} 克轻 ${expected - actual} 克，请核对是否漏装。`, `${expected - actual} g lighter than the ${expected} g expected: is something missing?`);
  if (actual > expected + margin + WRAPPING_GRAMS) return words(`比预计的 ${expected} 克重 ${actual - expected} 克，请核对是否多装。`, `${actual - expected} g heavier than the ${expected} g expected: is there too much in it?`);
  return null;
}

/** Packed and weighed. The true weight sets the freight; an odd weight warns and does not stop. Weighing again is allowed until the carrier is told. */
export const packParcel = verb({
  name: 'logistics.pack-parcel',
  title: words('打包称重', 'Pack and weigh'),
  may: parcelPolicy,
  input: z.strictObject({ id, weightGrams: z.int().min(1).max(1_000_000) }),
  subject: (tx, input) => lockParcel(tx, input.id),
  inScope: seesParcel,
  run: async (tx, input, parcel) => {
    const state = after(parcel, 'pack');
    const freight = parcel.carrierId === null ? null : freightOf((await readRuleBook(tx)).rates, parcel.carrierId, parcel.province, input.weightGrams);
    await tx.rows('logistics.pack', 'update logistics.parcel set state = $2, actual_grams = $3, freight_fen = $4, version = version + 1 where id = $1', [parcel.id, state, input.weightGrams, freight]);
    tx.fact(parcelPacked, parcel.id, { ...refOf(parcel), weightGrams: input.weightGrams }, { objects: ordersOf(parcel) });
    return { id: parcel.id, state, expectedGrams: parcel.expectedGrams, warning: weightWarning(parcel.expectedGrams, input.weightGrams) };
  },
});
