import { words, type Words } from '../../../kernel/words.ts';
import { rule } from '../../../regulation/evaluators/rule.ts';
import type { passedOverWords } from './contract-words.ts';

/** Who might get the lead, as plain figures: no names, so that the decision can be kept and made again. */
export interface RuleSeller {
  readonly id: string;
  /** Works here still, holds the post of a seller. */
  readonly active: boolean;
  readonly isSeller: boolean;
  readonly inTeam: boolean;
  readonly onDuty: boolean;
  readonly absent: boolean;
  readonly substituteId: string | null;
  readonly takes: boolean;
  /** Leads in hand, and the most that may be. */
  readonly open: number;
  readonly capacity: number;
  /** When the last lead was given to them; 0 = never. Among equally loaded sellers the one who waits longest is next. */
  readonly lastAt: number;
  readonly provinces: readonly string[];
  readonly productLines: readonly string[];
  readonly skills: readonly string[];
}
export interface SellerInputs {
  readonly lead: { readonly province: string | null; readonly city: string | null; readonly productLine: string | null; readonly tags: readonly string[] };
  /** Whose customer this is already. */
  readonly returningTo: string | null;
  readonly sellers: readonly RuleSeller[];
  /** Who may not get it this time: whoever has just let it lie. */
  readonly not: readonly string[];
}
export type PassedOver = keyof typeof passedOverWords;
export interface Considered { readonly sellerId: string; readonly open: number; readonly capacity: number; readonly out: PassedOver | null }
export interface SellerChoice { readonly sellerId: string | null; readonly considered: readonly Considered[] }

const plain = (text: string): string => text.normalize('NFKC').trim().toLowerCase().replace(/(省|市|自治区|壮族|回族|维吾尔|特别行政区)/g, '');
const named = (list: readonly string[], text: string | null): boolean => text !== null && list.some((one) => plain(one) === plain(text));

function outOf(seller: RuleSeller, inputs: SellerInputs, wanted: readonly string[]): PassedOver | null {
  if (!seller.active) return 'departed';
  if (!seller.isSeller) return 'not-seller';
  if (!seller.inTeam) return 'elsewhere';
  if (seller.absent) return 'absent';
  if (!seller.onDuty) return 'off-duty';
  if (!seller.takes) return 'takes-none';
  if (inputs.not.includes(seller.id)) return 'excluded';
  if (seller.open >= seller.capacity) return 'full';
  if (wanted.some((skill) => !named(seller.skills, skill))) return 'skill';
  return null;
}

/** Least loaded first, then who has waited longest, then by id: the same inputs always give the same seller. */
const byTurn = (a: RuleSeller, b: RuleSeller): number => a.open - b.open || a.lastAt - b.lastAt || (a.id < b.id ? -1 : 1);

/**
 * Who gets a lead (clause 2.1.2, `lead-routed`). Skills that some seller has and the lead names as tags are asked for. A known customer
 * goes to the own seller, or while that one is away to the substitute; a product line and a territory to theirs; the rest by turns.
 * Nobody who left, is away, off duty or full gets one: then the next branch decides, and in the end nobody.
 */
export const sellerRule = rule<SellerInputs, SellerChoice>({
  name: 'sales.seller-for-lead', version: 1,
  decide: (inputs) => {
    const wanted = inputs.lead.tags.filter((tag) => inputs.sellers.some((s) => named(s.skills, tag)));
    const considered = inputs.sellers.map((s): Considered => ({ sellerId: s.id, open: s.open, capacity: s.capacity, out: outOf(s, inputs, wanted) }));
    const fit = inputs.sellers.filter((_, i) => considered[i]!.out === null).toSorted(byTurn);
    const decided = (sellerId: string | null, exception: string | null, because: Words) => ({ outcome: { sellerId, considered }, exception, because });
    const own = inputs.sellers.find((s) => s.id === inputs.returningTo);
    // The own seller is asked even when the hands are full: the customer knows them.
    const ownOut = own ? outOf({ ...own, capacity: Number.MAX_SAFE_INTEGER }, inputs, []) : null;
    if (own && ownOut === null) return decided(own.id, 'returning-customer', words('老客户，归原销售员', 'A known customer goes to the own seller'));
    const standIn = own?.active && own.absent ? fit.find((s) => s.id === own.substituteId) : undefined;
    if (standIn) return decided(standIn.id, 'returning-customer', words('老客户，原销售员请假，由代班人接手', 'A known customer; the own seller is away, the substitute takes it'));
    const line = fit.find((s) => named(s.productLines, inputs.lead.productLine));
    const place = fit.filter((s) => named(s.provinces, inputs.lead.province) || named(s.provinces, inputs.lead.city));
    const both = place.find((s) => named(s.productLines, inputs.lead.productLine));
    if (both ?? line) return decided((both ?? line)!.id, 'product-line', words(`产品线“${inputs.lead.productLine}”归该销售员`, `Product line “${inputs.lead.productLine}” is this seller’s`));
    if (place[0]) return decided(place[0].id, 'territory', words(`${inputs.lead.province ?? inputs.lead.city}归该销售员`, `${inputs.lead.province ?? inputs.lead.city} is this seller’s territory`));
    const next = fit[0];
    if (next) return decided(next.id, null, words(`当班销售员轮流：在手 ${next.open} 条，最少`, `By turns: ${next.open} in hand is the least`));
    return decided(null, null, words('没有在班且未满的销售员', 'No seller is on duty with room for a lead'));
  },
});
