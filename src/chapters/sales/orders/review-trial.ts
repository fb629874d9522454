import { sql } from 'kysely';
import { storesById } from '../../../registers/company/index.ts';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import { DAY } from '../../../kernel/clock.ts';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { page } from '../../../kernel/keyset.ts';
import { fixedRules, switchableRules, type listReviewRuleChanges, type readReviewRules, type tryReviewRules } from './contract-review-rules.ts';
import { ordersPaidSince } from './load.ts';
import { judgeOrders } from './review-orders.ts';
import type { ReviewRule } from './review-rules.ts';
import { reviewRulesOf, reviewSettings, setReviewRules, type ReviewSettings } from './review-settings.ts';

/** Most orders that a trial judges; the newest ones. */
export const TRIED_AT_ONCE = 500;
const SAMPLE = 20;
const teamsOf = (actor: Actor | null, scope: Scope): readonly string[] | null => (scope === 'all' ? null : [...(actor?.teamIds ?? [])]);

/** The rules with their settings, for the page on which they are set. */
export async function rulesOfReview(kernel: Kernel, actor: Actor | null): Promise<Answer<typeof readReviewRules>> {
  const [{ settings, version }, stores] = await Promise.all([reviewRulesOf(kernel), storesById(kernel)]);
  const mayChange = actor?.posts.some((post) => post in setReviewRules.may) ?? false;
  return {
    ...settings, version, mayChange, stores: settings.stores.map((s) => ({ ...s, storeName: stores.get(s.storeId)?.name ?? null })),
    open: [...stores.values()].filter((s) => s.state === 'open').map(({ id, name }) => ({ id, name })).toSorted((a, b) => a.name.localeCompare(b.name, 'zh')),
  };
}

/** Judges the orders paid in the last 24 hours again, by the settings in force or by others. */
export async function reviewTrial(kernel: Kernel, actor: Actor | null, scope: Scope, drafted: ReviewSettings | undefined): Promise<Answer<typeof tryReviewRules>> {
  const since = kernel.clock.now() - DAY;
  const teams = teamsOf(actor, scope);
  const [now, orders, open] = await Promise.all([
    reviewRulesOf(kernel), ordersPaidSince(kernel, since, teams, TRIED_AT_ONCE + 1),
    kernel.runner.query<{ rule: ReviewRule; n: number }>(`select f.rule, count(*)::int as n from sales.review_finding f join sales."order" o on o.id = f.order_id
      where f.decided_at is null and o.state in ('to-review', 'held') and ($1::uuid[] is null or o.team_id = any ($1)) group by 1`, [teams], 'sales.open_findings'),
  ]);
  const more = orders.length > TRIED_AT_ONCE;
  const judged = await judgeOrders(kernel, orders.slice(0, TRIED_AT_ONCE), drafted ?? now.settings);
  const before = drafted ? await judgeOrders(kernel, orders.slice(0, TRIED_AT_ONCE), now.settings) : judged;
  const held = (all: typeof judged): number => all.filter((j) => j.findings.some((f) => f.weight === 'hold')).length;
  const openOf = new Map(open.rows.map((r) => [r.rule, r.n]));
  return {
    since, orders: judged.length, more, held: held(judged), heldNow: held(before),
    rules: [...fixedRules, ...switchableRules].map((rule) => {
      const hits = judged.filter((j) => j.findings.some((f) => f.rule === rule));
      const weight = rule === 'address-masked' || rule === 'may-merge' ? 'note' as const : 'hold' as const;
      return { rule, weight, open: openOf.get(rule) ?? 0, found: hits.length, orders: hits.slice(0, SAMPLE).map((j) => ({ id: j.order.id, orderNo: j.order.order_no })) };
    }),
  };
}

interface ChangeRow { id: string; version: number; before: unknown; after: unknown; note: string; by: string; at: number }

/** How the rules were set, the latest first. */
export async function reviewRuleChanges(kernel: Kernel, asked: { cursor?: string | undefined; limit?: number | undefined }): Promise<Answer<typeof listReviewRuleChanges>> {
  const got = await page<ChangeRow, 'at'>(kernel, {
    select: sql`c.id, c.version, c.before, c.after, c.note, c.actor_name as by, c.at`, from: sql`from sales.review_rules_change c where true`, id: sql`c.id`,
    orders: { at: { by: sql`c.at`, type: 'timestamptz' } }, sort: '-at', cursor: asked.cursor, limit: asked.limit,
  });
  return { ...got, rows: got.rows.map((r) => ({ ...r, before: reviewSettings.parse(r.before), after: reviewSettings.parse(r.after) })) };
}
