import { z } from 'zod';
import type { Content } from 'pdfmake/interfaces.js';
import { localText } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { maskPhone } from '../../../kernel/privacy.ts';
import { id } from '../../../kernel/schemas.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { runVerb, verb, type CallOf } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { addressesById } from '../neighbours.ts';
import { no } from '../refusals.ts';
import { lockAll, notOutside, parcelPolicy, parcelRefs, seesParcels } from './parcel.ts';
import { parcelsToTell } from './parcel-reads.ts';
import { code128, pdfOf } from './pdf.ts';
import { sendersOf } from './ship-notices.ts';

const mm = (length: number): number => (length * 72) / 25.4;

/** Names and addresses in full leave the house on paper: who printed which is kept. */
export const logPrint = verb({
  name: 'logistics.print-personal-data',
  title: words('打印面单或发货通知', 'Print labels or a ship notice'),
  may: parcelPolicy,
  input: z.strictObject({ kind: z.enum(['label', 'ship-notice']), ids: z.array(id).min(1).max(500) }),
  subject: (tx, { ids }) => lockAll(tx, ids),
  inScope: seesParcels, works: parcelRefs,
  run: async (tx, input, parcels) => {
    notOutside(parcels);
    if (input.kind === 'label') {
      const bare = parcels.filter((p) => p.waybillNo === null || p.carrierId === null);
      if (bare.length > 0) throw refuse(no['waybill-missing'], words(`${bare.map((p) => p.parcelNo).join('、')} 还没有运单号。`, `${bare.map((p) => p.parcelNo).join(', ')} have no waybill yet.`));
    }
    await tx.rows('logistics.log_print', 'insert into logistics.personal_data_print (id, kind, parcel_ids, staff_id, staff_name, at) values ($1, $2, $3::uuid[], $4, $5, to_timestamp($6 / 1000.0))',
      [tx.newId(), input.kind, input.ids, tx.actor.id, tx.actor.name, tx.now]);
    tx.audit({ type: 'parcel', id: parcels[0]!.id }, { printed: input.kind, parcels: parcels.map((p) => p.parcelNo) });
    return { parcels: parcels.length };
  },
});

/** Labels of 100 × 150 mm, one a page. The receiver's phone is partly hidden (clause 2.3.3); the carrier has it from the ship notice. */
export async function labels(kernel: Kernel, ids: readonly string[], call: CallOf): Promise<Buffer> {
  await runVerb(kernel, logPrint, { kind: 'label', ids: [...ids] }, { ...call, requestId: null });
  const parcels = await parcelsToTell(kernel, ids);
  const [addresses, senders] = await Promise.all([addressesById(kernel, parcels.flatMap((p) => p.addressId ?? [])), sendersOf(kernel, [...new Set(parcels.flatMap((p) => p.warehouseId ?? []))])]);
  const printed = localText(kernel.clock.now()).slice(0, 16);
  const pages = await Promise.all(parcels.map(async (p, page): Promise<Content> => {
    const to = addresses.get(p.addressId ?? '');
    const sender = senders.get(p.warehouseId ?? '');
    return {
      ...(page > 0 ? { pageBreak: 'before' as const } : {}),
      stack: [
        { columns: [{ text: p.carrierName ?? '', fontSize: 16, bold: true }, { text: p.sortingMark ?? '', fontSize: 16, bold: true, alignment: 'right' }] },
        { image: await code128(p.waybillNo!), width: mm(88), height: mm(18), margin: [0, 6, 0, 2] },
        { text: p.waybillNo!, fontSize: 13, alignment: 'center', margin: [0, 0, 0, 6] },
        line(),
        { text: [{ text: '收  ', bold: true, fontSize: 13 }, { text: `${to?.name ?? ''}  ${maskPhone(to?.phone ?? null) ?? ''}`, fontSize: 12, bold: true }], margin: [0, 6, 0, 2] },
        { text: [to?.province, to?.city, to?.district, to?.street, to?.detail].filter(Boolean).join(' '), fontSize: 11, margin: [0, 0, 0, 6] },
        line(),
        { text: [{ text: '寄  ', bold: true }, `${sender?.company ?? ''} ${sender?.name ?? ''}  ${maskPhone(sender?.phone ?? null) ?? ''}`], margin: [0, 6, 0, 2] },
        { text: sender ? `${sender.province}${sender.city}${sender.district}${sender.street}` : '', margin: [0, 0, 0, 6] },
        line(),
        { columns: [{ text: `包裹 ${p.parcelNo}` }, { text: `${((p.actualGrams ?? p.expectedGrams) / 1_000).toFixed(2)} kg`, alignment: 'right' }], margin: [0, 6, 0, 2] },
        { text: `订单 ${p.orderNos.join('、')}` },
        { image: await code128(p.parcelNo), width: mm(70), height: mm(10), margin: [0, 6, 0, 2] },
        { text: `打印 ${printed}`, fontSize: 7, color: '#666666' },
      ],
    };
  }));
  return pdfOf({ pageSize: { width: mm(100), height: mm(150) }, pageMargins: [mm(6), mm(6), mm(6), mm(6)], content: pages });
}

const line = (): Content => ({ canvas: [{ type: 'line', x1: 0, y1: 0, x2: mm(88), y2: 0, lineWidth: 0.7 }] });
