import { formatYuan } from '../../../kernel/money.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import type { DataHolder, PersonHeld } from '../../../registers/customers/index.ts';
import { orderTokens } from './place-order.ts';

interface Mine { id: string; order_no: string; outside_no: string | null; outside_waybill: string | null; state: string; at: number }

const YEAR = 365 * 86_400_000;
/** 电子商务法: goods and dealings are kept for three years from the end of the dealing; the value of clause 1.3.1 may be longer. */
const trade = words('《电子商务法》第三十一条与规章 1.3.1：交易记录自交易完成之日起保存', 'E-commerce Law, art. 31, and clause 1.3.1: records of a trade are kept from the day that it is done');

const mine = async (tx: Tx, person: PersonHeld): Promise<Mine[]> => tx.rows<Mine & Record<string, unknown>>('sales.orders_of_person',
  `select id, order_no, outside_no, outside_waybill, state, coalesce(completed_at, cancelled_at, shipped_at, placed_at) as at from sales."order" where customer_id = $1 order by placed_at`, [person.customerId]);

/** What orders hold of a customer: nickname, message, remark, and the words by which they are found. */
export const ordersHeld: DataHolder = {
  async unsettled(on, person) {
    const { rows } = await on.runner.query<{ order_no: string }>(`select order_no from sales."order" where customer_id = $1 and state not in ('completed', 'cancelled') order by placed_at limit 5`, [person.customerId], 'sales.open_orders_of_person');
    return rows.map((o) => words(`订单 ${o.order_no} 尚未完成`, `order ${o.order_no} is not completed`));
  },
  async give(on, person) {
    const { rows } = await on.runner.query<Record<string, unknown> & { 应付: bigint; 实付: bigint }>(`select o.order_no as "订单号", o.outside_no as "平台单号", o.state as "状态", o.buyer_nick as "昵称", o.buyer_message as "买家留言", o.payable_fen as "应付", o.paid_fen as "实付",
        to_char(o.placed_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as "下单时间",
        (select string_agg(l.title || ' × ' || l.quantity, '；' order by l.position) from sales.order_line l where l.order_id = o.id and l.quantity > 0) as "商品"
      from sales."order" o where o.customer_id = $1 order by o.placed_at limit 5000`, [person.customerId], 'sales.give_orders');
    return [{ title: words('订单', 'Orders'), rows: rows.map((o) => ({ ...o, 应付: formatYuan(o.应付), 实付: formatYuan(o.实付) })) }];
  },
  records: async (on, person) => (await on.runner.query<{ id: string }>('select id from sales."order" where customer_id = $1', [person.customerId], 'sales.records_of_person')).rows.map((o) => ({ type: 'order', id: o.id })),
  async erase(tx, person, { keepYears }) {
    const orders = await mine(tx, person);
    const rows = orders.map((o) => ({ id: o.id, tokens: orderTokens({ orderNo: o.order_no, outsideNo: o.outside_no, nick: null, name: null, phone: null, waybill: o.outside_waybill }) }));
    await tx.rows('sales.erase_orders', `update sales."order" o set buyer_nick = null, buyer_message = null, seller_remark = null, urgent_reason = case when o.urgent_reason is null then null else '[已删除]' end, search = array_to_tsvector(string_to_array(r.tokens, ' ')), version = o.version + 1
      from jsonb_to_recordset($1::jsonb) as r(id uuid, tokens text) where r.id = o.id`, [JSON.stringify(rows)]);
    const texts = await tx.rows('sales.erase_findings', `update sales.review_finding f set detail_zh = '[已删除]', detail_en = '[erased]' from sales."order" o
      where o.id = f.order_id and o.customer_id = $1 and exists (select from unnest($2::text[]) w where strpos(f.detail_zh, w) > 0 or strpos(f.detail_en, w) > 0) returning 1`, [person.customerId, person.personal]);
    const reasons = await tx.rows('sales.erase_amendments', `update sales.amendment a set reason = '[已删除]', end_reason = case when a.end_reason is null then null else '[已删除]' end from sales."order" o
      where o.id = a.order_id and o.customer_id = $1 and exists (select from unnest($2::text[]) w where strpos(a.reason, w) > 0 or strpos(coalesce(a.end_reason, ''), w) > 0) returning 1`, [person.customerId, person.personal]);
    if (orders.length === 0) return { removed: [], kept: [] };
    return {
      removed: [{ what: words('订单里的昵称、留言、备注与检索词', 'nicknames, messages, remarks and search words of orders'), count: orders.length + texts.length + reasons.length }],
      kept: [{ what: words('交易记录（商品、数量、金额、时间），不含个人信息', 'records of the trade (goods, quantities, amounts, times) without the person'), count: orders.length, why: words(`${trade.zh} ${keepYears} 年`, `${trade.en}, ${keepYears} years`), until: Math.max(...orders.map((o) => o.at)) + keepYears * YEAR }],
    };
  },
};
