import type { Actor } from '../../../kernel/actor.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Post } from '../../../kernel/posts.ts';

/** For tests of leads: members of staff as the register keeps them, with their posts and team. */
let made = 0;

export async function givenTeam(kernel: Kernel): Promise<string> {
  made += 1;
  const id = newId(kernel.clock.now());
  await kernel.db.query('insert into company.team (id, name, created_at) values ($1, $2, to_timestamp($3::bigint / 1000.0))', [id, `销售${made}组-${id.slice(-5)}`, kernel.clock.now()]);
  return id;
}

export async function givenStaff(kernel: Kernel, posts: readonly Post[], teamIds: readonly string[] = []): Promise<Actor> {
  made += 1;
  const [id, personId] = [newId(kernel.clock.now()), newId(kernel.clock.now())];
  const name = `同事${made}`;
  await kernel.db.query('insert into company.person (id, name, created_at) values ($1, $2, to_timestamp($3::bigint / 1000.0))', [personId, name, kernel.clock.now()]);
  await kernel.db.query(`insert into company.staff (id, person_id, login, name, password_hash, must_change_password, created_at, updated_at)
    values ($1, $2, $3, $4, 'x', false, to_timestamp($5::bigint / 1000.0), to_timestamp($5::bigint / 1000.0))`, [id, personId, `who-${made}-${id.slice(-5)}`, name, kernel.clock.now()]);
  for (const post of posts) await kernel.db.query('insert into company.post_holding (id, staff_id, post, from_at) values ($1, $2, $3, to_timestamp($4::bigint / 1000.0))', [newId(kernel.clock.now()), id, post, kernel.clock.now()]);
  for (const team of teamIds) await kernel.db.query('insert into company.team_member (team_id, staff_id) values ($1, $2)', [team, id]);
  return { kind: 'person', id, personId, name, posts: [...posts], teamIds: [...teamIds] };
}

/** Away from now for so long, with somebody in their place. */
export async function givenAway(kernel: Kernel, who: Actor, substitute: Actor, ms: number): Promise<void> {
  await kernel.db.query(`insert into company.substitute (id, absent_id, substitute_id, from_at, to_at) values ($1, $2, $3, to_timestamp($4::bigint / 1000.0), to_timestamp($5::bigint / 1000.0))`,
    [newId(kernel.clock.now()), who.id, substitute.id, kernel.clock.now(), kernel.clock.now() + ms]);
}

/** A number that nobody else has. */
export const somePhone = (): string => `139${String(10_000_000 + (made += 1)).slice(-8)}`;

export interface LeadState { state: string; owner_id: string | null; class: string | null; score: number; merged_into: string | null; phone: string | null; tags: string[]; cost_fen: bigint; contacts: number; version: number; need: string | null; company: string | null; email: string | null }
export const leadNow = async (kernel: Kernel, id: string): Promise<LeadState> =>
  (await kernel.db.query<LeadState & Record<string, unknown>>('select state, owner_id, class, score, merged_into, phone, tags, cost_fen, contacts, version, need, company, email from sales.lead where id = $1', [id])).rows[0]!;
