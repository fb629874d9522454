import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { reactions as financeReactions } from '../../finance/reactions.ts';
import { saveSender } from '../../logistics/carriers/save-sender.ts';
import { reactions as logisticsReactions } from '../../logistics/reactions.ts';
import { clerk, givenCarrier, parcelOf } from '../../logistics/testing.ts';
import { packParcel } from '../../logistics/transport/pack-parcel.ts';
import { pickParcels } from '../../logistics/transport/pick-parcels.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { reactions as salesReactions } from '../reactions.ts';
import { proposeAmendment } from './amendments/propose-amendment.ts';
import { changeAddress } from './change-address.ts';
import { readOrder } from './order-record.ts';
import { faults, fulfilmentsOf, givenGoods, givenStore, place, receiver, type GivenGoods, type GivenStore } from './testing.ts';

let kernel: TestKernel;
let store: GivenStore;
let goods: GivenGoods;
const head = person(['department-head']);
beforeAll(async () => {
  kernel = await freshKernel({ reactions: [...salesReactions, ...logisticsReactions, ...financeReactions] });
  store = await givenStore(kernel);
  goods = await givenGoods(kernel, store, 100);
  await runVerb(kernel, saveSender, { warehouseId: store.warehouseId, name: '发货员', phone: '0571-88880000', version: null }, { actor: clerk });
  await givenCarrier(kernel);
}, 60_000);
afterAll(() => kernel.close());

const record = (id: string) => readOrder(kernel, head, 'all', id);
const to = { ...receiver({ detail: '新址路9号' }), street: null, postcode: null };
const move = async (id: string) => runVerb(kernel, changeAddress, { id, version: (await record(id)).version, receiver: to } as never, { actor: head });
async function inTheWarehouse(upTo: 'waiting' | 'picked' | 'packed'): Promise<string> {
  kernel.clock.advance(1_000);
  const { id } = await place(kernel, head, store, { lines: [goods.code] });
  await kernel.settle();
  const [fulfilment] = await fulfilmentsOf(kernel, id);
  const parcel = await parcelOf(kernel, fulfilment!.id);
  if (upTo !== 'waiting') await runVerb(kernel, pickParcels, { ids: [parcel.id] }, { actor: clerk });
  if (upTo === 'packed') await runVerb(kernel, packParcel, { id: parcel.id, weightGrams: 400 }, { actor: clerk });
  await kernel.settle();
  return id;
}

describe('another address for an order in the warehouse (clause 2.3.1)', () => {
  test.each(['waiting', 'picked'] as const)('%s, not packed: it changes at once and is handed over anew', async (state) => {
    const id = await inTheWarehouse(state);
    const before = (await record(id)).receiver!.addressId;
    await move(id);
    await kernel.settle();
    const now = await record(id);
    expect(now.receiver!.addressId).not.toBe(before);
    expect((await fulfilmentsOf(kernel, id)).length).toBe(1);
    expect(await faults(kernel)).toEqual([]);
  });
  test('packed: refused with the way to go, nothing is changed; the amendment that it names weighs the opening of the parcel', async () => {
    const id = await inTheWarehouse('packed');
    const before = await record(id);
    await expect(move(id)).rejects.toMatchObject({ kind: { code: 'sales.packed-amend-instead', clause: '2.3.1', next: { zh: expect.stringContaining('变更订单') } } });
    expect(await record(id)).toEqual(before);
    const proposed = await runVerb(kernel, proposeAmendment, { id, version: before.version, reason: '客户搬家', receiver: to } as never, { actor: head });
    const { rows } = await kernel.db.query('select fields, effects from sales.amendment where id = $1', [proposed.id]);
    expect(rows).toEqual([{ fields: ['address'], effects: ['after-packing'] }]);
  });
});
