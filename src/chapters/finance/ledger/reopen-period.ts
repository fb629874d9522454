import { personOf } from '../../../kernel/actor.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { periodReopened } from '../facts.ts';
import { mayReopen } from '../policies.ts';
import { no } from '../refusals.ts';
import * as contract from './contract.ts';
import { lockPeriod } from './periods.ts';

/**
 * Opens a closed month again, for a reason that is kept (clauses 6.1.2, 6.3.1): the last closed month first, by somebody who neither signed nor
 * closed it. Both signatures are void; what was booked into the next month meanwhile stays there.
 *
 * @throws finance.period-not-closed, finance.later-period-closed, finance.closer-apart
 */
export const reopenPeriod = verb({
  name: 'finance.reopen-period',
  title: words('重新打开账期', 'Open the period again'),
  may: mayReopen,
  input: contract.reopenPeriod.params!.extend(contract.reopenPeriod.body!.shape),
  subject: (tx, input) => lockPeriod(tx, input.period),
  run: async (tx, input, row) => {
    if (row.state !== 'closed') throw refuse(no['period-not-closed']);
    const [later] = await tx.rows<{ period: string }>('finance.later_closed', "select period from finance.period where period > $1 and state = 'closed' order by period desc limit 1", [row.period]);
    if (later) throw refuse(no['later-period-closed'], words(`${later.period} 已关账，请先打开它。`, `${later.period} is closed: open it first.`), { period: later.period });
    const person = tx.actor.personId ?? personOf(tx.actor);
    if (person === row.finance_signed_person || person === row.sales_signed_person || (tx.actor.id !== null && tx.actor.id === row.closed_by)) throw refuse(no['closer-apart']);
    await tx.rows('finance.reopen_period', `update finance.period set state = 'open', finance_signed_by = null, finance_signed_person = null, finance_signed_name = null, finance_signed_at = null, finance_signed_entries = null,
      sales_signed_by = null, sales_signed_person = null, sales_signed_name = null, sales_signed_at = null, sales_signed_entries = null, closed_by = null, closed_by_name = null, closed_at = null, version = version + 1
      where period = $1`, [row.period]);
    tx.fact(periodReopened, row.period, { period: row.period, reason: input.reason });
    tx.audit({ type: 'period', id: row.period }, { reopened: true, closedBy: row.closed_by_name }, input.reason);
    return { period: row.period };
  },
});
