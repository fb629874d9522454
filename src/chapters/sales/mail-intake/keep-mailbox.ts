import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { literalAddress, refusedRange } from '../../../kernel/net/address-rules.ts';
import { kernelNo, Refusal, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { installationKey, seal, storesById } from '../../../registers/company/index.ts';
import { no as salesNo } from '../refusals.ts';
import { changeMailboxAct, createMailboxAct } from './contract.ts';
import { aboutPassword, lockMailbox, mayKeepMailboxes, trustOf } from './mailbox.ts';
import { no } from './refusals.ts';

const may = mayKeepMailboxes;

function readableCertificate(pem: string | null | undefined): void {
  if (pem === null || pem === undefined) return;
  try {
    void new X509Certificate(pem);
  } catch {
    throw new Refusal(kernelNo['invalid-input'], words('证书读不出来，请在“测试连接”里重新固定。', 'The certificate cannot be read: pin it again after testing the connection.'), {}, [{ path: 'certificate', message: words('证书读不出来', 'The certificate cannot be read') }]);
  }
}

/** Mail servers know the second in which a mail arrived, no more. */
const second = (at: number): number => at - (at % 1_000);

/** Mailboxes of the company, kept by the administrator. @throws sales.mailbox-known, sales.mailbox-password-needed, sales.mailbox-address-refused, sales.store-unknown */
export function mailboxVerbs(allowed: readonly string[]) {
  const check = async (tx: Tx, given: { host: string; port: number; storeId: string | null; certificate?: string | null | undefined }, self: string | null, login: string, folder: string): Promise<void> => {
    const literal = literalAddress(given.host);
    if (literal !== null && refusedRange(literal, trustOf(allowed, given)) !== null) throw refuse(no['mailbox-address-refused']);
    if (given.storeId !== null && !(await storesById(tx, [given.storeId])).has(given.storeId)) throw refuse(salesNo['store-unknown']);
    readableCertificate(given.certificate);
    const known = await tx.rows('sales.mailbox_known', 'select 1 from sales.mailbox where lower(host) = lower($1) and port = $2 and lower(login) = lower($3) and folder = $4 and id is distinct from $5', [given.host, given.port, login, folder, self]);
    if (known.length > 0) throw refuse(no['mailbox-known']);
  };
  const create = verb({
    name: 'sales.create-mailbox', title: words('添加收件邮箱', 'Add a mailbox'), may, input: createMailboxAct.body!,
    run: async (tx, input) => {
      await check(tx, input, null, input.login, input.folder);
      const made = tx.newId();
      await tx.rows('sales.insert_mailbox', `insert into sales.mailbox (id, name, address, host, port, login, password, folder, certificate, feeds, store_id, lead_channel, since, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, to_timestamp($13::bigint / 1000.0), to_timestamp($14::bigint / 1000.0))`,
      [made, input.name, input.address, input.host, input.port, input.login, seal(await installationKey(tx), input.password, aboutPassword(made)), input.folder, input.certificate, input.feeds, input.storeId, input.leadChannel, second(Math.min(input.since ?? tx.now, tx.now)), tx.now]);
      tx.audit({ type: 'mailbox', id: made }, { created: input.name, host: input.host, feeds: input.feeds });
      return { id: made };
    },
  });
  const change = verb({
    name: 'sales.change-mailbox', title: words('修改收件邮箱', 'Change a mailbox'), may, input: z.strictObject({ id, ...changeMailboxAct.body!.shape }), subject: (tx, input) => lockMailbox(tx, input.id),
    run: async (tx, input, box) => {
      if (box.version !== input.version) throw refuse(kernelNo['changed-meanwhile'], undefined, { version: box.version });
      const elsewhere = box.host !== input.host || box.port !== input.port || box.login !== input.login;
      // What is kept was given for one server: it goes to no other.
      if (elsewhere && input.password === undefined) throw refuse(no['mailbox-password-needed']);
      await check(tx, input, box.id, input.login, input.folder);
      const anew = elsewhere || box.folder !== input.folder;
      await tx.rows('sales.update_mailbox', `update sales.mailbox set name = $2, address = $3, host = $4, port = $5, login = $6, password = coalesce($7, password), folder = $8, certificate = case when $9 then $10 else certificate end, feeds = $11, store_id = $12,
          lead_channel = $13, uid_validity = case when $14 then null else uid_validity end, last_uid = case when $14 then 0 else last_uid end, since = case when $14 then to_timestamp($15::bigint / 1000.0) else since end, error_zh = null, error_en = null, failing_since = null,
          holder = null, held_until = null, version = version + 1 where id = $1`,
      [box.id, input.name, input.address, input.host, input.port, input.login, input.password === undefined ? null : seal(await installationKey(tx), input.password, aboutPassword(box.id)), input.folder, input.certificate !== undefined, input.certificate ?? null,
        input.feeds, input.storeId, input.leadChannel, anew, second(tx.now)]);
      tx.audit({ type: 'mailbox', id: box.id }, { name: input.name, host: input.host, feeds: input.feeds, password: input.password === undefined ? 'kept' : 'changed', certificate: input.certificate === undefined ? 'kept' : input.certificate === null ? 'unpinned' : 'pinned' });
      return { id: box.id };
    },
  });
  return { create, change };
}

/** Switched off it is not asked any more; on again it goes on where it stood. */
export const switchMailbox = verb({
  name: 'sales.switch-mailbox', title: words('启用或停用收件邮箱', 'Switch a mailbox'), may, input: z.strictObject({ id, active: z.boolean() }), subject: (tx, input) => lockMailbox(tx, input.id),
  run: async (tx, input, box) => {
    if (box.active === input.active) return { id: box.id };
    await tx.rows('sales.switch_mailbox', 'update sales.mailbox set active = $2, error_zh = null, error_en = null, failing_since = null, version = version + 1 where id = $1', [box.id, input.active]);
    tx.audit({ type: 'mailbox', id: box.id }, { active: input.active });
    return { id: box.id };
  },
});
