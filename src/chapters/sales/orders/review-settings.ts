import { z } from 'zod';
import type { Runner } from '../../../kernel/query.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';

const KEY = 'sales.review';

/** What the company may set about review. Values in force until somebody sets others are the defaults here. */
export const reviewSettings = z.strictObject({
  /** Equal orders of one buyer within this many hours are suspected to be one order twice. */
  duplicateWithinHours: z.int().min(1).max(720).default(24),
  /** Flags that mean nothing in particular: an order with another flag waits for a person. */
  plainFlags: z.array(z.string().max(20)).max(20).default(['无', '灰', '灰色', '0', '5']),
  /** Words of buyers' messages that need nobody (好的, 谢谢); compared whole, without punctuation. */
  idleRemarks: z.array(z.string().max(40)).max(100).default(['无', '谢谢', '谢谢老板', '好的', '尽快发货', '尽快发货谢谢']),
  /** Words of the marketplaces for "no refund asked": any other after-sales state stops an order. */
  noAfterSales: z.array(z.string().max(40)).max(50).default(['无', '-', '无售后', '无退款', '无退款申请', '没有申请退款', '未申请退款', '无售后或售后取消', '售后取消', '售后关闭', '退款关闭', '退款撤销']),
});
export type ReviewSettings = z.output<typeof reviewSettings>;

export async function reviewSettingsOf(on: { runner: Runner }): Promise<ReviewSettings> {
  const { rows } = await on.runner.query<{ value: unknown }>('select value from kernel.setting where key = $1', [KEY], 'sales.review_settings');
  return reviewSettings.parse(rows[0]?.value ?? {});
}

/** Sets how review judges, from now on: orders already judged stay as they are. */
export const setReviewRules = verb({
  name: 'sales.set-review-rules',
  title: words('设置审单规则', 'Set the rules of review'),
  may: { 'department-head': 'all', 'general-manager': 'all' },
  input: reviewSettings,
  run: async (tx, input) => {
    const before = await reviewSettingsOf(tx);
    await tx.rows('sales.set_review', 'insert into kernel.setting (key, value) values ($1, $2::jsonb) on conflict (key) do update set value = excluded.value', [KEY, JSON.stringify(input)]);
    tx.audit({ type: 'setting', id: KEY }, { before, after: input });
    return input;
  },
});
