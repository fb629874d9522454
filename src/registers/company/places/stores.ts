import { sql } from 'kysely';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import { toTimestamp } from '../../../kernel/db/index.ts';
import { every, page, type Page } from '../../../kernel/keyset.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { no } from '../refusals.ts';
import { db } from '../schema.ts';
import { nameFree, placesInUse } from './place-record.ts';

/** Stores are kept here because every chapter needs them; opening and changing them are acts of the operations chapter. */
export interface StoreRecord {
  id: string;
  name: string;
  platform: string;
  teamId: string | null;
  defaultWarehouseId: string | null;
  state: 'open' | 'closed';
  outsideShopId: string | null;
  aliases: string[];
  version: number;
  openedAt: number;
}

export type StoreFields = Pick<StoreRecord, 'name' | 'teamId' | 'defaultWarehouseId' | 'outsideShopId' | 'aliases'>;

async function outsideFree(tx: Tx, platform: string, outsideShopId: string | null, storeId: string): Promise<void> {
  if (outsideShopId === null) return;
  const found = await tx.rows('company.outside_taken', 'select 1 from company.store where platform = $1 and outside_shop_id = $2 and id <> $3', [platform, outsideShopId, storeId]);
  if (found.length > 0) throw refuse(no['outside-id-taken']);
}

/** @throws company.name-taken, company.outside-id-taken, company.unknown-place */
export async function openStore(tx: Tx, given: StoreFields & { platform: string }): Promise<string> {
  const storeId = tx.newId();
  await nameFree(tx, 'store', given.name, storeId);
  await outsideFree(tx, given.platform, given.outsideShopId, storeId);
  await placesInUse(tx, { teamId: given.teamId, warehouseId: given.defaultWarehouseId });
  await db(tx).insertInto('company.store').values({
    id: storeId, name: given.name, platform: given.platform, team_id: given.teamId, default_warehouse_id: given.defaultWarehouseId, state: 'open',
    outside_shop_id: given.outsideShopId, aliases: given.aliases, opened_at: toTimestamp(tx.now),
  }).execute();
  return storeId;
}

export async function storeForUpdate(tx: Tx, id: string): Promise<StoreRecord | null> {
  const [row] = await tx.rows<StoreRecord & Record<string, unknown>>('company.store_for_update',
    `select id, name, platform, team_id as "teamId", default_warehouse_id as "defaultWarehouseId", state, outside_shop_id as "outsideShopId", aliases, version,
       opened_at as "openedAt" from company.store where id = $1 for update`, [id]);
  return row ?? null;
}

/** Changes a store that `storeForUpdate` has locked; names of the fields that are different now. @throws as openStore, kernel.changed-meanwhile */
export async function changeStore(tx: Tx, store: StoreRecord, version: number, next: StoreFields): Promise<(keyof StoreFields)[]> {
  if (store.version !== version) throw refuse(kernelNo['changed-meanwhile']);
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const fields = (['name', 'teamId', 'defaultWarehouseId', 'outsideShopId', 'aliases'] as const).filter((field) => !same(next[field], store[field]));
  if (fields.length === 0) return [];
  await nameFree(tx, 'store', next.name, store.id);
  await outsideFree(tx, store.platform, next.outsideShopId, store.id);
  await placesInUse(tx, { ...(fields.includes('teamId') ? { teamId: next.teamId } : {}), ...(fields.includes('defaultWarehouseId') ? { warehouseId: next.defaultWarehouseId } : {}) });
  await db(tx).updateTable('company.store').set({
    name: next.name, team_id: next.teamId, default_warehouse_id: next.defaultWarehouseId, outside_shop_id: next.outsideShopId, aliases: next.aliases, version: store.version + 1,
  }).where('id', '=', store.id).execute();
  return [...fields];
}

export async function setStoreState(tx: Tx, storeId: string, state: StoreRecord['state']): Promise<void> {
  await tx.rows('company.set_store_state', 'update company.store set state = $2, version = version + 1 where id = $1', [storeId, state]);
}

export interface StoreListRow extends StoreRecord {
  team: { id: string; name: string } | null;
  warehouse: { id: string; name: string } | null;
}

/** Stores page by page, within what the actor sees: his teams' or all. */
export async function listStores(on: { runner: Runner }, actor: Actor, scope: Scope, query: {
  q?: string | undefined; platforms?: string[] | undefined; state?: 'open' | 'closed' | undefined; sort?: 'name' | '-name' | 'openedAt' | '-openedAt' | undefined;
  id?: string | undefined; cursor?: string | undefined; limit?: number | undefined;
}): Promise<Page<StoreListRow>> {
  return page<StoreListRow, 'name' | 'openedAt'>(on, {
    from: sql`from company.store s left join company.team t on t.id = s.team_id left join company.warehouse w on w.id = s.default_warehouse_id ${every([
      scope !== 'all' && sql`s.team_id = any (${[...actor.teamIds]}::uuid[])`,
      query.q !== undefined && query.q !== '' && sql`strpos(lower(s.name), lower(${query.q})) > 0 or s.outside_shop_id = ${query.q} or exists (select from unnest(s.aliases) a where strpos(lower(a), lower(${query.q})) > 0)`,
      query.platforms !== undefined && sql`s.platform = any (${query.platforms}::text[])`,
      query.state !== undefined && sql`s.state = ${query.state}`,
      query.id !== undefined && sql`s.id = ${query.id}`,
    ])}`,
    select: sql`s.id, s.name, s.platform, s.team_id as "teamId", s.default_warehouse_id as "defaultWarehouseId", s.state, s.outside_shop_id as "outsideShopId", s.aliases,
      s.version, s.opened_at as "openedAt", case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name) end as team,
      case when w.id is not null then jsonb_build_object('id', w.id, 'name', w.name) end as warehouse`,
    id: sql`s.id`, orders: { name: { by: sql`s.name`, type: 'text' }, openedAt: { by: sql`s.opened_at`, type: 'timestamptz' } }, sort: query.sort ?? 'name', cursor: query.cursor, limit: query.limit,
  });
}
