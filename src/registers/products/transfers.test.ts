import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import { newId } from '../../kernel/ids.ts';
import { unreachable } from '../../kernel/lifecycle.ts';
import { runVerb } from '../../kernel/verb.ts';
import { available, issueReserved, receiveStock, releaseReserved, reserve } from './stock.ts';
import { givenSku, givenStock, inVerb } from './testing.ts';
import { transfer, transfers } from './transfer-queries.ts';
import { receiveTransferVerb, sendTransferVerb, transferLife } from './transfers.ts';

let kernel: TestKernel;
let [north, south] = ['', ''];
const [sender, receiver] = [person(['warehouse']), person(['warehouse'])];

beforeAll(async () => {
  kernel = await freshKernel();
  [north, south] = [newId(kernel.clock.now()), newId(kernel.clock.now())];
  await kernel.db.query(`insert into company.warehouse (id, name, province, city, district, detail, created_at) select id, name, '浙江省', '杭州市', '滨江区', '江南大道1号', now() from unnest($1::uuid[], $2::text[]) as w(id, name)`, [[north, south], ['北仓', '南仓']]);
});
afterAll(() => kernel.close());

const send = (skuId: string, quantity: number, more: object = {}) => runVerb(kernel, sendTransferVerb, { fromWarehouseId: north, toWarehouseId: south, note: null, lines: [{ skuId, quantity }], ...more }, { actor: sender });
const receive = async (id: string, skuId: string, received: number, differenceNote: string | null = null) => {
  const now = await transfer({ kernel, params: { id } } as never);
  return runVerb(kernel, receiveTransferVerb, { id, version: now.version, differenceNote, lines: [{ skuId, received }] }, { actor: receiver });
};
const onHand = async (skuId: string) => (await available(kernel, [{ skuId, warehouseId: north }, { skuId, warehouseId: south }], kernel.clock.now())).map((a) => a.onHand);
const stocked = async (quantity: number) => {
  const sku = await givenSku(kernel);
  await givenStock(kernel, sku, north, quantity);
  return sku;
};
const arrivals = async (skuId: string) => (await kernel.db.query<{ n: bigint }>(`select count(*) as n from kernel.fact where type = 'products.stock-arrived' and subject_id = $1`, [skuId])).rows[0]!.n;

describe('goods between two warehouses (clause 4.1.2)', () => {
  test('sent they are in neither; received they are in the other, and waiting orders hear of it', async () => {
    const sku = await stocked(10);
    const before = await arrivals(sku);
    const { id } = await send(sku, 4);
    expect(await onHand(sku)).toEqual([6, 0]);
    await receive(id, sku, 4);
    expect(await onHand(sku)).toEqual([6, 4]);
    expect(await arrivals(sku)).toBe(before + 1n);
    expect(await transfer({ kernel, params: { id } } as never)).toMatchObject({ state: 'received', differing: 0, from: '北仓', to: '南仓' });
  });
  test('what orders have been promised does not leave: all that is free may, one more may not', async () => {
    const sku = await stocked(5);
    await inVerb(kernel, (tx) => reserve(tx, [{ holder: `t-${sku}`, skuId: sku, warehouseId: north, quantity: 2 }]));
    await expect(send(sku, 4)).rejects.toMatchObject({ kind: { code: 'products.reserved-goods' } });
    await send(sku, 3);
    expect(await onHand(sku)).toEqual([2, 0]);
  });
  test.each([['one missing', 2], ['one over', 4]])('%s needs its reason', async (_, received) => {
    const sku = await stocked(3);
    const { id } = await send(sku, 3);
    await expect(receive(id, sku, received)).rejects.toMatchObject({ kind: { code: 'products.difference-unexplained', clause: '4.1.2' } });
    await receive(id, sku, received, '途中清点不符');
    expect(await onHand(sku)).toEqual([0, received]);
    expect(await transfer({ kernel, params: { id } } as never)).toMatchObject({ differing: 1, differenceNote: '途中清点不符' });
  });
  test('a transfer is found by its number, typed small too, and by an article in it; another word finds nothing', async () => {
    const sku = await stocked(1);
    const { id, transferNo } = await send(sku, 1);
    const { code } = (await kernel.db.query<{ code: string }>('select code from products.sku where id = $1', [sku])).rows[0]!;
    const found = async (q: string) => (await transfers({ kernel, query: { q } } as never)).rows.map((t) => t.id);
    expect([await found(transferNo.toLowerCase()), await found(` ${code} `), await found(`${transferNo}9`)]).toEqual([[id], [id], []]);
  });
  test('received twice at once, it comes in once', async () => {
    const sku = await stocked(3);
    const { id } = await send(sku, 3);
    const both = await Promise.allSettled([receive(id, sku, 3), receive(id, sku, 3)]);
    expect(both.filter((b) => b.status === 'fulfilled')).toHaveLength(1);
    expect(await onHand(sku)).toEqual([0, 3]);
  });
  test.each<[string, () => object, string]>([
    ['the same warehouse', () => ({ toWarehouseId: north }), 'products.same-warehouse'], ['a warehouse nobody knows', () => ({ toWarehouseId: newId(9) }), 'products.unknown-warehouse'],
    ['an article nobody knows', () => ({ lines: [{ skuId: newId(8), quantity: 1 }] }), 'products.unknown-sku'],
  ])('%s is refused', async (_, more, code) => expect(send(await stocked(1), 1, more())).rejects.toMatchObject({ kind: { code } }));
  test('every state is reached', () => expect(unreachable(transferLife)).toEqual([]));
});

describe('whatever happens', () => {
  const act = fc.oneof(
    fc.record({ do: fc.constant('arrive' as const), n: fc.integer({ min: 1, max: 9 }) }), fc.record({ do: fc.constant('send' as const), n: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ do: fc.constant('receive' as const), less: fc.nat(2) }), fc.record({ do: fc.constant('reserve' as const), south: fc.boolean(), n: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ do: fc.constant('release' as const), line: fc.nat(9) }), fc.record({ do: fc.constant('issue' as const), line: fc.nat(9), n: fc.integer({ min: 1, max: 4 }) }),
  );
  test('what came is what is on hand, under way, lost on the way or gone; on hand is the sum of the movements and covers what is reserved', async () => {
    let run = 0;
    await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 18 }), async (story) => {
      run += 1;
      const sku = await givenSku(kernel);
      const lines: string[] = [];
      const underWay: { id: string; sent: number }[] = [];
      let [came, gone, lost] = [0, 0, 0];
      for (const [step, a] of story.entries()) {
        const line = 'line' in a ? (lines[a.line % Math.max(1, lines.length)] ?? 'nobody') : '';
        const refused = await (async () => {
          if (a.do === 'arrive') { await inVerb(kernel, (tx) => receiveStock(tx, [{ skuId: sku, warehouseId: north, quantity: a.n, ref: 'GR', reason: '到货' }])); came += a.n; }
          if (a.do === 'send') { underWay.push({ id: (await send(sku, a.n)).id, sent: a.n }); }
          if (a.do === 'receive' && underWay.length > 0) { const t = underWay.shift()!; const got = Math.max(0, t.sent - a.less); await receive(t.id, sku, got, got === t.sent ? null : '途中丢失'); lost += t.sent - got; }
          if (a.do === 'reserve') { lines.push(`p${run}-${step}`); await inVerb(kernel, (tx) => reserve(tx, [{ holder: lines.at(-1)!, skuId: sku, warehouseId: a.south ? south : north, quantity: a.n }])); }
          if (a.do === 'release') await inVerb(kernel, (tx) => releaseReserved(tx, [line]));
          if (a.do === 'issue') { await inVerb(kernel, (tx) => issueReserved(tx, [{ holder: line, quantity: a.n, ref: `P${run}-${step}` }])); gone += a.n; }
        })().then(() => null, (error: { kind?: { code: string } }) => error.kind?.code ?? error);
        expect([null, 'products.not-reserved', 'products.reserved-goods']).toContain(refused);
      }
      const here = (await onHand(sku)).reduce((sum, n) => sum + n, 0);
      expect(here + underWay.reduce((sum, t) => sum + t.sent, 0) + lost + gone).toBe(came);
      expect((await kernel.db.query('select * from products.stock_faults')).rows).toEqual([]);
    }), { numRuns: 12 });
  });
});
