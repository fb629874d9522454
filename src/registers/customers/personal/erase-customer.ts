import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { eraseFromFacts } from '../../../kernel/evidence/erase.ts';
import { eraseCopies } from '../../../kernel/evidence/erase-copies.ts';
import { eraseFiles, erasePackets } from '../../../kernel/evidence/erase-files.ts';
import { kernelNo, Refusal, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { eraseLogs, type Parts } from '../../../regulation/index.ts';
import { customerErased } from '../facts.ts';
import type { DataHolder, Kept, PersonHeld, Removed } from './holders.ts';
import { personHeld } from './person.ts';
import { no } from './refusals.ts';
import { laidOf, lockRequest, mayAnswerPersons } from './request-erasure.ts';

/** `files` are found by the route, which reads the uploads; nobody outside can name them. */
const input = z.strictObject({ id, files: z.array(z.strictObject({ sha256: z.string(), name: z.string(), createdAt: z.int(), kept: z.boolean() })), unreadable: z.array(z.string()) });

/**
 * Carries an approved request out, whole or not at all: the register, the chapters' copies with their search columns, texts of facts (the chain
 * still verifies), messages, stored answers, notes of the audit, uploads, evidence packets. What the law demands stays without the
 * person in it and is named with its reason. @throws customers.not-settled-yet, regulation.not-approved
 */
export const eraseCustomerVerb = (parts: () => Parts, holders: readonly DataHolder[]) => verb({
  name: 'customers.erase-customer', title: words('删除个人信息', 'Erase a customer’s data'), may: mayAnswerPersons, input,
  subject: (tx, given) => lockRequest(tx, given.id),
  lays: (_tx, _given, request) => laidOf(request),
  run: async (tx, given, request) => {
    if (request.state !== 'waiting') throw refuse(kernelNo['wrong-state'], words('该申请已结束。', 'This request is over.'));
    await tx.rows('customers.lock_erasing', 'select 1 from customers.customer where id = $1 for update', [request.customer_id]);
    const person = (await personHeld(tx, request.customer_id, holders))!;
    const unsettled = (await Promise.all(holders.map((h) => h.unsettled(tx, person)))).flat();
    if (unsettled.length > 0) throw new Refusal(no['not-settled-yet'], list(unsettled), { customerNo: request.customer_no });
    const records = [{ type: 'customer', id: person.customerId }, ...(await Promise.all(holders.map((h) => h.records(tx, person)))).flat()];
    const facts = await eraseFacts(tx, request.id, person, records, request.request_no);
    const keepYears = Number(parts().engine.values.at('tradeRecordKeep', tx.now).value);
    const removed: Removed[] = [];
    const kept: Kept[] = [];
    for (const holder of holders) {
      const done = await holder.erase(tx, person, { keepYears });
      removed.push(...done.removed);
      kept.push(...done.kept);
    }
    const own = await eraseRegister(tx, person);
    const copies = await eraseCopies(tx, { strong: person.strong, personal: person.personal, objects: records });
    const hashes = given.files.filter((f) => !f.kept).map((f) => f.sha256);
    const [logs, files] = [await eraseLogs(tx, hashes), await eraseFiles(tx, hashes)];
    const packets = facts > 0 ? await erasePackets(tx, records.map((r) => r.id)) : 0;
    removed.push(
      { what: words('客户资料、收货地址、平台账号', 'customer, addresses, marketplace names'), count: own }, { what: words('事实中的文字', 'texts of facts'), count: facts },
      { what: words('消息、应答、导入行、日志备注', 'messages, answers, rows of imports, notes of the audit'), count: Object.values(copies).reduce((a, b) => a + b, 0) },
      { what: words('上传的原始文件', 'uploaded files'), count: files }, { what: words('外部事件日志', 'event logs from outside'), count: logs }, { what: words('证据包', 'evidence packets'), count: packets });
    const bills = given.files.filter((f) => f.kept);
    if (bills.length > 0) kept.push({ what: words('支付账单原始文件', 'uploaded bills of payments'), count: bills.length, why: accounting, until: Math.max(...bills.map((f) => f.createdAt)) + 30 * YEAR });
    if (given.unreadable.length > 0) kept.push({ what: words(`无法读取的上传文件：${given.unreadable.slice(0, 5).join('、')}`, `uploads that cannot be read: ${given.unreadable.slice(0, 5).join(', ')}`), count: given.unreadable.length, why: words('有密码或已损坏，无法判断内容，请人工检查', 'behind a password or broken: somebody must look at them'), until: null });
    await tx.rows('customers.request_done', `update customers.data_request set state = 'done', ended_at = to_timestamp($2::bigint / 1000.0), ended_by_name = $3, erased = $4::jsonb, kept = $5::jsonb where id = $1`,
      [request.id, tx.now, tx.actor.name, JSON.stringify(removed.filter((r) => r.count > 0)), JSON.stringify(kept)]);
    tx.fact(customerErased, request.id, { requestNo: request.request_no, customerNo: request.customer_no, records: removed.reduce((sum, r) => sum + r.count, 0), files }, { objects: [{ type: 'customer', id: person.customerId }] });
    tx.audit({ type: 'data-request', id: request.id }, { customerNo: request.customer_no, kept: kept.length });
    return { id: request.id };
  },
});

const YEAR = 365 * 86_400_000;
/** 会计档案管理办法: the papers behind entries. */
export const accounting = words('《会计档案管理办法》：会计凭证及原始凭证保存 30 年', 'Measures for Accounting Archives: entries and the papers behind them are kept for 30 years');
const list = (all: readonly Words[]): Words => words(all.map((w) => w.zh).join('；'), all.map((w) => w.en).join('; '));

async function eraseFacts(tx: Tx, requestId: string, person: PersonHeld, records: readonly { type: string; id: string }[], requestNo: string): Promise<number> {
  const found = await tx.rows<{ seq: bigint }>('customers.facts_of_person',
    `select distinct f.seq from jsonb_to_recordset($1::jsonb) as r(type text, id text) join kernel.fact_object o on o.object_type = r.type and o.object_id = r.id
     join kernel.fact f on f.seq = o.fact_seq and f.recorded_at = o.recorded_at
     where f.actor_kind = 'customer' or exists (select from unnest($2::text[]) w where strpos(f.payload::text, w) > 0)`, [JSON.stringify(records), person.personal]);
  return found.length === 0 ? 0 : eraseFromFacts(tx, { subjectId: requestId, seqs: found.map((f) => f.seq), personal: person.personal, reason: requestNo });
}

/** The register's own rows: the number stays, the person goes. Region stays for figures; a hash of a place could be guessed, so it goes, too. */
async function eraseRegister(tx: Tx, person: PersonHeld): Promise<number> {
  await tx.rows('customers.erase_customer', `update customers.customer set name = '已删除', phone = null, email = null, note = null, consent_marketing = false, consent_at = null, hold_reason = case when on_hold then '已删除' end,
      search = ''::tsvector, erased_at = to_timestamp($2::bigint / 1000.0), version = version + 1, updated_at = to_timestamp($2::bigint / 1000.0) where id = $1`, [person.customerId, tx.now]);
  const buyers = await tx.rows('customers.erase_buyers', 'delete from customers.platform_buyer where customer_id = $1 returning 1', [person.customerId]);
  const hashes = person.addressIds.map((address) => ({ id: address, hash: randomBytes(32).toString('hex') }));
  await tx.rows('customers.erase_addresses', `update customers.address a set receiver_name = null, phone = null, district = null, street = null, detail = null, postcode = null, masked = true, content_hash = decode(h.hash, 'hex')
    from jsonb_to_recordset($1::jsonb) as h(id uuid, hash text) where h.id = a.id`, [JSON.stringify(hashes)]);
  return 1 + buyers.length + hashes.length;
}
