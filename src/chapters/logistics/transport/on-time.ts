import { dayOf } from '../../../kernel/clock.ts';
import { words } from '../../../kernel/words.ts';
import type { MeasuredFigure } from '../../../regulation/runtime/brought.ts';

/**
 * Of the parcels whose promised time lay in the window: how many had been delivered by it (clause 5.2.2). One that is still under way or
 * came back was not; one that was withdrawn before it left, or left without a promise, does not count, nor does one that others sent.
 */
export const onTimeRate: MeasuredFigure = {
  name: 'logistics.on-time-rate', version: 1, above: words('按承诺时间送达的包裹', 'parcels delivered by the promised time'), below: words('承诺在该期间送达的包裹', 'parcels promised for the period'),
  measure: async (on, { from, to }) => {
    const { rows: [row] } = await on.runner.query<{ kept: bigint; promised: bigint }>(
      `select count(*) filter (where delivered_at <= promised_at) as kept, count(*) as promised from logistics.parcel
       where promised_at >= to_timestamp($1::bigint / 1000.0) and promised_at < to_timestamp($2::bigint / 1000.0) and shipped_at is not null and state <> 'withdrawn' and origin = 'warehouse'`, [from, to], 'logistics.on_time_rate');
    return { numerator: Number(row!.kept), denominator: Number(row!.promised) };
  },
  cases: ({ from, to }) => {
    const days = `promised=${dayOf(from)},${dayOf(to - 1)}`;
    return [{ label: words('未准时的包裹', 'Parcels not in time'), href: `/logistics/parcels?${days}&onTime=false` }, { label: words('准时的包裹', 'Parcels in time'), href: `/logistics/parcels?${days}&onTime=true` }];
  },
};
