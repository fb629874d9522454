import { toTimestamp } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { words, type Language } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import { db } from '../schema.ts';

/** What every act on a member of staff starts from: the row, locked. */
export interface StaffRow {
  id: string; person_id: string; login: string; name: string; phone: string | null; active: boolean; language: Language | null; version: number;
}

export async function staffForUpdate(tx: Tx, id: string): Promise<StaffRow | null> {
  const [row] = await tx.rows<StaffRow & Record<string, unknown>>('company.staff_for_update',
    `select s.id, s.person_id, s.login, s.name, p.phone, s.active, s.language, s.version
     from company.staff s join company.person p on p.id = s.person_id where s.id = $1 for no key update of s`, [id]);
  return row ?? null;
}

export const searchOfStaff = (s: { name: string; login: string; phone: string | null }): string => searchColumn({ names: [s.name], numbers: [s.login], phones: [s.phone] });

/** One person with one account. @throws company.login-taken */
export async function insertStaff(tx: Tx, s: {
  id: string; name: string; login: string; phone: string | null; language: Language | null; passwordHash: string; mustChangePassword: boolean;
}): Promise<void> {
  const personId = tx.newId();
  await db(tx).insertInto('company.person').values({ id: personId, name: s.name, phone: s.phone, created_at: toTimestamp(tx.now) }).execute();
  const made = await tx.rows('company.insert_staff',
    `insert into company.staff (id, person_id, login, name, language, password_hash, must_change_password, search, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, array_to_tsvector(string_to_array($8, ' ')), to_timestamp($9 / 1000.0), to_timestamp($9 / 1000.0))
     on conflict (login) do nothing returning id`,
    [s.id, personId, s.login, s.name, s.language, s.passwordHash, s.mustChangePassword, searchOfStaff(s), tx.now]);
  if (made.length === 0) throw refuse(no['login-taken'], words(`登录账号「${s.login}」已被使用。`, `The account name “${s.login}” is taken.`));
}

/** Nobody changes his own posts and rights: checked on the natural person, also for whom he stands in. */
export function refuseOwn(actor: Actor, staff: { id: string; person_id: string }): void {
  if (actor.id === staff.id || (actor.personId !== null && actor.personId === staff.person_id) || actor.onBehalfOf === staff.id) throw refuse(no['own-posts']);
}

/** Changes of who may run the system wait for each other here, so that two at once cannot remove the last two administrators. */
const ADMINISTRATORS = 7_240_002_002;

/** @throws company.last-administrator when nobody else could run the system afterwards. */
export async function keepAnAdministrator(tx: Tx, without: string): Promise<void> {
  await tx.rows('company.lock_administrators', 'select pg_advisory_xact_lock($1)', [ADMINISTRATORS]);
  const others = await tx.rows('company.other_administrators',
    `select 1 from company.post_holding h join company.staff s on s.id = h.staff_id
     where h.post = 'administrator' and h.to_at is null and h.from_at <= to_timestamp($2 / 1000.0) and s.active and s.id <> $1 limit 1`, [without, tx.now]);
  if (others.length === 0) throw refuse(no['last-administrator']);
}

/** Ends every session (and, where wanted, every API token) of somebody. */
export async function endChannels(tx: Tx, staffId: string, tokensToo: boolean): Promise<void> {
  await tx.rows('company.end_sessions_of', 'update company.session set ended_at = to_timestamp($2 / 1000.0) where staff_id = $1 and ended_at is null', [staffId, tx.now]);
  if (tokensToo) await tx.rows('company.revoke_tokens_of', 'update company.api_token set revoked_at = to_timestamp($2 / 1000.0) where staff_id = $1 and revoked_at is null', [staffId, tx.now]);
}
