import { Readable } from 'node:stream';
import { takeMail, type MailGiven } from '../../src/chapters/sales/mail-intake/take-mail.ts';
import { system } from '../../src/kernel/actor.ts';
import { newId } from '../../src/kernel/ids.ts';
import { runVerb } from '../../src/kernel/verb.ts';
import type { WholeProduct } from './product.ts';

/** For the test of erasure: mails as they are taken in, of one customer and of a stranger, each with a document of its own. */
export interface CanaryMails { /** Contents of the documents: of the customer, of the stranger, of both. */ mine: string; strangers: string; shared: string }

export async function givenMails(scene: WholeProduct, who: { address: string; name: string; phone: string; house: string; orderNo: string }, stranger: { address: string; name: string }): Promise<CanaryMails> {
  const { kernel, files } = scene.product;
  const [mailboxId, holder] = [newId(kernel.clock.now()), newId(kernel.clock.now())];
  await kernel.db.query(`insert into sales.mailbox (id, name, address, host, port, login, password, folder, feeds, since, holder, held_until, created_at)
    values ($1, '售后邮箱', 'service@dianzhang.example', 'imap.dianzhang.example', 993, 'service', ''::bytea, 'INBOX', 'feedback', to_timestamp(0), $2, 'infinity', now())`, [mailboxId, holder]);
  const documentOf = async (text: string): Promise<{ sha256: string; size: number }> => files.put(Readable.from([Buffer.from(`%PDF-1.4 ${text}`)]), 10_000);
  let uid = 0;
  const take = async (from: { address: string; name: string }, said: { subject: string; text: string }, more: { files?: { name: string; sha256: string; size: number }[]; automatic?: 'auto-reply' } = {}) => {
    uid += 1;
    const mail: MailGiven['mail'] = {
      is: 'read', messageId: `<${uid}.${from.address}>`, answers: [], from, subject: said.subject, text: said.text, whole: said.text, cut: false, automatic: more.automatic ?? null, own: false,
      files: (more.files ?? []).map((f) => ({ ...f, mediaType: 'application/pdf', refused: null })),
    };
    return runVerb(kernel, takeMail, { mailboxId, holder, uidValidity: 1, uid, receivedAt: kernel.clock.now(), size: 100, againId: null, mail }, { actor: system('邮箱收件') });
  };
  const [mine, strangers, shared] = [await documentOf(who.phone), await documentOf(stranger.name), await documentOf('说明书')];
  const named = (name: string, { sha256, size }: { sha256: string; size: number }) => ({ name, sha256, size });
  const sender = { address: who.address, name: who.name };
  await take(sender, { subject: `${who.name}的订单`, text: `订单 ${who.orderNo}，请送到${who.house}，电话${who.phone}` }, { files: [named(`${who.name}的小票.pdf`, mine), named(`${who.name}收到的.pdf`, shared)] });
  await take(sender, { subject: `${who.name}休假中`, text: `急事请打${who.phone}` }, { automatic: 'auto-reply' });
  await take(stranger, { subject: '问一下', text: `我是${stranger.name}` }, { files: [named('说明.pdf', strangers), named('同一份.pdf', shared)] });
  await scene.product.settle();
  return { mine: mine.sha256, strangers: strangers.sha256, shared: shared.sha256 };
}
