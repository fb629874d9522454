import { dayOf } from '../../../kernel/clock.ts';
import { words } from '../../../kernel/words.ts';
import type { MeasuredFigure } from '../../../regulation/runtime/brought.ts';

/**
 * Of the dates that customers were told and that lay in the window: how many were kept (clause 2.3.2). The first date counts, however often
 * another was told; a shortage that fell away with its order does not count.
 */
export const promisesKept: MeasuredFigure = {
  name: 'sales.promises-kept', version: 1, above: words('按首次告知的时间补齐的缺货', 'shortages filled by the first date told'), below: words('首次告知的时间在该期间的缺货', 'shortages whose first date lay in the period'),
  measure: async (on, { from, to }) => {
    const { rows: [row] } = await on.runner.query<{ kept: bigint; told: bigint }>(
      `select count(*) filter (where state = 'filled' and closed_at <= first_promised_at) as kept, count(*) as told from sales.shortage
       where first_promised_at >= to_timestamp($1::bigint / 1000.0) and first_promised_at < to_timestamp($2::bigint / 1000.0) and state <> 'cancelled'`, [from, to], 'sales.promises_kept');
    return { numerator: Number(row!.kept), denominator: Number(row!.told) };
  },
  cases: ({ from, to }) => {
    const days = `firstPromised=${dayOf(from)},${dayOf(to - 1)}`;
    return [{ label: words('未兑现的缺货', 'Dates that were not kept'), href: `/sales/shortages?${days}&kept=false` }, { label: words('兑现的缺货', 'Dates that were kept'), href: `/sales/shortages?${days}&kept=true` }];
  },
};
