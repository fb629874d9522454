import { sql } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { yuanText } from '../../kernel/money.ts';
import { templateFiles } from '../../kernel/files/template.ts';
import { warehousesById } from '../company/index.ts';
import { seesCost } from './costs.ts';
import { productConditions } from './queries.ts';
import { productHeadings, products as layout } from './formats/products.ts';
import { stockCount, stockCountHeadings } from './formats/stock-count.ts';
import { blindFor } from './count-plans/blind.ts';
import { alongTheWalk } from './shelf-places/places-of.ts';

interface Row {
  product_code: string; title: string; code: string; spec: string | null; barcode: string | null; unit: string | null; category: string | null; brand: string | null;
  cost_fen: bigint | null; price_fen: bigint | null; floor_fen: bigint | null; weight_grams: number | null; no_reason_return: boolean | null;
}
type Filters = Parameters<typeof productConditions>[1];
/** Most rows of one workbook. */
const WORKBOOK = 50_000;
const yuan = (fen: bigint | null): string => (fen === null ? '' : yuanText(fen));
/** Spreadsheets run text that begins like a formula. */
export const plain = (text: string | null): string => (text !== null && /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\0]/.test(text) ? `'${text}` : (text ?? ''));

const rowsOf = async (kernel: Kernel, asked: Filters): Promise<Row[]> => (await sql<Row>`
  select p.code as product_code, p.title, k.code, k.spec, k.barcode, k.unit, p.category, p.brand, k.cost_fen, k.price_fen, k.floor_fen, k.weight_grams, p.no_reason_return
  from (select p.* from products.product p ${await productConditions(kernel, asked)}) p join products.sku k on k.product_id = p.id where k.active order by p.code, k.code limit ${WORKBOOK}`
  .execute(kernel.runner.tables<Record<string, never>>())).rows;

/** Every product in the columns of the template: changed in a spreadsheet, it can be imported again. Costs only for posts that see them. */
export async function productFile(kernel: Kernel, actor: Actor | null, asked: Filters, format: 'csv' | 'xlsx'): Promise<Uint8Array> {
  const cost = seesCost(actor);
  const rows = (await rowsOf(kernel, asked)).map((r) => [plain(r.product_code), plain(r.title), plain(r.code), plain(r.spec), r.barcode ?? '', plain(r.unit), plain(r.category), plain(r.brand), cost ? yuan(r.cost_fen) : '', yuan(r.price_fen), yuan(r.floor_fen),
    r.weight_grams === null ? '' : String(r.weight_grams), r.no_reason_return === null ? '' : r.no_reason_return ? '是' : '否']);
  return (await templateFiles({ fileName: '商品资料', title: layout.title, headings: productHeadings, rows }))[format];
}

/** Where it lies: the sheet is in the order of the walk. */
const PLACE = '库位';
/** What the books say, for whoever looks a difference up; it is not read when the sheet comes back. */
const BOOK = '账面数量';

/** A sheet to count with: every SKU of a warehouse along the walk, the counted quantity left open. Filled in, it is imported as `stock-count`; what was left open was not counted. */
export async function countSheet(kernel: Kernel, actor: Actor | null, warehouseId: string, format: 'csv' | 'xlsx'): Promise<Uint8Array | null> {
  const warehouse = (await warehousesById(kernel)).get(warehouseId);
  if (!warehouse) return null;
  const [blind, articles, { rows: held }] = await Promise.all([
    blindFor(kernel, actor),
    rowsOf(kernel, { state: ['draft', 'active'] }),
    kernel.runner.query<{ id: string; code: string; on_hand: number; place: string | null; place_order: string | null }>('select k.id, k.code, s.on_hand, s.place, s.place_order from products.stock_item s join products.sku k on k.id = s.sku_id where s.warehouse_id = $1', [warehouseId], 'products.held_in'),
  ]);
  const there = new Map(held.map((h) => [h.code, h]));
  const walk = alongTheWalk(articles, ({ code }) => {
    const at = there.get(code);
    return at?.place ? { place: at.place, order: at.place_order! } : undefined;
  });
  // Whoever counts blind gets a sheet without the books.
  const books = (held: { id: string; on_hand: number } | undefined): string => (held === undefined ? '0' : blind.has(held.id, warehouseId) ? '' : String(held.on_hand));
  const rows = walk.map((r) => [warehouse.name, plain(r.code), plain(r.title), plain(r.spec), '', '', '', plain(there.get(r.code)?.place ?? null), books(there.get(r.code))]);
  return (await templateFiles({ fileName: '库存盘点表', title: stockCount.title, headings: [...stockCountHeadings, PLACE, BOOK], rows }))[format];
}
