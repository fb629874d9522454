import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import type { Actor } from '../../kernel/actor.ts';
import { FileStore } from '../../kernel/file-store.ts';
import { openTables, readRows } from '../../kernel/files/table-reader.ts';
import { buildServer } from '../../kernel/http/server.ts';
import { moved } from './bulk-prices.ts';
import { pictureRoutes } from './picture-routes.ts';
import { routes } from './routes.ts';

let kernel: TestKernel;
let app: FastifyInstance;
let folder: string;
let actor: Actor;
const operator = person(['store-operator']);
const accountant = person(['accountant']);
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'dz-pictures-'));
  kernel = await freshKernel();
  app = await buildServer({ kernel, routes: [...routes, ...pictureRoutes(new FileStore(folder))], authenticate: async () => actor, checkAnswers: true });
});
afterAll(async () => {
  await app.close();
  await kernel.close();
  await rm(folder, { recursive: true, force: true });
});

// oxlint-disable-next-line typescript/no-explicit-any
async function ask(who: Actor, method: 'GET' | 'POST' | 'PUT', url: string, body?: unknown): Promise<{ status: number; body: any; headers: Record<string, unknown>; bytes: Buffer }> {
  actor = who;
  const answer = await app.inject({ method, url: `/api${url}`, ...(body === undefined ? {} : { payload: body as object }) });
  return { status: answer.statusCode, body: answer.headers['content-type']?.includes('json') ? answer.json() : null, headers: answer.headers, bytes: answer.rawPayload };
}
async function send(who: Actor, id: string, ...files: { name: string; bytes: Buffer }[]) {
  actor = who;
  const payload = Buffer.concat([...files.flatMap((f) => [Buffer.from(`--b\r\ncontent-disposition: form-data; name="files"; filename="${f.name}"\r\ncontent-type: image/png\r\n\r\n`), f.bytes, Buffer.from('\r\n')]), Buffer.from('--b--\r\n')]);
  const answer = await app.inject({ method: 'POST', url: `/api/products/${id}/pictures`, headers: { 'content-type': 'multipart/form-data; boundary=b' }, payload });
  return { status: answer.statusCode, body: answer.json() };
}
let made = 0;
async function product(prices: [price: number | null, floor: number | null][] = [[5_900, 4_500]]): Promise<string> {
  made += 1;
  return (await ask(operator, 'POST', '/products', {
    code: `PIC-${made}`, title: '保温杯', category: '家居', brand: '示例', description: '双层', pictures: [], noReasonReturn: true, state: 'active',
    skus: prices.map(([priceFen, floorFen], i) => ({ code: `PIC-${made}-${i}`, barcode: null, spec: null, unit: null, priceFen, floorFen, weightGrams: 300, active: true })),
  })).body.id;
}
const red = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#c00' } });
const pictures = async (id: string) => (await ask(operator, 'GET', `/products/${id}`)).body as { pictures: string[]; version: number; missing: string[] };

describe('pictures of a product (clause 4.1.2)', () => {
  test('a large PNG with a place in it becomes a plain JPEG of a bounded size, served so that nothing in it can run', async () => {
    const id = await product();
    const bytes = await red(3000, 1500).withExif({ IFD0: { Copyright: 'SECRET-PLACE' } }).png().toBuffer();
    expect(await send(operator, id, { name: '主图.png', bytes })).toMatchObject({ status: 200, body: { id } });
    const [picture] = (await pictures(id)).pictures;
    const served = await ask(person(['warehouse']), 'GET', `/product-pictures/${picture}`);
    expect(served.headers).toMatchObject({ 'content-type': 'image/jpeg', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox", 'content-disposition': expect.stringContaining('.jpg') });
    expect(await sharp(served.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 1600, height: 800 });
    expect(served.bytes.includes('SECRET-PLACE')).toBe(false);
    expect((await pictures(id)).missing).not.toContain('pictures');
  });
  test.each<[string, () => Promise<Buffer>]>([
    ['a script that calls itself a picture', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['a web page', async () => Buffer.from('<!doctype html><script>1</script>')],
    ['half a JPEG', async () => (await red(800, 800).jpeg().toBuffer()).subarray(0, 900)],
    ['a GIF', async () => red(8, 8).gif().toBuffer()],
    ['nothing', async () => Buffer.alloc(0)],
  ])('%s is refused and changes nothing', async (_, bytes) => {
    const id = await product();
    expect(await send(operator, id, { name: 'a.png', bytes: await bytes() })).toMatchObject({ status: 422, body: { code: 'products.not-a-picture', clause: '4.1.2' } });
    expect((await pictures(id)).pictures).toEqual([]);
  });
  test('the same picture twice is one; in another order; one taken away; strangers’ are refused', async () => {
    const [id, other] = [await product(), await product()];
    const [one, two] = [await red(10, 10).png().toBuffer(), await red(20, 20).png().toBuffer()];
    await send(operator, id, { name: '1.png', bytes: one }, { name: '2.png', bytes: two });
    await send(operator, id, { name: 'again.png', bytes: one });
    const { pictures: both, version } = await pictures(id);
    expect(both).toHaveLength(2);
    expect((await ask(operator, 'PUT', `/products/${id}/pictures`, { version, pictures: both.toReversed() })).status).toBe(200);
    expect((await pictures(id)).pictures).toEqual(both.toReversed());
    expect((await ask(operator, 'PUT', `/products/${id}/pictures`, { version, pictures: both })).body.code).toBe('kernel.changed-meanwhile');
    expect((await ask(operator, 'PUT', `/products/${other}/pictures`, { version: 1, pictures: both })).body.code).toBe('products.not-a-picture');
    expect((await ask(operator, 'PUT', `/products/${id}/pictures`, { version: version + 1, pictures: [both[0]!] })).status).toBe(200);
    expect((await pictures(id)).pictures).toEqual([both[0]]);
  });
  test('whoever does not keep products sends none; what is no picture of a product is not found', async () => {
    const id = await product();
    expect((await send(accountant, id, { name: 'a.png', bytes: await red(8, 8).png().toBuffer() })).status).toBe(403);
    expect((await ask(operator, 'GET', `/product-pictures/${id}`)).status).toBe(404);
  });
});

describe('prices in bulk (clause 4.1.2)', () => {
  const sku = { price_fen: 1_995n, floor_fen: 1_500n };
  test.each([
    [{ which: 'price', how: 'percent', value: -1_000, roundTo: 1 }, 1_796n, null], // 1795.5: the half goes up
    [{ which: 'price', how: 'percent', value: -1_000, roundTo: 10 }, 1_800n, null],
    [{ which: 'price', how: 'amount', value: -495, roundTo: 1 }, 1_500n, null],
    [{ which: 'price', how: 'amount', value: -496, roundTo: 1 }, 1_499n, 'below-floor'],
    [{ which: 'price', how: 'set', value: 2_449, roundTo: 100 }, 2_400n, null],
    [{ which: 'floor', how: 'set', value: 1_995, roundTo: 1 }, 1_995n, null],
    [{ which: 'floor', how: 'set', value: 1_996, roundTo: 1 }, 1_996n, 'above-price'],
    [{ which: 'floor', how: 'amount', value: -1_501, roundTo: 1 }, -1n, 'below-zero'],
  ] as const)('%o', (move, to, problem) => expect(moved(sku, move)).toMatchObject({ to, problem }));

  test('what can be changed is, with its reason in the log; the rest is named and stays; the preview said so before', async () => {
    const productIds = [await product([[10_000, 9_000], [10_000, 9_600]]), await product([[null, null]])];
    const move = { productIds, which: 'price', how: 'percent', value: -500, roundTo: 1 };
    const preview = (await ask(operator, 'POST', '/price-previews', move)).body.rows;
    expect(preview.map((r: { toFen: number; problem: string }) => [r.toFen, r.problem])).toEqual([[9_500, null], [9_500, 'below-floor'], [null, 'no-price']]);
    const { body } = await ask(operator, 'POST', '/price-changes', { ...move, reason: '活动降价' });
    expect(body).toMatchObject({ changed: 1, refused: [{ reason: '低于最低售价' }, { reason: '没有原价' }] });
    expect((await ask(operator, 'GET', `/products/${productIds[0]}`)).body).toMatchObject({ skus: [{ priceFen: 9_500 }, { priceFen: 10_000 }], prices: [{ which: 'price', fromFen: 10_000, toFen: 9_500, reason: '活动降价' }, {}, {}, {}, {}] });
    expect((await ask(person(['warehouse']), 'POST', '/price-changes', { ...move, reason: '不行' })).status).toBe(403);
  });
});

test.each(['csv', 'xlsx'] as const)('the export (%s) has the columns of the template and hides costs from those who may not see them', async (format) => {
  const id = await product();
  const rowsOf = async (who: Actor): Promise<string[][]> => {
    const { bytes } = await ask(who, 'GET', `/products.xlsx?format=${format}&q=PIC-${made}`);
    const rows: string[][] = [];
    await openTables(bytes, `products.${format}`);
    await readRows(bytes, `products.${format}`, {}, ({ rows: batch }) => {
      rows.push(...batch.map((r) => r.cells.map((c) => String(c ?? ''))));
    });
    return rows;
  };
  const { version } = await pictures(id);
  await ask(accountant, 'POST', `/products/${id}/prices`, { version, reason: '进价', prices: [{ code: `PIC-${made}-0`, costFen: 2_850 }] });
  const [head, ...rows] = await rowsOf(accountant);
  expect(head).toContain('商家编码');
  const cost = head!.indexOf('成本价');
  expect(rows.map((r) => r[cost])).toEqual(['28.50']);
  expect((await rowsOf(operator)).slice(1).map((r) => r[cost])).toEqual(['']);
});
