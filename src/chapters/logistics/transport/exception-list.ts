import type { Actor, Scope } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { searchQuery } from '../../../kernel/search.ts';
import type { ExceptionKind } from '../schema.ts';
import type { ExceptionRow, Outcome, ParcelState } from './contract.ts';
import { openCursor, teamsSeen } from './parcel-list.ts';
import { withoutPhones } from './texts.ts';

interface Row {
  id: string; parcel_id: string; parcel_no: string; kind: ExceptionKind; detail: string | null; opened_at: number; settled_at: number | null; outcome: Outcome | null; note: string | null;
  settled_by: string | null; state: ParcelState; carrier_name: string | null; waybill_no: string | null; promised_at: number | null; last_moved_at: number | null; version: number;
}
const columns = `e.id, e.parcel_id, p.parcel_no, e.kind, e.detail, e.opened_at, e.settled_at, e.outcome, e.note, e.settled_by, p.state, coalesce(c.name, p.outside_carrier) as carrier_name, p.waybill_no, p.promised_at, p.last_moved_at, e.version`;
const from = 'logistics.parcel_exception e join logistics.parcel p on p.id = e.parcel_id left join logistics.carrier c on c.id = p.carrier_id';

const shown = (r: Row): ExceptionRow => ({
  id: r.id, parcelId: r.parcel_id, parcelNo: r.parcel_no, kind: r.kind, detail: r.detail === null ? null : withoutPhones(r.detail), openedAt: r.opened_at, settledAt: r.settled_at, outcome: r.outcome, note: r.note,
  settledBy: r.settled_by, state: r.state, carrierName: r.carrier_name, waybillNo: r.waybill_no, promisedAt: r.promised_at, lastMovedAt: r.last_moved_at, version: r.version,
});

export async function exceptionsOf(kernel: Kernel, parcelId: string): Promise<ExceptionRow[]> {
  const { rows } = await kernel.db.query<Row & Record<string, unknown>>(`select ${columns} from ${from} where e.parcel_id = $1 order by e.opened_at desc, e.id desc`, [parcelId], 'logistics.exceptions_of');
  return rows.map(shown);
}

const COUNTED = 10_000;

/** Exceptions in the caller's sight: open ones the oldest first (they are work), all of them the newest first. */
export async function listExceptions(kernel: Kernel, actor: Actor | null, scope: Scope,
  asked: { q?: string | undefined; open?: boolean | undefined; kind?: readonly ExceptionKind[] | undefined; cursor?: string | undefined; limit?: number | undefined }): Promise<{ rows: ExceptionRow[]; next: string | null; total: number | null }> {
  const seen = teamsSeen(actor, scope);
  const limit = asked.limit ?? 50;
  const at = asked.cursor ? openCursor(asked.cursor) : null;
  const oldestFirst = asked.open === true;
  const where = `($1::boolean or p.team_id is null or p.team_id = any ($2::uuid[])) and ${asked.open === undefined ? 'true' : asked.open ? 'e.settled_at is null' : 'e.settled_at is not null'} and ($3::text[] is null or e.kind = any ($3)) and ($4::text is null or p.search @@ $4::tsquery)`;
  const values = [seen.all, seen.teams, asked.kind ?? null, asked.q ? searchQuery(asked.q) : null];
  const [page, count] = await Promise.all([
    kernel.db.query<Row & Record<string, unknown>>(`select ${columns} from ${from} where ${where} and ($5::bigint is null or (e.opened_at, e.id) ${oldestFirst ? '>' : '<'} (to_timestamp($5 / 1000.0), $6::uuid))
      order by e.opened_at ${oldestFirst ? 'asc' : 'desc'}, e.id ${oldestFirst ? 'asc' : 'desc'} limit $7`, [...values, at?.key ?? null, at?.id ?? null, limit + 1]),
    at ? null : kernel.db.query<{ n: number }>(`select count(*)::int as n from (select 1 from ${from} where ${where} limit ${COUNTED + 1}) x`, values),
  ]);
  const rows = page.rows.slice(0, limit);
  const last = page.rows.length > limit ? rows.at(-1)! : null;
  const n = count?.rows[0]?.n ?? null;
  return { rows: rows.map(shown), next: last ? Buffer.from(`${last.opened_at} ${last.id}`).toString('base64url') : null, total: n === null || n > COUNTED ? null : n };
}
