import { z } from 'zod';
import type { Policy } from '../../../kernel/actor.ts';
import type { FileStore } from '../../../kernel/file-store.ts';
import { act, ask, raw, read, type Route } from '../../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { mayReadReturns } from '../after-sales/load-return.ts';
import { mayReadLeads } from '../leads/policies.ts';
import { confirmMailOrder } from './confirm-order.ts';
import * as contract from './contract.ts';
import { mailboxVerbs, switchMailbox } from './keep-mailbox.ts';
import { mayKeepMailboxes, mayReadMailboxes, mayReadMails } from './mailbox.ts';
import { fileOf, listMailboxes, listMails, readMail } from './queries.ts';
import { dismissMail, retryMail } from './settle-mail.ts';
import { testMailbox } from './test-mailbox.ts';

/** Who may open a file is decided by its case: these are all who may have one. */
const mayReadFiles = { ...mayReadReturns, ...mayReadLeads, ...mayReadMails } satisfies Policy;

/** Mailboxes of the company and what came into them (clauses 2.4.1, 2.4.3, 2.1.2). */
export function mailRoutes({ files, allowed }: { files: FileStore; allowed: readonly string[] }): Route[] {
  const { create, change } = mailboxVerbs(allowed);
  return [
    read(contract.listMailboxes, mayReadMailboxes, ({ kernel, query }) => listMailboxes(kernel, query)),
    ask(contract.testMailboxAsk, mayKeepMailboxes, ({ kernel, body }) => testMailbox(kernel, body, allowed)),
    act(contract.createMailboxAct, create),
    act(contract.changeMailboxAct, change),
    act(contract.switchMailboxAct, switchMailbox),
    read(contract.listMails, mayReadMails, ({ kernel, query }) => listMails(kernel, query)),
    read(contract.readMailEnd, mayReadMails, ({ kernel, params }) => readMail(kernel, params.id)),
    act(contract.retryMailAct, retryMail),
    act(contract.dismissMailAct, dismissMail),
    act(contract.confirmMailOrderAct, confirmMailOrder),
    raw(contract.mailFile, mayReadFiles, async ({ kernel, actor, params, reply }) => {
      const file = await fileOf(kernel, actor!, z.uuid().parse(params.id));
      if (!(await files.has(file.sha256))) throw refuse(kernelNo['not-found']);
      const inline = file.mediaType === 'image/jpeg';
      // Nothing in it may run, whoever sent it; a document is only ever saved.
      void reply.type(file.mediaType).header('x-content-type-options', 'nosniff').header('content-security-policy', "default-src 'none'; sandbox").header('cross-origin-resource-policy', 'same-origin')
        .header('content-disposition', inline ? `inline; filename="${params.id}.jpg"` : `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`).header('cache-control', 'private, no-store');
      return reply.send(files.read(file.sha256));
    }),
  ];
}
