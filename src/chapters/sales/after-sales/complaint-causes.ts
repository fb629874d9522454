import { sql } from 'kysely';
import { holdersOf, staffById } from '../../../registers/company/index.ts';
import { skusByCode } from '../../../registers/products/index.ts';
import { DAY } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { decideBy } from '../../../regulation/evaluators/rule.ts';
import { writeNotices } from '../../../regulation/notices/write-notices.ts';
import type { Engine } from '../../../regulation/runtime/engine.ts';
import { sameVersion } from '../orders/load.ts';
import { complaintCauseRecorded, complaintCauseSaved, compensationLimitSet, correctiveActionAgreed, correctiveActionFailed, correctiveActionVerified, repeatComplaintAlarmed } from './complaint-facts.ts';
import { batchesOfOrder } from './complaint-reads.ts';
import { also, complaintInScope, complaintRef, lockComplaint, refOf, type Complaint } from './complaint-verbs.ts';
import { agreeActionEnd, recordCauseEnd, saveCauseEnd, setLimitEnd, verifyActionEnd, type ComplaintCause } from './contract-complaints.ts';
import { no } from './refusals.ts';
import { repeatComplaintAlarm } from './repeat-alarm.ts';
import { mayKeepReasons } from './return-reasons.ts';

const lead = { 'service-lead': 'all', 'department-head': 'all' } as const;

/**
 * Why it happened: five whys, a cause of the tree, and where it lies (clause 2.4.3). The same cause again and again alarms the department
 * head; where safety is concerned the first one does.
 *
 * @throws sales.cause-unknown, sales.sku-unknown, sales.complaint-not-closed
 */
export const recordCause = (engine: Engine) => verb({
  name: 'sales.record-complaint-cause', title: words('查明原因', 'Record the cause'), may: { ...lead, 'service-agent': 'all' }, input: recordCauseEnd.body!.extend({ id }), subject: lockComplaint, inScope: complaintInScope, works: complaintRef,
  run: async (tx, input, c) => {
    sameVersion(c, input.version);
    if (c.state !== 'closed') throw refuse(no['complaint-not-closed']);
    const [cause] = await tx.rows<{ zh: string }>('sales.cause_of', 'select zh from sales.complaint_cause where key = $1 and active', [input.cause]);
    if (!cause) throw refuse(no['cause-unknown']);
    const sku = input.skuCode === null ? null : (await skusByCode(tx, [input.skuCode])).get(input.skuCode);
    if (sku === undefined) throw refuse(no['cause-unknown'], words(`没有商家编码“${input.skuCode}”。`, `There is no SKU “${input.skuCode}”.`));
    const batch = input.batch ?? await onlyBatch(tx, c, sku?.id ?? null);
    const person = input.personId === null ? null : (await staffById(tx, [input.personId])).get(input.personId) ?? null;
    await tx.rows('sales.record_cause', `update sales.complaint set cause = $2, whys = $3, sku_id = $4, carrier = $5, batch = $6, person_id = $7, person_name = $8, cause_at = to_timestamp($9 / 1000.0), version = version + 1, updated_at = to_timestamp($9 / 1000.0)
      where id = $1`, [c.id, input.cause, input.whys, sku?.id ?? null, input.carrier, batch, person?.id ?? null, person?.name ?? null, tx.now]);
    tx.fact(complaintCauseRecorded, c.id, { ...refOf(c), cause: input.cause, causeWords: cause.zh, whys: input.whys.length }, also(c));
    const alarm = await alarmed(tx, engine, c, input.cause, cause.zh);
    tx.audit({ type: 'complaint', id: c.id }, { cause: input.cause, alarm });
    return { id: c.id, alarm };
  },
});

/** The batch of the article that left with the order, where it was one only: it need not be typed. */
async function onlyBatch(tx: Tx, c: Complaint, skuId: string | null): Promise<string | null> {
  if (c.order_id === null || skuId === null) return null;
  const left = new Set((await batchesOfOrder(tx, c.order_id)).filter((l) => l.skuId === skuId).map((l) => l.batchNo));
  return left.size === 1 ? [...left][0]! : null;
}

async function alarmed(tx: Tx, engine: Engine, c: Complaint, cause: string, zh: string): Promise<boolean> {
  const window = Number(engine.values.at('repeatComplaintWindow', tx.now).value) * DAY;
  const [{ n } = { n: 1 }] = await tx.rows<{ n: number }>('sales.same_cause', 'select count(*)::int as n from sales.complaint where cause = $1 and received_at > to_timestamp($2::bigint / 1000.0)', [cause, tx.now - window]);
  const decision = decideBy(tx, repeatComplaintAlarm, { cause, count: n, safety: c.severity === 'safety' }, { type: 'complaint', id: c.id, no: c.complaint_no, storeId: c.store_id });
  if (!decision.outcome.alarm) return false;
  tx.fact(repeatComplaintAlarmed, c.id, { ...refOf(c), cause, causeWords: zh, count: n }, also(c));
  const heads = await holdersOf(tx, 'department-head', null);
  await writeNotices(tx, heads.map((h) => ({ staffId: h.id, topic: `repeat-complaint:${cause}:${c.id}`, showAt: tx.now, href: `/sales/complaints?cause=${cause}`, text: words(`重复投诉警报「${zh}」：${decision.because.zh}`, `Alarm on “${cause}”: ${decision.because.en}`) })));
  return true;
}

/** What is done so that it does not happen again, by whom and when; the promise is a clock of its own. */
export const agreeAction = verb({
  name: 'sales.agree-corrective-action', title: words('商定改进措施', 'Agree on an action'), may: lead, input: agreeActionEnd.body!.extend({ id }), subject: lockComplaint, inScope: complaintInScope, works: complaintRef,
  run: async (tx, input, c) => {
    const owner = (await staffById(tx, [input.ownerId])).get(input.ownerId);
    if (!owner?.active) throw refuse(kernelNo['not-found'], words('没有这位在职同事。', 'No such colleague.'));
    const actionId = tx.newId();
    await tx.rows('sales.insert_complaint_action', 'insert into sales.complaint_action (id, complaint_id, what, owner_id, owner_name, due_at, agreed_at) values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0), to_timestamp($7 / 1000.0))', [actionId, c.id, input.what, owner.id, owner.name, input.dueAt, tx.now]);
    tx.fact(correctiveActionAgreed, actionId, { complaintId: c.id, complaintNo: c.complaint_no, owner: owner.id, dueAt: input.dueAt }, { objects: [{ type: 'complaint', id: c.id }] });
    tx.audit({ type: 'complaint', id: c.id }, { action: input.what });
    return { id: c.id };
  },
});

interface Action { id: string; complaint_id: string; complaint_no: string; version: number; verified_at: number | null }

/** Whether it works: said by the lead with what was seen. One that did not help stays open, with its promise; what was seen stands on the page and among the notes. */
export const verifyAction = verb({
  name: 'sales.verify-corrective-action', title: words('核对改进效果', 'Check its effect'), may: lead, input: verifyActionEnd.body!.extend({ id }),
  subject: async (tx, input) => (await tx.rows<Action & Record<string, unknown>>('sales.lock_action', 'select a.id, a.complaint_id, c.complaint_no, a.version, a.verified_at from sales.complaint_action a join sales.complaint c on c.id = a.complaint_id where a.id = $1 for update of a', [input.id]))[0] ?? null,
  run: async (tx, input, action) => {
    sameVersion(action, input.version);
    if (action.verified_at !== null) throw refuse(kernelNo['changed-meanwhile']);
    if (!input.works) {
      await tx.rows('sales.action_without_effect', 'update sales.complaint_action set effect = $2, version = version + 1 where id = $1', [action.id, input.effect]);
      await tx.rows('sales.note_without_effect', "insert into sales.complaint_note (id, complaint_id, kind, words, by_name, at) values ($1, $2, 'internal', $3, $4, to_timestamp($5 / 1000.0))", [tx.newId(), action.complaint_id, `改进措施未见效：${input.effect}`, tx.actor.name, tx.now]);
      tx.fact(correctiveActionFailed, action.id, { complaintId: action.complaint_id, complaintNo: action.complaint_no }, { objects: [{ type: 'complaint', id: action.complaint_id }] });
      tx.audit({ type: 'complaint', id: action.complaint_id }, { withoutEffect: input.effect });
      return { id: action.id };
    }
    await tx.rows('sales.verify_action', 'update sales.complaint_action set effect = $2, verified_at = to_timestamp($3 / 1000.0), verified_name = $4, version = version + 1 where id = $1', [action.id, input.effect, tx.now, tx.actor.name]);
    tx.fact(correctiveActionVerified, action.id, { complaintId: action.complaint_id, complaintNo: action.complaint_no }, { objects: [{ type: 'complaint', id: action.complaint_id }] });
    tx.audit({ type: 'complaint', id: action.complaint_id }, { effect: input.effect });
    return { id: action.id };
  },
});

const folded = (s: string): string => s.normalize('NFKC').toLowerCase().replace(/\s+/g, '');

/** The tree of causes in order; with `q`, those whose name or synonym meets the words. */
export async function listCauses(kernel: Kernel, q: string | undefined): Promise<{ rows: ComplaintCause[] }> {
  const { rows } = await sql<ComplaintCause>`select n.key, n.parent, n.zh, n.en, n.synonyms, n.active, n.position, n.version, (select count(*)::int from sales.complaint c where c.cause = n.key) as used
    from sales.complaint_cause n left join sales.complaint_cause p on p.key = n.parent order by coalesce(p.position, n.position), n.parent is not null, n.position, n.key`.execute(kernel.runner.tables<Record<string, never>>());
  const said = folded(q ?? '');
  return { rows: said === '' ? rows : rows.filter((r) => [r.zh, r.en, ...r.synonyms].some((w) => folded(w).includes(said) || said.includes(folded(w)))) };
}

export const saveCause = verb({
  name: 'sales.save-complaint-cause', title: words('保存投诉原因', 'Save a cause'), may: mayKeepReasons, input: saveCauseEnd.body!.extend({ key: saveCauseEnd.params!.shape.key }),
  run: async (tx, input) => {
    const rows = await tx.rows<{ key: string; parent: string | null; version: number }>('sales.lock_causes', 'select key, parent, version from sales.complaint_cause order by key for update', []);
    if ((rows.find((r) => r.key === input.key)?.version ?? null) !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    if (input.parent !== null && !rows.some((r) => r.key === input.parent)) throw refuse(no['cause-unknown']);
    for (let at = input.parent; at !== null; at = rows.find((r) => r.key === at)?.parent ?? null) if (at === input.key) throw refuse(no['reason-in-circle']);
    await tx.rows('sales.save_cause', `insert into sales.complaint_cause as n (key, parent, zh, en, synonyms, active, position) values ($1, $2, $3, $4, $5, $6, $7) on conflict (key) do update set parent = excluded.parent, zh = excluded.zh, en = excluded.en,
      synonyms = excluded.synonyms, active = excluded.active, position = excluded.position, version = n.version + 1`, [input.key, input.parent, input.zh, input.en, input.synonyms, input.active, input.position]);
    tx.fact(complaintCauseSaved, input.key, { key: input.key, zh: input.zh });
    tx.audit({ type: 'complaint-cause', id: input.key }, input);
    return { key: input.key };
  },
});

/** How much a post may give as compensation: the head’s to set. */
export const setLimit = verb({
  name: 'sales.set-compensation-limit', title: words('设定补偿权限', 'Set the authority'), may: { 'department-head': 'all', 'general-manager': 'all' }, input: setLimitEnd.body!.extend({ post: setLimitEnd.params!.shape.post }),
  run: async (tx, input) => {
    const changed = await tx.rows('sales.set_limit', 'update sales.compensation_limit set limit_fen = $2, version = version + 1 where post = $1 and version = $3 returning post', [input.post, input.limitFen, input.version]);
    if (changed.length === 0) throw refuse(kernelNo['changed-meanwhile']);
    tx.fact(compensationLimitSet, input.post, { post: input.post, limitFen: input.limitFen });
    tx.audit({ type: 'compensation-limit', id: input.post }, { limitFen: input.limitFen }, input.reason);
    return { post: input.post };
  },
});

export async function listLimits(kernel: Kernel): Promise<{ rows: { post: string; limitFen: number; version: number }[] }> {
  const { rows } = await kernel.db.query<{ post: string; limit_fen: bigint; version: number }>('select post, limit_fen, version from sales.compensation_limit order by limit_fen', [], 'sales.compensation_limits');
  return { rows: rows.map((r) => ({ post: r.post, limitFen: Number(r.limit_fen), version: r.version })) };
}
