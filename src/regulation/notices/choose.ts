import { createHash, randomInt } from 'node:crypto';
import { personOf } from '../../kernel/actor.ts';
import { MINUTE } from '../../kernel/clock.ts';
import type { Asked } from '../../kernel/http/route.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import type { Directory } from '../directory.ts';
import { regulationNo as no } from '../refusals.ts';
import { chooseNoticeWays, confirmNoticeMail, tryNoticeWays } from './contract.ts';

interface Choice { mail: string | null; robotId: string | null; digestMinutes: number }

interface Kept extends Choice { mailPending: string | null }

const NOTHING: Kept = { mail: null, robotId: null, digestMinutes: 15, mailPending: null };

/** What the person who asks has chosen, and what there is to choose from. */
export const noticeWays = (directory: Directory) => async ({ kernel, actor }: Asked<undefined, undefined>) => {
  const me = personOf(actor!)!;
  const [robots, { rows: [choice] }] = await Promise.all([
    directory.robotsFor(kernel, me),
    kernel.db.query<Kept & Record<string, unknown>>('select mail, robot_id as "robotId", digest_minutes as "digestMinutes", mail_pending as "mailPending" from regulation.notice_choice where staff_id = $1', [me], 'regulation.notice_choice'),
  ]);
  return { mailConnected: kernel.channels.has('mail'), robots: [...robots], ...(choice ?? NOTHING) };
};

/**
 * Saves by which ways a person is told besides the application, which always tells. A new mail address gets a code first; until it comes back, notices go where they
 * went before.
 * @throws regulation.mail-off, regulation.robot-not-yours, regulation.code-just-sent
 */
export const chooseNotices = (directory: Directory) => verb({
  name: 'regulation.choose-notices', title: words('设置通知方式', 'Choose how to be told'), may: { signedIn: 'own' }, input: chooseNoticeWays.body!,
  run: async (tx, input): Promise<{ id: string; confirm: boolean }> => {
    const me = personOf(tx.actor)!;
    if (input.mail !== null && !tx.channels.has('mail')) throw refuse(no['mail-off']);
    if (input.robotId !== null && !(await directory.robotsFor(tx, me)).some((r) => r.id === input.robotId)) throw refuse(no['robot-not-yours']);
    const [before] = await tx.rows<Before>('regulation.choice_before', 'select mail, mail_pending, mail_code_until from regulation.notice_choice where staff_id = $1 for update', [me]);
    const confirm = input.mail !== null && input.mail !== (before?.mail ?? null);
    // Saved again with the address that waits already: the code of a moment ago still holds.
    const waits = confirm && before?.mail_pending === input.mail && justSent(tx, before.mail_code_until);
    await tx.rows('regulation.choose_notices', `insert into regulation.notice_choice (staff_id, mail, robot_id, digest_minutes, updated_at) values ($1, $2, $3, $4, to_timestamp($5::bigint / 1000.0))
      on conflict (staff_id) do update set mail = excluded.mail, robot_id = excluded.robot_id, digest_minutes = excluded.digest_minutes, updated_at = excluded.updated_at,
        mail_pending = case when $6 then notice_choice.mail_pending end, mail_code_hash = case when $6 then notice_choice.mail_code_hash end`,
      [me, confirm ? before?.mail ?? null : input.mail, input.robotId, input.digestMinutes, tx.now, waits]);
    if (confirm && !waits) await sendCode(tx, me, input.mail!, before?.mail_code_until ?? null);
    // Older notices are not poured out when somebody begins to listen.
    await tx.rows('regulation.settle_notices', 'update regulation.notice set delivered_at = to_timestamp($2::bigint / 1000.0) where staff_id = $1 and delivered_at is null and read_at is null and show_at <= to_timestamp($2::bigint / 1000.0)', [me, tx.now]);
    tx.audit({ type: 'staff', id: me }, { mail: input.mail !== null, robot: input.robotId !== null, digestMinutes: input.digestMinutes });
    return { id: me, confirm };
  },
});

const CODE_HOLDS = 10 * MINUTE;
const CODE_APART = MINUTE;
const TRIES = 5;
const justSent = (tx: Tx, until: number | null): boolean => until !== null && until - tx.now > CODE_HOLDS - CODE_APART;
interface Before extends Record<string, unknown> { mail: string | null; mail_pending: string | null; mail_code_until: number | null }
const codeHash = (staffId: string, mail: string, code: string): string => createHash('sha256').update(`${staffId}/${mail}/${code}`).digest('hex');

/** Six digits by mail, for ten minutes and five tries; one mail a minute, so that nobody floods a stranger's box from here. */
async function sendCode(tx: Tx, me: string, mail: string, until: number | null): Promise<void> {
  if (justSent(tx, until)) throw refuse(no['code-just-sent']);
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  await tx.rows('regulation.set_mail_code', `update regulation.notice_choice set mail_pending = $2, mail_code_hash = $3, mail_code_until = to_timestamp($4::bigint / 1000.0), mail_code_tries = 0 where staff_id = $1`,
    [me, mail, codeHash(me, mail, code), tx.now + CODE_HOLDS]);
  tx.message({
    channel: 'mail', recipient: mail, subject: { type: 'staff', id: me },
    payload: { subject: '【店章】邮箱验证码 · mail code', text: `验证码 ${code}，10 分钟内有效。请在「设置 › 我的账号 › 通知方式」填写。\n如果不是您本人操作，请忽略。\n\nYour code is ${code}, for ten minutes. Enter it under Settings, My account, How you are told. Ignore this mail if you did not ask for it.\n` },
  });
}

/**
 * The new address is used once its code has come back. A wrong code is counted and said, not refused: the count has to stay.
 * @throws regulation.no-mail-pending
 */
export const confirmMail = verb({
  name: 'regulation.confirm-notice-mail', title: words('确认通知邮箱', 'Confirm the mail address'), may: { signedIn: 'own' }, input: confirmNoticeMail.body!,
  run: async (tx, { code }): Promise<{ confirmed: boolean; left: number }> => {
    const me = personOf(tx.actor)!;
    const [row] = await tx.rows<{ pending: string | null; hash: string | null; until: number; tries: number }>('regulation.mail_code',
      `select mail_pending as pending, mail_code_hash as hash, mail_code_until as until, mail_code_tries as tries
       from regulation.notice_choice where staff_id = $1 for update`, [me]);
    if (!row?.pending || row.hash === null || row.until <= tx.now || row.tries >= TRIES) throw refuse(no['no-mail-pending']);
    if (codeHash(me, row.pending, code) !== row.hash) {
      await tx.rows('regulation.wrong_mail_code', 'update regulation.notice_choice set mail_code_tries = mail_code_tries + 1 where staff_id = $1', [me]);
      tx.audit({ type: 'staff', id: me }, { confirmed: false });
      return { confirmed: false, left: TRIES - row.tries - 1 };
    }
    await tx.rows('regulation.mail_confirmed', 'update regulation.notice_choice set mail = mail_pending, mail_pending = null, mail_code_hash = null, mail_code_until = null where staff_id = $1', [me]);
    tx.audit({ type: 'staff', id: me }, { confirmed: true });
    return { confirmed: true, left: TRIES };
  },
});

/** A test through every way that was chosen, so that nobody learns at the first escalation that his address was wrong. @throws regulation.no-way-chosen */
export const tryNotices = verb({
  name: 'regulation.try-notices', title: words('发送测试通知', 'Send a test notice'), may: { signedIn: 'own' }, input: tryNoticeWays.body!,
  run: async (tx): Promise<{ ways: number }> => {
    const me = personOf(tx.actor)!;
    const [choice] = await tx.rows<{ mail: string | null; robot_id: string | null }>('regulation.my_choice', 'select mail, robot_id from regulation.notice_choice where staff_id = $1', [me]);
    const [title, text] = ['店章测试通知 · test notice', '通知可以送到这里。\nNotices reach you here.'];
    const about = { type: 'staff', id: me };
    if (choice?.mail) tx.message({ channel: 'mail', recipient: choice.mail, subject: about, payload: { subject: title, text } });
    if (choice?.robot_id) tx.message({ channel: 'robot', recipient: choice.robot_id, subject: about, payload: { title, text } });
    if (tx.messages.length === 0) throw refuse(no['no-way-chosen']);
    tx.audit(about);
    return { ways: tx.messages.length };
  },
});
