import { parcelsOfOrders, publicParcels } from '../../logistics/index.ts';
import { companyName } from '../../../registers/company/index.ts';
import { endOf } from '../../../regulation/runtime/end-of.ts';
import { dayOf } from '../../../kernel/clock.ts';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatYuan } from '../../../kernel/money.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { words, type Words } from '../../../kernel/words.ts';
import type { portalPage } from './contract.ts';
import { waitsForMoney } from './presale-promise.ts';
import { orderOfLink } from './customer-link.ts';
import type { OrderState } from './states.ts';

type Page = Answer<typeof portalPage>;
interface Row {
  order_no: string; state: OrderState; payable_fen: bigint; placed_at: number; paid_at: number | null; released_at: number | null; shipped_at: number | null; completed_at: number | null;
  cancelled_at: number | null; promised_ship_by: number | null; outside_carrier: string | null; outside_waybill: string | null; promised_at: number | null;
  presale_agreed_by: number | null; presale_paid_at: number | null; paid_fen: bigint; store_id: string; platform: string; customer_id: string | null; skus: (string | null)[] | null;
}

const titles: Record<OrderState, Words> = {
  unpaid: words('等待付款', 'Waiting for your payment'), 'to-review': words('订单已收到', 'We have your order'), held: words('订单正在确认', 'Your order is being checked'),
  short: words('正在为您调货', 'We are getting your goods'), released: words('正在备货', 'Being prepared'), 'part-shipped': words('部分商品已发出', 'Part of it is on its way'),
  shipped: words('已发出', 'On its way'), completed: words('已完成', 'Delivered'), cancelled: words('订单已取消', 'The order was cancelled'),
};

/** What the holder of a signed link may see of an order: stages, goods, parcels, what is next and by when, and the whole way of what has left. No name, phone or street. */
export async function customerPage(kernel: Kernel, token: string): Promise<Page> {
  const id = await orderOfLink(kernel, token, kernel.clock.now());
  const [found, goods, parcels, company] = await Promise.all([
    kernel.db.query<Row & Record<string, unknown>>(`select o.order_no, o.state, o.payable_fen, o.placed_at, o.paid_at, o.released_at, o.shipped_at, o.completed_at, o.cancelled_at, o.promised_ship_by, o.presale_agreed_by, o.presale_paid_at, o.paid_fen, o.store_id, o.platform, o.customer_id,
        (select array_agg(l.sku_id) from sales.order_line l where l.order_id = o.id and l.quantity > 0) as skus, o.outside_carrier, o.outside_waybill, (select max(s.promised_at) from sales.shortage s where s.order_id = o.id and s.state = 'open') as promised_at
      from sales."order" o where o.id = $1`, [id], 'sales.customer_page'),
    kernel.db.query<{ title: string; spec: string | null; quantity: number }>('select title, spec, quantity from sales.order_line where order_id = $1 and quantity > 0 order by position', [id], 'sales.customer_goods'),
    parcelsOfOrders(kernel, [id]),
    companyName(kernel),
  ]);
  const order = found.rows[0];
  if (!order) throw refuse(kernelNo['link-dead']);
  const sent = parcels.filter((p) => p.shippedAt !== null && p.state !== 'withdrawn');
  const shown = await publicParcels(kernel, sent.map((p) => p.id));
  const whole = shown.length > 0 && (order.state === 'shipped' || order.state === 'completed');
  // One parcel with everything in it says more than its order does.
  const only = whole && shown.length === 1 ? shown[0]! : null;
  return {
    company: company ?? '', number: order.order_no, title: only?.title ?? (waitsForMoney(order) && order.paid_at !== null ? words('预售已订，等待尾款', 'Ordered ahead; the balance is open') : titles[order.state]),
    next: only ? only.next : waitsForMoney(order) ? balanceOf(kernel, order) : nextOf(order, sent.reduce<number | null>((a, p) => (p.promisedAt === null ? a : Math.max(a ?? 0, p.promisedAt)), null)),
    steps: whole ? [] : stepsOf(order),
    parcels: shown.map((p) => ({
      number: p.number, orderNos: p.orderNos, title: p.title, next: p.next, trouble: p.trouble, carrier: p.carrier, carrierPhone: p.carrierPhone, waybillNo: p.waybillNo, stages: p.stages, events: p.events,
    })),
    lines: [
      ...goods.rows.map((g) => ({ label: words(g.title, g.title), value: [g.spec, `× ${g.quantity}`].filter(Boolean).join(' ') })),
      { label: words('金额', 'Amount'), value: formatYuan(order.payable_fen) },
      ...(sent.length === 0 && order.outside_waybill ? [{ label: words(order.outside_carrier ?? '快递', order.outside_carrier ?? 'Carrier'), value: order.outside_waybill }] : []),
    ],
    act: null,
  };
}

/** What is open of a pre-sale and by when it leaves once that is paid: the day that was agreed, or the usual time from the payment where it comes late (clause 2.3.3). */
function balanceOf(kernel: Kernel, order: Row): Page['next'] {
  const now = kernel.clock.now();
  const open = formatYuan(order.payable_fen - order.paid_fen);
  const later = endOf(kernel, 'shipWithin', now, { storeId: order.store_id, platform: order.platform, customerId: order.customer_id, lines: (order.skus ?? []).map((skuId) => ({ skuId })) }, 'natural');
  const by = Math.max(order.presale_agreed_by!, later);
  return order.paid_at === null ? { text: words(`付款 ${open}；现在付清，最迟发出时间`, `Please pay ${open}; paid now, it leaves`), by } : { text: words(`尾款 ${open} 待付；现在付清，最迟发出时间`, `The balance of ${open} is open; paid now, it leaves`), by };
}

function nextOf(order: Row, arrives: number | null): Page['next'] {
  switch (order.state) {
    case 'unpaid': return { text: words('付款后安排发货', 'We ship once it is paid'), by: null };
    case 'short': return order.promised_at === null ? { text: words('到货后立即发出', 'We ship as soon as the goods arrive'), by: null } : { text: words(`预计 ${dayOf(order.promised_at)} 前发出`, `It will be sent by ${dayOf(order.promised_at)}`), by: order.promised_at };
    case 'to-review': case 'held': case 'released': return order.promised_ship_by === null ? { text: words('我们会尽快发出', 'We send it as soon as we can'), by: null } : { text: words('预计发出', 'It will be sent'), by: order.promised_ship_by };
    case 'part-shipped': case 'shipped': return arrives === null ? { text: words('送达时间以快递信息为准', 'The carrier tells when it arrives'), by: null } : { text: words('预计送达', 'It should arrive'), by: arrives };
    default: return null;
  }
}

function stepsOf(order: Row): Page['steps'] {
  const placed = { text: words('下单', 'Ordered'), at: order.placed_at, done: true };
  if (order.state === 'cancelled') return [placed, { text: words('已取消', 'Cancelled'), at: order.cancelled_at, done: true }];
  const left = order.state === 'shipped' || order.state === 'completed';
  return [
    placed,
    { text: waitsForMoney(order) && order.paid_at !== null ? words('付定金', 'Deposit paid') : words('付款', 'Paid'), at: order.paid_at, done: order.paid_at !== null },
    { text: words('备货', 'Prepared'), at: order.released_at, done: left || order.state === 'released' || order.state === 'part-shipped' },
    { text: words('发出', 'Sent'), at: order.shipped_at, done: left },
    { text: words('签收', 'Delivered'), at: order.completed_at, done: order.state === 'completed' },
  ];
}
