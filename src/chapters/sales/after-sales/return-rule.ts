import { DAY, dayOf, startOfDay } from '../../../kernel/clock.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { rule } from '../../../regulation/evaluators/rule.ts';
import type { Cause, Exclusion, Payer, ReturnType } from './contract-words.ts';

/** What the decision rests on, plain JSON: no names, no words of the customer. Days in the company's zone. */
export interface ReturnInputs {
  readonly type: ReturnType;
  readonly cause: Cause;
  readonly shipped: boolean;
  /** Day on which the receiver signed; null while nothing was delivered. */
  readonly signedOn: string | null;
  /** Day on which the customer asked. */
  readonly askedOn: string;
  /** Class of the goods without no-reason return; null for ordinary goods. */
  readonly exclusion: Exclusion | null;
  /** Whether the customer confirmed the exclusion for this purchase, with proof. */
  readonly confirmed: boolean;
  /** Null: not known before the goods are looked at. */
  readonly intact: boolean | null;
  readonly amountFen: number;
}

export interface ReturnOutcome {
  readonly allowed: boolean;
  /** Goods must come back before the money goes. */
  readonly needsGoods: boolean;
  /** Last day, included, on which the customer may ask; null where no day limits it. */
  readonly lastDay: string | null;
  /** What may be done instead where this is not allowed. */
  readonly instead: readonly ReturnType[];
  readonly law: readonly Words[];
}

/** The `days`-th day after the day of signing, which is not counted itself. */
export const lastDayAfter = (signedOn: string, days: number): string => dayOf(startOfDay(signedOn) + days * DAY);

/** The law behind it, by article. */
export const law = {
  noReason: words('《消费者权益保护法》第二十五条：自收到商品之日起七日内退货，无需说明理由', 'Consumer Rights Protection Law, art. 25: seven days to return goods without a reason'),
  fromNextDay: words('《网络购买商品七日无理由退货暂行办法》第十条：七日期间自消费者签收商品的次日开始起算', 'Seven-Day Measures, art. 10: the seven days run from the day after signing'),
  excluded: words('《消费者权益保护法》第二十五条、《七日无理由退货暂行办法》第六条：依法不适用的商品', 'Consumer Rights Protection Law, art. 25, and Seven-Day Measures, art. 6: goods that the law excludes'),
  confirmed: words('《七日无理由退货暂行办法》第七条：经消费者在购买时确认，可以不适用', 'Seven-Day Measures, art. 7: excluded once the consumer confirmed it at the purchase'),
  notConfirmed: words('《七日无理由退货暂行办法》第二十条：如无确认，网络商品销售者不得拒绝七日无理由退货', 'Seven-Day Measures, art. 20: without confirmation the return must not be refused'),
  notIntact: words('《七日无理由退货暂行办法》第八条、第九条：商品应当完好', 'Seven-Day Measures, arts. 8 and 9: the goods must be intact'),
  quality: words('《消费者权益保护法》第二十四条：质量不符的，自收到商品之日起七日内可以退货，运输等必要费用由经营者承担', 'Consumer Rights Protection Law, art. 24: faulty goods may be returned within seven days, the seller bears the freight'),
  qualityLater: words('《消费者权益保护法》第二十四条：七日后不符合法定解除合同条件的，可以要求更换、修理', 'Consumer Rights Protection Law, art. 24: after seven days exchange or repair may be asked for'),
  otherGoods: words('《消费者权益保护法》第四十八条：不按约定提供商品的，应当退货、退款或者补足', 'Consumer Rights Protection Law, art. 48: goods not as agreed are taken back, refunded or made good'),
  delivery: words('《电子商务法》第二十条：经营者承担商品运输中的风险和责任', 'E-Commerce Law, art. 20: the seller bears the risk of transport'),
  refundIn7: words('《消费者权益保护法》第二十五条：自收到退回商品之日起七日内返还价款', 'Consumer Rights Protection Law, art. 25: the price goes back within seven days of the goods’ return'),
  sameWay: words('《七日无理由退货暂行办法》第十四条：退款方式比照购买商品的支付方式', 'Seven-Day Measures, art. 14: the money goes back the way it was paid'),
  freightOwn: words('《消费者权益保护法》第二十五条、《七日无理由退货暂行办法》第十八条：退回商品的运费依法由消费者承担，另有约定的按照约定', 'Consumer Rights Protection Law, art. 25, and Seven-Day Measures, art. 18: the consumer bears the return freight unless agreed otherwise'),
  fifteen: words('《侵害消费者权益行为处罚办法》第九条：超过十五日未办理的，视为故意拖延或者无理拒绝', 'Measures on Penalties, art. 9: more than fifteen days without handling counts as refusal'),
  notShipped: words('《民法典》第五百六十三条：尚未发货，取消订单并全额退款', 'Civil Code, art. 563: nothing has left, the order is cancelled and refunded in full'),
} as const satisfies Record<string, Words>;

type Values = { noReasonReturnDays: number; noReasonExcluded: readonly string[]; noReasonExcludedIfConfirmed: readonly string[]; refundOnlyLimit: bigint };

const goodsStay: readonly ReturnType[] = ['before-shipping', 'replacement'];
/** Faults that are not the customer's: his rights do not hang on the class of the goods. */
const quality: readonly Cause[] = ['faulty', 'not-as-described'];
const ours: readonly Cause[] = ['wrong-goods', 'transport-damage', 'late'];

/** Whether a return is allowed, whether the goods must come back, and by which article (clause 2.4.2). Pure: the same case is decided the same. */
export const returnDecision = rule<ReturnInputs, ReturnOutcome>({
  name: 'sales.return-decision', version: 1,
  decide: (c, given) => {
    const v = given as unknown as Values;
    const money = c.type === 'return' || c.type === 'refund-only' || c.type === 'refused-parcel';
    const small = c.type === 'refund-only' && BigInt(c.amountFen) < v.refundOnlyLimit;
    const needsGoods = !goodsStay.includes(c.type) && !small && !(c.type === 'refund-only' && (c.signedOn === null || ours.includes(c.cause)));
    const yes = (exception: string | null, because: Words, articles: readonly Words[], lastDay: string | null = null) => ({
      outcome: { allowed: true, needsGoods, lastDay, instead: [], law: [...articles, ...(money ? [law.refundIn7, law.sameWay] : [])] }, exception: small && exception === null ? 'small-amount' : exception, because,
    });
    const denied = (exception: string | null, because: Words, articles: readonly Words[], lastDay: string | null, instead: readonly ReturnType[] = []) =>
      ({ outcome: { allowed: false, needsGoods: false, lastDay, instead, law: articles }, exception, because });

    if (!c.shipped) return yes(null, words('尚未发货，可以退款', 'Nothing has left: it can be refunded'), [law.notShipped]);
    if (c.type === 'refused-parcel') return yes(null, words('客户拒收，商品退回后退款', 'The parcel was refused: refunded when the goods are back'), [law.delivery]);
    if (ours.includes(c.cause)) return yes('faulty', c.cause === 'wrong-goods' ? words('错发漏发由公司负责', 'Wrong or missing goods are ours') : words('运输中的风险由公司承担', 'The risk of transport is ours'), [c.cause === 'wrong-goods' ? law.otherGoods : law.delivery]);
    if (c.signedOn === null) return yes(null, words('尚未签收，可以退货', 'Not yet signed for: it can be returned'), [law.delivery]);
    const lastDay = lastDayAfter(c.signedOn, v.noReasonReturnDays);
    const inTime = c.askedOn <= lastDay;
    if (quality.includes(c.cause)) {
      if (inTime) return yes('faulty', words(`质量问题，签收次日起 ${v.noReasonReturnDays} 日内（至 ${lastDay}）`, `Faulty, within ${v.noReasonReturnDays} days of the day after signing (until ${lastDay})`), [law.quality, law.fromNextDay], lastDay);
      if (c.type === 'exchange' || c.type === 'repair' || c.type === 'replacement') return yes('faulty', words('质量问题，七日后可以更换、修理', 'Faulty: after seven days it is exchanged or repaired'), [law.qualityLater], lastDay);
      return denied('faulty', words(`质量问题的退货期至 ${lastDay} 止，可以更换或修理`, `The time to return faulty goods ended on ${lastDay}; they can be exchanged or repaired`), [law.qualityLater], lastDay, ['exchange', 'repair']);
    }
    // What is left is the customer's own cause.
    if (c.exclusion !== null && v.noReasonExcluded.includes(c.exclusion)) return denied('excluded', words('依法不适用无理由退货的商品', 'Goods that the law excludes from no-reason returns'), [law.excluded], null);
    if (c.exclusion !== null && v.noReasonExcludedIfConfirmed.includes(c.exclusion) && c.confirmed)
      return denied('confirmed-exclusion', words('购买时客户已确认不适用无理由退货', 'The customer confirmed the exclusion at the purchase'), [law.confirmed], null);
    if (!inTime) return denied(null, words(`无理由退货期至 ${lastDay} 止`, `The no-reason period ended on ${lastDay}`), [law.noReason, law.fromNextDay], lastDay);
    if (c.intact === false) return denied(null, words('商品已不完好', 'The goods are no longer intact'), [law.notIntact], lastDay);
    if (c.type === 'repair') return denied(null, words('没有质量问题，不需要维修', 'Nothing is faulty: there is nothing to repair'), [law.quality], lastDay, ['return']);
    const unconfirmed = c.exclusion !== null && v.noReasonExcludedIfConfirmed.includes(c.exclusion);
    return yes(null, words(`签收次日起 ${v.noReasonReturnDays} 日内（至 ${lastDay}），准予${small ? '直接退款' : '退货'}`, `Within ${v.noReasonReturnDays} days of the day after signing (until ${lastDay})`),
      [law.noReason, law.fromNextDay, ...(unconfirmed ? [law.notConfirmed] : [])], lastDay);
  },
});

export interface FreightInputs { readonly cause: Cause; readonly shipped: boolean }

/** Who pays the freight of the way back (clause 2.4.2). */
export const freightPayer = rule<FreightInputs, { payer: Payer; law: Words }>({
  name: 'sales.freight-payer', version: 1,
  decide: ({ cause, shipped }, values) => {
    const company = (exception: string, because: Words, article: Words) => ({ outcome: { payer: 'company' as const, law: article }, exception, because });
    if (!shipped) return company('wrong-goods', words('尚未发货，没有退货运费', 'Nothing has left: there is no freight'), law.notShipped);
    if (quality.includes(cause)) return company('faulty', words('质量问题由公司承担', 'Faulty goods: the company'), law.quality);
    if (cause === 'wrong-goods') return company('wrong-goods', words('错发、漏发由公司承担', 'Wrong or missing goods: the company'), law.otherGoods);
    if (cause === 'transport-damage' || cause === 'late') return company('transport-damage', words('运输问题由公司先行承担，再向承运商追偿', 'Damage or delay on the way: the company, which recovers it from the carrier'), law.delivery);
    const payer = values['freightOwnCause'] as Payer;
    const said = { customer: words('客户自身原因，由客户承担', 'The customer’s own cause: the customer'), company: words('客户自身原因，公司规定由公司承担', 'The customer’s own cause; the company has chosen to pay'), shared: words('客户自身原因，双方各半', 'The customer’s own cause: half each') }[payer];
    return { outcome: { payer, law: law.freightOwn }, exception: null, because: said };
  },
});
