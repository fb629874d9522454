import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { fen, month, query, words as wordsSchema } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

export const profitBy = ['month', 'store', 'channel', 'product'] as const;
const asked = { from: month.optional(), to: month.optional(), by: query.oneOf(profitBy), store: query.text(36), channel: query.text(20) };

const column = z.object({ key: z.string(), title: z.string() });
const line = z.object({
  key: z.string(), name: wordsSchema, /** A sum of lines above, or an account that opens to its entries. */ kind: z.enum(['account', 'sum', 'ratio']), account: z.string().nullable(),
  /** fen; of a ratio, basis points. As an accountant reads it: revenue and profit positive, cost positive. */ values: z.array(fen.nullable()), total: fen.nullable(),
});
/** The profit statement of some months, in columns by month, store, channel or product (clause 6.3.1). Every figure opens to its entries. */
export const readProfit = endpoint({
  method: 'GET', path: '/finance/profit', summary: words('利润表', 'Profit statement'), query: z.strictObject(asked),
  response: z.object({ from: z.string(), to: z.string(), by: z.enum(profitBy), columns: z.array(column), /** Columns beyond the largest ones are summed in the last. */ folded: z.int(), lines: z.array(line), closed: z.boolean() }),
});
export const exportProfit = endpoint({ method: 'GET', path: '/finance/profit.xlsx', summary: words('导出利润表', 'Profit statement as Excel'), query: z.strictObject(asked), response: z.string() });
