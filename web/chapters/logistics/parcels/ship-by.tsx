import { readTimeline, type ObligationRow } from '../../../../src/regulation/obligations/contract.ts';
import { useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';

/** When the clock of 2.3.3 ends for an order, if it has begun. */
export const shipDue = (obligations: readonly ObligationRow[] | undefined): number | null => obligations?.find((o) => o.clause === '2.3.3' && o.control === 'shipped-in-time')?.dueAt ?? null;

/** The latest time to ship: what was promised with the order, or when the clock of 2.3.3 ends for its first order. */
export function ShipBy({ shipBy, orderIds }: { shipBy: number | null; orderIds: readonly string[] }) {
  return shipBy === null && orderIds[0] ? <Due orderId={orderIds[0]} /> : <When at={shipBy} />;
}

function Due({ orderId }: { orderId: string }) {
  const case_ = useRead(readTimeline, { params: { type: 'order', id: orderId }, query: { limit: '1' } }, { topics: ['sales', 'regulation'] });
  return <When at={shipDue(case_.data?.obligations)} />;
}
