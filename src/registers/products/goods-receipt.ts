import { lifeCycle } from '../../kernel/lifecycle.ts';
import { words } from '../../kernel/words.ts';

/** Goods on their way from a supplier. */
export const receiptLife = lifeCycle({
  noun: words('到货单', 'goods receipt'),
  first: 'expected',
  states: {
    expected: words('待到货', 'Expected'), 'part-received': words('部分到货', 'Partly received'), received: words('已到齐', 'Received'), cancelled: words('已取消', 'Cancelled'),
  },
  moves: {
    expected: { 'receive-part': 'part-received', 'receive-all': 'received', cancel: 'cancelled' },
    'part-received': { 'receive-part': 'part-received', 'receive-all': 'received', cancel: 'cancelled' },
    received: {},
    cancelled: {},
  },
});
