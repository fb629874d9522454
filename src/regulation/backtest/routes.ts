import { read, type Route } from '../../kernel/http/route.ts';
import type { Parts } from '../parts.ts';
import * as contract from './contract.ts';
import { divergences } from './divergence-queries.ts';
import { backtest, backtestCases } from './queries.ts';

/** The curve is counts and open like the board; which cases are named follows what a person may see. */
export const backtestRoutes = (parts: Parts): Route[] => [
  read(contract.readBacktest, { signedIn: 'all' }, backtest(parts)),
  read(contract.listBacktestCases, { signedIn: 'own' }, backtestCases(parts)),
  read(contract.listDivergences, { signedIn: 'own' }, divergences(parts)),
];
