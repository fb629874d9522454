import { z } from 'zod';
import { fen, id, instant, text } from '../../../kernel/schemas.ts';

/** Where goods go. Empty texts are not sent: leave a part out, or send null. */
export const receiver = z.strictObject({
  name: text(100, 1).nullable().default(null), phone: text(40, 1).nullable().default(null), province: text(40, 1).nullable().default(null),
  city: text(40, 1).nullable().default(null), district: text(40, 1).nullable().default(null), street: text(60, 1).nullable().default(null),
  detail: text(300, 1).nullable().default(null), postcode: text(10, 1).nullable().default(null),
});

/**
 * Who buys, and where it goes: by the marketplace's name or the telephone (`nick`, `receiver`), or a customer of the register with one of
 * the customer's addresses or with a new one.
 */
const orderBuyer = z.strictObject({ nick: text(100, 1).optional(), customerId: id.optional(), addressId: id.optional(), receiver: receiver.optional() })
  .refine((b) => (b.receiver === undefined) !== (b.addressId === undefined), { message: '请给出 receiver 或 addressId 之一 · give either receiver or addressId', path: ['receiver'] })
  .refine((b) => b.addressId === undefined || b.customerId !== undefined, { message: '用 addressId 时须给出 customerId · addressId needs its customerId', path: ['customerId'] });

export const orderLineInput = z.strictObject({
  /** The seller's code of the SKU (商家编码). */
  skuCode: text(100, 1), quantity: z.int().min(1).max(100_000),
  /** Price of one unit; the SKU's own price when left out. */
  unitPriceFen: fen.min(0).max(1e12).optional(),
  /** A gift: it costs nothing, and review asks a person about it. */
  gift: z.boolean().default(false),
}).refine((l) => !l.gift || l.unitPriceFen === undefined || l.unitPriceFen === 0, { message: '赠品不计价 · a gift has no price', path: ['unitPriceFen'] });

export const orderInput = z.strictObject({
  storeId: id,
  /** The number at the source: the same number of the same store is taken once. */
  outsideNo: text(100, 1).optional(),
  buyer: orderBuyer,
  lines: z.array(orderLineInput).min(1).max(200).refine((all) => all.some((l) => !l.gift), '不能只有赠品 · an order cannot be gifts alone'),
  /** Discount on the goods as a whole; shared over the lines. */
  discountFen: fen.min(0).max(1e12).default(0),
  freightFen: fen.min(0).max(1e12).default(0),
  /** Present when the buyer has paid. */
  payment: z.strictObject({ at: instant.optional(), method: text(40, 1).optional(), paymentNo: text(100, 1).optional() }).optional(),
  placedAt: instant.optional(),
  promisedShipBy: instant.optional(),
  /** Sold before it can be sent: not handed to the warehouse before `shipFrom` nor before the balance is paid; `shipBy` is promised. With a deposit, `payment` is that deposit. */
  presale: z.strictObject({ shipFrom: instant, shipBy: instant, depositFen: fen.min(1).max(1e12).nullable().default(null) })
    .refine((p) => p.shipBy >= p.shipFrom, { message: '最迟发货不能早于开始发货 · it must leave after it may', path: ['shipBy'] }).optional(),
  buyerMessage: text(500, 1).optional(),
  sellerRemark: text(500, 1).optional(),
  flag: text(20, 1).optional(),
  /** `wait`: lines without stock wait for goods. `refuse`: the order is not taken when anything is missing. */
  ifShort: z.enum(['wait', 'refuse']).default('wait'),
  source: z.enum(['api', 'manual']).default('api'),
});
export type OrderInput = z.output<typeof orderInput>;
