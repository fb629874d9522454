import { words, type Words } from '../../../kernel/words.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { isRuled, valueIn } from '../../../regulation/evaluators/rule.ts';
import { parcelWeightAgreed, parcelWeightHeld } from '../facts.ts';
import { ordersOf, refOf, type Parcel } from './parcel.ts';

export interface Tolerance {
  /** How far goods may weigh off what their articles say, in basis points. */
  readonly share: number;
  /** What wrapping may add, in grams. */
  readonly wrapping: number;
  /** At or under this share of what its goods weigh a parcel is suspected to be empty, in basis points. */
  readonly empty: number;
}

/** Whether a parcel weighs next to nothing against its goods (空包). Goods of unknown weight (0) never do. */
export const seemsEmpty = (expected: number, actual: number, tolerance: Pick<Tolerance, 'empty'>): boolean => expected > 0 && actual * 10_000 <= expected * tolerance.empty;

/** What is odd about a weight, or null: too light misses something, too heavy holds too much. Goods of unknown weight (0) are never odd. */
export function weightProblem(expected: number, actual: number, tolerance: Tolerance): Words | null {
  if (expected === 0) return null;
  if (seemsEmpty(expected, actual, tolerance)) {
    const share = Math.floor((actual * 100) / expected);
    return words(`疑似空包：实重 ${actual} 克，只有商品重量 ${expected} 克的 ${share}%。请开箱核对，装好商品后重新称重；确为空包的，拦下并取消订单，不得发货。`,
      `Suspected to be empty: ${actual} g, ${share} % of the ${expected} g of its goods. Open it, put the goods in and weigh it again; if it is empty, hold and cancel the order: it is not sent.`);
  }
  const margin = Math.ceil((expected * tolerance.share) / 10_000);
  if (actual < expected - margin) return words(`比预计的 ${expected} 克轻 ${expected - actual} 克，请核对是否漏装。`, `${expected - actual} g lighter than the ${expected} g expected: is something missing?`);
  if (actual > expected + margin + tolerance.wrapping) return words(`比预计的 ${expected} 克重 ${actual - expected} 克，请核对是否多装。`, `${actual - expected} g heavier than the ${expected} g expected: is there too much in it?`);
  return null;
}

/** Weighs by the company's tolerance (clause 2.3.3); without a rulebook nothing is held. */
export const problemOf = (tx: Tx, parcel: Parcel, grams: number): Words | null => (isRuled(tx) ? weightProblem(parcel.expectedGrams, grams, toleranceFor(tx, parcel)) : null);

function toleranceFor(tx: Tx, parcel: Parcel): Tolerance {
  const value = (key: string) => valueIn(tx, key, { store: parcel.storeId }) as number;
  return { share: value('weightTolerance'), wrapping: value('wrappingGrams'), empty: value('emptyParcelShare') };
}

export interface Weighed { parcel: Parcel; grams: number; problem: Words | null }

/** Holds parcels whose weight is odd and lets go those that were and are not any more. The parcels are locked. */
export async function holdByWeight(tx: Tx, weighed: readonly Weighed[]): Promise<void> {
  const odd = weighed.filter((w) => w.problem !== null);
  const agreed = weighed.filter((w) => w.problem === null && w.parcel.weightHeld);
  if (odd.length + agreed.length === 0) return;
  await tx.rows('logistics.close_weight_holds', `update logistics.weight_hold set closed_at = to_timestamp($2 / 1000.0), outcome = 'weighed-again', closed_by_name = $3 where closed_at is null and parcel_id = any ($1::uuid[])`,
    [[...odd, ...agreed].map((w) => w.parcel.id), tx.now, tx.actor.name]);
  await tx.rows('logistics.hold_by_weight', `insert into logistics.weight_hold (id, parcel_id, expected_grams, actual_grams, problem, suspected_empty, opened_at, weighed_by_name)
    select x.id, x.parcel_id, x.expected, x.actual, x.problem, x.empty, to_timestamp($2 / 1000.0), $3 from jsonb_to_recordset($1::jsonb) as x(id uuid, parcel_id uuid, expected int, actual int, problem jsonb, empty boolean)`,
    [JSON.stringify(odd.map((w) => ({ id: tx.newId(), parcel_id: w.parcel.id, expected: w.parcel.expectedGrams, actual: w.grams, problem: w.problem, empty: isRuled(tx) && seemsEmpty(w.parcel.expectedGrams, w.grams, toleranceFor(tx, w.parcel)) }))), tx.now, tx.actor.name]);
  for (const { parcel, grams } of odd) tx.fact(parcelWeightHeld, parcel.id, { ...refOf(parcel), expectedGrams: parcel.expectedGrams, weightGrams: grams }, { objects: ordersOf(parcel) });
  for (const { parcel, grams } of agreed) tx.fact(parcelWeightAgreed, parcel.id, { ...refOf(parcel), weightGrams: grams }, { objects: ordersOf(parcel) });
}
