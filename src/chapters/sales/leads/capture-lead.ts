import { refuse } from '../../../kernel/refusal.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { storesById } from '../../../registers/company/index.ts';
import { no as salesNo } from '../refusals.ts';
import { captureLeads, faultOf, keysOf } from './capture.ts';
import { captureBody } from './contract-input.ts';
import { mayCapture } from './policies.ts';

/**
 * Somebody who may buy is noted (clause 2.1.2): by a person in the form, by a program through its token. Two at once with one telephone
 * number come one after the other, so that the second finds the first.
 *
 * @throws sales.lead-without-contact, sales.phone-unreadable, sales.platform-incomplete, sales.store-unknown
 */
export const captureLead = verb({
  name: 'sales.capture-lead', title: words('录入线索', 'Capture a lead'), may: mayCapture, input: captureBody,
  run: async (tx, input) => {
    const fault = faultOf(input);
    if (fault) throw fault;
    if (input.storeId && !(await storesById(tx, [input.storeId])).has(input.storeId)) throw refuse(salesNo['store-unknown']);
    const keys = keysOf(input);
    for (const key of [keys.phone, keys.email, keys.platform].filter((k) => k !== null).toSorted())
      await tx.rows('sales.one_lead_of_key', "select pg_advisory_xact_lock(hashtext('sales.lead'), hashtext($1))", [key]);
    const { made: [made], found } = await captureLeads(tx, [{ given: input, how: tx.actor.tokenScopes ? 'api' : 'form' }]);
    const numbers = new Map((await tx.rows<{ id: string; lead_no: string }>('sales.lead_numbers', 'select id, lead_no from sales.lead where id = any ($1::uuid[])', [found.map((f) => f.other_id)])).map((r) => [r.id, r.lead_no]));
    return { ...made!, duplicates: found.map((f) => ({ leadNo: numbers.get(f.other_id) ?? '', reasons: f.reasons })) };
  },
});
