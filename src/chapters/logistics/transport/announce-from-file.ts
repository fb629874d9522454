import type { RowOutcome } from '../../../kernel/imports/target.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { giveNotice } from './give-notice.ts';
import { numbersElsewhere } from './numbers-elsewhere.ts';
import { lockParcels } from './parcel.ts';

/**
 * Waybill numbers that came back from carriers: one notice for each carrier. A number that another parcel has is said line by line
 * instead of stopping the file. Answers what could not be done.
 */
export async function announceFromFile(tx: Tx, wanted: readonly { line: number; parcelId: string; waybillNo: string }[]): Promise<Map<number, RowOutcome>> {
  const refused = new Map<number, RowOutcome>();
  if (wanted.length === 0) return refused;
  const parcels = new Map((await lockParcels(tx, wanted.map((w) => w.parcelId))).map((p) => [p.id, p]));
  const elsewhere = await numbersElsewhere(tx, wanted.flatMap((w) => { const parcel = parcels.get(w.parcelId); return parcel ? [{ parcel, waybillNo: w.waybillNo }] : []; }));
  const taken = new Set<string>();
  const byCarrier = new Map<string, typeof wanted[number][]>();
  const no = (line: number, code: string, zh: string, en: string) => refused.set(line, { line, is: 'quarantined', problems: [{ code, column: '运单号', message: words(zh, en) }] });
  for (const w of wanted) {
    const parcel = parcels.get(w.parcelId);
    if (!parcel || parcel.state !== 'inspected') no(w.line, 'tracking.not-ready', '包裹状态已变化，不能登记运单号。', 'The parcel has changed meanwhile.');
    else if (parcel.carrierId === null) no(w.line, 'tracking.carrier-missing', '包裹尚未选定承运商。', 'No carrier has been chosen for the parcel.');
    else if (elsewhere.has(w.parcelId)) no(w.line, 'tracking.number-taken', elsewhere.get(w.parcelId)!.zh, elsewhere.get(w.parcelId)!.en);
    else if (taken.has(`${parcel.carrierId} ${w.waybillNo}`)) no(w.line, 'tracking.number-taken', `运单号 ${w.waybillNo} 已用于其他包裹。`, `Waybill ${w.waybillNo} belongs to another parcel.`);
    else {
      taken.add(`${parcel.carrierId} ${w.waybillNo}`);
      byCarrier.set(parcel.carrierId, [...(byCarrier.get(parcel.carrierId) ?? []), w]);
    }
  }
  for (const list of byCarrier.values())
    await giveNotice(tx, list.map((w) => parcels.get(w.parcelId)!), 'file', new Map(list.map((w) => [w.parcelId, { waybillNo: w.waybillNo }])));
  return refused;
}
