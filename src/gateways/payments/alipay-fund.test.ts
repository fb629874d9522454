import { describe, expect, it } from 'vitest';
import { alipayLedger, alipayLedgerLayout } from './alipay-fund.ts';
import { fixture, readBill } from './testing/read-bill.ts';

const heading = '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注';
const around = (rows: string[], totals: string[], names = heading) =>
  ['#支付宝账务明细查询', '#账号：[2088000000000001]', '#----账务明细列表----', names, ...rows, '#----账务明细列表结束----', ...totals].join('\n');
const row = (no: number, second: number, income: string, expense: string, balance: string, rest = '支付宝,在线支付,') =>
  `60000000000${no}\t,2026112022001400000000000001\t,D-1\t,围巾\t,2026-11-20 09:00:0${second},某,${income},${expense},${balance},${rest}`;
const stated = (expense: string, income: string) => [`#支出合计：${expense}`, `#收入合计：${income}`];

describe('the fund bill of an Alipay merchant', () => {
  it('is read from GBK, newest row first, with totals and balances that hold', async () => {
    const bill = await readBill(await fixture('alipay-fund-gbk.csv'));
    expect(bill.recognition).toMatchObject({ format: 'alipay.merchant.fund.12', missing: [], unknown: [], score: 1 });
    expect(bill.problems).toEqual([]);
    expect(bill.totals).toEqual({ 支出笔数: '2/2 ok', 支出合计: '-2871/-2871 ok', 收入笔数: '1/1 ok', 收入合计: '11700/11700 ok', 余额逐笔衔接: '2/2 ok' });
    expect(bill.records.map(({ kind, amountFen, balanceFen }) => [kind, amountFen, balanceFen])).toEqual([
      ['refund', -2800n, 108829n], ['fee', -71n, 111629n], ['payment', 11700n, 111700n],
    ]);
    expect(bill.records[1]).toMatchObject({ orderNoHints: ['3600000000000000001'], account: '2088000000000001', feeFen: 0n, movementNo: '600000000003' });
  });

  it('reads expenses with and without a minus as money that leaves', async () => {
    const bill = await readBill(around([row(1, 1, '0.00', '2.00', '8.00'), row(2, 2, '', '-3.00', '5.00')], stated('2笔，共5.00元', '0笔，共0.00元')));
    expect(bill.records.map(({ amountFen }) => amountFen)).toEqual([-200n, -300n]);
    expect(bill.totals).toMatchObject({ 支出合计: '-500/-500 ok', 收入笔数: '0/0 ok', 余额逐笔衔接: '1/1 ok' });
  });

  it('names the first row whose balance does not continue the one before, by one fen', async () => {
    const rows = [row(1, 1, '10.00', '', '10.00'), row(2, 2, '5.00', '', '15.01'), row(3, 3, '1.00', '', '16.01'), row(4, 4, '1.00', '', '20.00')];
    const bill = await readBill(around(rows, stated('0笔，共0.00元', '4笔，共17.00元')));
    expect(bill.totals).toMatchObject({ 收入合计: '1700/1700 ok', 余额逐笔衔接: '3/1 differs' });
    expect(bill.problems).toMatchObject([{ code: 'balance-break', line: 6 }]);
    expect(bill.problems[0]?.message.zh).toMatch(/流水号 600000000002.*15\.01.*15\.00/);
  });

  it('chains rows of one second by their balances, not by their order', async () => {
    const rows = [row(1, 1, '10.00', '', '10.00'), row(3, 2, '', '1.00', '14.00'), row(2, 2, '5.00', '', '15.00'), row(4, 3, '2.00', '', '16.00')];
    const bill = await readBill(around(rows, stated('1笔，共-1.00元', '3笔，共17.00元')));
    expect(bill.totals['余额逐笔衔接']).toBe('3/3 ok');
    expect(bill.problems).toEqual([]);
  });

  it('does not blame the balance for a row that could not be read', async () => {
    const bill = await readBill(around([row(1, 1, '10.00', '', '10.00'), row(2, 2, '五元', '', '15.00'), row(3, 3, '1.00', '', '16.00')], stated('0笔，共0.00元', '3笔，共16.00元')));
    expect(bill.problems.map(({ code, line, column }) => `${line} ${code} ${column}`)).toEqual(['6 amount-unreadable 收入金额（+元）']);
    expect(bill.totals).toMatchObject({ 收入笔数: '3/2 differs', 收入合计: '1600/1100 differs' });
  });

  it('refuses a row with money in both directions and a number that comes twice', async () => {
    const bill = await readBill(around([row(1, 1, '10.00', '2.00', ''), row(2, 1, '1.00', '', ''), row(2, 1, '1.00', '', '')], stated('0笔，共0.00元', '1笔，共1.00元')));
    expect(bill.problems.map(({ code, line }) => `${line} ${code}`)).toEqual(['5 amount-sign', '7 number-repeated']);
    expect(bill.totals).not.toHaveProperty('余额逐笔衔接');
  });

  it('has 16 columns, half-width brackets and trailing commas in newer exports', async () => {
    const names = `${heading.replaceAll('（', '(').replaceAll('）', ')')},业务描述,业务基础订单号,业务订单号,业务账单来源`;
    const rows = [row(1, 1, '10.00', '', '10.00', '支付宝,在线支付,关联订单号：3600000000000000003,008|货款,FP301_77,360000000000004,天猫')];
    const bill = await readBill(around(rows, stated('0笔-0.00元,,,,', '1笔，共10.00元,,,'), names));
    expect(bill.recognition).toMatchObject({ missing: [], unknown: [], score: 1 });
    expect(bill.records[0]?.orderNoHints).toEqual(['3600000000000000003', '360000000000004']);
    expect(bill.totals).toMatchObject({ 支出笔数: '0/0 ok', 收入合计: '1000/1000 ok' });
  });

  it('puts a note with commas together again', async () => {
    const bill = await readBill(around([row(1, 1, '10.00', '', '10.00', '支付宝,在线支付,红色,大号')], stated('0笔，共0.00元', '1笔，共10.00元')));
    expect(bill.records[0]).toMatchObject({ remark: '红色,大号', amountFen: 1000n });
  });

  it('is in order on a day without movements and doubted without totals', async () => {
    expect((await readBill(around([], []))).problems).toEqual([]);
    expect((await readBill(around([row(1, 1, '10.00', '', '10.00')], []))).problems).toMatchObject([{ code: 'totals-missing' }]);
  });

  it('says so when a total cannot be read', async () => {
    const bill = await readBill(around([], ['#收入合计：若干笔，共0.00元']));
    expect(bill.problems).toMatchObject([{ code: 'total-unreadable', line: 6 }]);
  });
});

describe('the ledger workbook of Alipay', () => {
  const names = alipayLedgerLayout.columns.map(({ name }) => name);
  const cells = (values: Record<string, string>) => names.map((name) => values[name] ?? '');
  const open = () => {
    const recognition = alipayLedger.recognise('Sheet1', [['支付宝账务明细'], ['账号：2088000000000001'], names], 'ledger.xlsx');
    if (!recognition) throw new Error('the workbook is not recognised');
    expect(recognition).toMatchObject({ headingRow: 2, missing: [], unknown: [], score: 1 });
    return alipayLedger.open(recognition);
  };

  it('has its heading on the third row, its own column names and no totals', () => {
    const reader = open();
    const deposit = reader.read(cells({
      序号: '1', 入账时间: '2026-11-20 09:00:05', 支付宝交易号: '2026112022001400000000000001', 支付宝流水号: '600000000001', 商户订单号: 'T200P3600000000000000001',
      账务类型: '退款（交易退款）', '支出（-元）': '-8.00', '账户余额（元）': '92.00', '服务费（元）': '-0.60', 对方名称: '某店', 对方账户: '138****00', 业务描述: '008004600001｜保证金-点淘-保证金扣除',
    }), 4);
    expect(deposit).toMatchObject({ is: 'record', key: 'alipay:fund:600000000001', record: {
      kind: 'refund', kindText: '退款（交易退款）', amountFen: -800n, feeFen: 0n, balanceFen: 9200n, tradeNo: '2026112022001400000000000001',
      counterparty: '某店 138****00', remark: '008004600001｜保证金-点淘-保证金扣除', orderNoHints: ['3600000000000000001'],
    } });
    expect(reader.read(cells({ 序号: '合计', '支出（-元）': '-8.00' }), 5)).toEqual({ is: 'total' });
    expect(reader.end()).toMatchObject({ problems: [], reconciliation: [{ file: null, rows: 1n, ok: true }, { rows: -800n }, { rows: 0n }, { rows: 0n }] });
  });

  it('is another format than the csv', () => {
    expect(alipayLedger.recognise('', [heading.split(',')], 'bill.csv')).toBeNull();
  });
});
