import { DAY } from '../../kernel/clock.ts';
import type { Actor } from '../../kernel/actor.ts';
import { runVerb } from '../../kernel/verb.ts';
import { agreeAction, recordCause, verifyAction } from '../../chapters/sales/after-sales/complaint-causes.ts';
import { acceptComplaint, closeComplaint, confirmResult, noteComplaint, receiveComplaint, tellResult, withdrawComplaint } from '../../chapters/sales/after-sales/complaint-verbs.ts';
import { payRefund } from '../../chapters/finance/index.ts';
import { answerFeedback, finishTask, markSpam, mergeFeedback, openTask, receiveFeedback } from '../../chapters/sales/after-sales/feedback-verbs.ts';
import type { Login } from './company.ts';
import type { Plot, Plots } from './plots.ts';
import { askWaiver, sign } from './signing.ts';
import type { Tale } from './tale.ts';

/** How one complaint goes; what is left out goes as it should. */
interface ComplaintScript {
  readonly about: string;
  readonly cause: 'defect' | 'late-delivery' | 'damaged-parcel' | 'slow-answer' | 'not-as-promised' | 'unsafe';
  readonly severity?: 'serious' | 'safety';
  readonly accepted?: 'late';
  /** No note while days go by. */
  readonly told?: 'late' | 'excused';
  readonly compensationFen?: number;
  readonly unhappy?: boolean;
  /** Closed without the customer's word: an exception under the clause. */
  readonly unconfirmed?: boolean;
  readonly analysed?: 'late' | 'excused';
  readonly action?: 'kept' | 'late' | 'excused';
  readonly withdrawn?: boolean;
}
const scripts: readonly ComplaintScript[] = [
  { about: '杯子漏水，打电话没人管', cause: 'defect', compensationFen: 1_500, action: 'kept' }, { about: '快递一周没到，问了三次没结果', cause: 'late-delivery', accepted: 'late', told: 'late', unhappy: true, analysed: 'late' },
  { about: '盖子合不上，同事买的也这样', cause: 'defect', severity: 'serious', compensationFen: 8_000, action: 'late' }, { about: '包裹压扁，里面碎了一地', cause: 'damaged-parcel', told: 'excused', unconfirmed: true },
  { about: '又是漏水，怀疑整批有问题', cause: 'defect', action: 'excused', analysed: 'excused' }, { about: '壶把松动，差点烫到孩子', cause: 'unsafe', severity: 'safety', compensationFen: 15_000, action: 'kept' },
  { about: '说好送赠品没有送', cause: 'not-as-promised', withdrawn: true }, { about: '客服半天不回话', cause: 'slow-answer' },
];

interface FeedbackScript { readonly words: string; readonly channel: 'page' | 'phone' | 'mail' | 'review'; readonly rating?: number; readonly answered?: 'late' | 'excused' | 'merged' | 'spam'; readonly help?: 'warehouse' | 'logistics-clerk'; readonly helped?: 'late' | 'excused' }
const feedback: readonly FeedbackScript[] = [
  { words: '杯子好看，就是包装太大', channel: 'review', rating: 4, help: 'warehouse' }, { words: '建议出大一号的收纳箱', channel: 'page', answered: 'late' }, { words: '快递员态度不好', channel: 'phone', help: 'logistics-clerk', helped: 'late' },
  { words: '发票抬头能不能自己改', channel: 'mail', answered: 'excused' }, { words: '说过一次了：包装太大', channel: 'page', answered: 'merged' }, { words: '加微信领优惠券', channel: 'review', answered: 'spam' },
  { words: '茶叶很香，下次还来', channel: 'review', rating: 5 }, { words: '少了一根杯刷，能补吗', channel: 'page', help: 'warehouse', helped: 'excused' },
];

/** Feedback (2.4.1) and complaints (2.4.3): answered, accepted, told, confirmed and understood, in time or not. */
export class ComplaintsTold {
  readonly #tale: Tale;
  readonly #plots: Plots;
  #complaints = 0;
  #feedback = 0;
  #lastFeedback: string | null = null;
  readonly #taken: Set<string>;

  constructor(tale: Tale, plots: Plots, taken: Set<string>) {
    this.#tale = tale;
    this.#plots = plots;
    this.#taken = taken;
  }

  get #kernel() {
    return this.#tale.product.kernel;
  }
  get #actors() {
    return this.#tale.company.actors;
  }

  async complain(many: number): Promise<void> {
    for (let n = 0; n < many; n += 1) {
      const order = await this.#order();
      if (!order) return;
      this.#plots.begin(this.#plots.after(55 + 40 * n), this.#complaint(scripts[this.#complaints++ % scripts.length]!, order));
    }
  }
  async say(many: number): Promise<void> {
    for (let n = 0; n < many; n += 1) {
      const order = await this.#order();
      if (!order) return;
      this.#plots.begin(this.#plots.after(15 + 50 * n), this.#feedbackOf(feedback[this.#feedback++ % feedback.length]!, order));
    }
  }

  /** An order that has left, that nobody complained of. */
  async #order(): Promise<string | null> {
    const { rows: [order] } = await this.#kernel.db.query<{ id: string }>(`select o.id from sales."order" o where o.state in ('completed', 'shipped') and o.source = 'import' and o.refunded_fen = 0 and o.placed_at > to_timestamp($1 / 1000.0) and o.payable_fen > 3000
      and not exists (select 1 from sales.return r where r.order_id = o.id) and not exists (select 1 from sales.complaint c where c.order_id = o.id) and not exists (select 1 from sales.feedback f where f.order_id = o.id) and o.id <> all ($2::uuid[]) order by o.placed_at, o.id limit 1`, [this.#kernel.clock.now() - 9 * DAY, [...this.#taken]]);
    if (order) this.#taken.add(order.id);
    return order?.id ?? null;
  }

  async #excuse(control: string, subject: string, by: Login, reason: string): Promise<void> {
    const asked = await askWaiver(this.#tale, control, subject, this.#actors[by], reason);
    if (asked) await sign(this.#tale, asked, this.#actors.manager, true, '同意');
  }

  async *#complaint(script: ComplaintScript, orderId: string): Plot {
    const { agent1, servicelead, cashier } = this.#actors;
    const { id } = await runVerb(this.#kernel, receiveComplaint, { orderId, channel: script.severity ? 'phone' : 'platform', severity: script.severity ?? 'normal', about: script.about }, { actor: agent1 });
    const version = async (): Promise<number> => (await this.#kernel.db.query<{ version: number }>('select version from sales.complaint where id = $1', [id])).rows[0]!.version;
    yield this.#plots.after(script.accepted === 'late' ? 200 : 22);
    await runVerb(this.#kernel, acceptComplaint, { id, version: await version() }, { actor: agent1 });
    if (script.withdrawn) {
      yield this.#plots.after(120);
      await runVerb(this.#kernel, withdrawComplaint, { id, version: await version() }, { actor: agent1 });
      return;
    }
    yield this.#plots.after(script.told ? 60 : 35);
    if (script.told === 'excused') for (const control of ['progress-told', 'result-told-in-time']) await this.#excuse(control, id, 'servicelead', '客户出国一周，约定回国后再谈');
    yield this.#plots.workday(script.told ? 4 : 1, 10, 10);
    await runVerb(this.#kernel, noteComplaint, { id, words: '已与仓库和承运商核实，正在商定处理办法', toCustomer: true }, { actor: agent1 });
    yield this.#plots.workday(1, 11);
    const teller = (script.compensationFen ?? 0) > 2_000 ? servicelead : agent1;
    await runVerb(this.#kernel, tellResult, { id, version: await version(), result: '免费补发并致歉', compensationFen: script.compensationFen ?? 0 }, { actor: teller });
    if (script.compensationFen) await this.#compensate(id, cashier);
    yield this.#plots.after(300);
    if (script.unhappy) {
      await runVerb(this.#kernel, confirmResult, { id, version: await version(), satisfied: false, how: '电话：补发又晚了', rating: 1 }, { actor: agent1 });
      yield this.#plots.workday(2, 14);
      await runVerb(this.#kernel, tellResult, { id, version: await version(), result: '改为全额补偿运费，并由主管致电道歉', compensationFen: 0 }, { actor: servicelead });
      yield this.#plots.after(90);
    }
    if (!script.unconfirmed) await runVerb(this.#kernel, confirmResult, { id, version: await version(), satisfied: true, how: '电话确认', rating: script.unhappy ? 3 : 5 }, { actor: agent1 });
    yield this.#plots.after(40);
    await runVerb(this.#kernel, closeComplaint, { id, version: await version() }, { actor: agent1 });
    yield* this.#understood(script, id, version);
  }

  async #compensate(id: string, actor: Actor): Promise<void> {
    const { rows: [refund] } = await this.#kernel.db.query<{ id: string; version: number }>("select id, version from finance.refund where source_id = $1 and state = 'due'", [id]);
    if (refund) await runVerb(this.#kernel, payRefund, { id: refund.id, version: refund.version, note: '投诉补偿' }, { actor });
  }

  async *#understood(script: ComplaintScript, id: string, version: () => Promise<number>): Plot {
    const { servicelead, buyer1 } = this.#actors;
    if (script.analysed === 'excused') {
      yield this.#plots.after(30);
      await this.#excuse('cause-found-in-time', id, 'servicelead', '送检报告两周后才出');
    }
    yield this.#plots.workday(script.analysed ? 8 : 2, 15);
    await runVerb(this.#kernel, recordCause(this.#tale.product.engine), {
      id, version: await version(), cause: script.cause, whys: ['密封圈变形，合盖不严', '供应商换了硅胶材料', '换料没有通知我们', '采购合同未约定材料变更须报备', '合同模板缺这一条'], carrier: script.cause === 'late-delivery' || script.cause === 'damaged-parcel' ? '圆通速递' : null,
    }, { actor: servicelead });
    if (!script.action) return;
    await runVerb(this.#kernel, agreeAction, { id, what: '来料逐批抽检密封圈，采购合同增加材料变更报备条款', ownerId: buyer1.id!, dueAt: this.#kernel.clock.now() + 5 * DAY }, { actor: servicelead });
    const { rows: [action] } = await this.#kernel.db.query<{ id: string; version: number }>('select id, version from sales.complaint_action where complaint_id = $1', [id]);
    if (script.action === 'excused') await this.#excuse('cure-carried-out', action!.id, 'buyer1', '等供应商新模具到厂');
    yield this.#plots.workday(script.action === 'kept' ? 2 : 6, 10, 50);
    await runVerb(this.#kernel, verifyAction, { id: action!.id, version: action!.version, effect: '抽检三批全部合格，两周内无同类投诉' }, { actor: servicelead });
  }

  async *#feedbackOf(script: FeedbackScript, orderId: string): Plot {
    const { agent1, warehouse1, logistics } = this.#actors;
    const { id, feedbackNo } = await runVerb(this.#kernel, receiveFeedback, { channel: script.channel, orderId, words: script.words, rating: script.rating ?? null, author: '买家' }, { actor: agent1 });
    const version = async (): Promise<number> => (await this.#kernel.db.query<{ version: number }>('select version from sales.feedback where id = $1', [id])).rows[0]!.version;
    yield this.#plots.after(script.answered === 'late' ? 420 : 45);
    if (script.answered === 'spam') return void (await runVerb(this.#kernel, markSpam, { id, version: await version() }, { actor: agent1 }));
    if (script.answered === 'merged' && this.#lastFeedback) return void (await runVerb(this.#kernel, mergeFeedback, { id, version: await version(), into: this.#lastFeedback }, { actor: agent1 }));
    if (script.answered === 'excused') {
      await this.#excuse('feedback-answered-in-time', id, 'servicelead', '客户约定明日上午电话沟通');
      yield this.#plots.after(600);
    }
    this.#lastFeedback = feedbackNo;
    if (script.help) await runVerb(this.#kernel, openTask, { id, post: script.help, ask: '请核实并回复处理办法' }, { actor: agent1 });
    await runVerb(this.#kernel, answerFeedback, { id, words: '感谢您的意见，我们已转相关同事核实，会尽快答复您。', public: true }, { actor: agent1 });
    if (!script.help) return;
    const { rows: [task] } = await this.#kernel.db.query<{ id: string; version: number }>('select id, version from sales.feedback_task where feedback_id = $1', [id]);
    const helper = script.help === 'warehouse' ? warehouse1 : logistics;
    if (script.helped === 'excused') await this.#excuse('help-given-in-time', task!.id, 'servicelead', '等厂家补寄配件');
    yield script.helped ? this.#plots.workday(3, 11) : this.#plots.after(130);
    await runVerb(this.#kernel, finishTask, { id: task!.id, version: task!.version, answer: '已核实，改用小箱；配件随下一单补寄' }, { actor: helper });
  }
}
