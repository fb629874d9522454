import { createHash, randomInt } from 'node:crypto';
import { z } from 'zod';
import { customersById, phoneKey } from '../../../../registers/customers/index.ts';
import { MINUTE, DAY, dayOf } from '../../../../kernel/clock.ts';
import { next } from '../../../../kernel/lifecycle.ts';
import { kernelNo, refuse } from '../../../../kernel/refusal.ts';
import { id, text } from '../../../../kernel/schemas.ts';
import type { Actor, Scope } from '../../../../kernel/actor.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { valueIn } from '../../../../regulation/evaluators/rule.ts';
import { tellHolders } from '../../tell-staff.ts';
import { contractExpiring, contractSent, contractWithdrawn } from '../facts.ts';
import { lockOpportunity, moveStage } from '../opportunities/load.ts';
import { quoteLines } from '../quotes/load.ts';
import { negotiationNo } from '../refusals.ts';
import { contractRef, mayNegotiate, sees } from '../scope.ts';
import { contractLife } from '../states.ts';
import { lint, type Finding } from './lint.ts';
import { aboutOf, contractColumns, goodsOf, lockContract, ownForbidden, refOf, revisionOf, type Contract } from './load.ts';

/** What the linter says of the wording that would go out. */
export async function findingsOf(tx: Tx, c: Contract): Promise<Finding[]> {
  const [revision, lines, extra] = await Promise.all([revisionOf(tx, c), quoteLines(tx, [c.quote_id]), ownForbidden(tx)]);
  return lint(revision.body, { terms: valueIn(tx, 'contractTerms') as string[], extraForbidden: extra, goods: goodsOf(lines.get(c.quote_id) ?? []), totalFen: c.total_fen, whole: c.amends_id === null });
}

/** The contract goes to the customer (clauses 2.2.4, 2.3.1): only complete, lawful, and at the price that was quoted. */
export const sendContract = verb({
  name: 'sales.send-contract', title: words('发送合同', 'Send a contract'), may: mayNegotiate, input: z.strictObject({ id, version: z.int() }),
  subject: (tx, input) => lockContract(tx, input.id), inScope: sees, works: contractRef,
  evidence: async (tx, _input, c) => {
    const findings = await findingsOf(tx, c);
    const none = (...kinds: Finding['kind'][]) => !findings.some((f) => kinds.includes(f.kind));
    return { 'terms-complete': none('missing', 'blank'), 'no-forbidden-terms': none('forbidden'), 'equals-quote': none('price') };
  },
  run: async (tx, input, c) => {
    if (c.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    const state = next(contractLife, c.state, 'send');
    await tx.rows('sales.send_contract', 'update sales.contract set state = $2, sent_at = to_timestamp($3::bigint / 1000.0), opened_at = null, version = version + 1, updated_at = to_timestamp($3::bigint / 1000.0) where id = $1', [c.id, state, tx.now]);
    tx.fact(contractSent, c.id, { ...refOf(c), revision: c.revision }, { objects: aboutOf(c) });
    return { id: c.id };
  },
});

export const withdrawContract = verb({
  name: 'sales.withdraw-contract', title: words('作废合同', 'Withdraw a contract'), may: mayNegotiate, input: z.strictObject({ id, reason: text(300, 2) }),
  subject: (tx, input) => lockContract(tx, input.id), inScope: sees, works: contractRef,
  run: async (tx, { reason }, c) => {
    const state = next(contractLife, c.state, 'withdraw');
    await tx.rows('sales.withdraw_contract', 'update sales.contract set state = $2, withdrawn_why = $3, version = version + 1, updated_at = to_timestamp($4::bigint / 1000.0) where id = $1', [c.id, state, reason, tx.now]);
    const opportunity = await lockOpportunity(tx, c.opportunity_id);
    if (c.amends_id === null && opportunity?.stage === 'contract') await moveStage(tx, opportunity, 'undraft', reason);
    tx.fact(contractWithdrawn, c.id, { ...refOf(c), reason }, { objects: aboutOf(c) });
    return { id: c.id };
  },
});

/** A customer sees the one contract that his link opens, once it was sent. */
export const seesContract = (actor: Actor, scope: Scope, c: Contract): boolean => (actor.kind === 'customer' ? actor.link?.type === 'contract' && actor.link.id === c.id && ['sent', 'confirmed', 'amended'].includes(c.state) : sees(actor, scope, c));

export const noteContractOpened = verb({
  name: 'sales.note-contract-opened', title: words('登记客户打开合同', 'Note that the contract was opened'), may: { customer: true }, input: z.strictObject({ id }),
  subject: (tx, input) => lockContract(tx, input.id), inScope: seesContract, works: contractRef,
  run: async (tx, _input, c) => {
    await tx.rows('sales.contract_opened', 'update sales.contract set opened_at = coalesce(opened_at, to_timestamp($2::bigint / 1000.0)) where id = $1', [c.id, tx.now]);
    return { id: c.id };
  },
});

/** The channel and template of codes; there only where the gateway is set up. */
export const CODE = 'sms/contract-code';
export const codeHash = (contractId: string, code: string): string => createHash('sha256').update(`${contractId}/${code}`).digest('hex');

/** Six digits to the telephone that the company has on record, for ten minutes and five tries. @throws sales.code-off */
export const sendContractCode = verb({
  name: 'sales.send-contract-code', title: words('发送合同验证码', 'Send a code'), may: { customer: true }, input: z.strictObject({ id }),
  subject: (tx, input) => lockContract(tx, input.id), inScope: seesContract, works: contractRef,
  run: async (tx, _input, c) => {
    const phone = phoneKey((await customersById(tx, [c.customer_id])).get(c.customer_id)?.phone ?? null);
    if (!tx.channels.has(CODE) || phone === null) throw refuse(negotiationNo['code-off']);
    if (c.code_until !== null && c.code_until - tx.now > 9 * MINUTE) throw refuse(kernelNo['too-many-requests']);
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    await tx.rows('sales.set_code', 'update sales.contract set code_hash = $2, code_until = to_timestamp($3::bigint / 1000.0), code_tries = 0, code_passed = false where id = $1', [c.id, codeHash(c.id, code), tx.now + 10 * MINUTE]);
    tx.message({ channel: 'sms', recipient: phone, subject: { type: 'contract', id: c.id }, payload: { template: 'contract-code', values: { code, contract: c.contract_no } } });
    return { id: c.id };
  },
});

/** Whoever has to renew is told once, thirty days before the end: the seller, who may be away or gone by then. */
export const remindExpiring = verb({
  name: 'sales.remind-expiring-contracts', title: words('合同到期提醒', 'Contracts run out'), may: {}, input: z.strictObject({}),
  run: async (tx): Promise<{ reminded: number }> => {
    const rows = await tx.rows<Contract & Record<string, unknown>>('sales.expiring', `update sales.contract set reminded_at = to_timestamp($1::bigint / 1000.0) where state = 'confirmed' and reminded_at is null and expires_on is not null and expires_on <= $2::date
      returning ${contractColumns}`, [tx.now, dayOf(tx.now + 30 * DAY)]);
    for (const c of rows) tx.fact(contractExpiring, c.id, { ...refOf(c), expiresOn: c.expires_on! }, { objects: aboutOf(c) });
    await tellHolders(tx, rows.map((c) => ({
      staffId: c.seller_id, teamId: c.team_id, topic: `contract-expiring:${c.id}`, href: `/sales/contracts/${c.id}`, text: words(`合同 ${c.contract_no} 将于 ${c.expires_on!} 到期，请联系客户续签或拟补充协议`, `Contract ${c.contract_no} ends on ${c.expires_on!}: renew it or draft an amendment`),
    })));
    return { reminded: rows.length };
  },
});
