import { formatYuan } from '../../../../kernel/money.ts';
import { words, type Words } from '../../../../kernel/words.ts';
import type { ContractGoods } from './fill.ts';
import { forbiddenTerms } from './forbidden-terms.ts';

export interface Finding { readonly kind: 'missing' | 'forbidden' | 'blank' | 'price'; readonly what: Words; /** The line (from 1) where it stands; null for what is not there. */ readonly line: number | null; readonly law: Words | null }

/** Words by which a term is recognised, and in which at least so much must be said. */
const signs: Readonly<Record<string, RegExp>> = {
  parties: /甲方|乙方|当事人|买方|卖方|供方|需方/, goods: /产品名称|商品名称|货物|标的|品名|商品明细|产品明细/, specification: /规格|型号/, quantity: /数量/, quality: /质量|品质/, price: /价款|单价|总价|总额|金额/,
  delivery: /交货|交付|发货|履行期限/, payment: /付款|支付|结算/, 'after-sales': /售后|质保|保修|三包/, liability: /违约/, disputes: /争议|纠纷/,
};
const termWords: Readonly<Record<string, Words>> = {
  parties: words('当事人', 'the parties'), goods: words('产品名称', 'the goods'), specification: words('规格', 'the specification'), quantity: words('数量', 'the quantity'), quality: words('质量', 'the quality'), price: words('价款', 'the price'),
  delivery: words('交货', 'delivery'), payment: words('付款方式', 'payment'), 'after-sales': words('售后服务', 'after-sales service'), liability: words('违约责任', 'liability'), disputes: words('争议解决', 'settlement of disputes'),
};
const article470 = words('《民法典》第四百七十条', 'Civil Code, art. 470');
const byLaw = new Set(['parties', 'goods', 'quantity', 'quality', 'price', 'delivery', 'liability', 'disputes']);

/**
 * What is wrong with the wording of a contract: mandatory terms that are missing, terms that the law forbids, blanks that nobody filled
 * in. `quote` is given for the contract itself (every line of the quote must stand there with its price), not for an amendment.
 */
export function lint(body: string, given: { terms: readonly string[]; extraForbidden?: readonly string[]; goods: readonly ContractGoods[]; totalFen: bigint; whole: boolean }): Finding[] {
  const lines = body.split('\n');
  const findings: Finding[] = [];
  if (given.whole) for (const term of given.terms) {
    const sign = signs[term];
    if (!sign || !saidIn(lines, sign, given.goods, ofGoods.has(term))) findings.push({ kind: 'missing', what: words(`缺少条款：${termWords[term]?.zh ?? term}`, `Missing: ${termWords[term]?.en ?? term}`), line: null, law: byLaw.has(term) ? article470 : null });
  }
  lines.forEach((line, i) => {
    for (const term of forbiddenTerms) if (term.pattern.test(line)) findings.push({ kind: 'forbidden', what: term.says, line: i + 1, law: term.law });
    for (const phrase of given.extraForbidden ?? []) if (phrase !== '' && line.includes(phrase)) findings.push({ kind: 'forbidden', what: words(`公司禁用表述：“${phrase}”`, `Forbidden by the company: “${phrase}”`), line: i + 1, law: null });
    if (/_{3,}|【\s*】|\[\s*\]|待定|TBD|另行协商确定/i.test(line)) findings.push({ kind: 'blank', what: words('有未填写或未定的内容', 'Something is left blank or undecided'), line: i + 1, law: null });
  });
  return [...findings, ...priceFaults(lines, given)];
}

const heading = (line: string): boolean => /^\s*(#|[一二三四五六七八九十]+、[^，。；：]{0,30}$|第[一二三四五六七八九十]+条[^，。；：]{0,30}$)/.test(line);
const ofGoods = new Set(['goods', 'specification', 'quantity', 'price']);
/** Who is late with what, and what that costs, is liability: it does not say when and how to deliver or pay. “Paid before delivery” is payment only. */
const withoutLiability = (line: string): string => line.replaceAll(/(逾期|迟延|延迟|拒绝|拒不|未(能)?按(期|时|约定))(交货|交付|发货|付款|支付|结算)|支付(违约金|赔偿|滞纳金)|(交货|交付|发货)[前后时](?=付|支付|结清|再付)/g, '');

/**
 * A bare heading says nothing, however long: the term needs words of its own, or below its heading before the next one. A line of the goods
 * speaks of these only: a name like “高质量保温杯” is no term of quality.
 */
function saidIn(lines: readonly string[], sign: RegExp, goods: readonly ContractGoods[], aboutGoods: boolean): boolean {
  const words = (i: number): boolean => { const line = lines[i] ?? ''; return !heading(line) && line.trim().length >= 6; };
  const below = (i: number): boolean => words(i + 1) || ((lines[i + 1] ?? '').trim() === '' && words(i + 2));
  return lines.some((line, i) => {
    if (!aboutGoods && goods.some((g) => line.includes(g.code) || line.includes(g.name))) return false;
    if (!sign.test(withoutLiability(line))) return false;
    return heading(line) ? below(i) : line.length >= 10 || below(i);
  });
}

const amountsIn = (line: string): string[] => [...line.matchAll(/¥[\d,]+\.\d{2}/g)].map((m) => m[0]);

/** Prices and quantities must be those of the quote: each line is there, and no line of these goods names another amount. */
function priceFaults(lines: readonly string[], given: { goods: readonly ContractGoods[]; totalFen: bigint; whole: boolean }): Finding[] {
  const faults: Finding[] = [];
  for (const g of given.goods) {
    const [unit, amount] = [formatYuan(g.unitFen), formatYuan(g.amountFen)];
    const own = lines.map((text, i) => ({ text, i })).filter(({ text }) => text.includes(g.code) || text.includes(g.name));
    if (given.whole && !own.some(({ text }) => text.includes(unit) && new RegExp(`(?<![\\d.,])${g.quantity}(?![\\d.,]*\\d)`).test(text)))
      faults.push({ kind: 'price', what: words(`没有按报价写明 ${g.code}：数量 ${g.quantity}，单价 ${unit}`, `Not as quoted: ${g.code}, ${g.quantity} at ${unit}`), line: null, law: null });
    for (const { text, i } of own) {
      const others = given.goods.filter((o) => o !== g && (text.includes(o.code) || text.includes(o.name)));
      const allowed = new Set([unit, amount, ...others.flatMap((o) => [formatYuan(o.unitFen), formatYuan(o.amountFen)])]);
      if (amountsIn(text).some((a) => !allowed.has(a))) faults.push({ kind: 'price', what: words(`${g.code} 的金额与报价不一致`, `An amount of ${g.code} is not that of the quote`), line: i + 1, law: null });
    }
  }
  if (given.whole && !lines.some((l) => l.includes(formatYuan(given.totalFen)))) faults.push({ kind: 'price', what: words(`没有写明合同总额 ${formatYuan(given.totalFen)}`, `The total ${formatYuan(given.totalFen)} is not there`), line: null, law: null });
  return faults;
}
