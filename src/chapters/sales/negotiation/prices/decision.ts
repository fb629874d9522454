import { posts, type Post } from '../../../../kernel/posts.ts';
import { words, type Words } from '../../../../kernel/words.ts';
import type { Band } from '../../../../regulation/declare-parameter.ts';
import { bandOf } from '../../../../regulation/declare-values.ts';
import { higherThan } from '../../../../regulation/approvals/higher.ts';

/** A line as it is offered. Money of one unit in fen; `costFen` null where nobody has filled it in. */
export interface PricedLine { readonly quantity: number; readonly listFen: bigint; readonly unitFen: bigint; readonly costFen: bigint | null }

export interface PriceRules {
  /** discountAuthority: (above, upTo] in basis points → posts that decide. */
  readonly bands: readonly Pick<Band, 'above' | 'upTo' | 'result'>[];
  /** minimumGrossMargin in basis points. */
  readonly floorBasisPoints: number;
}

export interface PriceFigures {
  readonly listFen: bigint;
  readonly goodsFen: bigint;
  /** How far the lines that are below their list price go below it, of the whole list price. Lines above it do not pay for them. */
  readonly discountBasisPoints: number;
  /** Null where a cost is unknown or nothing is asked for the goods. */
  readonly marginBasisPoints: number | null;
}

export interface PriceDecision extends PriceFigures {
  /** Under the floor, or nobody knows: then only the general manager decides. */
  readonly belowFloor: boolean;
  /** Who decides this discount, in order. */
  readonly signers: readonly Post[];
  /** Whether the one who asks is one of them (or stands above them). */
  readonly ownAuthority: boolean;
  /** The most that the one who asks may give alone; null: any discount. */
  readonly mayGiveBasisPoints: number | null;
  readonly says: Words;
}

/**
 * Shares are rounded in this one place: a discount up and a margin down to the whole basis point, so that no rounding ever makes a price
 * look better than it is.
 */
function share(part: bigint, whole: bigint, to: 'up' | 'down'): number {
  const scaled = part * 10_000n;
  const cut = scaled / whole;
  const exact = cut * whole === scaled;
  if (exact) return Number(cut);
  const down = scaled < 0n ? cut - 1n : cut;
  return Number(to === 'down' ? down : down + 1n);
}

export function figuresOf(lines: readonly PricedLine[]): PriceFigures {
  const of = (price: (l: PricedLine) => bigint) => lines.reduce((a, l) => a + price(l) * BigInt(l.quantity), 0n);
  const listFen = of((l) => l.listFen);
  const goodsFen = of((l) => l.unitFen);
  const below = of((l) => (l.unitFen < l.listFen ? l.listFen - l.unitFen : 0n));
  const costFen = lines.some((l) => l.costFen === null) ? null : of((l) => l.costFen!);
  return {
    listFen, goodsFen, discountBasisPoints: listFen === 0n ? 0 : share(below, listFen, 'up'),
    marginBasisPoints: costFen === null || goodsFen === 0n ? null : share(goodsFen - costFen, goodsFen, 'down'),
  };
}

const acts = (holder: readonly Post[], post: Post): boolean => holder.includes(post) || higherThan(post).some((p) => holder.includes(p));

/** Who decides a price, and why (clause 2.2.3). Pure: the same figures, rules and posts always give the same answer. */
export function decidePrice(figures: PriceFigures, rules: PriceRules, asker: readonly Post[]): PriceDecision {
  const belowFloor = figures.marginBasisPoints === null || figures.marginBasisPoints < rules.floorBasisPoints;
  const band = bandOf(rules.bands, figures.discountBasisPoints);
  const signers = belowFloor || !band ? (['general-manager'] as const) : (band.result as Post[]);
  const ownAuthority = belowFloor ? asker.includes('general-manager') : signers.every((post) => acts(asker, post));
  let most: number | null = 0;
  for (const b of rules.bands) if ((b.result as Post[]).every((post) => acts(asker, post)) && most !== null) most = b.upTo === null ? null : Math.max(most, Number(b.upTo));
  return { ...figures, belowFloor, signers, ownAuthority, mayGiveBasisPoints: most, says: sayDecision(figures, rules, { belowFloor, signers, ownAuthority, most }) };
}

export const percentText = (bp: number): string => `${bp / 100} %`;

function sayDecision(f: PriceFigures, rules: PriceRules, d: { belowFloor: boolean; signers: readonly Post[]; ownAuthority: boolean; most: number | null }): Words {
  const zh = [`让价 ${percentText(f.discountBasisPoints)}`];
  const en = [`${percentText(f.discountBasisPoints)} asked`];
  if (d.most !== null) {
    zh.push(`您可自定 ${percentText(d.most)} 以内`);
    en.push(`you may give ${percentText(d.most)}`);
  }
  if (f.marginBasisPoints === null) {
    zh.push('成本不全，算不出毛利率');
    en.push('the margin cannot be computed, a cost is missing');
  } else if (d.belowFloor) {
    zh.push(`毛利率 ${percentText(f.marginBasisPoints)} 低于底线 ${percentText(rules.floorBasisPoints)}`);
    en.push(`margin ${percentText(f.marginBasisPoints)} is under the floor ${percentText(rules.floorBasisPoints)}`);
  } else {
    zh.push(`毛利率 ${percentText(f.marginBasisPoints)}`);
    en.push(`margin ${percentText(f.marginBasisPoints)}`);
  }
  const by = { zh: d.signers.map((p) => posts[p].zh).join('、'), en: d.signers.map((p) => posts[p].en.toLowerCase()).join(', then ') };
  return words(`${zh.join('；')}：${d.ownAuthority ? '可直接发出' : `须${by.zh}批准`}`, `${en.join('; ')}: ${d.ownAuthority ? 'you may issue it' : by.en}`);
}
