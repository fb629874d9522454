import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY } from '../../../kernel/clock.ts';
import { verifyChain } from '../../../kernel/evidence/verify-chain.ts';
import { sweepFiles } from '../../../kernel/file-store.ts';
import { utf8, xlsxOf } from '../../../kernel/files/test-files.ts';
import type { MovingClock } from '../../../kernel/clock.ts';
import { movingClock } from '../../../kernel/clock.ts';
import { runImportFromFiles } from '../../../kernel/imports/run-from-files.ts';
import { checkInvariants } from '../../../app/invariants.ts';
import { givenConfirmedContract, givenDealings, settleDealings, type Dealings } from '../../../../tests/support/canary-dealings.ts';
import { givenMails, type CanaryMails } from '../../../../tests/support/canary-mails.ts';
import { freshProduct, type Caller, type WholeProduct } from '../../../../tests/support/product.ts';

/** engine.md §7 and survival K4: a person asks to be forgotten. The canary's words must be nowhere afterwards. */
const canary = ['端木知秋', '13977776655', '望江东路 9007 号听潮阁', 'zhiqiu_9007'] as const;
/** His mail address, as the register has it; a stranger who writes, too. */
const letters = 'tingchao.9007@letters.example';
const strangersLetters = 'qing@elsewhere.example';
const compact = canary[2].replaceAll(' ', '');
let scene: WholeProduct;
let clock: MovingClock;
let folder: string;
let agent: Caller;
let lead: Caller;
let head: Caller;
let customerId = '';
let dealings: Dealings;
let strangersLog = '';
let mails: CanaryMails;

const heading = '订单号,店铺,订单状态,下单时间,付款时间,发货时间,完成时间,买家昵称,收货人,手机,省,市,区县,详细地址,商家编码,商品名称,规格,数量,单价,行金额,商品总额,运费,应付金额,实付金额,买家留言,卖家备注';
const row = (no: string, state = '已完成', who: readonly string[] = canary) => [no, '', state, '2026-03-01 10:00:00', '2026-03-01 10:05:00', '2026-03-02 10:00:00', state === '已完成' ? '2026-03-06 10:00:00' : '', who[3], who[0], who[1], '浙江省', '杭州市', '上城区', who[2],
  scene.goods[0]!.code, '保温杯', '白', '1', '99', '99', '99', '0', '99', '99', `请打 ${who[1]}`, '老客户'].join(',');
const columnName = (at: number): string => (at < 26 ? String.fromCharCode(65 + at) : `A${String.fromCharCode(65 + at - 26)}`);
const stranger = ['端木青', '13611112222', '解放路 1 号', 'qing_1111'];
const bring = async (name: string, rows: string[]) => {
  const file = path.join(folder, name);
  await writeFile(file, name.endsWith('xlsx') ? xlsxOf([heading, ...rows].map((line, at) => `<row r="${at + 1}">${line.split(',').map((cell, c) => `<c r="${columnName(c)}${at + 1}" t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`).join('')) : utf8([heading, ...rows].join('\r\n')));
  const told = await runImportFromFiles(scene.product.imports, { kind: 'generic-orders', paths: [file], settings: { store: scene.company.stores[0]!.id }, dryRun: false });
  await scene.product.settle();
  return told;
};
const send = async (who: Caller, method: string, url: string, body?: object) => {
  const answer = await who.send(method, url, body);
  return { status: answer.statusCode, body: answer.json() as Record<string, never> & { rows: Record<string, never>[]; detail?: string; code?: string; id: string; approvalId: string; content: string } };
};
/** A log of events from another system, brought for a process map. */
const bringLog = async (name: string, content: Buffer) => {
  const form = new FormData();
  form.set('log', new Blob([new Uint8Array(content)]), name);
  const packed = new Response(form);
  const answer = await head.send('POST', '/api/process-maps/logs', Buffer.from(await packed.arrayBuffer()), { headers: { ...head.headers, 'content-type': packed.headers.get('content-type')!, 'idempotency-key': crypto.randomUUID() } });
  expect(answer.statusCode, answer.body).toBe(200);
  return String((answer.json() as { id: string }).id);
};
/** Where in the whole database one of the words stands: every table, every column, as a dump would show it. */
async function foundIn(words: readonly string[]): Promise<string[]> {
  const { rows: tables } = await scene.database.db.query<{ t: string }>("select c.oid::regclass::text as t from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname !~ '^pg_|^information'");
  const found: string[] = [];
  for (const { t } of tables) {
    const { rows } = await scene.database.db.query<{ word: string }>(`select distinct w.word from ${t} x, unnest($1::text[]) as w(word) where strpos(x::text, w.word) > 0`, [words]);
    found.push(...rows.map((hit) => `${t}: ${hit.word}`));
  }
  return found;
}

beforeAll(async () => {
  clock = movingClock(Date.parse('2026-03-10T02:00:00Z'));
  scene = await freshProduct({ clock, orders: 1 });
  folder = await mkdtemp(path.join(os.tmpdir(), 'dz-forget-'));
  [agent, lead, head] = [await scene.as('service-agent'), await scene.as('service-lead'), await scene.as('department-head')];
  await bring('三月.csv', [row('G9001'), row('G9002')]);
  await bring('三月二.xlsx', [row('G9003'), row('G8001', '已完成', stranger)]);
  await bring('别人.csv', [row('G8002', '已完成', stranger)]);
  const found = await send(agent, 'GET', `/api/customers?q=${canary[1]}`);
  customerId = String(found.body.rows[0]!['id']);
  await scene.database.db.query(`insert into kernel.message (id, channel, recipient, payload, next_at, created_at) values (gen_random_uuid(), 'sms', $1, jsonb_build_object('to', $2::text, 'n', 3), now(), now())`, [canary[1], canary[0]]);
  await send(agent, 'PATCH', `/api/customers/${customerId}`, { version: 1, note: `${canary[0]}喜欢白色`, email: letters });
  const events = (phone: string): Buffer => Buffer.from(utf8(['case,activity,time,note', `1,called,2026-03-01 10:00:00,${phone}`, '1,closed,2026-03-01 11:00:00,'].join('\n')));
  await bringLog('来电.csv.gz', gzipSync(events(canary[1])));
  await bringLog('来电二.csv', events(canary[1]));
  strangersLog = await bringLog('别家来电.csv.gz', gzipSync(events(stranger[1]!)));
  // He sells to us as well: the contact of one supplier by the number written otherwise; another of his name is somebody else.
  const buyer = await scene.as('buyer');
  const supplier = { id: null, version: null, leadDays: 7, active: true };
  expect((await send(buyer, 'POST', '/api/suppliers', { ...supplier, code: 'TING', name: '听潮杯业', contact: canary[0], phone: '139-7777-6655', note: `${canary[0]}月底在` })).status).toBe(200);
  expect((await send(buyer, 'POST', '/api/suppliers', { ...supplier, code: 'OTHER', name: '他家杯业', contact: '端木青', phone: '13611112222', note: null })).status).toBe(200);
  const orderNo = String((await send(head, 'GET', '/api/orders?q=G9001')).body.rows[0]!['orderNo']);
  mails = await givenMails(scene, { address: letters, name: canary[0], phone: canary[1], house: canary[2], orderNo }, { address: strangersLetters, name: stranger[0]! });
  dealings = await givenDealings(scene, { customerId, words: canary });
  await scene.product.sealer.drain();
}, 120_000);
afterAll(async () => {
  await scene?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a person asks what is kept about him', () => {
  test('it is given out unmasked, with the orders, as JSON and as a paper; who did it and why is kept, the answer is not', async () => {
    const given = await send(agent, 'POST', `/api/customers/${customerId}/personal-data`, { reason: '本人来电索取', format: 'json' });
    expect(given.status, JSON.stringify(given.body)).toBe(200);
    const text = Buffer.from(given.body.content, 'base64').toString();
    for (const word of canary) expect(text).toContain(word);
    expect(text).toContain('G9002');
    for (const part of ['线索', '联系记录', '商机', '报价问答', '合同', '退换', '投诉', '投诉往来', '反馈', '反馈回应', '供应商联系人', '来信']) expect(text, part).toContain(`"${part}"`);
    expect(text).toContain('zhiqiu@example.com');
    for (const word of [letters, `${canary[0]}的订单`, `${canary[0]}休假中`, `${canary[0]}的小票.pdf`]) expect(text, word).toContain(word);
    for (const word of [strangersLetters, '说明.pdf']) expect(text, word).not.toContain(word);
    const paper = await send(agent, 'POST', `/api/customers/${customerId}/personal-data`, { reason: '本人来电索取', format: 'pdf' });
    expect(Buffer.from(paper.body.content, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
    const { rows } = await scene.database.db.query<{ n: number }>("select count(*)::int as n from customers.unmasking where record_id = $1 and field = 'all'", [customerId]);
    expect(rows[0]!.n).toBe(2);
    expect((await scene.database.db.query('select 1 from kernel.request where strpos(result::text, $1) > 0', [given.body.content.slice(0, 60)])).rows).toEqual([]);
  });
  test('posts that do not answer persons get nothing', async () => {
    expect((await send(await scene.as('warehouse'), 'POST', `/api/customers/${customerId}/personal-data`, { reason: '想看看', format: 'json' })).status).toBe(403);
  });
});

describe('a person asks to be forgotten', () => {
  let request: { id: string; approvalId: string };
  test('the reason must not name the person: requests are kept', async () => {
    expect(await send(agent, 'POST', `/api/customers/${customerId}/erasure-requests`, { reason: `${canary[0]}本人要求` })).toMatchObject({ status: 422, body: { code: 'kernel.invalid-input' } });
  });
  test('asked once, approved by another; before that the clause refuses', async () => {
    const asked = await send(agent, 'POST', `/api/customers/${customerId}/erasure-requests`, { reason: '本人来电要求删除' });
    expect(asked.status).toBe(200);
    request = asked.body;
    expect(await send(lead, 'POST', `/api/customers/${customerId}/erasure-requests`, { reason: '又问一次' })).toMatchObject({ status: 409, body: { code: 'customers.erasure-asked' } });
    expect(await send(agent, 'POST', `/api/data-requests/${request.id}/execution`, {})).toMatchObject({ status: 409, body: { code: 'regulation.not-approved', clause: '1.3.1' } });
    const approval = await send(head, 'GET', `/api/approvals/${request.approvalId}`);
    expect(JSON.stringify(approval.body)).not.toMatch(/端木|13977776655/);
    const signed = await send(head, 'POST', `/api/approvals/${request.approvalId}/signature`, { hash: approval.body['hash'], step: approval.body['step'], yes: true, note: '同意' });
    expect(signed.status, JSON.stringify(signed.body)).toBe(200);
  });
  test('an order that is not completed must be settled first', async () => {
    await bring('四月.csv', [row('G9004', '已发货')]);
    expect(await send(agent, 'POST', `/api/data-requests/${request.id}/execution`, {})).toMatchObject({ status: 409, body: { code: 'customers.not-settled-yet' } });
    await scene.database.db.query(`update sales."order" set state = 'completed', completed_at = shipped_at where outside_no = 'G9004'`);
    await scene.product.sealer.drain();
  });
  test('a supplier with an open order keeps its contact until another one is entered', async () => {
    const [warehouse] = (await scene.database.db.query<{ id: string }>('select id from company.warehouse limit 1')).rows;
    await scene.database.db.query(`insert into logistics.purchase_order (id, order_no, supplier_id, warehouse_id, receipt_id, state, expected_on, first_expected_on, total_fen, placed_by_name, created_at)
      select gen_random_uuid(), 'CG-OPEN', s.id, $1, gen_random_uuid(), 'ordered', current_date, current_date, 100, '采购', now() from logistics.supplier s where code = 'TING'`, [warehouse!.id]);
    expect((await send(agent, 'POST', `/api/data-requests/${request.id}/execution`, {})).body.detail).toContain('供应商 TING 的采购单 CG-OPEN');
    await scene.database.db.query("delete from logistics.purchase_order where order_no = 'CG-OPEN'");
  });
  test('an open lead, quote, contract, return, complaint and feedback must be settled first, and each is named', async () => {
    const refused = await send(agent, 'POST', `/api/data-requests/${request.id}/execution`, {});
    expect(refused).toMatchObject({ status: 409, body: { code: 'customers.not-settled-yet' } });
    for (const part of ['退换单 TH', '投诉 TS', '反馈 FK', '商机', '合同', '线索']) expect(refused.body.detail, part).toContain(part);
    await settleDealings(scene, dealings);
    await scene.database.db.query("update sales.feedback set state = 'answered' where channel = 'mail'");
    await scene.product.sealer.drain();
  });
  test('afterwards the words are nowhere in the database, in no upload that the law does not demand; the stranger stays', async () => {
    const before = [...new Set((await foundIn([...canary, ...dealings.words, letters])).map((hit) => hit.split(':')[0]))];
    expect(before).toEqual(expect.arrayContaining(['customers.customer', 'sales."order"', 'sales.lead', 'sales.lead_contact', 'sales.lead_merger', 'sales.opportunity', 'sales.quote', 'sales.quote_message', 'sales.contract_revision', 'sales.contract_wish',
      'logistics.supplier', 'sales.mail', 'sales.mail_file', 'sales.return', 'sales.complaint', 'sales.complaint_note', 'sales.feedback', 'sales.feedback_message', 'kernel.file']));
    const money = await scene.database.db.query("select coalesce(sum(amount_fen), 0)::text as sum, count(*)::text as n from finance.posting");
    const done = await send(agent, 'POST', `/api/data-requests/${request.id}/execution`, {});
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    await scene.product.settle();
    expect(await foundIn([...canary, ...dealings.words, letters, letters.split('@')[0]!, compact, '13977776655'.slice(-8), '知秋', 'duanmuzhiqiu'])).toEqual([]);
    expect(await foundIn(['端木青', '13611112222'])).toEqual(expect.arrayContaining(['logistics.supplier: 端木青', 'sales.mail: 端木青']));
    // Under which numbers his mails lay in the mailbox stays, so that they are not taken in again.
    expect((await scene.database.db.query('select uid, from_address, message_id, state from sales.mail order by uid')).rows).toEqual([
      { uid: 1n, from_address: null, message_id: null, state: 'taken' }, { uid: 2n, from_address: null, message_id: null, state: 'ignored' }, { uid: 3n, from_address: strangersLetters, message_id: `<3.${strangersLetters}>`, state: 'taken' }]);
    expect((await scene.database.db.query('select name from sales.mail_file order by position')).rows).toEqual([{ name: '说明.pdf' }, { name: '同一份.pdf' }]);
    expect((await scene.database.db.query("select name, contact, phone, note from logistics.supplier where code = 'TING'")).rows).toEqual([{ name: '听潮杯业', contact: null, phone: null, note: '[已删除 erased]' }]);
    const { rows: files } = await scene.database.db.query<{ name: string; sha256: string; erased: boolean }>('select k.name, k.sha256, k.erased_at is not null as erased from kernel.file k where k.sha256 <> all ($1::text[]) order by k.id', [[mails.mine, mails.strangers, mails.shared]]);
    expect(Object.fromEntries(files.map((f) => [f.name, f.erased]))).toEqual({ '三月.csv': true, '三月二.xlsx': true, '别人.csv': false, '四月.csv': true, '[已删除 erased]': true, '照片1.jpg': true, '来电.csv.gz': true, '来电二.csv': true, '别家来电.csv.gz': false });
    expect((await send(head, 'GET', '/api/process-maps/logs')).body.rows.map((log) => log['id'])).toEqual([strangersLog]);
    await sweepFiles({ ...scene.product.kernel, clock: movingClock(Date.now() + 2 * DAY) }, scene.product.files);
    for (const file of files) expect(await scene.product.files.has(file.sha256), file.name).toBe(!file.erased);
    expect([await scene.product.files.has(mails.mine), await scene.product.files.has(mails.strangers), await scene.product.files.has(mails.shared)]).toEqual([false, true, true]);
    expect(await scene.database.db.query("select coalesce(sum(amount_fen), 0)::text as sum, count(*)::text as n from finance.posting").then((r) => r.rows)).toEqual(money.rows);
  });
  test('what the law demands is kept without the person and named with its law and its end; nobody is found by him', async () => {
    const list = await send(agent, 'GET', `/api/data-requests?customer=${customerId}&kind=erase`);
    expect(list.body.rows).toMatchObject([{ state: 'done', approval: 'executed', customerName: '已删除', kept: [{ count: 4, why: { zh: expect.stringContaining('电子商务法') } }] }]);
    expect((list.body.rows[0] as unknown as { kept: { until: number }[] }).kept[0]!.until).toBeGreaterThan(Date.parse('2029-02-01'));
    for (const q of [canary[0], canary[1], '6655', canary[3]]) {
      expect((await send(agent, 'GET', `/api/customers?q=${encodeURIComponent(q)}`)).body.rows, q).toEqual([]);
      expect((await send(head, 'GET', `/api/orders?q=${encodeURIComponent(q)}`)).body.rows, q).toEqual([]);
    }
    expect((await send(head, 'GET', '/api/orders?q=G9002')).body.rows).toHaveLength(1);
    expect(await send(agent, 'POST', `/api/customers/${customerId}/erasure-requests`, { reason: '再删一次' })).toMatchObject({ status: 409, body: { code: 'customers.already-erased' } });
  });
  test('the chain verifies, and everything that must always be true is true', async () => {
    await scene.product.sealer.drain();
    expect(await verifyChain(scene.database.db)).toMatchObject({ sound: true });
    expect((await checkInvariants(scene.database.db)).filter((check) => !check.ok)).toEqual([]);
  });
  test('who buys again is a new customer', async () => {
    await bring('五月.csv', [row('G9010')]);
    const found = await send(agent, 'GET', `/api/customers?q=${canary[1]}`);
    expect(found.body.rows).toHaveLength(1);
    expect(found.body.rows[0]!['id']).not.toBe(customerId);
  });
  test('a confirmed contract is kept with its law and its end: the words are in it and nowhere else, and it is found by its number only', async () => {
    const again = String((await send(agent, 'GET', `/api/customers?q=${canary[1]}`)).body.rows[0]!['id']);
    const contract = await givenConfirmedContract(scene, { customerId: again, words: canary });
    await scene.database.db.query(`update sales."order" set state = 'completed', completed_at = placed_at where customer_id = $1`, [again]);
    await scene.database.db.query("update logistics.parcel p set state = 'withdrawn' from customers.address a where a.id = p.address_id and a.customer_id = $1", [again]);
    await scene.product.sealer.drain();
    const asked = await send(agent, 'POST', `/api/customers/${again}/erasure-requests`, { reason: '本人来电要求删除' });
    const approval = await send(head, 'GET', `/api/approvals/${asked.body.approvalId}`);
    await send(head, 'POST', `/api/approvals/${asked.body.approvalId}/signature`, { hash: approval.body['hash'], step: approval.body['step'], yes: true, note: '同意' });
    await scene.product.sealer.drain();
    const done = await send(agent, 'POST', `/api/data-requests/${asked.body.id}/execution`, {});
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    expect((await foundIn([...canary, compact])).filter((hit) => !/^sales\.contract(_revision)?:/.test(hit))).toEqual([]);
    const list = await send(agent, 'GET', `/api/data-requests?customer=${again}&kind=erase`);
    const kept = (list.body.rows[0] as unknown as { kept: { what: { zh: string }; why: { zh: string }; until: number }[] }).kept.find((k) => k.what.zh.includes(contract.contractNo))!;
    expect(kept.why.zh).toContain('《民法典》第一百八十八条');
    expect(kept.until).toBeGreaterThan(clock.now() + 2 * 365 * DAY);
    expect((await scene.database.db.query<{ confirmed_by: string; confirmed_ip: string }>('select confirmed_by, confirmed_ip from sales.contract where id = $1', [contract.id])).rows).toEqual([{ confirmed_by: canary[0], confirmed_ip: '203.0.113.7' }]);
    await scene.product.sealer.drain();
    expect(await verifyChain(scene.database.db)).toMatchObject({ sound: true });
  });
});
