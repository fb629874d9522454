import { createHash } from 'node:crypto';
import type { SafeFetch } from '../../kernel/net/safe-fetch.ts';
import { unreadableAnswer } from './kuaidi100-failures.ts';

/** kuaidi100 signs with MD5 in upper-case hex over texts laid end to end; the text is the one sent, byte for byte. */
export const kuaidi100Sign = (...parts: readonly string[]): string => createHash('md5').update(parts.join(''), 'utf8').digest('hex').toUpperCase();

/** Posts a form and reads the JSON answer; `couriers.answer-unreadable` when it is none or the status is not 200. */
export async function postForm(fetch: SafeFetch, url: string, fields: Readonly<Record<string, string>>): Promise<unknown> {
  const answer = await fetch({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', accept: 'application/json' },
    body: new URLSearchParams(fields).toString(),
  });
  if (answer.status !== 200) throw unreadableAnswer(answer.status);
  try {
    return JSON.parse(answer.body.toString('utf8'));
  } catch {
    throw unreadableAnswer(answer.status);
  }
}
