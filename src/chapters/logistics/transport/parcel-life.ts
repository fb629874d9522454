import { lifeCycle } from '../../../kernel/lifecycle.ts';
import { words } from '../../../kernel/words.ts';
import { parcelStates } from './contract.ts';

/** What tracking may do from anywhere on the way. Whether a report is believed is decided before (track-state: judgeUpdate). */
const onTheWay = { move: 'in-transit', 'try-delivery': 'out-for-delivery', deliver: 'delivered', trouble: 'problem', 'turn-back': 'returning', lose: 'lost', 'take-back': 'returned' } as const;

/**
 * The life of a parcel: through the warehouse, then with the carrier. `take-back` is the warehouse booking a return. One that left without our
 * warehouse begins on the way (`leave-outside`); `renumber`: the marketplace corrected its number before the carrier had it.
 */
export const parcelLife = lifeCycle({
  noun: words('包裹', 'parcel'),
  first: 'waiting',
  states: parcelStates,
  moves: {
    waiting: { 'start-picking': 'picking', pick: 'picked', withdraw: 'withdrawn', 'leave-outside': 'shipped' },
    picking: { pick: 'picked', withdraw: 'withdrawn' },
    picked: { pack: 'packed', withdraw: 'withdrawn' },
    packed: { pack: 'packed', inspect: 'inspected', fail: 'picked', withdraw: 'withdrawn' },
    inspected: { pack: 'packed', fail: 'picked', announce: 'announced', withdraw: 'withdrawn' },
    announced: { ship: 'shipped', fail: 'picked', withdraw: 'withdrawn' },
    shipped: { collect: 'collected', ...onTheWay, renumber: 'withdrawn' },
    collected: onTheWay,
    'in-transit': onTheWay,
    'out-for-delivery': onTheWay,
    problem: { collect: 'collected', ...onTheWay },
    delivered: { 'turn-back': 'returning', 'take-back': 'returned' },
    returning: { deliver: 'delivered', lose: 'lost', 'take-back': 'returned' },
    lost: { move: 'in-transit', deliver: 'delivered', 'take-back': 'returned' },
    returned: {},
    withdrawn: {},
  },
});

export type ParcelEvent = 'collect' | 'move' | 'try-delivery' | 'deliver' | 'trouble' | 'turn-back' | 'lose';
