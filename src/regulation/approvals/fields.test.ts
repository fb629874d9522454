import { describe, expect, test } from 'vitest';
import { words } from '../../kernel/words.ts';
import { changedParts, itemsOf, labelsOf, sayField, type Known } from './fields.ts';

const colleague = '01a0502e-3280-7580-82ab-90aea54c4f2b';
const order = '01a1a44d-6ce0-7043-9bb6-d49dad0cbf95';
const known: Known = { names: { market: words('市场动态', 'Market'), 'value-down': words('订单金额减少', 'worth less') }, people: new Map([[colleague, '林运营']]) };

describe('what is approved is read by people', () => {
  test('colleagues and closed lists by name, other ids of records not at all', () => {
    expect(sayField('tasks', [{ text: '拍新图', owner: colleague, orderId: order }], known).zh).toBe('内容 拍新图，负责人 林运营');
    expect(sayField('effects', ['value-down'], known)).toEqual(words('订单金额减少', 'worth less'));
    expect(sayField('sources', ['market: 行业周报'], known).zh).toBe('市场动态：行业周报');
  });
  test('lists and groups of long texts stand item by item', () => {
    expect(itemsOf('lines', [{ code: 'A', unitFen: 100 }], known).map((w) => w.zh)).toEqual(['编码 A，单价 ¥1.00']);
    expect(itemsOf('sections', { market: '本月大盘平稳，礼品类增长明显，单价略升，渠道更分散，团购询价增加。' }, known)[0]!.zh).toMatch(/^市场动态：本月/);
    expect(itemsOf('amountFen', 100, known)).toEqual([]);
  });
  test('every field that lies anywhere inside has its name', () => expect(labelsOf({ lines: [{ unitFen: 1, market: { code: 'x' } }] }, known)).toMatchObject({ lines: words('明细', 'Lines'), unitFen: words('单价', 'Unit price'), market: words('市场动态', 'Market'), code: words('编码', 'Code') }));
  test('a text or a field that is called like a part of every object is shown as it is', () => {
    expect(sayField('note', 'constructor', known)).toEqual(words('constructor', 'constructor'));
    expect(sayField('note', 'toString: x', known).zh).toBe('toString: x');
    expect(sayField('lines', { valueOf: 'a' }, known).zh).toBe('valueOf a');
    expect(labelsOf({ constructor: 1 }, known)).toHaveProperty('constructor', words('constructor', 'constructor'));
  });
});

describe('what changed since the last version', () => {
  const said = (before: object, now: object) => changedParts('lines', before as never, now as never).map((p) => [p.path.map((w) => w.zh).join(' '), p.before?.zh ?? null, p.now?.zh ?? null]);
  test('one field of one line, not the whole list', () => expect(said([{ code: 'A', unitFen: 100 }, { code: 'B', unitFen: 200 }], [{ code: 'A', unitFen: 100 }, { code: 'B', unitFen: 150 }])).toEqual([['第 2 项 单价', '¥2.00', '¥1.50']]));
  test('a line that is known by its code is the same one wherever it stands; one taken out, one new', () => {
    expect(said([{ code: 'A', quantity: 1 }, { code: 'B', quantity: 2 }], [{ code: 'B', quantity: 2 }, { code: 'A', quantity: 1 }])).toEqual([]);
    expect(said([{ code: 'A', quantity: 1 }, { code: 'B', quantity: 2 }], [{ code: 'B', quantity: 2 }, { code: 'C', quantity: 3 }])).toEqual([['第 2 项', null, '编码 C，数量 3'], ['第 1 项', '编码 A，数量 1', null]]);
  });
  test('plain lists by place; nothing where only the order of the fields differs', () => {
    expect(said(['备货', '送达'], ['备货'])).toEqual([['第 2 项', '送达', null]]);
    expect(said({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual([]);
  });
});
