import { allocate } from '../../../../../src/kernel/money.ts';
import type { placeOrderAct } from '../../../../../src/chapters/sales/contract.ts';
import type { listSkus } from '../../../../../src/registers/products/contract.ts';
import type { Answer, Call } from '../../../../../src/kernel/http/contract.ts';

export type EntrySku = Answer<typeof listSkus>['rows'][number];
export interface EntryLine { readonly sku: EntrySku; readonly quantity: number; readonly unitFen: number | null; readonly gift?: boolean }

export interface EntryReceiver { name: string; phone: string; province: string; city: string; district: string; detail: string }
export const noReceiver: EntryReceiver = { name: '', phone: '', province: '', city: '', district: '', detail: '' };

/** A customer of the register, or somebody new who is known by telephone. */
export interface EntryBuyer { readonly customerId: string | null; readonly addressId: string | null; readonly receiver: EntryReceiver }

export interface EntryOrder {
  readonly storeId: string | null;
  readonly outsideNo: string;
  readonly buyer: EntryBuyer;
  readonly lines: readonly EntryLine[];
  readonly freightFen: number;
  readonly discountFen: number;
  readonly payment: { readonly paid: boolean; readonly method: string; readonly paymentNo: string };
  readonly buyerMessage: string;
  readonly sellerRemark: string;
  readonly ifShort: 'wait' | 'refuse';
  /** Sold before it can be sent; null: as usual. */
  readonly presale: { readonly shipFrom: number | null; readonly shipBy: number | null; readonly depositFen: number | null } | null;
}
export const emptyOrder: EntryOrder = {
  storeId: null, outsideNo: '', buyer: { customerId: null, addressId: null, receiver: noReceiver }, lines: [], freightFen: 0, discountFen: 0,
  payment: { paid: true, method: '', paymentNo: '' }, buyerMessage: '', sellerRemark: '', ifShort: 'wait', presale: null,
};

export interface LineFigures {
  readonly grossFen: number;
  /** After its share of the discount, to the fen, as the server shares it. */
  readonly amountFen: number;
  /** Units that are not on the shelf. */
  readonly missing: number;
  /** Review will hold the order: the line sells for less than the SKU's floor. */
  readonly belowFloor: boolean;
}
export interface Figures { readonly lines: readonly LineFigures[]; readonly units: number; readonly goodsFen: number; readonly payableFen: number; readonly missing: number; readonly belowFloor: boolean; readonly discountTooHigh: boolean }

/** What the order comes to, live. Money in fen. */
export function figuresOf(order: EntryOrder): Figures {
  const gross = order.lines.map((l) => (l.gift ? 0 : (l.unitFen ?? 0) * l.quantity));
  const goodsFen = gross.reduce((a, b) => a + b, 0);
  const discountTooHigh = order.discountFen > goodsFen;
  const shares = discountTooHigh || gross.length === 0 ? gross.map(() => 0n) : allocate(BigInt(-order.discountFen), gross.map(BigInt));
  const lines = order.lines.map((l, i): LineFigures => {
    const amountFen = gross[i]! + Number(shares[i]!);
    return { grossFen: gross[i]!, amountFen, missing: Math.max(0, l.quantity - Math.max(0, (l.sku.onHand ?? 0) - l.sku.reserved)), belowFloor: !l.gift && l.sku.floorFen !== null && amountFen < l.sku.floorFen * l.quantity };
  });
  return {
    lines, goodsFen, discountTooHigh, units: order.lines.reduce((n, l) => n + l.quantity, 0), payableFen: goodsFen - order.discountFen + order.freightFen,
    missing: lines.reduce((n, l) => n + l.missing, 0), belowFloor: lines.some((l) => l.belowFloor),
  };
}

/** Adds a SKU, or one more of it when it is there already (a barcode scanned again). */
export function withSku(lines: readonly EntryLine[], sku: EntrySku): EntryLine[] {
  if (lines.some((l) => l.sku.id === sku.id)) return lines.map((l) => (l.sku.id === sku.id ? { ...l, quantity: l.quantity + 1 } : l));
  return [...lines, { sku, quantity: 1, unitFen: sku.priceFen }];
}

export type EntryGap = 'presale' | 'store' | 'buyer' | 'lines' | 'price' | 'discount';
/** What keeps the order from being entered. An incomplete address does not: review holds the order and says so. */
export function gapsOf(order: EntryOrder): EntryGap[] {
  const gaps: EntryGap[] = [];
  if (order.storeId === null) gaps.push('store');
  if (order.buyer.addressId === null && order.buyer.receiver.name.trim() === '' && order.buyer.receiver.phone.trim() === '') gaps.push('buyer');
  if (order.lines.every((l) => l.gift)) gaps.push('lines');
  if (order.lines.some((l) => !l.gift && l.unitFen === null)) gaps.push('price');
  if (figuresOf(order).discountTooHigh) gaps.push('discount');
  const { presale } = order;
  if (presale && (presale.shipFrom === null || presale.shipBy === null || presale.shipBy < presale.shipFrom || (presale.depositFen ?? 0) > figuresOf(order).payableFen)) gaps.push('presale');
  return gaps;
}

const said = <K extends string>(name: K, value: string): { [P in K]?: string } => (value.trim() === '' ? {} : { [name]: value.trim() } as { [P in K]?: string });

export function bodyOf(order: EntryOrder): Call<typeof placeOrderAct>['body'] {
  const { buyer } = order;
  const receiver = Object.fromEntries(Object.entries(buyer.receiver).map(([part, value]) => [part, value.trim() === '' ? null : value.trim()]));
  return {
    storeId: order.storeId!, source: 'manual', ifShort: order.ifShort, discountFen: order.discountFen, freightFen: order.freightFen,
    buyer: { ...(buyer.customerId === null ? {} : { customerId: buyer.customerId }), ...(buyer.addressId === null ? { receiver } : { addressId: buyer.addressId }) },
    lines: order.lines.map((l) => ({ skuCode: l.sku.code, quantity: l.quantity, ...(l.gift ? { gift: true } : { unitPriceFen: l.unitFen! }) })),
    ...(order.payment.paid ? { payment: { ...said('method', order.payment.method), ...said('paymentNo', order.payment.paymentNo) } } : {}),
    ...(order.presale ? { presale: { shipFrom: order.presale.shipFrom!, shipBy: order.presale.shipBy!, depositFen: order.presale.depositFen || null } } : {}),
    ...said('outsideNo', order.outsideNo), ...said('buyerMessage', order.buyerMessage), ...said('sellerRemark', order.sellerRemark),
  };
}
