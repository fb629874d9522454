import { lifeCycle } from '../../../kernel/lifecycle.ts';
import { words } from '../../../kernel/words.ts';

/** A lead (线索). `pool` is the public pool 公海: nobody's, to be picked. `merged` is kept for its history and can be taken out again. */
export const leadLife = lifeCycle({
  noun: words('线索', 'lead'),
  first: 'new',
  states: {
    new: words('待分配', 'To assign'), assigned: words('待联系', 'To contact'), contacted: words('跟进中', 'In contact'), converted: words('已转客户', 'Became a customer'),
    pool: words('公海', 'In the pool'), discarded: words('无效', 'Discarded'), merged: words('已并入', 'Merged'),
  },
  moves: {
    new: { assign: 'assigned', pool: 'pool', discard: 'discarded', merge: 'merged' },
    assigned: { reassign: 'assigned', reach: 'contacted', pool: 'pool', discard: 'discarded', merge: 'merged', convert: 'converted' },
    contacted: { reassign: 'assigned', reach: 'contacted', pool: 'pool', discard: 'discarded', merge: 'merged', convert: 'converted' },
    pool: { pick: 'assigned', reassign: 'assigned', return: 'new', discard: 'discarded', merge: 'merged' },
    discarded: { restore: 'new', merge: 'merged' },
    converted: {},
    merged: { unmerge: 'new' },
  },
});
export type LeadState = keyof typeof leadLife.states;

/** Held by a seller who is to talk to the customer. */
export const heldStates: readonly LeadState[] = ['assigned', 'contacted'];
