import { z } from 'zod';
import { fen, text } from '../../../kernel/schemas.ts';
import { words, type Words } from '../../../kernel/words.ts';

/** What a need may say, by the names of the parameter `needFields` (clause 2.2.1). */
export const needShape = z.strictObject({
  functions: text(1_000).default(''), specification: text(1_000).default(''), quantity: z.int().min(1).max(10_000_000).nullable().default(null),
  /** What the customer wants to pay in all, in fen. */
  price: fen.min(0).nullable().default(null),
  'delivery-time': z.iso.date().nullable().default(null), 'after-sales': text(1_000).default(''),
  /** Anything else that was said. */
  note: text(1_000).default(''),
});
export type Need = z.output<typeof needShape>;
export const emptyNeed: Need = needShape.parse({});

export const needWords = {
  functions: words('功能', 'Functions'), specification: words('规格', 'Specification'), quantity: words('数量', 'Quantity'), price: words('价格', 'Price'), 'delivery-time': words('交货期', 'Delivery time'),
  'after-sales': words('售后要求', 'After-sales needs'),
} as const satisfies Record<string, Words>;
export type NeedField = keyof typeof needWords;

/** Of what the rulebook demands, what the need does not say yet. */
export function missingOf(need: Need, demanded: readonly string[]): NeedField[] {
  return (Object.keys(needWords) as NeedField[]).filter((field) => demanded.includes(field) && (need[field] === null || need[field] === ''));
}
