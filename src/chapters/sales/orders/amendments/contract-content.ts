import { z } from 'zod';
import { fen, id, instant } from '../../../../kernel/schemas.ts';

/** One line of an order as a version keeps it. `lineId` is null while a new line is only proposed. */
export const versionLine = z.strictObject({ lineId: id.nullable(), skuId: id, code: z.string(), title: z.string(), spec: z.string().nullable(), quantity: z.int().min(1), unitFen: fen.nullable(), amountFen: fen, /** It costs nothing. */ gift: z.boolean().default(false) });
export type VersionLine = z.output<typeof versionLine>;

/** An order as one version of it says: plain JSON, so that an approval can be bound to it. */
export const orderContent = z.strictObject({ lines: z.array(versionLine), goodsFen: fen, discountFen: fen, freightFen: fen, payableFen: fen, addressId: id.nullable(), shipBy: instant.nullable() });
export type OrderContent = z.output<typeof orderContent>;
