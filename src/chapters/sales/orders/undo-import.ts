import { sql } from 'kysely';
import { forgetNumbers, lockReceivablesOf, receivablesById, type Receivable } from '../../finance/index.ts';
import { parcelsOfOrders, type OrderParcel } from '../../logistics/index.ts';
import { scopeOf, type Actor } from '../../../kernel/actor.ts';
import { tellersBeside } from '../../../kernel/imports/tellers.ts';
import type { Brought, RunRef, Undo, UndoAsk, UndoPlan } from '../../../kernel/imports/target.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, page, type Page } from '../../../kernel/keyset.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { cancelOrders } from './cancel-order.ts';
import { lockOrders, teamMaySee, type Order } from './load.ts';
import { packedOf } from './packed.ts';
import { mayRead, within } from './order-list.ts';
import { mayEnter } from './place-order.ts';
import { beforeShipping, orderLife, type OrderState } from './states.ts';

type On = { runner: Runner };

const AT_ONCE = 500;

async function ordersOf(on: On, run: RunRef): Promise<string[]> {
  const { rows } = await on.runner.query<{ id: string }>('select id from sales."order" where entered_by_run = $1 order by id', [run.id], 'sales.orders_of_run');
  return rows.map((r) => r.id);
}

async function briefOf(on: On, ids: readonly string[]): Promise<Order[]> {
  const { rows } = await on.runner.query<Order & Record<string, unknown>>('select id, order_no, store_id, team_id, state from sales."order" where id = any ($1::uuid[]) order by id', [[...ids]], 'sales.orders_to_undo');
  return rows;
}

function isForeign(order: Pick<Order, 'team_id'>, actor: Actor): boolean {
  const scope = scopeOf(actor, mayEnter);
  return scope === null || !teamMaySee(actor, scope, order);
}

/** Why an order stays; null where it can be taken back. */
function staysBecause(order: Pick<Order, 'state' | 'team_id'>, parcels: readonly OrderParcel[], paid: boolean, actor: Actor): Words | null {
  if (isForeign(order, actor)) return words('属于别的团队', 'it belongs to another team');
  if (!beforeShipping.includes(order.state)) return words(`订单${orderLife.states[order.state].zh}`, `the order is “${orderLife.states[order.state].en}”`);
  const left = parcels.find((p) => p.shippedAt !== null);
  if (left) return words(`包裹 ${left.parcelNo} 已发出`, `parcel ${left.parcelNo} has left`);
  const ready = packedOf(parcels);
  if (ready) return words(`包裹 ${ready.parcelNo} 已打包`, `parcel ${ready.parcelNo} is packed`);
  return paid ? words('已有收款与它核对', 'money has been matched to it') : null;
}

type Sorted<O> = { goes: O[]; keeps: UndoPlan['keeps']; toldLater: number };

async function sort<O extends Order>(on: On, run: RunRef, orders: readonly O[], receivables: ReadonlyMap<string, Receivable>, ask: UndoAsk): Promise<Sorted<O>> {
  const ids = orders.map((o) => o.id);
  const [parcels, tellers] = await Promise.all([parcelsOfOrders(on, ids), toldAgain(on, run, ids)]);
  const byOrder = new Map<string, OrderParcel[]>();
  for (const p of parcels) if (p.state !== 'withdrawn') for (const order of p.orderIds) byOrder.set(order, [...(byOrder.get(order) ?? []), p]);
  const found: Sorted<O> = { goes: [], keeps: [], toldLater: 0 };
  for (const order of orders) {
    const money = receivables.get(order.id);
    const gone = staysBecause(order, byOrder.get(order.id) ?? [], money !== undefined && (money.paidFen !== 0n || money.refundedFen !== 0n), ask.actor);
    const teller = gone === null ? tellers.get(order.id) : undefined;
    if (teller !== undefined) found.toldLater += 1;
    const why = gone ?? (teller === undefined || ask.withLater ? null : words(`后来的导入 ${teller} 的文件里也有它`, `the file of the later import ${teller} has it as well`));
    if (why === null) found.goes.push(order);
    // Of another team's order not even the number is told.
    else found.keeps.push({ subject: { type: 'order', id: order.id }, no: isForeign(order, ask.actor) ? '—' : order.order_no, why, ...(isForeign(order, ask.actor) ? { isOthers: true } : {}) });
  }
  return found;
}

/** By order, the number of the newest later import that bears witness to it: its file told of the order again, confirmed or changed. */
async function toldAgain(on: On, run: RunRef, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await on.runner.query<{ id: string; runs: string[] }>(`select id, told_again_by::text[] as runs from sales."order" where id = any ($1::uuid[]) and told_again_by <> '{}'`, [[...ids]], 'sales.told_again');
  const tellers = await tellersBeside(on, run, rows.flatMap((r) => r.runs));
  return new Map(rows.flatMap((r) => {
    const newest = r.runs.findLast((id) => tellers.has(id));
    return newest === undefined ? [] : [[r.id, tellers.get(newest)!] as const];
  }));
}

async function each(ids: readonly string[], work: (some: readonly string[]) => Promise<UndoPlan>): Promise<UndoPlan> {
  const plan: UndoPlan = { takes: 0, keeps: [], toldLater: 0 };
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const part = await work(ids.slice(at, at + AT_ONCE));
    plan.takes += part.takes;
    plan.keeps.push(...part.keeps);
    plan.toldLater += part.toldLater;
  }
  return plan;
}

/**
 * Orders that the run entered and that nothing has been done for but review are cancelled as every order is, set by set: parcels are withdrawn,
 * reservations free, duties end. Nothing is owed back: the buyer's money lies with the marketplace, whose order stands as it stood. The number is free again, so that
 * the same file brings the order anew, and finance forgets it with the cancelled one (`undone`), so that bills find the new one alone.
 */
async function take(tx: Tx, run: RunRef, reason: string, ask: UndoAsk): Promise<UndoPlan> {
  return each(await ordersOf(tx, run), async (ids) => {
    // The orders first, then what they owe, both in the order of their ids: a bill that is matched in this very moment waits, or is seen.
    const orders = await lockOrders(tx, ids);
    const { goes, keeps, toldLater } = await sort(tx, run, orders, await lockReceivablesOf(tx, ids), ask);
    // A parcel that is shipped in this very moment refuses the whole: the plan is looked at again.
    await cancelOrders(tx, goes.map((order) => ({ order, reason: `撤回导入 ${run.runNo}：${reason}`.slice(0, 300), at: tx.now, isUndone: true })), 'refuse');
    await tx.rows('sales.free_numbers', 'update sales."order" set undone_outside_no = outside_no, outside_no = null where id = any ($1::uuid[])', [goes.map((o) => o.id)]);
    await forgetNumbers(tx, goes.map((o) => o.id));
    return { takes: goes.length, keeps, toldLater };
  });
}

/** Every order that the run entered, as it stands now. */
async function brought(kernel: Kernel, run: RunRef, actor: Actor, at: { cursor?: string | undefined; limit?: number | undefined }): Promise<Page<Brought>> {
  const scope = scopeOf(actor, mayRead);
  if (scope === null) return { rows: [], next: null, total: 0 };
  const found = await page<{ id: string; order_no: string; no: string; state: OrderState; undone: boolean }, 'number'>(kernel, {
    select: sql`o.id, o.order_no, coalesce(o.outside_no, o.undone_outside_no, o.order_no) as no, o.state, o.undone_outside_no is not null as undone`,
    from: sql`from sales."order" o ${every([sql`o.entered_by_run = ${run.id}`, within(actor, scope, 'o')])}`,
    id: sql`o.id`, orders: { number: { by: sql`o.order_no`, type: 'text' } }, sort: 'number', cursor: at.cursor, limit: at.limit,
  });
  return { ...found, rows: found.rows.map((r) => ({ subject: { type: 'order', id: r.id }, no: r.no, ref: r.order_no, state: orderLife.states[r.state], isTakenBack: r.undone })) };
}

export const undoOrders: Undo = {
  possible: true,
  says: words(
    '撤回会取消这次导入新建、且还没有往下走的订单（待付款、待审核、已拦下、缺货等待、待发货且未打包）：占用的库存释放，义务结束，订单留作记录，状态为已取消，平台单号空出，之后可以重新导入同一文件。已打包、已发货、已完成、已核对收款的订单保留，后来的文件里也有的订单默认保留；被更新的旧订单不恢复原样，请导入更正后的文件；买家资料保留。平台上的订单和退款不受影响。',
    'Orders that this import created and that have not gone on (unpaid, to review, held, short, released and not packed) are cancelled: stock is free, duties end, the orders stay on record as cancelled, and their numbers are free, so that the same file can be imported again. Orders that are packed, shipped, completed or matched with money stay, and so do, unless you say otherwise, those that a later file has as well; orders that were updated are not set back: import a corrected file. Buyers stay. Nothing changes in the marketplace.',
  ),
  look: async (kernel, run, ask) => each(await ordersOf(kernel, run), async (ids) => {
    const { goes, keeps, toldLater } = await sort(kernel, run, await briefOf(kernel, ids), await receivablesById(kernel, ids), ask);
    return { takes: goes.length, keeps, toldLater };
  }),
  take,
  brought,
};
