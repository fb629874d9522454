import { sql } from 'kysely';
import { z } from 'zod';
import { carrierOf, type AccountField } from '../../../gateways/couriers/carriers.ts';
import type { LabelAccount } from '../../../gateways/couriers/carrier-gateway.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import { every, page } from '../../../kernel/keyset.ts';
import type { Runner } from '../../../kernel/query.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { installationKey, open, seal, warehousesById } from '../neighbours.ts';
import { no } from '../refusals.ts';
import type * as contract from './contract.ts';
import { saveAccountEnd } from './contract.ts';

const may = { 'logistics-clerk': 'all', 'department-head': 'all', administrator: 'all' } as const;

interface Account {
  id: string; carrier_id: string; warehouse_id: string | null; partner_id: string; partner_name: string | null; net: string | null; code: string | null; check_man: string | null;
  template_id: string | null; keys: Buffer | null; active: boolean; version: number;
}
interface Keys { partnerKey?: string; partnerSecret?: string }

const about = (accountId: string): string => `waybill account ${accountId}`;
const readKeys = (key: Buffer, a: Account): Keys => (a.keys === null ? {} : (JSON.parse(open(key, a.keys, about(a.id))) as Keys));

const lockAccount = async (tx: Tx, accountId: string): Promise<Account | null> =>
  (await tx.rows<Account & Record<string, unknown>>('logistics.lock_account', 'select * from logistics.waybill_account where id = $1 for update', [accountId]))[0] ?? null;

/**
 * Creates an account (`id` null) or changes one. Key and secret are kept sealed and never come back: left out (null) they stay as they are.
 * @throws logistics.carrier-unknown, logistics.account-lacks naming the fields that this carrier asks for, logistics.account-taken
 */
export const saveAccount = verb({
  name: 'logistics.save-waybill-account', title: words('保存电子面单账号', 'Save an e-waybill account'), may, input: saveAccountEnd.body!,
  run: async (tx, input) => {
    const before = input.id === null ? null : await lockAccount(tx, input.id);
    if (input.id !== null && before === null) throw refuse(kernelNo['not-found']);
    if (before !== null && before.version !== input.version) throw refuse(kernelNo['changed-meanwhile'], undefined, { version: before.version });
    const [carrier] = await tx.rows<{ name: string; tracking_code: string }>('logistics.account_carrier', 'select name, tracking_code from logistics.carrier where id = $1', [input.carrierId]);
    if (!carrier) throw refuse(no['carrier-unknown']);
    if (input.warehouseId !== null && !(await warehousesById(tx, [input.warehouseId])).has(input.warehouseId)) throw refuse(no['warehouse-unknown']);
    const key = await installationKey(tx);
    const old = before === null ? {} : readKeys(key, before);
    const [partnerKey, partnerSecret] = [input.partnerKey ?? old.partnerKey, input.partnerSecret ?? old.partnerSecret];
    const keys: Keys = { ...(partnerKey ? { partnerKey } : {}), ...(partnerSecret ? { partnerSecret } : {}) };
    const given: Partial<Record<AccountField, string | null | undefined>> = { partnerId: input.partnerId, partnerKey: keys.partnerKey, net: input.net };
    const lacks = (carrierOf(carrier.tracking_code)?.needs ?? ['partnerId']).filter((field) => !given[field]?.trim());
    if (lacks.length > 0) throw refuse(no['account-lacks'], words(`${carrier.name} 的电子面单账号还缺：${lacks.join('、')}。`, `The account with ${carrier.name} lacks ${lacks.join(', ')}.`), { lacks });
    const accountId = input.id ?? tx.newId();
    await tx.rows('logistics.save_account',
      `insert into logistics.waybill_account as a (id, carrier_id, warehouse_id, partner_id, partner_name, net, code, check_man, template_id, keys, active, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, to_timestamp($12 / 1000.0))
       on conflict (id) do update set carrier_id = excluded.carrier_id, warehouse_id = excluded.warehouse_id, partner_id = excluded.partner_id, partner_name = excluded.partner_name,
         net = excluded.net, code = excluded.code, check_man = excluded.check_man, template_id = excluded.template_id, keys = excluded.keys, active = excluded.active,
         updated_at = excluded.updated_at, version = a.version + 1`,
      [accountId, input.carrierId, input.warehouseId, input.partnerId, input.partnerName, input.net, input.code, input.checkMan, input.templateId,
        Object.keys(keys).length > 0 ? seal(key, JSON.stringify(keys), about(accountId)) : null, input.active, tx.now]).catch((error: unknown) => {
      if ((error as { constraint?: string }).constraint === 'waybill_account_once') throw refuse(no['account-taken']);
      throw error;
    });
    tx.audit({ type: 'waybill-account', id: accountId }, { carrier: carrier.name, partnerId: input.partnerId, active: input.active, keysChanged: input.partnerKey !== null || input.partnerSecret !== null });
    return { id: accountId };
  },
});

export const removeAccount = verb({
  name: 'logistics.remove-waybill-account', title: words('删除电子面单账号', 'Remove an e-waybill account'), may, input: z.strictObject({ id, version: z.int() }),
  subject: (tx, input) => lockAccount(tx, input.id),
  run: async (tx, input, account) => {
    if (account.version !== input.version) throw refuse(kernelNo['changed-meanwhile'], undefined, { version: account.version });
    await tx.rows('logistics.remove_account', 'delete from logistics.waybill_account where id = $1', [account.id]);
    tx.audit({ type: 'waybill-account', id: account.id }, { partnerId: account.partner_id, removed: true });
    return { id: account.id };
  },
});

type Shown = z.output<typeof contract.account>;

/** Accounts with their carriers and warehouses, by carrier; keys never come back. */
export async function accounts({ kernel, query }: Asked<undefined, z.output<NonNullable<typeof contract.listAccounts.query>>>) {
  const found = await page<Omit<Shown, 'warehouseName'>, 'carrier'>(kernel, {
    select: sql`a.id, a.carrier_id as "carrierId", c.name as "carrierName", a.warehouse_id as "warehouseId", a.partner_id as "partnerId", a.partner_name as "partnerName", a.net, a.code,
      a.check_man as "checkMan", a.template_id as "templateId", a.keys is not null as keyed, a.active, a.version, a.updated_at as "updatedAt"`,
    from: sql`from logistics.waybill_account a join logistics.carrier c on c.id = a.carrier_id ${every([
      query.carrier !== undefined && sql`a.carrier_id = ${query.carrier}`, query.active !== undefined && sql`a.active = ${query.active}`,
      query.q !== undefined && query.q !== '' && sql`strpos(lower(c.name || ' ' || a.partner_id || ' ' || coalesce(a.partner_name, '')), lower(${query.q})) > 0`,
    ])}`,
    id: sql`a.id`, orders: { carrier: { by: sql`c.name`, type: 'text' } }, sort: query.sort ?? 'carrier', cursor: query.cursor, limit: query.limit,
  });
  const warehouses = await warehousesById(kernel, found.rows.flatMap((a) => a.warehouseId ?? []));
  return { ...found, rows: found.rows.map((a): Shown => ({ ...a, warehouseName: a.warehouseId === null ? null : (warehouses.get(a.warehouseId)?.name ?? '—') })) };
}

/** The account by which a warehouse orders waybills of a carrier: its own, else the one for all; null where there is none. */
export async function accountFor(on: { runner: Runner }, carrierId: string, warehouseId: string): Promise<LabelAccount | null> {
  const { rows: [a] } = await on.runner.query<Account & Record<string, unknown>>(`select * from logistics.waybill_account where carrier_id = $1 and active and (warehouse_id = $2 or warehouse_id is null)
    order by warehouse_id nulls last limit 1`, [carrierId, warehouseId], 'logistics.account_for');
  if (!a) return null;
  const said = { partnerName: a.partner_name, net: a.net, code: a.code, checkMan: a.check_man, templateId: a.template_id };
  return { partnerId: a.partner_id, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null)), ...readKeys(await installationKey(on), a) };
}
