import { z } from 'zod';
import { customersById } from '../../../../registers/customers/index.ts';
import { storesById, staffById } from '../../../../registers/company/index.ts';
import { kernelNo, refuse } from '../../../../kernel/refusal.ts';
import { personOf, scopeOf } from '../../../../kernel/actor.ts';
import { fen, id, text } from '../../../../kernel/schemas.ts';
import { searchColumn } from '../../../../kernel/search.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { no } from '../../refusals.ts';
import { opportunityOpened } from '../facts.ts';
import { emptyNeed } from '../contract-need.ts';
import { mayNegotiate, opportunityRef, sees } from '../scope.ts';
import { aboutOf, lockOpportunity, moveStage, refOf } from './load.ts';

export const opportunityInput = z.strictObject({
  title: text(120, 2), customerId: id.nullable().default(null), leadId: id.nullable().default(null), storeId: id, expectedFen: fen.min(0).max(1e12).nullable().default(null), expectedOn: z.iso.date().nullable().default(null),
}).refine((o) => o.customerId !== null || o.leadId !== null, { message: '请选择客户或线索 · choose a customer or a lead', path: ['customerId'] });

export const opportunityTokens = async (tx: Tx, o: { no: string; title: string; customerId: string | null }): Promise<string> => {
  const customer = o.customerId === null ? undefined : (await customersById(tx, [o.customerId])).get(o.customerId);
  if (o.customerId !== null && !customer) throw refuse(no['buyer-unknown']);
  return searchColumn({ numbers: [o.no, customer?.customerNo], names: [o.title, customer?.name], phones: [customer?.phone] });
};

/** From a customer or a lead to something that may be sold (clause 2.2.1). @throws sales.store-unknown, sales.buyer-unknown */
export const openOpportunity = verb({
  name: 'sales.open-opportunity', title: words('建立商机', 'Open an opportunity'), may: mayNegotiate, input: opportunityInput,
  run: async (tx, input) => {
    const store = (await storesById(tx, [input.storeId])).get(input.storeId);
    const everywhere = scopeOf(tx.actor, mayNegotiate) === 'all';
    if (!store || store.state !== 'open' || (!everywhere && !(store.teamId !== null && tx.actor.teamIds.includes(store.teamId)))) throw refuse(no['store-unknown']);
    const opportunityId = tx.newId();
    const number = await tx.number('SJ');
    const row = { id: opportunityId, opportunity_no: number, store_id: store.id, seller_id: personOf(tx.actor), customer_id: input.customerId };
    await tx.rows('sales.open_opportunity', `insert into sales.opportunity (id, opportunity_no, title, customer_id, lead_id, store_id, team_id, seller_id, seller_name, stage, stage_at, expected_fen, expected_on, need, search, created_at, updated_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'need', to_timestamp($10::bigint / 1000.0), $11, $12, $13::jsonb, array_to_tsvector(string_to_array($14, ' ')), to_timestamp($10::bigint / 1000.0), to_timestamp($10::bigint / 1000.0))`,
    [opportunityId, number, input.title, input.customerId, input.leadId, store.id, store.teamId, row.seller_id, tx.actor.name, tx.now, input.expectedFen, input.expectedOn, JSON.stringify(emptyNeed),
      await opportunityTokens(tx, { no: number, title: input.title, customerId: input.customerId })]);
    tx.fact(opportunityOpened, opportunityId, { ...refOf(row), leadId: input.leadId, expectedFen: input.expectedFen }, { objects: [...aboutOf(row), ...(input.leadId ? [{ type: 'lead', id: input.leadId }] : [])] });
    return { id: opportunityId, opportunityNo: number };
  },
});

/** What a person may correct: the title, whom it is for, what is expected and when, who negotiates. */
export const changeOpportunity = verb({
  name: 'sales.change-opportunity', title: words('修改商机', 'Change an opportunity'), may: mayNegotiate,
  input: z.strictObject({
    id, version: z.int(), title: text(120, 2).optional(), customerId: id.optional(), expectedFen: fen.min(0).max(1e12).nullable().optional(), expectedOn: z.iso.date().nullable().optional(), sellerId: id.optional(),
  }),
  subject: (tx, input) => lockOpportunity(tx, input.id), inScope: sees, works: opportunityRef,
  run: async (tx, input, o) => {
    if (o.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    const seller = input.sellerId === undefined ? null : (await staffById(tx, [input.sellerId])).get(input.sellerId);
    if (input.sellerId !== undefined && (!seller?.active || !seller.posts.some((p) => p === 'seller' || p === 'team-lead'))) throw refuse(kernelNo['invalid-input'], words('只能交给在职的销售员或销售主管。', 'Only to a seller or team lead who is here.'));
    if (input.sellerId !== undefined && input.sellerId !== o.seller_id && !tx.actor.posts.some((p) => p !== 'seller')) throw refuse(kernelNo['not-allowed']);
    const after = { title: input.title ?? o.title, customerId: input.customerId ?? o.customer_id };
    await tx.rows('sales.change_opportunity', `update sales.opportunity set title = $2, customer_id = $3, expected_fen = $4, expected_on = $5, seller_id = $6, seller_name = $7, version = version + 1,
        search = array_to_tsvector(string_to_array($8, ' ')), updated_at = to_timestamp($9::bigint / 1000.0) where id = $1`,
    [o.id, after.title, after.customerId, input.expectedFen === undefined ? o.expected_fen : input.expectedFen, input.expectedOn === undefined ? o.expected_on : input.expectedOn, seller?.id ?? o.seller_id, seller?.name ?? o.seller_name,
      await opportunityTokens(tx, { no: o.opportunity_no, ...after }), tx.now]);
    tx.audit({ type: 'opportunity', id: o.id }, { title: { from: o.title, to: after.title }, ...(seller ? { seller: { from: o.seller_name, to: seller.name } } : {}) });
    return { id: o.id };
  },
});

/** Lost, with the reason; or taken up again. */
export const loseOpportunity = verb({
  name: 'sales.lose-opportunity', title: words('登记失单', 'Lose an opportunity'), may: mayNegotiate, input: z.strictObject({ id, reason: text(300, 2) }),
  subject: (tx, input) => lockOpportunity(tx, input.id), inScope: sees, works: opportunityRef,
  run: async (tx, { reason }, o) => { await moveStage(tx, o, 'lose', reason); return { id: o.id }; },
});
export const reopenOpportunity = verb({
  name: 'sales.reopen-opportunity', title: words('重新跟进商机', 'Take an opportunity up again'), may: mayNegotiate, input: z.strictObject({ id }),
  subject: (tx, input) => lockOpportunity(tx, input.id), inScope: sees, works: opportunityRef,
  run: async (tx, _input, o) => { await moveStage(tx, o, 'reopen'); return { id: o.id }; },
});
