import { system } from '../../../kernel/actor.ts';
import { HOUR } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { remindExpiring } from './contracts/send-contract.ts';
import { expireQuotes } from './quotes/settle-quote.ts';

/** What ends by itself: quotes after their last day, reminders before contracts run out. */
export const negotiationJobs = [
  { name: 'sales.expire-quotes', everyMs: HOUR, run: async (kernel: Kernel): Promise<void> => { await runVerb(kernel, expireQuotes, {}, { actor: system('报价到期') }); } },
  { name: 'sales.remind-expiring-contracts', everyMs: 6 * HOUR, run: async (kernel: Kernel): Promise<void> => { await runVerb(kernel, remindExpiring, {}, { actor: system('合同到期提醒') }); } },
];
