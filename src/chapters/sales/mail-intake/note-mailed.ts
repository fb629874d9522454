import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import type { Reaction } from '../../../kernel/reactions.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { id } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { ANSWER } from '../mails/answer-by-mail.ts';

/** Notes on the answers of cases whether their mail left. */
const noteMailed = verb({
  name: 'sales.note-answer-mailed', title: words('登记邮件答复的发送结果', 'Note whether an answer left by mail'), may: {}, input: z.strictObject({ ended: z.array(z.strictObject({ id, failed: z.string().nullable() })) }),
  run: async (tx, { ended }) => {
    for (const table of ['feedback_message', 'complaint_note'])
      await tx.rows(`sales.${table}_mailed`, `update sales.${table} m set mailed = case when e.failed is null then 'sent' else 'failed' end, mail_failed = e.failed from jsonb_to_recordset($1::jsonb) as e(id uuid, failed text) where m.id = e.id and m.mailed is not null`, [JSON.stringify(ended)]);
    return { noted: ended.length };
  },
});

export const noteAnswersMailed: Reaction = {
  name: 'sales.note-answers-mailed',
  on: ['messages.message-sent', 'messages.message-failed'],
  async run(kernel, facts) {
    const ended = facts.flatMap((f) => {
      const { template, reason } = f.payload as { template: string | null; reason?: string };
      return template?.startsWith(ANSWER) ? [{ id: template.slice(ANSWER.length), failed: f.type === 'messages.message-failed' ? (reason ?? '').slice(0, 500) : null }] : [];
    });
    // The last word on each answer counts: one that failed may have been sent again.
    if (ended.length > 0) await runVerb(kernel, noteMailed, { ended: [...new Map(ended.map((e) => [e.id, e])).values()] }, { actor: system('邮件') });
  },
};
