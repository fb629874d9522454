import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshProduct, type Caller, type WholeProduct } from '../../../../tests/support/product.ts';

/** Opening a closed month again (clauses 6.1.2, 6.3.1), through the API. */

let scene: WholeProduct;
let manager: Caller;
let general: Caller;
const reopen = (who: Caller, period: string, reason = '漏记一张运费发票') => who.send('POST', `/api/finance/periods/${period}/reopening`, { reason });
const code = (answer: { json(): unknown }): string => (answer.json() as { code: string }).code;
const stateOf = async (period: string) => (await scene.database.db.query<{ state: string; finance_signed_name: string | null }>('select state, finance_signed_name from finance.period where period = $1', [period])).rows[0];

beforeAll(async () => {
  scene = await freshProduct();
  manager = await scene.as('department-head');
  general = await scene.as('general-manager');
  const { rows: [who] } = await scene.database.db.query<{ id: string; person: string }>("select id, person_id as person from company.staff where login = 'only-department-head'");
  for (const period of ['2025-12', '2026-01'])
    await scene.database.db.query(`insert into finance.period (period, state, finance_signed_name, finance_signed_at, sales_signed_by, sales_signed_person, sales_signed_name, sales_signed_at, closed_by, closed_by_name, closed_at)
      values ($1, 'closed', '朱会计', now(), $2, $3, '某经理', now(), $2, '某经理', now())`, [period, who!.id, who!.person]);
}, 120_000);
afterAll(() => scene?.close());

test('the months are opened from the last one backwards', async () => {
  const answer = await reopen(general, '2025-12');
  expect(answer.statusCode).toBe(409);
  expect(code(answer)).toBe('finance.later-period-closed');
});

test('whoever signed or closed it does not open it again', async () => {
  const answer = await reopen(manager, '2026-01');
  expect(answer.statusCode).toBe(403);
  expect(code(answer)).toBe('finance.closer-apart');
  expect(await stateOf('2026-01')).toMatchObject({ state: 'closed' });
});

test('a reason is needed, and other posts may not', async () => {
  expect((await reopen(general, '2026-01', '错')).statusCode).toBe(422);
  expect((await reopen(await scene.as('accountant'), '2026-01')).statusCode).toBe(403);
  expect(await stateOf('2026-01')).toMatchObject({ state: 'closed' });
});

test('opened again the signatures are gone; then the month before may follow; an open one cannot be opened', async () => {
  expect((await reopen(general, '2026-01')).statusCode).toBe(200);
  expect(await stateOf('2026-01')).toMatchObject({ state: 'open', finance_signed_name: null });
  expect(code(await reopen(general, '2026-01'))).toBe('finance.period-not-closed');
  expect((await reopen(general, '2025-12')).statusCode).toBe(200);
});

test('a customer is told only methods that a registered account takes; rules of the class come before those of all', async () => {
  const offer = async (customerClass: string, amountFen: number) => (await general.send('GET', `/api/finance/payment-methods/offer?customerClass=${customerClass}&amountFen=${amountFen}`)).json() as { methods: string[]; accounts: { provider: string }[] };
  expect((await offer('normal', 100)).methods.toSorted()).toEqual(['alipay', 'wechat']);
  const accountant = await scene.as('accountant');
  const saved = await accountant.send('PUT', '/api/finance/payment-methods', { rules: [{ customerClass: '*', fromFen: 0, methods: ['alipay', 'transfer'] }, { customerClass: 'wholesale', fromFen: 100_000, methods: ['wechat'] }] });
  expect(saved.statusCode).toBe(200);
  // No bank account is registered: a transfer is not offered though the rule names it.
  expect(await offer('normal', 100)).toMatchObject({ methods: ['alipay'] });
  expect((await offer('wholesale', 99_999)).methods).toEqual(['alipay']);
  expect((await offer('wholesale', 100_000)).methods).toEqual(['wechat']);
});
