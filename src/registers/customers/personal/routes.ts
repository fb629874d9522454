import { filesNaming } from '../../../kernel/evidence/erase-files.ts';
import type { FileStore } from '../../../kernel/file-store.ts';
import { act, read, type Route } from '../../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { keptLogs, type Parts } from '../../../regulation/index.ts';
import { mayReadCustomers } from '../policies.ts';
import * as contract from './contract.ts';
import { eraseCustomerVerb } from './erase-customer.ts';
import { givePersonalDataVerb } from './export-data.ts';
import type { DataHolder } from './holders.ts';
import { personHeld } from './person.ts';
import { personalJson, printPersonal } from './print.ts';
import { dataRequests } from './queries.ts';
import { requestErasureVerb, withdrawErasureVerb } from './request-erasure.ts';

/** What persons ask about their own data; the chapters that hold some are given by the composition root. */
export function personalDataRoutes(given: { parts: () => Parts; holders: readonly DataHolder[]; files: FileStore }): Route[] {
  const erase = eraseCustomerVerb(given.parts, given.holders);
  const give = givePersonalDataVerb(given.holders);
  return [
    read(contract.listDataRequests, mayReadCustomers, dataRequests),
    act(contract.requestErasure, requestErasureVerb(given.parts, given.holders)),
    act(contract.withdrawErasure, withdrawErasureVerb),
    {
      ...act(contract.eraseCustomer, erase, ({ params }) => ({ id: params.id, files: [], unreadable: [] })),
      // Uploads are read before the transaction begins.
      answer: async ({ kernel, params, meta }) => {
        const { id } = params as { id: string };
        const { rows: [request] } = await kernel.runner.query<{ customer_id: string }>("select customer_id from customers.data_request where id = $1 and kind = 'erase'", [id], 'customers.request_customer');
        const person = request ? await personHeld(kernel, request.customer_id, given.holders) : null;
        if (!person) throw refuse(kernelNo['not-found']);
        const found = await filesNaming(kernel, given.files, { strong: person.strong, keptKinds: given.holders.flatMap((h) => h.keptFileKinds ?? []), others: await keptLogs(kernel) });
        const files = found.naming.map(({ sha256, name, createdAt, kept }) => ({ sha256, name, createdAt, kept }));
        return runVerb(kernel, erase, { id, files, unreadable: found.unreadable }, meta);
      },
    },
    {
      ...act(contract.exportPersonalData, give as never),
      // Without the request's key: answers are kept with those, and this one must not be.
      answer: async ({ kernel, params, body, meta }) => {
        const asked = body as { reason: string; format: 'json' | 'pdf' };
        const data = await runVerb(kernel, give, { ...(params as { id: string }), ...asked }, { ...meta, requestId: null });
        const bytes = asked.format === 'pdf' ? await printPersonal(data) : Buffer.from(personalJson(data));
        return { name: `${data.customerNo}-${data.requestNo}.${asked.format}`, mediaType: asked.format === 'pdf' ? 'application/pdf' : 'application/json', content: bytes.toString('base64') };
      },
    },
  ];
}
