import { dayOf } from '../../../kernel/clock.ts';
import type { Runner } from '../../../kernel/query.ts';
import { words } from '../../../kernel/words.ts';
import type { MeasuredFigure } from '../../../regulation/runtime/brought.ts';
import { accounts, type AccountKey } from '../ledger/accounts.ts';

type Turnover = (key: AccountKey) => bigint;
const revenue = (v: Turnover): bigint => -v('sales') - v('returns') - v('freightIncome');
const gross = (v: Turnover): bigint => revenue(v) - v('cost') - v('costDifference');
const net = (v: Turnover): bigint => gross(v) - v('fees') - v('freight') - v('promotion') - v('otherIncome') - v('otherExpense');

/** Turnovers of the month in which the window lies; null when nothing was booked in it. */
async function turnoverOf(on: { runner: Runner }, from: number): Promise<Turnover | null> {
  const { rows } = await on.runner.query<{ account: string; fen: bigint }>(
    'select account, sum(debit_fen - credit_fen)::bigint as fen from finance.turnover where period = $1 group by 1', [dayOf(from).slice(0, 7)], 'finance.turnover_of_month');
  if (rows.length === 0) return null;
  const fen = new Map(rows.map((r) => [r.account, r.fen]));
  return (key) => fen.get(accounts[key].number) ?? 0n;
}

const margin = (name: string, above: MeasuredFigure['above'], of: (v: Turnover) => bigint): MeasuredFigure => ({
  name, version: 1, money: true, above, below: words('营业收入净额', 'net revenue'),
  measure: async (on, window) => {
    const turnover = await turnoverOf(on, window.from);
    return turnover && { numerator: Number(of(turnover)), denominator: Number(revenue(turnover)) };
  },
  cases: ({ from }) => [{ label: words('当月利润表', 'The month’s profit statement'), href: `/finance/statements?from=${dayOf(from).slice(0, 7)}&to=${dayOf(from).slice(0, 7)}` }],
});

/** Margins of a month as booked when it ends, in fen above and below the line (clause 6.3.2). */
export const grossMargin = margin('finance.gross-margin', words('毛利', 'gross profit'), gross);
export const netMargin = margin('finance.net-margin', words('净利润', 'net profit'), net);
