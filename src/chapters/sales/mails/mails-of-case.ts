import { maskEmail, maskName } from '../../../kernel/privacy.ts';
import type { Runner } from '../../../kernel/query.ts';
import { fileReasons, type FileOfMail, type FileReason } from './contract.ts';

/** Name and address as they are shown: enough to tell one sender from another. */
export const senderShown = (name: string | null, address: string | null): string | null => (address === null ? null : [maskName(name || null), `<${maskEmail(address)}>`].filter(Boolean).join(' '));

export async function filesOf(on: { runner: Runner }, mailIds: readonly string[]): Promise<Map<string, FileOfMail[]>> {
  const { rows } = await on.runner.query<{ id: string; mail_id: string; name: string; media_type: string; size: number; refused: FileReason | null }>('select id, mail_id, name, media_type, size, refused from sales.mail_file where mail_id = any ($1::uuid[]) order by mail_id, position', [mailIds], 'sales.mail_files');
  const byMail = new Map<string, FileOfMail[]>();
  for (const r of rows) byMail.set(r.mail_id, [...(byMail.get(r.mail_id) ?? []), { id: r.id, name: r.name, mediaType: r.media_type, size: r.size, refused: r.refused === null ? null : fileReasons[r.refused] }]);
  return byMail;
}

/** The mails that a case came of and was continued by, oldest first. Whoever reads the case may. */
export async function mailsOf(on: { runner: Runner }, type: 'feedback' | 'complaint' | 'lead', id: string) {
  const { rows } = await on.runner.query<{ id: string; from_address: string | null; from_name: string | null; subject: string; words: string; received_at: number; named_order_no: string | null; version: number }>(
    'select id, from_address, from_name, subject, words, received_at, named_order_no, version from sales.mail where subject_type = $1 and subject_id = $2 order by received_at, uid limit 200', [type, id], 'sales.mails_of_case');
  if (rows.length === 0) return [];
  const files = await filesOf(on, rows.map((r) => r.id));
  return rows.map((r) => ({ id: r.id, from: senderShown(r.from_name, r.from_address), subject: r.subject, words: r.words, receivedAt: r.received_at, files: files.get(r.id) ?? [], namesOrder: r.named_order_no, version: r.version }));
}
