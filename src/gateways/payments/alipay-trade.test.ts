import { describe, expect, it } from 'vitest';
import { alipaySummary } from './alipay-preamble.ts';
import { alipayTradeLayout, alipayTrade } from './alipay-trade.ts';
import { fixture, readBill } from './testing/read-bill.ts';

const heading = alipayTradeLayout.columns.map(({ name }) => name).join(',');
const around = (rows: string[], totals: string[]) =>
  ['#支付宝业务明细查询', '#账号：[2088000000000001]', '#------业务明细列表------', heading, ...rows, '#------业务明细列表结束------', ...totals].join('\n');

interface Trade { no?: string; kind?: string; at?: string; received?: string; discount?: string; refundNo?: string; fee?: string; subject?: string; note?: string }
const row = ({ no = '2026112022001400000000000009', kind = '交易', at = '2026-11-20 09:00:05', received = '10.00', discount = '0.00', refundNo = '', fee = '0.00', subject = '围巾', note = '' }: Trade) =>
  `${no}\t,D-9\t,${kind}\t,${subject},2026-11-20 09:00:00,${at},\t,\t,\t,\t,*某(138****00)\t,${received},${received},0.00,0.00,0.00,${discount},0.00,,0.00\t,0.00,${refundNo}\t,${fee},0.00,${note}`;
const stated = (payments: string, refunds: string) => [`#交易合计：${payments}`, `#退款合计：${refunds}`];
const none = '0笔，商家实收退款共0.00元，商家优惠退款共0.00元';

describe('the trade bill of an Alipay merchant', () => {
  it('is read from GBK with TABs and agrees with its own totals to the fen', async () => {
    const bill = await readBill(await fixture('alipay-trade-gbk.csv'), '2088000000000001_20261120_业务明细.csv');
    expect(bill.recognition).toMatchObject({ format: 'alipay.merchant.trade.25', headingRow: 4, missing: [], unknown: [], score: 1 });
    expect(bill.problems).toEqual([]);
    expect(bill.totals).toEqual({
      交易笔数: '2/2 ok', 交易商家实收合计: '135250/135250 ok', 交易商家优惠合计: '1000/1000 ok',
      退款笔数: '1/1 ok', 退款商家实收合计: '-2800/-2800 ok', 退款商家优惠合计: '0/0 ok',
    });
    expect(bill.records[0]).toMatchObject({
      kind: 'payment', movementNo: '2026112022001400000000000001', amountFen: 11800n, feeFen: -71n, account: '2088000000000001',
      orderNoHints: ['3600000000000000001'], occurredAt: Date.UTC(2026, 10, 20, 1, 0, 5),
    });
    expect(bill.records[1]).toMatchObject({ merchantOrderNo: 'D-2', orderNoHints: ['3600000000000000002'] });
  });

  it('gives a refund the trade number of its payment, its own movement, and the fee that came back', async () => {
    const bill = await readBill(await fixture('alipay-trade-gbk.csv'));
    expect(bill.records[2]).toMatchObject({
      kind: 'refund', tradeNo: '2026112022001400000000000001', movementNo: '2026112022001400000000000001/R1', amountFen: -2800n, feeFen: 17n,
      occurredAt: Date.UTC(2026, 10, 20, 10, 30),
    });
  });

  it('takes refunds written positive, as exports of 2026 do, for the same refunds', async () => {
    const refund = (received: string) => row({ kind: '退款', received, discount: '1.00', refundNo: 'R1' });
    const negative = await readBill(around([refund('-5.00')], stated('0笔，商家实收共0.00元，商家优惠共0.00元', '1笔，商家实收退款共-5.00元，商家优惠退款共-1.00元')));
    const positive = await readBill(around([refund('5.00')], stated('0笔，商家实收共0.00元，商家优惠共0.00元', '1笔，商家实收退款共5.00元，商家优惠退款共1.00元')));
    expect(positive.records).toEqual(negative.records);
    expect(positive.totals).toEqual(negative.totals);
    expect(positive.totals['退款商家实收合计']).toBe('-500/-500 ok');
  });

  it('shows a total that is one fen off, and does not refuse the file', async () => {
    const bill = await readBill(around([row({})], stated('1笔，商家实收共10.01元，商家优惠共0.00元', none)));
    expect(bill.records).toHaveLength(1);
    expect(bill.totals['交易商家实收合计']).toBe('1001/1000 differs');
    expect(bill.totals['交易笔数']).toBe('1/1 ok');
  });

  it('may leave out the totals of refunds when it has none, and not those of what it has', async () => {
    const bill = await readBill(around([row({})], ['#交易合计：1笔，商家实收共10.00元，商家优惠共0.00元']));
    expect(bill.reconciliation.every(({ ok }) => ok)).toBe(true);
    const refund = row({ no: '2026112022001400000000000010', kind: '退款', received: '-5.00', refundNo: 'R1' });
    const short = await readBill(around([row({}), refund], ['#交易合计：1笔，商家实收共10.00元，商家优惠共0.00元']));
    expect(short.reconciliation.filter(({ ok }) => !ok).map(({ name }) => name.zh)).toEqual(['退款笔数', '退款商家实收合计']);
  });

  it('has heading and closing line only on a day without trades, and that is in order', async () => {
    const bill = await readBill(around([], []));
    expect(bill).toMatchObject({ records: [], problems: [] });
    expect(bill.reconciliation.every(({ ok }) => ok)).toBe(true);
  });

  it('is not believed to be complete without closing line and totals', async () => {
    const bill = await readBill([heading, row({})].join('\n'));
    expect(bill.problems).toMatchObject([{ code: 'totals-missing', line: 0 }]);
    expect(bill.totals['交易笔数']).toBe('null/1 differs');
  });

  it('puts commas in names and notes together again', async () => {
    const bill = await readBill(around([row({ subject: '围巾,红,大', note: '请,快发' })], stated('1笔，商家实收共10.00元，商家优惠共0.00元', none)));
    expect(bill.records[0]).toMatchObject({ subject: '围巾,红,大', remark: '请,快发', amountFen: 1000n });
  });

  it('does not read a row whose cells no way of joining puts in place', async () => {
    const bill = await readBill(around([`x,${row({})}`], stated('1笔，商家实收共10.00元，商家优惠共0.00元', none)));
    expect(bill.records).toEqual([]);
    expect(bill.problems).toMatchObject([{ code: 'cells-shifted', line: 5 }]);
    expect(bill.totals['交易笔数']).toBe('1/0 differs');
  });

  it('names every fault of a row with its column', async () => {
    const bill = await readBill(around([row({ no: '2.02611E+27', at: '2026-02-30 10:00:00', received: '十元' })], stated('1笔，商家实收共10.00元，商家优惠共0.00元', none)));
    expect(bill.problems.map(({ code, column }) => `${code} ${column}`)).toEqual(['number-damaged 支付宝交易号', 'amount-unreadable 商家实收（元）', 'time-unreadable 完成时间']);
    expect(bill.problems[0]?.message.zh).toContain('重新下载');
  });

  it('refuses a payment that takes money, a refund without its number, and a number that comes twice', async () => {
    const bill = await readBill(around([
      row({ received: '-10.00' }), row({ kind: '退款', received: '-1.00' }), row({}), row({}),
      row({ kind: '退款', received: '-1.00', refundNo: 'R1' }), row({ kind: '退款', received: '-2.00', refundNo: 'R2' }),
    ], stated('2笔，商家实收共20.00元，商家优惠共0.00元', '2笔，商家实收退款共-3.00元，商家优惠退款共0.00元')));
    expect(bill.problems.map(({ code, line }) => `${line} ${code}`)).toEqual(['5 amount-sign', '6 value-missing', '8 number-repeated']);
    expect(bill.records.map(({ amountFen }) => amountFen)).toEqual([1000n, -100n, -200n]);
    expect(bill.totals).toMatchObject({ 交易笔数: '2/1 differs', 退款笔数: '2/2 ok' });
  });

  it('adds up the totals of two days pasted behind one another', async () => {
    const totals = stated('1笔，商家实收共10.00元，商家优惠共0.00元', none);
    const bill = await readBill([around([row({})], totals), around([row({ no: '2026112022001400000000000010' })], totals)].join('\n'));
    expect(bill.counts).toMatchObject({ record: 2, problem: 0, total: 4 });
    expect(bill.totals['交易商家实收合计']).toBe('2000/2000 ok');
  });

  it('names the key column that is missing and takes the one a person maps to it', async () => {
    const renamed = around([row({})], stated('1笔，商家实收共10.00元，商家优惠共0.00元', none)).replace('商家实收（元）', '到账');
    const bill = await readBill(renamed, 'bill.csv', { '商家实收（元）': '到账' });
    expect(bill.recognition).toMatchObject({ missing: ['商家实收（元）'], unknown: ['到账'] });
    expect(bill.records[0]?.amountFen).toBe(1000n);
  });

  it('is not its own summary, whichever of the two comes first in the zip', () => {
    const summary = [['#支付宝业务汇总查询'], ['门店编号', '门店名称', '交易订单总笔数', '实收净额（元）']];
    expect(alipayTrade.recognise('', summary, '2088000000000001_20261120_业务明细(汇总).csv')).toBeNull();
    expect(alipaySummary('2088000000000001_20261120_业务明细(汇总).csv', [['#支付宝业务汇总查询']])?.zh).toContain('汇总');
    expect(alipaySummary('20261120.csv', summary)).not.toBeNull();
    expect(alipaySummary('20261120_业务明细(汇总).csv', [heading.split(',')])).toBeNull();
    expect(alipaySummary('20261120_业务明细.csv', [['#支付宝业务明细查询']])).toBeNull();
  });
});
