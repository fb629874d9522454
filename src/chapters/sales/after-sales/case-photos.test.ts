import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { ruledKernel } from '../../../../tests/support/ruled.ts';
import { system, type Actor } from '../../../kernel/actor.ts';
import { FileStore, sweepFiles } from '../../../kernel/file-store.ts';
import { buildServer } from '../../../kernel/http/server.ts';
import { newId } from '../../../kernel/ids.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import type { PersonHeld } from '../../../registers/customers/index.ts';
import type { Engine } from '../../../regulation/index.ts';
import * as financeFacts from '../../finance/facts.ts';
import * as logisticsFacts from '../../logistics/facts.ts';
import * as salesFacts from '../facts.ts';
import { orderLinks } from '../orders/customer-link.ts';
import { givenGoods, givenStore, place } from '../orders/testing.ts';
import { afterSalesHeld } from './personal-data.ts';
import { readComplaint } from './complaint-reads.ts';
import { readFeedback } from './feedback-reads.ts';
import { afterSalesRoutes } from './routes.ts';

/** Customers show what is wrong: photos by the link of an order, with feedback and complaints, first and later (clauses 2.4.1, 2.4.3). */

let kernel: TestKernel;
let engine: Engine;
let app: FastifyInstance;
let folder = '';
let files: FileStore;
let token = '';
let others = '';
const agent = person(['service-agent']);
let caller: Actor | null = null;
let jpeg: Buffer;

beforeAll(async () => {
  ({ kernel, engine } = await ruledKernel({ facts: [salesFacts, logisticsFacts, financeFacts] }));
  folder = await mkdtemp(path.join(tmpdir(), 'case-photos-'));
  files = new FileStore(folder);
  app = await buildServer({ kernel, routes: afterSalesRoutes({ files, engine }), authenticate: async () => caller, checkAnswers: true });
  await app.ready();
  jpeg = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#a33' } }).withExif({ IFD3: { GPSLatitude: '30/1 0/1 0/1' } }).jpeg().toBuffer();
}, 120_000);
// The page of one order takes so much in a quarter of an hour: each situation has orders of its own.
beforeEach(async () => {
  const store = await givenStore(kernel);
  const goods = await givenGoods(kernel, store, 50);
  const [mine, theirs] = [(await place(kernel, person(['department-head']), store, { lines: [goods.code] })).id, (await place(kernel, person(['department-head']), store, { lines: [goods.code] })).id];
  const links = await orderLinks(kernel, [mine, theirs], kernel.clock.now());
  [token, others] = [mine, theirs].map((id) => links.get(id)!.split('/').at(-1)!) as [string, string];
});
afterAll(async () => {
  await app?.close();
  await kernel?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const different = (shade: number): Promise<Buffer> => sharp({ create: { width: 16 + shade, height: 16, channels: 3, background: { r: shade, g: 10, b: 10 } } }).jpeg().toBuffer();
async function send(address: string, ask: object, photos: readonly Buffer[], name = '张三家漏水.jpg') {
  const border = 'b0rder';
  const part = (head: string, body: Buffer): Buffer => Buffer.concat([Buffer.from(`--${border}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`), body, Buffer.from('\r\n')]);
  const payload = Buffer.concat([part('name="ask"', Buffer.from(JSON.stringify(ask))), ...photos.map((p) => part(`name="photos"; filename="${name}"`, p)), Buffer.from(`--${border}--\r\n`)]);
  return app.inject({ method: 'POST', url: `/api/portal/${address}`, headers: { 'content-type': `multipart/form-data; boundary=${border}` }, payload });
}
const kept = async (): Promise<unknown> => (await kernel.db.query('select (select count(*)::int from sales.feedback) as feedback, (select count(*)::int from sales.feedback_message) as messages, (select count(*)::int from sales.complaint) as complaints, (select count(*)::int from sales.complaint_note) as notes, (select count(*)::int from sales.case_photo) as photos, (select count(*)::int from kernel.file) as files')).rows;
const look = async (who: Actor | null, id: string) => {
  caller = who;
  const answer = await app.inject({ method: 'GET', url: `/api/case-photos/${id}` });
  caller = null;
  return answer;
};

test('feedback with photos, and more of them later: whoever answers sees them with the words, without place and name', async () => {
  const first = await send(`${token}/feedback`, { words: '杯子漏水', rating: 2 }, [jpeg, jpeg]);
  expect([first.statusCode, first.body]).toEqual([200, expect.stringContaining('FK')]);
  const { id } = first.json<{ id: string }>();
  expect((await send(`${token}/feedback/${id}/messages`, { words: '杯盖也裂了' }, [await different(1), await different(2)])).statusCode).toBe(200);
  const record = await readFeedback(kernel, agent, 'all', id);
  expect([record.photoIds.length, record.messages.map((m) => [m.words, m.photoIds.length])]).toEqual([1, [['杯盖也裂了', 2]]]);
  const photo = await look(agent, record.photoIds[0]!);
  expect([photo.statusCode, photo.headers['content-type'], photo.headers['x-content-type-options']]).toEqual([200, 'image/jpeg', 'nosniff']);
  expect((await sharp(photo.rawPayload).metadata()).exif).toBeUndefined();
  expect((await look(null, record.photoIds[0]!)).statusCode).toBe(401);
  expect((await look(person(['hr']), record.photoIds[0]!)).statusCode).toBe(403);
  expect((await look(person(['seller'], { teamIds: [newId(kernel.clock.now())] }), record.photoIds[0]!)).statusCode).toBe(404);
  expect((await kernel.db.query("select 1 from kernel.file where name like '%张三%'")).rowCount).toBe(0);
  const page = (await app.inject({ method: 'GET', url: `/api/portal/${token}/after-sales` })).json<{ feedback: { photos: number; messages: { photos: number }[] }[] }>();
  expect(page.feedback).toMatchObject([{ photos: 1, messages: [{ photos: 2 }] }]);
});

test('a complaint with a photo, and one more with what is added', async () => {
  const { id } = (await send(`${token}/complaints`, { about: '杯子碎了' }, [jpeg])).json<{ id: string }>();
  kernel.clock.advance(60_000);
  expect((await send(`${token}/complaints/${id}/messages`, { words: '箱子也压扁了' }, [await different(3)])).statusCode).toBe(200);
  const { notes } = await readComplaint(kernel, agent, 'all', id);
  expect(notes.map((n) => [n.words, n.photoIds.length])).toEqual([['杯子碎了', 1], ['箱子也压扁了', 1]]);
  expect((await look(agent, notes[1]!.photoIds[0]!)).statusCode).toBe(200);
  const page = (await app.inject({ method: 'GET', url: `/api/portal/${token}/after-sales` })).json<{ complaints: { notes: { photos: number }[] }[] }>();
  expect(page.complaints[0]!.notes.map((n) => n.photos)).toEqual([1, 1]);
});

test('words alone still go as JSON', async () => {
  const answer = await app.inject({ method: 'POST', url: `/api/portal/${token}/feedback`, payload: { words: '很好用', rating: 5 } });
  expect([answer.statusCode, (await app.inject({ method: 'POST', url: `/api/portal/${token}/feedback`, payload: { words: '很好用', photos: [{ sha256: 'a'.repeat(64), size: 1, name: 'x' }] } })).statusCode]).toEqual([200, 422]);
});

test('no picture, too large, too many, no words, or another order’s case: refused with what to do, and nothing is kept', async () => {
  const { id } = (await send(`${others}/complaints`, { about: '别人的投诉' }, [])).json<{ id: string }>();
  const theirs = (await send(`${others}/feedback`, { words: '别人的反馈' }, [])).json<{ id: string }>();
  const before = await kept();
  const many = await Promise.all(Array.from({ length: 10 }, (_, i) => different(20 + i)));
  const refused = [
    await send(`${token}/feedback`, { words: '看照片' }, [Buffer.from('<script>alert(1)</script>')], '漏水.jpg'),
    await send(`${token}/complaints`, { about: '看照片' }, [jpeg, Buffer.concat([jpeg, Buffer.alloc(10_000_001 - jpeg.length)])]),
    await send(`${token}/complaints`, { about: '看照片' }, many),
    await send(`${token}/feedback`, { words: '' }, [jpeg]),
    await send(`${token}/complaints/${id}/messages`, { words: '我也有' }, [jpeg]),
    await send(`${token}/feedback/${theirs.id}/messages`, { words: '我也有' }, [jpeg]),
    await send(`${token.slice(0, -2)}xx/feedback`, { words: '看照片' }, [jpeg]),
  ];
  expect(refused.map((r) => [r.statusCode, r.json<{ code: string }>().code])).toEqual([
    [422, 'products.not-a-picture'], [413, 'kernel.too-large'], [413, 'kernel.too-large'], [422, 'kernel.invalid-input'], [404, 'kernel.not-found'], [404, 'kernel.not-found'], [404, 'kernel.link-dead'],
  ]);
  expect(refused[2]!.json<{ detail: string }>().detail).toContain('9');
  expect(await kept()).toEqual(before);
});

test('a case holds so many photos and no more', async () => {
  const { id } = (await send(`${token}/complaints`, { about: '每天一张' }, await Promise.all(Array.from({ length: 9 }, (_, i) => different(40 + i))))).json<{ id: string }>();
  for (let round = 1; round < 4; round++) expect((await send(`${token}/complaints/${id}/messages`, { words: `第 ${round} 次` }, await Promise.all(Array.from({ length: 9 }, (_, i) => different(40 + round * 9 + i))))).statusCode).toBe(200);
  const before = await kept();
  const over = await send(`${token}/complaints/${id}/messages`, { words: '再一张' }, [await different(200)]);
  expect([over.statusCode, over.json<{ code: string }>().code]).toEqual([422, 'sales.too-many-photos']);
  expect(await kept()).toEqual(before);
});

test('erased with the person’s data: gone from the case and, with the sweep, from the disk; what another sent stays', async () => {
  const own = await different(250);
  const { id } = (await send(`${token}/feedback`, { words: '看照片' }, [jpeg, own])).json<{ id: string }>();
  const other = (await send(`${others}/complaints`, { about: '同一张' }, [jpeg])).json<{ id: string }>();
  const shas = (await kernel.db.query<{ sha256: string }>('select sha256 from sales.case_photo where feedback_id = $1 order by position', [id])).rows.map((r) => r.sha256);
  const customerId = newId(kernel.clock.now());
  await kernel.db.query('update sales.feedback set customer_id = $2 where id = $1', [id, customerId]);
  const held = { customerId, personal: [] } as unknown as PersonHeld;
  const given = await afterSalesHeld.give(kernel, held);
  expect(given.flatMap((g) => g.rows).find((r) => r['内容'] === '看照片')).toMatchObject({ 照片数: 2 });
  const erase = verb({ name: 'test.erase', title: words('删除', 'Erase'), may: {}, input: z.strictObject({}), run: async (tx) => { await afterSalesHeld.erase(tx, held, { keepYears: 3 }); return {}; } });
  await runVerb(kernel, erase, {}, { actor: system('测试') });
  expect((await readFeedback(kernel, agent, 'all', id)).photoIds).toEqual([]);
  expect((await readComplaint(kernel, agent, 'all', other.id)).notes[0]!.photoIds).toHaveLength(1);
  for (const sha of shas) await utimes(files.pathOf(sha), new Date(0), new Date(0));
  await sweepFiles(kernel, files);
  expect([await files.has(shas[0]!), await files.has(shas[1]!)]).toEqual([true, false]);
});
