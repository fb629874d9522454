import { z } from 'zod';
import { kernelNo, refuse } from '../../../../kernel/refusal.ts';
import { id, text } from '../../../../kernel/schemas.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { tellHolders } from '../../tell-staff.ts';
import { contractChangeAsked, contractWishDeclined, contractWishTaken } from '../facts.ts';
import { negotiationNo } from '../refusals.ts';
import { contractRef, mayNegotiate, sees } from '../scope.ts';
import { wishShape } from '../contract-wishes.ts';
import { reword } from './draft-contract.ts';
import { openWishes, wishesOf, type Wish } from './load-wishes.ts';
import { aboutOf, lockContract, refOf, revisionOf, type Contract } from './load.ts';
import { seesContract } from './send-contract.ts';

/** How many may wait for an answer on one contract. */
const MOST_OPEN = 20;

/**
 * The customer says on the signed page what should be different, by paragraph or for the whole, before confirming (clause 2.2.4): the seller is told.
 * @throws sales.document-changed where another wording was read, sales.wishes-too-many
 */
export const askContractChange = verb({
  name: 'sales.ask-contract-change', title: words('客户提出修改意见', 'The customer asks for changes'), may: { customer: true },
  input: z.strictObject({ id, name: text(60, 2), hash: text(64, 64), wishes: z.array(wishShape).min(1).max(MOST_OPEN) }),
  subject: (tx, input) => lockContract(tx, input.id), inScope: seesContract, works: contractRef,
  run: async (tx, input, c) => {
    if (c.state !== 'sent') throw refuse(kernelNo['wrong-state'], words('合同已确认，要改请联系销售拟补充协议。', 'It is confirmed: ask the seller for an amendment.'));
    const revision = await revisionOf(tx, c);
    if (revision.hash !== input.hash) throw refuse(negotiationNo['document-changed']);
    const lines = revision.body.split('\n');
    if (input.wishes.some((w) => w.line !== null && (lines[w.line] ?? '').trim() === '')) throw refuse(kernelNo['invalid-input'], words('意见所指的段落在合同里不存在。', 'There is no such paragraph in the contract.'));
    if ((await openWishes(tx, c.id)) + input.wishes.length > MOST_OPEN) throw refuse(negotiationNo['wishes-too-many']);
    const rows = input.wishes.map((w) => ({ id: tx.newId(), line: w.line, body: w.body }));
    await tx.rows('sales.add_wishes', `insert into sales.contract_wish (id, contract_id, revision, line, body, by_name, at) select r.id, $2, $3, r.line, r.body, $4, to_timestamp($5::bigint / 1000.0)
      from jsonb_to_recordset($1::jsonb) as r(id uuid, line int, body text)`, [JSON.stringify(rows), c.id, c.revision, input.name, tx.now]);
    tx.fact(contractChangeAsked, c.id, { ...refOf(c), revision: c.revision, hash: revision.hash, wishes: rows.map((r) => r.id) }, { objects: aboutOf(c) });
    await tellHolders(tx, [{ staffId: c.seller_id, teamId: c.team_id, topic: `contract-change-asked:${c.id}`, href: `/sales/contracts/${c.id}`, text: words(`客户对合同 ${c.contract_no} 提出修改意见，请采纳或答复`, `The customer asks for changes of contract ${c.contract_no}: take them over or answer`) }]);
    return { id: c.id };
  },
});

const answering = z.strictObject({ id, wishId: id });
/** @throws kernel.not-found, kernel.wrong-state where it was answered or the contract no longer changes */
async function openWish(tx: Tx, c: Contract, wishId: string): Promise<Wish> {
  const wish = (await wishesOf(tx, c.id)).find((w) => w.id === wishId);
  if (!wish) throw refuse(kernelNo['not-found']);
  if (wish.state !== 'open') throw refuse(kernelNo['wrong-state'], words('该意见已答复。', 'It was answered already.'));
  if (!['draft', 'final', 'sent'].includes(c.state)) throw refuse(kernelNo['wrong-state'], words('合同已确认或已作废，不再修改。', 'The contract is confirmed or withdrawn and no longer changes.'));
  return wish;
}
const answered = (tx: Tx, wish: Wish, state: 'taken' | 'declined', more: { answer: string | null; revision: number | null }) =>
  tx.rows('sales.answer_wish', 'update sales.contract_wish set state = $2, answer = $3, taken_revision = $4, answered_by = $5, answered_at = to_timestamp($6::bigint / 1000.0) where id = $1', [wish.id, state, more.answer, more.revision, tx.actor.name, tx.now]);

/** The wish becomes a revision, the customer's, with who asked for it: final and sent again before it can be confirmed. @throws sales.wording-unchanged */
export const takeContractWish = verb({
  name: 'sales.take-contract-wish', title: words('采纳修改意见', 'Take over a wish'), may: mayNegotiate, input: answering.extend({ version: z.int(), body: text(30_000, 20) }),
  subject: (tx, input) => lockContract(tx, input.id), inScope: sees, works: contractRef,
  run: async (tx, input, c) => {
    if (c.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    const wish = await openWish(tx, c, input.wishId);
    if ((await revisionOf(tx, c)).body === input.body) throw refuse(negotiationNo['wording-unchanged']);
    const revision = await reword(tx, c, { body: input.body, side: 'customer', note: `采纳 ${wish.by_name} 的意见：${wish.body}`.slice(0, 300) });
    await answered(tx, wish, 'taken', { answer: null, revision });
    tx.fact(contractWishTaken, c.id, { ...refOf(c), wish: wish.id, revision }, { objects: aboutOf(c) });
    return { id: c.id, revision };
  },
});

/** The wording stays; the customer reads why. */
export const declineContractWish = verb({
  name: 'sales.decline-contract-wish', title: words('不采纳修改意见', 'Decline a wish'), may: mayNegotiate, input: answering.extend({ reason: text(300, 2) }),
  subject: (tx, input) => lockContract(tx, input.id), inScope: sees, works: contractRef,
  run: async (tx, input, c) => {
    const wish = await openWish(tx, c, input.wishId);
    await answered(tx, wish, 'declined', { answer: input.reason, revision: null });
    tx.fact(contractWishDeclined, c.id, { ...refOf(c), wish: wish.id, reason: input.reason }, { objects: aboutOf(c) });
    return { id: c.id };
  },
});
