import { z } from 'zod';
import type { Runner } from '../../../kernel/query.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { storesById } from '../../../registers/company/index.ts';
import { no } from '../refusals.ts';
import { reviewSettingsShape, setReviewRulesAct } from './contract-review-rules.ts';

const KEY = 'sales.review';
const { shape } = reviewSettingsShape;

/** What the company may set about review. Values in force until somebody sets others are the defaults here. */
export const reviewSettings = z.strictObject({
  /** Equal orders of one buyer within this many hours are suspected to be one order twice. */
  duplicateWithinHours: shape.duplicateWithinHours.default(24),
  /** This many orders of one buyer, to one phone or to one door … */
  manyOrders: shape.manyOrders.default(5),
  /** … within this many hours are suspected to be made up. */
  manyOrdersWithinHours: shape.manyOrdersWithinHours.default(24),
  /** Flags that mean nothing in particular: an order with another flag waits for a person. */
  plainFlags: shape.plainFlags.default(['无', '灰', '灰色', '0', '5']),
  /** Words of buyers' messages that need nobody (好的, 谢谢); compared whole, without punctuation. */
  idleRemarks: shape.idleRemarks.default(['无', '谢谢', '谢谢老板', '好的', '尽快发货', '尽快发货谢谢']),
  /** Words of the marketplaces for "no refund asked": any other after-sales state stops an order. */
  noAfterSales: shape.noAfterSales.default(['无', '-', '无售后', '无退款', '无退款申请', '没有申请退款', '未申请退款', '无售后或售后取消', '售后取消', '售后关闭', '退款关闭', '退款撤销']),
  /** Rules that are switched off. */
  off: shape.off.default([]),
  /** Stores that judge otherwise. */
  stores: shape.stores.default([]),
});
export type ReviewSettings = z.output<typeof reviewSettings>;

/** How one store judges: the company's settings with its own in their place. */
export function settingsFor(settings: ReviewSettings, storeId: string): ReviewSettings {
  const own = settings.stores.find((s) => s.storeId === storeId);
  if (!own) return settings;
  const { off, duplicateWithinHours, manyOrders, manyOrdersWithinHours, plainFlags, idleRemarks } = settings;
  return { ...settings, off: own.off ?? off, duplicateWithinHours: own.duplicateWithinHours ?? duplicateWithinHours, manyOrders: own.manyOrders ?? manyOrders, manyOrdersWithinHours: own.manyOrdersWithinHours ?? manyOrdersWithinHours, plainFlags: own.plainFlags ?? plainFlags, idleRemarks: own.idleRemarks ?? idleRemarks };
}

export const reviewSettingsOf = async (on: { runner: Runner }): Promise<ReviewSettings> => (await reviewRulesOf(on)).settings;

/** The settings with their version: 0 while nobody has set any. */
export async function reviewRulesOf(on: { runner: Runner }): Promise<{ settings: ReviewSettings; version: number }> {
  const { rows } = await on.runner.query<{ value: unknown; version: number }>(
    'select (select value from kernel.setting where key = $1) as value, (select coalesce(max(version), 0) from sales.review_rules_change) as version', [KEY], 'sales.review_settings');
  return { settings: reviewSettings.parse(rows[0]?.value ?? {}), version: rows[0]?.version ?? 0 };
}

/** Sets how review judges, from now on: orders already judged stay as they are. @throws kernel.changed-meanwhile, sales.store-unknown */
export const setReviewRules = verb({
  name: 'sales.set-review-rules',
  title: words('设置审单规则', 'Set the rules of review'),
  may: { 'department-head': 'all', 'general-manager': 'all' },
  input: setReviewRulesAct.body!,
  run: async (tx, { settings: after, version: seen, note }) => {
    // Two who set at once: the second is told.
    await tx.rows('sales.one_setter', "select pg_advisory_xact_lock(hashtext('sales.review-rules'))", []);
    const { settings: before, version } = await reviewRulesOf(tx);
    if (seen !== version) throw refuse(kernelNo['changed-meanwhile']);
    const stores = await storesById(tx, after.stores.map((s) => s.storeId));
    if (after.stores.some((s) => !stores.has(s.storeId))) throw refuse(no['store-unknown']);
    await Promise.all([
      tx.rows('sales.set_review', 'insert into kernel.setting (key, value) values ($1, $2::jsonb) on conflict (key) do update set value = excluded.value', [KEY, JSON.stringify(after)]),
      tx.rows('sales.note_review_change', `insert into sales.review_rules_change (id, version, before, after, note, actor_id, actor_name, at)
        values ($1, $2, $3::jsonb, $4::jsonb, $5, $6, $7, to_timestamp($8::bigint / 1000.0))`,
      [tx.newId(), version + 1, JSON.stringify(before), JSON.stringify(after), note, tx.actor.id, tx.actor.name, tx.now]),
    ]);
    tx.audit({ type: 'setting', id: KEY }, { before, after }, note);
    return { version: version + 1 };
  },
});
