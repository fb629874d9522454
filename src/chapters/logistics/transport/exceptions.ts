import type { Tx } from '../../../kernel/tx.ts';
import { parcelExceptionOpened, parcelExceptionSettled } from '../facts.ts';
import type { ExceptionKind } from '../schema.ts';
import type { Outcome, ParcelState } from './contract.ts';
import { inOrder, ordersOf, wayOf, type Parcel } from './parcel.ts';

/** Opens what is not open yet: one exception of a kind at a time for a parcel (clause 5.2.2). Answers the ids of those opened. */
export async function openExceptions(tx: Tx, wanted: readonly { parcel: Parcel; kind: ExceptionKind; detail: string | null }[]): Promise<string[]> {
  const first = new Map(wanted.map((w) => [`${w.parcel.id} ${w.kind}`, w]));
  if (first.size === 0) return [];
  const rows = [...first.values()].map((w) => ({ id: tx.newId(), parcel_id: w.parcel.id, kind: w.kind, detail: w.detail }));
  const opened = await tx.rows<{ id: string; parcel_id: string; kind: ExceptionKind }>('logistics.open_exceptions',
    `insert into logistics.parcel_exception (id, parcel_id, kind, detail, opened_at)
     select e.id, e.parcel_id, e.kind, e.detail, to_timestamp($2 / 1000.0) from jsonb_to_recordset($1::jsonb) as e(id uuid, parcel_id uuid, kind text, detail text)
     on conflict (parcel_id, kind) where settled_at is null do nothing returning id, parcel_id, kind`, [JSON.stringify(rows), tx.now]);
  for (const e of opened) {
    const { parcel } = first.get(`${e.parcel_id} ${e.kind}`)!;
    tx.fact(parcelExceptionOpened, parcel.id, { ...wayOf(parcel), kind: e.kind }, { objects: ordersOf(parcel) });
  }
  return opened.map((e) => e.id);
}

/** What a state settles by itself: a delivery everything, a return the way back, a movement a standstill. */
const settledBy: Partial<Record<ParcelState, { kinds: readonly ExceptionKind[]; outcome: Outcome }>> = {
  delivered: { kinds: ['stuck', 'late', 'problem', 'refused', 'returning', 'lost'], outcome: 'delivered' },
  returned: { kinds: ['stuck', 'late', 'problem', 'refused', 'returning', 'lost'], outcome: 'returned' },
  'in-transit': { kinds: ['stuck', 'lost'], outcome: 'moved-again' },
  'out-for-delivery': { kinds: ['stuck', 'problem', 'lost'], outcome: 'moved-again' },
};

export async function settleOnItsOwn(tx: Tx, moved: readonly { parcel: Parcel; state: ParcelState }[]): Promise<void> {
  const wanted = moved.flatMap(({ parcel, state }) => {
    const rule = settledBy[state];
    return rule ? [{ parcel, parcel_id: parcel.id, kinds: rule.kinds, outcome: rule.outcome, by: tx.actor.name }] : [];
  });
  const settled = await tx.gather('logistics.settle_by_itself', wanted.map(({ parcel: _, ...row }) => row), settle);
  wanted.forEach(({ parcel }, i) => {
    for (const { outcome } of settled[i]!) tx.fact(parcelExceptionSettled, parcel.id, { ...wayOf(parcel), outcome }, { objects: ordersOf(parcel) });
  });
}

async function settle(on: Tx, wanted: readonly { parcel_id: string; kinds: readonly ExceptionKind[]; outcome: Outcome; by: string }[]): Promise<{ outcome: Outcome }[][]> {
  const rows = await on.rows<{ parcel_id: string; outcome: Outcome }>('logistics.settle_by_itself',
    `update logistics.parcel_exception e set settled_at = to_timestamp($2 / 1000.0), outcome = w.outcome, settled_by = w.by, version = e.version + 1
     from jsonb_to_recordset($1::jsonb) as w(parcel_id uuid, kinds jsonb, outcome text, by text)
     where e.parcel_id = w.parcel_id and w.kinds ? e.kind and e.settled_at is null returning e.parcel_id, e.outcome`, [JSON.stringify(wanted), on.now]);
  return inOrder(wanted.map((w) => w.parcel_id), rows, (r) => r.parcel_id);
}
