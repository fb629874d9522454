import { words } from '../../kernel/words.ts';
import type { Reconciliation } from '../../kernel/imports/format.ts';
import type { RowCells } from '../../kernel/files/row-cells.ts';
import type { OrderLineRow, OrderRow, OrderStatus, Platform } from './order-row.ts';

/** Status words of a platform, compared without blanks and with half-width commas and brackets. */
export const statusWords = (table: Readonly<Record<string, OrderStatus>>): ReadonlyMap<string, OrderStatus> =>
  new Map(Object.entries(table).map(([word, status]) => [plain(word), status]));

const plain = (word: string): string => word.normalize('NFKC').replace(/\s+/g, '');

/** An unknown word is kept for people to see and gives no status: it is never guessed. */
export function readStatus(row: RowCells, heading: string, known: ReadonlyMap<string, OrderStatus>): { status: OrderStatus | null; statusText: string | null } {
  const statusText = row.text(heading);
  if (statusText === null) return { status: null, statusText: null };
  const status = known.get(plain(statusText)) ?? null;
  if (status === null) row.warn('status.unknown', heading, `没见过的订单状态“${statusText.slice(0, 40)}”，已保留原文，状态留空。`, `The order status "${statusText.slice(0, 40)}" is not known; the word is kept and no status is set.`);
  return { status, statusText };
}

/** Marketplaces number their orders in letters and digits; our own template takes what a shop writes by hand. */
const orderNoForms = { marketplace: /^[A-Za-z0-9][A-Za-z0-9._/#-]{0,63}$/, own: /^[\p{L}\p{N}][\p{L}\p{N}._/#:()-]{0,63}$/u } as const;

/** The number of an order. A footer, a formula or two numbers in one cell are refused: an order of that name would be nobody's. */
export function orderNoOf(row: RowCells, heading: string, form: keyof typeof orderNoForms = 'marketplace'): string {
  const no = row.idNeeded(heading);
  if (no !== '' && !orderNoForms[form].test(no)) row.refuse('order-no.unlikely', heading, `“${no.slice(0, 40)}”不像是订单号，请核对这一行是不是订单。`, `"${no.slice(0, 40)}" does not look like an order number; check whether this row is an order.`);
  return no;
}

/** A row in which the file says nothing yet. */
export const emptyOrder = (platform: Platform, orderNo: string): OrderRow => ({
  platform, orderNo, status: null, statusText: null, storeName: null, buyerNick: null,
  receiver: { name: null, phone: null, province: null, city: null, district: null, street: null, detail: null, postcode: null, masked: false },
  createdAt: null, paidAt: null, promisedShipBy: null, shippedAt: null, completedAt: null,
  goodsFen: null, freightFen: null, discountFen: null, platformDiscountFen: null, payableFen: null, paidFen: null, refundFen: null,
  paymentNo: null, paymentMethod: null, buyerMessage: null, sellerRemark: null, flag: null, closeReason: null, afterSalesText: null,
  carrierName: null, waybillNo: null, quantityTotal: null, line: null,
});

/** Nobody orders more of one thing at once. */
const mostUnits = 1_000_000;

/** The needed parts of a line; a quantity below one is no sale. */
export function readLine(row: RowCells, headings: { title: string; quantity: string }): OrderLineRow {
  const title = row.textNeeded(headings.title);
  const quantity = row.countNeeded(headings.quantity);
  if (quantity > mostUnits) row.refuse('quantity.too-large', headings.quantity, `数量 ${quantity} 超过 ${mostUnits}，请核对列是否错位。`, `A quantity of ${quantity} is above ${mostUnits}; check that the columns stand in their places.`);
  if (quantity < 0 || (quantity === 0 && row.raw(headings.quantity).trim() !== '' && row.problems.length === 0)) {
    row.refuse('quantity.not-positive', headings.quantity, `数量必须大于 0，文件里是 ${quantity}。`, `The quantity must be above 0; the file says ${quantity}.`);
  }
  return { subOrderNo: null, outerSku: null, platformItemId: null, platformSkuId: null, title, spec: null, quantity, unitPriceFen: null, amountFen: null, refundFen: null, refundStatusText: null };
}

/** Exports write several waybills or the prefix `No:` into one cell (Taobao); the prefix is no part of the number. */
export const waybillOf = (text: string | null): string | null => text?.replace(/(^|[,，;；\s])No[:：]/gi, '$1').trim() || null;

/**
 * Position of a row within its order, counted over all rows of the file, also the unreadable ones: so the key of a line stays
 * the same when a bad line before it is mended and the file is imported again.
 */
export class LinePositions {
  readonly #last = new Map<string, { line: number; position: number }>();

  at(orderNo: string, line: number): number {
    const last = this.#last.get(orderNo);
    if (last === undefined) this.#last.set(orderNo, { line, position: 1 });
    else if (last.line !== line) this.#last.set(orderNo, { line, position: last.position + 1 });
    return this.#last.get(orderNo)!.position;
  }
}

/** Counts orders of a file with one row a line, and adds up what they are worth: once an order, however often it is repeated. */
export class OrderTally {
  readonly #payable = new Map<string, bigint | null>();
  readonly #perRow: boolean;

  constructor(perRow: boolean) {
    this.#perRow = perRow;
  }

  /** What earlier rows said the order is worth; undefined for a new order. */
  before(orderNo: string): bigint | null | undefined {
    return this.#payable.get(orderNo);
  }

  add(order: OrderRow): void {
    const before = this.#payable.get(order.orderNo);
    if (before === undefined) this.#payable.set(order.orderNo, order.payableFen);
    else if (this.#perRow) this.#payable.set(order.orderNo, (before ?? 0n) + (order.payableFen ?? 0n));
  }

  reconciliation(): Reconciliation[] {
    let sum = 0n;
    for (const fen of this.#payable.values()) sum += fen ?? 0n;
    return [
      { name: words('订单数', 'Orders'), unit: 'count', file: null, rows: BigInt(this.#payable.size), ok: true },
      { name: words('应付金额合计', 'Payable in all'), unit: 'fen', file: null, rows: sum, ok: true },
    ];
  }
}
