import type { MailboxSettings } from '../../../gateways/messages/mailbox/mailbox.ts';
import type { Policy } from '../../../kernel/actor.ts';
import type { Trust } from '../../../kernel/net/address-rules.ts';
import type { Runner } from '../../../kernel/query.ts';
import { installationKey, open } from '../../../registers/company/index.ts';
import type { MailFeeds } from './contract.ts';

/** Whoever keeps the mailboxes, and whoever may look that they are kept well. */
export const mayKeepMailboxes = { administrator: 'all' } satisfies Policy;
export const mayReadMailboxes = { administrator: 'all', auditor: 'all' } satisfies Policy;
/** Whoever sees what came in, and says what becomes of what waits. */
export const maySettleMails = { administrator: 'all', 'service-agent': 'all', 'service-lead': 'all', 'department-head': 'all' } satisfies Policy;
export const mayReadMails = { ...maySettleMails, 'general-manager': 'all', auditor: 'all' } satisfies Policy;

/** A mailbox as fetching and its verbs need it. Instants in ms. */
export interface Mailbox {
  id: string; name: string; address: string; host: string; port: number; login: string; password: Buffer; folder: string; certificate: string | null; feeds: MailFeeds; store_id: string | null; lead_channel: string | null; active: boolean; since: number;
  uid_validity: bigint | null; last_uid: bigint; holder: string | null; held_until: number | null; version: number;
}
export const mailboxColumns = 'id, name, address, host, port, login, password, folder, certificate, feeds, store_id, lead_channel, active, since, uid_validity, last_uid, holder, held_until, version';

export const lockMailbox = async (on: { runner: Runner }, id: string): Promise<Mailbox | null> =>
  (await on.runner.query<Mailbox & Record<string, unknown>>(`select ${mailboxColumns} from sales.mailbox where id = $1 for update`, [id], 'sales.lock_mailbox')).rows[0] ?? null;

/** What a sealed password belongs to: copied to another mailbox it does not open. */
export const aboutPassword = (mailboxId: string): string => `mailbox password ${mailboxId}`;

/** Whether the operator listed the server as one inside the company. */
export const trustOf = (allowed: readonly string[], server: { host: string; port: number }): Trust => (allowed.includes(`${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`) ? 'listed' : 'open');

export async function settingsOf(on: { runner: Runner }, box: Mailbox, allowed: readonly string[]): Promise<MailboxSettings> {
  return { host: box.host, port: box.port, user: box.login, password: open(await installationKey(on), box.password, aboutPassword(box.id)), folder: box.folder, pinned: box.certificate, trust: trustOf(allowed, box) };
}
