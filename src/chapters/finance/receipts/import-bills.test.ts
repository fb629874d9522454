import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runImportFromFiles } from '../../../kernel/imports/run-from-files.ts';
import { freshProduct, type WholeProduct } from '../../../../tests/support/product.ts';

/** Small bills of our own in the providers' shapes, through the command line's way in. */

let scene: WholeProduct;
let folder: string;
const file = async (name: string, text: string): Promise<string> => {
  const to = path.join(folder, name);
  await writeFile(to, text);
  return to;
};
const run = (kind: string, file: string, more: { dryRun?: boolean; account?: string; actor?: WholeProduct['company']['actors']['cashier'] } = {}) =>
  runImportFromFiles(scene.product.imports, { kind, paths: [file], settings: { account: more.account }, dryRun: more.dryRun ?? false, ...(more.actor ? { actor: more.actor } : {}) });
const accounts = async () => (await scene.database.db.query<{ name: string; no: string | null }>('select name, account_no as no from finance.payment_account order by created_at, name')).rows;
const counts = async () => (await scene.database.db.query<{ n: number }>('select count(*)::int as n from finance.receipt')).rows[0]!.n;

const fund = (account: string, flow: string, yuan: string, balance: string): string => [
  '#支付宝账务明细查询', `#账号：[${account}]`, '#起始日期：[2026年03月09日 00:00:00]   终止日期：[2026年03月10日 00:00:00]', '#-----------------------------------------账务明细列表----------------------------------------',
  '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注',
  `${flow}000\t,${flow}\t,T200P2800000000000901\t,保温杯,2026-03-09 10:00:00,,${yuan},,${balance},支付宝,在线支付\t,`,
  '#-----------------------------------------账务明细列表结束------------------------------------', '#支出合计：0笔，共0.00元', `#收入合计：1笔，共${yuan}元`, '#导出时间：[2026年03月10日 05:00:00]', '',
].join('\r\n');
const wechatFund = (rows: number, said: number): string => [
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号',
  ...Array.from({ length: rows }, (_, i) => `\`2026-03-09 13:54:0${i},\`5030080696202102010597899${i},\`420000092020210219796431${i},\`退款,\`退款,\`支出,\`0.01,\`0.${20 - i},\`system,\`缺货,\`K${i}`),
  '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额', `\`${said}.0,\`0.0,\`0.00,\`${said}.0,\`${(said / 100).toFixed(2)}`, '',
].join('\r\n');

beforeAll(async () => {
  scene = await freshProduct();
  folder = await mkdtemp(path.join(os.tmpdir(), 'dz-bills-'));
}, 120_000);
afterAll(async () => {
  await scene?.close();
  await rm(folder, { recursive: true, force: true });
});

test('a dry run needs no account and changes nothing', async () => {
  const before = await accounts();
  const told = await run('alipay-fund', await file('new.csv', fund('20889999000000777', '2026030922001001', '59.00', '159.00')), { dryRun: true });
  expect(told).toMatchObject({ rows: 1, accepted: 1, quarantined: 0, reconciled: true });
  expect(await accounts()).toEqual(before);
  expect(await counts()).toBe(0);
});

test('a cashier may not bring in a bill of an account that nobody registered: its rows wait with the reason', async () => {
  const bill = await file('new.csv', fund('20889999000000777', '2026030922001001', '59.00', '159.00'));
  const told = await run('alipay-fund', bill, { actor: scene.company.actors.cashier });
  expect(told).toMatchObject({ accepted: 0, quarantined: 1 });
  expect(told.problems[0]).toMatchObject({ code: 'bill.account-unclear' });
  expect(await counts()).toBe(0);
});

test('whoever keeps the accounts has it registered from the bill, once, and the bill again changes nothing', async () => {
  const bill = await file('new.csv', fund('20889999000000777', '2026030922001001', '59.00', '159.00'));
  expect(await run('alipay-fund', bill)).toMatchObject({ accepted: 1, quarantined: 0, reconciled: true });
  const made = (await accounts()).filter((a) => a.no === '20889999000000777');
  expect(made.map((a) => a.name)).toEqual(['支付宝 2088****0777']);
  expect(await run('alipay-fund', bill)).toMatchObject({ accepted: 0, unchanged: 1 });
  expect((await accounts()).filter((a) => a.no === '20889999000000777')).toHaveLength(1);
});

test('the account that was chosen stands: rows of another account wait, they are not booked into it', async () => {
  const bill = await file('other.csv', fund('20887777000000111', '2026030922001002', '59.00', '159.00'));
  const told = await run('alipay-fund', bill, { account: '支付宝 2088****0777' });
  expect(told).toMatchObject({ accepted: 0, quarantined: 1 });
  expect(told.problems[0]).toMatchObject({ code: 'bill.other-account' });
});

test('a bill without a number goes to the only account of its provider; totals that say more than the rows are told', async () => {
  expect(await run('wechat-fund', await file('right.csv', wechatFund(2, 2)))).toMatchObject({ rows: 2, accepted: 2, reconciled: true });
  const told = await run('wechat-fund', await file('three.csv', wechatFund(2, 3)), { dryRun: true });
  expect(told).toMatchObject({ rows: 2, reconciled: false });
  expect(told.checks.filter((c) => !c.ok).map((c) => c.name.zh)).toContain('资金流水总笔数');
});

test('an empty day is a bill of its own: nothing to book, and it is there', async () => {
  const empty = await file('empty.csv', wechatFund(0, 0));
  expect(await run('wechat-fund', empty)).toMatchObject({ rows: 0, accepted: 0, quarantined: 0, reconciled: true });
  const { rows } = await scene.database.db.query<{ n: number }>("select count(*)::int as n from finance.bill where provider = 'wechat' and bill = 'fund' and rows = 0 and reconciled");
  expect(rows[0]!.n).toBe(1);
  expect((await scene.database.db.query('select * from finance.faults')).rows).toEqual([]);
});
