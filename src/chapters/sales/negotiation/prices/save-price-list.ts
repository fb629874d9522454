import { z } from 'zod';
import { skusByCode } from '../../../../registers/products/index.ts';
import { dayOf } from '../../../../kernel/clock.ts';
import { kernelNo, Refusal, refuse } from '../../../../kernel/refusal.ts';
import { fen, id, text } from '../../../../kernel/schemas.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { no } from '../../refusals.ts';
import { priceListSaved } from '../facts.ts';
import { negotiationNo } from '../refusals.ts';

/** Whoever makes prices: not the seller who negotiates them. */
export const mayPrice = { 'department-head': 'all', 'general-manager': 'all' } as const;

export const priceListInput = z.strictObject({
  name: text(80, 2), customerClass: z.enum(['normal', 'key', 'wholesale']).nullable().default(null), platform: text(30, 2).nullable().default(null),
  from: z.iso.date(), /** Last day; null = until another list begins or it is ended. */ to: z.iso.date().nullable().default(null), note: text(300).default(''),
  entries: z.array(z.strictObject({ code: text(100, 1), minQuantity: z.int().min(1).max(1_000_000).default(1), unitFen: fen.min(0).max(1e12) })).min(1).max(5_000),
}).refine((l) => l.to === null || l.to >= l.from, { message: '止期不能早于起期 · it ends before it begins', path: ['to'] });

interface ListRow { id: string; name: string; version: number; from: string }

/** A new list of prices, or all of one anew. Two lists for the same customers never overlap: the database refuses. */
export const savePriceList = verb({
  name: 'sales.save-price-list', title: words('保存价目表', 'Save a price list'), may: mayPrice,
  input: z.strictObject({ id: id.nullable().default(null), version: z.int().default(0), list: priceListInput }),
  subject: async (tx, input) => {
    if (input.id === null) return { row: null };
    const [row] = await tx.rows<ListRow & Record<string, unknown>>('sales.lock_price_list', 'select id, name, version, lower(valid)::text as "from" from sales.price_list where id = $1 for update', [input.id]);
    return row ? { row } : null;
  },
  run: async (tx, { list, version }, { row }) => {
    if (row && row.version !== version) throw refuse(kernelNo['changed-meanwhile']);
    const skus = await skusByCode(tx, list.entries.map((e) => e.code));
    const unknown = list.entries.flatMap((e, i) => (skus.has(e.code) ? [] : [{ path: `list.entries.${i}.code`, code: e.code }]));
    if (unknown.length > 0) throw new Refusal(no['sku-unknown'], words(`没有规格编码：${unknown.map((u) => u.code).join('、')}`, `No SKU has the code ${unknown.map((u) => u.code).join(', ')}`), {}, unknown.map(({ path, code }) => ({ path, message: words(`没有规格编码 ${code}`, `No SKU has the code ${code}`) })));
    const keys = list.entries.map((e) => `${e.code} × ${e.minQuantity}`);
    const twice = keys.find((k, i) => keys.indexOf(k) !== i);
    if (twice) throw refuse(negotiationNo['price-twice'], words(`${twice} 写了两次。`, `${twice} stands there twice.`));
    const listId = row?.id ?? tx.newId();
    await noOverlap(() => tx.rows('sales.save_price_list', `insert into sales.price_list (id, name, customer_class, platform, valid, note, created_at, updated_at, updated_by)
        values ($1, $2, $3, $4, daterange($5::date, $6::date, '[]'), $7, to_timestamp($8::bigint / 1000.0), to_timestamp($8::bigint / 1000.0), $9)
      on conflict (id) do update set name = excluded.name, customer_class = excluded.customer_class, platform = excluded.platform, valid = excluded.valid, note = excluded.note,
        version = sales.price_list.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
    [listId, list.name, list.customerClass, list.platform, list.from, list.to, list.note, tx.now, tx.actor.name]));
    await tx.rows('sales.clear_prices', 'delete from sales.price_entry where list_id = $1', [listId]);
    await tx.rows('sales.set_prices', `insert into sales.price_entry (list_id, sku_id, min_quantity, unit_fen)
      select $1, r.sku_id, r.min_quantity, r.unit_fen from jsonb_to_recordset($2::jsonb) as r(sku_id uuid, min_quantity int, unit_fen bigint)`,
    [listId, JSON.stringify(list.entries.map((e) => ({ sku_id: skus.get(e.code)!.id, min_quantity: e.minQuantity, unit_fen: e.unitFen })))]);
    publish(tx, listId, list, list.entries.length);
    return { id: listId };
  },
});

function publish(tx: Tx, listId: string, list: Pick<z.output<typeof priceListInput>, 'name' | 'customerClass' | 'platform' | 'from' | 'to'>, entries: number): void {
  tx.fact(priceListSaved, listId, { name: list.name, customerClass: list.customerClass, platform: list.platform, from: list.from, to: list.to, entries });
}

/** Ends a list with a day: from the next one on the prices of the others hold. */
export const endPriceList = verb({
  name: 'sales.end-price-list', title: words('终止价目表', 'End a price list'), may: mayPrice, input: z.strictObject({ id, version: z.int(), lastDay: z.iso.date() }),
  subject: async (tx, input) => (await tx.rows<ListRow & Record<string, unknown>>('sales.lock_price_list', 'select id, name, version, lower(valid)::text as "from" from sales.price_list where id = $1 for update', [input.id]))[0] ?? null,
  run: async (tx, { version, lastDay }, row) => {
    if (row.version !== version) throw refuse(kernelNo['changed-meanwhile']);
    if (lastDay < row.from || lastDay < dayOf(tx.now - 86_400_000)) throw refuse(kernelNo['invalid-input'], words('终止日不能早于生效日，也不能早于昨天。', 'It cannot end before it began, nor before yesterday.'));
    const [ended] = await tx.rows<{ name: string; customer_class: string | null; platform: string | null; n: number }>('sales.end_price_list', `update sales.price_list set valid = daterange(lower(valid), $2::date, '[]'), version = version + 1,
      updated_at = to_timestamp($3::bigint / 1000.0), updated_by = $4 where id = $1 returning name, customer_class, platform, (select count(*)::int from sales.price_entry where list_id = $1) as n`, [row.id, lastDay, tx.now, tx.actor.name]);
    tx.fact(priceListSaved, row.id, { name: ended!.name, customerClass: ended!.customer_class, platform: ended!.platform, from: row.from, to: lastDay, entries: ended!.n });
    return { id: row.id };
  },
});

/** The exclusion constraint in words that help. */
async function noOverlap<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'price_lists_never_overlap') throw refuse(negotiationNo['price-list-overlaps']);
    throw error;
  }
}
