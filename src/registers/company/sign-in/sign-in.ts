import { z } from 'zod';
import type { Actor } from '../../../kernel/actor.ts';
import { toTimestamp } from '../../../kernel/db/index.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { kernelNo, Refusal, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import { db } from '../schema.ts';
import { SESSION_LIFE } from './authenticate.ts';
import { passwordFits } from './passwords.ts';
import { deviceMark, hashOf, installationKey, knownDevice, newToken } from './secrets.ts';
import { useCode } from './second-factor.ts';
import { accountKey, addressKey, allowed, giveBack } from './throttle.ts';

export interface SignInAsk {
  login: string;
  password: string;
  code?: string | undefined;
  ip: string;
  agent?: string | undefined;
  /** Mark of a known device, from its cookie. */
  device?: string | undefined;
  /** Session that this browser had: it ends (no fixation). */
  before?: string | undefined;
}
export interface SignedIn {
  staffId: string;
  /** The cookie's value. */
  token: string;
  device: string;
}

/** Opens a session for the person who acts: only after the password was found right. */
export const openSession = verb({
  name: 'company.open-session', title: words('登录', 'Sign in'), may: { signedIn: 'own' },
  input: z.strictObject({
    tokenHash: z.instanceof(Buffer), agent: z.string().nullable(), before: z.instanceof(Buffer).nullable(), code: z.string().nullable(), key: z.instanceof(Buffer),
  }),
  subject: async (tx) => {
    const [staff] = await tx.rows<{ id: string; active: boolean; enrolled: boolean }>('company.staff_to_sign_in',
      `select st.id, st.active, exists (select from company.totp o where o.staff_id = st.id and o.confirmed_at is not null) as enrolled
       from company.staff st where st.id = $1 for no key update`, [tx.actor.id]);
    return staff ?? null;
  },
  run: async (tx, input, staff) => {
    if (!staff.active) throw refuse(no['sign-in-failed']);
    tx.audit({ type: 'staff', id: staff.id });
    if (staff.enrolled) {
      if (input.code === null) throw refuse(no['code-required']);
      await useCode(tx, input.key, staff.id, input.code);
    }
    if (input.before) await tx.rows('company.end_session_before', 'update company.session set ended_at = to_timestamp($2 / 1000.0) where token_hash = $1 and ended_at is null', [input.before, tx.now]);
    const sessionId = tx.newId();
    await db(tx).insertInto('company.session').values({
      id: sessionId, token_hash: input.tokenHash, staff_id: staff.id, created_at: toTimestamp(tx.now), last_seen_at: toTimestamp(tx.now),
      expires_at: toTimestamp(tx.now + SESSION_LIFE), totp_passed: staff.enrolled, acting_for: null, ip: tx.ip, agent: input.agent, ended_at: null,
    }).execute();
    return { id: sessionId };
  },
});

interface Account { id: string; person_id: string; name: string; active: boolean; password_hash: string }

/** The person as an actor, for the acts of signing in: without posts, which those acts do not ask for. */
const actorOf = (staff: { id: string; person_id: string; name: string }): Actor =>
  ({ kind: 'person', id: staff.id, personId: staff.person_id, name: staff.name, posts: [], teamIds: [] });

/**
 * Signs somebody in. An unknown account, a wrong password, a locked and a disabled account get the same answer after the same work
 * (survival.md A3). @throws company.sign-in-failed, company.code-required, company.code-wrong, kernel.too-many-requests (by address),
 * kernel.busy (too many hashes wait)
 */
export async function signIn(kernel: Kernel, ask: SignInAsk): Promise<SignedIn> {
  const login = ask.login.trim().toLowerCase();
  const key = await installationKey(kernel);
  const device = knownDevice(key, login, ask.device);
  // Whoever signed in here before is not locked out by others' guesses: the device has its own count.
  const counts = device ? [['device', `${accountKey(login)}:${device}`]] as const : [['address', addressKey(ask.ip)], ['account', accountKey(login)]] as const;
  const giveAllBack = () => Promise.all(counts.map(([limit, of]) => giveBack(kernel, limit, of)));
  let locked = false;
  for (const [limit, of] of counts) {
    const free = await allowed(kernel, limit, of);
    if (!free && limit === 'address') throw refuse(kernelNo['too-many-requests'], words('该网络地址的登录尝试过多，请 15 分钟后再试。', 'Too many tries from this address; wait 15 minutes.'));
    locked ||= !free;
  }
  const { rows } = await kernel.db.query<Account & Record<string, unknown>>('select id, person_id, name, active, password_hash from company.staff where login = $1', [login], 'company.account_by_login');
  const account = rows[0] ?? null;
  let fits: boolean;
  try {
    fits = await passwordFits(ask.password, account?.password_hash ?? null);
  } catch (error) {
    if (error instanceof Refusal) await giveAllBack();
    throw error;
  }
  if (!fits || locked || !account?.active) {
    await noteFailure(kernel, account, ask.ip, locked);
    throw refuse(no['sign-in-failed']);
  }
  const token = newToken();
  if (ask.code !== undefined && !(await allowed(kernel, 'code', account.id))) {
    await noteFailure(kernel, account, ask.ip, true);
    throw refuse(no['code-wrong']);
  }
  try {
    await runVerb(kernel, openSession, {
      tokenHash: hashOf(token), agent: ask.agent?.slice(0, 300) ?? null, before: ask.before ? hashOf(ask.before) : null, code: ask.code ?? null, key,
    }, { actor: actorOf(account), ip: ask.ip });
  } catch (error) {
    // The password was right: asking for the code is no failed try of it.
    if (error instanceof Refusal && error.kind.code !== no['sign-in-failed'].code) await giveAllBack();
    throw error;
  }
  await giveAllBack();
  if (ask.code !== undefined) await giveBack(kernel, 'code', account.id);
  return { staffId: account.id, token, device: device ? ask.device! : deviceMark(key, login) };
}

/** A failed try leaves one audit row, the same for every reason; what was typed is not written down. */
async function noteFailure(kernel: Kernel, account: Account | null, ip: string, locked: boolean): Promise<void> {
  const now = kernel.clock.now();
  const entry = {
    now, actor_kind: 'person', actor_id: account?.id ?? null, actor_name: account?.name ?? '未知账号', on_behalf_of: null, ip, verb: openSession.name, request_id: null,
    facts: [], objects: [], messages: [],
    audit: { id: newId(now), subject_type: account ? 'staff' : null, subject_id: account?.id ?? null, outcome: 'denied', code: no['sign-in-failed'].code, reason: locked ? 'locked' : null, changes: null },
  };
  await kernel.db.query('select kernel.record($1::jsonb)', [JSON.stringify(entry)], 'kernel.record');
}

/** Ends sessions: one's own, or (administrators) another's. */
export const endSession = verb({
  name: 'company.end-session', title: words('结束登录', 'End a session'), may: { signedIn: 'own', administrator: 'all' },
  input: z.strictObject({ id }),
  subject: async (tx, input) => (await tx.rows<{ id: string; staff_id: string; ended: boolean }>('company.session_to_end',
    'select id, staff_id, ended_at is not null as ended from company.session where id = $1 for update', [input.id]))[0] ?? null,
  inScope: (actor, scope, session) => scope === 'all' || session.staff_id === actor.id,
  run: async (tx, input, session) => {
    tx.audit({ type: 'staff', id: session.staff_id }, { session: input.id });
    if (!session.ended) await tx.rows('company.end_session', 'update company.session set ended_at = to_timestamp($2 / 1000.0) where id = $1', [input.id, tx.now]);
    return { id: input.id };
  },
});

/** While a colleague is away: acts carry his name beside one's own until it is switched off (null). */
export const standIn = verb({
  name: 'company.stand-in', title: words('代班操作', 'Act for an absent colleague'), may: { signedIn: 'own' },
  input: z.strictObject({ sessionId: id, staffId: id.nullable() }),
  run: async (tx, input) => {
    if (input.staffId !== null) {
      const found = await tx.rows('company.standing_in_for', `select 1 from company.substitute where absent_id = $1 and substitute_id = $2 and ended_at is null
        and from_at <= to_timestamp($3 / 1000.0) and to_at > to_timestamp($3 / 1000.0) limit 1`, [input.staffId, tx.actor.id, tx.now]);
      if (found.length === 0) throw refuse(no['not-standing-in']);
    }
    const changed = await tx.rows('company.stand_in', 'update company.session set acting_for = $3 where id = $1 and staff_id = $2 and ended_at is null returning id', [input.sessionId, tx.actor.id, input.staffId]);
    if (changed.length === 0) throw refuse(kernelNo['not-signed-in']);
    tx.audit({ type: 'staff', id: tx.actor.id! }, { standingInFor: input.staffId });
    return { id: input.sessionId };
  },
});
