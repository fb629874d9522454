import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, type TestKernel } from '../../../../tests/support/kernel.ts';
import { importFile } from '../../../gateways/marketplaces/test-exports.ts';
import { system } from '../../../kernel/actor.ts';
import { newId } from '../../../kernel/ids.ts';
import { productFormats } from '../formats/product-formats.ts';
import type { StoreSafetyRow } from '../formats/store-safety.ts';
import { givenSku, inVerb } from '../testing.ts';
import { importStoreSafety, storeSafetyTable } from './import-store-safety.ts';
import { keptBack } from './kept-back.ts';

let kernel: TestKernel;
let cup: string;
const [flagship, branch] = [newId(1), newId(2)];
beforeAll(async () => {
  kernel = await freshKernel();
  cup = await givenSku(kernel, { code: 'KEEP-1' });
  for (const [id, name, state] of [[flagship, '示例旗舰店', 'open'], [branch, '示例分店', 'open'], [newId(3), '关了的店', 'closed']])
    await kernel.db.query(`insert into company.store (id, name, platform, state, opened_at) values ($1, $2, 'taobao', $3, to_timestamp($4 / 1000.0))`, [id, name, state, kernel.clock.now()]);
});
afterAll(() => kernel.close());

const bring = async (rows: string[][]) => {
  const read = await importFile<StoreSafetyRow>(Buffer.from(`\ufeff${[['店铺', '商家编码', '品名', '规格', '渠道保留'], ...rows].map((r) => r.join(',')).join('\n')}`), '渠道保留.csv', productFormats);
  const staged = read.rows.flatMap((r, i) => (r.is === 'record' ? [{ kind: 'store-safety' as const, line: i + 2, key: 'k', record: r.record }] : []));
  const say = (outcomes: Awaited<ReturnType<typeof importStoreSafety.apply>>) => outcomes.toSorted((a, b) => a.line - b.line).map((o) => (o.is === 'quarantined' ? o.problems[0]!.code : o.is));
  const preview = say(await importStoreSafety.preview(kernel, staged, {}, system('test')));
  expect(say(await inVerb(kernel, (tx) => importStoreSafety.apply(tx, staged, {})))).toEqual(preview);
  return preview;
};
const kept = async () => Object.fromEntries(await keptBack(kernel, [cup]));

describe('what stores keep back, in and out of Excel (clauses 2.3.2, 4.1.2)', () => {
  test('set, the same again, ended by 0; an empty cell says nothing, and what is wrong says what', async () => {
    expect(await bring([['示例旗舰店', 'KEEP-1', '', '', '10'], ['示例分店', 'KEEP-1', '', '', ''], ['关了的店', 'KEEP-1', '', '', '5'], ['示例旗舰店', 'NONE', '', '', '5'], ['示例 旗舰店', 'KEEP-1', '', '', '3']])).toEqual(['updated', 'store.unknown', 'sku.unknown', 'keeping.repeated']);
    expect(await kept()).toEqual({ [`${cup} ${flagship}`]: 10 });
    expect(await bring([['示例旗舰店', 'KEEP-1', '', '', '10']])).toEqual(['unchanged']);
    const [heading, ...rows] = (await readXlsx(await storeSafetyTable(kernel, 'xlsx'))).sheets[0]!.rows as unknown[][];
    expect(heading).toEqual(['店铺', '商家编码', '品名', '规格', '渠道保留']);
    expect(await bring(rows.map((r) => r.map((c) => String(c ?? ''))))).toEqual(['unchanged']);
    expect(await bring([['示例旗舰店', 'KEEP-1', '', '', '0']])).toEqual(['updated']);
    expect(await kept()).toEqual({});
  });
});
