import { returnParcelsOf } from '../../logistics/index.ts';
import { companyName, warehousesById } from '../../../registers/company/index.ts';
import { dayOf, HOUR } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatYuan } from '../../../kernel/money.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { openEnds } from '../../../regulation/index.ts';
import type { Engine } from '../../../regulation/runtime/engine.ts';
import { orderOfLink } from '../orders/customer-link.ts';
import { beforeShipping, type OrderState } from '../orders/states.ts';
import type { PortalAfterSales } from './contract-portal.ts';
import { payers, returnTypes, type Payer, type ReturnState, type ReturnType } from './contract-words.ts';
import { portalComplaints } from './portal-complaints.ts';
import { portalFeedbackOf } from './portal-feedback.ts';
import { paidOf, signedAt } from './load-return.ts';
import { law, lastDayAfter } from './return-rule.ts';

/** The clock that says by when a refund or an exchange leaves; it knows what did not count. */
const refunding = { clause: '2.4.2', control: 'refunded-in-time' } as const;

type Page = PortalAfterSales;
interface OrderRow { order_no: string; state: OrderState; platform: string; store_id: string; paid_at: number | null; paid_fen: bigint; payable_fen: bigint; warehouse_id: string | null }
interface Row {
  id: string; return_no: string; type: ReturnType; state: ReturnState; goods: string | null; refund_fen: bigint; requested_at: number; decided_at: number | null; sent_at: number | null; received_at: number | null; inspected_at: number | null;
  closed_at: number | null; payer: Payer | null; waybill_no: string | null; warehouse_id: string | null; needs_goods: boolean | null; awaited_fen: bigint | null; decision: { because: Words; law: Words[]; freightBecause: Words } | null;
}

const titles: Record<ReturnState, Words> = {
  requested: words('已收到您的申请', 'We have your request'), 'awaiting-goods': words('已同意，请寄回商品', 'Agreed: please send the goods back'), 'on-the-way': words('退货在途', 'The goods are on their way to us'),
  received: words('已收到退货，正在验收', 'The goods are here and being checked'), 'to-pay': words('退款处理中', 'Your refund is being paid'), 'to-exchange': words('正在为您换货', 'Your exchange is being prepared'),
  'to-repair': words('维修中', 'In repair'), done: words('已完成', 'Done'), refused: words('未能同意', 'Not agreed'), rejected: words('验收未通过，商品寄回给您', 'Not accepted: the goods are sent back to you'), withdrawn: words('您已撤回', 'You withdrew it'),
};

/** The page of an order's holder. Deadlines are those that the rulebook holds the company to now. No name, no phone, no street of a customer. */
export async function portalPageOf(kernel: Kernel, engine: Engine, token: string): Promise<Page> {
  const now = kernel.clock.now();
  const id = await orderOfLink(kernel, token, now);
  const [orders, lines, reasons, rows, signed, company] = await Promise.all([
    kernel.db.query<OrderRow & Record<string, unknown>>('select order_no, state, platform, store_id, paid_at, paid_fen, payable_fen, warehouse_id from sales."order" where id = $1', [id], 'sales.portal_order'),
    kernel.db.query<{ id: string; title: string; spec: string | null; bought: number; amount_fen: bigint; carried_fen: bigint; left: number; gift: boolean }>(`select l.id, l.title, l.spec, l.quantity as bought, l.amount_fen + l.carried_fen as amount_fen, l.carried_fen, l.gift_by is not null as gift, l.quantity - coalesce((select sum(x.quantity - x.sent_back)::int
        from sales.return_line x join sales.return r on r.id = x.return_id where x.order_line_id = l.id and r.state not in ('refused', 'rejected', 'withdrawn') and r.type <> 'repair'), 0) as left
      from sales.order_line l where l.order_id = $1 and l.quantity > 0 order by l.position`, [id], 'sales.portal_lines'),
    kernel.db.query<{ key: string; parent: string | null; zh: string; en: string; needs_photo: boolean }>(`select n.key, n.parent, n.zh, n.en, n.needs_photo from sales.return_reason n left join sales.return_reason p on p.key = n.parent
      where n.active order by coalesce(p.position, n.position), n.parent is not null, n.position`, [], 'sales.portal_reasons'),
    kernel.db.query<Row & Record<string, unknown>>(`select r.id, r.return_no, r.type, r.state, r.refund_fen, r.requested_at, r.decided_at, r.sent_at, r.received_at, r.inspected_at, r.closed_at, r.payer, r.waybill_no, r.warehouse_id, r.needs_goods, r.decision,
        case when r.payment_awaited_at is not null then (select n.payable_fen - n.paid_fen from sales."order" n where n.id = r.exchange_order_id) end as awaited_fen,
        (select string_agg(l.title || ' × ' || x.quantity, '；' order by l.position) from sales.return_line x join sales.order_line l on l.id = x.order_line_id where x.return_id = r.id) as goods
      from sales.return r where r.order_id = $1 order by r.requested_at desc`, [id], 'sales.portal_returns'),
    signedAt(kernel, id),
    companyName(kernel),
  ]);
  const order = orders.rows[0];
  if (!order) throw refuse(kernelNo['not-found']);
  const where = { store: order.store_id, channel: order.platform };
  const value = (key: string): number => Number(engine.values.at(key, now, where).value);
  const warehouses = await warehousesById(kernel, rows.rows.flatMap((r) => r.warehouse_id ?? []));
  const carried = lines.rows.reduce((all, l) => all + l.carried_fen, 0n);
  const parcels = await returnParcelsOf(kernel, rows.rows.map((r) => r.id));
  const ends = await openEnds(kernel, refunding, rows.rows.map((r) => r.id));
  const { types, whyNone } = typesOf(order, carried, lines.rows.some((l) => l.left > 0 && !l.gift), signed !== null);
  return {
    company: company ?? '', orderNo: order.order_no, types: types.map((key) => ({ key, words: returnTypes[key] })), whyNone,
    lines: lines.rows.map((l) => ({ id: l.id, title: l.title, spec: l.spec, left: Math.max(0, l.left), amountFen: Number(l.amount_fen), bought: l.bought, gift: l.gift })),
    reasons: reasons.rows.map((r) => ({ key: r.key, parent: r.parent, words: { zh: r.zh, en: r.en }, needsPhoto: r.needs_photo })),
    noReasonUntil: signed === null ? null : lastDayAfter(dayOf(signed), value('noReasonReturnDays')),
    feedback: await portalFeedbackOf(kernel, id), complaints: await portalComplaints(kernel, id),
    returns: rows.rows.map((r) => {
      const warehouse = r.warehouse_id === null ? undefined : warehouses.get(r.warehouse_id);
      return {
        id: r.id, returnNo: r.return_no, type: r.type, state: r.state, title: titles[r.state], goods: r.goods ?? '', refundFen: Number(r.refund_fen), requestedAt: r.requested_at,
        next: nextOf(r, ends.get(r.id) ?? null, { decide: value('returnDecisionWithin') * HOUR, refund: value('refundWithin') * HOUR }), because: r.decision?.because ?? null,
        law: r.state === 'requested' ? [law.fifteen] : (r.decision?.law ?? []), canSend: r.state === 'awaiting-goods' || r.state === 'on-the-way', canWithdraw: ['requested', 'awaiting-goods', 'on-the-way'].includes(r.state),
        sendTo: (r.state === 'awaiting-goods' || r.state === 'on-the-way') && warehouse ? [warehouse.province, warehouse.city, warehouse.district, warehouse.detail, `（${warehouse.name}，请注明 ${r.return_no}）`].filter(Boolean).join(' ') : null,
        payer: r.payer === null ? null : payers[r.payer], waybillNo: r.waybill_no, parcel: parcels.get(r.id) ?? null, steps: stepsOf(r),
      };
    }),
  };
}

function typesOf(order: OrderRow, carried: bigint, some: boolean, signed: boolean): { types: ReturnType[]; whyNone: Words | null } {
  if (paidOf(order) + carried === 0n || order.state === 'cancelled' || order.state === 'unpaid') return { types: [], whyNone: words('订单没有付款或已取消，无须退换。', 'The order was not paid or is cancelled: there is nothing to return.') };
  if (!some) return { types: [], whyNone: words('全部商品已申请售后，进度见上。', 'All of it has been asked for; see above how it goes.') };
  if (beforeShipping.includes(order.state)) return { types: ['before-shipping'], whyNone: null };
  return { types: signed ? ['return', 'exchange', 'refund-only', 'replacement', 'repair'] : ['refused-parcel', 'refund-only'], whyNone: null };
}

/** Goods of an exchange for which the customer still has to pay wait for him, and so does the time to send them. */
function nextOf(r: Row, end: number | null, limits: { decide: number; refund: number }): Page['returns'][number]['next'] {
  if (r.awaited_fen !== null) return { text: words(`请支付换货差价 ${formatYuan(r.awaited_fen)}，付清后发出；等待付款期间不计入发货时限`, `Please pay the difference of ${formatYuan(r.awaited_fen)}: the exchange is sent once it is here; the time to send it stands still meanwhile`), by: null };
  const by = end ?? (r.received_at ?? r.decided_at ?? r.requested_at) + limits.refund;
  switch (r.state) {
    case 'requested': return { text: words('我们最迟答复您', 'We answer you'), by: r.requested_at + limits.decide };
    case 'awaiting-goods': return { text: words('请寄回商品并填写运单号', 'Please send the goods and tell the waybill number'), by: null };
    case 'on-the-way': return { text: words('收到后退款或换货', 'Refund or exchange once it is here'), by: null };
    case 'received': case 'to-pay': return { text: r.type === 'exchange' ? words('最迟换货发出', 'The exchange is sent') : words(`最迟退款 ${r.refund_fen > 0n ? formatYuan(r.refund_fen) : ''}（原路退回）`, `Refund ${r.refund_fen > 0n ? formatYuan(r.refund_fen) : ''} the way you paid`), by };
    case 'to-exchange': return { text: words('换货准备发出', 'The exchange will be sent'), by };
    case 'to-repair': return { text: words('维修完成后寄回', 'Sent back once repaired'), by: null };
    default: return null;
  }
}

function stepsOf(r: Row): Page['returns'][number]['steps'] {
  const asked = { text: words('申请', 'Asked'), at: r.requested_at, done: true };
  const answered = { text: words('答复', 'Answered'), at: r.decided_at, done: r.decided_at !== null };
  if (r.state === 'withdrawn' || r.state === 'refused') return [asked, ...(r.state === 'refused' ? [answered] : []), { text: titles[r.state], at: r.closed_at, done: true }];
  const end = r.state === 'rejected' ? titles.rejected : r.type === 'repair' ? words('寄回', 'Sent back') : r.type === 'exchange' || r.type === 'replacement' ? words('换货发出', 'Exchange sent') : words('退款', 'Refunded');
  return [
    asked, answered,
    ...(r.needs_goods === false ? [] : [
      { text: words('寄回', 'Sent back'), at: r.sent_at, done: r.sent_at !== null || r.received_at !== null }, { text: words('收到', 'Received'), at: r.received_at, done: r.received_at !== null },
      { text: words('验收', 'Checked'), at: r.inspected_at, done: r.inspected_at !== null },
    ]),
    { text: end, at: r.closed_at, done: r.state === 'done' || r.state === 'rejected' },
  ];
}

