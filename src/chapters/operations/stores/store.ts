import { lifeCycle } from '../../../kernel/lifecycle.ts';
import { words } from '../../../kernel/words.ts';

/** A closed store keeps its orders and figures; it can be opened again. */
export const storeLife = lifeCycle({
  noun: words('店铺', 'store'),
  first: 'open',
  states: { open: words('营业中', 'Open'), closed: words('已关闭', 'Closed') },
  moves: { open: { close: 'closed' }, closed: { reopen: 'open' } },
});
