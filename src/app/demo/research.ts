import { DAY, dayOf } from '../../kernel/clock.ts';
import type { Actor } from '../../kernel/actor.ts';
import { runVerb } from '../../kernel/verb.ts';
import { observeCompetitor, saveCompetitor } from '../../chapters/sales/research/competitors.ts';
import { addLink, addTask, finishTask, markRead, publishResearch, startResearch, writeResearch } from '../../chapters/sales/research/report.ts';
import type { Plot, Plots } from './plots.ts';
import type { Chance } from './random.ts';
import { askWaiver, orAsk, sign, submit } from './signing.ts';
import { weekdayOf, type Tale } from './tale.ts';

const rivals = [
  { name: '示例竞品·暖杯', platform: 'taobao', products: [['保温杯 350ml', 7_500], ['运动保温杯 500ml', 9_200]] }, { name: '示例竞品·茗器', platform: 'jd', products: [['功夫茶具六件', 18_900]] },
  { name: '示例竞品·居家优选', platform: 'pdd', products: [['毛巾五条装', 4_900], ['收纳箱三只装', 8_800]] },
] as const;
const features = ['赠杯刷一支', '新增莫兰迪色', '改用 316 内胆并在主图标注', '满两件打九折', '发货仓增加华南'];

/** `2026-11` and so many months on. */
function monthsAfter(period: string, months: number): string {
  const at = Number(period.slice(0, 4)) * 12 + Number(period.slice(5)) - 1 + months;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
}

/** Market research (clause 2.1.1): competitors watched week by week, a report each month, its conclusions carried out or not. */
export class Research {
  readonly #tale: Tale;
  readonly #plots: Plots;
  readonly #random: Chance;
  #rivals: { id: string; products: [string, number][] }[] = [];
  #from = '';

  constructor(tale: Tale, plots: Plots, random: Chance) {
    this.#tale = tale;
    this.#plots = plots;
    this.#random = random;
  }

  get #actors() {
    return this.#tale.company.actors;
  }

  async begin(): Promise<void> {
    const { kernel } = this.#tale.product;
    // The month in which the department begins is excused, the one after it was too busy; from then on there is a report in each.
    this.#from = monthsAfter(dayOf(kernel.clock.now()).slice(0, 7), 2);
    for (const r of rivals)
      this.#rivals.push({ id: (await runVerb(kernel, saveCompetitor, { id: null, version: null, name: r.name, platform: r.platform, url: 'https://example.com/shop', active: true }, { actor: this.#actors.lead1 })).id, products: r.products.map(([p, fen]) => [p, fen]) });
    this.#plots.begin(this.#plots.workday(0, 10, 40), this.#firstMonth());
  }

  /** Opened in the middle of a month: no report of it is worth writing, and the head agrees. */
  async *#firstMonth(): Plot {
    await this.#tale.product.settle();
    const { rows: [company] } = await this.#tale.product.kernel.db.query<{ id: string }>("select subject_id as id from regulation.obligation where control = 'research-published' and open limit 1");
    const asked = company ? await askWaiver(this.#tale, 'research-published', company.id, this.#actors.lead1, '部门本月中途组建，尚无完整一月的数据') : null;
    yield this.#plots.after(95);
    if (asked) await sign(this.#tale, asked, this.#actors.manager, true, '从下月起按月发布');
  }

  async morning(day: number): Promise<void> {
    // Tuesdays somebody looks around.
    if (weekdayOf(day) === 2) await this.#observe(day);
    const period = dayOf(day).slice(0, 7);
    if (dayOf(day).slice(8) === '08' && period >= this.#from) this.#plots.begin(this.#plots.workday(1, 14), this.#report(period));
  }

  async #observe(day: number): Promise<void> {
    for (const rival of this.#rivals) {
      const product = this.#random.pick(rival.products);
      const feature = this.#random.yes(0.3) ? this.#random.pick(features) : null;
      product[1] = Math.round((product[1] * this.#random.pick([0.95, 0.97, 1, 1, 1.02])) / 10) * 10;
      await runVerb(this.#tale.product.kernel, observeCompetitor, { id: rival.id, product: product[0], observedOn: dayOf(day), priceFen: product[1], feature, url: 'https://example.com/item' }, { actor: this.#actors.seller1 });
    }
  }

  async *#report(period: string): Plot {
    const { product, company: { actors } } = this.#tale;
    const { kernel } = product;
    const { id } = await runVerb(kernel, startResearch, { period }, { actor: actors.seller1 });
    yield this.#plots.workday(1, 15);
    await runVerb(kernel, writeResearch, { id, version: 1, title: `${period} 市场调研报告`, sections: {
      market: '家居日用类目大盘平稳，礼品与团购需求随季节走高，客单价较上月略升，直播渠道占比继续扩大。', competitors: '三家主要对手中两家下调保温杯价格，一家改用 316 内胆并以此为卖点，赠品与包邮门槛各有调整。',
      demand: '企业福利与开学、年会采购询价增加，集中在五十到三百件，客户普遍关心印标与交货期。', 'trends-policy': '平台加强对绝对化用语与材质标注的检查，环保包装成为企业客户的加分项，快递旺季附加费将调整。',
      conclusions: '主推礼盒装与五十件起订的阶梯价；核对全部详情页用语；与承运商提前谈定旺季运价。',
    } }, { actor: actors.seller1 });
    for (const [section, title] of [['market', '行业大盘周报'], ['competitors', '对手店铺详情页'], ['demand', '询价记录汇总'], ['trends-policy', '平台规则公告']] as const)
      await runVerb(kernel, addLink, { id, section, title, url: 'https://example.com/source', seenOn: dayOf(kernel.clock.now()) }, { actor: actors.seller1 });
    // One conclusion is carried out, one is late, one is taken off, one is excused.
    const tasks: { id: string; owner: Actor }[] = [];
    for (const [text, owner, days] of [['上线五十件起订的阶梯价', actors.operator, 8], ['核对详情页绝对化用语', actors.seller2, 3], ['与承运商谈旺季运价', actors.logistics, 12], ['拍摄礼盒装新主图', actors.seller1, 6]] as const)
      tasks.push({ id: (await runVerb(kernel, addTask, { id, text, ownerId: owner.id!, dueOn: dayOf(kernel.clock.now() + days * DAY) }, { actor: actors.lead1 })).id, owner });
    yield this.#plots.workday(0, 16, 30);
    const publish = () => runVerb(kernel, publishResearch(product.engine), { id }, { actor: actors.lead1 });
    const asks = await orAsk(publish);
    if (asks) {
      const approval = await submit(this.#tale, asks, actors.lead1, `${period} 报告已成稿`);
      yield this.#plots.after(200);
      await sign(this.#tale, approval, actors.manager, true, '同意发布，结论逐条落实');
      yield this.#plots.after(10);
      await publish();
    }
    for (const reader of [actors.seller1, actors.operator, actors.gm1, actors.lead2]) {
      yield this.#plots.after(90);
      await runVerb(kernel, markRead, { id }, { actor: reader });
    }
    const finish = (n: number, outcome: 'done' | 'dropped', result: string) => runVerb(kernel, finishTask, { id: tasks[n]!.id, outcome, result }, { actor: outcome === 'done' ? tasks[n]!.owner : actors.lead1 });
    const waiver = await askWaiver(this.#tale, 'conclusion-carried-out', tasks[3]!.id, actors.seller1, '摄影棚检修，改到下月拍摄');
    yield this.#plots.workday(1, 10);
    if (waiver) await sign(this.#tale, waiver, actors.manager, true, '同意顺延');
    yield this.#plots.workday(3, 17);
    await finish(0, 'done', '价目表已上线，详情页同步');
    yield this.#plots.workday(2, 11);
    await finish(1, 'done', '改了十二处用语');
    await finish(2, 'dropped', '承运商年底统一谈，并入年度协议');
  }
}
