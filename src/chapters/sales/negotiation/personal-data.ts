import { emptied, ERASED } from '../../../kernel/evidence/erase.ts';
import { formatYuan } from '../../../kernel/money.ts';
import type { Runner } from '../../../kernel/query.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { leadsOf } from '../leads/personal-data.ts';
import type { DataHolder, Kept, PersonHeld } from '../../../registers/customers/index.ts';

/** `need` is the structured need of clause 2.2.1. */
interface Opportunity { id: string; opportunity_no: string; stage: string; need: unknown }
interface Quote { id: string; quote_no: string; state: string; accepted_by: string | null }
/** `runs_until`: ms UTC, where it has an end of its own. `end_at`: the day on which the agreement ended, or would: its own end, the order's, the confirmation. */
interface Contract { id: string; contract_no: string; state: string; confirmed_at: number | null; confirmed_by: string | null; runs_until: number | null; end_at: number | null }
type On = { runner: Runner };

const YEAR = 365 * 86_400_000;
/** 民法典 art. 188: three years in which a claim can be brought; clause 1.3.1 may keep records of a trade for longer. */
const LIMITATION_YEARS = 3;

const opportunitiesOf = async (on: On, person: PersonHeld): Promise<Opportunity[]> => (await on.runner.query<Opportunity & Record<string, unknown>>(
  'select id, opportunity_no, stage, need from sales.opportunity where customer_id = $1 or (customer_id is null and lead_id = any ($2::uuid[])) order by id', [person.customerId, (await leadsOf(on, person)).map((l) => l.id)], 'sales.opportunities_of_person')).rows;
const quotesOf = async (on: On, person: PersonHeld): Promise<Quote[]> => (await on.runner.query<Quote & Record<string, unknown>>(
  'select q.id, q.quote_no, q.state, q.accepted_by from sales.quote q join sales.opportunity o on o.id = q.opportunity_id where q.customer_id = $1 or o.customer_id = $1 order by q.id', [person.customerId], 'sales.quotes_of_person')).rows;
const contractsOf = async (on: On, person: PersonHeld): Promise<Contract[]> => (await on.runner.query<Contract & Record<string, unknown>>(
  `select c.id, c.contract_no, c.state, c.confirmed_at, c.confirmed_by, (c.expires_on + 1)::timestamp at time zone 'Asia/Shanghai' as runs_until,
     greatest(c.confirmed_at, (c.expires_on + 1)::timestamp at time zone 'Asia/Shanghai', o.completed_at, o.cancelled_at) as end_at
   from sales.contract c left join sales."order" o on o.id = c.order_id where c.customer_id = $1 order by c.id`, [person.customerId], 'sales.contracts_of_person')).rows;
const time = (column: string): string => `to_char(${column} at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')`;

/** What negotiation holds of a customer (clauses 2.2.1 to 2.2.4): needs, questions about quotes, wordings of contracts, who confirmed and from where. */
export const negotiationHeld: DataHolder = {
  async names(on, person) {
    const [quotes, contracts] = [await quotesOf(on, person), await contractsOf(on, person)];
    return [...quotes.map((q) => q.accepted_by), ...contracts.map((c) => c.confirmed_by), ...(await wishers(on, contracts))].filter((name) => name !== null);
  },
  async unsettled(on, person) {
    const open: Words[] = (await opportunitiesOf(on, person)).filter((o) => o.stage !== 'won' && o.stage !== 'lost').map((o) => words(`商机 ${o.opportunity_no} 尚未结束`, `opportunity ${o.opportunity_no} is still open`));
    open.push(...(await quotesOf(on, person)).filter((q) => q.state === 'issued').map((q) => words(`报价单 ${q.quote_no} 仍可接受`, `quote ${q.quote_no} can still be accepted`)));
    open.push(...(await contractsOf(on, person)).filter((c) => (c.state === 'confirmed' && (c.runs_until ?? 0) > on.now) || ['draft', 'final', 'sent'].includes(c.state)).map((c) => words(`合同 ${c.contract_no} 尚未确认或仍在履行`, `contract ${c.contract_no} is not confirmed yet or still runs`)));
    return open.slice(0, 5);
  },
  async give(on, person) {
    const [opportunities, quotes, contracts] = [(await opportunitiesOf(on, person)).map((o) => o.id), (await quotesOf(on, person)).map((q) => q.id), (await contractsOf(on, person)).map((c) => c.id)];
    const ask = async (name: string, sql: string, ids: string[]) => (await on.runner.query<Record<string, unknown>>(`${sql} limit 5000`, [ids], name)).rows
      .map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? formatYuan(value) : value])));
    return [
      { title: words('商机', 'Opportunities'), rows: await ask('sales.give_opportunities', `select opportunity_no as "商机号", title as "标题", stage as "阶段", need::text as "需求", lost_reason as "丢单原因", ${time('created_at')} as "时间" from sales.opportunity where id = any ($1::uuid[]) order by created_at`, opportunities) },
      { title: words('产品介绍记录', 'Introductions'), rows: await ask('sales.give_introductions', `select introduction_no as "编号", channel as "方式", note as "说明", ${time('sent_at')} as "时间" from sales.introduction where opportunity_id = any ($1::uuid[]) order by sent_at`, opportunities) },
      { title: words('报价单', 'Quotes'), rows: await ask('sales.give_quotes', `select quote_no as "报价单号", state as "状态", goods_fen as "货款", payment_terms as "付款条件", delivery_terms as "交货条件", note as "说明", accepted_by as "接受人", ${time('accepted_at')} as "接受时间" from sales.quote where id = any ($1::uuid[]) order by created_at`, quotes) },
      { title: words('报价问答', 'Questions about quotes'), rows: await ask('sales.give_questions', `select q.quote_no as "报价单号", m.side as "一方", m.body as "内容", ${time('m.at')} as "时间" from sales.quote_message m join sales.quote q on q.id = m.quote_id where q.id = any ($1::uuid[]) order by m.at`, quotes) },
      { title: words('合同修改意见', 'Changes of contracts asked for'), rows: await ask('sales.give_wishes', `select c.contract_no as "合同号", w.revision as "修订", w.line + 1 as "段落", w.body as "内容", w.by_name as "提出人", ${time('w.at')} as "时间", w.state as "状态", w.answer as "答复"
        from sales.contract_wish w join sales.contract c on c.id = w.contract_id where c.id = any ($1::uuid[]) order by w.at, w.id`, contracts) },
      { title: words('合同', 'Contracts'), rows: await ask('sales.give_contracts', `select c.contract_no as "合同号", c.state as "状态", c.total_fen as "总额", c.confirmed_by as "确认人", c.confirmed_ip as "确认时的网络地址", ${time('c.confirmed_at')} as "确认时间", r.revision as "修订", r.body as "文本"
        from sales.contract c join sales.contract_revision r on r.contract_id = c.id where c.id = any ($1::uuid[]) order by c.created_at, r.revision`, contracts) },
    ];
  },
  async records(on, person) {
    const [opportunities, quotes, contracts] = [await opportunitiesOf(on, person), await quotesOf(on, person), await contractsOf(on, person)];
    return [...opportunities.map((o) => ({ type: 'opportunity', id: o.id })), ...quotes.map((q) => ({ type: 'quote', id: q.id })), ...contracts.map((c) => ({ type: 'contract', id: c.id }))];
  },
  async erase(tx, person, { keepYears }) {
    const [opportunities, quotes, contracts] = [await opportunitiesOf(tx, person), await quotesOf(tx, person), await contractsOf(tx, person)];
    const years = Math.max(LIMITATION_YEARS, keepYears);
    const until = (c: Contract): number => (c.end_at ?? 0) + years * YEAR;
    const binding = contracts.filter((c) => c.confirmed_at !== null && until(c) > tx.now);
    await eraseOpportunities(tx, opportunities);
    const said = await eraseQuotes(tx, quotes);
    await eraseContracts(tx, contracts, contracts.filter((c) => !binding.includes(c)).map((c) => c.id));
    const kept: Kept[] = binding.length === 0 ? [] : [{
      what: words(`已确认的合同（文本、确认人、时间、网络地址）：${binding.slice(0, 5).map((c) => c.contract_no).join('、')}`, `confirmed contracts (wording, who confirmed, time, network address): ${binding.slice(0, 5).map((c) => c.contract_no).join(', ')}`), count: binding.length,
      why: words(`《民法典》第一百八十八条：诉讼时效三年；《电子商务法》第三十一条与规章 1.3.1：自合同结束之日起保存 ${years} 年`, `Civil Code, art. 188: claims can be brought for three years; E-commerce Law, art. 31, and clause 1.3.1: kept for ${years} years from the end of the contract`),
      until: Math.max(...binding.map(until)),
    }];
    return { removed: [
      { what: words('商机的标题、需求、说明与检索词', 'titles, needs, notes and search words of opportunities'), count: opportunities.length },
      { what: words('报价单的接受人、说明与问答', 'who accepted quotes, notes and questions'), count: quotes.length + said },
      { what: words('合同的检索词、修改意见与不再依法保存的文本', 'search words of contracts, changes asked for, and wordings that no law demands'), count: contracts.length },
    ], kept };
  },
};

/** Who asked for changes of contracts, as they wrote their names. */
const wishers = async (on: On, contracts: readonly Contract[]): Promise<string[]> =>
  (await on.runner.query<{ by_name: string }>('select distinct by_name from sales.contract_wish where contract_id = any ($1::uuid[])', [contracts.map((c) => c.id)], 'sales.wishers')).rows.map((r) => r.by_name);

/** Quantities and money of the need stay for figures; its sentences go. */
async function eraseOpportunities(tx: Tx, all: readonly Opportunity[]): Promise<void> {
  const rows = all.map((o) => ({ id: o.id, need: emptied(o.need, ['']).value, tokens: searchColumn({ numbers: [o.opportunity_no] }) }));
  await tx.rows('sales.erase_opportunities', `update sales.opportunity o set title = $2, need = r.need, lost_reason = case when o.lost_reason is not null then $2 end, search = array_to_tsvector(string_to_array(r.tokens, ' ')),
      version = o.version + 1, updated_at = to_timestamp($3::bigint / 1000.0) from jsonb_to_recordset($1::jsonb) as r(id uuid, need jsonb, tokens text) where r.id = o.id`, [JSON.stringify(rows), ERASED, tx.now]);
  const ids = all.map((o) => o.id);
  await tx.rows('sales.erase_solutions', "update sales.solution_line set reason = $2 where opportunity_id = any ($1::uuid[]) and reason <> ''", [ids, ERASED]);
  await tx.rows('sales.erase_introductions', "update sales.introduction set note = $2 where opportunity_id = any ($1::uuid[]) and note <> ''", [ids, ERASED]);
}

/** @returns how many questions and answers */
async function eraseQuotes(tx: Tx, all: readonly Quote[]): Promise<number> {
  const ids = all.map((q) => q.id);
  await tx.rows('sales.erase_quotes', `update sales.quote set accepted_by = case when accepted_by is not null then $2 end, payment_terms = case when payment_terms <> '' then $2 else '' end, delivery_terms = case when delivery_terms <> '' then $2 else '' end,
      note = case when note <> '' then $2 else '' end, end_reason = case when end_reason is not null then $2 end, version = version + 1, updated_at = to_timestamp($3::bigint / 1000.0) where id = any ($1::uuid[])`, [ids, ERASED, tx.now]);
  return (await tx.rows('sales.erase_questions', `update sales.quote_message set body = $2, by_name = case when side = 'customer' then $2 else by_name end where quote_id = any ($1::uuid[]) returning 1`, [ids, ERASED])).length;
}

/** All are found by their number only and lose what was asked about them; those in `free` lose their wording and who confirmed them, too. */
async function eraseContracts(tx: Tx, all: readonly Contract[], free: readonly string[]): Promise<void> {
  const rows = all.map((c) => ({ id: c.id, tokens: searchColumn({ numbers: [c.contract_no] }) }));
  await tx.rows('sales.erase_contract_search', `update sales.contract c set search = array_to_tsvector(string_to_array(r.tokens, ' ')), withdrawn_why = case when c.withdrawn_why is not null then $2 end,
      version = c.version + 1, updated_at = to_timestamp($3::bigint / 1000.0) from jsonb_to_recordset($1::jsonb) as r(id uuid, tokens text) where r.id = c.id`, [JSON.stringify(rows), ERASED, tx.now]);
  await tx.rows('sales.erase_contracts', `update sales.contract set confirmed_by = case when confirmed_by is not null then $2 end, confirmed_ip = null where id = any ($1::uuid[])`, [free, ERASED]);
  await tx.rows('sales.erase_wishes', 'update sales.contract_wish set body = $2, by_name = $2, answer = case when answer is not null then $2 end where contract_id = any ($1::uuid[])', [all.map((c) => c.id), ERASED]);
  await tx.rows('sales.erase_wordings', `update sales.contract_revision set body = $2, note = case when note <> '' then $2 else '' end, by_name = case when side = 'customer' then $2 else by_name end where contract_id = any ($1::uuid[])`, [free, ERASED]);
}
