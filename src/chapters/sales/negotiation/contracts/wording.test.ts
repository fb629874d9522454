import { describe, expect, test } from 'vitest';
import { fill, unknownNames, type ContractData } from './fill.ts';
import { lint } from './lint.ts';
import { compared } from './queries.ts';

const data: ContractData = {
  contractNo: 'HT-1', quoteNo: 'BJ-1', today: '2026-03-10', company: '示例公司', customer: '{{company}} <b>&', customerNo: 'KH1', seller: '周', goodsFen: 12_000n, freightFen: 0n, payment: '', delivery: '', plan: [], expiresOn: null, afterSales: '',
  goods: [{ position: 1, code: 'A-1', name: '保温杯', spec: '白', quantity: 10, unitFen: 1_000n, amountFen: 10_000n }, { position: 2, code: 'A-2', name: '杯刷', spec: '', quantity: 2, unitFen: 1_000n, amountFen: 2_000n }],
};
const given = { terms: [], goods: data.goods, totalFen: 12_000n, whole: true };
const row = (quantity: string, unit = '¥10.00') => `1. 保温杯（A-1）数量：${quantity}，单价：${unit}，金额：¥100.00\n2. 杯刷（A-2）数量：2，单价：¥10.00\n总额 ¥120.00`;

describe('templates know a fixed list of names', () => {
  test.each([['{{contractNo}} {{#goods}}{{name}}{{/goods}}', []], ['{{contractNr}}', ['contractNr']], ['{{#goods}}{{price}}{{/goods}}', ['price']], ['{{name}}', ['name']], ['{{#seller}}{{seller}}{{/seller}}', []], ['{{> part}}', ['>part']], ['{{{customer}}}', ['&customer']], ['{{goods}}', ['goods']]])('%s', (template, unknown) =>
    expect(unknownNames(template)).toEqual(unknown));
  test('one that is not closed is said, not thrown', () => expect(unknownNames('{{#goods}}')[0]).toMatch(/goods/));
  test('what people typed is text: it never becomes a name, and nothing is escaped', () => expect(fill('买方：{{customer}}', data)).toBe('买方：{{company}} <b>&'));
  test('nothing said, nothing shown', () => expect(fill('甲{{#expiresOn}}至{{expiresOn}}{{/expiresOn}}{{^freight}}包邮{{/freight}}', data)).toBe('甲包邮'));
});

describe('the linter', () => {
  test.each([
    ['最终解释权归甲方所有', '四百九十八'], ['商品一经售出，概不退换', '四百九十七'], ['因此造成的损失，甲方概不负责', '四百九十七'], ['使用中造成人身伤害的，甲方不承担责任', '五百零六'], ['甲方因重大过失造成损失的，免责', '五百零六'],
    ['乙方放弃诉讼权利', '四百九十七'], ['甲方有权单方调整价格，无需通知乙方', '四百九十六'], ['定金一律不退', '四百九十七'],
  ])('forbidden: %s', (text, article) => expect(lint(text, { ...given, whole: false })).toMatchObject([{ kind: 'forbidden', line: 1, law: { zh: expect.stringContaining(article) } }]));
  test.each(['甲方应承担违约责任', '双方可以向人民法院起诉', '经双方同意可以变更', '定金按合同约定退还'])('lawful: %s', (text) => expect(lint(text, { ...given, whole: false })).toEqual([]));
  test('a phrase that the company forbids', () => expect(lint('包赚不赔', { ...given, whole: false, extraForbidden: ['包赚'] })).toMatchObject([{ kind: 'forbidden' }]));
  test('a heading alone is no term', () => {
    const terms = ['disputes'];
    expect(lint('## 争议解决', { ...given, whole: true, goods: [], terms, totalFen: 0n }).map((f) => f.kind)).toContain('missing');
    expect(lint('## 争议解决\n双方协商，协商不成的由法院管辖。', { ...given, goods: [], terms, totalFen: 0n }).map((f) => f.kind)).not.toContain('missing');
  });
  test.each([
    ['a long heading with nothing below it', 'delivery', '## 四、交货期限、地点和方式\n\n## 五、付款方式\n预付三成，发货前付清。', true], ['the same with words below it', 'delivery', '## 四、交货期限、地点和方式\n\n款到后七日内送达乙方仓库。', false],
    ['what being late costs is no date of delivery', 'delivery', '## 七、违约责任\n逾期交货或逾期付款的，每日按逾期部分金额的万分之五支付违约金。', true], ['nor a way of payment', 'payment', '## 七、违约责任\n逾期交货或逾期付款的，每日按逾期部分金额的万分之五支付违约金。', true],
    ['the name of an article is no term of quality', 'quality', '1. 高质量保温杯（A-1）数量：10，单价：¥10.00', true], ['a sentence on quality is one', 'quality', '产品质量应符合国家标准、行业标准。', false],
  ])('%s', (_, term, text, missing) => expect(lint(text, { ...given, goods: data.goods, terms: [term] }).some((f) => f.kind === 'missing')).toBe(missing));
  test.each([[row('10'), []], [row('100'), ['price']], [row('1'), ['price']], [row('10', '¥9.99'), ['price', 'price']], [row('10').replace('¥120.00', '¥121.00'), ['price']]])('prices and quantities as quoted: %s', (text, kinds) =>
    expect(lint(text, given).map((f) => f.kind)).toEqual(kinds));
  test('an amendment need not repeat the goods, but may not name another price for them', () => {
    expect(lint('交货期延至六月', { ...given, whole: false })).toEqual([]);
    expect(lint('杯刷改为单价 ¥8.00', { ...given, whole: false })).toMatchObject([{ kind: 'price', line: 1 }]);
  });
});

test('two wordings side by side: what was taken away and what came', () =>
  expect(compared('七日内提出异议', '十日内提出异议')).toEqual([{ is: 'removed', text: '七' }, { is: 'added', text: '十' }, { is: 'same', text: '日内提出异议' }]));
