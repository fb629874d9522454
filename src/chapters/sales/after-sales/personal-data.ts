import { emptied, ERASED } from '../../../kernel/evidence/erase.ts';
import { eraseFiles } from '../../../kernel/evidence/erase-files.ts';
import type { Runner } from '../../../kernel/query.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words, type Words } from '../../../kernel/words.ts';
import type { DataHolder, PersonHeld } from '../../../registers/customers/index.ts';
import { eraseCasePhotos } from './case-photos.ts';

type Table = 'return' | 'complaint' | 'feedback';
interface Mine { id: string; no: string; state: string; order_no: string | null; outside_no: string | null; waybill: string | null }

/** Cases of the customer, or about one of the customer's orders. */
async function mine(on: { runner: Runner }, table: Table, person: PersonHeld): Promise<Mine[]> {
  const { rows } = await on.runner.query<Mine & Record<string, unknown>>(`select c.id, c.${table}_no as no, c.state, o.order_no, o.outside_no, ${table === 'return' ? 'c.waybill_no' : 'null'} as waybill
    from sales.${table} c left join sales."order" o on o.id = c.order_id where c.customer_id = $1 or o.customer_id = $1 order by c.id`, [person.customerId], `sales.${table}s_of_person`);
  return rows;
}
const over: Record<Table, readonly string[]> = { return: ['done', 'refused', 'rejected', 'withdrawn'], complaint: ['closed', 'withdrawn'], feedback: ['answered', 'merged', 'spam'] };
const nouns: Record<Table, Words> = { return: words('退换单', 'return'), complaint: words('投诉', 'complaint'), feedback: words('反馈', 'feedback') };
const tables = ['return', 'complaint', 'feedback'] as const;
const time = (column: string): string => `to_char(${column} at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')`;

/** What returns (2.4.2), complaints (2.4.3) and feedback (2.4.1) hold of a customer: the own words, photos, what was answered, and the words by which they are found. */
export const afterSalesHeld: DataHolder = {
  async unsettled(on, person) {
    const open: Words[] = [];
    for (const table of tables) for (const c of (await mine(on, table, person)).filter((m) => !over[table].includes(m.state)).slice(0, 5)) open.push(words(`${nouns[table].zh} ${c.no} 尚未办结`, `${nouns[table].en} ${c.no} is not settled`));
    return open;
  },
  async give(on, person) {
    const ids = async (table: Table): Promise<string[]> => (await mine(on, table, person)).map((c) => c.id);
    const [returns, complaints, feedback] = [await ids('return'), await ids('complaint'), await ids('feedback')];
    const ask = async (name: string, sql: string, given: string[]) => (await on.runner.query<Record<string, unknown>>(`${sql} limit 5000`, [given], name)).rows;
    return [
      { title: words('退换', 'Returns'), rows: await ask('sales.give_returns', `select return_no as "退换单号", type as "类型", reason as "原因", words as "说明", state as "状态", carrier as "承运商", waybill_no as "寄回运单号", inspection_note as "验收说明", cardinality(photos) as "照片数", ${time('requested_at')} as "申请时间" from sales.return where id = any ($1::uuid[]) order by requested_at`, returns) },
      { title: words('投诉', 'Complaints'), rows: await ask('sales.give_complaints', `select complaint_no as "投诉号", about as "内容", state as "状态", result as "处理结果", confirmed_how as "确认方式", rating as "评分", (select count(*)::int from sales.case_photo p where p.complaint_id = complaint.id) as "照片数", ${time('received_at')} as "时间" from sales.complaint where id = any ($1::uuid[]) order by received_at`, complaints) },
      { title: words('投诉往来', 'What was said of complaints'), rows: await ask('sales.give_complaint_notes', `select c.complaint_no as "投诉号", n.words as "内容", ${time('n.at')} as "时间" from sales.complaint_note n join sales.complaint c on c.id = n.complaint_id where c.id = any ($1::uuid[]) order by n.at`, complaints) },
      { title: words('反馈', 'Feedback'), rows: await ask('sales.give_feedback', `select feedback_no as "反馈号", channel as "渠道", author as "署名", words as "内容", rating as "评分", (select count(*)::int from sales.case_photo p where p.feedback_id = feedback.id) as "照片数", ${time('received_at')} as "时间" from sales.feedback where id = any ($1::uuid[]) order by received_at`, feedback) },
      { title: words('反馈回应', 'Answers to feedback'), rows: await ask('sales.give_feedback_answers', `select f.feedback_no as "反馈号", m.words as "内容", ${time('m.at')} as "时间" from sales.feedback_message m join sales.feedback f on f.id = m.feedback_id where f.id = any ($1::uuid[]) order by m.at`, feedback) },
    ];
  },
  async records(on, person) {
    const found: { type: string; id: string }[] = [];
    for (const table of tables) found.push(...(await mine(on, table, person)).map((c) => ({ type: table, id: c.id })));
    return found;
  },
  async erase(tx, person) {
    const [returns, complaints, feedback] = [await mine(tx, 'return', person), await mine(tx, 'complaint', person), await mine(tx, 'feedback', person)];
    const photos = (await eraseCasePhotos(tx, 'complaint', idsOf(complaints))) + (await eraseCasePhotos(tx, 'feedback', idsOf(feedback))) + (await eraseReturns(tx, person, returns));
    await eraseComplaints(tx, person, complaints);
    await eraseFeedback(tx, feedback);
    return { removed: [
      { what: words('退换单的说明与检索词', 'words and search words of returns'), count: returns.length }, { what: words('退换、投诉与反馈的照片', 'photos of returns, complaints and feedback'), count: photos },
      { what: words('投诉的内容、往来与检索词', 'words, notes and search words of complaints'), count: complaints.length }, { what: words('反馈的署名、内容、回应与检索词', 'authors, words, answers and search words of feedback'), count: feedback.length },
    ], kept: [] };
  },
};

const idsOf = (all: readonly Mine[]): string[] => all.map((c) => c.id);
/** Found by numbers only from now on. */
const rowsOf = (all: readonly Mine[]): string => JSON.stringify(all.map((c) => ({ id: c.id, tokens: searchColumn({ numbers: [c.no, c.order_no, c.outside_no, c.waybill] }) })));

/** Photos go with their contents, unless another record shows the same picture. @returns how many photos */
async function eraseReturns(tx: Tx, person: PersonHeld, all: readonly Mine[]): Promise<number> {
  const decided = await tx.rows<{ id: string; decision: unknown }>('sales.decisions_of_person', 'select id, decision from sales.return where id = any ($1::uuid[]) and decision is not null', [idsOf(all)]);
  const decisions = decided.map((r) => ({ id: r.id, decision: emptied(r.decision, person.personal) })).filter((r) => r.decision.changed).map((r) => ({ id: r.id, decision: r.decision.value }));
  await tx.rows('sales.erase_decisions', 'update sales.return r set decision = d.decision from jsonb_to_recordset($1::jsonb) as d(id uuid, decision jsonb) where d.id = r.id', [JSON.stringify(decisions)]);
  await tx.rows('sales.erase_returns', `update sales.return r set words = null, photos = '{}', inspection_note = case when r.inspection_note is not null then $2 end, search = array_to_tsvector(string_to_array(x.tokens, ' ')),
      version = r.version + 1, updated_at = to_timestamp($3::bigint / 1000.0) from jsonb_to_recordset($1::jsonb) as x(id uuid, tokens text) where x.id = r.id`, [rowsOf(all), ERASED, tx.now]);
  const photos = await tx.rows<{ sha256: string }>('sales.erase_photos', 'delete from sales.return_photo where return_id = any ($1::uuid[]) returning sha256', [idsOf(all)]);
  const hashes = photos.map((p) => p.sha256);
  const shared = await tx.rows<{ sha256: string }>('sales.photos_of_others', 'select sha256 from sales.return_photo where sha256 = any ($1::text[]) union select sha256 from sales.case_photo where sha256 = any ($1::text[]) union select sha256 from sales.mail_file where sha256 = any ($1::text[])', [hashes]);
  await eraseFiles(tx, hashes.filter((sha) => !shared.some((s) => s.sha256 === sha)));
  return photos.length;
}

async function eraseComplaints(tx: Tx, person: PersonHeld, all: readonly Mine[]): Promise<void> {
  await tx.rows('sales.erase_complaints', `update sales.complaint c set about = $2, result = case when c.result is not null then $2 end, confirmed_how = case when c.confirmed_how is not null then $2 end,
      whys = array(select case when exists (select from unnest($3::text[]) p where strpos(w.why, p) > 0) then $2 else w.why end from unnest(c.whys) with ordinality as w(why, at) order by w.at),
      search = array_to_tsvector(string_to_array(x.tokens, ' ')), version = c.version + 1, updated_at = to_timestamp($4::bigint / 1000.0)
    from jsonb_to_recordset($1::jsonb) as x(id uuid, tokens text) where x.id = c.id`, [rowsOf(all), ERASED, person.personal, tx.now]);
  await tx.rows('sales.erase_complaint_notes', `update sales.complaint_note set words = $2, by_name = case when kind = 'customer' then $2 else by_name end where complaint_id = any ($1::uuid[])`, [idsOf(all), ERASED]);
  // What the department does better stays; the person in it does not.
  await tx.rows('sales.erase_complaint_actions', `update sales.complaint_action a set what = case when exists (select from unnest($3::text[]) p where strpos(a.what, p) > 0) then $2 else a.what end,
      effect = case when exists (select from unnest($3::text[]) p where strpos(a.effect, p) > 0) then $2 else a.effect end where a.complaint_id = any ($1::uuid[])`, [idsOf(all), ERASED, person.personal]);
}

async function eraseFeedback(tx: Tx, all: readonly Mine[]): Promise<void> {
  await tx.rows('sales.erase_feedback', `update sales.feedback f set author = null, words = $2, search = array_to_tsvector(string_to_array(x.tokens, ' ')), version = f.version + 1, updated_at = to_timestamp($3::bigint / 1000.0)
    from jsonb_to_recordset($1::jsonb) as x(id uuid, tokens text) where x.id = f.id`, [rowsOf(all), ERASED, tx.now]);
  await tx.rows('sales.erase_feedback_messages', `update sales.feedback_message set words = $2, by_name = case when by_kind = 'customer' then $2 else by_name end where feedback_id = any ($1::uuid[])`, [idsOf(all), ERASED]);
  await tx.rows('sales.erase_feedback_tasks', 'update sales.feedback_task set ask = $2, answer = case when answer is not null then $2 end where feedback_id = any ($1::uuid[])', [idsOf(all), ERASED]);
}
