import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Db } from '../../src/kernel/db/index.ts';
import { Sealer } from '../../src/kernel/evidence/sealer.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { alipayFundBill } from '../../src/app/demo/bills.ts';
import { gbk, utf8, xlsxOf, zipOf } from '../../src/kernel/files/test-files.ts';
import { dianzhang, TestInstallation, type Ended } from './installation.ts';

/** Monday 2026-03-09 10:00 in Shanghai. */
const AT = Date.parse('2026-03-09T02:00:00Z');

/** In both languages, without the innards of the program. */
function clear(ended: Ended, status: number): void {
  expect(ended.code, ended.err).toBe(status);
  expect(ended.err).toMatch(/[一-龥]{2}/);
  expect(ended.err).toMatch(/[a-z]{4,} [a-z]+/i);
  expect(ended.err).not.toMatch(/\n {4}at /);
}

describe('what is typed wrongly', () => {
  test.each([
    ['an unknown command', ['strat']],
    ['an option that nobody has', ['start', '--fast']],
    ['a word too many', ['start', 'now']],
    ['a story of no month', ['start', '--demo-months', '0']],
    ['a story of more months than there are', ['start', '--demo-months', '25']],
    ['import without a file', ['import', 'taobao-orders']],
    ['import of an unknown kind', ['import', 'ebay-orders', 'a.csv']],
    ['an undo of nothing', ['import', 'undo']],
    ['an undo without its reason', ['import', 'undo', 'IM-20260309-0001']],
    ['an option without its value', ['import', 'taobao-orders', 'a.csv', '--store']],
    ['an option twice', ['import', 'taobao-orders', 'a.csv', '--store', 'A', '--store', 'B']],
    ['a token for nobody', ['token', '报表']],
    ['a token with a right that there is not', ['token', '报表', '--as', 'boss', '--scopes', 'root']],
    ['a backup to nowhere', ['backup']],
    ['a restore of two files', ['restore', 'a', 'b']],
    ['a clock without cases', ['clock']],
    ['a clock file that is not there', ['clock', '/not/there.json']],
    ['help on what there is not', ['help', 'me']],
    ['a log that is not there', ['mine', '/not/there.csv']],
    ['mining without a log', ['mine', '--json']],
    ['verify without a file', ['verify']],
    ['a packet that is not there', ['verify', '/not/there.json']],
    ['anchors that are not there', ['verify', '/dev/null', '--anchors', '/not/there.json']],
    ['evidence without a word', ['evidence']],
    ['an evidence command that there is not', ['evidence', 'burn', 'a.json']],
    ['an export to nowhere', ['evidence', 'export']],
    ['an order of dates that there is not', ['mine', 'a.csv', '--date-order', 'ydm']],
    ['the name of something every object has', ['constructor']],
  ])('%s ends with status 2 and the usage', async (_, args) => {
    const ended = await dianzhang(args, { env: { DATA_DIR: '/nowhere/at/all' } });
    clear(ended, 2);
    expect(ended.err).toContain('dianzhang import KIND FILE');
    expect(ended.out).toBe('');
  });

  test('help is not an error', async () => {
    expect((await dianzhang(['help'])).code).toBe(0);
    expect((await dianzhang(['help', 'settings'])).out).toContain('DATABASE_URL');
  });

  test('all wrong settings are told together, secrets without their value', async () => {
    const ended = await dianzhang(['doctor'], { env: { PORT: '70000', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://user:hidden-word@host/db', KUAIDI100_KEY: 'abc' } });
    clear(ended, 2);
    for (const name of ['PORT', 'LOG_LEVEL', 'DATABASE_URL', 'KUAIDI100_KEY']) expect(ended.err).toContain(name);
    expect(ended.err).not.toContain('hidden-word');
    expect(ended.err).not.toContain('"abc"');
  });
});

describe('the clock', () => {
  const cases = { calendars: { office: { zone: 'Asia/Shanghai', week: {} } }, cases: [{ id: 'a', calendar: 'office', start: '2026-03-10T10:00', limit: { hours: 48 } }] };
  test('reads its cases from standard input', async () => {
    const ended = await dianzhang(['clock', '-'], { input: JSON.stringify(cases) });
    expect(ended.code, ended.err).toBe(0);
    expect(JSON.parse(ended.out)).toMatchObject({ id: 'a', due: '2026-03-12T10:00:00.000+08:00' });
  });
  test('answers nothing when a case is wrong or the input is no JSON', async () => {
    for (const input of ['', '{', '{"cases":[{}]}', JSON.stringify({ cases: [...cases.cases, { id: 'b', start: 'tomorrow' }] })]) {
      const ended = await dianzhang(['clock', '-'], { input });
      expect([ended.code, ended.out]).toEqual([2, '']);
      expect(ended.err).toMatch(/[一-龥]/);
    }
  });
});

describe('mining a log (engine.md §6)', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mine-'));
    await writeFile(path.join(folder, 'log.csv'), '单号;环节;时间\n1;付款;02/03/2026 10:00\n1;发货;02/03/2026 12:00\n2;付款;14/03/2026 10:00\n');
    await writeFile(path.join(folder, 'life.json'), JSON.stringify({ first: '新', moves: { 新: { 付款: '已付' }, 已付: { 发货: '已发' } } }));
    await writeFile(path.join(folder, 'wrong.json'), '{"first": "新"}');
  });
  afterAll(() => rm(folder, { recursive: true }));
  const inFolder = (name: string): string => path.join(folder, name);
  test('prints its figures as one line of JSON, with the fitness to a life cycle', async () => {
    const ended = await dianzhang(['mine', inFolder('log.csv'), '--lifecycle', inFolder('life.json'), '--json']);
    expect(ended.code, ended.err).toBe(0);
    expect(JSON.parse(ended.out)).toEqual({
      events: 3, cases: 2, activities: 2, variants: 2, edges: 1, medianDurationMs: 3_600_000, meanDurationMs: 3_600_000, fittingCases: 1, fittingShare: 0.5, averageFitness: expect.closeTo(5 / 6, 9),
      deviations: [{ kind: 'model', activity: '发货', state: '已付', cost: 1, cases: 1 }],
    });
    expect(ended.err).toContain('case=单号 activity=环节 time=时间');
  });
  test('reads well for people, too', async () => expect((await dianzhang(['mine', inFolder('log.csv')])).out).toContain('变体 variants: 2'));
  test.each([[['--case', '订单'], '订单'], [['--lifecycle', 'wrong.json'], 'moves'], [['--delimiter', ','], '--case'], [['--zone', 'Mars/North'], 'Mars/North'], [['--encoding', 'klingon'], 'klingon']])('%j is refused with a reason', async (options, named) => {
    const ended = await dianzhang(['mine', inFolder('log.csv'), ...options.map((o) => (o.endsWith('.json') ? inFolder(o) : o))]);
    clear(ended, 2);
    expect([ended.out, ended.err.includes(named)]).toEqual(['', true]);
  });
});

describe('checking evidence', () => {
  test('a file that is no packet and no export is not in order: status 1, said in both languages, as JSON too', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'dianzhang-verify-'));
    try {
      for (const [name, content] of [['empty.json', ''], ['other.json', '{"hello": 1}'], ['words.txt', '一封信']] as const) {
        await writeFile(path.join(folder, name), content);
        const ended = await dianzhang(['verify', path.join(folder, name)]);
        expect(ended.code, `${name}: ${ended.err}`).toBe(1);
        expect(ended.out + ended.err).toMatch(/[一-龥]/);
        expect(ended.out + ended.err).not.toMatch(/\n {4}at /);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('files that are not what they should be', () => {
  let home: TestInstallation;
  beforeAll(async () => {
    home = await TestInstallation.fresh();
    await home.found(10);
  }, 120_000);
  afterAll(() => home?.remove());

  /** Everything that business sees; the run of the refused import itself, cancelled, may stay in its list. */
  const state = (): Promise<unknown> => home.look(async (db: Db) => {
    const { rows: tables } = await db.query<{ name: string }>(
      `select n.nspname || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in ('sales', 'products', 'customers', 'finance', 'logistics', 'operations', 'company', 'regulation') order by 1`);
    const { rows } = await db.query(tables.map(({ name }) => `select '${name}' as name, (select md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) from ${name} t) as sum`).join(' union all '));
    return rows;
  });

  const head = '商家编码,商品名称,规格,售价\r\n';
  const bill = (): Uint8Array => gbk(alipayFundBill('20880000000000156', Array.from({ length: 40 }, (_, n) => (
    { at: AT + n * 60_000, orderNo: `T${n}`, paymentNo: `2026030${1_000_000 + n}`, title: '保温杯', amountFen: 9_900, kind: '在线支付' as const })), 0, AT, AT + 86_400_000).text);
  test.each<[string, string, string, string, () => Buffer | Uint8Array]>([
    ['an empty file', 'products', 'empty.csv', 'imports.file-empty', () => Buffer.alloc(0)],
    ['a file of blanks', 'products', 'blank.csv', 'imports.file-empty', () => Buffer.from('\r\n \r\n')],
    ['other headings', 'products', 'headings.csv', 'imports.not-recognised', () => utf8('甲,乙,丙\r\n1,2,3\r\n')],
    ['no headings of orders', 'taobao-orders', 'orders.csv', 'imports.other-kind', () => gbk(head)],
    ['the wrong encoding', 'taobao-orders', 'encoding.csv', 'imports.file-encoding', () => Buffer.concat([Buffer.from([0xff, 0xfe, 0x00, 0xd8]), gbk('订单编号,买家会员名\r\n1,二\r\n'), Buffer.from([0x81, 0x20, 0xff, 0xff])])],
    ['a workbook cut short', 'taobao-orders', 'cut.xlsx', 'imports.file-truncated', () => Buffer.from(xlsxOf('<row r="1"><c r="A1" t="inlineStr"><is><t>订单编号</t></is></c></row>')).subarray(0, 60)],
    ['a bill cut short in the middle of a row', 'alipay-fund', 'cut.csv', 'imports.file-truncated', () => bill().subarray(0, Math.trunc(bill().length * 0.6))],
    ['an archive cut short', 'alipay-fund', 'cut.zip', 'imports.file-truncated', () => zipOf([{ name: 'bill.csv', data: bill() }]).subarray(0, 400)],
    ['a zip bomb', 'taobao-orders', 'bomb.zip', 'imports.file-bomb', () => zipOf([{ name: 'orders.csv', data: Buffer.alloc(400 * 1024 * 1024, 0x30) }])],
    ['a programme', 'products', 'programme.csv', 'imports.file-not-a-table', () => Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0])],
  ])('%s is refused with status 1 and nothing is changed', async (_, kind, name, code, content) => {
    await writeFile(home.file(name), content());
    const before = await state();
    const needs = kind.endsWith('orders') ? ['--store', '山海小铺'] : kind === 'alipay-fund' ? ['--account', '支付宝企业账户'] : [];
    const ended = await home.run(['import', kind, home.file(name), ...needs, '--json']);
    clear(ended, 1);
    expect((JSON.parse(ended.out) as { refused: string }).refused).toBe(code);
    expect(await state()).toEqual(before);
  }, 60_000);

  test('while the whole bill is taken, once', async () => {
    await writeFile(home.file('whole.csv'), bill());
    const once = await home.run(['import', 'alipay-fund', home.file('whole.csv'), '--account', '支付宝企业账户', '--json']);
    expect(once.code, once.err).toBe(0);
    expect(JSON.parse(once.out)).toMatchObject({ rows: 40, accepted: 40, quarantined: 0, reconciled: true });
    const before = await state();
    const again = await home.run(['import', 'alipay-fund', home.file('whole.csv'), '--account', '支付宝企业账户', '--json']);
    expect(JSON.parse(again.out)).toMatchObject({ rows: 40, accepted: 0, unchanged: 40, updated: 0 });
    expect(await state()).toEqual(before);
  }, 60_000);

  test('orders are imported, looked at, taken back by the number of the run, and imported again', async () => {
    const file = '订单号,店铺,订单状态,下单时间,付款时间,收货人,手机,省,市,区县,详细地址,商家编码,商品名称,数量,单价,实付金额\r\nCLI-1,山海小铺,待发货,2026-03-09 09:00:00,2026-03-09 09:01:00,示例收货人,13800000000,浙江省,杭州市,西湖区,示例路1号,NO-SUCH,保温杯,1,59.00,59.00\r\n';
    await writeFile(home.file('orders-undo.csv'), utf8(file));
    const bring = async (): Promise<{ runNo: string; accepted: number }> => JSON.parse((await home.run(['import', 'generic-orders', home.file('orders-undo.csv'), '--store', '山海小铺', '--json'])).out) as { runNo: string; accepted: number };
    const first = await bring();
    expect(first.accepted).toBe(1);
    const looked = await home.run(['import', 'undo', first.runNo, '--dry-run']);
    expect([looked.code, looked.out]).toEqual([0, expect.stringContaining('撤回 taken 1')]);
    const taken = await home.run(['import', 'undo', first.runNo, '--reason', '选错了店铺', '--json']);
    expect([taken.code, JSON.parse(taken.out)]).toEqual([0, { runNo: first.runNo, taken: 1, kept: [], keptCount: 0, toldLater: 0, updated: 0 }]);
    expect((await bring()).accepted).toBe(1);
    clear(await home.run(['import', 'undo', first.runNo, '--reason', '选错了店铺']), 1);
    clear(await home.run(['import', 'undo', 'IM-19000101-0001', '--reason', '没有这次导入']), 1);
  }, 120_000);

  test('a file that is not there, and a store that is not there', async () => {
    clear(await home.run(['import', 'products', home.file('never.csv')]), 1);
    await writeFile(home.file('some.csv'), utf8(head));
    clear(await home.run(['import', 'taobao-orders', home.file('some.csv'), '--store', '没有的店']), 1);
  }, 60_000);
});

describe('the evidence leaves the house', () => {
  let home: TestInstallation;
  beforeAll(async () => {
    home = await TestInstallation.fresh();
    await home.found(10);
  }, 120_000);
  afterAll(() => home?.remove());

  test('an export of the running company is in order offline; one altered fact is named; a file that is there is not replaced', async () => {
    const facts = await home.look(async (db) => {
      const sealer = new Sealer({ db, clock: systemClock } as Kernel);
      await sealer.drain();
      return (await db.query<{ n: number }>('select count(*)::int as n from kernel.fact')).rows[0]!.n;
    });
    const file = home.file('log.jsonl');
    const exported = await home.run(['evidence', 'export', file]);
    expect(exported.code, exported.err).toBe(0);
    expect(exported.out).toContain(`${facts} 条记录 records`);
    const sound = await dianzhang(['verify', file, '--json'], { env: { DATA_DIR: '/nowhere/at/all' } });
    expect(sound.code, sound.err).toBe(0);
    expect(JSON.parse(sound.out)).toMatchObject({ ok: true, records: facts, findings: [] });

    const lines = (await readFile(file, 'utf8')).split('\n');
    const at = lines.findIndex((line) => line.includes('products.stock-counted') || line.includes('"type":"products.'));
    const row = JSON.parse(lines[at]!) as { record: { position: number; fact: { payload: Record<string, unknown> } } };
    row.record.fact.payload = { ...row.record.fact.payload, note: '后来改的' };
    await writeFile(home.file('altered.jsonl'), lines.with(at, JSON.stringify(row)).join('\n'));
    const altered = await dianzhang(['verify', home.file('altered.jsonl')], { env: { DATA_DIR: '/nowhere/at/all' } });
    expect(altered.code).toBe(1);
    expect(altered.out).toContain(`第 ${row.record.position} 位`);

    clear(await home.run(['evidence', 'export', file]), 2);
    expect(await readFile(file, 'utf8')).toBe(lines.join('\n'));
  }, 120_000);
});
