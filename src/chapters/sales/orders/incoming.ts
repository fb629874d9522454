import { moneyScope, type OrderItemRow, type OrderLineRow, type OrderRow, type Platform, type Receiver } from '../../../gateways/marketplaces/order-row.ts';
import type { StagedRow } from '../../../kernel/imports/target.ts';
import { allocate, sum } from '../../../kernel/money.ts';

/** A row of a file after JSON: money is a number of fen. */
type Json<T> = { [K in keyof T]: T[K] extends bigint | null ? number | null : T[K] extends OrderLineRow ? Json<OrderLineRow> : T[K] extends OrderLineRow | null | undefined ? Json<OrderLineRow> | null : T[K] };
export type OrderRecord = Json<OrderRow> & { lineKey: string };
export type ItemRecord = Json<OrderItemRow> & { lineKey: string };

/** One line of an order as a file tells it. Money in fen; null = the file does not say. */
export interface IncomingLine {
  key: string;
  outerSku: string | null;
  title: string;
  spec: string | null;
  quantity: number;
  unitFen: bigint | null;
  amountFen: bigint | null;
  refundFen: bigint | null;
  refundStatus: string | null;
  platformItemId: string | null;
  platformSkuId: string | null;
  gift: boolean;
}

/** All rows of a run that speak of one order, put together. */
export interface Incoming {
  platform: Platform;
  orderNo: string;
  /** The order's own fields; null where only its lines came. */
  head: OrderRecord | null;
  money: { goods: bigint | null; freight: bigint | null; discount: bigint | null; platformDiscount: bigint | null; payable: bigint | null; paid: bigint | null; refund: bigint | null };
  receiver: Receiver | null;
  lines: IncomingLine[];
  /** Rows of the run it came from. */
  rowLines: number[];
}

const fen = (value: number | null | undefined): bigint | null => (value === null || value === undefined ? null : BigInt(value));
const total = (values: readonly (number | null)[]): bigint | null => {
  const said = values.filter((v) => v !== null);
  return said.length === 0 ? null : sum(said.map(BigInt));
};

const lineOf = (key: string, line: Json<OrderLineRow>): IncomingLine => ({
  key, outerSku: line.outerSku, title: line.title, spec: line.spec, quantity: line.quantity, unitFen: fen(line.unitPriceFen), amountFen: fen(line.amountFen),
  refundFen: fen(line.refundFen), refundStatus: line.refundStatusText, platformItemId: line.platformItemId, platformSkuId: line.platformSkuId, gift: line.gift ?? false,
});

/** Nothing at all said of the receiver: the export has no such columns. */
const isSilent = (r: Receiver): boolean => [r.name, r.phone, r.province, r.city, r.district, r.street, r.detail].every((v) => v === null);

/** Puts the rows of each order together, in the order of the file. Taobao's orders and lines come in two files of one run. */
export function gather(rows: readonly StagedRow[]): Incoming[] {
  const byOrder = new Map<string, { heads: OrderRecord[]; lines: IncomingLine[]; rowLines: number[]; platform: Platform; orderNo: string }>();
  for (const row of rows) {
    const record = row.record as OrderRecord | ItemRecord;
    const key = `${record.platform}/${record.orderNo}`;
    let order = byOrder.get(key);
    if (!order) byOrder.set(key, (order = { heads: [], lines: [], rowLines: [], platform: record.platform, orderNo: record.orderNo }));
    order.rowLines.push(row.line);
    if (row.kind !== 'taobao-items') order.heads.push(record as OrderRecord);
    if (record.line) order.lines.push(lineOf(record.lineKey, record.line));
    if ('giftLine' in record && record.giftLine) order.lines.push(lineOf(`${record.lineKey}+gift`, record.giftLine));
  }
  return [...byOrder.values()].map(({ heads, lines, ...rest }): Incoming => {
    const head = heads[0] ?? null;
    const perRow = moneyScope[rest.platform] === 'row';
    const money = (name: 'goodsFen' | 'freightFen' | 'discountFen' | 'platformDiscountFen' | 'payableFen' | 'paidFen' | 'refundFen') =>
      perRow ? total(heads.map((h) => h[name])) : fen(head?.[name]);
    const lineRefunds = lines.flatMap((l) => l.refundFen ?? []);
    return {
      ...rest, head, lines: [...new Map(lines.map((l) => [l.key, l])).values()],
      money: {
        goods: money('goodsFen'), freight: money('freightFen'), discount: money('discountFen'), platformDiscount: money('platformDiscountFen'), payable: money('payableFen'),
        paid: money('paidFen'), refund: money('refundFen') ?? (lineRefunds.length > 0 ? sum(lineRefunds) : null),
      },
      receiver: head && !isSilent(head.receiver) ? head.receiver : null,
    };
  });
}

export interface Amounts { goods: bigint; freight: bigint; discount: bigint; platformDiscount: bigint; payable: bigint; paid: bigint; refund: bigint }

/** The order's figures, complete: what the file does not say follows from what it says. */
export function amountsOf(order: Incoming, isPaid: boolean): Amounts {
  const { money } = order;
  const freight = money.freight ?? 0n;
  const discount = money.discount ?? 0n;
  const ofLines = order.lines.every((l) => l.amountFen !== null || l.unitFen !== null) ? sum(order.lines.map((l) => l.amountFen ?? l.unitFen! * BigInt(l.quantity))) : null;
  const payable = money.payable ?? money.paid ?? (money.goods !== null ? money.goods - discount + freight : ofLines !== null ? ofLines + freight : 0n);
  return {
    freight, discount, platformDiscount: money.platformDiscount ?? 0n, payable, goods: money.goods ?? payable - freight + discount,
    paid: isPaid ? (money.paid ?? payable) : (money.paid ?? 0n), refund: money.refund ?? 0n,
  };
}

/** What each line costs: as the file says, or else its share of what the goods cost, by price or by units. */
export function lineAmounts(lines: readonly Pick<IncomingLine, 'amountFen' | 'unitFen' | 'quantity'>[], amounts: Pick<Amounts, 'payable' | 'freight'>): bigint[] {
  if (lines.every((l) => l.amountFen !== null)) return lines.map((l) => l.amountFen!);
  const weights = lines.every((l) => l.unitFen !== null) ? lines.map((l) => l.unitFen! * BigInt(l.quantity)) : lines.map((l) => BigInt(l.quantity));
  const goods = amounts.payable - amounts.freight;
  return lines.length === 0 ? [] : allocate(goods < 0n ? 0n : goods, weights);
}
