import { scopeOf, type Actor } from '../../kernel/actor.ts';
import { localText } from '../../kernel/clock.ts';
import { maskName } from '../../kernel/privacy.ts';
import { searchQuery } from '../../kernel/search.ts';
import { words } from '../../kernel/words.ts';
import type { SubjectAct, SubjectCard, SubjectKind } from '../../regulation/subjects.ts';
import { addressesById } from '../../registers/customers/index.ts';
import { purchaseSubject } from './purchasing/subjects.ts';
import { mayReadParcels } from './transport/parcel-list.ts';
import { parcelLife } from './transport/parcel-life.ts';
import { parcelProcess } from './transport/parcel-process.ts';
import type { ParcelState } from './transport/contract.ts';

function teamsSeen(actor: Actor): readonly string[] | null {
  const scope = scopeOf(actor, mayReadParcels);
  if (scope === null) return [];
  return scope === 'all' || scope === 'department' ? null : actor.teamIds;
}

interface ParcelRow { id: string; parcel_no: string; order_nos: string[]; waybill_no: string | null; carrier: string | null; state: ParcelState; address_id: string | null; province: string | null; city: string | null; ship_by: number | null; last_moved_at: number | null; exception_id: string | null }

/** Parcels as lists of work and search show them. */
export const parcelSubject: SubjectKind = {
  words: words('包裹', 'Parcel'),
  process: parcelProcess,
  async load(on, ids, { actor, whole }) {
    const { rows } = await on.runner.query<ParcelRow & Record<string, unknown>>(
      `select p.id, p.parcel_no, p.order_nos, p.waybill_no, coalesce(c.name, p.outside_carrier) as carrier, p.state, p.address_id, p.province, p.city, p.ship_by, p.last_moved_at,
         (select e.id from logistics.parcel_exception e where e.parcel_id = p.id and e.settled_at is null order by e.opened_at limit 1) as exception_id
       from logistics.parcel p left join logistics.carrier c on c.id = p.carrier_id where p.id = any($1::uuid[]) and ($2::uuid[] is null or p.team_id = any($2) or p.team_id is null)`,
      [ids.filter((id) => /^[0-9a-f-]{36}$/i.test(id)), teamsSeen(actor)], 'logistics.parcel_cards');
    const people = await addressesById(on, rows.flatMap((r) => r.address_id ?? []));
    return rows.map((r): SubjectCard => ({
      id: r.id, number: r.parcel_no, title: [r.carrier, r.waybill_no, [r.province, r.city].filter(Boolean).join('')].filter(Boolean).join(' · ') || null,
      whom: maskName(r.address_id === null ? null : (people.get(r.address_id)?.name ?? null)), href: `/logistics/parcels/${r.id}`,
      ...(whole ? {
        facts: [
          { label: words('订单', 'Orders'), value: r.order_nos.join('、') },
          { label: words('状态', 'State'), value: parcelLife.states[r.state].zh },
          { label: words('运单号', 'Waybill'), value: r.waybill_no ?? '—' },
          { label: words('最近物流', 'Last movement'), value: r.last_moved_at ? localText(r.last_moved_at) : '—' },
        ],
        acts: acts(r),
      } : {}),
    }));
  },
  async find(on, q, { actor, limit }) {
    const query = searchQuery(q);
    if (query === null) return [];
    const { rows } = await on.runner.query<{ id: string }>(
      `select p.id from logistics.parcel p where p.search @@ $1::tsquery and ($2::uuid[] is null or p.team_id = any($2) or p.team_id is null) order by p.requested_at desc, p.id desc limit $3`,
      [query, teamsSeen(actor), limit], 'logistics.find_parcels');
    return rows.map((r) => r.id);
  },
};

const waiting: readonly ParcelState[] = ['waiting', 'picking', 'picked', 'packed', 'inspected', 'announced'];

function acts(parcel: ParcelRow): SubjectAct[] {
  const open: SubjectAct = { key: 'open', label: words('打开包裹', 'Open the parcel'), primary: false, href: `/logistics/parcels/${parcel.id}` };
  if (waiting.includes(parcel.state)) return [{ key: 'desk', label: words('到工作台发货', 'Ship at the desk'), primary: true, href: `/logistics/desk?code=${encodeURIComponent(parcel.parcel_no)}` }, open];
  return [{ ...open, primary: true }];
}

/** By the types that facts and obligations use. */
export const subjects: Readonly<Record<string, SubjectKind>> = { parcel: parcelSubject, 'purchase-order': purchaseSubject };
