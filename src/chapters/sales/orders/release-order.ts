import { z } from 'zod';
import type { Policy } from '../../../kernel/actor.ts';
import { judgeEach } from '../../../regulation/index.ts';
import { next } from '../../../kernel/lifecycle.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb, type Evidence } from '../../../kernel/verb.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import { linesOf, lockOrder, lockOrders, orderInScope, orderRef, sameVersion, teamMaySee, type OrderWithLines } from './load.ts';
import { releaseOrders } from './release.ts';
import { judgeOrders, writeFindings } from './review-orders.ts';
import { lacking, mustBeMended, reviewRules } from './review-rules.ts';
import { orderLife } from './states.ts';

/** Posts that decide about orders in review. */
export const mayReview = { seller: 'team', 'team-lead': 'team', 'store-operator': 'team', 'department-head': 'all', 'general-manager': 'all' } satisfies Policy;

/** Whether every line can be reserved or recorded as short (its article is known, there is a warehouse to look in), else what is missing and what to do. */
function canBeReserved(subject: OrderWithLines): true | Words {
  if (subject.order.warehouse_id !== null && subject.lines.length > 0 && subject.lines.every((l) => l.sku_id !== null)) return true;
  const found = lacking(subject);
  return words(found.map((f) => f.detail.zh).join(''), found.map((f) => f.detail.en).join(' '));
}

/** What the gates on releasing ask of an order. */
const evidenceOf = (subject: OrderWithLines): Evidence => ({
  'lines-reserved-or-short': canBeReserved(subject),
  // Nothing is sold on credit yet: who paid before the goods leave owes nothing (clause 6.1.3).
  'no-credit-hold': subject.order.paid_at !== null,
});

/**
 * A person lets an order through that review has held, or that waits (clauses 2.3.1, 2.3.2). The reasons are decided with the note; what
 * the warehouse cannot do without cannot be decided away.
 *
 * @throws sales.hold-open, regulation.gate (2.3.2 stock-checked, 6.1.3 no-credit-hold)
 */
export const releaseOrder = verb({
  name: 'sales.release-order',
  title: words('放行订单', 'Release the order'),
  may: mayReview,
  input: z.strictObject({ id, version: z.int().optional(), note: text(300, 1).optional() }),
  subject: (tx, input) => lockOrder(tx, input.id),
  inScope: orderInScope, works: orderRef,
  evidence: (_tx, _input, subject) => evidenceOf(subject),
  run: async (tx, input, subject) => {
    sameVersion(subject.order, input.version);
    await releaseByPerson(tx, [subject], input.note ?? null);
    return { id: input.id };
  },
});

async function releaseByPerson(tx: Tx, subjects: readonly OrderWithLines[], note: string | null): Promise<void> {
  for (const { order } of subjects) next(orderLife, order.state, 'release');
  const judged = await judgeOrders(tx, subjects.map((s) => s.order));
  const open = judged.flatMap((j) => j.findings.filter((f) => mustBeMended.includes(f.rule)).map((f) => ({ order: j.order, f })));
  if (open.length > 0) {
    throw refuse(no['hold-open'], words(open.map(({ order, f }) => `${order.order_no} ${reviewRules[f.rule].zh}：${f.detail.zh}`).join('；'),
      open.map(({ order, f }) => `${order.order_no}: ${f.detail.en}`).join('; ')), { rules: [...new Set(open.map((o) => o.f.rule))] });
  }
  await writeFindings(tx, judged.map((j) => ({ order: j.order, findings: j.findings })));
  await decideFindings(tx, subjects.map((s) => s.order.id), note);
  await releaseOrders(tx, subjects.map((s) => ({ ...s, by: 'person', note })));
}

/** The open findings of the orders, decided by this person. */
async function decideFindings(tx: Tx, orderIds: readonly string[], note: string | null): Promise<void> {
  await tx.rows('sales.decide_findings', `update sales.review_finding set decided_at = to_timestamp($2 / 1000.0), decided_by = $3, decided_name = $4, decision_note = $5
     where order_id = any ($1::uuid[]) and decided_at is null and weight = 'hold'`, [[...orderIds], tx.now, tx.actor.id, tx.actor.name, note]);
}

export const bulkIds = z.array(id).min(1).max(200);
/** What became of each record of a bulk act: those that could not be done are named with the reason, the others are done. */
export type BulkResult = { done: string[]; refused: { id: string; number: string; reason: string }[] };

/**
 * The same for many orders of a list, asked by the same gates one by one (clauses 2.3.2, 6.1.3). Orders that lack something, or are no longer waiting, are left alone and
 * named.
 */
export const releaseMany = verb({
  name: 'sales.release-orders',
  title: words('批量放行', 'Release orders'),
  may: mayReview,
  input: z.strictObject({ ids: bulkIds, note: text(300, 1).optional() }),
  run: async (tx, input): Promise<BulkResult> => {
    const orders = (await lockOrders(tx, input.ids)).filter((o) => teamMaySee(tx.actor, scopeIn(tx), o));
    const lines = await linesOf(tx, orders.map((o) => o.id));
    const refused: BulkResult['refused'] = [];
    const waiting = orders.filter((o) => {
      if (o.state === 'held' || o.state === 'to-review') return true;
      refused.push({ id: o.id, number: o.order_no, reason: orderLife.states[o.state].zh });
      return false;
    });
    const stopped = await judgeEach(tx, waiting.map((order) => ({ id: order.id, evidence: evidenceOf({ order, lines: lines.get(order.id)! }) })));
    const [judged, shown] = waiting.length === 0 ? [[], () => true] : await Promise.all([judgeOrders(tx, waiting), holdsShown(tx, waiting.map((o) => o.id))]);
    const fit = judged.filter((j) => {
      const no = stopped.get(j.order.id);
      if (no) {
        refused.push({ id: j.order.id, number: j.order.order_no, reason: no.zh });
        return false;
      }
      const open = j.findings.filter((f) => mustBeMended.includes(f.rule));
      // What nobody has been shown yet is not decided by the press that was meant for something else.
      const news = open.length > 0 ? [] : j.findings.filter((f) => f.weight === 'hold' && j.order.state === 'held' && !shown(j.order.id, f));
      if (open.length > 0) refused.push({ id: j.order.id, number: j.order.order_no, reason: open.map((f) => f.detail.zh).join('；') });
      if (news.length > 0) refused.push({ id: j.order.id, number: j.order.order_no, reason: `新的原因，请先查看：${news.map((f) => `${reviewRules[f.rule].zh}，${f.detail.zh}`).join('；')}` });
      return open.length + news.length === 0;
    });
    // Also those that stay: their new reason stands at the desk from now on.
    await writeFindings(tx, judged.map((j) => ({ order: j.order, findings: j.findings })));
    await decideFindings(tx, fit.map((j) => j.order.id), input.note ?? null);
    await releaseOrders(tx, fit.map((j) => ({ order: j.order, lines: lines.get(j.order.id)!, by: 'person', note: input.note ?? null })));
    return { done: fit.map((j) => j.order.id), refused };
  },
});

/** Whether a reason stands at the desk, or a person has decided just this before. */
async function holdsShown(tx: Tx, orderIds: readonly string[]): Promise<(orderId: string, finding: { rule: string; detail: Words }) => boolean> {
  const rows = await tx.rows<{ order_id: string; rule: string; detail_zh: string; open: boolean }>('sales.holds_shown', `select order_id, rule, detail_zh, decided_at is null as open from sales.review_finding
    where order_id = any ($1::uuid[]) and (decided_at is null or decided_by is not null) and weight = 'hold'`, [[...orderIds]]);
  const known = new Map(rows.map((r) => [`${r.order_id} ${r.rule}`, r]));
  return (orderId, { rule, detail }) => {
    const found = known.get(`${orderId} ${rule}`);
    return found !== undefined && (found.open || found.detail_zh === detail.zh);
  };
}

/** Bulk acts see rows as their single twin does. */
export const scopeIn = (tx: Tx): 'team' | 'all' => (tx.actor.kind === 'system' || tx.actor.posts.some((p) => (mayReview as Policy)[p] === 'all') ? 'all' : 'team');
