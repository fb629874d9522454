import { z } from 'zod';
import { oweRefund } from '../../finance/index.ts';
import type { Actor, Policy, Scope } from '../../../kernel/actor.ts';
import { lifeCycle, next } from '../../../kernel/lifecycle.ts';
import { formatYuan } from '../../../kernel/money.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { lockOrder, sameVersion, teamMaySee } from '../orders/load.ts';
import { complaintAccepted, complaintClosed, complaintConfirmed, complaintProgressTold, complaintResultTold, complaintWithdrawn } from './complaint-facts.ts';
import { acceptComplaintEnd, closeComplaintEnd, complaintStates, confirmResultEnd, noteComplaintEnd, receiveComplaintEnd, tellResultEnd, withdrawComplaintEnd, type ComplaintState } from './contract-complaints.ts';
import { answerByMail } from '../mails/answer-by-mail.ts';
import { mayDecide, mayServe, roomOf } from './load-return.ts';
import { openComplaint } from './open-complaint.ts';
import { photosGiven } from './photos-given.ts';
import { no } from './refusals.ts';

/** Told and not content: it is taken up again, with the same clock. */
const complaintLife = lifeCycle({
  noun: words('投诉', 'complaint'), first: 'received', states: complaintStates,
  moves: {
    received: { accept: 'accepted', withdraw: 'withdrawn' }, accepted: { tell: 'told', withdraw: 'withdrawn' }, told: { confirm: 'confirmed', reopen: 'accepted', withdraw: 'withdrawn', close: 'closed' }, confirmed: { close: 'closed' }, closed: {}, withdrawn: {},
  },
});

export interface Complaint {
  id: string; complaint_no: string; order_id: string | null; store_id: string | null; team_id: string | null; customer_id: string | null; channel: string; severity: 'normal' | 'serious' | 'safety'; state: ComplaintState; assignee_id: string | null; told_at: number | null; confirmed_at: number | null;
  compensation_fen: bigint; version: number;
}

export const lockComplaint = async (tx: Tx, { id: complaintId }: { id: string }): Promise<Complaint | null> => (await tx.rows<Complaint & Record<string, unknown>>('sales.lock_complaint',
  'select id, complaint_no, order_id, store_id, team_id, customer_id, channel, severity, state, assignee_id, told_at, confirmed_at, compensation_fen, version from sales.complaint where id = $1 for update', [complaintId]))[0] ?? null;

export const complaintInScope = (actor: Actor, scope: Scope, c: Pick<Complaint, 'order_id' | 'team_id'>): boolean =>
  (actor.kind === 'customer' ? actor.link?.type === 'order' && actor.link.id === c.order_id : c.order_id === null || teamMaySee(actor, scope, c));
/** As a duty names it: whoever owes something on a complaint works on it, whatever team it belongs to. */
export const complaintRef = (c: { id: string }) => ({ type: 'complaint', id: c.id });
export const refOf = (c: Complaint) => ({ complaintNo: c.complaint_no, orderId: c.order_id, storeId: c.store_id, channel: c.channel, severity: c.severity });
export const also = (c: Pick<Complaint, 'order_id' | 'customer_id'>) => ({ objects: [...(c.order_id === null ? [] : [{ type: 'order', id: c.order_id }]), ...(c.customer_id === null ? [] : [{ type: 'customer', id: c.customer_id }])] });
const by = (actor: Actor) => (actor.kind === 'customer' ? ('customer' as const) : ('staff' as const));
const handle: Policy = mayDecide;

/** What goes to the customer leaves by mail, too, where the customer complained by mail. */
async function note(tx: Tx, c: Pick<Complaint, 'id' | 'complaint_no'>, kind: 'customer' | 'progress' | 'result' | 'internal', said: string): Promise<void> {
  const noteId = tx.newId();
  const mailed = (kind === 'progress' || kind === 'result') && (await answerByMail(tx, { type: 'complaint', id: c.id, no: c.complaint_no }, noteId, said));
  await tx.rows('sales.complaint_note', 'insert into sales.complaint_note (id, complaint_id, kind, words, by_name, at, mailed) values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0), $7)', [noteId, c.id, kind, said, tx.actor.name, tx.now, mailed ? 'waiting' : null]);
}

/** A customer complains, on his page or to a colleague; the clock of acceptance starts (clause 2.4.3). */
export const receiveComplaint = verb({
  name: 'sales.receive-complaint', title: words('登记投诉', 'Record a complaint'), may: { ...mayServe, customer: true }, input: receiveComplaintEnd.body!.extend({ photos: photosGiven }),
  run: async (tx, input) => {
    const found = input.orderId === null ? null : await lockOrder(tx, input.orderId);
    const order = found?.order ?? null;
    if (tx.actor.kind === 'customer' ? tx.actor.link?.id !== input.orderId || !order : input.orderId !== null && !order) throw refuse(no['order-unknown']);
    const made = await openComplaint(tx, { channel: input.channel, order, severity: input.severity, about: input.about, by: by(tx.actor), byName: tx.actor.name, photos: input.photos });
    tx.audit({ type: 'complaint', id: made.id }, { severity: input.severity, photos: input.photos.length });
    return made;
  },
});

/** Somebody takes it in hand: it is his from now on. */
export const acceptComplaint = verb({
  name: 'sales.accept-complaint', title: words('受理投诉', 'Accept the complaint'), may: handle, input: acceptComplaintEnd.body!.extend({ id }), subject: lockComplaint, inScope: complaintInScope, works: complaintRef,
  run: async (tx, input, c) => {
    sameVersion(c, input.version);
    const state = next(complaintLife, c.state, 'accept');
    c.severity = input.severity ?? c.severity;
    await tx.rows('sales.accept_complaint', `update sales.complaint set state = $2, severity = $3, assignee_id = $4, assignee_name = $5, accepted_at = to_timestamp($6 / 1000.0), last_told_at = to_timestamp($6 / 1000.0), version = version + 1, updated_at = to_timestamp($6 / 1000.0)
      where id = $1`, [c.id, state, c.severity, tx.actor.id, tx.actor.name, tx.now]);
    tx.fact(complaintAccepted, c.id, { ...refOf(c), assignee: tx.actor.id, again: false }, also(c));
    tx.audit({ type: 'complaint', id: c.id }, { state });
    return { id: c.id };
  },
});

/** A note: to the customer it stops the clock of progress, inside it does not. @throws kernel.wrong-state where nobody has it in hand */
export const noteComplaint = verb({
  name: 'sales.tell-complaint-progress', title: words('通报进展', 'Tell how it goes'), may: handle, input: noteComplaintEnd.body!.extend({ id }), subject: lockComplaint, inScope: complaintInScope, works: complaintRef,
  run: async (tx, input, c) => {
    if (input.toCustomer) {
      next(complaintLife, c.state, 'tell');
      await tx.rows('sales.complaint_told', 'update sales.complaint set last_told_at = to_timestamp($2 / 1000.0), version = version + 1, updated_at = to_timestamp($2 / 1000.0) where id = $1', [c.id, tx.now]);
      tx.fact(complaintProgressTold, c.id, { ...refOf(c), assignee: c.assignee_id }, also(c));
    }
    await note(tx, c, input.toCustomer ? 'progress' : 'internal', input.words);
    tx.audit({ type: 'complaint', id: c.id }, { toCustomer: input.toCustomer });
    return { id: c.id };
  },
});

/** The highest compensation that one of the actor's posts may give, in fen. */
export async function mayCompensate(on: Pick<Tx, 'runner'>, actor: Actor): Promise<bigint> {
  const { rows } = await on.runner.query<{ limit: bigint | null }>('select max(limit_fen) as limit from sales.compensation_limit where post = any ($1::text[])', [[...actor.posts]], 'sales.may_compensate');
  return rows[0]?.limit ?? 0n;
}

/** The result, with compensation within the authority of the post; the cashier pays it. @throws sales.compensation-beyond-authority, sales.order-unknown */
export const tellResult = verb({
  name: 'sales.tell-complaint-result', title: words('告知处理结果', 'Tell the result'), may: handle, input: tellResultEnd.body!.extend({ id }), subject: lockComplaint, inScope: complaintInScope, works: complaintRef,
  run: async (tx, input, c) => {
    sameVersion(c, input.version);
    const state = next(complaintLife, c.state, 'tell');
    const compensation = BigInt(input.compensationFen);
    if (compensation > 0n) {
      const limit = await mayCompensate(tx, tx.actor);
      if (compensation > limit) throw refuse(no['compensation-beyond-authority'], words(`您的补偿权限为 ${formatYuan(limit)}。`, `You may give ${formatYuan(limit)}.`));
      const found = c.order_id === null ? null : await lockOrder(tx, c.order_id);
      if (!found) throw refuse(no['order-unknown'], words('补偿须对应订单，才能原路支付。', 'Compensation needs the order that it is paid for.'));
      const { order } = found;
      const { room } = await roomOf(tx, order, 0n);
      await oweRefund(tx, { source: { type: 'complaint', id: c.id, no: c.complaint_no }, order: { id: order.id, no: order.order_no, storeId: order.store_id, channel: order.platform, method: null, paymentNo: null }, amountFen: 0n, extraFen: compensation, extraKind: 'compensation', roomFen: room, clearedWhy: '投诉补偿，无须退货' });
    }
    await tx.rows('sales.tell_result', `update sales.complaint set state = $2, result = $3, told_at = to_timestamp($4 / 1000.0), last_told_at = to_timestamp($4 / 1000.0), compensation_fen = $5, version = version + 1, updated_at = to_timestamp($4 / 1000.0) where id = $1`,
      [c.id, state, input.result, tx.now, compensation > 0n ? compensation : c.compensation_fen]);
    await note(tx, c, 'result', input.result);
    tx.fact(complaintResultTold, c.id, { ...refOf(c), assignee: c.assignee_id, compensationFen: input.compensationFen }, also(c));
    tx.audit({ type: 'complaint', id: c.id }, { state, compensationFen: input.compensationFen });
    return { id: c.id };
  },
});

/** The customer's word on the result, on his page or told to a colleague: content, or taken up again. */
export const confirmResult = verb({
  name: 'sales.confirm-complaint-result', title: words('客户确认结果', 'The customer’s word on the result'), may: { ...handle, customer: true },
  input: confirmResultEnd.body!.extend({ id, version: z.int().optional(), how: text(300).default('') }), subject: lockComplaint, inScope: complaintInScope, works: complaintRef,
  run: async (tx, input, c) => {
    sameVersion(c, input.version);
    const state = next(complaintLife, c.state, input.satisfied ? 'confirm' : 'reopen');
    const how = tx.actor.kind === 'customer' ? '客户在页面确认' : input.how;
    await tx.rows('sales.confirm_complaint', `update sales.complaint set state = $2, confirmed_at = case when $3 then to_timestamp($4 / 1000.0) end, confirmed_how = $5, rating = coalesce($6, rating), reopened = reopened + case when $3 then 0 else 1 end,
      told_at = case when $3 then told_at end, version = version + 1, updated_at = to_timestamp($4 / 1000.0) where id = $1`, [c.id, state, input.satisfied, tx.now, how || null, input.rating]);
    await note(tx, c, 'customer', input.satisfied ? `确认满意${input.rating ? `（${input.rating} 分）` : ''} ${how}`.trim() : `不满意，请重新处理：${input.how || how}`);
    if (input.satisfied) tx.fact(complaintConfirmed, c.id, { ...refOf(c), by: by(tx.actor), rating: input.rating }, also(c));
    else tx.fact(complaintAccepted, c.id, { ...refOf(c), assignee: c.assignee_id, again: true }, also(c));
    tx.audit({ type: 'complaint', id: c.id }, { state, satisfied: input.satisfied });
    return { id: c.id };
  },
});

/** Closed once the result was told and the customer confirmed it. Without his word it may be closed too: the gate of clause 2.4.3 counts that. */
export const closeComplaint = verb({
  name: 'sales.close-complaint', title: words('投诉结案', 'Close the complaint'), may: handle, input: closeComplaintEnd.body!.extend({ id }), subject: lockComplaint, inScope: complaintInScope, works: complaintRef,
  evidence: (_tx, _input, c) => ({ 'result-told': c.told_at !== null, 'customer-confirmed': c.confirmed_at !== null }),
  run: async (tx, input, c) => {
    sameVersion(c, input.version);
    const state = next(complaintLife, c.state, 'close');
    await tx.rows('sales.close_complaint', 'update sales.complaint set state = $2, closed_at = to_timestamp($3 / 1000.0), version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = $1', [c.id, state, tx.now]);
    tx.fact(complaintClosed, c.id, refOf(c), also(c));
    tx.audit({ type: 'complaint', id: c.id }, { state });
    return { id: c.id };
  },
});

export const withdrawComplaint = verb({
  name: 'sales.withdraw-complaint', title: words('客户撤诉', 'The customer withdraws'), may: { ...handle, customer: true }, input: withdrawComplaintEnd.body!.extend({ id }), subject: lockComplaint, inScope: complaintInScope, works: complaintRef,
  run: async (tx, input, c) => {
    sameVersion(c, input.version);
    const state = next(complaintLife, c.state, 'withdraw');
    await tx.rows('sales.withdraw_complaint', 'update sales.complaint set state = $2, closed_at = to_timestamp($3 / 1000.0), version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = $1', [c.id, state, tx.now]);
    tx.fact(complaintWithdrawn, c.id, refOf(c), also(c));
    tx.audit({ type: 'complaint', id: c.id }, { state });
    return { id: c.id };
  },
});
