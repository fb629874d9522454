import { rule } from '../../../regulation/evaluators/rule.ts';
import { inProvinces, type Rate } from './freight.ts';
import { fits, proposeCarrier, type CarrierRule, type RuleBook, type RuleCarrier, type ToBeCarried } from './propose-carrier.ts';

/** What the choice rests on, plain JSON: the rules that fit, their carriers and rates; fen as integers. */
export interface CarrierInputs {
  readonly parcel: ToBeCarried;
  readonly day: string;
  readonly rules: readonly CarrierRule[];
  readonly carriers: readonly RuleCarrier[];
  readonly rates: readonly (Omit<Rate, 'firstFen' | 'stepFen'> & { readonly firstFen: number; readonly stepFen: number })[];
}

/** The part of the book that can decide about this parcel: what is kept as evidence is no longer than the decision needs. */
export function inputsOf(book: RuleBook, parcel: ToBeCarried, day: string): CarrierInputs {
  const rules = book.rules.filter((r) => fits(r, parcel));
  const named = new Set(rules.map((r) => r.carrierId));
  return {
    parcel, day, rules, carriers: book.carriers.filter((c) => named.has(c.id)),
    rates: book.rates.filter((r) => named.has(r.carrierId) && (r.provinces.length === 0 || inProvinces(r.provinces, parcel.province)))
      .map((r) => ({ ...r, provinces: r.provinces.length === 0 ? [] : [parcel.province!], firstFen: Number(r.firstFen), stepFen: Number(r.stepFen) })),
  };
}

/** The carrier by the company's rules (clause 2.3.3, `carrier-chosen`). */
export const carrierRule = rule<CarrierInputs, { carrierId: string | null; promiseDays: number | null; freightFen: number | null }>({
  name: 'logistics.choose-carrier', version: 1,
  decide: ({ parcel, day, rules, carriers, rates }) => {
    const proposal = proposeCarrier({ rules, carriers, rates: rates.map((r) => ({ ...r, firstFen: BigInt(r.firstFen), stepFen: BigInt(r.stepFen) })) }, parcel, day);
    return {
      outcome: { carrierId: proposal.carrierId, promiseDays: proposal.promiseDays, freightFen: proposal.freightFen === null ? null : Number(proposal.freightFen) },
      exception: proposal.carrierId === null ? 'no-service' : null, because: proposal.reason,
    };
  },
});
