import type { z } from 'zod';
import { certificateOf, openMailbox } from '../../../gateways/messages/mailbox/mailbox.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { GatewayFailure } from '../../../kernel/net/gateway-failure.ts';
import { kernelNo, Refusal, refuse } from '../../../kernel/refusal.ts';
import { words } from '../../../kernel/words.ts';
import { installationKey, open } from '../../../registers/company/index.ts';
import type { testMailboxAsk } from './contract.ts';
import { aboutPassword, mailboxColumns, trustOf, type Mailbox } from './mailbox.ts';
import { no } from './refusals.ts';

type Asked = z.output<NonNullable<typeof testMailboxAsk.body>>;
type Told = z.output<typeof testMailboxAsk.response>;
const TIMEOUT = 10_000;

/** Logs in with what was typed and opens the folder; says in plain words what stands in the way. Nothing is kept. @throws sales.mailbox-password-needed */
export async function testMailbox(kernel: Kernel, asked: Asked, allowed: readonly string[]): Promise<Told> {
  const box = asked.id === null ? null : ((await kernel.runner.query<Mailbox & Record<string, unknown>>(`select ${mailboxColumns} from sales.mailbox where id = $1`, [asked.id], 'sales.mailbox_to_test')).rows[0] ?? null);
  if (asked.id !== null && box === null) throw refuse(kernelNo['not-found']);
  const password = asked.password ?? (await kept(kernel, box, asked));
  const trust = trustOf(allowed, asked);
  try {
    const pinned = asked.certificate === undefined ? (box?.certificate ?? null) : asked.certificate;
    const mailbox = await openMailbox({ host: asked.host, port: asked.port, user: asked.login, password, folder: asked.folder, pinned, trust, timeoutMs: TIMEOUT });
    await mailbox.close();
    return { ok: true, messages: mailbox.messages, error: null, certificate: null };
  } catch (error) {
    if (!(error instanceof GatewayFailure)) throw error;
    const certificate = error.code === 'mailbox.certificate-unknown' ? await certificateOf({ host: asked.host, port: asked.port, trust, timeoutMs: TIMEOUT }).catch((again: unknown) => { if (again instanceof GatewayFailure) return null; throw again; }) : null;
    return { ok: false, messages: null, error: error.words, certificate };
  }
}

/** The kept password goes to the server that it was given for, and to no other. */
async function kept(kernel: Kernel, box: Mailbox | null, asked: Asked): Promise<string> {
  if (box === null) throw new Refusal(kernelNo['invalid-input'], words('请填写授权码。', 'Enter the app password.'), {}, [{ path: 'password', message: words('请填写授权码', 'Enter the app password') }]);
  if (box.host !== asked.host || box.port !== asked.port || box.login !== asked.login) throw refuse(no['mailbox-password-needed']);
  return open(await installationKey(kernel), box.password, aboutPassword(box.id));
}
