import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { unreachable } from '../../../kernel/lifecycle.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { createWarehouse, formTeam, storesById } from '../../../registers/company/index.ts';
import { routes } from '../routes.ts';
import { changeStore } from './change-store.ts';
import { closeStore } from './close-store.ts';
import { openStore } from './open-store.ts';
import { reopenStore } from './reopen-store.ts';
import { storeLife } from './store.ts';

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await freshKernel();
});
afterAll(() => kernel.close());
const head = person(['department-head']);
const admin = person(['administrator']);
const fields = { teamId: null, defaultWarehouseId: null, outsideShopId: null, aliases: [] };
const facts = async (id: string) => (await kernel.db.query<{ type: string; payload: unknown }>('select f.type, f.payload from kernel.fact f where f.subject_id = $1 order by seq', [id])).rows;

describe('a store', () => {
  test('opens with a team and a warehouse, and its design is due from that fact on', async () => {
    const { id: teamId } = await runVerb(kernel, formTeam, { name: '天猫组', leadId: null, memberIds: [] }, { actor: admin });
    const { id: defaultWarehouseId } = await runVerb(kernel, createWarehouse, { name: '义乌仓', teamId: null, province: null, city: null, district: null, detail: null }, { actor: admin });
    const { id } = await runVerb(kernel, openStore, { ...fields, name: '青禾天猫店', platform: 'tmall', teamId, defaultWarehouseId, outsideShopId: 'T-1' }, { actor: head });
    expect((await storesById(kernel, [id])).get(id)).toMatchObject({ teamId, defaultWarehouseId, state: 'open', platform: 'tmall' });
    expect(await facts(id)).toEqual([{ type: 'operations.store-opened', payload: { name: '青禾天猫店', platform: 'tmall' } }]);
    await expect(runVerb(kernel, openStore, { ...fields, name: '青禾天猫二店', platform: 'tmall', outsideShopId: 'T-1' }, { actor: head })).rejects.toMatchObject({ kind: { code: 'company.outside-id-taken' } });
    await expect(runVerb(kernel, openStore, { ...fields, name: '青禾天猫店', platform: 'jd' }, { actor: head })).rejects.toMatchObject({ kind: { code: 'company.name-taken' } });
    await expect(runVerb(kernel, openStore, { ...fields, name: '某店', platform: 'jd' }, { actor: person(['seller']) })).rejects.toMatchObject({ kind: { code: 'kernel.not-allowed' } });
  });

  test('its operator changes it within his team but not whose it is; a stale editor is told', async () => {
    const { id: teamId } = await runVerb(kernel, formTeam, { name: '拼多多组', leadId: null, memberIds: [] }, { actor: admin });
    const { id } = await runVerb(kernel, openStore, { ...fields, name: '青禾拼多多店', platform: 'pdd', teamId }, { actor: head });
    const operator = person(['store-operator'], { teamIds: [teamId] });
    const change = { id, version: 1, ...fields, teamId, name: '青禾拼多多店', aliases: ['青禾官方店'] };
    await expect(runVerb(kernel, changeStore, change, { actor: person(['store-operator']) })).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
    await expect(runVerb(kernel, changeStore, { ...change, teamId: null }, { actor: operator })).rejects.toMatchObject({ kind: { code: 'kernel.not-allowed' } });
    await runVerb(kernel, changeStore, change, { actor: operator });
    await expect(runVerb(kernel, changeStore, change, { actor: operator })).rejects.toMatchObject({ kind: { code: 'kernel.changed-meanwhile' } });
    expect((await facts(id)).at(-1)).toEqual({ type: 'operations.store-changed', payload: { name: '青禾拼多多店', fields: ['aliases'] } });
  });

  test('closes and opens again; twice is refused with the state that it is in', async () => {
    const { id } = await runVerb(kernel, openStore, { ...fields, name: '青禾京东店', platform: 'jd' }, { actor: head });
    await runVerb(kernel, closeStore, { id, reason: '合同到期' }, { actor: head });
    await expect(runVerb(kernel, closeStore, { id, reason: '合同到期' }, { actor: head })).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
    await runVerb(kernel, reopenStore, { id }, { actor: head });
    await expect(runVerb(kernel, reopenStore, { id }, { actor: head })).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
    expect((await facts(id)).map((f) => f.type)).toEqual(['operations.store-opened', 'operations.store-closed', 'operations.store-changed']);
    expect(unreachable(storeLife)).toEqual([]);
  });

  test('everyone chooses stores by name', async () => {
    const list = routes.find((r) => r.endpoint.method === 'GET' && r.endpoint.path === '/stores')!;
    const answer = (await list.answer({ kernel, actor: person(['warehouse']), scope: 'all', params: {}, query: { platform: ['jd'], q: '京东' }, body: undefined, meta: {} as never, raw: {} as never, reply: {} as never })) as { rows: unknown[] };
    expect(list.endpoint.response.parse(answer)).toMatchObject({ rows: [{ name: '青禾京东店', state: 'open' }] });
  });
});
