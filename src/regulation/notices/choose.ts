import { personOf } from '../../kernel/actor.ts';
import type { Asked } from '../../kernel/http/route.ts';
import { refuse } from '../../kernel/refusal.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import type { Directory } from '../directory.ts';
import { regulationNo as no } from '../refusals.ts';
import { chooseNoticeWays, tryNoticeWays } from './contract.ts';

interface Choice { mail: string | null; robotId: string | null; digestMinutes: number }

const NOTHING: Choice = { mail: null, robotId: null, digestMinutes: 15 };

/** What the person who asks has chosen, and what there is to choose from. */
export const noticeWays = (directory: Directory) => async ({ kernel, actor }: Asked<undefined, undefined>) => {
  const me = personOf(actor!)!;
  const [robots, { rows: [choice] }] = await Promise.all([
    directory.robotsFor(kernel, me),
    kernel.db.query<Choice & Record<string, unknown>>('select mail, robot_id as "robotId", digest_minutes as "digestMinutes" from regulation.notice_choice where staff_id = $1', [me], 'regulation.notice_choice'),
  ]);
  return { mailConnected: kernel.channels.has('mail'), robots: [...robots], ...(choice ?? NOTHING) };
};

/** Saves by which ways a person is told besides the application, which always tells. @throws regulation.mail-off, regulation.robot-not-yours */
export const chooseNotices = (directory: Directory) => verb({
  name: 'regulation.choose-notices', title: words('设置通知方式', 'Choose how to be told'), may: { signedIn: 'own' }, input: chooseNoticeWays.body!,
  run: async (tx, input) => {
    const me = personOf(tx.actor)!;
    if (input.mail !== null && !tx.channels.has('mail')) throw refuse(no['mail-off']);
    if (input.robotId !== null && !(await directory.robotsFor(tx, me)).some((r) => r.id === input.robotId)) throw refuse(no['robot-not-yours']);
    await tx.rows('regulation.choose_notices', `insert into regulation.notice_choice (staff_id, mail, robot_id, digest_minutes, updated_at) values ($1, $2, $3, $4, to_timestamp($5::bigint / 1000.0))
      on conflict (staff_id) do update set mail = excluded.mail, robot_id = excluded.robot_id, digest_minutes = excluded.digest_minutes, updated_at = excluded.updated_at`,
      [me, input.mail, input.robotId, input.digestMinutes, tx.now]);
    // Older notices are not poured out when somebody begins to listen.
    await tx.rows('regulation.settle_notices', 'update regulation.notice set delivered_at = to_timestamp($2::bigint / 1000.0) where staff_id = $1 and delivered_at is null and read_at is null and show_at <= to_timestamp($2::bigint / 1000.0)', [me, tx.now]);
    tx.audit({ type: 'staff', id: me }, { mail: input.mail !== null, robot: input.robotId !== null, digestMinutes: input.digestMinutes });
    return { id: me };
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
