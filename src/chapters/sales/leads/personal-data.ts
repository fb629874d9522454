import { ERASED } from '../../../kernel/evidence/erase.ts';
import type { Runner } from '../../../kernel/query.ts';
import { searchColumn } from '../../../kernel/search.ts';
import { words } from '../../../kernel/words.ts';
import type { DataHolder, PersonHeld } from '../../../registers/customers/index.ts';
import { emailKeyOf, phoneKeyOf } from './keys.ts';
import { leadLife } from './states.ts';

interface Mine { id: string; lead_no: string; state: keyof typeof leadLife.states; name: string; phone: string | null; email: string | null; platform_user: string | null }

/** Leads of the customer, or by one of the customer's numbers, mails and marketplace names; merged copies with the lead that took them in. Never another customer's. */
export async function leadsOf(on: { runner: Runner }, person: PersonHeld): Promise<Mine[]> {
  const keys = [person.personal.map((w) => phoneKeyOf(w)), person.personal.map((w) => emailKeyOf(w))].map((all) => all.filter((k) => k !== null));
  const { rows } = await on.runner.query<Mine & Record<string, unknown>>(
    `with recursive own as (
       select l.id, l.merged_into from sales.lead l where l.customer_id = $1 or (l.customer_id is null and (l.phone_key = any ($2::text[]) or l.email_key = any ($3::text[])
         or substr(l.platform_key, strpos(l.platform_key, ':') + 1) = any ($4::text[])))
       union select l.id, l.merged_into from own o join sales.lead l on (l.id = o.merged_into or l.merged_into = o.id) and (l.customer_id is null or l.customer_id = $1))
     select l.id, l.lead_no, l.state, l.name, l.phone, l.email, l.platform_user from sales.lead l where l.id in (select id from own) order by l.id`,
    [person.customerId, ...keys, person.strong.map((w) => w.normalize('NFKC').toLowerCase())], 'sales.leads_of_person');
  return rows;
}

/** What leads hold of a customer (clauses 2.1.2, 2.1.3): who wrote and from where, what was said, copies that were merged. */
export const leadsHeld: DataHolder = {
  names: async (on, person) => (await leadsOf(on, person)).flatMap((l) => [l.name, l.phone, l.phone === null ? null : phoneKeyOf(l.phone), l.email, l.email?.toLowerCase() ?? null, l.platform_user].filter((w) => w !== null)),
  async unsettled(on, person) {
    return (await leadsOf(on, person)).filter((l) => !['converted', 'discarded', 'merged'].includes(l.state)).slice(0, 5)
      .map((l) => words(`线索 ${l.lead_no} 仍在跟进（${leadLife.states[l.state].zh}）：先转客户或判为无效`, `lead ${l.lead_no} is still open (${leadLife.states[l.state].en}): convert or discard it`));
  },
  async give(on, person) {
    const ids = (await leadsOf(on, person)).map((l) => l.id);
    const leads = await on.runner.query<Record<string, unknown>>(`select lead_no as "线索号", state as "状态", channel as "来源", source_detail as "来源说明", name as "姓名", company as "公司", phone as "电话", email as "邮箱", platform as "平台", platform_user as "平台账号",
        province as "省", city as "市", need as "需求", next_step as "下一步", score as "评分", discard_reason as "无效原因", to_char(captured_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as "录入时间"
      from sales.lead where id = any ($1::uuid[]) order by captured_at limit 5000`, [ids], 'sales.give_leads');
    const contacts = await on.runner.query<Record<string, unknown>>(`select l.lead_no as "线索号", to_char(c.at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as "时间", c.channel as "方式", c.words as "内容", c.need as "需求", c.next_step as "下一步", c.by_name as "联系人"
      from sales.lead_contact c join sales.lead l on l.id = c.lead_id where l.id = any ($1::uuid[]) order by c.at limit 5000`, [ids], 'sales.give_contacts');
    return [{ title: words('线索', 'Leads'), rows: leads.rows }, { title: words('联系记录', 'Contacts'), rows: contacts.rows }];
  },
  records: async (on, person) => (await leadsOf(on, person)).map((l) => ({ type: 'lead', id: l.id })),
  async erase(tx, person) {
    const leads = await leadsOf(tx, person);
    if (leads.length === 0) return { removed: [], kept: [] };
    const ids = leads.map((l) => l.id);
    const rows = leads.map((l) => ({ id: l.id, tokens: searchColumn({ numbers: [l.lead_no] }) }));
    // What the source calls the lead may be the person's own name there; without it a later delivery is a new lead.
    await tx.rows('sales.erase_leads', `update sales.lead l set name = $2, company = null, phone = null, phone_key = null, email = null, email_key = null, platform_user = null, platform_key = null, name_key = null, outside_ref = null,
        source_detail = null, need = null, next_step = null, next_at = null, discard_reason = case when l.discard_reason is not null then $2 end, tags = '{}', score_reasons = '[]', search = array_to_tsvector(string_to_array(r.tokens, ' ')),
        version = l.version + 1, updated_at = to_timestamp($3::bigint / 1000.0)
      from jsonb_to_recordset($1::jsonb) as r(id uuid, tokens text) where r.id = l.id`, [JSON.stringify(rows), ERASED, tx.now]);
    await tx.rows('sales.erase_marks', 'delete from sales.lead_mark where lead_id = any ($1::uuid[])', [ids]);
    const contacts = await tx.rows('sales.erase_contacts', 'update sales.lead_contact set words = $2, need = null, next_step = null where lead_id = any ($1::uuid[]) returning 1', [ids, ERASED]);
    await tx.rows('sales.erase_ownerships', `update sales.lead_ownership set reason_zh = case when how = 'rule' then reason_zh else $2 end, reason_en = case when how = 'rule' then reason_en else $2 end,
        ended_zh = case when ended_zh is not null then $2 end, ended_en = case when ended_en is not null then $2 end where lead_id = any ($1::uuid[])`, [ids, ERASED]);
    // A merger whose fields are gone changes nothing back when it is undone.
    const mergers = await tx.rows('sales.erase_mergers', `update sales.lead_merger set before = '{}', after = '{}' where kept_id = any ($1::uuid[]) or gone_id = any ($1::uuid[]) returning 1`, [ids]);
    return { removed: [{ what: words('线索的姓名、联系方式、联系记录、合并副本与检索词', 'names, addresses, contacts, merged copies and search words of leads'), count: leads.length + contacts.length + mergers.length }], kept: [] };
  },
};
