import { lifeCycle } from '../../../kernel/lifecycle.ts';
import { words } from '../../../kernel/words.ts';

/**
 * The commercial order. `released` waits for the warehouse with all its goods reserved; `short` has passed review and waits for goods.
 * `leave` is seen in the marketplace: the goods went without our warehouse.
 */
export const orderLife = lifeCycle({
  noun: words('订单', 'order'),
  first: 'unpaid',
  states: {
    unpaid: words('待付款', 'Unpaid'),
    'to-review': words('待审核', 'To review'),
    held: words('已拦下', 'Held'),
    short: words('缺货等待', 'Waiting for goods'),
    released: words('待发货', 'To ship'),
    'part-shipped': words('部分发货', 'Partly shipped'),
    shipped: words('已发货', 'Shipped'),
    completed: words('已完成', 'Completed'),
    cancelled: words('已取消', 'Cancelled'),
  },
  moves: {
    unpaid: { pay: 'to-review', leave: 'shipped', cancel: 'cancelled' },
    'to-review': { hold: 'held', release: 'released', lack: 'short', leave: 'shipped', cancel: 'cancelled' },
    // A parcel may leave in the moment in which the order is held: then it has left.
    held: { recheck: 'to-review', release: 'released', lack: 'short', shipPart: 'part-shipped', ship: 'shipped', leave: 'shipped', cancel: 'cancelled' },
    short: { hold: 'held', fill: 'released', leave: 'shipped', cancel: 'cancelled' },
    released: { hold: 'held', shipPart: 'part-shipped', ship: 'shipped', leave: 'shipped', cancel: 'cancelled' },
    'part-shipped': { shipPart: 'part-shipped', ship: 'shipped' },
    shipped: { complete: 'completed' },
    completed: {},
    cancelled: {},
  },
});
export type OrderState = keyof typeof orderLife.states;
export const orderStates = Object.keys(orderLife.states) as [OrderState, ...OrderState[]];

/** The fulfilment (发货单). `merged` and `split` were replaced by others and are kept for their history. */
export const fulfilmentLife = lifeCycle({
  noun: words('发货单', 'fulfilment'),
  first: 'waiting',
  states: {
    waiting: words('待出库', 'Waiting to ship'),
    merged: words('已并入其他发货单', 'Merged into another'),
    split: words('已拆分', 'Split'),
    withdrawn: words('已撤回', 'Withdrawn'),
    shipped: words('已发出', 'Shipped'),
    delivered: words('已签收', 'Delivered'),
  },
  moves: {
    waiting: { merge: 'merged', split: 'split', withdraw: 'withdrawn', ship: 'shipped' },
    // Whoever packs may be quicker than the news: what left has left, and the fulfilments in its place give way.
    merged: { ship: 'shipped' },
    split: { ship: 'shipped' },
    withdrawn: { ship: 'shipped' },
    shipped: { deliver: 'delivered' },
    delivered: {},
  },
});
export type FulfilmentState = keyof typeof fulfilmentLife.states;

export const shortageLife = lifeCycle({
  noun: words('缺货记录', 'shortage'),
  first: 'open',
  states: { open: words('待补货', 'Open'), filled: words('已补齐', 'Filled'), cancelled: words('已作废', 'Void') },
  moves: { open: { fill: 'filled', void: 'cancelled' }, filled: {}, cancelled: {} },
});
export type ShortageState = keyof typeof shortageLife.states;

/** States in which goods may be reserved and nothing has left. */
export const beforeShipping: readonly OrderState[] = ['unpaid', 'to-review', 'held', 'short', 'released'];
