import { DAY, HOUR } from '../../../kernel/clock.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { assignLead } from './assign-lead.ts';
import { assignWaiting } from './assign-waiting.ts';
import { captureLead } from './capture-lead.ts';
import { convertLead, discardLead } from './change-lead.ts';
import type { LeadChannel } from './contract-words.ts';
import { saveGreeting } from './greetings.ts';
import { recycleIdle } from './jobs.ts';
import { pickLead, releaseLead } from './pool.ts';
import { recordContact } from './record-contact.ts';

/** A seeded source of chance. */
interface Chance { int(from: number, to: number): number; pick<T>(from: readonly T[]): T; yes(probability: number): boolean; weighted<T>(from: readonly (readonly [T, number])[]): T }

const surnames = ['赵', '钱', '孙', '李', '周', '吴', '郑', '王', '冯', '陈', '褚', '卫', '蒋', '沈', '韩', '杨'];
const called = ['先生', '女士', '经理', '主任', '采购'];
const places = [['浙江省', '杭州市'], ['浙江省', '嘉兴市'], ['江苏省', '苏州市'], ['广东省', '广州市'], ['广东省', '佛山市'], ['上海市', '上海市'], ['四川省', '成都市'], ['湖北省', '武汉市']] as const;
const trades = ['商贸', '礼品', '文化用品', '酒店用品', '办公设备', '百货'];
const channels: readonly (readonly [LeadChannel, number])[] = [['taobao', 5], ['jd', 3], ['douyin', 3], ['website', 4], ['fair', 3], ['wechat', 3], ['search', 3], ['referral', 2], ['phone', 2]];
const cost: Partial<Record<LeadChannel, number>> = { search: 4_500, fair: 6_000, douyin: 1_800, website: 900 };
const needs = ['员工福利要 300 个保温杯，十天内到货', '年会礼品，预算每份 80 元，先看样品', '酒店客房杯具 500 套，要能印标志', '问批发价和起订量', '学校开学礼，需要开发票', '想代理分销，了解返点'];

/**
 * Leads in the story of the demo company: one seller who calls on the day, one who lets things lie, a lead who tidies up. Everything through
 * the verbs; the clauses 2.1.2 and 2.1.3 show cases kept, broken and excepted.
 */
export class LeadTale {
  readonly #kernel: Kernel;
  readonly #actors: { seller1: Actor; seller2: Actor; lead1: Actor; manager: Actor; operator: Actor };
  readonly #random: Chance;
  #serial = 0;
  readonly #phones: string[] = [];

  constructor(given: { kernel: Kernel; actors: { seller1: Actor; seller2: Actor; lead1: Actor; manager: Actor; operator: Actor }; random: Chance }) {
    this.#kernel = given.kernel;
    this.#actors = given.actors;
    this.#random = given.random;
  }

  async begin(): Promise<void> {
    for (const [title, body] of [
      ['企业采购开场', '您好，我是山海优品的销售顾问。看到您在询问团购，方便的话我先了解一下用途、数量和到货时间，再给您合适的方案。'],
      ['展会回访', '您好，我们在展会上见过面，答应给您的样品和报价已经准备好，想确认一下收件地址和您最关心的几点。'],
    ] as const) await runVerb(this.#kernel, saveGreeting, { id: null, version: null, title, channel: 'phone', body, active: true }, { actor: this.#actors.lead1 });
  }

  /** Leads come in; those without a channel wait, the rest are handed out as they come. */
  async morning(working: boolean): Promise<void> {
    const random = this.#random;
    const many = working ? random.int(2, 5) : random.int(0, 2);
    for (let i = 0; i < many; i += 1) await this.#one(random.yes(0.05) ? null : random.weighted(channels));
    await assignWaiting(this.#kernel);
    if (!working || !random.yes(0.3)) return;
    // The lead hands out by hand what lacks its channel: an exception under the gate.
    const { rows } = await this.#kernel.db.query<{ id: string }>("select id from sales.lead where state = 'new' and channel is null order by captured_at limit 1");
    for (const { id } of rows) await this.#try(() => runVerb(this.#kernel, assignLead, { id, sellerId: this.#actors.seller1.id, reason: '来电客户，先跟进' }, { actor: this.#actors.manager }));
  }

  async #one(channel: LeadChannel | null): Promise<void> {
    const random = this.#random;
    this.#serial += 1;
    const place = random.pick(places);
    const again = random.yes(0.06) && this.#phones.length > 10;
    const phone = again ? random.pick(this.#phones) : `1${random.pick(['38', '39', '58', '86'])}${String(10_000_000 + ((this.#serial * 7_919) % 89_999_999)).slice(0, 8)}`;
    if (!again) this.#phones.push(phone);
    const company = random.yes(0.45) ? `${place[1].replace('市', '')}示例${this.#serial}${random.pick(trades)}有限公司` : null;
    await runVerb(this.#kernel, captureLead, {
      name: `${random.pick(surnames)}${random.pick(called)}`, company, phone, email: company && random.yes(0.4) ? `buyer${this.#serial}@example.com` : null, channel, sourceDetail: channel === 'fair' ? '秋季家居展' : channel === 'search' ? '品牌词推广' : null,
      costFen: channel ? (cost[channel] ?? 0) : 0, province: place[0], city: place[1], productLine: random.pick(['杯壶', '茶具', '餐厨', null]), need: random.yes(0.7) ? random.pick(needs) : null, tags: company && random.yes(0.2) ? ['大客户'] : [],
    }, { actor: random.yes(0.5) ? this.#actors.operator : this.#actors.lead1 });
  }

  /** Sellers call: the one the same day, the other when it suits; what was agreed is done, mostly. `left`: days until the story ends. */
  async afternoon(left: number): Promise<void> {
    const { seller1, seller2 } = this.#actors;
    await this.#calls(seller1, left <= 1 ? 0.5 : 0.93);
    await this.#calls(seller2, left <= 1 ? 0.3 : 0.66);
  }

  async #calls(seller: Actor, diligence: number): Promise<void> {
    const random = this.#random;
    const { kernel } = { kernel: this.#kernel };
    const now = kernel.clock.now();
    const { rows } = await kernel.db.query<{ id: string; state: string; tries: number; due: boolean; reached: number }>(
      `select id, state, contacts as tries, coalesce(next_at < to_timestamp(($2::bigint + 86400000) / 1000.0), false) as due, (select count(*)::int from sales.lead_contact c where c.lead_id = l.id and c.reached) as reached
       from sales.lead l where owner_id = $1 and state in ('assigned', 'contacted') order by assigned_at`, [seller.id, now]);
    for (const lead of rows) {
      if (lead.state === 'contacted' && !lead.due) {
        if (random.yes(0.02)) await this.#try(() => runVerb(kernel, releaseLead, { id: lead.id, reason: '多次跟进无意向' }, { actor: seller }));
        continue;
      }
      if (!random.yes(diligence)) continue;
      if (lead.state === 'assigned' && random.yes(0.04)) {
        await runVerb(kernel, discardLead, { id: lead.id, reason: random.pick(['空号', '同行询价', '广告推销']) }, { actor: seller });
        continue;
      }
      if (lead.state === 'contacted' && lead.reached >= 2 && random.yes(0.35)) {
        await runVerb(kernel, convertLead, { id: lead.id }, { actor: seller });
        continue;
      }
      const reached = random.yes(0.82);
      const goesOn = reached && random.yes(0.75);
      await runVerb(kernel, recordContact, {
        id: lead.id, channel: random.weighted([['phone', 6], ['wechat', 3], ['platform-chat', 2]] as const), reached, words: reached ? random.pick(['问候并了解用途，客户在比较三家', '介绍了礼盒装和印标，客户要样品', '确认数量和预算，约定再谈']) : random.pick(['无人接听', '说在开会，改约']),
        ...(reached ? { need: random.pick(needs) } : {}), ...(goesOn ? { nextStep: random.pick(['寄样品并报价', '发阶梯价和账期', '约视频看货']), nextAt: now + random.int(1, 4) * DAY + HOUR } : {}),
      }, { actor: seller });
    }
  }

  /** In the evening what lay too long is warned of and taken back; who has room picks from the pool. */
  async evening(): Promise<void> {
    await recycleIdle(this.#kernel);
    if (!this.#random.yes(0.4)) return;
    const { rows } = await this.#kernel.db.query<{ id: string }>("select id from sales.lead where state = 'pool' order by score desc, pooled_at limit 1");
    for (const { id } of rows) await this.#try(() => runVerb(this.#kernel, pickLead, { id }, { actor: this.#actors.seller1 }));
  }

  /** A refusal by the company's own limits is part of the story (picked too soon, another team's); anything else is a fault. */
  async #try(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
}
