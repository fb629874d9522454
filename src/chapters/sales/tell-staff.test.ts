import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestKernel } from '../../../tests/support/kernel.ts';
import { ruledKernel } from '../../../tests/support/ruled.ts';
import { DAY } from '../../kernel/clock.ts';
import { runVerb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { inVerb } from '../../registers/products/testing.ts';
import * as salesFacts from './facts.ts';
import { givenAway, givenStaff, givenTeam } from './leads/testing.ts';
import { askAboutQuote } from './negotiation/quotes/settle-quote.ts';
import { givenCustomer, givenOpportunity, givenQuote } from './negotiation/testing.ts';
import { givenGoods, givenStore } from './orders/testing.ts';
import { holder } from './negotiation/by-link.ts';
import { tellHolders } from './tell-staff.ts';

let kernel: TestKernel;
beforeAll(async () => {
  ({ kernel } = await ruledKernel({ facts: [salesFacts] }));
});
afterAll(() => kernel.close());

const toldOf = async (topic: string): Promise<string[]> => (await kernel.db.query<{ staff_id: string }>('select staff_id from regulation.notice where topic = $1 order by staff_id', [topic])).rows.map((r) => r.staff_id);
const tell = (staffId: string, teamId: string | null, topic: string) => inVerb(kernel, (tx) => tellHolders(tx, [{ staffId, teamId, topic, href: '/sales/leads', text: words('请看', 'Look') }]));

describe('who holds a record is told (clauses 2.1.2, 2.2.3, 2.2.4)', () => {
  test('the one who has it; the substitute, too, while that one is away; the lead of the team once that one has left', async () => {
    const team = await givenTeam(kernel);
    const [seller, standIn, lead] = [await givenStaff(kernel, ['seller'], [team]), await givenStaff(kernel, ['seller'], [team]), await givenStaff(kernel, ['team-lead'], [team])];
    await tell(seller.id!, team, 'here');
    expect(await toldOf('here')).toEqual([seller.id]);
    await givenAway(kernel, seller, standIn, DAY);
    await tell(seller.id!, team, 'away');
    expect(await toldOf('away')).toEqual([seller.id, standIn.id].toSorted());
    await kernel.db.query('update company.staff set active = false where id = $1', [seller.id]);
    await tell(seller.id!, team, 'gone');
    expect(await toldOf('gone')).toEqual([lead.id]);
  });
  test('a question of the customer about a quote, once while it is unread', async () => {
    const store = await givenStore(kernel);
    const goods = await givenGoods(kernel, store, 10);
    const seller = await givenStaff(kernel, ['seller'], [store.teamId]);
    const q = await givenQuote(kernel, seller, await givenOpportunity(kernel, seller, { store, customerId: await givenCustomer(kernel), goods: [goods] }), [{ skuId: goods.skuId, quantity: 1, unitFen: 9_900 }]);
    await kernel.db.query("update sales.quote set state = 'issued' where id = $1", [q.id]);
    for (const body of ['能开专票吗？', '几天到？']) await runVerb(kernel, askAboutQuote, { id: q.id, body }, { actor: holder('quote', q.id) });
    expect(await toldOf(`quote-asked:${q.id}`)).toEqual([seller.id]);
  });
});
