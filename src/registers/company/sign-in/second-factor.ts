import { generateSecret, generateURI, verify } from 'otplib';
import { z } from 'zod';
import { personOf } from '../../../kernel/actor.ts';
import { toTimestamp } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import { db } from '../schema.ts';
import { open } from './secrets.ts';

/** Codes change every 30 s; the one before and the one after are taken too, because phones' clocks differ. */
const PERIOD = 30;
const CODE = /^\d{6}$/;

/** Uses up a code. The step is stored in the transaction that opens the session: no code opens twice. @throws company.code-wrong */
export async function useCode(tx: Tx, key: Buffer, staffId: string, code: string): Promise<void> {
  const [factor] = await tx.rows<{ secret: Buffer; last_step: bigint }>('company.factor_to_use', 'select secret, last_step from company.totp where staff_id = $1 for update', [staffId]);
  if (!factor) throw refuse(no['not-enrolled']);
  if (!CODE.test(code)) throw refuse(no['code-wrong']);
  const read = await verify({
    secret: open(key, factor.secret, staffId), token: code, epoch: Math.floor(tx.now / 1000), period: PERIOD, epochTolerance: PERIOD,
  });
  if (!read.valid || !('timeStep' in read) || read.timeStep <= Number(factor.last_step)) throw refuse(no['code-wrong']);
  await tx.rows('company.factor_used', 'update company.totp set last_step = $2 where staff_id = $1', [staffId, read.timeStep]);
}

/** A fresh secret, and what the phone scans. */
export function newFactor(company: string, login: string): { secret: string; uri: string } {
  const secret = generateSecret();
  return { secret, uri: generateURI({ issuer: `店章 ${company}`, label: login, secret, period: PERIOD }) };
}

/** The picture to scan. Loaded when it is asked for: the library is large. */
export async function pictureOf(uri: string): Promise<string> {
  const { default: bwip } = await import('bwip-js');
  return bwip.toSVG({ bcid: 'qrcode', text: uri, scale: 3, padding: 4 });
}

/** Keeps a new, not yet confirmed secret. Until it is confirmed nothing changes for signing in. */
export const enrolSecondFactor = verb({
  name: 'company.enrol-second-factor', title: words('登记动态验证码', 'Set up an authenticator'), may: { signedIn: 'own' },
  input: z.strictObject({ sealed: z.instanceof(Buffer) }),
  run: async (tx, input) => {
    const id = personOf(tx.actor);
    const kept = await db(tx).insertInto('company.totp').values({ staff_id: id, secret: input.sealed, last_step: 0, confirmed_at: null, created_at: toTimestamp(tx.now) })
      .onConflict((c) => c.column('staff_id').doUpdateSet({ secret: input.sealed, last_step: 0, created_at: toTimestamp(tx.now) }).where('company.totp.confirmed_at', 'is', null))
      .returning('staff_id').execute();
    if (kept.length === 0) throw refuse(no['already-enrolled']);
    tx.audit({ type: 'staff', id });
    return { id };
  },
});

/** From now on signing in needs the code. The present session gets a new token; all others end. */
export const confirmSecondFactor = verb({
  name: 'company.confirm-second-factor', title: words('启用动态验证码', 'Confirm the authenticator'), may: { signedIn: 'own' },
  input: z.strictObject({ code: z.string(), key: z.instanceof(Buffer), sessionId: z.uuid(), tokenHash: z.instanceof(Buffer) }),
  subject: async (tx) => (await tx.rows<{ confirmed: boolean }>('company.factor_to_confirm', 'select confirmed_at is not null as confirmed from company.totp where staff_id = $1 for update', [tx.actor.id]))[0] ?? { confirmed: null },
  run: async (tx, input, factor) => {
    const id = personOf(tx.actor);
    if (factor.confirmed === null) throw refuse(no['not-enrolled']);
    if (factor.confirmed) throw refuse(no['already-enrolled']);
    await useCode(tx, input.key, id, input.code);
    await tx.rows('company.factor_confirmed', 'update company.totp set confirmed_at = to_timestamp($2 / 1000.0) where staff_id = $1', [id, tx.now]);
    await renewSession(tx, input.sessionId, input.tokenHash, true);
    tx.audit({ type: 'staff', id }, { secondFactor: 'on' });
    return { id };
  },
});

/** Switched off by its owner, who knows both factors. */
export const dropSecondFactor = verb({
  name: 'company.drop-second-factor', title: words('停用动态验证码', 'Switch the authenticator off'), may: { signedIn: 'own' },
  input: z.strictObject({ code: z.string(), key: z.instanceof(Buffer) }),
  run: async (tx, input) => {
    const id = personOf(tx.actor);
    await useCode(tx, input.key, id, input.code);
    await db(tx).deleteFrom('company.totp').where('staff_id', '=', id).execute();
    tx.audit({ type: 'staff', id }, { secondFactor: 'off' });
    return { id };
  },
});

/** The present session goes on under a new token (what was stolen before is worthless), every other one of the person ends. */
export async function renewSession(tx: Tx, sessionId: string, tokenHash: Buffer, totpPassed: boolean): Promise<void> {
  await tx.rows('company.renew_session', 'update company.session set token_hash = $2, totp_passed = totp_passed or $3 where id = $1 and staff_id = $4', [sessionId, tokenHash, totpPassed, tx.actor.id]);
  await tx.rows('company.end_other_sessions', 'update company.session set ended_at = to_timestamp($3 / 1000.0) where staff_id = $1 and id <> $2 and ended_at is null', [tx.actor.id, sessionId, tx.now]);
}
