import type { WholeProduct } from './product.ts';
import type { Actor } from '../../src/kernel/actor.ts';
import { runVerb } from '../../src/kernel/verb.ts';
import { answerFeedback, receiveFeedback } from '../../src/chapters/sales/after-sales/feedback-verbs.ts';
import { noteComplaint, receiveComplaint } from '../../src/chapters/sales/after-sales/complaint-verbs.ts';
import { addPhotosToReturn, requestReturn } from '../../src/chapters/sales/after-sales/request-return.ts';
import { captureLead } from '../../src/chapters/sales/leads/capture-lead.ts';
import { discardLead } from '../../src/chapters/sales/leads/change-lead.ts';
import { mergeLeads } from '../../src/chapters/sales/leads/merge-leads.ts';
import { recordContact } from '../../src/chapters/sales/leads/record-contact.ts';
import { holder } from '../../src/chapters/sales/negotiation/by-link.ts';
import { confirmContract } from '../../src/chapters/sales/negotiation/contracts/confirm-contract.ts';
import { approveContract } from '../../src/chapters/sales/negotiation/contracts/draft-contract.ts';
import { contractById, revisionOf } from '../../src/chapters/sales/negotiation/contracts/load.ts';
import { sendContract, withdrawContract } from '../../src/chapters/sales/negotiation/contracts/send-contract.ts';
import { loseOpportunity } from '../../src/chapters/sales/negotiation/opportunities/open-opportunity.ts';
import { askContractChange } from '../../src/chapters/sales/negotiation/contracts/wishes.ts';
import { issueQuote } from '../../src/chapters/sales/negotiation/quotes/issue-quote.ts';
import { acceptQuote, answerAboutQuote, askAboutQuote, withdrawQuote } from '../../src/chapters/sales/negotiation/quotes/settle-quote.ts';
import { givenContract, givenOpportunity, givenQuote } from '../../src/chapters/sales/negotiation/testing.ts';

/** For the test of erasure: all that a customer leaves behind in sales beside the orders, each with the person's words in every text. */
export interface Dealings { leadId: string; opportunityId: string; quoteId: string; contractId: string; returnId: string; complaintId: string; feedbackId: string; /** Words that the register does not know. */ words: readonly string[] }
/** Name, telephone, house, marketplace name. */
type Canary = readonly [string, string, string, string];
interface Given { customerId: string; words: Canary }

const head = (scene: WholeProduct): Actor => ({ ...scene.company.actors.lead1, posts: ['department-head', 'team-lead', 'service-lead'] });
const skuOf = async (scene: WholeProduct): Promise<string> => (await scene.database.db.query<{ id: string }>('select id from products.sku where code = $1', [scene.goods[0]!.code])).rows[0]!.id;
// Two leads that nothing but the person connects: the program does not merge them by itself.
const MAIL = 'zhiqiu@example.com';
const SECOND_MAIL = 'wo9007@example.com';

export async function givenDealings(scene: WholeProduct, { customerId, words: [name, phone, house, nick] }: Given): Promise<Dealings> {
  const { kernel } = scene.product;
  const actor = head(scene);
  const says = `我是${name}，电话${phone}，住${house}`;
  const lead = await runVerb(kernel, captureLead, { name, phone: `+86 ${phone}`, email: MAIL, channel: 'fair', need: says, sourceDetail: `${name}介绍` }, { actor });
  const copy = await runVerb(kernel, captureLead, { name: `${name}女士`, email: SECOND_MAIL, platform: 'taobao', platformUser: nick, channel: 'fair', company: `${name}工作室`, need: says }, { actor });
  await runVerb(kernel, mergeLeads, { id: lead.id, goneId: copy.id }, { actor });
  await scene.product.settle();
  await scene.database.db.query("update sales.lead set state = 'assigned', owner_id = $2, assigned_at = captured_at where id = $1", [lead.id, actor.id]);
  await runVerb(kernel, recordContact, { id: lead.id, channel: 'phone', reached: true, words: says, nextStep: `再打${phone}` } as never, { actor });
  const { rows: [order] } = await scene.database.db.query<{ id: string; line: string }>(`select o.id, l.id as line from sales."order" o join sales.order_line l on l.order_id = o.id where o.outside_no = 'G9001'`);
  const back = await runVerb(kernel, requestReturn, { id: order!.id, type: 'return', reason: 'not-wanted', words: says, lines: [{ orderLineId: order!.line, quantity: 1 }] }, { actor });
  await runVerb(kernel, addPhotosToReturn, { id: back.id, photos: [{ sha256: 'a'.repeat(64), size: 10, name: `${name}的照片.jpg` }] }, { actor });
  const complaint = await runVerb(kernel, receiveComplaint, { orderId: order!.id, channel: 'phone', about: says, photos: [{ sha256: 'b'.repeat(64), size: 10, name: `${name}的照片.jpg` }] }, { actor });
  await runVerb(kernel, noteComplaint, { id: complaint.id, words: `已致电${phone}`, toCustomer: false } as never, { actor });
  const feedback = await runVerb(kernel, receiveFeedback, { orderId: order!.id, channel: 'review', words: says, rating: 2, author: nick, photos: [{ sha256: 'c'.repeat(64), size: 10, name: `${name}的照片.jpg` }] }, { actor });
  await runVerb(kernel, answerFeedback, { id: feedback.id, words: `${name}，请提供地址`, public: false }, { actor });
  const accepted = await quoted(scene, actor, { customerId, words: [name, phone, house, nick] });
  const contract = await givenContract(kernel, actor, accepted.quoteId);
  const version = async (): Promise<number> => (await contractById(kernel, contract.id))!.version;
  await runVerb(kernel, approveContract, { id: contract.id, version: await version() }, { actor });
  await runVerb(kernel, sendContract, { id: contract.id, version: await version() }, { actor });
  const { hash } = await revisionOf(kernel, (await contractById(kernel, contract.id))!);
  await runVerb(kernel, askContractChange, { id: contract.id, name, hash, wishes: [{ line: null, body: `请改送${house}，电话${phone}` }] }, { actor: holder('contract', contract.id) });
  await scene.product.settle();
  return { leadId: lead.id, ...accepted, contractId: contract.id, returnId: back.id, complaintId: complaint.id, feedbackId: feedback.id, words: [MAIL, SECOND_MAIL] };
}

/** A quote that the customer asked about and accepted by the link. */
async function quoted(scene: WholeProduct, actor: Actor, { customerId, words: [name, phone, house] }: Given): Promise<{ opportunityId: string; quoteId: string }> {
  const { kernel } = scene.product;
  const skuId = await skuOf(scene);
  const opportunityId = await givenOpportunity(kernel, actor, { store: scene.company.stores[0]!, customerId, goods: [{ skuId }], title: `${name}采购`, need: { functions: `送到${house}` } });
  const quote = await givenQuote(kernel, actor, opportunityId, [{ skuId, quantity: 2, unitFen: scene.goods[0]!.priceFen }]);
  await runVerb(kernel, issueQuote, { id: quote.id, version: quote.version }, { actor });
  await runVerb(kernel, askAboutQuote, { id: quote.id, body: `能送到${house}吗，电话${phone}` }, { actor: holder('quote', quote.id) });
  await runVerb(kernel, answerAboutQuote, { id: quote.id, body: `${name}您好，可以` }, { actor });
  await runVerb(kernel, acceptQuote, { id: quote.id, name, via: 'link' }, { actor: holder('quote', quote.id) });
  return { opportunityId, quoteId: quote.id };
}

/** Everything comes to its end: the contract is withdrawn before it was confirmed, the lead comes to nothing. */
export async function settleDealings(scene: WholeProduct, d: Dealings): Promise<void> {
  const { kernel } = scene.product;
  const actor = head(scene);
  await runVerb(kernel, withdrawContract, { id: d.contractId, reason: '客户改变主意' }, { actor });
  await runVerb(kernel, withdrawQuote, { id: d.quoteId, reason: '客户改变主意' }, { actor });
  await runVerb(kernel, loseOpportunity, { id: d.opportunityId, reason: '客户改变主意' }, { actor });
  await runVerb(kernel, discardLead, { id: d.leadId, reason: '本人要求不再联系' }, { actor });
  await scene.database.db.query("update sales.return set state = 'refused' where id = $1", [d.returnId]);
  await scene.database.db.query("update sales.complaint set state = 'closed' where id = $1", [d.complaintId]);
  await scene.database.db.query("update sales.feedback set state = 'answered' where id = $1", [d.feedbackId]);
  await scene.product.settle();
}

/** A contract that the customer confirmed on his page, with the order that came of it. */
export async function givenConfirmedContract(scene: WholeProduct, given: Given): Promise<{ id: string; contractNo: string }> {
  const { kernel } = scene.product;
  const actor = head(scene);
  const [name, phone, house] = given.words;
  const { quoteId } = await quoted(scene, actor, given);
  const { id, contractNo } = await givenContract(kernel, actor, quoteId);
  const version = async (): Promise<number> => (await contractById(kernel, id))!.version;
  await runVerb(kernel, approveContract, { id, version: await version() }, { actor });
  await runVerb(kernel, sendContract, { id, version: await version() }, { actor });
  const { hash } = await revisionOf(kernel, (await contractById(kernel, id))!);
  await runVerb(kernel, confirmContract, { id, name, hash, receiver: { name, phone, province: '浙江省', city: '杭州市', district: '上城区', detail: house } as never }, { actor: holder('contract', id), ip: '203.0.113.7' });
  await scene.product.settle();
  return { id, contractNo };
}
