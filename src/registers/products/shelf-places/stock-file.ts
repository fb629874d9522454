import type { Actor } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { everyRow } from '../../../kernel/keyset.ts';
import { templateFiles } from '../../../kernel/files/template.ts';
import { keepingHeadings, stockKeeping } from '../formats/stock-keeping.ts';
import { plain } from '../product-export.ts';
import { stock } from '../stock-queries.ts';

/** Most rows of one workbook. */
const WORKBOOK = 50_000;

/** Empty while the reader counts the article blind. */
const figure = (n: number | null): string => (n === null ? '' : String(n));

/** What the stock list shows, in the columns of the import of places and safety stocks; the figures beside them are not read when it comes back. */
export async function stockFile(kernel: Kernel, actor: Actor | null, asked: Omit<Parameters<typeof stock>[0]['query'], 'cursor' | 'limit'>, format: 'csv' | 'xlsx'): Promise<Uint8Array> {
  const rows = await everyRow(WORKBOOK, async ({ cursor, limit }) => stock({ kernel, actor, query: { ...asked, cursor, limit } }));
  return (await templateFiles({
    fileName: '库存', title: stockKeeping.title, headings: [...keepingHeadings, '现存', '占用', '可用', '不可售', '在途'],
    rows: rows.map((r) => [plain(r.warehouse), plain(r.code), plain(r.title), plain(r.spec), plain(r.place), String(r.safety), figure(r.onHand), String(r.reserved), figure(r.available), figure(r.unsellable), String(r.expected)]),
  }))[format];
}
