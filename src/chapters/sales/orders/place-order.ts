import { reserve, skusByCode, type Sku } from '../../../registers/products/index.ts';
import type { Policy } from '../../../kernel/actor.ts';
import { localText } from '../../../kernel/clock.ts';
import { allocate, formatYuan } from '../../../kernel/money.ts';
import { Refusal, refuse } from '../../../kernel/refusal.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { orderEntered } from '../facts.ts';
import { no } from '../refusals.ts';
import { alsoOf, publishPaid, refOf } from './order-facts.ts';
import { besideWaiting, type WaitingFor } from './beside-waiting.ts';
import { orderInput, type OrderInput } from './contract-order-input.ts';
import { buyerOf } from './order-buyer.ts';
import { storesFor, type OrderStore } from './stores.ts';

/** Posts that enter orders, each for the stores of the own teams. */
export const mayEnter = { seller: 'team', 'team-lead': 'team', 'store-operator': 'team', 'department-head': 'all', 'general-manager': 'all' } satisfies Policy;

interface Ground {
  store: OrderStore;
  skus: Map<string, Sku>;
  /** Who already waits for these articles: nobody overtakes them. */
  waiting: readonly WaitingFor[];
}

/**
 * An order from the API or typed in by a person (clauses 2.3.1, 2.3.2). The hot path: everything that can be asked at once travels in one
 * round trip, stock is taken last. Paid orders are promised their goods here; review decides whether they go out.
 *
 * @throws sales.store-unknown, sales.buyer-unknown, sales.sku-unknown, sales.amounts-disagree, sales.order-known, and with `ifShort: refuse` sales.not-enough-stock
 */
export const placeOrder = verb({
  name: 'sales.place-order',
  title: words('录入订单', 'Enter an order'),
  may: mayEnter,
  input: orderInput,
  subject: (tx, input) => groundOf(tx, input),
  inScope: (actor, scope, { store }) => scope === 'all' || (store.teamId !== null && actor.teamIds.includes(store.teamId)),
  run: (tx, input, ground) => enterOrder(tx, input, ground, { source: input.source, objects: [] }),
  together: true,
});

/** The store, the articles and who waits for them: one round trip. */
export async function groundOf(tx: Tx, input: OrderInput): Promise<Ground> {
  const codes = input.lines.map((l) => l.skuCode);
  const [[store], skus, waiting] = await Promise.all([
    tx.gather('sales.stores', [input.storeId], async (on, ids) => { const stores = await storesFor(on, ids); return ids.map((id) => stores.get(id)); }),
    tx.gather('sales.skus', codes, async (on, all) => { const known = await skusByCode(on, all); return all.map((code) => known.get(code)); }),
    tx.gather('sales.who_waits_by_code', codes, whoWaits),
  ]);
  if (!store) throw refuse(no['store-unknown']);
  return { store, skus: new Map(skus.flatMap((s) => (s ? [[s.code, s]] : []))), waiting: waiting.flat() };
}

/** For each code: who already waits for its goods. */
async function whoWaits(on: Tx, codes: readonly string[]): Promise<WaitingFor[][]> {
  const rows = await on.rows<WaitingFor & { sku_code: string }>('sales.who_waits_by_code',
    "select distinct sku_code, sku_id, warehouse_id, store_id from sales.shortage where state = 'open' and sku_code = any ($1::text[])", [[...new Set(codes)]]);
  if (rows.length === 0) return codes.map(() => []);
  return codes.map((code) => rows.filter((r) => r.sku_code === code));
}

/** The order itself, for every verb that enters one in its own transaction: a person, a program, a confirmed contract. */
export async function enterOrder(tx: Tx, input: OrderInput, ground: Ground, also: { source: 'api' | 'manual' | 'contract'; objects: readonly { type: string; id: string }[] }): Promise<{ id: string; orderNo: string; state: 'unpaid' | 'to-review'; payableFen: number }> {
  const { source } = also;
  const id = tx.newId();
  const lines = priced(tx, input, ground.skus);
  const goods = lines.reduce((a, l) => a + l.grossFen, 0n);
  const discount = BigInt(input.discountFen);
  if (discount > goods) throw refuse(no['amounts-disagree']);
  allocate(-discount, lines.map((l) => l.grossFen)).forEach((share, i) => (lines[i]!.amountFen = lines[i]!.grossFen + share));
  const paidAt = input.payment ? Math.min(input.payment.at ?? tx.now, tx.now) : null;
  const payable = goods - discount + BigInt(input.freightFen);
  if (input.presale && input.presale.shipBy <= tx.now) throw refuse(no['presale-past'], words(`约定最迟 ${localText(input.presale.shipBy).slice(0, 16)} 发货，已经过去。`, `It was to be sent by ${localText(input.presale.shipBy).slice(0, 16)}, which is over.`), { shipBy: input.presale.shipBy });
  const deposit = input.presale?.depositFen == null ? null : BigInt(input.presale.depositFen);
  if (deposit !== null && deposit > payable) throw refuse(no['amounts-disagree'], words(`定金不能超过应付 ${formatYuan(payable)}。`, `The deposit cannot be more than ${formatYuan(payable)}.`));
  const [orderNo, buyer] = await Promise.all([
    tx.number('SO'),
    buyerOf(tx, ground.store, input, id),
  ]);
  const row = {
    id, order_no: orderNo, source, platform: ground.store.platform, store_id: ground.store.id, team_id: ground.store.teamId,
    warehouse_id: ground.store.warehouseId, outside_no: input.outsideNo ?? null, state: paidAt === null ? 'unpaid' : 'to-review',
    customer_id: buyer.customerId, address_id: buyer.addressId, buyer_nick: input.buyer.nick ?? null, goods_fen: goods, freight_fen: BigInt(input.freightFen),
    discount_fen: discount, payable_fen: payable, paid_fen: paidAt === null ? 0n : (deposit ?? payable), payment_no: input.payment?.paymentNo ?? null,
    payment_method: input.payment?.method ?? null, placed_at: Math.min(input.placedAt ?? paidAt ?? tx.now, tx.now), paid_at: paidAt, promised_ship_by: input.presale?.shipBy ?? input.promisedShipBy ?? null, presale_from: input.presale?.shipFrom ?? null, presale_agreed_by: input.presale?.shipBy ?? null,
    buyer_message: input.buyerMessage ?? null, seller_remark: input.sellerRemark ?? null, flag: input.flag ?? null, now: tx.now,
    tokens: orderTokens({ orderNo, outsideNo: input.outsideNo ?? null, nick: input.buyer.nick ?? null, name: buyer.name, phone: buyer.phone }),
  };
  // Goods of a pre-sale are reserved when it is let go: until then they are for those whose turn it is.
  const wanted = paidAt === null || ground.store.warehouseId === null || input.presale ? [] : lines.map((l) => ({ holder: l.id, skuId: l.skuId, warehouseId: ground.store.warehouseId!, quantity: l.quantity, storeId: ground.store.id }));
  const asks = ground.waiting.length === 0 ? wanted : await besideWaiting(tx, wanted, ground.waiting);
  const [[isTaken], reserved] = await Promise.all([
    tx.gather('sales.enter_orders', [{ row, lines: lines.map((l) => lineRow(id, l)) }], enterOrders),
    reserve(tx, asks),
  ]);
  if (!isTaken) throw await known(tx, input);
  if (input.presale) await tx.rows('sales.enter_presale', `update sales."order" set presale_from = to_timestamp($2 / 1000.0), deposit_fen = $3, presale_agreed_by = promised_ship_by,
    presale_paid_at = case when paid_fen >= payable_fen then paid_at end where id = $1`, [id, input.presale.shipFrom, deposit]);
  else if (input.ifShort === 'refuse') refuseShort(lines, reserved);
  tx.fact(orderEntered, id, { ...refOf(row), customerId: row.customer_id, totalFen: Number(payable), needsReview: paidAt !== null, source }, { objects: [...alsoOf(row), ...also.objects] });
  if (paidAt !== null) publishPaid(tx, row, lines.map((l) => ({ id: l.id, sku_id: l.skuId, quantity: l.quantity, amount_fen: l.amountFen })), paidAt, deposit === null ? undefined : payable);
  return { id, orderNo, state: row.state as 'unpaid' | 'to-review', payableFen: Number(payable) };
}

/** Orders with their lines in one call; false for one whose outside number its store has already. */
async function enterOrders(on: Tx, orders: readonly { row: { id: string }; lines: readonly ReturnType<typeof lineRow>[] }[]): Promise<boolean[]> {
  const taken = new Set((await on.rows<{ id: string }>('sales.enter_orders', 'select id from sales.enter_orders($1::jsonb, $2::jsonb) as id',
    [JSON.stringify(orders.map((o) => o.row)), JSON.stringify(orders.flatMap((o) => o.lines))])).map((r) => r.id));
  return orders.map((o) => taken.has(o.row.id));
}

interface Priced { id: string; position: number; skuId: string; code: string; title: string; spec: string | null; quantity: number; unitFen: bigint; grossFen: bigint; amountFen: bigint; gift: boolean }

/** The lines with our SKUs and prices. All unknown codes are named at once. */
function priced(tx: Tx, input: OrderInput, skus: Map<string, Sku>): Priced[] {
  const unknown = input.lines.flatMap((l, i) => (skus.get(l.skuCode)?.active ? [] : [{ path: `lines.${i}.skuCode`, code: l.skuCode }]));
  if (unknown.length > 0) {
    const codes = unknown.map((u) => u.code).join('、');
    throw new Refusal(no['sku-unknown'], words(`没有在售的规格编码：${codes}`, `No SKU on sale has the code ${codes}`), {}, unknown.map(({ path, code }) => ({ path, message: words(`没有在售的规格编码：${code}`, `No SKU on sale has the code ${code}`) })));
  }
  return input.lines.map((l, i) => {
    const sku = skus.get(l.skuCode)!;
    const unit = l.gift ? 0n : l.unitPriceFen === undefined ? sku.priceFen : BigInt(l.unitPriceFen);
    if (unit === null) throw new Refusal(no['amounts-disagree'], words(`${l.skuCode} 没有售价，请填写单价。`, `${l.skuCode} has no price; give one.`), {}, [{ path: `lines.${i}.unitPriceFen`, message: words('请填写单价', 'Give a price') }]);
    const gross = unit * BigInt(l.quantity);
    return { id: tx.newId(), position: i + 1, skuId: sku.id, code: sku.code, title: sku.title, spec: sku.spec, quantity: l.quantity, unitFen: unit, grossFen: gross, amountFen: gross, gift: l.gift };
  });
}

const lineRow = (orderId: string, l: Priced) => ({
  id: l.id, order_id: orderId, position: l.position, line_key: `#${l.position}`, sku_id: l.skuId, outer_sku: l.code, title: l.title, spec: l.spec, quantity: l.quantity,
  unit_price_fen: l.unitFen, amount_fen: l.amountFen, gift_by: l.gift ? 'person' : null,
});

function refuseShort(lines: readonly Priced[], reserved: readonly { holder: string; reserved: number }[]): void {
  const got = new Map(reserved.map((r) => [r.holder, r.reserved]));
  const short = lines.filter((l) => (got.get(l.id) ?? 0) < l.quantity);
  if (short.length === 0) return;
  throw refuse(no['not-enough-stock'], words(
    short.map((l) => `${l.code} 需 ${l.quantity} 件，可用 ${got.get(l.id) ?? 0} 件`).join('；'),
    short.map((l) => `${l.code}: ${l.quantity} wanted, ${got.get(l.id) ?? 0} there`).join('; ')), { short: short.map((l) => l.code) });
}

async function known(tx: Tx, input: OrderInput): Promise<Refusal> {
  const [row] = await tx.rows<{ id: string; order_no: string }>('sales.order_by_outside', 'select id, order_no from sales."order" where store_id = $1 and outside_no = $2', [input.storeId, input.outsideNo]);
  return refuse(no['order-known'], words(`平台单号 ${input.outsideNo} 已是订单 ${row?.order_no ?? ''}。`, `${input.outsideNo} is already order ${row?.order_no ?? ''}.`), row ? { id: row.id, orderNo: row.order_no } : {});
}

/** By what an order is found: its numbers, the buyer's and receiver's names, the end of the phone. Articles are found in the products. */
export const orderTokens = (o: { orderNo: string; outsideNo: string | null; nick: string | null; name: string | null; phone: string | null; waybill?: string | null }): string =>
  searchColumn({ numbers: [o.orderNo, o.outsideNo, o.waybill], names: [o.nick, o.name], phones: [o.phone] });
