import { refuse } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { skusByBarcode, skusByCode, skusById, type Sku } from '../neighbours.ts';
import { no } from '../refusals.ts';

export interface Counted { scans?: readonly { code: string; quantity: number }[] | undefined; seen?: readonly { orderLineId: string; quantity: number }[] | undefined }

/**
 * Counts what the inspector scanned against what each parcel must hold (clause 2.3.3): nothing wrong, nothing too many, nothing missing.
 * By eye only what bears no barcode. Answers, by parcel, how it was inspected.
 * @throws logistics.item-not-in-parcel, logistics.item-inspected-enough, logistics.item-bears-barcode, logistics.item-uncounted
 */
export async function countGoods(tx: Tx, counted: ReadonlyMap<string, Counted>): Promise<Map<string, 'scanned' | 'by-eye'>> {
  const codes = [...new Set([...counted.values()].flatMap((c) => (c.scans ?? []).map((s) => s.code)))];
  const [lines, byBarcode, byCode] = await Promise.all([
    tx.rows<Line>('logistics.lines_to_count', 'select parcel_id, order_line_id, sku_id, quantity from logistics.parcel_line where parcel_id = any ($1::uuid[]) order by parcel_id, order_line_id', [[...counted.keys()]]),
    skusByBarcode(tx, codes), skusByCode(tx, codes),
  ]);
  const skus = await skusById(tx, [...new Set(lines.map((l) => l.sku_id))]);
  const skusOf = (code: string): ReadonlySet<string> => new Set([...byBarcode.filter((s) => s.barcode === code), ...[byCode.get(code)].filter((s) => s !== undefined)].map((s) => s.id));
  const linesOf = Map.groupBy(lines, (l) => l.parcel_id);
  return new Map([...counted].map(([parcelId, said]) => [parcelId, countOne(linesOf.get(parcelId) ?? [], said, skus, skusOf)]));
}

type Line = { parcel_id: string; order_line_id: string; sku_id: string; quantity: number };

function countOne(lines: readonly Line[], { scans = [], seen = [] }: Counted, skus: ReadonlyMap<string, Sku>, skusOf: (code: string) => ReadonlySet<string>): 'scanned' | 'by-eye' {
  const left = new Map(lines.map((l) => [l.order_line_id, l.quantity]));
  const take = (line: (typeof lines)[number], quantity: number): number => {
    const before = left.get(line.order_line_id)!;
    const taken = Math.min(before, quantity);
    left.set(line.order_line_id, before - taken);
    return taken;
  };
  // What was looked at names its line; scans fill what is left of the article, in whichever line.
  for (const look of seen) {
    const line = lines.find((l) => l.order_line_id === look.orderLineId);
    if (!line) throw refuse(no['item-not-in-parcel']);
    const sku = skus.get(line.sku_id);
    if (sku?.barcode) throw refuse(no['item-bears-barcode'], words(sku.code, sku.code), { code: sku.code });
    if (take(line, look.quantity) < look.quantity) throw refuse(no['item-inspected-enough'], words(sku?.code ?? '', sku?.code ?? ''));
  }
  for (const scan of scans) {
    const meant = skusOf(scan.code);
    const fitting = lines.filter((l) => meant.has(l.sku_id));
    if (fitting.length === 0) throw refuse(no['item-not-in-parcel'], words(scan.code, scan.code), { code: scan.code });
    let rest = scan.quantity;
    for (const line of fitting) rest -= take(line, rest);
    if (rest > 0) throw refuse(no['item-inspected-enough'], words(scan.code, scan.code), { code: scan.code });
  }
  const missing = lines.filter((l) => left.get(l.order_line_id)! > 0).map((l) => `${skus.get(l.sku_id)?.code ?? l.sku_id.slice(0, 8)} × ${left.get(l.order_line_id)!}`);
  if (missing.length > 0) throw refuse(no['item-uncounted'], words(`还差 ${missing.join('、')}。`, `Still to count: ${missing.join(', ')}.`), { missing });
  return seen.length > 0 ? 'by-eye' : 'scanned';
}
