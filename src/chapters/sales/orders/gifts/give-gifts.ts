import { releaseReserved, skusById } from '../../../../registers/products/index.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import { giftsGiven } from '../../facts.ts';
import type { Line, Order } from '../load.ts';
import { linesOf } from '../load.ts';
import { alsoOf } from '../order-facts.ts';
import { queuedAt } from '../whole-order.ts';
import { voidShortagesOfLines } from '../shortages.ts';
import { earned, holdsFor, type GiftRule } from './earned.ts';
import { giftRuleColumns } from './rules.ts';

interface Change { order: Order; rule: GiftRule; line: Line | undefined; quantity: number }

/**
 * Gives orders in review the gifts that they earn (clause 2.3.1), once a rule: asked again nothing is given twice, and what an order no longer
 * earns after a change is taken off it. A gift that a person took out is not given again. Of a limited gift, whoever paid first is served first,
 * and never more than its quota: the rule's row is locked while it is counted. The caller holds the orders' locks.
 */
export async function giveGifts(tx: Tx, orders: readonly Order[]): Promise<void> {
  const all = orders.length === 0 ? [] : await rulesFor(tx, orders);
  if (all.length === 0) return;
  const lines = await linesWithGone(tx, orders);
  const changes = orders.toSorted((a, b) => queuedAt(a) - queuedAt(b) || (a.id < b.id ? -1 : 1)).flatMap((order) => all.flatMap((rule): Change[] => {
    const own = lines.get(order.id)!;
    const line = own.find((l) => l.gift_rule_id === rule.id);
    const quantity = (rule.active || line) && holdsFor(rule, order) ? earned(rule, own) : 0;
    return line?.quantity === 0 || quantity === (line?.quantity ?? 0) ? [] : [{ order, rule, line, quantity }];
  }));
  if (changes.length === 0) return;
  const fit = await withinQuota(tx, changes);
  await write(tx, fit, lines);
}

/** Rules in force for the stores, and those that gave these orders something before. */
async function rulesFor(tx: Tx, orders: readonly Order[]): Promise<GiftRule[]> {
  return tx.rows<GiftRule & Record<string, unknown>>('sales.gift_rules_for', `select ${giftRuleColumns} from sales.gift_rule
    where active and (store_id is null or store_id = any ($2::uuid[])) or id in (select gift_rule_id from sales.order_line where order_id = any ($1::uuid[]) and gift_rule_id is not null) order by id`,
  [orders.map((o) => o.id), [...new Set(orders.map((o) => o.store_id))]]);
}

/** Lines with those that were taken out: a gift that is gone stays gone. */
async function linesWithGone(tx: Tx, orders: readonly Order[]): Promise<Map<string, Line[]>> {
  const lines = await linesOf(tx, orders.map((o) => o.id));
  const gone = await tx.rows<Line & Record<string, unknown>>('sales.gifts_gone', `select id, order_id, position, sku_id, outer_sku, title, quantity, unit_price_fen, amount_fen, refund_status, gift_by, gift_rule_id, gift_price_fen
    from sales.order_line where order_id = any ($1::uuid[]) and gift_rule_id is not null and quantity = 0`, [orders.map((o) => o.id)]);
  for (const line of gone) lines.get(line.order_id)!.push(line);
  return lines;
}

/** What the quotas leave of it: a gift is given whole or not at all. */
async function withinQuota(tx: Tx, changes: readonly Change[]): Promise<Change[]> {
  const limited = [...new Set(changes.filter((c) => c.rule.quota !== null).map((c) => c.rule.id))].toSorted();
  if (limited.length === 0) return [...changes];
  await tx.rows('sales.lock_gift_rules', 'select id from sales.gift_rule where id = any ($1::uuid[]) order by id for update', [limited]);
  const given = new Map((await tx.rows<{ id: string; n: number }>('sales.gifts_given', `select l.gift_rule_id as id, coalesce(sum(l.quantity), 0)::int as n from sales.order_line l join sales."order" o on o.id = l.order_id
    where l.gift_rule_id = any ($1::uuid[]) and o.state <> 'cancelled' group by 1`, [limited])).map((r) => [r.id, r.n]));
  return changes.filter((c) => {
    if (c.rule.quota === null) return true;
    const more = c.quantity - (c.line?.quantity ?? 0);
    const now = given.get(c.rule.id) ?? 0;
    if (more > 0 && now + more > c.rule.quota) return false;
    given.set(c.rule.id, now + more);
    return true;
  });
}

async function write(tx: Tx, changes: readonly Change[], lines: ReadonlyMap<string, readonly Line[]>): Promise<void> {
  const skus = await skusById(tx, changes.map((c) => c.rule.gift_sku_id));
  const fresh = changes.filter((c) => !c.line && skus.has(c.rule.gift_sku_id));
  const changed = changes.filter((c) => c.line !== undefined);
  const less = changed.filter((c) => c.quantity < c.line!.quantity).map((c) => c.line!.id);
  if (fresh.length > 0) await tx.rows('sales.give_gifts', `insert into sales.order_line (id, order_id, position, line_key, sku_id, outer_sku, title, spec, quantity, unit_price_fen, amount_fen, gift_by, gift_rule_id, gift_price_fen)
    select r.id, r.order_id, r.position, r.key, r.sku, r.code, r.title, r.spec, r.quantity, 0, 0, 'rule', r.rule, r.kept from jsonb_to_recordset($1::jsonb)
      as r(id uuid, order_id uuid, position int, key text, sku uuid, code text, title text, spec text, quantity int, rule uuid, kept bigint)`,
  [JSON.stringify(fresh.map((c, i) => {
    const sku = skus.get(c.rule.gift_sku_id)!;
    const last = Math.max(0, ...lines.get(c.order.id)!.map((l) => l.position));
    return { id: tx.newId(), order_id: c.order.id, position: last + i + 1, key: `gift:${c.rule.id}`, sku: sku.id, code: sku.code, title: sku.title, spec: sku.spec, quantity: c.quantity, rule: c.rule.id, kept: c.rule.kept_price_fen };
  }))]);
  if (changed.length > 0) {
    await voidShortagesOfLines(tx, changed.map((c) => c.line!.id));
    await releaseReserved(tx, less);
    await tx.rows('sales.change_gifts', 'update sales.order_line l set quantity = r.quantity from jsonb_to_recordset($1::jsonb) as r(id uuid, quantity int) where l.id = r.id', [JSON.stringify(changed.map((c) => ({ id: c.line!.id, quantity: c.quantity })))]);
  }
  for (const c of [...fresh, ...changed])
    tx.fact(giftsGiven, c.order.id, { orderNo: c.order.order_no, ruleId: c.rule.id, rule: c.rule.name, skuCode: skus.get(c.rule.gift_sku_id)?.code ?? '', quantity: c.quantity, before: c.line?.quantity ?? 0 }, { objects: alsoOf(c.order) });
}
