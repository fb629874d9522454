import { describe, expect, it } from 'vitest';
import { fixture, readBill } from './testing/read-bill.ts';

const heading = '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const totalsHeading = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

interface Trade { no?: string; state?: string; settled?: string; refundNo?: string; refund?: string; refundState?: string; subject?: string; fee?: string; currency?: string; at?: string }
const row = ({ no = '4200000000000000000000000009', state = 'SUCCESS', settled = '6.00', refundNo = '0', refund = '0.00', refundState = '', subject = '围巾', fee = '0.04000', currency = 'CNY', at = '2026-11-20 11:00:00' }: Trade) =>
  [at, 'wxapp', '1900000001', '0', '', no, 'PAY-9', 'user-9', 'JSAPI', state, 'OTHERS', currency, settled, '0.00', refundNo, '0', refund, '0.00', '', refundState, subject, '', fee, '0.60%', settled, refund, '']
    .map((value) => `\`${value}`).join(',');
const bill = (rows: string[], totals: string) => [heading, ...rows, totalsHeading, totals].join('\r\n');

describe('the trade bill of a WeChat Pay merchant', () => {
  it('is read with BOM, accents and unquoted commas, and agrees with its totals in every column', async () => {
    const read = await readBill(await fixture('wechat-trade-bom.csv'));
    expect(read.recognition).toMatchObject({ format: 'wechat.merchant.trade.27', missing: [], unknown: [], score: 1 });
    expect(read.problems).toEqual([]);
    expect(read.totals).toEqual({
      总交易单数: '3/3 ok', 应结订单总金额: '600/600 ok', 退款总金额: '1190/1190 ok', 充值券退款总金额: '0/0 ok', 手续费总金额: '3/3 ok',
      订单总金额: '700/700 ok', 申请退款总金额: '1190/1190 ok',
    });
    expect(read.records[0]).toMatchObject({
      kind: 'payment', kindText: 'SUCCESS', movementNo: '4200000000000000000000000001', amountFen: 600n, feeFen: -4n, status: 'success',
      subject: '羊毛围巾,红色,大号', remark: 'shop=1', account: '1900000001', merchantOrderNo: 'PAY-1',
    });
  });

  it('gives back the fee with a refund that is under way, and reads the revocation with its old full-width time', async () => {
    const { records } = await readBill(await fixture('wechat-trade-bom.csv'));
    expect(records[1]).toMatchObject({
      kind: 'refund', tradeNo: '4200000000000000000000000001', movementNo: '50300000000000000000000000001', amountFen: -200n, feeFen: 1n,
      status: 'processing', remark: null,
    });
    expect(records[2]).toMatchObject({ kind: 'refund', kindText: 'REVOKED', status: 'revoked', amountFen: -990n, occurredAt: Date.UTC(2026, 10, 20, 5, 33, 45) });
  });

  it.each([['SUCCESS', 'success'], ['PROCESSING', 'processing'], ['FAIL', 'failed'], ['CHANGE', 'failed']])('a refund that is %s counts as %s', async (refundState, status) => {
    const read = await readBill(bill([row({ state: 'REFUND', settled: '0.00', refundNo: '503', refund: '1.00', refundState, fee: '0.00000' })], '`1,`0.00,`1.00,`0.00,`0.00000,`0.00,`1.00'));
    expect(read.records[0]).toMatchObject({ status, amountFen: -100n });
  });

  it('gives a revocation without refund number the order amount and a movement of its own', async () => {
    const read = await readBill(bill([row({}), row({ state: 'REVOKED' })], '`2,`12.00,`0.00,`0.00,`0.08000,`12.00,`0.00'));
    expect(read.records.map(({ movementNo, amountFen }) => [movementNo, amountFen])).toEqual([
      ['4200000000000000000000000009', 600n], ['4200000000000000000000000009/REVOKED', -600n],
    ]);
  });

  it('does not guess words it does not know', async () => {
    const read = await readBill(bill([
      row({ state: 'PAYERROR' }), row({ state: 'REFUND', refundNo: '503', refund: '1.00', refundState: 'LATER' }), row({ currency: 'HKD' }),
      row({ state: 'REFUND', refundNo: '0', refund: '1.00', refundState: 'SUCCESS' }), row({ settled: '-6.00' }),
    ], '`0,`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00'));
    expect(read.problems.map(({ code, column }) => `${code} ${column}`)).toEqual([
      'word-unknown 交易状态', 'word-unknown 退款状态', 'word-unknown 货币种类', 'value-missing 微信退款单号', 'amount-sign 应结订单金额',
    ]);
    expect(read.totals['总交易单数']).toBe('0/0 ok');
  });

  it('adds fees exactly and rounds the sum once: 0.00250 twice are half a fen', async () => {
    const two = (fee: string) => [row({ no: '42001', fee }), row({ no: '42002', fee })];
    const up = await readBill(bill(two('0.00250'), '`2,`12.00,`0.00,`0.00,`0.00500,`12.00,`0.00'));
    expect(up.totals['手续费总金额']).toBe('1/1 ok');
    expect(up.records.map(({ feeFen }) => feeFen)).toEqual([0n, 0n]);
    expect(up.totals['手续费逐行取整后合计']).toBe('-1/0 differs');
    const down = await readBill(bill(two('0.00249'), '`2,`12.00,`0.00,`0.00,`0.00498,`12.00,`0.00'));
    expect(down.totals['手续费总金额']).toBe('0/0 ok');
    expect(down.totals).not.toHaveProperty('手续费逐行取整后合计');
  });

  it('shows totals of 48 trades above one row, and totals above none, without refusing the file', async () => {
    const one = await readBill(bill([row({})], '`48,`5.76,`1.42,`0.00,`0.01000,`5.76,`1.42'));
    expect(one.totals).toMatchObject({ 总交易单数: '48/1 differs', 应结订单总金额: '576/600 differs', 手续费总金额: '1/4 differs', 充值券退款总金额: '0/0 ok' });
    const empty = await readBill(bill([], '`3,`1299.02,`0.00,`0.00,`7.79000,`1299.02,`0.00'));
    expect(empty.totals).toMatchObject({ 总交易单数: '3/0 differs', 手续费总金额: '779/0 differs', 退款总金额: '0/0 ok' });
    expect([one.records.length, empty.records.length]).toEqual([1, 0]);
  });

  it('is in order on a day without trades and is doubted without totals', async () => {
    const quiet = await readBill(bill([], '`0,`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00'));
    expect(quiet.problems).toEqual([]);
    expect(quiet.reconciliation.every(({ ok }) => ok)).toBe(true);
    const cut = await readBill([heading, row({})].join('\n'));
    expect(cut.problems).toMatchObject([{ code: 'totals-missing' }]);
    expect(cut.totals).toEqual({ 总交易单数: 'null/1 differs' });
  });

  it('says so when a total cannot be read or is not known', async () => {
    const read = await readBill([heading, row({}), `${totalsHeading},新总额`, '`一,`6.00,`0.00,`0.00,`0.04000,`6.00,`0.00,`1.00'].join('\n'));
    expect(read.problems.map(({ code, line }) => `${line} ${code}`)).toEqual(['4 total-unreadable', '4 total-unknown']);
  });

  it('comes from old merchants with 总金额 and 企业红包, payments only with 18 columns and refunds only with 26', async () => {
    const first = '交易时间,公众账号ID,商户号,子商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,总金额,企业红包金额,';
    const payments = await readBill([
      `${first}商品名称,商户数据包,手续费,费率`,
      '`2014-11-1016：33：45,`wxapp,`10000100,`0,`1000,`1001690740201411100005734289,`1415640626,`user,`MICROPAY,`SUCCESS,`CFT,`CNY,`0.01,`0.0,`被扫支付,`附加,`0,`0.60%',
      '总交易单数,总交易额,手续费总金额', '`1,`0.01,`0',
    ].join('\n'));
    expect(payments.recognition).toMatchObject({ missing: [], unknown: [], score: 1 });
    expect(payments.records[0]).toMatchObject({ amountFen: 1n, feeFen: 0n, occurredAt: Date.UTC(2014, 10, 10, 8, 33, 45) });
    expect(payments.totals).toEqual({ 总交易单数: '1/1 ok', 应结订单总金额: '1/1 ok', 手续费总金额: '0/0 ok' });
    const refunds = await readBill([
      `${first}退款申请时间,退款成功时间,微信退款单号,商户退款单号,退款金额,企业红包退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率`,
      '`2018-08-20 14:40:09,`wxapp,`10000100,`10000200,`,`4200000145201808202300523655,`PAY,`user,`NATIVE,`REFUND,`CFT,`CNY,`0.00,`0.00,`2018-08-21 18:13:10,`2018-08-21 18:13:12,`50000707812018082106030155182,`RF,`0.01,`0.00,`ORIGINAL,`SUCCESS,`测试,`,`0.00000,`1.00%',
      '总交易单数,总交易额,总退款金额,总企业红包退款金额,手续费总金额', '`1,`0.00,`0.01,`0.00,`0.00000',
    ].join('\n'));
    expect(refunds.recognition.score).toBe(1);
    expect(refunds.records[0]).toMatchObject({ amountFen: -1n, account: '10000200', occurredAt: Date.UTC(2018, 7, 21, 10, 13, 10) });
    expect(refunds.reconciliation.every(({ ok }) => ok)).toBe(true);
  });
});
