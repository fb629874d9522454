import { dayOf, localText } from '../../kernel/clock.ts';
import { yuanText } from '../../kernel/money.ts';

export interface Movement { at: number; orderNo: string | null; paymentNo: string; title: string; amountFen: number; kind: '在线支付' | '交易退款' | '收费' | '提现' | '其它' }

/** An Alipay account bill (账务明细) as the merchant downloads it: preamble, running balance, totals. Text; written in GB18030 by whoever sends it. */
export function alipayFundBill(account: string, movements: readonly Movement[], openingFen: number, from: number, to: number): { text: string; closingFen: number } {
  let balance = openingFen;
  // A payment and its refund come in two bills, now and then in the same line of them: the day keeps their numbers apart.
  const day = dayOf(to).replaceAll('-', '');
  const rows = movements.map((m, i) => {
    balance += m.amountFen;
    const [income, expense] = m.amountFen >= 0 ? [yuanText(m.amountFen), ''] : ['', yuanText(m.amountFen)];
    return [`${m.paymentNo}${day}${String(i).padStart(3, '0')}\t`, `${m.paymentNo}\t`, m.orderNo ? `${m.orderNo.startsWith('HT') ? '' : 'T200P'}${m.orderNo}\t` : '', m.title, localText(m.at), '', income, expense, yuanText(balance), '支付宝', `${m.kind}\t`, ''].join(',');
  });
  const sumOf = (sign: 1 | -1): readonly Movement[] => movements.filter((m) => Math.sign(m.amountFen) === sign);
  const total = (list: readonly Movement[]): string => yuanText(list.reduce((a, m) => a + m.amountFen, 0));
  const text = [
    '#支付宝账务明细查询', `#账号：[${account}]`, `#起始日期：[${localText(from)}]   终止日期：[${localText(to)}]`,
    '#-----------------------------------------账务明细列表----------------------------------------',
    '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注',
    ...rows,
    '#-----------------------------------------账务明细列表结束------------------------------------',
    `#支出合计：${sumOf(-1).length}笔，共${total(sumOf(-1))}元`, `#收入合计：${sumOf(1).length}笔，共${total(sumOf(1))}元`, `#导出时间：[${localText(to)}]`, '',
  ].join('\r\n');
  return { text, closingFen: balance };
}

/** In the order of time, no two at the same second: the balance after each joins the next. */
export function inOrder<M extends { at: number }>(movements: readonly M[]): M[] {
  let last = 0;
  return movements.toSorted((a, b) => a.at - b.at).map((m) => {
    last = Math.max(m.at, last + 1_000);
    return { ...m, at: last };
  });
}
