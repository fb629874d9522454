import { z } from 'zod';
import { addressesById, phoneKey } from '../../../registers/customers/index.ts';
import { localText } from '../../../kernel/clock.ts';
import type { Policy } from '../../../kernel/actor.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id, instant, text } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { replenishmentAnswered, shortageNoticeGiven } from '../facts.ts';
import { no } from '../refusals.ts';
import { orderLinks } from './customer-link.ts';
import { shortageRef, teamMaySee } from './load.ts';
import { mayReview } from './release-order.ts';

interface Shortage {
  id: string; shortage_no: string; order_id: string; order_no: string; sku_id: string; warehouse_id: string; quantity: number; state: string; version: number; team_id: string | null;
  expected_at: number | null; address_id: string | null; telling_at: number | null; telling_date: number | null;
}

async function lockShortage(tx: Tx, shortageId: string): Promise<Shortage | null> {
  const [row] = await tx.rows<Shortage & Record<string, unknown>>('sales.lock_shortage', `select s.id, s.shortage_no, s.order_id, o.order_no, s.sku_id, s.warehouse_id, s.quantity, s.state, s.version, s.team_id,
      s.expected_at, o.address_id, s.telling_at, s.telling_date from sales.shortage s join sales."order" o on o.id = s.order_id where s.id = $1 for no key update of s`, [shortageId]);
  return row ?? null;
}

function openOnly(s: Shortage, version: number | undefined): void {
  if (version !== undefined && s.version !== version) throw refuse(kernelNo['changed-meanwhile'], undefined, { version: s.version });
  if (s.state !== 'open') throw refuse(no['shortage-closed'], undefined, { state: s.state });
}

const refOf = (s: Shortage) => ({ shortageNo: s.shortage_no, orderId: s.order_id, orderNo: s.order_no, skuId: s.sku_id, quantity: s.quantity });
const alsoOf = (s: Shortage) => [{ type: 'order', id: s.order_id }, { type: 'sku', id: s.sku_id }];

export const mayBuy = { buyer: 'all', 'department-head': 'all', 'general-manager': 'all' } satisfies Policy;

/**
 * Purchasing says when the goods come (clause 2.3.2), or that they cannot be had. The answer holds for every shortage of the same SKU in
 * the same warehouse that was there by then, unless it is given for one alone.
 *
 * @throws sales.shortage-closed, sales.promise-in-the-past
 */
export const answerReplenishment = verb({
  name: 'sales.answer-replenishment',
  title: words('答复预计到货时间', 'Give the expected date'),
  may: mayBuy,
  input: z.strictObject({ id, version: z.int().optional(), expectedAt: instant.nullable(), note: text(300, 1).optional(), onlyThis: z.boolean().default(false) }),
  subject: (tx, input) => lockShortage(tx, input.id),
  run: async (tx, input, asked) => {
    openOnly(asked, input.version);
    if (input.expectedAt !== null && input.expectedAt <= tx.now) throw refuse(no['promise-in-the-past']);
    const rows = await tx.rows<Shortage & Record<string, unknown>>('sales.answer_shortages', `update sales.shortage s set expected_at = to_timestamp($4 / 1000.0), impossible = $5, answered_at = to_timestamp($6 / 1000.0),
        answer_note = $7, version = s.version + 1
      from sales."order" o where o.id = s.order_id and s.state = 'open' and (s.id = $1 or (not $8 and s.sku_id = $2 and s.warehouse_id = $3))
      returning s.id, s.shortage_no, s.order_id, o.order_no, s.sku_id, s.quantity`,
      [asked.id, asked.sku_id, asked.warehouse_id, input.expectedAt, input.expectedAt === null, tx.now, input.note ?? null, input.onlyThis]);
    for (const row of rows) tx.fact(replenishmentAnswered, row.id, { ...refOf(row), expectedAt: input.expectedAt, impossible: input.expectedAt === null }, { objects: alsoOf(row) });
    return { id: asked.id, answered: rows.length };
  },
});

/** Goods were ordered, or their day was moved: the shortages that wait for them are answered with the day (clause 2.3.2). Those that are over are left alone. */
export const answerFromPurchase = verb({
  name: 'sales.answer-from-purchase',
  title: words('按采购单答复到货时间', 'Answer with the purchase order’s day'),
  may: {},
  input: z.strictObject({ shortageIds: z.array(id).min(1).max(1_000), expectedAt: instant, note: z.string() }),
  run: async (tx, input) => {
    const rows = await tx.rows<Shortage & Record<string, unknown>>('sales.answer_purchased', `update sales.shortage s set expected_at = to_timestamp($2 / 1000.0), impossible = false, answered_at = to_timestamp($3 / 1000.0), answer_note = $4, version = s.version + 1
      from sales."order" o where o.id = s.order_id and s.state = 'open' and s.id = any ($1::uuid[]) and s.expected_at is distinct from to_timestamp($2 / 1000.0)
      returning s.id, s.shortage_no, s.order_id, o.order_no, s.sku_id, s.quantity`, [input.shortageIds, input.expectedAt, tx.now, input.note]);
    for (const row of rows) tx.fact(replenishmentAnswered, row.id, { ...refOf(row), expectedAt: input.expectedAt, impossible: false }, { objects: alsoOf(row) });
    return { answered: rows.length };
  },
});

/**
 * The customer is told the expected date (clause 2.3.2): what is told is promised. By short message where the telephone is open,
 * otherwise a person tells him and records how.
 *
 * @throws sales.shortage-closed, sales.promise-in-the-past, sales.no-contact, sales.sms-off
 */
export const giveShortageNotice = verb({
  name: 'sales.give-shortage-notice',
  title: words('告知客户预计发货时间', 'Tell the customer the expected date'),
  may: { ...mayReview, 'service-agent': 'all', 'service-lead': 'all' },
  input: z.strictObject({ id, version: z.int().optional(), promisedAt: instant.nullable(), channel: z.enum(['sms', 'platform-chat', 'phone']) }),
  subject: (tx, input) => lockShortage(tx, input.id),
  inScope: teamMaySee, works: shortageRef,
  run: async (tx, input, s) => {
    openOnly(s, input.version);
    if (input.promisedAt !== null && input.promisedAt <= tx.now) throw refuse(no['promise-in-the-past']);
    if (input.channel === 'sms') {
      await queueNotice(tx, s, input.promisedAt);
      return { id: s.id };
    }
    await tell(tx, s, input.promisedAt, input.channel, tx.now);
    return { id: s.id };
  },
});

async function tell(tx: Tx, s: Shortage, promisedAt: number | null, channel: string, at: number): Promise<void> {
  await tx.rows('sales.tell_shortage', `update sales.shortage set promised_at = to_timestamp($2 / 1000.0), first_promised_at = coalesce(first_promised_at, to_timestamp($2 / 1000.0)), told_at = to_timestamp($3 / 1000.0), told_by_channel = $4,
    telling_at = null, telling_date = null, telling_failed = null, version = version + 1 where id = $1`, [s.id, promisedAt, at, channel]);
  tx.fact(shortageNoticeGiven, s.id, { ...refOf(s), promisedAt, channel }, { at, objects: alsoOf(s) });
}

/** What became of a short message about a shortage: sent, its date is promised; failed for good, a person tells the customer. */
export const noteShortageNotice = verb({
  name: 'sales.note-shortage-notice',
  title: words('登记缺货短信结果', 'Note what became of a short message'),
  may: {},
  input: z.strictObject({ id, at: instant, failed: z.string().nullable() }),
  subject: (tx, input) => lockShortage(tx, input.id),
  run: async (tx, input, s): Promise<{ told: boolean }> => {
    if (s.telling_at === null) return { told: false };
    if (input.failed === null) await tell(tx, s, s.telling_date, 'sms', input.at);
    else await tx.rows('sales.telling_failed', 'update sales.shortage set telling_at = null, telling_failed = $2, version = version + 1 where id = $1', [s.id, input.failed]);
    return { told: input.failed === null };
  },
});

/** A short message that was written is not yet a customer who knows: the notice counts when it was sent. */
async function queueNotice(tx: Tx, s: Shortage, promisedAt: number | null): Promise<void> {
  if (!tx.channels.has('sms/shortage-notice')) throw refuse(no['sms-off']);
  const address = s.address_id === null ? undefined : (await addressesById(tx, [s.address_id])).get(s.address_id);
  const phone = address && !address.masked ? phoneKey(address.phone) : null;
  if (phone === null) throw refuse(no['no-contact'], words('买家电话被隐藏或没有填写，不能发短信。', 'The phone is hidden or missing; no message can be sent.'));
  const link = (await orderLinks(tx, [s.order_id], tx.now)).get(s.order_id)!;
  tx.message({
    channel: 'sms', recipient: phone, dedupeKey: `shortage-notice:${s.id}:${promisedAt ?? 'open'}:${s.version}`, subject: { type: 'shortage', id: s.id },
    payload: { template: 'shortage-notice', values: { order: s.order_no, date: promisedAt === null ? '' : localText(promisedAt).slice(0, 10), link } },
  });
  await tx.rows('sales.telling_shortage', `update sales.shortage set telling_at = to_timestamp($3 / 1000.0), telling_date = to_timestamp($2 / 1000.0), telling_failed = null,
    version = version + 1 where id = $1`, [s.id, promisedAt, tx.now]);
}
