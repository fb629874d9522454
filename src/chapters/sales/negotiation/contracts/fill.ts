import mustache from 'mustache';
import { formatYuan } from '../../../../kernel/money.ts';
import { refuse } from '../../../../kernel/refusal.ts';
import { words, type Words } from '../../../../kernel/words.ts';
import { negotiationNo } from '../refusals.ts';

/** Every name that a template may use (ADR 0016): nothing else exists, there is no logic. Lists have names of their own inside. */
export const templateNames: Readonly<Record<string, Words>> = {
  contractNo: words('合同编号', 'Number'), quoteNo: words('报价单号', 'Quote'), today: words('拟定日期', 'Day of the draft'), company: words('本公司名称', 'Our company'), customer: words('客户名称', 'Customer'), customerNo: words('客户编号', 'Customer number'),
  seller: words('经办人', 'Seller'), goods: words('商品明细（列表）', 'Goods (list)'), goodsTotal: words('货款合计', 'Goods in all'), freight: words('运费', 'Freight'), total: words('合同总额', 'Total'), payment: words('付款方式', 'Payment'),
  delivery: words('交货约定', 'Delivery'), plan: words('付款计划（列表）', 'Payment plan (list)'), expiresOn: words('合同到期日', 'Ends on'), afterSales: words('客户的售后要求', 'After-sales needs'),
};
export const listNames: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  goods: { position: words('序号', 'No.'), code: words('编码', 'Code'), name: words('品名', 'Name'), spec: words('规格', 'Specification'), quantity: words('数量', 'Quantity'), unitPrice: words('单价', 'Unit price'), amount: words('金额', 'Amount') },
  plan: { step: words('期次', 'Step'), name: words('名目', 'Name'), share: words('比例', 'Share'), amount: words('金额', 'Amount'), due: words('到期', 'Due') },
};

export interface ContractGoods { position: number; code: string; name: string; spec: string; quantity: number; unitFen: bigint; amountFen: bigint }
export interface PlanStep { name: string; shareBasisPoints: number; amountFen: number; /** null: on confirmation. */ due: string | null }
export interface ContractData {
  contractNo: string; quoteNo: string; today: string; company: string; customer: string; customerNo: string; seller: string; goods: readonly ContractGoods[]; goodsFen: bigint; freightFen: bigint;
  payment: string; delivery: string; plan: readonly PlanStep[]; expiresOn: string | null; afterSales: string;
}

type Token = [type: string, name: string, from: number, to: number, inner?: Token[] | string, ...rest: unknown[]];

/** Names that a template uses and nobody knows, as they stand there. Partials, raw HTML and changed signs are unknown too. */
export function unknownNames(template: string): string[] {
  let tokens: Token[];
  try {
    tokens = mustache.parse(template) as unknown as Token[];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  const unknown: string[] = [];
  const walk = (list: readonly Token[], within: string | null): void => {
    for (const [type, name, , , inner] of list) {
      if (type === 'text') continue;
      const isList = type === '#' || type === '^';
      const known = isList ? within === null && (name in listNames || (name in templateNames && !(name in listNames)))
        : type === 'name' && ((within === null && name in templateNames && !(name in listNames)) || (within !== null && (name in (listNames[within] ?? {}) || (name in templateNames && !(name in listNames)))));
      if (!known) unknown.push(type === 'name' || isList ? name : `${type}${name}`);
      else if (isList && Array.isArray(inner)) walk(inner, name in listNames && type === '#' ? name : within);
    }
  };
  walk(tokens, null);
  return [...new Set(unknown)];
}

/** @throws sales.template-name-unknown, naming all of them */
export function checkTemplate(template: string): void {
  const unknown = unknownNames(template);
  if (unknown.length > 0) throw refuse(negotiationNo['template-name-unknown'], words(`不认识：${unknown.join('、')}`, `Unknown: ${unknown.join(', ')}`), { unknown });
}

/** The text of a contract: no HTML anywhere, so nothing is escaped; what people typed cannot become a name. */
export function fill(template: string, d: ContractData): string {
  const view = {
    contractNo: d.contractNo, quoteNo: d.quoteNo, today: d.today, company: d.company, customer: d.customer, customerNo: d.customerNo, seller: d.seller, payment: d.payment, delivery: d.delivery, afterSales: d.afterSales,
    expiresOn: d.expiresOn ?? '', goodsTotal: formatYuan(d.goodsFen), freight: d.freightFen === 0n ? '' : formatYuan(d.freightFen), total: formatYuan(d.goodsFen + d.freightFen),
    goods: d.goods.map((g) => ({ position: g.position, code: g.code, name: g.name, spec: g.spec, quantity: g.quantity, unitPrice: formatYuan(g.unitFen), amount: formatYuan(g.amountFen) })),
    plan: d.plan.map((p, i) => ({ step: i + 1, name: p.name, share: `${p.shareBasisPoints / 100}%`, amount: formatYuan(BigInt(p.amountFen)), due: p.due ?? '合同确认时' })),
  };
  return mustache.render(template, view, undefined, { escape: (value: unknown) => String(value) }).replace(/\n{3,}/g, '\n\n').trim();
}
