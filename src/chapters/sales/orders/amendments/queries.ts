import type { Actor, Scope } from '../../../../kernel/actor.ts';
import type { Answer } from '../../../../kernel/http/contract.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { scopeOn } from '../../../../kernel/owed.ts';
import { kernelNo, refuse } from '../../../../kernel/refusal.ts';
import { addressesById, maskedAddress } from '../../../../registers/customers/index.ts';
import { teamMaySee } from '../load.ts';
import type { readAmendments } from './contract.ts';
import type { Amendment } from './load.ts';

interface Row extends Amendment { refund_fen: bigint; proposed_at: number; ended_at: number | null; ended_name: string | null; end_reason: string | null }

/** Every change of an order, the newest first, each with the versions before and after it. @throws kernel.not-found */
export async function amendmentsOf(kernel: Kernel, actor: Actor | null, scope: Scope, orderId: string): Promise<Answer<typeof readAmendments>> {
  const { rows: [order] } = await kernel.db.query<{ team_id: string | null }>('select team_id from sales."order" where id = $1', [orderId], 'sales.team_of_order');
  if (!order || !actor || !teamMaySee(actor, await scopeOn(kernel, actor, scope, { type: 'order', id: orderId }), order)) throw refuse(kernelNo['not-found']);
  const { rows } = await kernel.db.query<Row & Record<string, unknown>>(`select id, amendment_no, order_id, version_no, state, before, after, fields, effects, effect_bp, reason, refund_fen, proposed_at, proposed_name, ended_at, ended_name,
    end_reason, version from sales.amendment where order_id = $1 order by proposed_at desc, id desc limit 200`, [orderId], 'sales.amendments_of');
  const moved = rows.filter((r) => r.fields.includes('address')).flatMap((r) => [r.before.addressId, r.after.addressId]).filter((a) => a !== null);
  return {
    places: [...(await addressesById({ runner: kernel.db }, moved)).values()].map(maskedAddress).map((a) => ({ addressId: a.id, name: a.name, phone: a.phone, region: [a.province, a.city, a.district].filter(Boolean).join(' '), detail: a.detail })),
    rows: rows.map((r) => ({
      id: r.id, amendmentNo: r.amendment_no, versionNo: r.version_no, state: r.state, before: r.before, after: r.after, fields: r.fields, effects: r.effects, effectBasisPoints: r.effect_bp, reason: r.reason,
      refundFen: Number(r.refund_fen), proposedAt: r.proposed_at, proposedBy: r.proposed_name, endedAt: r.ended_at, endedBy: r.ended_name, endReason: r.end_reason, version: r.version,
    })),
  };
}
