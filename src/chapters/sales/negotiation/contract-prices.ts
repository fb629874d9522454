import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { allPosts, type Post } from '../../../kernel/posts.ts';
import { done, fen, id, instant, listOf, page, query, text, words as wordsShape } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

const params = z.strictObject({ id });
const customerClass = z.enum(['normal', 'key', 'wholesale']);
export const customerClassWords = { normal: words('普通', 'Normal'), key: words('重点', 'Key'), wholesale: words('批发', 'Wholesale') } as const;
const row = z.object({ id, name: z.string(), customerClass: customerClass.nullable(), platform: z.string().nullable(), from: z.string(), to: z.string().nullable(), state: z.enum(['planned', 'in-force', 'past']), entries: z.int(), note: z.string().nullable(), updatedAt: instant, updatedBy: z.string(), version: z.int() });
export type PriceListRow = z.output<typeof row>;
export const listPriceLists = endpoint({
  method: 'GET', path: '/price-lists', summary: words('价目表', 'Price lists'),
  query: z.strictObject({ q: query.text(100), state: query.anyOf(['planned', 'in-force', 'past'] as const), class: query.anyOf(['normal', 'key', 'wholesale'] as const), sort: query.oneOf(['from', '-from']), ...page }), response: listOf(row),
});
export const readPriceList = endpoint({
  method: 'GET', path: '/price-lists/:id', summary: words('一份价目表', 'A price list'), params,
  response: row.extend({ prices: z.array(z.object({ skuId: id, code: z.string(), title: z.string(), spec: z.string().nullable(), minQuantity: z.int(), unitFen: fen, ownFen: fen.nullable() })), mayChange: z.boolean() }),
});
const list = z.strictObject({
  name: text(80, 2), customerClass: customerClass.nullable().default(null), platform: text(30, 2).nullable().default(null), from: z.iso.date(), to: z.iso.date().nullable().default(null), note: text(300).default(''),
  entries: z.array(z.strictObject({ code: text(100, 1), minQuantity: z.int().min(1).max(1_000_000).default(1), unitFen: fen.min(0).max(1e12) })).min(1).max(5_000),
});
export const savePriceListAct = endpoint({ method: 'POST', path: '/price-lists', summary: words('保存价目表', 'Save a price list'), body: z.strictObject({ id: id.nullable().default(null), version: z.int().default(0), list }), response: done });
export const endPriceListAct = endpoint({ method: 'POST', path: '/price-lists/:id/end', summary: words('终止价目表', 'End a price list'), params, body: z.strictObject({ version: z.int(), lastDay: z.iso.date() }), response: done });
export const exportPriceLists = endpoint({ method: 'GET', path: '/price-lists.xlsx', summary: words('导出全部价目表', 'Price lists as a file'), query: z.strictObject({ q: query.text(100), state: query.anyOf(['planned', 'in-force', 'past'] as const), class: query.anyOf(['normal', 'key', 'wholesale'] as const), format: query.oneOf(['xlsx', 'csv']) }), response: z.any() });
export const priceListFile = endpoint({ method: 'GET', path: '/price-lists/:id/file', summary: words('导出价目表', 'Price list as a file'), params, query: z.strictObject({ format: query.oneOf(['xlsx', 'csv']) }), response: z.any() });

/** What is asked for, and who decides it. Margins are told to whoever negotiates as a colour and a word, the figure itself to leads. */
export const decisionShape = z.object({
  listFen: fen, goodsFen: fen, discountBasisPoints: z.int(), marginBasisPoints: z.int().nullable(), belowFloor: z.boolean(), signers: z.array(z.enum(allPosts as [Post, ...Post[]])), ownAuthority: z.boolean(),
  mayGiveBasisPoints: z.int().nullable(), says: wordsShape,
});
export type Decision = z.output<typeof decisionShape>;
export const previewPrice = endpoint({
  method: 'POST', path: '/quote-previews', summary: words('试算报价', 'Work out a price'),
  body: z.strictObject({ opportunityId: id, lines: z.array(z.strictObject({ skuId: id, quantity: z.int().min(1).max(1_000_000), unitFen: fen.min(0).max(1e12).nullable().default(null) })).min(1).max(200) }),
  response: z.object({ lines: z.array(z.object({ skuId: id, code: z.string(), title: z.string(), spec: z.string().nullable(), quantity: z.int(), listFen: fen, listFrom: z.string(), unitFen: fen, /** null: no cost known. */ marginBasisPoints: z.int().nullable() })), decision: decisionShape }),
});
