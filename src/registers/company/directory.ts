import type { Post } from '../../kernel/posts.ts';
import type { Runner } from '../../kernel/query.ts';
import type { Language } from '../../kernel/words.ts';

/** What other parts may ask about the company. One round trip each; give ids where only some are needed. */
type On = { runner: Runner };

export interface Store {
  id: string;
  name: string;
  platform: string;
  teamId: string | null;
  defaultWarehouseId: string | null;
  state: 'open' | 'closed';
  outsideShopId: string | null;
  aliases: string[];
}
export interface Warehouse {
  id: string;
  name: string;
  teamId: string | null;
  province: string | null;
  city: string | null;
  district: string | null;
  detail: string | null;
  active: boolean;
}
export interface Staff {
  id: string;
  personId: string;
  name: string;
  active: boolean;
  language: Language | null;
  posts: Post[];
  teamIds: string[];
}
export interface Team {
  id: string;
  name: string;
  leadId: string | null;
}

const mapOf = <T extends { id: string }>(rows: readonly T[]): Map<string, T> => new Map(rows.map((row) => [row.id, row]));

const stores = `select s.id, s.name, s.platform, s.team_id as "teamId", s.default_warehouse_id as "defaultWarehouseId", s.state,
  s.outside_shop_id as "outsideShopId", s.aliases from company.store s`;

/** All stores, or those of the ids, closed ones too: by id. */
export async function storesById(on: On, ids?: readonly string[]): Promise<Map<string, Store>> {
  if (ids && ids.length === 0) return new Map();
  const { rows } = ids
    ? await on.runner.query<Store & Record<string, unknown>>(`${stores} where s.id = any ($1::uuid[])`, [[...new Set(ids)]], 'company.stores_by_id')
    : await on.runner.query<Store & Record<string, unknown>>(stores, [], 'company.stores');
  return mapOf(rows);
}

/** How names of stores are compared: files write them with other blanks and capitals than people. */
export const storeKey = (name: string): string => name.normalize('NFKC').replace(/\s+/g, '').toLowerCase();

/**
 * Stores by every name that files may use: their own name, their other names, and the marketplace's shop id, each through `storeKey`.
 * Open stores win over closed ones. With `platform` only its stores.
 */
export async function storesByName(on: On, platform?: string): Promise<Map<string, Store>> {
  const found = [...(await storesById(on)).values()].filter((s) => platform === undefined || s.platform === platform);
  found.sort((a, b) => (a.state === b.state ? 0 : a.state === 'open' ? 1 : -1));
  const byName = new Map<string, Store>();
  for (const store of found) for (const name of [...(store.outsideShopId ? [store.outsideShopId] : []), ...store.aliases]) byName.set(storeKey(name), store);
  for (const store of found) byName.set(storeKey(store.name), store);
  return byName;
}

export async function warehousesById(on: On, ids?: readonly string[]): Promise<Map<string, Warehouse>> {
  if (ids && ids.length === 0) return new Map();
  const { rows } = await on.runner.query<Warehouse & Record<string, unknown>>(
    `select w.id, w.name, w.team_id as "teamId", w.province, w.city, w.district, w.detail, w.active from company.warehouse w
     where $1::uuid[] is null or w.id = any ($1::uuid[])`, [ids ? [...new Set(ids)] : null], 'company.warehouses_by_id');
  return mapOf(rows);
}

/** Members of staff with the posts that they hold now and their teams (as member or lead), disabled ones too. */
export async function staffById(on: On, ids?: readonly string[]): Promise<Map<string, Staff>> {
  if (ids && ids.length === 0) return new Map();
  const { rows } = await on.runner.query<Staff & Record<string, unknown>>(
    `select s.id, s.person_id as "personId", s.name, s.active, s.language,
       (select coalesce(array_agg(h.post order by h.post), '{}') from company.post_holding h where h.staff_id = s.id and h.to_at is null) as posts,
       (select coalesce(array_agg(t.id), '{}') from company.team t where t.active
          and (t.lead_id = s.id or exists (select from company.team_member m where m.team_id = t.id and m.staff_id = s.id)))::text[] as "teamIds"
     from company.staff s where $1::uuid[] is null or s.id = any ($1::uuid[])`, [ids ? [...new Set(ids)] : null], 'company.staff_by_id');
  return mapOf(rows);
}

/** Teams in use that somebody belongs to or leads; all of them without an id. */
export async function teamsOf(on: On, staffId?: string): Promise<Team[]> {
  const { rows } = await on.runner.query<Team & Record<string, unknown>>(
    `select t.id, t.name, t.lead_id as "leadId" from company.team t where t.active and ($1::uuid is null or t.lead_id = $1
       or exists (select from company.team_member m where m.team_id = t.id and m.staff_id = $1)) order by t.name, t.id`, [staffId ?? null], 'company.teams_of');
  return rows;
}

/** Active members of staff who hold a post now, by name; with `teamId` only those of that team. */
export async function holdersOf(on: On, post: Post, teamId?: string | null): Promise<{ id: string; personId: string; name: string }[]> {
  const { rows } = await on.runner.query<{ id: string; personId: string; name: string }>(
    `select s.id, s.person_id as "personId", s.name from company.post_holding h join company.staff s on s.id = h.staff_id
     where h.post = $1 and h.to_at is null and s.active and ($2::uuid is null
       or exists (select from company.team_member m where m.team_id = $2 and m.staff_id = s.id) or exists (select from company.team t where t.id = $2 and t.lead_id = s.id))
     order by s.name, s.id`, [post, teamId ?? null], 'company.holders_of');
  return rows;
}

/** Everybody's posts, past ones too, the oldest first. */
export async function postsHeld(on: On): Promise<Map<string, { post: Post; from: number; to: number | null }[]>> {
  const { rows } = await on.runner.query<{ staffId: string; post: Post; from: number; to: number | null }>(
    'select staff_id as "staffId", post, from_at as "from", to_at as "to" from company.post_holding order by from_at, id', [], 'company.posts_held');
  const found = new Map<string, { post: Post; from: number; to: number | null }[]>();
  for (const { staffId, ...held } of rows) found.set(staffId, [...(found.get(staffId) ?? []), held]);
  return found;
}

/** To whom somebody reports now, if that person is active. */
export async function superiorOf(on: On, staffId: string): Promise<{ id: string; personId: string; name: string } | null> {
  const { rows } = await on.runner.query<{ id: string; personId: string; name: string }>(
    `select s.id, s.person_id as "personId", s.name from company.reporting_line r join company.staff s on s.id = r.superior_id
     where r.staff_id = $1 and r.to_at is null and s.active`, [staffId], 'company.superior_of');
  return rows[0] ?? null;
}

/** Everybody who reports to somebody now, directly or through others. */
export async function reportsOf(on: On, staffId: string): Promise<string[]> {
  const { rows } = await on.runner.query<{ id: string }>(
    `with recursive below as (
       select staff_id from company.reporting_line where superior_id = $1 and to_at is null
       union select r.staff_id from company.reporting_line r join below b on r.superior_id = b.staff_id where r.to_at is null)
     select s.id from below b join company.staff s on s.id = b.staff_id where s.active and s.id <> $1`, [staffId], 'company.reports_of');
  return rows.map((r) => r.id);
}

/** Who stands in for somebody at an instant; null while he is at work himself. */
export async function substituteOf(on: On, staffId: string, at: number): Promise<{ id: string; personId: string; name: string; until: number } | null> {
  const { rows } = await on.runner.query<{ id: string; personId: string; name: string; until: number }>(
    `select s.id, s.person_id as "personId", s.name, u.to_at as until from company.substitute u join company.staff s on s.id = u.substitute_id
     where u.absent_id = $1 and u.ended_at is null and u.from_at <= to_timestamp($2 / 1000.0) and u.to_at > to_timestamp($2 / 1000.0) and s.active
     order by u.from_at desc limit 1`, [staffId, at], 'company.substitute_of');
  return rows[0] ?? null;
}

/** The company's name; null before the set-up. */
export async function companyName(on: On): Promise<string | null> {
  const { rows } = await on.runner.query<{ name: string }>('select name from company.company', [], 'company.name');
  return rows[0]?.name ?? null;
}

/** Since when the company keeps its book here: what lies before it is history, and nobody owes it. Before it is set up nothing is owed at all. */
export async function foundedAt(on: On): Promise<number> {
  const { rows } = await on.runner.query<{ at: number }>('select created_at as at from company.company', [], 'company.founded_at');
  return rows[0]?.at ?? Infinity;
}

/** What a person is at an instant: language, hours of the shift that he is on (as calendars write them), and who stands in while he is away. */
export async function peopleAt(on: On, ids: readonly string[], at: number): Promise<Map<string, { id: string; language: Language | null; week: Record<string, [string, string][]> | null; substituteId: string | null }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await on.runner.query<{ id: string; language: Language | null; week: Record<string, [string, string][]> | null; substituteId: string | null }>(
    `select s.id, s.language,
       (select f.week from company.shift_assignment a join company.shift f on f.id = a.shift_id where a.staff_id = s.id and a.from_at <= to_timestamp($2 / 1000.0)
          and (a.to_at is null or a.to_at > to_timestamp($2 / 1000.0)) order by a.from_at desc limit 1) as week,
       (select u.substitute_id from company.substitute u join company.staff b on b.id = u.substitute_id and b.active where u.absent_id = s.id and u.ended_at is null
          and u.from_at <= to_timestamp($2 / 1000.0) and u.to_at > to_timestamp($2 / 1000.0) order by u.from_at desc limit 1) as "substituteId"
     from company.staff s where s.id = any ($1::uuid[])`, [[...new Set(ids)], at], 'company.people_at');
  return mapOf(rows);
}

/** Of these telephone numbers, those of people who work here now. */
export async function staffWithPhones(on: On, phones: readonly string[]): Promise<Set<string>> {
  if (phones.length === 0) return new Set();
  const { rows } = await on.runner.query<{ phone: string }>('select distinct p.phone from company.person p where p.phone = any ($1::text[]) and exists (select from company.staff s where s.person_id = p.id and s.active)', [[...new Set(phones)]], 'company.staff_with_phones');
  return new Set(rows.map((r) => r.phone));
}
