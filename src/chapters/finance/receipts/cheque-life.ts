import { lifeCycle } from '../../../kernel/lifecycle.ts';
import { words } from '../../../kernel/words.ts';
import { chequeStates } from './contract-cheques.ts';

/** A cheque: in the drawer, at the bank, paid or bounced; or given back to the customer before it was banked (clause 6.1.1). */
export const chequeLife = lifeCycle({
  noun: words('支票', 'cheque'), first: 'received', states: chequeStates,
  moves: { received: { bank: 'banked', return: 'returned' }, banked: { clear: 'cleared', bounce: 'bounced' }, cleared: {}, bounced: {}, returned: {} },
});
