import { formatYuan } from '../../../kernel/money.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { freightOf, inProvinces, type Rate } from './freight.ts';

export interface RuleCarrier {
  id: string;
  code: string;
  name: string;
  active: boolean;
  promiseDays: number;
  /** Last day of the agreement, `2026-12-31`; null = none recorded. */
  agreementUntil: string | null;
}

export interface CarrierRule {
  id: string;
  carrierId: string;
  priority: number;
  /** Empty lists mean any. */
  provinces: readonly string[];
  aboveGrams: number;
  upToGrams: number | null;
  platforms: readonly string[];
  storeId: string | null;
  promiseDays: number | null;
}

export interface RuleBook {
  carriers: readonly RuleCarrier[];
  rules: readonly CarrierRule[];
  rates: readonly Rate[];
}

export interface ToBeCarried {
  province: string | null;
  grams: number;
  platform: string | null;
  storeId: string;
}

export interface Proposal {
  carrierId: string | null;
  promiseDays: number | null;
  freightFen: bigint | null;
  reason: Words;
}

/** Whether the carrier may be used on a day: active, and its agreement (where one is recorded) has not ended. */
export const usable = (carrier: RuleCarrier, day: string): boolean => carrier.active && (carrier.agreementUntil === null || carrier.agreementUntil >= day);

/** Above `aboveGrams`, up to and including `upToGrams`; a parcel of unknown weight (0) falls into the lowest band. */
export const inBand = (rule: Pick<CarrierRule, 'aboveGrams' | 'upToGrams'>, grams: number): boolean =>
  (grams > rule.aboveGrams || (grams === 0 && rule.aboveGrams === 0)) && (rule.upToGrams === null || grams <= rule.upToGrams);

export const fits = (rule: CarrierRule, parcel: ToBeCarried): boolean =>
  (rule.provinces.length === 0 || inProvinces(rule.provinces, parcel.province)) && inBand(rule, parcel.grams)
  && (rule.platforms.length === 0 || (parcel.platform !== null && rule.platforms.includes(parcel.platform)))
  && (rule.storeId === null || rule.storeId === parcel.storeId);

/**
 * The carrier by the company's rules (clause 2.3.3, `carrier-chosen`): of the rules that fit place, weight, platform and store, the
 * smallest priority; within it the cheapest by the rate card, a known price before an unknown one, then the faster, then by code. Always says why.
 */
export function proposeCarrier(book: RuleBook, parcel: ToBeCarried, day: string): Proposal {
  const none = (reason: Words): Proposal => ({ carrierId: null, promiseDays: null, freightFen: null, reason });
  const byId = new Map(book.carriers.map((c) => [c.id, c]));
  const fitting = book.rules.filter((rule) => fits(rule, parcel));
  if (fitting.length === 0) return none(words('没有适用的承运商规则，请人工选择', 'No carrier rule fits; choose by hand'));
  const candidates = fitting.flatMap((rule) => {
    const carrier = byId.get(rule.carrierId);
    return carrier && usable(carrier, day)
      ? [{ rule, carrier, promise: rule.promiseDays ?? carrier.promiseDays, freight: freightOf(book.rates, carrier.id, parcel.province, parcel.grams) }] : [];
  });
  if (candidates.length === 0) return none(words('适用的承运商均已停用或协议到期，请人工选择', 'Every fitting carrier is inactive or its agreement has ended; choose by hand'));
  const best = candidates.toSorted((a, b) => a.rule.priority - b.rule.priority || dearer(a.freight, b.freight) || a.promise - b.promise || (a.carrier.code < b.carrier.code ? -1 : 1))[0]!;
  const others = candidates.filter((c) => c.rule.priority === best.rule.priority).length - 1;
  const price = best.freight === null ? words('运价未录入', 'rate not entered') : words(`运费 ${formatYuan(best.freight)}`, `freight ${formatYuan(best.freight)}`);
  return {
    carrierId: best.carrier.id, promiseDays: best.promise, freightFen: best.freight,
    reason: words(
      `${best.carrier.name}：优先级 ${best.rule.priority} 的规则适用${others > 0 ? `，同级 ${others + 1} 家中最优` : ''}；${price.zh}，承诺 ${best.promise} 天`,
      `${best.carrier.name}: rule of priority ${best.rule.priority} fits${others > 0 ? `, best of ${others + 1}` : ''}; ${price.en}, ${best.promise} days promised`),
  };
}

function dearer(a: bigint | null, b: bigint | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}
