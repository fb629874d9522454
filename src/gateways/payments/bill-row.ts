/**
 * The one shape into which every payment bill is read. Money in fen with our sign: positive comes to us, negative leaves us.
 * A refund is its own row with its own number; a fee is `feeFen` (≤ 0 when charged, > 0 when given back).
 */
export type BillKind = 'payment' | 'refund' | 'fee' | 'withdrawal' | 'transfer' | 'other';

export interface BillRow {
  provider: 'alipay' | 'wechat';
  /** `trade`: what was sold and refunded, with fees. `fund`: every movement of the account, with running balance. */
  bill: 'trade' | 'fund';
  kind: BillKind;
  kindText: string;
  /** The provider's number of the transaction; a refund repeats that of its payment. */
  tradeNo: string;
  /** The number of this very movement: fund flow number, refund batch or refund number; unique together with provider and bill. */
  movementNo: string;
  merchantOrderNo: string | null;
  /** Order numbers of a marketplace found in the row (T200P…, 关联订单号…, tradeid…), best first. */
  orderNoHints: string[];
  occurredAt: number;
  amountFen: bigint;
  feeFen: bigint;
  /** Running balance after the row, fund bills only. */
  balanceFen: bigint | null;
  status: 'success' | 'processing' | 'failed' | 'revoked';
  account: string | null;
  counterparty: string | null;
  subject: string | null;
  remark: string | null;
}
