import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import { system, type Actor } from '../actor.ts';
import { gbk, workbookOf } from '../files/test-files.ts';
import { buildServer } from '../http/server.ts';
import { newId } from '../ids.ts';
import { runVerb } from '../verb.ts';
import { mendRow } from './mend-row.ts';
import { importRoutes } from './routes.ts';
import { recordRecount } from './run-verbs.ts';
import { makeTables, orderFile, smallCompany, STORE, type SmallCompany } from './testing/small-company.ts';

let kernel: TestKernel;
let company: SmallCompany;
let app: FastifyInstance;
const operator = person(['store-operator']);
const colleague = person(['store-operator']);
const keeper = person(['warehouse']);
const auditor = person(['auditor']);
const hr = person(['hr']);
const token: Actor = { ...operator, tokenScopes: ['import'] };
const reader: Actor = { ...operator, tokenScopes: ['read'] };
const people = new Map([operator, colleague, keeper].map((p) => [p.id!, p]));
const callers: Record<string, Actor> = { operator, colleague, keeper, auditor, hr, token, reader };

beforeAll(async () => {
  kernel = await freshKernel();
  await makeTables(kernel);
  company = await smallCompany(kernel, people);
  app = await buildServer({ kernel, routes: importRoutes(company.imports), checkAnswers: true, authenticate: async (request) => callers[String(request.headers['x-caller'])] ?? null });
});
afterAll(async () => {
  await app.close();
  await company.end();
  await kernel.close();
});
beforeEach(() => kernel.db.query('truncate public.line; truncate public.blocked'));

type Json = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any
const ask = async (who: string, method: 'GET' | 'POST', url: string, body?: object): Promise<{ status: number; body: Json }> => {
  const answer = await app.inject({ method, url: `/api${url}`, headers: { 'x-caller': who }, ...(method === 'POST' ? { payload: body ?? {} } : {}) });
  return { status: answer.statusCode, body: answer.json() };
};
const send = async (who: string, parts: readonly { name: string; file?: string; content: string | Uint8Array }[]): Promise<{ status: number; body: Json }> => {
  const payload = Buffer.concat([
    ...parts.flatMap((p) => [Buffer.from(`--border\r\ncontent-disposition: form-data; name="${p.name}"${p.file === undefined ? '' : `; filename="${p.file}"`}\r\n${p.file === undefined ? '' : 'content-type: text/csv\r\n'}\r\n`), Buffer.from(p.content), Buffer.from('\r\n')]),
    Buffer.from('--border--\r\n'),
  ]);
  const answer = await app.inject({ method: 'POST', url: '/api/imports/upload', headers: { 'x-caller': who, 'content-type': 'multipart/form-data; boundary=border' }, payload });
  return { status: answer.statusCode, body: answer.json() };
};
const DIFFERS = { differs: '有两行待修正' };
const orders = (rows: readonly (readonly (string | number)[])[]) => ({ name: 'files', file: '订单导出 2026-03.csv', content: gbk(orderFile(rows)) });
const imported = async (who: string, rows: readonly (readonly (string | number)[])[]): Promise<string> => {
  const { body } = await send(who, [orders(rows)]);
  await ask(who, 'POST', `/imports/${body.id}/mapping`, { settings: { store: STORE } });
  await company.imports.settled(body.id);
  await ask(who, 'POST', `/imports/${body.id}/commit`);
  await company.imports.settled(body.id);
  return body.id as string;
};

describe('an import over HTTP', () => {
  test('from the upload to the result', async () => {
    const sent = await send('operator', [orders([['H1', '12.00', '李雷', ''], ['H2', '坏', '韩梅梅', '']])]);
    expect(sent).toMatchObject({ status: 200, body: { state: 'recognised', title: { zh: '测试订单' }, startedBy: operator.name,
      files: [{ name: '订单导出 2026-03.csv', encoding: 'gb18030', as: { kind: 'taobao-orders' }, sure: true, missing: [], headings: ['订单编号', '金额', '收货人姓名', '备注'] }],
      needs: [{ name: 'store', optional: false, options: [{ id: STORE, label: '旗舰店' }] }] } });
    const { id } = sent.body;
    expect(await ask('operator', 'POST', `/imports/${id}/mapping`, { settings: { store: STORE } })).toMatchObject({ status: 200, body: { id } });
    await company.imports.settled(id);
    expect((await ask('operator', 'GET', `/imports/${id}`)).body).toMatchObject({ state: 'staged', preview: { new: 1, unreadable: 1 }, problems: [{ line: 3, column: '金额' }], checks: [{ name: { zh: '数据行' }, ok: true }] });
    await ask('operator', 'POST', `/imports/${id}/commit`);
    await company.imports.settled(id);
    expect((await ask('operator', 'GET', `/imports/${id}`)).body).toMatchObject({ state: 'done', counts: { accepted: 1, quarantined: 1 }, reconciled: true });
    expect((await ask('operator', 'POST', `/imports/${id}/commit`)).body).toMatchObject({ code: 'kernel.wrong-state' });
  });

  test('several files at once, the kind said beforehand, and what does not fit to it', async () => {
    const items = { name: 'files', file: 'items.csv', content: '子订单编号,主订单编号,标题,单价\nS1,H9,杯子,1.00' };
    const both = await send('operator', [{ name: 'kind', content: 'taobao-orders' }, orders([['H9', '1.00', '李雷', '']]), items]);
    expect(both.body.files.map((f: Json) => f.as.kind)).toEqual(['taobao-orders', 'taobao-items']);
    expect(await send('operator', [{ name: 'kind', content: 'stock-count' }, items])).toMatchObject({ status: 422, body: { code: 'imports.other-kind', detail: expect.stringContaining('测试宝贝') } });
    expect(await send('operator', [{ name: 'kind', content: 'nonsense' }, items])).toMatchObject({ status: 422, body: { code: 'kernel.invalid-input' } });
    expect(await send('operator', [{ name: 'kind', content: '' }])).toMatchObject({ status: 422, body: { code: 'imports.no-file' } });
    expect(await send('operator', [{ name: 'surprise', content: '1' }, items])).toMatchObject({ status: 422, body: { code: 'kernel.invalid-input' } });
  });

  test('no upload elsewhere, no other content here, nothing above the limit', async () => {
    const plain = await app.inject({ method: 'POST', url: '/api/imports/upload', headers: { 'x-caller': 'operator' }, payload: { a: 1 } });
    expect([plain.statusCode, plain.json().code]).toEqual([415, 'kernel.wrong-media-type']);
    const { body } = await send('operator', [orders([['L1', '1.00', '李雷', '']])]);
    const smuggled = await app.inject({ method: 'POST', url: `/api/imports/${body.id}/cancellation`, headers: { 'x-caller': 'operator', 'content-type': 'multipart/form-data; boundary=b' }, payload: '--b--' });
    expect(smuggled.statusCode).toBe(415);
    const runs = async () => (await kernel.db.query('select id from kernel.import_run')).rowCount;
    const before = await runs();
    const head = Buffer.from('--border\r\ncontent-disposition: form-data; name="files"; filename="big.csv"\r\n\r\n');
    const piece = Buffer.alloc(1_000_000, 'a,');
    const big = Readable.from((function* () {
      yield head;
      for (let n = 0; n < 101; n += 1) yield piece;
      yield Buffer.from('\r\n--border--\r\n');
    })());
    const refused = await app.inject({ method: 'POST', url: '/api/imports/upload', headers: { 'x-caller': 'operator', 'content-type': 'multipart/form-data; boundary=border' }, payload: big });
    expect([refused.statusCode, refused.json().code, await runs()]).toEqual([413, 'kernel.too-large', before]);
  });

  test('kinds and templates are those that the person may import', async () => {
    expect((await ask('operator', 'GET', '/imports/kinds')).body.rows.map((r: Json) => r.kinds)).toEqual([['taobao-orders', 'taobao-items']]);
    expect((await ask('keeper', 'GET', '/imports/kinds')).body.rows).toMatchObject([{ kinds: ['stock-count'], templates: ['stock-count'] }]);
    expect((await ask('keeper', 'GET', '/imports/kinds')).body.others).toEqual([{ title: { zh: '测试订单', en: 'Test orders' }, posts: [{ zh: '店铺运营', en: 'Store operator' }, { zh: '部门经理', en: 'Department head' }] }]);
    const file = await app.inject({ url: '/api/imports/templates/stock-count?as=csv', headers: { 'x-caller': 'keeper' } });
    expect(file.headers['content-disposition']).toBe(`attachment; filename="stock-count.csv"; filename*=UTF-8''${encodeURIComponent('盘点模板.csv')}`);
    expect(file.body).toBe('\ufeff货号,数量\r\n');
    expect((await ask('operator', 'GET', '/imports/templates/taobao-orders')).status).toBe(404);
  });
});

describe('who may', () => {
  test('import: the posts of the kind, and a token that was made for it', async () => {
    expect((await send('nobody', [orders([['W1', '1.00', '李雷', '']])])).status).toBe(401);
    expect((await send('hr', [orders([['W1', '1.00', '李雷', '']])])).status).toBe(403);
    expect((await send('auditor', [orders([['W1', '1.00', '李雷', '']])])).status).toBe(403);
    expect((await send('keeper', [orders([['W1', '1.00', '李雷', '']])])).status).toBe(403);
    expect((await send('reader', [orders([['W1', '1.00', '李雷', '']])])).status).toBe(403);
    expect((await send('token', [orders([['W1', '1.00', '李雷', '']])])).status).toBe(200);
  });
  test('see: those who may import the kind, whoever started it, and who answers for the whole', async () => {
    const id = await imported('operator', [['V1', '1.00', '李雷', '']]);
    const seen = async (who: string) => [(await ask(who, 'GET', `/imports/${id}`)).status, (await ask(who, 'GET', '/imports?limit=200')).body.rows?.some((r: Json) => r.id === id)];
    expect(await seen('operator')).toEqual([200, true]);
    expect(await seen('colleague')).toEqual([200, true]);
    expect(await seen('auditor')).toEqual([200, true]);
    expect(await seen('keeper')).toEqual([404, false]);
    expect((await ask('hr', 'GET', '/imports')).status).toBe(403);
    expect((await ask('keeper', 'POST', `/imports/${id}/retry`)).status).toBe(403);
    expect((await ask('operator', 'GET', `/imports/${newId(1)}`)).status).toBe(404);
  });
  test('the list finds by number, file and state, page after page', async () => {
    const id = await imported('operator', [['X1', '坏', '李雷', '']]);
    const { body: { runNo } } = await ask('operator', 'GET', `/imports/${id}`);
    const found = async (query: string) => (await ask('operator', 'GET', `/imports?${query}`)).body.rows.map((r: Json) => r.runNo);
    expect(await found(`q=${runNo}`)).toEqual([runNo]);
    expect(await found(`q=${encodeURIComponent('导出')}&waiting=true&state=done`)).toContain(runNo);
    expect(await found('state=cancelled')).toEqual([]);
    const all = await found('limit=200');
    const first = (await ask('operator', 'GET', '/imports?limit=2')).body;
    const second = (await ask('operator', 'GET', `/imports?limit=2&cursor=${first.next}`)).body;
    expect([...first.rows, ...second.rows].map((r) => r.runNo)).toEqual(all.slice(0, 4));
    expect(first.total).toBe(all.length);
  });
});

describe('rows in quarantine', () => {
  const open = async (id: string, row: string, who = 'operator') => (await ask(who, 'GET', `/imports/${id}/rows/${row}`)).body;
  const counts = async (id: string) => (await ask('operator', 'GET', `/imports/${id}`)).body.counts;
  const lines = async () => (await kernel.db.query<{ order_no: string }>('select order_no from public.line order by 1')).rows.map((r) => r.order_no);

  test('wait with their reason, and are found by what is wrong with them', async () => {
    const id = await imported('operator', [['Q1', '坏', '李雷', ''], ['Q2', '1.00', '李雷', ''], ['', '也坏', '韩梅梅', '']]);
    const { body } = await ask('operator', 'GET', `/imports/quarantine?run=${id}`);
    expect(body.rows.map((r: Json) => [r.row, r.line, r.file, r.problems.map((p: Json) => p.column)])).toEqual([['0-2', 2, '订单导出 2026-03.csv', ['金额']], ['0-4', 4, '订单导出 2026-03.csv', ['订单编号', '金额']]]);
    expect(body.codes).toContainEqual({ code: 'cell.needed', rows: 1 });
    expect((await ask('operator', 'GET', `/imports/quarantine?run=${id}&code=cell.needed`)).body.rows.map((r: Json) => r.row)).toEqual(['0-4']);
    expect((await ask('operator', 'GET', `/imports/quarantine?run=${id}&q=${encodeURIComponent('韩梅')}`)).body.rows.map((r: Json) => r.row)).toEqual(['0-4']);
    const first = (await ask('operator', 'GET', `/imports/quarantine?run=${id}&limit=1`)).body;
    expect((await ask('operator', 'GET', `/imports/quarantine?run=${id}&limit=1&cursor=${first.next}`)).body.rows.map((r: Json) => r.row)).toEqual(['0-4']);
    expect((await ask('keeper', 'GET', `/imports/quarantine?run=${id}`)).body.rows).toEqual([]);
  });

  test('are mended in their cells and applied at once; what is still wrong stays with its new reason', async () => {
    const id = await imported('operator', [['M1', '坏', '李雷', '']]);
    const row = await open(id, '0-2');
    expect(row.cells).toEqual([
      { at: 0, heading: '订单编号', value: 'M1', masked: false, wrong: false }, { at: 1, heading: '金额', value: '坏', masked: false, wrong: true },
      { at: 2, heading: '收货人姓名', value: '李*', masked: true, wrong: false }, { at: 3, heading: '备注', value: '', masked: false, wrong: false },
    ]);
    expect((await open(id, '0-2', 'colleague')).cells[2]).toMatchObject({ value: '李*', masked: true });
    const still = await ask('operator', 'POST', `/imports/${id}/rows/0-2/mending`, { version: 0, cells: [{ at: 1, value: '更坏' }] });
    expect(still).toMatchObject({ status: 200, body: { outcome: 'quarantined', problems: [{ column: '金额' }] } });
    expect((await ask('colleague', 'POST', `/imports/${id}/rows/0-2/mending`, { version: 0, cells: [{ at: 1, value: '2.00' }] })).body.code).toBe('kernel.changed-meanwhile');
    expect((await open(id, '0-2')).cells[1]).toMatchObject({ value: '更坏' });
    const good = await ask('colleague', 'POST', `/imports/${id}/rows/0-2/mending`, { version: 1, cells: [{ at: 1, value: '2.00' }] });
    expect(good.body).toEqual({ row: '0-2', outcome: 'accepted', problems: [] });
    expect([await lines(), await counts(id)]).toEqual([['M1'], expect.objectContaining({ accepted: 1, quarantined: 0 })]);
    expect((await ask('operator', 'POST', `/imports/${id}/rows/0-2/mending`, { version: 2, cells: [] })).body.code).toBe('imports.row-settled');
    const { rows: audit } = await kernel.db.query("select changes::text as c from kernel.audit where verb = 'imports.mend-row'");
    expect(JSON.stringify(audit)).not.toMatch(/李雷|2\.00/);
  });

  test('once mended count in the totals, and the same file again knows them', async () => {
    const sent = { name: 'files', file: 'sums.csv', content: orderFile([['N1', '1.00', '李雷', ''], ['N2', '坏', '李雷', ''], ['N3', '坏', '李雷', '']], '6.00') };
    const whole = async () => {
      const { body } = await send('operator', [sent]);
      await ask('operator', 'POST', `/imports/${body.id}/mapping`, { settings: { store: STORE } });
      await company.imports.settled(body.id);
      await ask('operator', 'POST', `/imports/${body.id}/commit`, DIFFERS);
      await company.imports.settled(body.id);
      return body.id as string;
    };
    const sums = async (id: string) => (await ask('operator', 'GET', `/imports/${id}`)).body.checks.map((c: Json) => [c.file, c.rows, c.ok]);
    const id = await whole();
    expect(await sums(id)).toEqual([[600, 100, false], [null, 1, true]]);
    for (const [row, value] of [['0-3', '2.00'], ['0-4', '3.00']] as const) await ask('operator', 'POST', `/imports/${id}/rows/${row}/mending`, { version: 0, cells: [{ at: 1, value }] });
    await company.imports.settled(id);
    expect([await sums(id), await counts(id)]).toEqual([[[600, 600, true], [null, 3, true]], expect.objectContaining({ accepted: 3, quarantined: 0, units: { accepted: 3, updated: 0, unchanged: 0, quarantined: 0 } })]);
    expect((await ask('operator', 'GET', `/imports/${id}`)).body).toMatchObject({ totals: { orders: 3, payable: 600 }, reconciled: true });
    const again = await whole();
    expect([await sums(again), await counts(again)]).toEqual([[[600, 600, true], [null, 3, true]], expect.objectContaining({ unchanged: 3, quarantined: 0 })]);
    expect((await ask('operator', 'GET', `/imports/${again}`)).body.problems).toMatchObject([{ line: 0, code: 'import.mended-before' }]);
  });

  test('with merged cells are taken when each of those was written over, whatever else was mended, and the same value once more will do', async () => {
    const book = workbookOf([['订单编号', '金额', '收货人姓名', '备注'], ['G1', '1.00', '李雷', '急'], ['G2', '', '李雷', ''], ['', '', '李雷', '']], ['B2:B4', 'D2:D4']);
    const { body } = await send('operator', [{ name: 'files', file: '合并.xlsx', content: book }]);
    await ask('operator', 'POST', `/imports/${body.id}/mapping`, { settings: { store: STORE } });
    await company.imports.settled(body.id);
    await ask('operator', 'POST', `/imports/${body.id}/commit`);
    await company.imports.settled(body.id);
    const mend = async (row: string, version: number, cells: object[]) => (await ask('operator', 'POST', `/imports/${body.id}/rows/${row}/mending`, { version, cells })).body;
    const columns = (answer: Json) => [answer['outcome'], answer['problems'].map((p: Json) => `${p['code']} ${p['column']}`)];
    expect(columns(await mend('0-3', 0, [{ at: 3, value: '不急' }]))).toEqual(['quarantined', ['cell.merged 金额']]);
    expect(columns(await mend('0-3', 1, []))).toEqual(['quarantined', ['cell.merged 金额']]);
    expect(columns(await mend('0-3', 2, [{ at: 1, value: '1.00' }]))).toEqual(['accepted', []]);
    // What else was wrong with the row never hides it.
    expect((await open(body.id, '0-4')).problems.map((p: Json) => p['column'])).toEqual(['订单编号', '金额', '备注']);
    expect(columns(await mend('0-4', 0, [{ at: 0, value: 'G3' }]))).toEqual(['quarantined', ['cell.merged 金额', 'cell.merged 备注']]);
    expect(columns(await mend('0-4', 1, [{ at: 1, value: '3.00' }, { at: 3, value: '' }]))).toEqual(['accepted', []]);
    expect(await lines()).toEqual(['G2', 'G3']);
  });

  test('of which several are mended one after the other are counted anew by one reading, and a row that was mended meanwhile by another', async () => {
    const id = await imported('operator', [['R1', '1.00', '李雷', ''], ...Array.from({ length: 5 }, (_, n) => [`R${n + 2}`, '坏', '李雷', ''])]);
    const counted = async () => Number((await kernel.db.query<{ n: bigint }>("select count(*) as n from kernel.fact where type = 'imports.run-recounted' and subject_id = $1", [id])).rows[0]!.n);
    const mend = mendRow(company.imports.files, (kinds) => company.imports.targetOf(kinds));
    for (const line of [3, 4, 5]) await runVerb(kernel, mend, { id, row: `0-${line}`, version: 0, cells: [{ at: 1, value: '2.00' }] }, { actor: operator });
    expect((await ask('operator', 'GET', `/imports/${id}`)).body).toMatchObject({ totals: { orders: 1, payable: 100 }, recounting: true });
    await company.imports.settled(id);
    expect([(await ask('operator', 'GET', `/imports/${id}`)).body, await counted()]).toEqual([expect.objectContaining({ totals: { orders: 4, payable: 700 }, recounting: false }), 1]);

    const lease = { name: `import:${id}`, holder: newId(kernel.clock.now()) };
    await kernel.db.query("insert into kernel.lease (name, holder, until) values ($1, $2, clock_timestamp() + interval '30 seconds')", [lease.name, lease.holder]);
    await runVerb(kernel, mend, { id, row: '0-6', version: 0, cells: [{ at: 1, value: '2.00' }] }, { actor: operator });
    // A node that had begun to read when three were mended says nothing of the fourth.
    await runVerb(kernel, recordRecount((kinds) => company.imports.targetOf(kinds)), { id, lease, mended: 3, counted: { totals: { orders: 4, payable: 700 }, reconciliation: [] } }, { actor: system('imports') });
    expect((await ask('operator', 'GET', `/imports/${id}`)).body).toMatchObject({ recounting: true });
    await kernel.db.query('delete from kernel.lease where name = $1', [lease.name]);
    // Whoever looks for what was left undone finds it.
    const next = company.another();
    next.start();
    await next.settled(id);
    expect([(await ask('operator', 'GET', `/imports/${id}`)).body, await counted()]).toEqual([expect.objectContaining({ totals: { orders: 5, payable: 900 }, recounting: false }), 2]);
  });

  test('whose totals cannot be counted, whatever is tried again, keeps those that it has; it is not read for ever', async () => {
    const id = await imported('operator', [['T1', '1.00', '李雷', ''], ['T2', '坏', '李雷', '']]);
    await runVerb(kernel, mendRow(company.imports.files, (kinds) => company.imports.targetOf(kinds)), { id, row: '0-3', version: 0, cells: [{ at: 1, value: '2.00' }] }, { actor: operator });
    // What was recognised names a layout that this version no longer has.
    await kernel.db.query("update kernel.import_file set format = 'gone' where run_id = $1", [id]);
    await company.imports.settled(id);
    expect((await ask('operator', 'GET', `/imports/${id}`)).body).toMatchObject({ state: 'done', totals: { orders: 1, payable: 100 }, recounting: false });
  });

  test('that the shop would not take show the line of the file again, and are tried again together once the cause is gone', async () => {
    await kernel.db.query("insert into public.blocked values ('B1'), ('B2')");
    const id = await imported('operator', [['B1', '1.00', '李雷', '急'], ['B2', '2.00', '李雷', ''], ['B3', '3.00', '李雷', ''], ['B4', '坏', '李雷', '']]);
    expect(await counts(id)).toMatchObject({ accepted: 1, quarantined: 3 });
    expect((await open(id, '0-2')).cells.map((c: Json) => c.value)).toEqual(['B1', '1.00', '李*', '急']);
    expect((await ask('operator', 'POST', `/imports/${id}/rows/0-2/mending`, { version: 0, cells: [] })).body).toMatchObject({ outcome: 'quarantined', problems: [{ code: 'order.blocked' }] });
    // What was read of a row counts once, before and after it is mended; what the preview said of the rows is gone with the start.
    const { totals } = (await ask('operator', 'GET', `/imports/${id}`)).body;
    await kernel.db.query("delete from public.blocked where order_no = 'B2'");
    expect((await ask('operator', 'POST', `/imports/${id}/rows/0-3/mending`, { version: 0, cells: [] })).body).toMatchObject({ outcome: 'accepted' });
    await company.imports.settled(id);
    expect((await ask('operator', 'GET', `/imports/${id}`)).body).toMatchObject({ totals, retriable: 1, recounting: false });
    await kernel.db.query("truncate public.blocked");
    expect((await ask('operator', 'POST', `/imports/${id}/retry`)).status).toBe(200);
    await company.imports.settled(id);
    expect([await lines(), await counts(id)]).toEqual([['B1', 'B2', 'B3'], expect.objectContaining({ accepted: 3, quarantined: 1, staged: 0, units: { accepted: 3, updated: 0, unchanged: 0, quarantined: 1 } })]);
    expect((await ask('operator', 'GET', `/imports/${id}`)).body).toMatchObject({ state: 'done', retriable: 0 });
    expect((await ask('operator', 'POST', `/imports/${id}/retry`)).body.code).toBe('imports.nothing-to-retry');
    expect((await kernel.db.query("select 1 from kernel.fact where type = 'imports.run-finished' and subject_id = $1", [id])).rowCount).toBe(1);
  });

  test('that cannot be kept are said to be so, also when they are tried as they are; mended they go in', async () => {
    await kernel.db.query('alter table public.line add constraint amount_small check (amount < 10000)');
    try {
      const id = await imported('operator', [['K1', '100.00', '李雷', ''], ['K2', '2.00', '李雷', '']]);
      expect([await lines(), await counts(id)]).toEqual([['K2'], expect.objectContaining({ accepted: 1, quarantined: 1 })]);
      const still = await ask('operator', 'POST', `/imports/${id}/rows/0-2/mending`, { version: 0, cells: [] });
      expect([still.status, still.body.code, still.body.detail]).toEqual([422, 'kernel.invalid-input', expect.stringContaining('（amount_small）')]);
      expect((await ask('operator', 'POST', `/imports/${id}/rows/0-2/mending`, { version: 0, cells: [{ at: 1, value: '1.00' }] })).body).toMatchObject({ outcome: 'accepted' });
      expect(await lines()).toEqual(['K1', 'K2']);
    } finally {
      await kernel.db.query('alter table public.line drop constraint amount_small');
    }
  });

  test('are dismissed with a reason and stay to be seen', async () => {
    const id = await imported('operator', [['D1', '坏', '李雷', '']]);
    expect((await ask('operator', 'POST', `/imports/${id}/rows/0-2/dismissal`, { version: 0, reason: '' })).status).toBe(422);
    expect((await ask('keeper', 'POST', `/imports/${id}/rows/0-2/dismissal`, { version: 0, reason: '测试订单' })).status).toBe(404);
    expect((await ask('operator', 'POST', `/imports/${id}/rows/0-2/dismissal`, { version: 0, reason: '测试订单' })).status).toBe(200);
    expect(await counts(id)).toMatchObject({ quarantined: 0, dismissed: 1 });
    expect((await ask('operator', 'GET', `/imports/quarantine?run=${id}`)).body.rows).toEqual([]);
    expect((await ask('operator', 'GET', `/imports/quarantine?run=${id}&state=dismissed`)).body.rows).toMatchObject([{ row: '0-2', note: '测试订单', changedBy: operator.name }]);
  });

  test('two people who mend the same row at the same moment: one of them is told', async () => {
    const id = await imported('operator', [['R1', '坏', '李雷', '']]);
    const both = await Promise.all(['operator', 'colleague'].map((who, n) => ask(who, 'POST', `/imports/${id}/rows/0-2/mending`, { version: 0, cells: [{ at: 1, value: `${n + 1}.00` }] })));
    expect(both.map((b) => b.status).toSorted()).toEqual([200, 409]);
    expect([await lines(), await counts(id)]).toEqual([['R1'], expect.objectContaining({ accepted: 1, quarantined: 0 })]);
  });
});

describe('an import that is taken back', () => {
  test('is looked at first, asks for a reason, says who, when and why, and what stayed', async () => {
    const id = await imported('operator', [['U1', '1.00', '李雷', ''], ['U2', '2.00', '李雷', '已发货'], ['U3', '坏', '李雷', '']]);
    expect((await ask('operator', 'GET', `/imports/${id}`)).body).toMatchObject({ undo: { possible: true, instead: null }, undone: null });
    expect((await ask('operator', 'GET', `/imports/${id}/undo`)).body).toMatchObject({ takes: 1, keptCount: 1, updated: 0, kept: [{ no: 'taobao-orders:U2', why: { zh: '已发货' } }], says: { zh: '撤回新建的行。' } });
    expect((await ask('operator', 'POST', `/imports/${id}/undo`, { reason: '错' })).status).toBe(422);
    expect((await ask('operator', 'POST', `/imports/${id}/undo`, { reason: '选错了店铺' })).body).toEqual({ id, taken: 1, kept: 1 });
    const { body } = await ask('operator', 'GET', `/imports/${id}`);
    expect(body).toMatchObject({ state: 'undone', undo: { possible: false }, undone: { reason: '选错了店铺', by: operator.name, at: kernel.clock.now(), taken: 1, keptCount: 1, kept: [{ no: 'taobao-orders:U2' }] }, counts: { quarantined: 0 } });
    expect((await ask('operator', 'GET', '/imports?state=undone')).body.rows.map((r: Json) => r.id)).toEqual([id]);
    expect((await ask('operator', 'GET', `/imports/quarantine?run=${id}`)).body.rows).toEqual([]);
    // Nobody need mend what waited in it, and whoever asks later can still read it.
    const { rows: [ended] } = (await ask('operator', 'GET', `/imports/quarantine?run=${id}&state=undone`)).body;
    expect(ended).toMatchObject({ state: 'undone', changedBy: operator.name });
    expect(body.counts.undone).toBe(1);
    expect((await ask('operator', 'GET', `/imports/${id}/rows/${ended.row}`)).body.cells.length).toBeGreaterThan(0);
    expect((await ask('operator', 'POST', `/imports/${id}/rows/${ended.row}/dismissal`, { version: ended.version, reason: '不再需要' })).body.code).toBe('imports.wrong-state');
    expect((await ask('operator', 'GET', `/imports/${id}/records`)).body.rows.map((r: Json) => r.no)).toContain('U2');
    expect((await ask('keeper', 'GET', `/imports/${id}/records`)).status).toBe(404);
    expect((await ask('operator', 'POST', `/imports/${id}/undo`, { reason: '选错了店铺' })).body.code).toBe('kernel.wrong-state');
  });

  test('is no act of those who may not import the kind, and of auditors not at all', async () => {
    const id = await imported('operator', [['V1', '1.00', '李雷', '']]);
    expect((await ask('keeper', 'POST', `/imports/${id}/undo`, { reason: '不该由仓库撤回' })).status).toBe(403);
    expect((await ask('keeper', 'GET', `/imports/${id}/undo`)).status).toBe(404);
    expect((await ask('auditor', 'GET', `/imports/${id}`)).body.undo).toEqual({ possible: false, instead: null });
    expect((await ask('auditor', 'POST', `/imports/${id}/undo`, { reason: '审计不改数据' })).status).toBe(403);
    expect((await ask('colleague', 'POST', `/imports/${id}/undo`, { reason: '替同事撤回' })).status).toBe(200);
  });

  test('of a kind that cannot be: it says what puts it right instead', async () => {
    const sent = await send('keeper', [{ name: 'files', file: '盘点.csv', content: '货号,数量\r\nC1,3' }]);
    await ask('keeper', 'POST', `/imports/${sent.body.id}/mapping`, { settings: {} });
    await company.imports.settled(sent.body.id);
    await ask('keeper', 'POST', `/imports/${sent.body.id}/commit`);
    await company.imports.settled(sent.body.id);
    expect((await ask('keeper', 'GET', `/imports/${sent.body.id}`)).body).toMatchObject({ state: 'done', undo: { possible: false, instead: { zh: '请重新盘点。' } } });
    expect((await ask('keeper', 'POST', `/imports/${sent.body.id}/undo`, { reason: '数错了货' })).body).toMatchObject({ code: 'imports.not-undoable', detail: '请重新盘点。' });
  });
});
