import { lifeCycle } from '../../../kernel/lifecycle.ts';
import { words } from '../../../kernel/words.ts';
import { returnStates } from './contract-words.ts';

/** The life of a return. What an allowed one waits for hangs on its type: goods, money, a new parcel or the workshop. */
export const returnLife = lifeCycle({
  noun: words('退换单', 'return'),
  first: 'requested',
  states: returnStates,
  moves: {
    requested: { awaitGoods: 'awaiting-goods', pay: 'to-pay', exchange: 'to-exchange', refuse: 'refused', withdraw: 'withdrawn' },
    'awaiting-goods': { send: 'on-the-way', receive: 'received', withdraw: 'withdrawn' },
    'on-the-way': { receive: 'received', withdraw: 'withdrawn' },
    received: { pay: 'to-pay', exchange: 'to-exchange', repair: 'to-repair', reject: 'rejected' },
    'to-pay': { finish: 'done' },
    'to-exchange': { finish: 'done', pay: 'to-pay' },
    'to-repair': { finish: 'done' },
    // The match by which the money was seen to have left was undone.
    done: { unpay: 'to-pay' }, refused: {}, rejected: {}, withdrawn: {},
  },
});

/** States in which a return still counts against what is left of an order. */
export const standing = ['requested', 'awaiting-goods', 'on-the-way', 'received', 'to-pay', 'to-exchange', 'to-repair', 'done'] as const;
