import { sql } from 'kysely';
import { z } from 'zod';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import { DAY } from '../../../kernel/clock.ts';
import { toTimestamp } from '../../../kernel/db/index.ts';
import { every, page, type Page } from '../../../kernel/keyset.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id, sha256, text } from '../../../kernel/schemas.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import { db } from '../schema.ts';
import { tokenScope, type tokenRow } from './contract.ts';
import { hashOf, newToken } from './secrets.ts';

/** A token that nobody gives an end works for this long. */
export const TOKEN_LIFE = 365 * DAY;
/** Seen at a glance in logs and by scanners of leaked secrets. */
const MARK = 'dz_';

export const tokenText = (secret: string): string => `${MARK}${secret}`;

/** Keeps the hash of a token that the caller shows once. A token can do what its owner can, bounded by its scopes. */
export const keepToken = verb({
  name: 'company.create-token', title: words('新建 API 令牌', 'Make an API token'), may: { signedIn: 'own' },
  input: z.strictObject({ staffId: id, name: text(60, 2), scopes: z.array(tokenScope).min(1), tokenHash: sha256, expiresAt: z.int() }),
  subject: async (tx, input) => (await tx.rows<{ id: string; active: boolean }>('company.token_owner', 'select id, active from company.staff where id = $1 for share', [input.staffId]))[0] ?? null,
  inScope: (actor, _, owner) => owner.id === actor.id,
  run: async (tx, input, owner) => {
    if (!owner.active) throw refuse(no['not-active']);
    if (tx.actor.tokenScopes) throw refuse(no['session-needed']);
    const tokenId = tx.newId();
    await db(tx).insertInto('company.api_token').values({
      id: tokenId, token_hash: Buffer.from(input.tokenHash, 'hex'), staff_id: owner.id, name: input.name, scopes: [...new Set(input.scopes)],
      created_at: toTimestamp(tx.now), expires_at: toTimestamp(Math.max(input.expiresAt, tx.now)), last_used_at: null, revoked_at: null,
    }).execute();
    tx.audit({ type: 'staff', id: owner.id }, { token: input.name, scopes: input.scopes });
    return { id: tokenId };
  },
});

export const revokeToken = verb({
  name: 'company.revoke-token', title: words('吊销 API 令牌', 'Revoke an API token'), may: { signedIn: 'own', administrator: 'all' },
  input: z.strictObject({ id }),
  subject: async (tx, input) => (await tx.rows<{ id: string; staff_id: string; name: string; revoked: boolean }>('company.token_to_revoke',
    'select id, staff_id, name, revoked_at is not null as revoked from company.api_token where id = $1 for update', [input.id]))[0] ?? null,
  inScope: (actor, scope, token) => scope === 'all' || token.staff_id === actor.id,
  run: async (tx, input, token) => {
    tx.audit({ type: 'staff', id: token.staff_id }, { token: token.name });
    if (!token.revoked) await tx.rows('company.revoke_token', 'update company.api_token set revoked_at = to_timestamp($2 / 1000.0) where id = $1', [input.id, tx.now]);
    return { id: input.id };
  },
});

/** For the command line: `dianzhang token NAME --as LOGIN`. @throws company.unknown-staff */
export async function createToken(kernel: Kernel, ask: { login: string; name: string; scopes?: z.input<typeof tokenScope>[]; lifeMs?: number }): Promise<{ id: string; token: string; expiresAt: number }> {
  const { rows } = await kernel.db.query<{ id: string; person_id: string; name: string }>('select id, person_id, name from company.staff where login = $1 and active', [ask.login.trim().toLowerCase()]);
  const owner = rows[0];
  if (!owner) throw refuse(no['unknown-staff'], words(`没有在用的账号「${ask.login}」。`, `There is no active account “${ask.login}”.`));
  const token = tokenText(newToken());
  const expiresAt = kernel.clock.now() + (ask.lifeMs ?? TOKEN_LIFE);
  const actor: Actor = { kind: 'system', id: null, personId: null, name: `命令行（${owner.name}）`, posts: [], teamIds: [] };
  const made = await runVerb(kernel, keepToken, { staffId: owner.id, name: ask.name, scopes: ask.scopes ?? ['read', 'write', 'import'], tokenHash: hashOf(token).toString('hex'), expiresAt }, { actor });
  return { id: made.id, token, expiresAt };
}

type TokenRow = z.output<typeof tokenRow>;

export async function listTokens(kernel: Kernel, actor: Actor, scope: Scope, query: { q?: string | undefined; state?: TokenRow['state'] | undefined; sort?: 'createdAt' | '-createdAt' | undefined; cursor?: string | undefined; limit?: number | undefined }): Promise<Page<TokenRow>> {
  const now = sql`to_timestamp(${kernel.clock.now()}::bigint / 1000.0)`;
  const state = sql`case when k.revoked_at is not null then 'revoked' when k.expires_at <= ${now} then 'expired' else 'valid' end`;
  return page<TokenRow, 'createdAt'>(kernel, {
    from: sql`from company.api_token k join company.staff s on s.id = k.staff_id ${every([
      scope !== 'all' && sql`k.staff_id = ${actor.id}`,
      query.q !== undefined && query.q !== '' && sql`strpos(lower(k.name), lower(${query.q})) > 0 or strpos(s.name, ${query.q}) > 0`,
      query.state !== undefined && sql`${state} = ${query.state}`,
    ])}`,
    select: sql`k.id, k.name, k.staff_id as "staffId", s.name as "staffName", k.scopes, k.created_at as "createdAt", k.expires_at as "expiresAt",
      k.last_used_at as "lastUsedAt", ${state} as state`,
    id: sql`k.id`, orders: { createdAt: { by: sql`k.created_at`, type: 'timestamptz' } }, sort: query.sort ?? '-createdAt', cursor: query.cursor, limit: query.limit,
  });
}
