import { moneyScope } from '../../../gateways/marketplaces/order-row.ts';
import type { StagedRow } from '../../../kernel/imports/target.ts';
import type { First, TotalName, TotalsOf } from '../../../kernel/imports/totals.ts';
import { isPaidBy } from './import-plan.ts';
import type { ItemRecord, OrderRecord } from './incoming.ts';

type Added = Partial<Record<TotalName, bigint>>;

const fen = (value: number | null | undefined): bigint => BigInt(value ?? 0);

/** What the row says that its order (or its own part of it) costs; null where only the prices of the lines say so. As `amountsOf` takes it. */
function stated(order: OrderRecord): bigint | null {
  if (order.payableFen !== null) return fen(order.payableFen);
  if (order.paidFen !== null) return fen(order.paidFen);
  return order.goodsFen === null ? null : fen(order.goodsFen) - fen(order.discountFen) + fen(order.freightFen);
}

/** The order's figures, once an order; Douyin's rows carry each its own part of them. Money that no row states follows from the lines. */
function moneyOf(order: OrderRecord, isFirst: boolean, isFirstLine: boolean): Added {
  const whole = stated(order);
  const isPart = moneyScope[order.platform] === 'row';
  const counts = isPart ? isFirstLine : isFirst;
  const line = order.line;
  const ofLine = whole === null && isFirstLine && line ? (line.amountFen === null ? fen(line.unitPriceFen) * BigInt(line.quantity) : fen(line.amountFen)) : 0n;
  const payable = (counts ? (whole ?? fen(order.freightFen)) : 0n) + ofLine;
  const paid = order.paidFen === null ? (isPaidBy(order) ? payable : 0n) : counts ? fen(order.paidFen) : 0n;
  const refunded = order.refundFen === null ? (isFirstLine ? fen(line?.refundFen) : 0n) : counts ? fen(order.refundFen) : 0n;
  return { payable, paid, refunded };
}

function ofRow(row: StagedRow, first: First): Added {
  const record = row.record as OrderRecord | ItemRecord;
  const isFirstLine = first(`line ${row.kind} ${record.lineKey}`);
  const added: Added = record.line && isFirstLine ? { lines: 1n, units: BigInt(record.line.quantity) } : {};
  if (row.kind === 'taobao-items') return added;
  const isFirst = first(`order ${record.platform} ${record.orderNo}`);
  return { ...added, orders: isFirst ? 1n : 0n, ...moneyOf(record as OrderRecord, isFirst, isFirstLine) };
}

/** What order files add up to (2.3.1): the same names for every marketplace; money as the orders have it, each order once. */
export const orderTotals: TotalsOf = {
  names: (kinds) => [...(kinds.every((k) => k === 'taobao-items') ? [] : ['orders', 'payable', 'paid', 'refunded'] as const), ...(kinds.every((k) => k === 'taobao-orders') ? [] : ['lines', 'units'] as const)],
  of: ofRow,
};
