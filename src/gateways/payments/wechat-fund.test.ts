import { describe, expect, it } from 'vitest';
import { readBill } from './testing/read-bill.ts';

const heading = '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号';
const totalsHeading = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额';
interface Movement { at?: string; business?: string; flow?: string; name?: string; kind?: string; way?: string; amount?: string; balance?: string; note?: string; voucher?: string }
const row = ({ at = '2026-11-20 09:00:00', business = '4200000000000000000000000001', flow = '4200000000000000000000000001', name = '交易', kind = '交易', way = '收入', amount = '6.00', balance = '6.00', note = '', voucher = 'PAY-1' }: Movement) =>
  [at, business, flow, name, kind, way, amount, balance, 'system', note, voucher].map((value) => `\`${value}`).join(',');
const bill = (rows: string[], totals: string) => [heading, ...rows, totalsHeading, totals].join('\n');
const fee: Movement = { kind: '扣除交易手续费', way: '支出', amount: '0.04', balance: '5.96' };

describe('the fund bill of a WeChat Pay merchant', () => {
  it('tells a payment from its fee though both carry the same numbers', async () => {
    const read = await readBill(bill([row({}), row(fee)], '`2.0,`1.0,`6.00,`1.0,`0.04'));
    expect(read.recognition).toMatchObject({ format: 'wechat.merchant.fund.11', missing: [], unknown: [], score: 1 });
    expect(read.problems).toEqual([]);
    expect(read.records.map(({ kind, movementNo, amountFen, feeFen }) => [kind, movementNo, amountFen, feeFen])).toEqual([
      ['payment', '4200000000000000000000000001/交易', 600n, 0n], ['fee', '4200000000000000000000000001/扣除交易手续费', -4n, 0n],
    ]);
    expect(read.totals).toEqual({ 资金流水总笔数: '2/2 ok', 收入笔数: '1/1 ok', 收入金额: '600/600 ok', 支出笔数: '1/1 ok', 支出金额: '4/4 ok', 余额逐笔衔接: '1/1 ok' });
  });

  it('keeps two refunds of one payment apart and shows that the totals say three', async () => {
    const refund = (business: string, at: string, balance: string) =>
      row({ at, business, name: '退款', kind: '退款', way: '支出', amount: '0.01', balance, note: '退款总金额0.01元;含手续费0.00元', voucher: 'S1' });
    const read = await readBill(bill([refund('503001', '2026-11-20 13:54:01', '0.22'), refund('503002', '2026-11-20 14:00:45', '0.21')], '`3,`1,`0.01,`2,`0.02'));
    expect(new Set(read.keys).size).toBe(2);
    expect(read.records[0]).toMatchObject({ kind: 'refund', tradeNo: '503001', merchantOrderNo: 'S1', amountFen: -1n });
    expect(read.totals).toEqual({ 资金流水总笔数: '3/2 differs', 收入笔数: '1/0 differs', 收入金额: '1/0 differs', 支出笔数: '2/2 ok', 支出金额: '2/2 ok', 余额逐笔衔接: '1/1 ok' });
  });

  it('takes the same numbers with another balance as a further movement, and the very same row as a repetition', async () => {
    const read = await readBill(bill([row({ amount: '1.00', balance: '1.00' }), row({ amount: '1.00', balance: '2.00' }), row({ amount: '1.00', balance: '2.00' })], '`3,`3,`3.00,`0,`0.00'));
    expect(read.records.map(({ movementNo }) => movementNo)).toEqual(['4200000000000000000000000001/交易', '4200000000000000000000000001/交易#2']);
    expect(read.problems).toMatchObject([{ code: 'number-repeated', line: 4 }]);
    expect(read.totals['收入笔数']).toBe('3/2 differs');
  });

  it.each([
    ['退还交易手续费', '交易', 'fee'], ['退款关闭', '退款', 'refund'], ['提现', '充值/提现', 'withdrawal'], ['企业付款', '企业付款', 'transfer'],
    ['分账', '分账', 'transfer'], ['交易', '交易', 'payment'], ['代金券', '代金券', 'other'],
  ])('%s under %s is a %s', async (kind, name, expected) => {
    const read = await readBill(bill([row({ kind, name })], '`1,`1,`6.00,`0,`0.00'));
    expect(read.records[0]?.kind).toBe(expected);
  });

  it('names the row at which the balance breaks, by one fen', async () => {
    const read = await readBill(bill([row({}), row({ ...fee, at: '2026-11-20 09:00:01', balance: '5.95' })], '`2,`1,`6.00,`1,`0.04'));
    expect(read.totals['余额逐笔衔接']).toBe('1/0 differs');
    expect(read.problems).toMatchObject([{ code: 'balance-break', line: 3 }]);
  });

  it('reads notes with commas', async () => {
    const read = await readBill(bill([row({ note: '缺货,已联系,退款', voucher: 'REF1' })], '`1,`1,`6.00,`0,`0.00'));
    expect(read.records[0]).toMatchObject({ remark: '缺货,已联系,退款', merchantOrderNo: 'REF1' });
  });

  it('refuses a direction it does not know, a negative amount and a row that was cut off', async () => {
    const read = await readBill(bill([row({ way: '中性' }), row({ amount: '-6.00' }), '`2026-11-20 09:00:00,`4200,`4200'], '`0,`0,`0.00,`0,`0.00'));
    expect(read.problems.map(({ code, column }) => `${code} ${column}`)).toEqual(['word-unknown 收支类型', 'amount-sign 收支金额(元)', 'cells-missing undefined']);
    expect(read.reconciliation.every(({ ok }) => ok)).toBe(true);
  });
});
