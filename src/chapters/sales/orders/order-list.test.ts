import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import type { Runner } from '../../../kernel/query.ts';
import { reactions as logistics } from '../../logistics/index.ts';
import { listColumns, listOrders, shown, type ListRow } from './order-list.ts';
import { fillFromStock, reviewPaidOrders } from './reactions-of-orders.ts';
import { sql } from 'kysely';
import { givenGoods, givenStore, place, type GivenGoods, type GivenStore } from './testing.ts';

let kernel: TestKernel;
let store: GivenStore;
let cup: GivenGoods;
let brush: GivenGoods;
const head = person(['department-head']);
beforeAll(async () => {
  kernel = await freshKernel({ reactions: [reviewPaidOrders, fillFromStock, ...logistics] });
  store = await givenStore(kernel);
  [cup, brush] = [await givenGoods(kernel, store, 1_000), await givenGoods(kernel, store, 1_000)];
});
afterAll(() => kernel.close());

const row = async (id: string) => (await listOrders(kernel, head, 'all', { limit: 200 })).rows.find((r) => r.id === id)!;

describe('a row of the list says what people ask for', () => {
  test('what was bought: the first line and how many kinds; what was written, and the flag', async () => {
    const { id } = await place(kernel, head, store, { lines: [[cup.code, 2], [brush.code, 3]], buyerMessage: '请放门卫', sellerRemark: '送贺卡', flag: '红旗' });
    expect(await row(id)).toMatchObject({ units: 5, goods: { title: expect.stringContaining('保温杯'), spec: '500ml', skuCode: cup.code, kinds: 2 }, buyerMessage: '请放门卫', sellerRemark: '送贺卡', flag: '红旗', waybill: null });
  });
  test('an order whose lines have not come yet has none to show', async () => {
    const { id } = await place(kernel, head, store, { lines: [cup.code] });
    await kernel.db.query('delete from sales.order_line where order_id = $1', [id]);
    expect(await row(id)).toMatchObject({ units: 0, goods: null });
  });
  test('the waybill is that of the newest parcel that is on its way; else what the marketplace says', async () => {
    const { id } = await place(kernel, head, store, { lines: [cup.code] });
    await kernel.settle();
    const { rows: [parcel] } = await kernel.db.query<{ id: string }>('select id from logistics.parcel where $1 = any (order_ids)', [id]);
    expect(await row(id)).toMatchObject({ waybill: null });
    await kernel.db.query('update sales."order" set outside_carrier = \'圆通速递\', outside_waybill = \'YT0001\' where id = $1', [id]);
    expect(await row(id)).toMatchObject({ waybill: { carrier: '圆通速递', number: 'YT0001', parcelId: null } });
    await kernel.db.query("update logistics.parcel set waybill_no = 'SF0002' where id = $1", [parcel!.id]);
    expect(await row(id)).toMatchObject({ waybill: { number: 'SF0002', parcelId: parcel!.id } });
  });
});

test('a page of fifty costs the statements of a page of one', async () => {
  for (let n = 0; n < 50; n += 1) await place(kernel, head, store, { lines: [cup.code, brush.code] });
  const asked = async (limit: number): Promise<number> => {
    const { rows } = await sql<ListRow>`select ${listColumns} from sales."order" o order by o.placed_at desc, o.id desc limit ${sql.lit(limit)}`.execute(kernel.runner.tables<Record<string, never>>());
    expect(rows).toHaveLength(limit);
    let statements = 0;
    const counting: Runner = { ...kernel.runner, tables: kernel.runner.tables.bind(kernel.runner), query: (...given: Parameters<Runner['query']>) => ((statements += 1), kernel.runner.query(...given)) } as never;
    expect(await shown({ runner: counting }, rows)).toHaveLength(limit);
    return statements;
  };
  const one = await asked(1);
  expect(one).toBeGreaterThan(2);
  expect(await asked(50)).toBe(one);
});
