import { DAY, dayOf, startOfDay } from '../../../kernel/clock.ts';
import { codeOf } from '../../../kernel/db/errors.ts';
import { refuse } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';

/** A batch as it stands on the goods, and how many came of it. Days are days; `expiresOn` is the last day of use. */
export interface BatchSaid { batchNo: string; quantity: number; producedOn?: string | null | undefined; expiresOn?: string | null | undefined }
/** Goods that come in, with their batches where their article is kept by batches. */
export interface BatchedLine { skuId: string; quantity: number; batches?: readonly BatchSaid[] | undefined }
/** Part of a movement of stock, by batch; `holder`: the order line that it left for or comes back from. */
export interface BatchPart { batchId: string; quantity: number; holder?: string }

interface Kept { id: string; code: string; batch_kept: boolean; shelf_life_days: number | null }
interface Known { id: string; sku_id: string; batch_no: string; produced_on: string | null; expires_on: string | null }
interface Wanted { skuId: string; code: string; batchNo: string; producedOn: string | null; expiresOn: string | null; quantity: number }

export const addDays = (day: string, days: number): string => dayOf(startOfDay(day) + days * DAY);
/** Scanners and people write the same number with other widths and blanks. */
export const batchKey = (batchNo: string): string => batchNo.normalize('NFKC').trim();

/**
 * The batches of goods that come in: an article that is kept by batches needs them, all of its units, with an expiry where the article has a
 * shelf life (counted from the production where only that is known). A batch that is known keeps its days.
 *
 * @returns the parts by SKU; articles that are not kept by batches are not in it
 * @throws products.batch-missing, products.batch-sum, products.not-batch-kept, products.batch-expiry-missing, products.batch-days-impossible,
 *   products.batch-differs, products.goods-expired
 */
export async function sayBatches(tx: Tx, lines: readonly BatchedLine[]): Promise<Map<string, BatchPart[]>> {
  if (lines.length === 0) return new Map();
  const kept = new Map((await tx.rows<Kept & Record<string, unknown>>('products.kept_by_batches', 'select id, code, batch_kept, shelf_life_days from products.sku where id = any ($1::uuid[])', [lines.map((l) => l.skuId)])).map((k) => [k.id, k]));
  const wanted = lines.flatMap((line) => wantedOf(line, kept.get(line.skuId), tx.now));
  if (wanted.length === 0) return new Map();
  const ids = await known(tx, wanted);
  const parts = new Map<string, BatchPart[]>();
  for (const w of wanted) parts.set(w.skuId, [...(parts.get(w.skuId) ?? []), { batchId: ids.get(`${w.skuId} ${w.batchNo}`)!, quantity: w.quantity }]);
  return parts;
}

function wantedOf(line: BatchedLine, sku: Kept | undefined, now: number): Wanted[] {
  const said = line.batches ?? [];
  if (!sku?.batch_kept) {
    if (said.length > 0) throw refuse(no['not-batch-kept'], sku && words(sku.code, sku.code));
    return [];
  }
  if (said.length === 0) throw refuse(no['batch-missing'], words(`${sku.code} 按批次管理。`, `${sku.code} is kept by batches.`), { code: sku.code });
  const total = said.reduce((sum, b) => sum + b.quantity, 0);
  if (total !== line.quantity) throw refuse(no['batch-sum'], words(`${sku.code} 共 ${line.quantity} 件，批次合计 ${total} 件。`, `${sku.code}: ${line.quantity} units, ${total} in the batches.`), { code: sku.code });
  const wanted = said.map((b) => dated(sku, b, now));
  if (new Set(wanted.map((w) => w.batchNo)).size < wanted.length) throw refuse(no['batch-twice'], words(sku.code, sku.code));
  return wanted;
}

/** The days of a batch, checked: nothing made tomorrow, nothing that has expired, and an expiry where the article has a shelf life. */
export function daysOf(sku: { code: string; shelf_life_days: number | null }, batch: Pick<BatchSaid, 'batchNo' | 'producedOn' | 'expiresOn'>, now: number): { producedOn: string | null; expiresOn: string | null } {
  const producedOn = batch.producedOn ?? null;
  const expiresOn = batch.expiresOn ?? (producedOn !== null && sku.shelf_life_days !== null ? addDays(producedOn, sku.shelf_life_days) : null);
  const which = words(`${sku.code} 批次 ${batch.batchNo}`, `${sku.code}, batch ${batch.batchNo}`);
  if (producedOn !== null && (producedOn > dayOf(now) || (expiresOn !== null && expiresOn < producedOn))) throw refuse(no['batch-days-impossible'], which);
  return { producedOn, expiresOn };
}

function dated(sku: Kept, said: BatchSaid, now: number): Wanted {
  const batchNo = batchKey(said.batchNo);
  const days = daysOf(sku, { ...said, batchNo }, now);
  if (days.expiresOn !== null && days.expiresOn < dayOf(now))
    throw refuse(no['goods-expired'], words(`${sku.code} 批次 ${batchNo} 已于 ${days.expiresOn} 到期。`, `${sku.code}, batch ${batchNo} expired on ${days.expiresOn}.`));
  return { skuId: sku.id, code: sku.code, batchNo, ...days, quantity: said.quantity };
}

/** Ids by SKU and number; new ones are written. One that is known may be named by its number alone. */
async function known(tx: Tx, wanted: readonly Wanted[]): Promise<Map<string, string>> {
  const lives = new Map((await tx.rows<{ id: string; shelf_life_days: number | null }>('products.shelf_lives', 'select id, shelf_life_days from products.sku where id = any ($1::uuid[])', [wanted.map((w) => w.skuId)])).map((k) => [k.id, k.shelf_life_days]));
  await tx.rows('products.write_batches', `insert into products.batch (id, sku_id, batch_no, produced_on, expires_on, created_at)
      select w.id, w.sku_id, w.batch_no, w.produced_on, w.expires_on, to_timestamp($2::bigint / 1000.0) from jsonb_to_recordset($1::jsonb) as w(id uuid, sku_id uuid, batch_no text, produced_on date, expires_on date)
      order by w.sku_id, w.batch_no on conflict (sku_id, batch_no) do nothing`,
    [JSON.stringify(wanted.map((w) => ({ id: tx.newId(), sku_id: w.skuId, batch_no: w.batchNo, produced_on: w.producedOn, expires_on: w.expiresOn }))), tx.now]);
  const rows = await tx.rows<Known & Record<string, unknown>>('products.known_batches', `select b.id, b.sku_id, b.batch_no, b.produced_on, b.expires_on from products.batch b
    join jsonb_to_recordset($1::jsonb) as w(sku_id uuid, batch_no text) on w.sku_id = b.sku_id and w.batch_no = b.batch_no`, [JSON.stringify(wanted.map((w) => ({ sku_id: w.skuId, batch_no: w.batchNo })))]);
  const byKey = new Map(rows.map((r) => [`${r.sku_id} ${r.batch_no}`, r]));
  for (const w of wanted) {
    const found = byKey.get(`${w.skuId} ${w.batchNo}`)!;
    const differs = (w.expiresOn !== null && w.expiresOn !== found.expires_on) || (w.producedOn !== null && w.producedOn !== found.produced_on);
    if (differs) throw refuse(no['batch-differs'], words(`${w.code} 批次 ${w.batchNo} 已登记为生产 ${found.produced_on ?? '—'}、到期 ${found.expires_on ?? '—'}。`, `${w.code}, batch ${w.batchNo} is known as made ${found.produced_on ?? '—'}, expiring ${found.expires_on ?? '—'}.`));
    if (lives.get(w.skuId) !== null && found.expires_on === null) throw refuse(no['batch-expiry-missing'], words(`${w.code} 批次 ${w.batchNo}`, `${w.code}, batch ${w.batchNo}`));
    if (found.expires_on !== null && found.expires_on < dayOf(tx.now)) throw refuse(no['goods-expired'], words(`${w.code} 批次 ${w.batchNo} 已于 ${found.expires_on} 到期。`, `${w.code}, batch ${w.batchNo} expired on ${found.expires_on}.`));
  }
  return new Map(rows.map((r) => [`${r.sku_id} ${r.batch_no}`, r.id]));
}

/** What the database says about batches, as a refusal. @throws products.batch-short, products.stock-expired */
export async function batchRefusals<T>(moving: Promise<T>): Promise<T> {
  try {
    return await moving;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'DZ001') throw refuse(no['batch-short']);
    if (code === 'DZ002') throw refuse(no['stock-expired']);
    throw error;
  }
}
