import { personOf } from '../../../kernel/actor.ts';
import { refuse } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { periodClosed, periodSigned } from '../facts.ts';
import { maySign } from '../policies.ts';
import { no } from '../refusals.ts';
import * as contract from './contract.ts';
import { closingFigures, periodEnd, type Closing } from './closing.ts';

export interface PeriodRow {
  period: string; state: 'open' | 'closed'; finance_signed_person: string | null; finance_signed_name: string | null; finance_signed_at: number | null; finance_signed_entries: bigint | null;
  sales_signed_person: string | null; sales_signed_name: string | null; sales_signed_at: number | null; sales_signed_entries: bigint | null; closed_at: number | null; closed_by: string | null; closed_by_name: string | null; version: number;
}

/** Holds the month alone: entries that are being written are waited for, new ones go elsewhere afterwards. */
export async function lockPeriod(tx: Tx, period: string): Promise<PeriodRow> {
  await tx.rows('finance.hold_period', 'select pg_advisory_xact_lock(finance.period_key($1))', [period]);
  const [row] = await tx.rows<PeriodRow & Record<string, unknown>>('finance.lock_period', `insert into finance.period (period, state) values ($1, 'open')
    on conflict (period) do update set version = finance.period.version returning *`, [period]);
  return row!;
}

interface Held { row: PeriodRow; closing: Closing }
const held = async (tx: Tx, input: { period: string }): Promise<Held> => ({ row: await lockPeriod(tx, input.period), closing: await closingFigures(tx, input.period) });

function mayBeSigned(tx: Tx, { row, closing }: Held): void {
  if (row.state === 'closed') throw refuse(no['period-closed']);
  if (tx.now < periodEnd(row.period)) throw refuse(no['period-not-over']);
  const person = tx.actor.personId ?? personOf(tx.actor);
  if (closing.handPersons.includes(person)) throw refuse(no['hand-entry-apart']);
}

/**
 * One side signs the month (clause 6.1.2): the accountant for finance, the department head for sales, two persons, neither of whom entered or
 * matched receipts of the month by hand. The signature is bound to the entries that were there.
 */
export const signPeriod = verb({
  name: 'finance.sign-period',
  title: words('账期签字', 'Sign the period'),
  may: maySign,
  input: contract.signPeriod.params!.extend(contract.signPeriod.body!.shape),
  subject: held,
  run: async (tx, input, subject) => {
    mayBeSigned(tx, subject);
    const { row, closing } = subject;
    const person = tx.actor.personId ?? personOf(tx.actor);
    const post = input.side === 'finance' ? 'accountant' : 'department-head';
    if (!tx.actor.posts.includes(post) || person === (input.side === 'finance' ? row.sales_signed_person : row.finance_signed_person)) throw refuse(no['sign-your-side']);
    const set = input.side === 'finance' ? 'finance' : 'sales';
    await tx.rows(`finance.sign_${set}`, `update finance.period set ${set}_signed_by = $2, ${set}_signed_person = $3, ${set}_signed_name = $4, ${set}_signed_at = to_timestamp($5 / 1000.0),
      ${set}_signed_entries = $6, version = version + 1 where period = $1`, [row.period, tx.actor.id, person, tx.actor.name, tx.now, closing.entries]);
    tx.fact(periodSigned, row.period, { period: row.period, side: input.side });
    tx.audit({ type: 'period', id: row.period }, { side: input.side, entries: Number(closing.entries) });
    return { period: row.period };
  },
});

const isSigned = (row: PeriodRow, closing: Closing): boolean => row.finance_signed_entries === closing.entries && row.sales_signed_entries === closing.entries;

/**
 * Closes a month (clauses 6.1.2, 6.3.1): months one after the other, every receipt matched or explained, bills complete, both signatures on
 * what is there now. Afterwards what belongs to the month is booked into the next open one.
 *
 * @throws finance.period-not-over, finance.earlier-period-open, finance.items-open, finance.bills-missing, finance.hand-entry-apart, finance.not-signed
 */
export const closePeriod = verb({
  name: 'finance.close-period',
  title: words('关账', 'Close the period'),
  may: maySign,
  input: contract.closePeriod.params!,
  subject: held,
  // The two signatures are the approval that clause 6.1.2 wants: bound to the entries that were there.
  evidence: (_tx, _input, { row, closing }) => ({ 'close-signed-off': isSigned(row, closing), 'every-receipt-settled': closing.open.receipts === 0, 'bills-complete': closing.bills.every((b) => b.ok) }),
  run: async (tx, _input, subject) => {
    const { row, closing } = subject;
    mayBeSigned(tx, subject);
    if (closing.earlierOpen !== null) throw refuse(no['earlier-period-open'], words(`请先关账 ${closing.earlierOpen}。`, `Close ${closing.earlierOpen} first.`), { period: closing.earlierOpen });
    if (closing.open.receipts > 0) throw refuse(no['items-open'], words(`还有 ${closing.open.receipts} 笔未核销也未说明。`, `${closing.open.receipts} receipts are neither matched nor explained.`), { open: closing.open.receipts });
    const missing = closing.bills.filter((b) => !b.ok);
    if (missing.length > 0) throw refuse(no['bills-missing'], words(missing.map((m) => `${m.account}：${m.why?.zh ?? ''}`).join('；'), missing.map((m) => `${m.account}: ${m.why?.en ?? ''}`).join('; ')), { accounts: missing.map((m) => m.account) });
    if (closing.unsettled !== 0n) throw refuse(no['does-not-balance']);
    if (!isSigned(row, closing)) throw refuse(no['not-signed']);
    await tx.rows('finance.close_period', `update finance.period set state = 'closed', closed_by = $2, closed_by_name = $3, closed_at = to_timestamp($4 / 1000.0), version = version + 1 where period = $1 and state = 'open'`,
      [row.period, tx.actor.id, tx.actor.name, tx.now]);
    tx.fact(periodClosed, row.period, { period: row.period });
    tx.audit({ type: 'period', id: row.period }, { entries: Number(closing.entries) });
    return { period: row.period };
  },
});

