import { localText } from '../../kernel/clock.ts';
import { yuanText } from '../../kernel/money.ts';

/** A payment or refund on the WeChat account. `amountFen` is positive for both. */
export interface WechatMove { is: 'payment' | 'refund'; at: number; tradeNo: string; orderNo: string; title: string; amountFen: number; refundNo: string | null }

const feeOf = (amountFen: number): number => Math.round(amountFen * 0.006);
const line = (cells: readonly string[]): string => cells.map((c) => `\`${c}`).join(',');

/** The trade bill (交易账单, all rows, 27 columns) of a WeChat merchant: back-quoted cells, totals at the end. */
export function wechatTradeBill(merchant: string, moves: readonly WechatMove[]): string {
  const rows = moves.map((m) => {
    const paid = m.is === 'payment';
    const [amount, fee] = [yuanText(m.amountFen), `${paid ? '' : '-'}${yuanText(feeOf(m.amountFen))}000`];
    return line([
      localText(m.at), 'wx0000000000000000', merchant, '0', '', m.tradeNo, m.orderNo, 'oDemo', 'JSAPI', paid ? 'SUCCESS' : 'REFUND', 'OTHERS', 'CNY', paid ? amount : '0.00', '0.00', paid ? '0' : m.refundNo!, paid ? '0' : `R${m.orderNo}`,
      paid ? '0.00' : amount, '0.00', paid ? '' : 'ORIGINAL', paid ? '' : 'SUCCESS', m.title, '', fee, '0.60%', paid ? amount : '0.00', paid ? '0.00' : amount, '',
    ]);
  });
  const sum = (is: WechatMove['is'], of: (m: WechatMove) => number): number => moves.filter((m) => m.is === is).reduce((a, m) => a + of(m), 0);
  const [paid, back] = [sum('payment', (m) => m.amountFen), sum('refund', (m) => m.amountFen)];
  const fees = sum('payment', (m) => feeOf(m.amountFen)) - sum('refund', (m) => feeOf(m.amountFen));
  return [
    '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注',
    ...rows,
    '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
    line([String(moves.length), yuanText(paid), yuanText(back), '0.00', `${fees < 0 ? '-' : ''}${yuanText(Math.abs(fees))}000`, yuanText(paid), yuanText(back)]), '',
  ].join('\r\n');
}

/** The fund bill (资金账单) of the same account: every movement with the balance after it; a refund net of the fee that comes back with it. */
export function wechatFundBill(moves: readonly WechatMove[], openingFen: number): { text: string; closingFen: number } {
  let balance = openingFen;
  const counted = { in: 0, inFen: 0, out: 0, outFen: 0 };
  const row = (at: number, businessNo: string, flowNo: string, kind: string, type: string, fen: number, remark: string, voucher: string): string => {
    balance += fen;
    if (fen >= 0) Object.assign(counted, { in: counted.in + 1, inFen: counted.inFen + fen });
    else Object.assign(counted, { out: counted.out + 1, outFen: counted.outFen - fen });
    return line([localText(at), businessNo, flowNo, kind, type, fen >= 0 ? '收入' : '支出', yuanText(Math.abs(fen)), yuanText(balance), 'system', remark, voucher]);
  };
  const rows = moves.flatMap((m) => {
    const fee = feeOf(m.amountFen);
    if (m.is === 'refund') return [row(m.at, m.refundNo!, m.tradeNo, '退款', '退款', fee - m.amountFen, `退款总金额${yuanText(m.amountFen)}元;含手续费${yuanText(fee)}元`, m.orderNo)];
    return [
      row(m.at, m.tradeNo, m.tradeNo, '交易', '交易', m.amountFen, '', m.orderNo),
      ...(fee > 0 ? [row(m.at, m.tradeNo, m.tradeNo, '交易', '扣除交易手续费', -fee, '', m.orderNo)] : []),
    ];
  });
  const text = [
    '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号',
    ...rows,
    '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额',
    line([String(rows.length), String(counted.in), yuanText(counted.inFen), String(counted.out), yuanText(counted.outFen)]), '',
  ].join('\r\n');
  return { text, closingFen: balance };
}
