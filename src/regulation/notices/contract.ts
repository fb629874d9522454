import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { id, instant, page, sixDigits, words as wordsShape } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

export const listNotices = endpoint({
  method: 'GET', path: '/notices', summary: words('通知', 'Notices'), query: z.strictObject({ ...page }),
  response: z.object({
    rows: z.array(z.object({ id, at: instant, text: wordsShape, href: z.string().nullable(), read: z.boolean() })),
    next: z.string().nullable(), total: z.int().nullable(), unread: z.int(),
  }),
});
export const readNotices = endpoint({
  method: 'POST', path: '/notices/readings', summary: words('通知标为已读', 'Mark notices as read'),
  body: z.strictObject({ /** All that were shown up to this instant. */ upTo: instant }), response: z.object({ read: z.int() }),
});

/** Besides the application, which always tells: mail and a robot of one's own or of one's team. */
const ways = { mail: z.email().max(200).nullable(), robotId: id.nullable(), /** Notices of so many minutes become one message. */ digestMinutes: z.int().min(1).max(480) };
export const readNoticeWays = endpoint({
  method: 'GET', path: '/me/notice-ways', summary: words('我的通知方式', 'How I am told'),
  response: z.object({
    mailConnected: z.boolean(), robots: z.array(z.object({ id, name: z.string() })), ...ways,
    /** An address that waits for its code; until then notices go where they went before. */ mailPending: z.string().nullable(),
  }),
});
export const chooseNoticeWays = endpoint({ method: 'POST', path: '/me/notice-ways', summary: words('设置通知方式', 'Choose how to be told'), body: z.strictObject(ways), response: z.object({ id, /** A code was sent to the new address: it is used once the code has come back. */ confirm: z.boolean() }) });
export const confirmNoticeMail = endpoint({
  method: 'POST', path: '/me/notice-ways/mail-code', summary: words('确认通知邮箱', 'Confirm the mail address'), body: z.strictObject({ /** The six digits of the mail. */ code: z.string().trim().pipe(sixDigits) }),
  response: z.object({ confirmed: z.boolean(), /** Tries that are left after a wrong code. */ left: z.int() }),
});
export const tryNoticeWays = endpoint({ method: 'POST', path: '/me/notice-ways/test', summary: words('发送测试通知', 'Send a test notice'), body: z.strictObject({}), response: z.object({ ways: z.int() }) });
