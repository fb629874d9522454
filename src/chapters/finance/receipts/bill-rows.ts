import type { BillRow } from '../../../gateways/payments/index.ts';
import { maskEmail, maskName, maskPhone } from '../../../kernel/privacy.ts';
import type { BillName, Provider, ReceiptKind } from '../schema.ts';

/** A movement of money on its way into the receipts. */
export interface Landing {
  provider: Provider;
  bill: BillName;
  movementNo: string;
  part: 'main' | 'fee';
  tradeNo: string;
  merchantOrderNo: string | null;
  /** Numbers by which the two bills name the same movement. */
  linkNos: string[];
  /** Provider's numbers of the transaction: the payment of a refund or of a fee is found by them. */
  tradeNos: string[];
  hints: string[];
  kind: ReceiptKind;
  kindText: string;
  method: string | null;
  status: BillRow['status'];
  amountFen: bigint;
  balanceFen: bigint | null;
  occurredAt: number;
  customerId: string | null;
  counterparty: string | null;
  subject: string | null;
  remark: string | null;
}

/** A row of a bill after JSON: money is a number of fen. */
export type StoredBillRow = { [K in keyof BillRow]: BillRow[K] extends bigint ? number : BillRow[K] extends bigint | null ? number | null : BillRow[K] };

const distinct = (numbers: readonly (string | null | undefined)[]): string[] => [...new Set(numbers.filter((n): n is string => Boolean(n)))];

/** Names, phones and mail addresses of payers never enter the database in full: a bookkeeper needs to tell payers apart, not to call them. */
export function maskParty(text: string | null): string | null {
  if (text === null) return null;
  return text.slice(0, 120).split(/(\s+|[()（）])/).map((part) => {
    if (part.trim() === '' || /^[()（）]$/.test(part) || part.includes('*')) return part;
    if (part.includes('@')) return maskEmail(part) ?? '';
    return /^\d{5,}$/.test(part) ? (maskPhone(part) ?? '') : (maskName(part) ?? '');
  }).join('');
}

/** WeChat's fund bill takes a refund net of the fee that comes back: `退款总金额1.00元;含手续费0.01元`. In 1/100 yuan. */
function feeInRefund(row: StoredBillRow): bigint {
  if (row.provider !== 'wechat' || row.bill !== 'fund' || row.kind !== 'refund' || row.remark === null) return 0n;
  const said = /退款总金额(\d+)\.(\d{2})元[;；]\s*含手续费(\d+)\.(\d{2})元/.exec(row.remark);
  if (!said) return 0n;
  const total = BigInt(said[1]!) * 100n + BigInt(said[2]!);
  const fee = BigInt(said[3]!) * 100n + BigInt(said[4]!);
  // Believed only where it explains the row to the cent.
  return total - fee === -BigInt(row.amountFen) ? fee : 0n;
}

/**
 * Movements of one row. The fee of a trade bill stands inside the row of its payment and becomes a movement of its own, so that both bills
 * speak of the same movements:
 *
 * - a payment or fee is named by the transaction number in both bills;
 * - a refund is named by the transaction number (Alipay) or by its own number (WeChat: 微信退款单号 = 微信支付业务单号 of the fund bill).
 */
export function movementsOf(row: StoredBillRow): Landing[] {
  const flow = row.provider === 'wechat' && row.bill === 'fund' ? row.movementNo.split('/')[0]! : null;
  const refundNo = row.provider === 'wechat' && row.bill === 'trade' && row.kind === 'refund' ? row.movementNo : null;
  const inside = feeInRefund(row);
  const fee = row.bill === 'trade' ? BigInt(row.feeFen) : inside;
  const main: Landing = {
    provider: row.provider, bill: row.bill, movementNo: row.movementNo, part: 'main', tradeNo: row.tradeNo, merchantOrderNo: row.merchantOrderNo,
    linkNos: refundNo ? [refundNo] : distinct(row.kind === 'refund' ? [row.tradeNo] : [row.tradeNo, flow]),
    tradeNos: distinct([row.tradeNo, flow]), hints: row.orderNoHints, kind: row.kind, kindText: row.kindText, method: null, status: row.status,
    amountFen: BigInt(row.amountFen) - inside, balanceFen: row.balanceFen === null ? null : BigInt(row.balanceFen), occurredAt: row.occurredAt, customerId: null,
    counterparty: maskParty(row.counterparty), subject: row.subject?.slice(0, 200) ?? null, remark: row.remark?.slice(0, 300) ?? null,
  };
  if (fee === 0n) return [main];
  return [main, { ...main, part: 'fee', kind: 'fee', kindText: '手续费', amountFen: fee, balanceFen: null, counterparty: null }];
}

/** Money that has moved: a refund under way or failed has not. */
export const moved = (status: BillRow['status']): boolean => status === 'success' || status === 'revoked';
