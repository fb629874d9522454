import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alipayFundBill } from '../../src/app/demo/bills.ts';
import { gbk, utf8 } from '../../src/kernel/files/test-files.ts';
import { dianzhang, TestInstallation, type Ended } from './installation.ts';

/** What scripts rely on: with which status each command ends, by the real launcher. The table of docs/command-line.md is held against these cases. */

const root = path.resolve(import.meta.dirname, '../..');
/** Monday 2026-03-09 10:00 in Shanghai. */
const AT = Date.parse('2026-03-09T02:00:00Z');

let home: TestInstallation;
let empty: TestInstallation;
let port: Server;
beforeAll(async () => {
  [home, empty] = [await TestInstallation.fresh(), await TestInstallation.fresh()];
  await home.found(10);
  port = createServer().listen(home.port, '127.0.0.1');
  const bill = alipayFundBill('20880000000000156', [{ at: AT, orderNo: 'T1', paymentNo: '2026030912345671', title: '保温杯', amountFen: 9_900, kind: '在线支付' }], 0, AT, AT + 86_400_000).text;
  const files: [string, string | Uint8Array][] = [
    ['bill.csv', gbk(bill)], ['cent.csv', gbk(bill.replace('共99.00元', '共99.01元'))], ['nothing.csv', ''],
    ['products.csv', utf8('商品编码,商品名称,商家编码,规格,售价\r\nSPU-9,毛巾,TOWEL-9,白色,9.90\r\n')], ['all-wait.csv', utf8('商品编码,商品名称,商家编码,规格,售价\r\nSPU-9,毛巾,TOWEL-9,白色,九块九\r\n')],
    ['orders.csv', utf8('订单号,店铺,订单状态,下单时间,收货人,手机,省,市,区县,详细地址,商家编码,商品名称,数量,实付金额\r\nEND-1,山海小铺,待付款,2026-03-09 09:00:00,示例收货人,13800000000,浙江省,杭州市,西湖区,示例路1号,NO-SUCH,保温杯,1,59.00\r\n')],
    ['log.csv', '单号,环节,时间\n1,付款,2026-03-02 10:00\n'], ['clock.json', JSON.stringify({ calendars: { office: { zone: 'Asia/Shanghai', week: {} } }, cases: [{ id: 'a', calendar: 'office', start: '2026-03-10T10:00', limit: { hours: 48 } }] })],
    ['damaged.dzb', 'no backup at all'], ['no-packet.json', '{"hello": 1}'],
  ];
  await Promise.all(files.map(([name, content]) => writeFile(home.file(name), content)));
}, 180_000);
afterAll(async () => {
  port?.close();
  await home?.remove();
  await empty?.remove();
});

/** `{name}` is a file of the installation. `RUN` the last import of orders. */
interface Case { command: string; what: string; args: string[]; status: 0 | 1 | 2; in?: 'empty'; env?: Record<string, string> }
const nobody = { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' };
const cases: Case[] = [
  { command: 'help', what: 'the page', args: ['help'], status: 0 },
  { command: 'help', what: 'no command at all', args: [], status: 0 },
  { command: 'help', what: 'what there is not', args: ['help', 'me'], status: 2 },
  { command: 'start', what: 'a port that is taken', args: ['start'], status: 1 },
  { command: 'start', what: 'a database that is not there', args: ['start'], status: 1, env: nobody },
  { command: 'start', what: 'a wrong option', args: ['start', '--fast'], status: 2 },
  { command: 'start', what: 'a wrong setting', args: ['start'], status: 2, env: { PORT: '70000' } },
  { command: 'import', what: 'new articles', args: ['import', 'products', '{products.csv}'], status: 0 },
  { command: 'import', what: 'the same again', args: ['import', 'products', '{products.csv}'], status: 0 },
  { command: 'import', what: 'orders', args: ['import', 'generic-orders', '{orders.csv}', '--store', '山海小铺', '--json'], status: 0 },
  { command: 'import', what: 'an empty file', args: ['import', 'products', '{nothing.csv}'], status: 1 },
  { command: 'import', what: 'a file that is not there', args: ['import', 'products', '{never.csv}'], status: 1 },
  { command: 'import', what: 'a store that is not there', args: ['import', 'generic-orders', '{orders.csv}', '--store', '没有的店'], status: 1 },
  { command: 'import', what: 'rows that all wait', args: ['import', 'products', '{all-wait.csv}'], status: 1 },
  { command: 'import', what: 'a look at rows that would all wait', args: ['import', 'products', '{all-wait.csv}', '--dry-run'], status: 1 },
  { command: 'import', what: 'a look at a bill that is one cent off', args: ['import', 'alipay-fund', '{cent.csv}', '--account', '支付宝企业账户', '--dry-run'], status: 1 },
  { command: 'import', what: 'a bill that is one cent off', args: ['import', 'alipay-fund', '{cent.csv}', '--account', '支付宝企业账户'], status: 1 },
  { command: 'import', what: 'a bill', args: ['import', 'alipay-fund', '{bill.csv}', '--account', '支付宝企业账户'], status: 0 },
  { command: 'import', what: 'the bill that is one cent off, with a reason', args: ['import', 'alipay-fund', '{cent.csv}', '--account', '支付宝企业账户', '--accept-difference', '平台少算一分'], status: 0 },
  { command: 'import', what: 'no file', args: ['import', 'products'], status: 2 },
  { command: 'import', what: 'a kind that there is not', args: ['import', 'ebay-orders', '{orders.csv}'], status: 2 },
  { command: 'import undo', what: 'a look', args: ['import', 'undo', 'RUN', '--dry-run'], status: 0 },
  { command: 'import undo', what: 'the orders', args: ['import', 'undo', 'RUN', '--reason', '选错了店铺'], status: 0 },
  { command: 'import undo', what: 'once more', args: ['import', 'undo', 'RUN', '--reason', '选错了店铺'], status: 1 },
  { command: 'import undo', what: 'an import that there is not', args: ['import', 'undo', 'IM-19000101-0001', '--reason', '没有这次导入'], status: 1 },
  { command: 'import undo', what: 'no reason', args: ['import', 'undo', 'RUN'], status: 2 },
  { command: 'clock', what: 'a case', args: ['clock', '{clock.json}'], status: 0 },
  { command: 'clock', what: 'no cases in the file', args: ['clock', '{log.csv}'], status: 2 },
  { command: 'clock', what: 'no such file', args: ['clock', '{never.json}'], status: 2 },
  { command: 'mine', what: 'a log', args: ['mine', '{log.csv}', '--json'], status: 0 },
  { command: 'mine', what: 'a column that there is not', args: ['mine', '{log.csv}', '--case', '订单'], status: 2 },
  { command: 'backup', what: 'all of it', args: ['backup', '{all.dzb}'], status: 0 },
  { command: 'backup', what: 'into a folder that is not there', args: ['backup', '{no/such/folder/all.dzb}'], status: 1 },
  { command: 'backup', what: 'a database that is not there', args: ['backup', '{other.dzb}'], status: 1, env: nobody },
  { command: 'backup', what: 'to nowhere', args: ['backup'], status: 2 },
  { command: 'restore', what: 'over what is there', args: ['restore', '{all.dzb}'], status: 1 },
  { command: 'restore', what: 'a file that is no backup', args: ['restore', '{damaged.dzb}'], status: 1, in: 'empty' },
  { command: 'restore', what: 'a file that is not there', args: ['restore', '{never.dzb}'], status: 1, in: 'empty' },
  { command: 'restore', what: 'into an empty installation', args: ['restore', '{all.dzb}'], status: 0, in: 'empty' },
  { command: 'restore', what: 'nothing', args: ['restore'], status: 2 },
  { command: 'evidence export', what: 'the log', args: ['evidence', 'export', '{log.jsonl}'], status: 0 },
  { command: 'evidence export', what: 'a database that is not there', args: ['evidence', 'export', '{other.jsonl}'], status: 1, env: nobody },
  { command: 'evidence export', what: 'over a file that is there', args: ['evidence', 'export', '{log.jsonl}'], status: 2 },
  { command: 'verify', what: 'the export', args: ['verify', '{log.jsonl}'], status: 0 },
  { command: 'verify', what: 'what is no packet', args: ['verify', '{no-packet.json}'], status: 1 },
  { command: 'verify', what: 'no such file', args: ['verify', '{never.json}'], status: 2 },
  { command: 'token', what: 'for the manager', args: ['token', '报表', '--as', 'manager'], status: 0 },
  { command: 'token', what: 'for nobody we know', args: ['token', '报表', '--as', 'nobody-of-this-name'], status: 1 },
  { command: 'token', what: 'for nobody', args: ['token', '报表'], status: 2 },
  { command: 'doctor', what: 'a healthy installation', args: ['doctor'], status: 0 },
  { command: 'doctor', what: 'a database that is not there', args: ['doctor'], status: 1, env: nobody },
  { command: 'doctor', what: 'an argument', args: ['doctor', 'please'], status: 2 },
];

let lastRun = '';
async function run({ args, env, in: where }: Case): Promise<Ended> {
  const at = where === 'empty' ? empty : home;
  const ended = await at.run(args.map((arg) => (arg === 'RUN' ? lastRun : arg.replace(/^\{(.*)\}$/, (_, name: string) => home.file(name)))), { env: env ?? {} });
  if (args[1] === 'generic-orders' && ended.code === 0) lastRun = (JSON.parse(ended.out) as { runNo: string }).runNo;
  return ended;
}

describe('each command ends with the status that the documentation says', () => {
  test.each(cases)('$command: $what ends with $status', async (one) => {
    const ended = await run(one);
    expect(ended.code, `${ended.out}\n${ended.err}`).toBe(one.status);
    // Whatever went wrong is told in both languages, without the innards of the program.
    if (one.status !== 0) {
      expect(ended.out + ended.err).toMatch(/[一-龥]{2}/);
      expect(ended.out + ended.err).toMatch(/[a-z]{3,} [a-z]+/i);
    }
    expect(ended.err).not.toMatch(/\n {4}at /);
  }, 120_000);

  test('a server that is asked to stop ends with 0', async () => {
    await new Promise((resolve) => port.close(resolve));
    const server = await home.start();
    expect(await server.stop()).toBe(0);
  }, 120_000);

  test('the documentation has a row for each command, and each status it names is one of these cases', async () => {
    const lines = (await readFile(path.join(root, 'docs/command-line.md'), 'utf8')).split('\n');
    const documented = new Map(lines.flatMap((line) => {
      const [, name, ...cells] = line.split('|').map((cell) => cell.trim());
      return /^`[a-z ]+`$/.test(name ?? '') && cells.length === 4 ? [[name!.replaceAll('`', ''), new Set(cells.slice(0, 3).flatMap((cell, status) => (cell === '–' ? [] : [status])))] as const] : [];
    }));
    const shown = Map.groupBy([...cases, { command: 'start', status: 0 }], (c) => c.command);
    expect(new Set(documented.keys())).toEqual(new Set(shown.keys()));
    for (const [command, statuses] of documented) expect([command, statuses]).toEqual([command, new Set(shown.get(command)!.map((c) => c.status))]);
    const usage = (await dianzhang(['help'])).out;
    const commands = new Set([...usage.matchAll(/^ {2}dianzhang ([a-z]+)/gm)].map((m) => m[1]!));
    expect(commands).toEqual(new Set([...documented.keys()].map((name) => name.split(' ')[0]!)));
  });
});
