import { personOf } from '../../../kernel/actor.ts';
import { localText } from '../../../kernel/clock.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { personalDataGiven } from '../facts.ts';
import { exportPersonalData } from './contract.ts';
import type { DataHolder, PersonalPart } from './holders.ts';
import { personHeld } from './person.ts';
import { no } from './refusals.ts';
import { mayAnswerPersons } from './request-erasure.ts';

/** Everything that is kept about a person, unmasked, to be handed to the person (Personal Information Protection Law, art. 45). Who gave it out and why is kept. */
export const givePersonalDataVerb = (holders: readonly DataHolder[]) => verb({
  name: 'customers.give-personal-data', title: words('导出个人信息', 'Give out a person’s data'), may: mayAnswerPersons, input: exportPersonalData.body!.extend({ id }),
  subject: async (tx, given) => (await tx.rows<{ customer_no: string; erased_at: number | null }>('customers.to_give', 'select customer_no, erased_at from customers.customer where id = $1', [given.id]))[0] ?? null,
  run: async (tx, given, customer): Promise<{ requestNo: string; customerNo: string; at: number; parts: PersonalPart[] }> => {
    if (customer.erased_at !== null) throw refuse(no['already-erased']);
    const person = (await personHeld(tx, given.id, holders))!;
    const parts = [...(await ownParts(tx, given.id)), ...(await Promise.all(holders.map((h) => h.give(tx, person)))).flat()].filter((part) => part.rows.length > 0);
    const request = { id: tx.newId(), no: await tx.number('GX') };
    await tx.rows('customers.insert_given', `insert into customers.data_request (id, request_no, kind, customer_id, reason, state, requested_at, requested_by, requested_by_name, ended_at, ended_by_name)
      values ($1, $2, 'export', $3, $4, 'done', to_timestamp($5::bigint / 1000.0), $6, $7, to_timestamp($5::bigint / 1000.0), $7)`, [request.id, request.no, given.id, given.reason, tx.now, personOf(tx.actor), tx.actor.name]);
    await tx.rows('customers.look_at_all', `insert into customers.unmasking (id, staff_id, kind, record_id, field, reason, at) values ($1, $2, 'customer', $3, 'all', $4, to_timestamp($5::bigint / 1000.0))`,
      [tx.newId(), personOf(tx.actor), given.id, given.reason, tx.now]);
    tx.fact(personalDataGiven, request.id, { requestNo: request.no, customerNo: customer.customer_no }, { objects: [{ type: 'customer', id: given.id }] });
    tx.audit({ type: 'customer', id: given.id }, { given: given.format, parts: parts.length }, given.reason);
    return { requestNo: request.no, customerNo: customer.customer_no, at: tx.now, parts };
  },
});

async function ownParts(tx: Tx, customerId: string): Promise<PersonalPart[]> {
  const [head, buyers, addresses] = [
    await tx.rows<Record<string, unknown> & { 首次出现: number }>('customers.give_head', `select customer_no as "客户号", name as "姓名", phone as "手机", email as "邮箱", case kind when 'company' then '企业' else '个人' end as "类型", note as "备注",
      case when consent_marketing is null then '未询问' when consent_marketing then '同意' else '不同意' end as "营销许可", created_at as "首次出现" from customers.customer where id = $1`, [customerId]),
    await tx.rows('customers.give_buyers', 'select platform as "平台", buyer_key as "昵称" from customers.platform_buyer where customer_id = $1 order by first_seen_at', [customerId]),
    await tx.rows('customers.give_addresses', 'select receiver_name as "收货人", phone as "电话", province as "省", city as "市", district as "区县", street as "街道", detail as "详细地址", postcode as "邮编" from customers.address where customer_id = $1 order by created_at', [customerId]),
  ];
  return [
    { title: words('客户资料', 'Customer'), rows: head.map((h) => ({ ...h, 首次出现: localText(h.首次出现) })) },
    { title: words('平台账号', 'Marketplace names'), rows: buyers }, { title: words('收货地址', 'Addresses'), rows: addresses },
  ];
}
