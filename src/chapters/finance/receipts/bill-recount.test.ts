import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runImportFromFiles, type FileImportResult } from '../../../kernel/imports/run-from-files.ts';
import { gbk, utf8 } from '../../../kernel/files/test-files.ts';
import { freshProduct, type WholeProduct } from '../../../../tests/support/product.ts';

/**
 * A bill says at its end what its rows add up to (clause 6.1.2, formats.md §1): what happens where it is right, wrong by one cent, or not there,
 * for each of the four bills. Two movements each; `total` is what the end of the file says of the money that came in.
 */
interface Bill { kind: 'alipay-trade' | 'alipay-fund' | 'wechat-trade' | 'wechat-fund'; right: string; off: string; make(total: string | null, from?: number): Uint8Array; totals: Record<string, number> }

const twice = [0, 1];
const alipayTrade = (total: string | null, from = 0): Uint8Array => gbk([
  '#支付宝业务明细查询', '#账号：[20889999000000777]', '#起始日期：[2026年03月08日 00:00:00]   终止日期：[2026年03月09日 00:00:00]', '#-----------------------------------------业务明细列表----------------------------------------',
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注',
  ...twice.map((i) => `202603082200140000000000010${i + from}\t,D-${i + from}\t,交易\t,保温杯,2026-03-08 09:00:0${i},2026-03-08 09:01:0${i},\t,\t,\t,\t,*某(138****00)\t,59.00,59.00,0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,\t,-0.35,0.00,`),
  ...(total === null ? [] : ['#-----------------------------------------业务明细列表结束------------------------------------', `#交易合计：2笔，商家实收共${total}元，商家优惠共0.00元`, '#退款合计：0笔，商家实收退款共0.00元，商家优惠退款共0.00元', '#导出时间：[2026年03月09日 05:46:49]']), '',
].join('\r\n'));
const alipayFund = (total: string | null, from = 0): Uint8Array => gbk([
  '#支付宝账务明细查询', '#账号：[20889999000000777]', '#起始日期：[2026年03月08日 00:00:00]   终止日期：[2026年03月09日 00:00:00]', '#-----------------------------------------账务明细列表----------------------------------------',
  '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注',
  ...twice.map((i) => `41812345678${i + from}\t,202603082200151234567891234${i + from}\t,T200P280000000000091${i + from}\t,保温杯,2026-03-08 10:00:0${i + from},,59.00,,${159 + (i + from) * 59}.00,支付宝,在线支付\t,`),
  ...(total === null ? [] : ['#-----------------------------------------账务明细列表结束------------------------------------', '#支出合计：0笔，共0.00元', `#收入合计：2笔，共${total}元`, '#导出时间：[2026年03月09日 05:00:00]']), '',
].join('\r\n'));
const wechatTrade = (total: string | null, from = 0): Uint8Array => utf8([
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注',
  ...twice.map((i) => ['2026-03-08 11:00:00', 'wxapp', '1900000777', '0', '', `420000000000000000000000020${i + from}`, `PAY-${i + from}`, 'user', 'JSAPI', 'SUCCESS', 'OTHERS', 'CNY', '59.00', '0.00', '0', '0', '0.00', '0.00', '', '', '保温杯', '', '0.35000', '0.60%', '59.00', '0.00', ''].map((v) => `\`${v}`).join(',')),
  ...(total === null ? [] : ['总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额', `\`2,\`${total},\`0.00,\`0.00,\`0.70000,\`118.00,\`0.00`]), '',
].join('\r\n'), true);
const wechatFund = (total: string | null, from = 0): Uint8Array => utf8([
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号',
  ...twice.map((i) => `\`2026-03-08 13:54:0${i + from},\`503008069620210201059789${i + from},\`42000009202021021979643${i + from},\`交易,\`交易,\`收入,\`59.00,\`${159 + (i + from) * 59}.00,\`system,\`,\`K${i + from}`),
  ...(total === null ? [] : ['资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额', `\`2.0,\`2.0,\`${total},\`0.0,\`0.00`]), '',
].join('\r\n'), true);

const bills: Bill[] = [
  { kind: 'alipay-trade', right: '118.00', off: '118.01', make: alipayTrade, totals: { rows: 2, payments: 11_800, refunds: 0, fees: -70, others: 0 } },
  { kind: 'alipay-fund', right: '118.00', off: '117.99', make: alipayFund, totals: { rows: 2, payments: 11_800, refunds: 0, fees: 0, others: 0 } },
  { kind: 'wechat-trade', right: '118.00', off: '118.01', make: wechatTrade, totals: { rows: 2, payments: 11_800, refunds: 0, fees: -70, others: 0 } },
  { kind: 'wechat-fund', right: '118.00', off: '117.99', make: wechatFund, totals: { rows: 2, payments: 11_800, refunds: 0, fees: 0, others: 0 } },
];

let scene: WholeProduct;
let folder: string;
beforeAll(async () => {
  scene = await freshProduct();
  folder = await mkdtemp(path.join(os.tmpdir(), 'dz-recount-'));
}, 120_000);
afterAll(async () => {
  await scene?.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(kind: string, contents: readonly Uint8Array[], differs?: string): Promise<FileImportResult> {
  const paths = contents.map((_, i) => path.join(folder, `${kind}-${i}.csv`));
  await Promise.all(paths.map((file, i) => writeFile(file, contents[i]!)));
  const told = await runImportFromFiles(scene.product.imports, { kind, paths, settings: kind === 'wechat-fund' ? { account: '微信支付 1900****0777' } : {}, dryRun: false, differs });
  await scene.product.settle();
  return told;
}
/** What the books and the bills hold. */
const books = async (): Promise<unknown> => (await scene.database.db.query(`select (select jsonb_agg(to_jsonb(r) order by id) from finance.receipt r) as receipts, (select jsonb_agg(to_jsonb(b) order by id) from finance.bill b) as bills,
  (select count(*) from finance.entry) as entries, (select jsonb_agg(to_jsonb(a) order by id) from finance.payment_account a) as accounts`)).rows[0];

describe.each(bills)('$kind', ({ kind, make, right, off, totals }) => {
  test('one cent off: refused with both figures, nothing is written', async () => {
    const before = await books();
    const wrong = await run(kind, [make(off)]).catch((error: { kind: { code: string }; detail: { zh: string } }) => error);
    expect(wrong).toMatchObject({ kind: { code: 'imports.not-reconciled' } });
    expect((wrong as { detail: { zh: string } }).detail.zh).toContain(`文件 ¥${off}，各行 ¥${right}`);
    expect(await books()).toEqual(before);
  });

  test('without its end: not believed to be whole, nothing is written', async () => {
    const before = await books();
    await expect(run(kind, [make(null)])).rejects.toMatchObject({ kind: { code: 'imports.not-reconciled' } });
    expect(await books()).toEqual(before);
  });

  test('right: taken, with the same names of totals as any other bill', async () => {
    expect(await run(kind, [make(right)])).toMatchObject({ rows: 2, accepted: 2, quarantined: 0, reconciled: true, totals });
  });

  test('committed once more it changes nothing at all', async () => {
    const before = await books();
    expect(await run(kind, [make(right)])).toMatchObject({ rows: 2, accepted: 0, updated: 0, unchanged: 2, quarantined: 0, reconciled: true, totals });
    expect(await books()).toEqual(before);
  });

  test('two bills that overlap bring the movement they share once', async () => {
    expect(await run(kind, [make(right, 4), make(right, 5)])).toMatchObject({ rows: 4, accepted: 3, unchanged: 1, quarantined: 0, totals: { rows: 3, payments: 17_700 } });
    expect((await scene.database.db.query('select * from finance.faults')).rows).toEqual([]);
  });

  test('with a written reason the difference is taken and stays to be seen', async () => {
    const told = await run(kind, [make(off, 7)], '平台少算一分，已与平台核对');
    expect(told).toMatchObject({ accepted: 2, reconciled: false });
  });
});
