import { words, type Words } from '../words.ts';
import type { ImportKind } from './format.ts';
import type { StagedRow } from './target.ts';

/** What imports add up: one name for one idea in all kinds. `fen` is integer fen, `count` a number of things. */
export const totalsKnown = {
  orders: { unit: 'count', name: words('订单', 'Orders') },
  lines: { unit: 'count', name: words('订单行', 'Order lines') },
  units: { unit: 'count', name: words('件数', 'Units') },
  payable: { unit: 'fen', name: words('应付', 'Payable') },
  paid: { unit: 'fen', name: words('实付', 'Paid') },
  refunded: { unit: 'fen', name: words('退款', 'Refunded') },
  rows: { unit: 'count', name: words('数据行', 'Data rows') },
  payments: { unit: 'fen', name: words('收款', 'Payments') },
  refunds: { unit: 'fen', name: words('退款流水', 'Refund movements') },
  fees: { unit: 'fen', name: words('手续费', 'Fees') },
  others: { unit: 'fen', name: words('其他收支', 'Other movements') },
  products: { unit: 'count', name: words('商品', 'Products') },
  skus: { unit: 'count', name: words('货品', 'Articles') },
  counted: { unit: 'count', name: words('盘点数量', 'Counted') },
  parcels: { unit: 'count', name: words('包裹', 'Parcels') },
  steps: { unit: 'count', name: words('轨迹', 'Tracking steps') },
  leads: { unit: 'count', name: words('线索', 'Leads') },
  cost: { unit: 'fen', name: words('费用', 'Cost') },
  reviews: { unit: 'count', name: words('评价', 'Reviews') },
  prices: { unit: 'count', name: words('价格', 'Prices') },
  lists: { unit: 'count', name: words('价目表', 'Price lists') },
} as const satisfies Record<string, { unit: 'fen' | 'count'; name: Words }>;

export type TotalName = keyof typeof totalsKnown;

/** True when a run meets this thing for the first time. */
export type First = (thing: string) => boolean;

/** How a target adds up its rows. */
export interface TotalsOf {
  /** The totals of a run of these kinds, which stand there also when nothing adds to them. */
  names(kinds: readonly ImportKind[]): readonly TotalName[];
  /**
   * What one row adds. A thing that has several rows (an order and its lines), or that stands in two files of a run, is counted when `first`
   * says that it is new: a total never doubles because a file tells something twice.
   */
  of(row: StagedRow, first: First): Partial<Record<TotalName, bigint | number>>;
}

/** The totals of one run, over all its files. */
export class RunTotals {
  readonly #of: TotalsOf;
  readonly #sums = new Map<TotalName, bigint>();
  readonly #met = new Set<string>();

  constructor(of: TotalsOf, kinds: readonly ImportKind[]) {
    this.#of = of;
    for (const name of of.names(kinds)) this.#sums.set(name, 0n);
  }

  add(rows: readonly StagedRow[]): void {
    for (const row of rows) {
      const added = this.#of.of(row, (thing) => !this.#met.has(thing) && this.#met.add(thing) !== undefined);
      for (const [name, value] of Object.entries(added) as [TotalName, bigint | number][]) this.#sums.set(name, (this.#sums.get(name) ?? 0n) + BigInt(value));
    }
  }

  sums(): Record<string, number> {
    return Object.fromEntries([...this.#sums].map(([name, value]) => [name, Number(value)]));
  }
}
