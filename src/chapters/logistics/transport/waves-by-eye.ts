import { sql } from 'kysely';
import { z } from 'zod';
import type { Actor } from '../../../kernel/actor.ts';
import { page } from '../../../kernel/keyset.ts';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Runner } from '../../../kernel/query.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { inspectionWaySet } from '../facts.ts';
import { warehousesById } from '../neighbours.ts';
import { setInspectionWay, type listInspectionWayChanges, type readInspectionWays } from './contract-waves-by-eye.ts';

/** Who inspects may read it and not loosen it: those who answer for the warehouses do. */
const maySet = { 'department-head': 'all', administrator: 'all' } as const;
export const mayReadWays = { ...maySet, 'logistics-clerk': 'all', warehouse: 'all', 'general-manager': 'all', auditor: 'all' } as const;

/** Of these warehouses those whose waves may be passed as a whole, by eye. */
export async function byEyeIn(on: { runner: Runner }, warehouseIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await on.runner.query<{ warehouse_id: string; allowed: boolean }>(
    'select distinct on (warehouse_id) warehouse_id, allowed from logistics.wave_by_eye where warehouse_id = any ($1::uuid[]) order by warehouse_id, version desc', [[...new Set(warehouseIds)]], 'logistics.by_eye_in');
  return new Set(rows.filter((r) => r.allowed).map((r) => r.warehouse_id));
}

/** From now on (clause 2.3.3): parcels that were inspected stay as they were found. @throws kernel.changed-meanwhile */
export const setWavesByEye = verb({
  name: 'logistics.set-inspection-way',
  title: words('设置仓库的检验方式', 'Set how a warehouse inspects'),
  may: maySet,
  input: z.strictObject({ id, ...setInspectionWay.body!.shape }),
  subject: async (tx, input) => (await warehousesById(tx, [input.id])).get(input.id) ?? null,
  run: async (tx, { id: warehouseId, byEye, version: seen, note }, warehouse) => {
    // Two who set at once: the second is told.
    await tx.rows('logistics.one_way_setter', "select pg_advisory_xact_lock(hashtext('logistics.inspection-way'))", []);
    const [before] = await tx.rows<{ allowed: boolean; version: number }>('logistics.way_before', 'select allowed, version from logistics.wave_by_eye where warehouse_id = $1 order by version desc limit 1', [warehouseId]);
    const version = before?.version ?? 0;
    if (seen !== version) throw refuse(kernelNo['changed-meanwhile'], undefined, { version });
    await tx.rows('logistics.set_way', 'insert into logistics.wave_by_eye (id, warehouse_id, version, allowed, note, actor_id, actor_name, at) values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::bigint / 1000.0))',
      [tx.newId(), warehouseId, version + 1, byEye, note, tx.actor.id, tx.actor.name, tx.now]);
    tx.fact(inspectionWaySet, warehouseId, { warehouseName: warehouse.name, byEye, note });
    tx.audit({ type: 'warehouse', id: warehouseId }, { byEye: { before: before?.allowed ?? false, after: byEye } }, note);
    return { version: version + 1 };
  },
});

/** Warehouses in use, by name, with who decided last. */
export async function inspectionWays(on: { runner: Runner }, actor: Actor | null): Promise<Answer<typeof readInspectionWays>> {
  const [warehouses, { rows }] = await Promise.all([warehousesById(on), on.runner.query<{ warehouse_id: string; allowed: boolean; version: number; note: string; actor_name: string; at: number }>(
    'select distinct on (warehouse_id) warehouse_id, allowed, version, note, actor_name, at from logistics.wave_by_eye order by warehouse_id, version desc', [], 'logistics.inspection_ways')]);
  const set = new Map(rows.map((r) => [r.warehouse_id, r]));
  return {
    mayChange: (Object.keys(maySet) as (keyof typeof maySet)[]).some((post) => actor?.posts.includes(post)),
    rows: [...warehouses.values()].filter((w) => w.active).toSorted((a, b) => a.name.localeCompare(b.name, 'zh')).map((w) => {
      const last = set.get(w.id);
      return { warehouseId: w.id, warehouseName: w.name, byEye: last?.allowed ?? false, version: last?.version ?? 0, note: last?.note ?? null, by: last?.actor_name ?? null, at: last?.at ?? null };
    }),
  };
}

/** What was decided when, by whom and why, the newest first. */
export async function inspectionWayChanges(on: { runner: Runner }, asked: { cursor?: string | undefined; limit?: number | undefined }): Promise<Answer<typeof listInspectionWayChanges>> {
  const found = await page<{ id: string; warehouseId: string; byEye: boolean; note: string; by: string; at: number }, 'at'>(on, {
    select: sql`e.id, e.warehouse_id as "warehouseId", e.allowed as "byEye", e.note, e.actor_name as by, e.at`, from: sql`from logistics.wave_by_eye e where true`,
    id: sql`e.id`, orders: { at: { by: sql`e.at`, type: 'timestamptz' } }, sort: '-at', cursor: asked.cursor, limit: asked.limit,
  });
  const warehouses = await warehousesById(on, found.rows.map((r) => r.warehouseId));
  return { ...found, rows: found.rows.map((r) => ({ ...r, warehouseName: warehouses.get(r.warehouseId)?.name ?? '—' })) };
}
