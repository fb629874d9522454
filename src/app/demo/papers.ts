import { DAY, dayOf } from '../../kernel/clock.ts';
import { runVerb } from '../../kernel/verb.ts';
import { acknowledgeOrder as financeAcknowledges } from '../../chapters/finance/receipts/acknowledge-order.ts';
import { acknowledgeOrder as operationsAcknowledges } from '../../chapters/operations/stores/acknowledge-order.ts';
import { cancelOrder, recordPayment } from '../../chapters/sales/index.ts';
import { holder } from '../../chapters/sales/negotiation/by-link.ts';
import { confirmContract } from '../../chapters/sales/negotiation/contracts/confirm-contract.ts';
import { amendContract, approveContract, draftContract, reviseContract } from '../../chapters/sales/negotiation/contracts/draft-contract.ts';
import { contractById, revisionOf } from '../../chapters/sales/negotiation/contracts/load.ts';
import { noteContractOpened, sendContract } from '../../chapters/sales/negotiation/contracts/send-contract.ts';
import { applyAmendment } from '../../chapters/sales/orders/amendments/apply-amendment.ts';
import { proposeAmendment } from '../../chapters/sales/orders/amendments/propose-amendment.ts';
import type { Buying } from './buying.ts';
import type { Deal } from './deals.ts';
import type { Money } from './money.ts';
import type { Plot, Plots } from './plots.ts';
import { askWaiver, orAsk, sign, submit } from './signing.ts';
import { refusedBy, type Tale } from './tale.ts';

/** From the accepted quote to the order that is paid: contract, confirmation on the signed page, departments, changes (clauses 2.2.4, 2.3.1). */
export class Papers {
  readonly #tale: Tale;
  readonly #plots: Plots;
  readonly #buying: Buying;
  readonly #money: Money;

  constructor(tale: Tale, plots: Plots, buying: Buying, money: Money) {
    this.#tale = tale;
    this.#plots = plots;
    this.#buying = buying;
    this.#money = money;
  }

  get #kernel() {
    return this.#tale.product.kernel;
  }

  async *contract(deal: Deal, quoteId: string): Plot {
    const { script, seller, lead } = deal;
    const plots = this.#plots;
    yield* this.#excused('drafted-in-time', deal, quoteId, '客户法务休假，下周才能对接条款');
    yield script.slow || script.excused === 'drafted-in-time' ? plots.workday(3, 10, 20) : plots.after(140);
    const { rows: [template] } = await this.#kernel.db.query<{ id: string }>('select id from sales.contract_template where active order by created_at limit 1');
    const { id } = await runVerb(this.#kernel, draftContract, { quoteId, templateId: template!.id, plan: [
      { name: '预付款', shareBasisPoints: 3_000, due: null }, { name: '尾款', shareBasisPoints: 7_000, due: dayOf(this.#kernel.clock.now() + 9 * DAY) },
    ], expiresOn: dayOf(this.#kernel.clock.now() + 365 * DAY) }, { actor: seller });
    if (script.unlawful) yield* this.#putRight(deal, id);
    yield plots.after(50);
    await runVerb(this.#kernel, approveContract, { id, version: await this.#version(id) }, { actor: lead });
    // Goods that the shelf does not have are on their way before the customer confirms.
    for (const l of deal.lines) plots.begin(plots.after(15), this.#buying.forContract({ skuId: l.skuId, warehouseId: deal.warehouseId, quantity: l.quantity, costFen: l.costFen }, deal.title.slice(0, 80)));
    yield* this.#excused('contract-sent-in-time', deal, id, '客户要求等其董事会后再收合同');
    yield script.slow || script.excused === 'contract-sent-in-time' ? plots.workday(3, 15) : plots.after(35);
    await this.#send(deal, id);
    yield plots.workday(1, 10, 5);
    await this.#confirm(deal, id);
    yield* this.#order(deal, id);
  }

  /** Seller asks in time, the head signs: an exception that is on the record. */
  async *#excused(control: NonNullable<Deal['script']['excused']>, deal: Deal, subject: string, reason: string): Plot {
    if (deal.script.excused !== control) return;
    const { actors } = this.#tale.company;
    yield this.#plots.after(12);
    const by = { 'drafted-in-time': deal.seller, 'contract-sent-in-time': deal.seller, 'operations-told': deal.lead, 'finance-told': actors.accountant }[control];
    const asked = await askWaiver(this.#tale, control, subject, control === 'operations-told' ? actors.manager : by, reason);
    yield this.#plots.after(8);
    if (asked) await sign(this.#tale, asked, control === 'operations-told' ? actors.gm1 : actors.manager, true, '情况属实，同意');
  }

  /** The customer struck out his rights at our seller's wish: the clause refuses, the next wording is lawful. */
  async *#putRight(deal: Deal, id: string): Plot {
    const { seller, lead } = deal;
    const body = (await revisionOf(this.#kernel, (await contractById(this.#kernel, id))!)).body;
    await runVerb(this.#kernel, reviseContract, { id, version: await this.#version(id), body: `${body}\n本合同所列商品一经售出，概不退换。`, side: 'us', note: '清仓条款' }, { actor: seller });
    yield this.#plots.after(25);
    await runVerb(this.#kernel, approveContract, { id, version: await this.#version(id) }, { actor: lead });
    yield this.#plots.after(10);
    await refusedBy('2.2.4', async () => this.#send(deal, id));
    await runVerb(this.#kernel, reviseContract, { id, version: await this.#version(id), body: body.replace('七日内', '十日内'), side: 'customer', note: '删去违法条款；客户要求异议期十日' }, { actor: seller });
  }

  async #version(id: string): Promise<number> {
    return (await contractById(this.#kernel, id))!.version;
  }
  async #send(deal: Deal, id: string): Promise<unknown> {
    return runVerb(this.#kernel, sendContract, { id, version: await this.#version(id) }, { actor: deal.seller });
  }

  async #confirm(deal: Deal, id: string): Promise<void> {
    const customer = holder('contract', id);
    await runVerb(this.#kernel, noteContractOpened, { id }, { actor: customer });
    const contract = (await contractById(this.#kernel, id))!;
    await runVerb(this.#kernel, confirmContract, {
      id, name: '采购负责人', hash: (await revisionOf(this.#kernel, contract)).hash,
      receiver: contract.amends_id === null ? { name: '收货人', phone: deal.customer.phone, province: '浙江省', city: '杭州市', district: '余杭区', detail: '文三路88号 行政部' } : null,
    }, { actor: customer, ip: '203.0.113.21' });
  }

  async *#order(deal: Deal, contractId: string): Plot {
    const { actors } = this.#tale.company;
    const { script } = deal;
    const contract = (await contractById(this.#kernel, contractId))!;
    const orderId = contract.order_id!;
    // Finance has heard of the plan by then.
    await this.#tale.product.settle();
    yield* this.#excused('operations-told', deal, orderId, '运营全组参加平台招商会，次日补签');
    yield* this.#excused('finance-told', deal, orderId, '开票系统升级停用');
    yield script.slow ? this.#plots.workday(1, 16) : this.#plots.after(9);
    await runVerb(this.#kernel, operationsAcknowledges, { id: orderId, note: '按两批备货' }, { actor: actors[script.seller === 'seller1' ? 'operator' : 'lead2'] });
    yield this.#plots.after(7);
    await runVerb(this.#kernel, financeAcknowledges, { id: orderId }, { actor: actors.accountant });
    yield this.#plots.workday(script.slow ? 3 : 1, 10, 45);
    await this.#paid(deal, contract.contract_no, orderId, contract.plan[0]!.amountFen);
    if (script.then === 'fewer' || script.then === 'fewer-rejected') yield* this.#fewer(deal, orderId, script.then === 'fewer');
    if (script.then === 'supplement') yield* this.#supplement(deal, contractId);
    yield this.#plots.workday(script.slow ? 9 : 3, 11, 30);
    if (script.then === 'cancelled') {
      const { rows: [left] } = await this.#kernel.db.query<{ paid: bigint; platform: string }>(`select paid_fen as paid, platform from sales."order" where id = $1 and state in ('to-review', 'held', 'short', 'released')`, [orderId]);
      if (!left) return;
      await runVerb(this.#kernel, cancelOrder, { id: orderId, reason: '客户取消活动，协商解约' }, { actor: actors.manager });
      if (left.platform === 'taobao') this.#money.moved(contract.contract_no, -Number(left.paid), '合同退款');
      return;
    }
    const { rows: [due] } = await this.#kernel.db.query<{ open: bigint; state: string }>('select payable_fen - paid_fen as open, state from sales."order" where id = $1', [orderId]);
    if (due!.open > 0n && due!.state !== 'cancelled') await this.#paid(deal, contract.contract_no, orderId, Number(due!.open));
  }

  /** The customer transfers; the marketplace store's account tells it in its next bill. */
  async #paid(deal: Deal, contractNo: string, orderId: string, amountFen: number): Promise<void> {
    await runVerb(this.#kernel, recordPayment, { id: orderId, amountFen, method: '支付宝' }, { actor: this.#tale.company.actors.cashier });
    if (deal.script.seller === 'seller1') this.#money.moved(contractNo, amountFen, '合同货款');
  }

  /** Fewer pieces than agreed: what it costs decides who signs; the last signature puts it into force, or a no ends it. */
  async *#fewer(deal: Deal, orderId: string, yes: boolean): Plot {
    const { manager } = this.#tale.company.actors;
    yield this.#plots.after(30);
    await this.#tale.product.settle();
    const [order] = (await this.#kernel.db.query<{ version: number; state: string }>('select version, state from sales."order" where id = $1', [orderId])).rows;
    const { rows: lines } = await this.#kernel.db.query<{ id: string; quantity: number }>('select id, quantity from sales.order_line where order_id = $1 order by id', [orderId]);
    if (!['to-review', 'held', 'short', 'released'].includes(order!.state)) return;
    const made = await runVerb(this.#kernel, proposeAmendment, { id: orderId, version: order!.version, reason: '客户预算收紧，减少两成', lines: lines.map((l) => ({ lineId: l.id, quantity: Math.ceil(l.quantity * 0.8) })) }, { actor: deal.seller });
    const asks = await orAsk(() => runVerb(this.#kernel, applyAmendment, { id: made.id }, { actor: deal.seller }));
    if (asks === null) return;
    const approval = await submit(this.#tale, asks, deal.seller, '客户预算收紧');
    yield this.#plots.after(25);
    await sign(this.#tale, approval, manager, yes, yes ? null : '已经备货，按合同执行');
    await this.#tale.product.settle();
  }

  async *#supplement(deal: Deal, contractId: string): Plot {
    yield this.#plots.after(120);
    const { id } = await runVerb(this.#kernel, amendContract, { id: contractId, body: '# 补充协议\n双方同意：交货地点改为客户新办公地址，交货期限顺延五日，其余条款不变。' }, { actor: deal.seller });
    yield this.#plots.after(30);
    await runVerb(this.#kernel, approveContract, { id, version: await this.#version(id) }, { actor: deal.lead });
    await this.#send(deal, id);
    yield this.#plots.workday(1, 9, 50);
    await this.#confirm(deal, id);
  }
}
