import { DAY, dayOf } from '../../kernel/clock.ts';
import type { Actor } from '../../kernel/actor.ts';
import { runVerb } from '../../kernel/verb.ts';
import { productsByCode } from './goods-on-sale.ts';
import { createCustomerVerb } from '../../registers/customers/save-customer.ts';
import { holder } from '../../chapters/sales/negotiation/by-link.ts';
import { openOpportunity, loseOpportunity } from '../../chapters/sales/negotiation/opportunities/open-opportunity.ts';
import { proposeSolution, recordNeed } from '../../chapters/sales/negotiation/opportunities/settle-need.ts';
import { savePriceList } from '../../chapters/sales/negotiation/prices/save-price-list.ts';
import { quote } from '../../chapters/sales/negotiation/quotes/queries.ts';
import { issueQuote } from '../../chapters/sales/negotiation/quotes/issue-quote.ts';
import { saveQuote } from '../../chapters/sales/negotiation/quotes/save-quote.ts';
import { acceptQuote, answerAboutQuote, askAboutQuote, noteQuoteOpened, withdrawQuote } from '../../chapters/sales/negotiation/quotes/settle-quote.ts';
import { introduceProducts, noteIntroductionOpened, saveProductSheet } from '../../chapters/sales/negotiation/sheets/product-sheets.ts';
import { dealScripts, type DealScript } from './deal-scripts.ts';
import { Papers } from './papers.ts';
import type { Buying } from './buying.ts';
import type { Money } from './money.ts';
import type { Plot, Plots } from './plots.ts';
import { orAsk, sign, submit } from './signing.ts';
import { refusedBy, type Tale } from './tale.ts';

/** A negotiation while it goes on. */
export interface Deal { id: string; title: string; customer: { id: string; name: string; phone: string }; storeId: string; warehouseId: string; seller: Actor; lead: Actor; script: DealScript; lines: { skuId: string; code: string; quantity: number; priceFen: number; costFen: number }[] }

const purposes = { functions: '日常使用与赠送，需要单独包装', 'after-sales': '一年质保，破损包换', note: '合同签订后分两批到货也可以' };

/** Negotiations (clauses 2.2.1 to 2.3.1): from a customer who asks to an order with its papers, by two sellers of different care. */
export class Deals {
  readonly #tale: Tale;
  readonly #plots: Plots;
  readonly #papers: Papers;
  #begun = 0;

  constructor(tale: Tale, plots: Plots, buying: Buying, money: Money) {
    this.#tale = tale;
    this.#plots = plots;
    this.#papers = new Papers(tale, plots, buying, money);
  }

  /** Price lists, and what is told of the articles that companies ask for. */
  async begin(): Promise<void> {
    const { product: { kernel }, goods, company: { actors } } = this.#tale;
    const codes = [...new Set(dealScripts.flatMap((s) => s.goods.map(([code]) => code)))];
    const sold = goods.filter((g) => codes.includes(g.code));
    await runVerb(kernel, savePriceList, { list: {
      name: '企业采购价目表', from: dayOf(kernel.clock.now()), note: '五十件起另有阶梯价',
      entries: sold.flatMap((g) => [{ code: g.code, minQuantity: 1, unitFen: g.priceFen }, { code: g.code, minQuantity: 50, unitFen: Math.round(g.priceFen * 0.97) }]),
    } }, { actor: actors.manager });
    for (const [productId, good] of await productsByCode(kernel, sold))
      await runVerb(kernel, saveProductSheet, { productId, sheet: {
        features: `${good.title}：材料与工艺经过出厂检验，每批留样。`, advantages: '现货供应，可印企业标志，五十件起订。', usage: '首次使用前用温水清洗，避免硬物刮擦。', afterSales: '七天无理由退货，一年质保，破损包换。',
        cases: [{ title: '某培训机构开学礼', text: '一次采购三百件，十天交齐，无投诉。' }], reviews: [{ who: '老客户', text: '包装整齐，送人体面。' }],
      } }, { actor: actors.seller1 });
  }

  /** Negotiations begin on working days, spread over the story, so that most of them end in it. */
  morning(n: number, days: number): void {
    const wanted = Math.max(dealScripts.length, Math.round(days * 0.3));
    // In a short story they begin early, in a long one evenly.
    const by = Math.min(wanted, Math.ceil(((n + 1) / Math.max(1, days - 10)) * wanted));
    for (; this.#begun < by; this.#begun += 1) this.#plots.begin(this.#plots.workday(0, 9, 20 + 7 * (this.#begun % 5)), this.#deal(dealScripts[this.#begun % dealScripts.length]!, this.#begun));
  }

  async #customerOf(seller: Actor, serial: number): Promise<{ id: string; name: string; phone: string; leadId: string | null }> {
    const { kernel } = this.#tale.product;
    const { rows: [won] } = await kernel.db.query<{ id: string; name: string; phone: string; lead: string }>(`select c.id, c.name, c.phone, l.id as lead from sales.lead l join customers.customer c on c.id = l.customer_id
      where l.state = 'converted' and l.owner_id = $1 and not exists (select 1 from sales.opportunity o where o.lead_id = l.id) order by l.converted_at, l.id limit 1`, [seller.id]);
    if (won) return { id: won.id, name: won.name, phone: won.phone, leadId: won.lead };
    const made = { name: `示例${['嘉和', '远航', '青松', '映雪', '同舟', '百川'][serial % 6]}${['商贸', '文化', '酒店管理'][serial % 3]}有限公司`, phone: `1370000${String(1_000 + serial)}` };
    const { id } = await runVerb(kernel, createCustomerVerb, { ...made, kind: 'company', class: 'normal', note: null, consentMarketing: null }, { actor: seller });
    return { id, ...made, leadId: null };
  }

  async #version(table: 'opportunity' | 'quote', id: string): Promise<number> {
    return (await this.#tale.product.kernel.db.query<{ version: number }>(`select version from sales.${table} where id = $1`, [id])).rows[0]!.version;
  }

  async *#deal(script: DealScript, serial: number): Plot {
    const { product: { kernel }, company: { actors, stores }, goods, skuIds } = this.#tale;
    const main = script.seller === 'seller1';
    const [seller, lead, store] = [actors[script.seller], main ? actors.lead1 : actors.lead2, stores[main ? 0 : 3]!];
    const customer = await this.#customerOf(seller, serial);
    const title = `${customer.name} ${script.title}`.slice(0, 120);
    const { id } = await runVerb(kernel, openOpportunity, { title, customerId: customer.id, leadId: customer.leadId, storeId: store.id, expectedOn: dayOf(kernel.clock.now() + 20 * DAY) }, { actor: seller });
    const lines = script.goods.map(([code, quantity]) => { const g = goods.find((x) => x.code === code)!; return { skuId: skuIds.get(code)!, code, quantity, priceFen: g.priceFen, costFen: g.costFen }; });
    const deal: Deal = { id, title, customer, storeId: store.id, warehouseId: store.warehouseId, seller, lead, script, lines };
    const pieces = lines.reduce((n, l) => n + l.quantity, 0);
    yield this.#plots.after(40);
    await runVerb(kernel, recordNeed, { id, version: await this.#version('opportunity', id), need: {
      ...purposes, specification: script.hasty ? '' : '标准装，颜色以现货为准', quantity: pieces, price: lines.reduce((n, l) => n + l.quantity * l.priceFen, 0), 'delivery-time': dayOf(kernel.clock.now() + 18 * DAY),
    } }, { actor: seller });
    yield this.#plots.workday(script.slow ? 2 : 0, 14, 10);
    await runVerb(kernel, proposeSolution, { id, version: await this.#version('opportunity', id), lines: lines.map((l) => ({ skuId: l.skuId, quantity: l.quantity, reason: '现货充足，单独包装，价格在客户预算之内' })) }, { actor: seller });
    if (!script.silent) {
      const productIds = [...(await productsByCode(kernel, goods.filter((g) => lines.some((l) => l.code === g.code)))).keys()];
      const shown = await runVerb(kernel, introduceProducts, { opportunityId: id, productIds, channel: main ? 'link' : 'chat' }, { actor: seller });
      yield this.#plots.after(55);
      if (main) await runVerb(kernel, noteIntroductionOpened, { id: shown.id }, { actor: holder('intro', shown.id) });
    }
    if (script.end === 'open') return;
    yield* this.#quotes(deal);
  }

  /** One offer after the other, each signed by whoever may give so much; then the customer's word. */
  async *#quotes(deal: Deal): Plot {
    const { kernel } = this.#tale.product;
    const { script, seller } = deal;
    let quoteId = '';
    for (const [round, offer] of [...script.offers, ...(script.afterRejection === undefined ? [] : [script.afterRejection])].entries()) {
      yield this.#plots.workday(round === 0 ? 0 : 1, 10 + (round % 3), 30);
      quoteId = await this.#draft(deal, offer, quoteId);
      const issued = yield* this.#issue(deal, quoteId, offer, round === 0 && script.afterRejection !== undefined);
      if (!issued) continue;
      yield this.#plots.after(65);
      const customer = holder('quote', quoteId);
      await runVerb(kernel, noteQuoteOpened, { id: quoteId }, { actor: customer });
      if (round > 0 || script.offers.length === 1) continue;
      await runVerb(kernel, askAboutQuote, { id: quoteId, body: '数量加到这么多，价格还能再优惠些吗？交货期能不能提前两天？' }, { actor: customer });
      yield this.#plots.after(script.slow ? 1_500 : 45);
      await runVerb(kernel, answerAboutQuote, { id: quoteId, body: '我去申请，明天给您新的报价；交货期可以提前。' }, { actor: seller });
    }
    yield* this.#answer(deal, quoteId);
  }

  async #draft(deal: Deal, offer: number, before: string): Promise<string> {
    const { kernel } = this.#tale.product;
    const { rows: [open] } = await kernel.db.query<{ version: number }>("select version from sales.quote where id = $1 and state = 'draft'", [before || null]);
    return (await runVerb(kernel, saveQuote, { opportunityId: deal.id, version: open?.version ?? 0, draft: {
      lines: deal.lines.map((l) => ({ skuId: l.skuId, quantity: l.quantity, unitFen: Math.round((l.priceFen * (l.quantity >= 50 ? 0.97 : 1) * (10_000 - offer)) / 10_000) })),
      validUntil: dayOf(kernel.clock.now() + (deal.script.end === 'expired' ? 3 : 14) * DAY), paymentTerms: '预付三成，发货前付清', deliveryTerms: '款到后七日内送达',
    } }, { actor: deal.seller })).id;
  }

  /** False when whoever had to sign said no. */
  async *#issue(deal: Deal, quoteId: string, offer: number, rejected: boolean): AsyncGenerator<number, boolean, void> {
    const { product: { kernel }, company: { actors } } = this.#tale;
    const issue = async (actor: Actor, override: string | null = null) => runVerb(kernel, issueQuote, { id: quoteId, version: await this.#version('quote', quoteId) }, { actor, override });
    if (deal.script.hasty) {
      await refusedBy('2.2.1', () => issue(deal.seller));
      yield this.#plots.after(35);
      await issue(deal.lead, '客户开业在即，规格明日补齐，先报价');
      yield this.#plots.workday(1, 9, 40);
      const { rows: [asked] } = await kernel.db.query<{ id: string }>("select id from regulation.approval where verb = 'regulation.accept-override' and state = 'waiting' order by requested_at limit 1");
      if (asked) await sign(this.#tale, asked.id, actors.manager, true, '下不为例');
      return true;
    }
    const [margin, signer] = [offer > 4_000, offer <= 1_000 ? deal.lead : offer <= 2_000 ? actors.manager : actors.gm1];
    if (margin) await refusedBy('2.2.3', () => issue(deal.seller));
    const asks = margin ? await this.#asksOf(deal, quoteId) : await orAsk(() => issue(deal.seller));
    if (asks === null) return true;
    const approval = await submit(this.#tale, asks, deal.seller, margin ? '换季清仓，库存占用仓位' : '客户比过三家，量大且答应预付');
    yield this.#plots.after(deal.script.slow ? 900 : 70);
    await sign(this.#tale, approval, signer, !rejected, rejected ? '让得太多，重新谈' : '同意');
    if (rejected) return false;
    yield this.#plots.after(20);
    await issue(deal.seller);
    return true;
  }

  /** What the page itself lays before the general manager where the margin is under the floor. */
  async #asksOf(deal: Deal, quoteId: string) {
    return (await quote(this.#tale.product.kernel, deal.seller, 'own', quoteId)).asks;
  }

  async *#answer(deal: Deal, quoteId: string): Plot {
    const { kernel } = this.#tale.product;
    const { script, seller } = deal;
    if (script.end === 'expired') return;
    yield this.#plots.workday(1, 11, 15);
    if (script.end === 'lost') {
      await runVerb(kernel, loseOpportunity, { id: deal.id, reason: '客户选了本地供应商，差在交货期' }, { actor: seller });
      return;
    }
    await runVerb(kernel, acceptQuote, { id: quoteId, name: '采购负责人', via: 'link' }, { actor: holder('quote', quoteId) });
    if (script.end === 'withdrawn') {
      yield this.#plots.after(90);
      await runVerb(kernel, withdrawQuote, { id: quoteId, reason: '客户改期到明年' }, { actor: seller });
      return;
    }
    yield* this.#papers.contract(deal, quoteId);
  }
}
