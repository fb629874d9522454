import { z } from 'zod';
import { refuse } from '../../../../kernel/refusal.ts';
import { id } from '../../../../kernel/schemas.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { no } from '../../refusals.ts';
import { orderInScope, orderRef } from '../load.ts';
import { endAmendment } from './apply-amendment.ts';
import { withdrawAmendmentAct } from './contract.ts';
import { lockAmendment, mayAmend } from './load.ts';

/** A change that is not wanted any more. An approval that it had is of no use: it was for this change. */
export const withdrawAmendment = verb({
  name: 'sales.withdraw-amendment',
  title: words('撤回订单变更', 'Withdraw a change'),
  may: mayAmend,
  input: withdrawAmendmentAct.body!.extend({ id }),
  subject: (tx, input) => lockAmendment(tx, input.id),
  inScope: orderInScope, works: orderRef,
  run: async (tx, input, { amendment }) => {
    if (amendment.state !== 'proposed') throw refuse(no['amendment-ended']);
    await endAmendment(tx, amendment, 'withdrawn', input.reason);
    return { id: input.id };
  },
});

/** Those who decide have said no. Told twice it changes nothing. */
export const noteAmendmentRejected = verb({
  name: 'sales.note-amendment-rejected',
  title: words('登记变更被驳回', 'Note a change that was rejected'),
  may: {},
  input: z.strictObject({ id }),
  subject: (tx, input) => lockAmendment(tx, input.id),
  run: async (tx, input, { amendment }) => {
    if (amendment.state === 'proposed') await endAmendment(tx, amendment, 'rejected', '审批未通过');
    return { id: input.id };
  },
});
