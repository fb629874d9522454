/**
 * The one shape into which every marketplace's order export is read. One row of the file gives one OrderRow: the order's own
 * fields (repeated on every row of the order in Douyin, JD) and at most one line. Taobao gives orders and lines in two files.
 * Null means "the file does not say"; an empty text is never stored for null.
 */
export type Platform = 'taobao' | 'douyin' | 'pdd' | 'jd' | 'generic';

/**
 * Whose money stands in a row. `order`: the order's figures, repeated on every row (take them once). `row`: figures of this
 * row's own sub-order (the order's figures are the sums over its rows).
 */
export const moneyScope: Readonly<Record<Platform, 'order' | 'row'>> = { taobao: 'order', douyin: 'row', pdd: 'order', jd: 'order', generic: 'order' };

export type OrderStatus =
  | 'unpaid' | 'paid' | 'part-shipped' | 'shipped' | 'signed' | 'completed' | 'closed' | 'in-review';

export interface Receiver {
  name: string | null;
  phone: string | null;
  province: string | null;
  city: string | null;
  district: string | null;
  street: string | null;
  /** The rest of the address, without province, city and district where they could be told apart. */
  detail: string | null;
  postcode: string | null;
  /** True when the marketplace masked or encrypted name, phone or address: such values are shown, never compared. */
  masked: boolean;
}

export interface OrderLineRow {
  /** The marketplace's own number of this line; null in Taobao's and JD's files. */
  subOrderNo: string | null;
  /** The seller's code of the SKU (商家编码 / 外部系统编号): how the line finds our SKU. */
  outerSku: string | null;
  platformItemId: string | null;
  platformSkuId: string | null;
  title: string;
  spec: string | null;
  quantity: number;
  unitPriceFen: bigint | null;
  /** What the line costs after its discounts, where the file says. */
  amountFen: bigint | null;
  refundFen: bigint | null;
  refundStatusText: string | null;
  /** True where the marketplace says that it is a gift. */
  gift?: boolean;
}

export interface OrderRow {
  platform: Platform;
  orderNo: string;
  /** Null when the file's status word is not known: the word is shown, never guessed. */
  status: OrderStatus | null;
  statusText: string | null;
  storeName: string | null;
  buyerNick: string | null;
  receiver: Receiver;
  /** Instants: milliseconds UTC, read in Asia/Shanghai. */
  createdAt: number | null;
  paidAt: number | null;
  promisedShipBy: number | null;
  shippedAt: number | null;
  completedAt: number | null;
  goodsFen: bigint | null;
  freightFen: bigint | null;
  discountFen: bigint | null;
  platformDiscountFen: bigint | null;
  /** What the buyer owes or paid (买家应付 / 用户实付). */
  payableFen: bigint | null;
  paidFen: bigint | null;
  refundFen: bigint | null;
  paymentNo: string | null;
  paymentMethod: string | null;
  buyerMessage: string | null;
  sellerRemark: string | null;
  flag: string | null;
  closeReason: string | null;
  afterSalesText: string | null;
  carrierName: string | null;
  waybillNo: string | null;
  /** How many units the order has in all, where the order row itself says (Taobao 宝贝总数量). */
  quantityTotal: number | null;
  line: OrderLineRow | null;
  /** A gift that the same row tells of (Pinduoduo 赠品名称). */
  giftLine?: OrderLineRow | null;
}

/** Rows of Taobao's ExportOrderDetailList and its successors: lines that belong to orders of another file. */
export interface OrderItemRow {
  platform: Platform;
  orderNo: string;
  line: OrderLineRow;
  statusText: string | null;
}
