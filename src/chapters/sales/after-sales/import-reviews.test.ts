import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { system } from '../../../kernel/actor.ts';
import type { StagedRow } from '../../../kernel/imports/target.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { givenGoods, givenStore, place, type GivenStore } from '../orders/testing.ts';
import { listFeedback, readFeedback } from './feedback-reads.ts';
import { reviewFile, reviewHeadings } from './formats/review-files.ts';
import { importReviews } from './import-reviews.ts';

let kernel: TestKernel;
let store: GivenStore;
let orderId = '';
const head = person(['department-head']);
beforeAll(async () => {
  kernel = await freshKernel();
  store = await givenStore(kernel);
  const goods = await givenGoods(kernel, store, 10);
  orderId = (await place(kernel, head, store, { lines: [goods.code], outsideNo: '2900000000000000001' })).id;
}, 180_000);
afterAll(() => kernel.close());

const run = verb({ name: 'test.import-reviews', title: words('导入', 'Import'), may: {}, input: z.strictObject({ rows: z.array(z.custom<StagedRow>()), store: z.string().optional() }), run: (tx, { rows, store: s }) => importReviews.apply(tx, rows, s ? { store: s } : {}) });
const apply = (rows: StagedRow[], s = store.id) => runVerb(kernel, run, { rows, store: s }, { actor: system('导入') });

function read(headings: readonly string[], table: readonly (readonly string[])[]): { rows: StagedRow[]; problems: string[] } {
  const reader = reviewFile.open(reviewFile.recognise('表', [headings, ...table], 'x.csv')!);
  const rows: StagedRow[] = [];
  const problems: string[] = [];
  table.forEach((cells, i) => {
    const got = reader.read(cells, i + 2);
    if (got.is === 'record') rows.push({ kind: 'reviews', line: i + 2, key: got.key, record: JSON.parse(JSON.stringify(got.record)) });
    if (got.is === 'problem') problems.push(...got.problems.map((p) => p.code));
  });
  return { rows, problems };
}
const review = (id: string, more: Partial<Record<(typeof reviewHeadings)[number], string>>) => reviewHeadings.map((h) => (h === '评价ID' ? id : (more[h] ?? '')));

describe('reviews of marketplaces as feedback (clause 2.4.1)', () => {
  test.each([
    ['淘宝', ['订单编号', '评价人', '评价等级', '评价内容', '评价时间', '解释内容']], ['抖音', ['评价ID', '订单编号', '用户昵称', '商品评分', '评价内容', '评价时间', '商家回复']],
    ['拼多多', ['订单号', '综合评分', '评价内容', '评价时间', '商家回复']], ['京东', ['订单号', '用户名', '评价星级', '评价内容', '评价时间']],
  ])('%s: recognised by its own column names', (_, headings) => expect(reviewFile.recognise('表', [headings], 'x.xlsx')).toMatchObject({ kind: 'reviews', missing: [] }));

  test('a table of orders is no table of reviews', () => expect(reviewFile.recognise('表', [['订单编号', '买家会员名', '总金额']], 'x.csv')).toBeNull());

  test('stars without a word ask for nothing; one or two stars do', () => {
    const { rows } = read(reviewHeadings, [review('A1', { 订单编号: '1', 评分: '5', 评价内容: '此用户没有填写评价。' }), review('A2', { 订单编号: '1', 评分: '3' }), review('A3', { 订单编号: '1', 评分: '2' }), review('A4', { 订单编号: '1', 评分: '差评' })]);
    expect(rows.map((r) => (r.record as { words: string } | null)?.words ?? null)).toEqual([null, null, '（只打了 2 分，没有留言）', '（只打了 1 分，没有留言）']);
  });
  test('what is no rating waits for a person', () => expect(read(reviewHeadings, [review('B1', { 订单编号: '1', 评分: '6', 评价内容: '很好用' }), review('B2', { 订单编号: '1', 评分: '还行', 评价内容: '很好用' })]).problems).toEqual(['review.rating-unreadable', 'review.rating-unreadable']));

  test('stands at its order; twice it is taken once; one without an order is warned of and taken', async () => {
    const { rows } = read(reviewHeadings, [review('C1', { 订单编号: '2900000000000000001', 评分: '1', 评价内容: '杯盖漏水', 买家昵称: '示例旺旺', 评价时间: '2026-03-01 10:00:00' }), review('C2', { 订单编号: '404', 评分: '4', 评价内容: '颜色好看', 评价时间: '2026-03-01 11:00:00' })]);
    expect((await importReviews.preview(kernel, rows, { store: store.id }, person(['service-lead']))).map((o) => (o.is === 'accepted' ? (o.warnings ?? []).map((w) => w.code) : o.is))).toEqual([[], ['review.order-unknown']]);
    const first = await apply(rows);
    expect(first.map((o) => o.is)).toEqual(['accepted', 'accepted']);
    expect((await apply(rows)).map((o) => o.is)).toEqual(['unchanged', 'unchanged']);
    const { rows: listed } = await listFeedback(kernel, head, 'all', { q: '漏水' });
    expect(listed).toMatchObject([{ channel: 'review', state: 'open', orderId, rating: 1, author: '示***' }]);
  });
  test('the same number in another store is another order', async () => {
    const other = await givenStore(kernel);
    const { rows } = read(reviewHeadings, [review('D1', { 订单编号: '2900000000000000001', 评分: '2', 评价内容: '发错颜色' })]);
    await apply(rows, other.id);
    expect((await listFeedback(kernel, head, 'all', { q: '发错颜色' })).rows).toMatchObject([{ orderId: null }]);
  });
  test('answered on the marketplace it comes in answered, with the answer; nothing is owed', async () => {
    const { rows } = read(reviewHeadings, [review('E1', { 订单编号: '2900000000000000001', 评分: '好评', 评价内容: '保温很久', 评价时间: '2026-03-01 10:00:00', 商家回复: '谢谢支持', 回复时间: '2026-03-01 12:00:00' })]);
    const [out] = await apply(rows);
    const record = await readFeedback(kernel, head, 'all', (out as { subject: { id: string } }).subject.id);
    expect(record).toMatchObject({ state: 'answered', rating: 5, messages: [{ words: '谢谢支持', public: true }] });
    expect(record.answeredAt).toBeGreaterThan(record.receivedAt);
  });
});
