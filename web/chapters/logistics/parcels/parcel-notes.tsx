import { listParcelNotes } from '../../../../src/chapters/sales/contract.ts';
import type { RowOf } from '../../../ui/list-page.tsx';
import { useT } from '../../../ui/language.tsx';
import { useRead } from '../../../ui/use-api.ts';
import './parcel-notes.css';

export type ParcelNote = RowOf<typeof listParcelNotes>;

/** One order's words: from the buyer, from us, and the flag. */
export function Note({ of: n }: { of: ParcelNote }) {
  const t = useT();
  return (
    <>
      {n.buyerMessage && <span><b>{t('买家留言', 'Buyer')}</b> {n.buyerMessage}</span>}
      {n.sellerRemark && <span><b>{t('卖家备注', 'Our remark')}</b> {n.sellerRemark}</span>}
      {n.flag && <span><b>{t('旗帜', 'Flag')}</b> {n.flag}</span>}
    </>
  );
}

/** What was written on the orders in a parcel, where the packer cannot miss it: 加一张贺卡. */
export function ParcelNotes({ parcelId }: { parcelId: string }) {
  const t = useT();
  const notes = useRead(listParcelNotes, { query: { parcel: parcelId } }, { topics: ['sales'] });
  const rows = notes.data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="parcel-notes" aria-label={t('留言与备注', 'Notes')}>
      {rows.map((n) => <p key={n.orderId}>{rows.length > 1 && <small>{n.orderNo}</small>}<Note of={n} /></p>)}
    </section>
  );
}
