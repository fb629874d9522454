import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import type { Actor } from '../actor.ts';
import { gbk, utf8, workbookOf, xlsxOf, zipOf } from '../files/test-files.ts';
import { HOUR } from '../clock.ts';
import { newId } from '../ids.ts';
import { AHEAD_MS } from './in-future.ts';
import { runVerb } from '../verb.ts';
import { words } from '../words.ts';
import { applyChunk } from './apply-chunk.ts';
import { LeaseLost } from './lease.ts';
import { recordStaging } from './run-verbs.ts';
import { stageRun } from './stage.ts';
import { filesOf } from './store.ts';
import { makeTables, manyOrders, orderFile, smallCompany, STORE, upload, type SmallCompany, type Steering } from './testing/small-company.ts';

let kernel: TestKernel;
let company: SmallCompany;
const operator = person(['store-operator']);
const people = new Map<string, Actor>([[operator.id!, operator]]);
const steering: Steering = {};

beforeAll(async () => {
  kernel = await freshKernel();
  await makeTables(kernel);
  company = await smallCompany(kernel, people, steering);
});
afterAll(async () => {
  await company.end();
  await kernel.close();
});
beforeEach(async () => {
  delete steering.onChunk;
  delete steering.finished;
  await kernel.db.query('truncate public.line; truncate public.blocked');
});

const take = (...files: [string, string | Uint8Array][]) => company.imports.take(operator, files.map(([name, content]) => upload(name, content)));
const stage = async (id: string, more: object = {}) => {
  await company.imports.stage(operator, id, { settings: { store: STORE }, ...more });
  return company.imports.settled(id);
};
const commit = async (id: string, imports = company.imports) => {
  await imports.commit(operator, id);
  return imports.settled(id);
};
const wholeRun = async (...files: [string, string | Uint8Array][]) => {
  const run = await take(...files);
  await stage(run.id);
  return commit(run.id);
};
const lines = async () => (await kernel.db.query<{ order_no: string; amount: bigint; note: string | null; writes: number }>('select order_no, amount, note, writes from public.line order by id')).rows;
const facts = async (type: string) => Number((await kernel.db.query<{ n: bigint }>('select count(*) as n from kernel.fact where type = $1', [type])).rows[0]!.n);

describe('an order file goes in', () => {
  test('is recognised, looked at, applied, and its totals agree; the same file again changes nothing', async () => {
    const file = orderFile([['T1', '12.00', '李雷', '加急'], ['T2', '3.50', '韩梅梅', '']], '15.50');
    const run = await take(['ExportOrderList.csv', file]);
    expect(run).toMatchObject({ state: 'recognised', kinds: ['taobao-orders'], counts: { rows: 0 } });
    expect(run.run_no).toMatch(/^IM-20260310-\d{4}$/);
    const staged = await stage(run.id);
    expect(staged).toMatchObject({ state: 'staged', counts: { rows: 2, staged: 2 }, preview: { new: 2, changed: 0, same: 0, unreadable: 0 }, totals: { orders: 2, payable: 1550 } });
    expect(staged.preview!.samples[0]).toEqual({ is: 'new', line: 2, file: 'ExportOrderList.csv', key: 'T1', text: { zh: '订单 T1', en: 'Order T1' } });
    expect(await lines()).toEqual([]);
    const done = await commit(run.id);
    expect(done).toMatchObject({ state: 'done', counts: { rows: 2, staged: 0, accepted: 2, updated: 0, unchanged: 0, quarantined: 0 }, finished_at: kernel.clock.now() });
    expect(done.reconciliation.map((r) => [r.name.zh, r.file, r.rows, r.ok])).toEqual([['金额合计', 1550, 1550, true], ['数据行', null, 2, true]]);
    expect((await lines()).map((l) => [l.order_no, l.amount, l.writes])).toEqual([['T1', 1200n, 1], ['T2', 350n, 1]]);

    const again = await take(['renamed.csv', file]);
    expect((await kernel.db.query('select known_from from kernel.import_file where run_id = $1', [again.id])).rows).toEqual([{ known_from: run.run_no }]);
    expect((await stage(again.id)).preview).toMatchObject({ new: 0, same: 2 });
    expect((await commit(again.id)).counts).toMatchObject({ accepted: 0, updated: 0, unchanged: 2 });
    expect((await lines()).map((l) => l.writes)).toEqual([1, 1]);
    expect(await facts('imports.run-finished')).toBe(2);
  });

  test('the same file given twice, also under another name, is imported once and said; orders that two exports share count once', async () => {
    const file = orderFile([['T1', '12.00', '李雷', ''], ['T2', '3.50', '韩梅梅', '']], '15.50');
    const run = await take(['a.csv', file], ['a.csv', file], ['b.csv', file], ['later.csv', orderFile([['T2', '3.50', '韩梅梅', ''], ['T3', '1.00', '李雷', '']])]);
    expect((await filesOf(kernel.db, run.id)).map((f) => [f.name, f.kind, f.alarms.map((a) => [a.code, a.message.zh])])).toEqual([
      ['a.csv', 'taobao-orders', []], ['a.csv', null, [['import.file-twice', '文件“a.csv”给了两次，只导入一次。']]], ['b.csv', null, [['import.file-twice', '“b.csv”与“a.csv”内容完全相同，只导入一次。']]], ['later.csv', 'taobao-orders', []],
    ]);
    expect(await stage(run.id)).toMatchObject({ counts: { rows: 4 }, totals: { orders: 3, payable: 1_650 } });
    expect((await commit(run.id)).state).toBe('done');
    expect((await lines()).map((l) => l.order_no)).toEqual(['T1', 'T2', 'T3']);
  });

  test('a newer export updates what changed and leaves the rest', async () => {
    await wholeRun(['a.csv', orderFile([['T1', '12.00', '李雷', ''], ['T2', '3.50', '韩梅梅', '']])]);
    const newer = await wholeRun(['b.csv', orderFile([['T1', '12.00', '李雷', '要发票'], ['T2', '3.50', '韩梅梅', ''], ['T3', '1.00', '李雷', '']])]);
    expect(newer.counts).toMatchObject({ accepted: 1, updated: 1, unchanged: 1 });
    expect((await lines()).map((l) => [l.order_no, l.note, l.writes])).toEqual([['T1', '要发票', 2], ['T2', null, 1], ['T3', null, 1]]);
  });

  test('a total that does not agree is said, to the fen', async () => {
    const taken = await take(['a.csv', orderFile([['T1', '12.00', '李雷', '']], '12.01')]);
    await stage(taken.id);
    await expect(commit(taken.id)).rejects.toMatchObject({ kind: { code: 'imports.not-reconciled' }, detail: { zh: '金额合计：文件 ¥12.01，各行 ¥12.00。' } });
    expect(await lines()).toEqual([]);
    await company.imports.commit(operator, taken.id, {}, '平台少算一分，已与平台核对');
    const run = await company.imports.settled(taken.id);
    expect(run.difference).toMatchObject({ reason: '平台少算一分，已与平台核对', by: operator.name });
    expect(run.reconciliation[0]).toMatchObject({ file: 1201, rows: 1200, ok: false });
    expect((await kernel.db.query("select payload ->> 'reconciled' as r from kernel.fact where type = 'imports.run-finished' order by seq desc limit 1")).rows).toEqual([{ r: 'false' }]);
  });

  test('orders are counted as orders beside their rows; what cannot be read is told with its value, and which columns were read', async () => {
    const items = '子订单编号,主订单编号,标题,单价\nS1,T1,杯子,1.00\nS2,T1,碟子,2.00\nS3,T2,碗,坏';
    const run = await take(['orders.csv', orderFile([['T1', '3.00', '李雷', ''], ['T2', '五元', '李雷', '']])], ['items.csv', items]);
    const { preview } = await stage(run.id);
    expect(preview).toMatchObject({ new: 3, unreadable: 2, units: { name: { zh: '订单' }, new: 1, unreadable: 2 } });
    expect(preview!.samples.map((s) => [s.is, s.key])).toEqual([['new', 'T1']]);
    expect(preview!.problems.map((p) => [p.file, p.line, p.column, p.value])).toEqual([['orders.csv', 3, '金额', '五元'], ['items.csv', 4, '单价', '坏']]);
    expect(preview!.columns![0]).toEqual({ file: 'orders.csv', columns: [{ heading: '订单编号', as: '订单编号' }, { heading: '金额', as: '金额' }, { heading: '收货人姓名', as: null }, { heading: '备注', as: '备注' }] });
    expect((await commit(run.id)).counts).toMatchObject({ accepted: 3, quarantined: 2, units: { accepted: 1, updated: 0, unchanged: 0, quarantined: 2 } });
  });

  test('one reason against a whole file is said once, before anything runs; beside rows that can be taken it is one row of them', async () => {
    const run = await take(['a.csv', orderFile([['T1', '1.00', '李雷', '别组'], ['T2', '坏', '李雷', ''], ['T3', '1.00', '李雷', '别组']])]);
    expect((await stage(run.id)).preview).toMatchObject({ new: 0, unreadable: 3, problems: [{ line: 3, column: '金额' }], stop: { reasons: [{ zh: '订单属于别组。' }], next: { zh: '请别组的人导入。' }, rows: 2 } });
    await expect(commit(run.id)).rejects.toMatchObject({ kind: { code: 'imports.stands-against' }, detail: { zh: '订单属于别组。请别组的人导入。' } });
    expect(await company.imports.run(run.id)).toMatchObject({ state: 'staged' });
    const mixed = await take(['b.csv', orderFile([['T1', '1.00', '李雷', '别组'], ['T2', '2.00', '李雷', '']])]);
    const { preview } = await stage(mixed.id);
    expect([preview!.stop, preview!.problems.map((p) => [p.line, p.code])]).toEqual([undefined, [[2, 'order.foreign']]]);
    expect((await commit(mixed.id)).counts).toMatchObject({ accepted: 1, quarantined: 1 });
  });

  test('what a row says to have happened after now waits for a person, with its column, line and both times; a promise may lie ahead', async () => {
    const now = kernel.clock.now();
    const said = (ms: number): string => new Date(now + ms + 8 * HOUR).toISOString().slice(0, 19).replace('T', ' ');
    const heading = '订单编号,金额,收货人姓名,备注,付款时间,承诺发货';
    const run = await wholeRun(['a.csv', [heading, `T1,1.00,李雷,,${said(0)},${said(48 * HOUR)}`, `T2,2.00,李雷,,${said(AHEAD_MS)},`, `T3,3.00,李雷,,${said(AHEAD_MS + 1_000)},`, 'T4,4.00,李雷,,2029-03-10 10:00:00,'].join('\n')]);
    expect(run).toMatchObject({ counts: { rows: 4, accepted: 2, quarantined: 2 }, totals: { orders: 2, payable: 300 } });
    expect(run.problems.map((p) => [p.line, p.code, p.column, p.value])).toEqual([[4, 'time.in-future', '付款时间', said(AHEAD_MS + 1_000)], [5, 'time.in-future', '付款时间', '2029-03-10 10:00:00']]);
    expect(run.problems[1]!.message.zh).toBe(`“付款时间”是 2029-03-10 10:00，晚于现在（${said(0).slice(0, 16)}）：请核对年份、列是否错位，以及本机时间。`);
  });

  test('a hidden sheet is left out beside what was seen, and said; alone it is what was meant', async () => {
    const rows = (no: string) => [['订单编号', '金额', '收货人姓名', '备注'], [no, '1.00', '李雷', '']].map((cells, r) => `<row r="${r + 1}">${cells.map((c) => `<c t="inlineStr"><is><t>${c}</t></is></c>`).join('')}</row>`).join('');
    const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const book = (sheets: string) => zipOf([
      { name: '[Content_Types].xml', data: utf8('<Types/>') }, { name: '_rels/.rels', data: utf8(`<Relationships><Relationship Id="r1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`) },
      { name: 'xl/workbook.xml', data: utf8(`<workbook xmlns:r="r"><sheets>${sheets}</sheets></workbook>`) },
      { name: 'xl/_rels/workbook.xml.rels', data: utf8(`<Relationships>${[1, 2].map((n) => `<Relationship Id="s${n}" Type="${relations}/worksheet" Target="s${n}.xml"/>`).join('')}</Relationships>`) },
      ...['T1', 'T2'].map((no, n) => ({ name: `xl/s${n + 1}.xml`, data: utf8(`<worksheet><sheetData>${rows(no)}</sheetData></worksheet>`) })),
    ]);
    const both = await take(['a.xlsx', book('<sheet name="旧" state="hidden" r:id="s1"/><sheet name="新" r:id="s2"/>')]);
    expect((await filesOf(kernel.db, both.id)).map((f) => [f.sheet, f.kind, f.alarms.map((a) => a.code)])).toEqual([['旧', null, ['import.sheet-hidden']], ['新', 'taobao-orders', []]]);
    await stage(both.id);
    expect((await commit(both.id)).counts).toMatchObject({ rows: 1, accepted: 1 });
    expect((await lines()).map((l) => l.order_no)).toEqual(['T2']);
    const alone = await take(['b.xlsx', book('<sheet name="旧" state="veryHidden" r:id="s1"/>')]);
    expect((await filesOf(kernel.db, alone.id)).map((f) => f.kind)).toEqual(['taobao-orders']);
  });

  test('a heading that somebody renamed is refused with the columns that are needed', async () => {
    await expect(company.imports.take(operator, [upload('a.csv', '单号,多少钱\nT1,1.00')], () => 'taobao-orders')).rejects.toMatchObject({ detail: { zh: expect.stringContaining('这种导入至少需要这些列：订单编号、金额。') } });
  });

  test('a text that breaks off in its last row is refused; one whose last line has no end is not', async () => {
    const whole = orderFile([['T1', '1.00', '李雷', '急'], ['T2', '12.00', '李雷', '急'], ['T3', '3.00', '李雷', '急']]).trimEnd();
    expect(whole.endsWith('急')).toBe(true);
    for (const cut of ['李雷', ',李', '.00', '12.00', 'T3']) {
      const at = whole.indexOf(cut, whole.indexOf(cut === '12.00' ? 'T2' : 'T3')) + cut.length;
      const run = await take(['a.csv', whole.slice(0, at)]);
      expect(await stage(run.id), cut).toMatchObject({ state: 'unreadable', error: { zh: expect.stringContaining('文件不完整') } });
    }
    expect(await lines()).toEqual([]);
    expect((await wholeRun(['a.csv', whole])).counts).toMatchObject({ rows: 3, accepted: 3 });
    expect((await wholeRun(['b.csv', '订单编号,金额,收货人姓名,备注\nT4,1.00\nT5,2.00,李雷\nT6,3.00'])).counts).toMatchObject({ rows: 3, accepted: 3 });
  });

  test('a heading that another encoding has garbled is said to be so', async () => {
    const refused = { kind: { code: 'imports.not-recognised' }, detail: { zh: expect.stringContaining('表头是乱码') } };
    const garbled = Buffer.from(Buffer.from(orderFile([['T1', '1.00', '李雷', '']])).toString('latin1'));
    await expect(take(['a.csv', garbled])).rejects.toMatchObject(refused);
    await expect(take(['a.csv', '????,?單??,??\n1,2,3'])).rejects.toMatchObject(refused);
    await expect(take(['a.csv', '单号,多少钱,café\n1,2,3'])).rejects.toMatchObject({ detail: { zh: expect.stringContaining('不认识这种表头') } });
  });

  test('rows whose own cells somebody merged wait, each with what to do; the others go in', async () => {
    const run = await wholeRun(['a.xlsx', workbookOf([['订单编号', '金额', '收货人姓名', '备注'], ['T1', '1.00', '李雷', ''], ['T2', '', '李雷', ''], ['T3', '3.00', '李雷', '']], ['B2:B3'])]);
    expect(run.counts).toMatchObject({ rows: 3, accepted: 1, quarantined: 2 });
    expect(run.problems.map((p) => [p.line, p.code, p.column])).toEqual([[2, 'cell.merged', '金额'], [3, 'cell.merged', '金额']]);
    expect((await lines()).map((l) => l.order_no)).toEqual(['T3']);
  });

  test('a row that cannot be read never stops the next', async () => {
    const run = await wholeRun(['a.csv', orderFile([['T1', '十二元', '李雷', ''], ['T2', '3.50', '李雷', ''], ['', '1.00', '李雷', '']])]);
    expect(run.counts).toMatchObject({ rows: 3, accepted: 1, quarantined: 2 });
    expect(run.problems.map((p) => [p.line, p.column])).toEqual([[2, '金额'], [4, '订单编号']]);
    expect((await lines()).map((l) => l.order_no)).toEqual(['T2']);
  });

  test('a made-up workbook with texts that no database stores and two rows of one number loses nothing', async () => {
    const row = (at: number, cells: readonly string[]) => `<row r="${at}">${cells.map((c) => `<c t="inlineStr"><is><t>${c}</t></is></c>`).join('')}</row>`;
    const book = xlsxOf([row(1, ['订单编号', '金额', '收货人姓名', '备注']), row(2, ['T1', '1.00', '李雷', 'a_xD800_b']), row(2, ['T2', '2.00', '李雷', 'c_x0000_d'])].join(''));
    const run = await wholeRun(['a.xlsx', book]);
    expect(run.counts).toMatchObject({ rows: 2, accepted: 2 });
    expect((await lines()).map((l) => l.note)).toEqual(['a\ufffdb', 'cd']);
  });

  test('rows of an order in two files are applied together, across every border between chunks', async () => {
    const numbers = Array.from({ length: 1_100 }, (_, n) => `T${n}`);
    // An item list sorts by its own numbers, which have nothing to do with those of the orders.
    const items = ['子订单编号,主订单编号,标题,单价', ...numbers.map((no, n) => `${(n * 7919) % 10_007},${no},杯子,1.00`)].join('\n');
    const together: boolean[] = [];
    steering.onChunk = (rows) => {
      const orders = new Set(rows.filter((r) => r.kind === 'taobao-orders').map((r) => r.key));
      const found = rows.filter((r) => r.kind === 'taobao-items').map((r) => (r.record as { orderNo: string }).orderNo);
      together.push(found.length === orders.size && found.every((no) => orders.has(no)));
    };
    const run = await wholeRun(['orders.csv', orderFile(numbers.map((no) => [no, '1.00', '李雷', '']))], ['items.csv', items]);
    expect(run.counts).toMatchObject({ rows: 2_200, accepted: 2_200 });
    expect(together).toEqual([true, true, true]);
  });

  test('files of different work are refused together; a summary beside its detail is left out and said', async () => {
    await expect(take(['a.csv', orderFile([['T1', '1.00', '李雷', '']])], ['b.csv', '货号,数量\nA,1'])).rejects.toMatchObject({ kind: { code: 'imports.mixed-kinds' } });
    await expect(take(['b.csv', '货号,数量\nA,1'])).rejects.toMatchObject({ kind: { code: 'kernel.not-allowed' } });
    const run = await take(['bill.zip', zipOf([{ name: '汇总.csv', data: utf8('汇总,笔数\n全部,1') }, { name: '明细.csv', data: gbk(orderFile([['T1', '1.00', '李雷', '']])) }])]);
    const files = await filesOf(kernel.db, run.id);
    expect(files.map((f) => [f.member, f.kind, f.encoding, f.alarms.map((a) => a.message.zh)])).toEqual([['汇总.csv', null, 'utf-8', ['这是汇总表']], ['明细.csv', 'taobao-orders', 'gb18030', []]]);
    expect(new Set(files.map((f) => f.file_id)).size).toBe(1);
    await stage(run.id);
    expect((await commit(run.id)).counts).toMatchObject({ rows: 1, accepted: 1 });
  });
});

describe('what a person must say first', () => {
  test('the store, and only one that there is', async () => {
    const run = await take(['a.csv', orderFile([['T1', '1.00', '李雷', '']])]);
    await expect(stage(run.id, { settings: {} })).rejects.toMatchObject({ kind: { code: 'imports.setting-missing' } });
    await expect(stage(run.id, { settings: { store: newId(1) } })).rejects.toMatchObject({ kind: { code: 'imports.setting-unknown' } });
    expect((await company.imports.run(run.id)).state).toBe('recognised');
  });
  test('which column a missing key column is', async () => {
    const run = await take(['a.csv', orderFile([['T1', '1.00', '李雷', '']]).replace('订单编号', '订单编码')]);
    await expect(stage(run.id)).rejects.toMatchObject({ kind: { code: 'imports.column-missing' }, facts: { missing: ['订单编号'] } });
    const staged = await stage(run.id, { mapping: { 0: { 订单编号: '订单编码' } } });
    expect(staged).toMatchObject({ state: 'staged', counts: { rows: 1, quarantined: 0 } });
  });
  test('nothing is imported twice from one run, and a cancelled run is over', async () => {
    const run = await wholeRun(['a.csv', orderFile([['T1', '1.00', '李雷', '']])]);
    await expect(commit(run.id)).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
    await expect(stage(run.id)).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
    const other = await take(['b.csv', orderFile([['T2', '1.00', '李雷', '']])]);
    await stage(other.id);
    await company.imports.cancel(operator, other.id);
    await expect(commit(other.id)).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
    expect((await lines()).map((l) => l.order_no)).toEqual(['T1']);
    expect((await kernel.db.query('select 1 from kernel.import_row where run_id = $1', [other.id])).rowCount).toBe(0);
  });
});

describe('a run that is disturbed', () => {
  const begun = async (count: number) => {
    const run = await take(['many.csv', manyOrders(count)]);
    await stage(run.id);
    return run.id;
  };
  test('stops at a fault, keeps what it did, and goes on to the same end', async () => {
    const id = await begun(1_700);
    let chunks = 0;
    let ends = 0;
    steering.finished = () => { ends += 1; };
    steering.onChunk = () => {
      chunks += 1;
      if (chunks === 3) throw new Error('the disk is on fire');
    };
    const stopped = await commit(id);
    expect(stopped).toMatchObject({ state: 'failed', counts: { accepted: 1_000, staged: 700 }, error: { zh: expect.stringContaining('可以继续') } });
    expect((await lines()).length).toBe(1_000);
    const done = await commit(id);
    expect(done).toMatchObject({ state: 'done', counts: { accepted: 1_700, staged: 0 }, error: null });
    expect(new Set((await lines()).map((l) => l.writes))).toEqual(new Set([1]));
    expect([(await lines()).length, ends]).toEqual([1_700, 1]);
  });
  test('a run that could not be read is read again, never applied as it is', async () => {
    const run = await take(['a.csv', orderFile([['T1', '1.00', '李雷', '']])]);
    people.delete(operator.id!);
    try {
      expect(await stage(run.id)).toMatchObject({ state: 'unreadable', error: { zh: expect.stringContaining('失去权限') } });
    } finally {
      people.set(operator.id!, operator);
    }
    await expect(commit(run.id)).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
    expect((await stage(run.id)).state).toBe('staged');
  });
  test('works with the rights of now: who lost the post does not go on', async () => {
    const id = await begun(1_200);
    steering.onChunk = () => void people.set(operator.id!, { ...operator, posts: ['seller'] });
    try {
      expect(await commit(id)).toMatchObject({ state: 'failed', counts: { accepted: 500 } });
    } finally {
      people.set(operator.id!, operator);
    }
  });
  test('two servers that find it at the same time do it once', async () => {
    const id = await begun(3_000);
    const before = await facts('imports.run-finished');
    let chunks = 0;
    steering.onChunk = () => { chunks += 1; };
    const other = company.another(steering);
    await kernel.db.query("update kernel.import_run set state = 'running' where id = $1", [id]);
    const [one, two] = await Promise.all([company.imports.settled(id), other.settled(id)]);
    expect([one.state, two.state]).toEqual(['done', 'done']);
    expect([chunks, await facts('imports.run-finished')]).toEqual([6, before + 1]);
    expect(one.counts).toMatchObject({ accepted: 3_000, unchanged: 0 });
    expect(new Set((await lines()).map((l) => l.writes))).toEqual(new Set([1]));
  });
  test('a server that lost the run and goes on sets no row of the next one aside', async () => {
    const run = await take(['a.csv', orderFile([['T1', '1.00', '李雷', ''], ['T2', '2.00', '李雷', ''], ['T3', '3.00', '李雷', '']])]);
    await stage(run.id);
    await kernel.db.query("update kernel.import_run set state = 'running' where id = $1", [run.id]);
    const target = company.imports.targetOf(['taobao-orders']);
    const unkept = { code: 'row.not-storable', message: words('存不下', 'cannot be kept') };
    // Both have seen the beginning; the other one has taken T1 by now. T2 is not the row that this one could not keep.
    await runVerb(kernel, applyChunk(target, 1), { id: run.id, after: null }, { actor: operator });
    expect(await runVerb(kernel, applyChunk(target, 1, unkept), { id: run.id, after: null }, { actor: operator })).toMatchObject({ done: false, counts: { accepted: 1, quarantined: 0, staged: 2 } });
    expect(await runVerb(kernel, applyChunk(target, 5), { id: run.id, after: null }, { actor: operator })).toMatchObject({ done: false, counts: { accepted: 1 } });
    expect(await runVerb(kernel, applyChunk(target, 5), { id: run.id, after: 'T1' }, { actor: operator })).toMatchObject({ done: true, counts: { accepted: 3, quarantined: 0 } });
  });

  test('a server that lost the run while it read the file writes nothing over what the next one has read', async () => {
    const run = await take(['a.csv', manyOrders(1_500)]);
    await kernel.db.query("update kernel.import_run set state = 'staging', settings = $2 where id = $1", [run.id, JSON.stringify({ store: STORE })]);
    const lease = { name: `import:${run.id}`, holder: newId(kernel.clock.now()) };
    await kernel.db.query("insert into kernel.lease (name, holder, until) values ($1, $2, clock_timestamp() + interval '30 seconds')", [lease.name, lease.holder]);
    let over: Promise<unknown> | null = null;
    const staging = stageRun(kernel, company.imports.files, company.imports.targetOf(['taobao-orders']), await company.imports.run(run.id), lease, () => {
      // Its time is over after the first batch; another server reads the file anew and begins to apply it.
      over ??= kernel.db.query("update kernel.lease set until = clock_timestamp() - interval '1 second' where name = $1", [lease.name]).then(() => company.imports.settled(run.id)).then(() => commit(run.id));
    });
    await expect(staging.then(() => 'it went on')).rejects.toBeInstanceOf(LeaseLost);
    expect(await over).toMatchObject({ state: 'done', counts: { rows: 1_500, accepted: 1_500, staged: 0 } });
    expect((await kernel.db.query('select count(*)::int as n from kernel.import_row where run_id = $1', [run.id])).rows).toEqual([{ n: 0 }]);
    await expect(runVerb(kernel, recordStaging, { id: run.id, lease, counts: {}, totals: {}, reconciliation: [], problems: [], preview: null }, { actor: operator })).rejects.toBeInstanceOf(LeaseLost);
    expect(await company.imports.run(run.id)).toMatchObject({ state: 'done', counts: { accepted: 1_500 } });
  });

  test('two people with the same file at the same time: one effect', async () => {
    const [a, b] = [await begun(1_500), await begun(1_500)];
    const done = await Promise.all([commit(a), commit(b)]);
    expect(done.map((r) => r.state)).toEqual(['done', 'done']);
    expect(done.reduce((sum, r) => sum + r.counts.accepted, 0)).toBe(1_500);
    expect(done.reduce((sum, r) => sum + r.counts.unchanged, 0)).toBe(1_500);
    expect(new Set((await lines()).map((l) => l.writes))).toEqual(new Set([1]));
  });
  test('a row that the database cannot keep waits alone; the others go in', async () => {
    steering.onChunk = async (rows, tx) => {
      if (rows.some((r) => ['T543285', 'T0'].includes(r.key))) await tx.runner.query('select 9999999999::int');
    };
    const id = await begun(1_500);
    const done = await commit(id);
    expect(done).toMatchObject({ state: 'done', counts: { rows: 1_500, accepted: 1_498, quarantined: 2 } });
    const { rows } = await kernel.db.query<{ key: string; problems: { code: string }[] }>("select key, problems from kernel.import_row where run_id = $1 and state = 'quarantined' order by key", [id]);
    expect(rows.map((r) => [r.key, r.problems.map((p) => p.code)])).toEqual([['T0', ['row.not-storable']], ['T543285', ['row.not-storable']]]);
    expect(new Set((await lines()).map((l) => l.writes))).toEqual(new Set([1]));
  });
  test('a server that stops puts it down in the middle; the next one goes on by itself', async () => {
    const id = await begun(2_000);
    const leaving = company.another({ onChunk: () => void leaving.stop() });
    await leaving.commit(operator, id);
    const left = await leaving.settled(id);
    expect(left).toMatchObject({ state: 'running', counts: { accepted: 500 } });
    const next = company.another();
    next.start();
    expect(await next.settled(id)).toMatchObject({ state: 'done', counts: { accepted: 2_000 } });
    expect(new Set((await lines()).map((l) => l.writes))).toEqual(new Set([1]));
  });
});
