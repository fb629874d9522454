import { sql } from 'kysely';
import type { z } from 'zod';
import { customersById } from '../../../registers/customers/index.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, type Page } from '../../../kernel/keyset.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import type { Language } from '../../../kernel/words.ts';
import { openDuties, timelineOf, type FactLine } from '../../../regulation/index.ts';
import type { SubjectCard, SubjectKind } from '../../../regulation/subjects.ts';
import type { Engine } from '../../../regulation/runtime/engine.ts';
import { within } from '../orders/order-list.ts';
import { subjects } from '../subjects.ts';
import { dealingKinds, type DealingKind, type DealingRow, type readDealings, type readHistory } from './contract.ts';
import { ORDERS, scopeIn, sections } from './dealings.ts';

type Dealings = z.input<typeof readDealings.response>;
type History = z.input<typeof readHistory.response>;
/** Rows of a section on the page; the rest by pages of their own. */
const FEW = 5;

async function known(kernel: Kernel, id: string): Promise<void> {
  if (!(await customersById(kernel, [id])).has(id)) throw refuse(kernelNo['not-found']);
}

interface Ordered { n: number; payable: bigint; paid: bigint; refunded: bigint; first: number | null; last: number | null; ids: string | null }
/** The customer's newest orders that the actor sees, as one row: their sums, and their ids for parcels and payments. Null: his posts see no orders. */
async function ordersOf(kernel: Kernel, actor: Actor, customerId: string): Promise<(Omit<Ordered, 'ids'> & { ids: string[] }) | null> {
  const scope = scopeIn(actor, 'orders');
  if (scope === null) return null;
  const { rows: [row] } = await sql<Ordered>`select count(*)::int as n, coalesce(sum(o.payable_fen), 0)::bigint as payable, coalesce(sum(o.paid_fen), 0)::bigint as paid, coalesce(sum(o.refunded_fen), 0)::bigint as refunded,
      min(o.placed_at) as first, max(o.placed_at) as last, string_agg(o.id::text, ',') as ids
    from (select o.id, o.placed_at, o.payable_fen, o.paid_fen, o.refunded_fen from sales."order" o ${every([sql`o.customer_id = ${customerId}`, within(actor, scope, 'o')])}
      order by o.placed_at desc, o.id desc limit ${sql.lit(ORDERS)}) o`.execute(kernel.runner.tables<Record<string, never>>());
  return { ...row!, ids: row!.ids?.split(',') ?? [] };
}

/** Whatever is not over yet, by which duties are found. */
async function openRecords(kernel: Kernel, customerId: string): Promise<string[]> {
  const { rows } = await kernel.runner.query<{ id: string }>(`select o.id from sales."order" o where o.customer_id = $1 and o.state not in ('completed', 'cancelled')
    union all select r.id from sales.return r where r.customer_id = $1 and r.state not in ('done', 'refused', 'rejected', 'withdrawn')
    union all select c.id from sales.complaint c where c.customer_id = $1 and c.state not in ('closed', 'withdrawn')
    union all select f.id from sales.feedback f where f.customer_id = $1 and f.state = 'open'
    union all select p.id from sales.opportunity p where p.customer_id = $1 and p.stage not in ('won', 'lost')
    union all select q.id from sales.quote q where q.customer_id = $1 and q.state in ('draft', 'issued')
    union all select k.id from sales.contract k where k.customer_id = $1 and k.state in ('draft', 'final', 'sent', 'confirmed') limit 500`, [customerId], 'sales.open_records_of_customer');
  return rows.map((r) => r.id);
}

/** All dealings with one customer: sums, the newest of each kind, and what is owed now. Each section is one read by the customer's key; what the caller's posts do not see is left out. */
export async function dealingsWith(engine: Engine, kernel: Kernel, actor: Actor, id: string): Promise<Dealings> {
  await known(kernel, id);
  const [orders, open] = await Promise.all([ordersOf(kernel, actor, id), openRecords(kernel, id)]);
  const [found, duties] = await Promise.all([
    Promise.all(dealingKinds.map(async (kind) => {
      const got = await sectionOf(kernel, actor, id, kind, orders?.ids ?? null, { limit: FEW });
      return got === null ? [] : [{ kind, ...got }];
    })),
    openDuties(engine, kernel, actor, [id, ...open]),
  ]);
  const cards = await cardsOf(kernel, actor, duties.map((d) => d.subject));
  return {
    sums: orders === null ? null : {
      orders: orders.n, payableFen: Number(orders.payable), paidFen: Number(orders.paid), refundedFen: Number(orders.refunded), firstAt: orders.first, lastAt: orders.last,
    },
    sections: found.flat(),
    duties: duties.map(({ subject, ...d }) => {
      const card = cards.get(`${subject.type} ${subject.id}`);
      return { ...d, number: card?.number ?? subject.number, href: card?.href ?? `/cases/${subject.type}/${subject.id}` };
    }),
  };
}

async function sectionOf(kernel: Kernel, actor: Actor, customerId: string, kind: DealingKind, orderIds: readonly string[] | null, asked: { cursor?: string | undefined; limit?: number | undefined }): Promise<Page<DealingRow> | null> {
  const scope = scopeIn(actor, kind);
  const byOrder = kind === 'parcels' || kind === 'payments';
  if (scope === null || (byOrder && orderIds === null)) return null;
  return sections[kind].rows({ kernel, actor, scope, customerId, orderIds: orderIds ?? [], asked });
}

/** One kind, page by page. @throws kernel.not-allowed */
export async function dealingsOfKind(kernel: Kernel, actor: Actor, id: string, kind: DealingKind, asked: { cursor?: string | undefined; limit?: number | undefined }): Promise<Page<DealingRow>> {
  await known(kernel, id);
  const got = await sectionOf(kernel, actor, id, kind, kind === 'parcels' || kind === 'payments' ? ((await ordersOf(kernel, actor, id))?.ids ?? null) : [], asked);
  if (got === null) throw refuse(kernelNo['not-allowed']);
  return got;
}

/** Kinds of records that everybody who may open the customer may know of. */
const open = new Set(['customer', 'data-request']);
const PAGE = 50;
/** A caller who sees next to nothing of a long history is not made to wait for all of it. */
const PAGES = 6;

/**
 * The customer's one timeline, newest first: facts of the register and of every record that belongs to him. Facts about records that the
 * chapter does not show the caller are left out, so that a page may be shorter than asked.
 */
export async function historyOf(kernel: Kernel, actor: Actor, id: string, asked: { cursor?: string | undefined; limit?: number | undefined }, language: Language = 'zh'): Promise<History> {
  await known(kernel, id);
  const limit = asked.limit ?? PAGE;
  const facts: History['facts'] = [];
  let before = cursorOf(asked.cursor);
  for (let page = 0; page < PAGES && facts.length < limit; page += 1) {
    const got = await timelineOf(kernel, { type: 'customer', id }, before, limit + 1, language);
    for (const line of await seen(kernel, actor, got.slice(0, limit))) facts.push(line);
    before = got.length > limit ? got[limit - 1]!.seq : null;
    if (before === null) break;
  }
  return { facts, next: before === null ? null : String(before) };
}

async function seen(kernel: Kernel, actor: Actor, lines: readonly FactLine[]): Promise<History['facts']> {
  const cards = await cardsOf(kernel, actor, lines.map((l) => l.subject));
  return lines.flatMap(({ seq: _, recordedAt: _r, subject, ...line }) => {
    const card = cards.get(`${subject.type} ${subject.id}`);
    return card || open.has(subject.type) ? [{ ...line, href: card?.href ?? null, number: card?.number ?? null }] : [];
  });
}

async function cardsOf(kernel: Kernel, actor: Actor, wanted: readonly { type: string; id: string }[]): Promise<Map<string, SubjectCard>> {
  const cards = new Map<string, SubjectCard>();
  const kinds: Readonly<Record<string, SubjectKind>> = subjects;
  await Promise.all([...Map.groupBy(wanted, (w) => w.type)].map(async ([type, group]) => {
    for (const card of (await kinds[type]?.load(kernel, [...new Set(group.map((g) => g.id))], { actor })) ?? []) cards.set(`${type} ${card.id}`, card);
  }));
  return cards;
}

function cursorOf(cursor: string | undefined): bigint | null {
  if (cursor === undefined) return null;
  if (!/^\d{1,18}$/.test(cursor)) throw refuse(kernelNo['invalid-input'], { zh: '翻页标记无效，请从第一页重新打开。', en: 'The page marker is not valid; open the list again from its first page.' });
  return BigInt(cursor);
}
