import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freshKernel, type TestKernel } from '../../../tests/support/kernel.ts';
import { system } from '../../kernel/actor.ts';
import { newId } from '../../kernel/ids.ts';
import { searchQuery } from '../../kernel/search.ts';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { rememberBuyers, type Buyer, type Receiver } from './buyers.ts';
import { addressesById, customersById, maskedAddress } from './reads.ts';

let kernel: TestKernel;
let store: string;
beforeAll(async () => {
  kernel = await freshKernel({ open: { max: 16 } });
  store = newId(kernel.clock.now());
});
afterAll(() => kernel.close());

const remember = (buyers: readonly Buyer[]) =>
  runVerb(kernel, verb({ name: 'test.remember-buyers', title: words('记', 'Remember'), may: {}, input: z.strictObject({}), run: (tx) => rememberBuyers(tx, buyers) }), {}, { actor: system('测试') });

const home: Receiver = { name: '周晓禾', phone: '13900002468', province: '浙江省', city: '杭州市', district: '西湖区', street: null, detail: '文三路 8 号', postcode: null, masked: false };
let ref = 0;
const buyer = (more: Partial<Buyer> & { to?: Partial<Receiver> | null } = {}): Buyer => {
  const { to, ...rest } = more;
  return { platform: 'taobao', storeId: store, buyerKey: 'xiaohe_88', ref: `T${(ref += 1)}`, receiver: to === null ? null : { ...home, ...to }, ...rest };
};
const count = async (table: string) => Number((await kernel.db.query<{ n: bigint }>(`select count(*) as n from customers.${table}`)).rows[0]!.n);

describe('who bought, and where it goes', () => {
  test('the same buyer and place give the same ids, in one call and in later ones', async () => {
    const [a, b] = await remember([buyer(), buyer()]);
    const [c] = await remember([buyer()]);
    expect([b, c]).toEqual([a, a]);
    expect(a!.customerId && a!.addressId).toBeTruthy();
    expect((await customersById(kernel, [a!.customerId!])).get(a!.customerId!)).toMatchObject({ name: '周晓禾', phone: '13900002468', onHold: false });
  });
  test('spelling does not make another address, another house does', async () => {
    const [a, b, c] = await remember([buyer(), buyer({ to: { detail: '文三路8号，', phone: '+86 139-0000-2468' } }), buyer({ to: { detail: '文三路 9 号' } })]);
    expect([b!.addressId, c!.customerId]).toEqual([a!.addressId, a!.customerId]);
    expect(c!.addressId).not.toBe(a!.addressId);
  });
  test('the same name in another store is another buyer', async () => {
    const [a, b] = await remember([buyer(), buyer({ storeId: newId(kernel.clock.now()) })]);
    expect(b!.customerId).not.toBe(a!.customerId);
  });
  test('without a name the mobile number tells who it is, in every store', async () => {
    const to = { phone: '13900001357', name: '陈一帆' };
    const [a, b] = await remember([buyer({ buyerKey: null, to }), buyer({ buyerKey: null, platform: 'jd', storeId: newId(kernel.clock.now()), to })]);
    expect(a!.customerId).not.toBeNull();
    expect(b!.customerId).toBe(a!.customerId);
  });
  test.each<[string, Partial<Receiver>, string | null]>([
    ['stars', { name: '陈**', phone: '139****1357', detail: '文三****', masked: true }, null],
    ['a cipher', { name: '##KaYtFJDL9xPzQ2==##', phone: '$$7f3kd92jf93kd02k$$', masked: true }, null],
    ['a starred nickname', { name: '陈**', phone: '139****1357', masked: true }, 'x**8'],
  ])('hidden data (%s) is nobody: two orders are never joined by it, one order read twice is', async (_, to, buyerKey) => {
    const once = buyer({ buyerKey, to });
    const [a, b] = await remember([once, buyer({ buyerKey, to })]);
    const [again] = await remember([once]);
    expect([a!.customerId, b!.customerId]).toEqual([null, null]);
    expect(a!.addressId).not.toBe(b!.addressId);
    expect(again).toEqual(a);
  });
  test('a buyer without a receiver has no address', async () => expect(await remember([buyer({ to: null })])).toMatchObject([{ addressId: null }]));

  test('forty imports of the same new buyers at once, in any order: each is made once', async () => {
    const [customers, addresses] = [await count('customer'), await count('address')];
    const many = Array.from({ length: 30 }, (_, i) => buyer({ buyerKey: `race-${i}`, to: { detail: `${i} 号` } }));
    const answers = await Promise.all(Array.from({ length: 40 }, async (_, i) => {
      const got = await remember(i % 2 ? many : many.toReversed());
      return i % 2 ? got : got.toReversed();
    }));
    expect(new Set(answers.map((a) => JSON.stringify(a))).size).toBe(1);
    expect([await count('customer'), await count('address')]).toEqual([customers + 30, addresses + 30]);
  });

  test('found by every receiver that was ever named', async () => {
    const [a] = await remember([buyer({ buyerKey: 'gift-giver', to: { name: '何小溪', phone: '13700009753' } })]);
    await remember([buyer({ buyerKey: 'gift-giver', to: { name: '高天远', phone: '13700008642' } })]);
    for (const typed of ['小溪', '高天', 'gty', '8642', 'gift']) {
      const { rows } = await kernel.db.query<{ id: string }>('select id from customers.customer where search @@ $1::tsquery', [searchQuery(typed)]);
      expect([typed, rows.map((r) => r.id)]).toEqual([typed, [a!.customerId]]);
    }
  });

  test('what leaves the server shows the region and hides the rest', async () => {
    const [a] = await remember([buyer()]);
    const found = maskedAddress((await addressesById(kernel, [a!.addressId!])).get(a!.addressId!)!);
    expect(found).toMatchObject({ name: '周**', phone: '139****2468', province: '浙江省', district: '西湖区', detail: '文三路****' });
  });
});
