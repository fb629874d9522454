import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayOf } from '../../kernel/clock.ts';
import { makeAnchors } from '../../kernel/evidence/anchors.ts';
import { fingerprint } from '../../kernel/evidence/offline/hashes.ts';
import { formatYuan } from '../../kernel/money.ts';
import { reportDocument } from './statements/monthly-report.ts';
import { freshProduct, type Caller, type WholeProduct } from '../../../tests/support/product.ts';

/** Lists taken away as workbooks: the same rows that the page shows, amounts as numbers, and nobody else's. */

let scene: WholeProduct;
let accountant: Caller;
const sheetOf = async (who: Caller, url: string): Promise<unknown[][]> => {
  const answer = await who.send('GET', url);
  expect([url, answer.statusCode, answer.headers['content-type']]).toEqual([url, 200, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']);
  return (await readXlsx(answer.rawPayload)).sheets[0]!.rows as unknown[][];
};
const rowsOf = async (url: string): Promise<Record<string, unknown>[]> => ((await accountant.send('GET', url)).json() as { rows: Record<string, unknown>[] }).rows;

beforeAll(async () => {
  scene = await freshProduct({ orders: 3 });
  accountant = await scene.as('accountant');
  await scene.product.settle();
}, 180_000);
afterAll(() => scene?.close());

test('receivables: every row of the filter, amounts to add up', async () => {
  const listed = await rowsOf('/api/finance/receivables?limit=50');
  expect(listed.length).toBeGreaterThan(1);
  const [head, ...rows] = await sheetOf(accountant, '/api/finance/receivables.xlsx');
  expect(rows.map((r) => r[0])).toEqual(listed.map((v) => v['orderNo']));
  const due = head!.indexOf('应收');
  expect(rows.map((r) => r[due])).toEqual(listed.map((v) => Number(v['dueFen']) / 100));
  const one = listed[1]!;
  expect((await rowsOf(`/api/finance/receivables?id=${String(one['id'])}`)).map((v) => v['orderNo'])).toEqual([one['orderNo']]);
  const store = String(one['storeId']);
  expect(await sheetOf(accountant, `/api/finance/receivables.xlsx?store=${store}`)).toHaveLength(1 + listed.filter((v) => v['storeId'] === store).length);
  expect((await accountant.send('GET', '/api/finance/receivables.xlsx?store=nonsense')).statusCode).toBe(422);
});

test('periods: those of the state that the page shows', async () => {
  const listed = await rowsOf('/api/finance/periods');
  expect(listed.length).toBeGreaterThan(0);
  expect((await sheetOf(accountant, '/api/finance/periods.xlsx')).slice(1).map((r) => r[0])).toEqual(listed.map((p) => p['period']));
  expect(await sheetOf(accountant, '/api/finance/periods.xlsx?state=closed')).toHaveLength(1 + listed.filter((p) => p['state'] === 'closed').length);
});

test('the monthly report on paper bears the figures of the month and the newest anchor, whole', async () => {
  const { kernel, anchoring } = scene.product;
  const period = (await rowsOf('/api/finance/periods'))[0]!['period'] as string;
  const printed = async (): Promise<string> => JSON.stringify((await reportDocument({ kernel, actor: null, scope: 'all', params: { period }, query: undefined, language: 'zh' })).content);
  expect(await printed()).toContain('尚无锚点');
  await anchoring.sealer.drain();
  const [anchor] = await makeAnchors(kernel, { ...anchoring, reason: 'asked', day: dayOf(kernel.clock.now()) });
  const text = await printed();
  for (const said of [anchor!.head, anchor!.hash, fingerprint(anchor!.publicKey), '未关账']) expect(text).toContain(said);
  const balance = (await accountant.send('GET', `/api/finance/trial-balance?from=${period}&to=${period}`)).json() as { debitFen: number };
  expect(balance.debitFen).toBeGreaterThan(0);
  expect(text).toContain(formatYuan(balance.debitFen));

  const file = await accountant.send('GET', `/api/finance/periods/${period}/report.pdf`);
  expect([file.statusCode, file.headers['content-type'], file.rawPayload.subarray(0, 5).toString()]).toEqual([200, 'application/pdf', '%PDF-']);
  expect((await accountant.send('GET', '/api/finance/periods/2026-13/report.pdf')).statusCode).toBe(422);
  expect((await (await scene.as('seller')).send('GET', `/api/finance/periods/${period}/report.pdf`)).statusCode).toBe(403);
});

test('bills: headings alone while none was imported', async () => {
  expect(await sheetOf(accountant, '/api/finance/bills.xlsx')).toHaveLength(1);
});

test('feedback: what was said stays text, also what begins like a formula', async () => {
  const agent = await scene.as('service-agent');
  expect((await agent.send('POST', '/api/feedback', { channel: 'phone', words: '=1+1 包装破损' })).statusCode).toBe(200);
  const [head, row] = await sheetOf(agent, '/api/feedback.xlsx?channel=phone');
  expect(row![head!.indexOf('内容')]).toBe('=1+1 包装破损');
  expect(await sheetOf(agent, '/api/feedback.xlsx?channel=mail')).toHaveLength(1);
});

test('a packer takes none of it', async () => {
  const packer = await scene.as('warehouse');
  for (const url of ['/api/finance/bills.xlsx', '/api/finance/receivables.xlsx', '/api/finance/periods.xlsx']) expect([url, (await packer.send('GET', url)).statusCode]).toEqual([url, 403]);
});
