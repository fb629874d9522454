import { read, type Route } from '../../kernel/http/route.ts';
import type { Parts } from '../parts.ts';
import * as contract from './contract.ts';
import { board, clauseDetail, clauseLines, rulebookDocument } from './queries.ts';

/** The rulebook and how it is kept is open to everybody whom it binds: counts, no cases. */
export const bookRoutes = (parts: Parts): Route[] => [
  read(contract.readRulebook, { signedIn: 'all' }, rulebookDocument(parts)),
  read(contract.listClauseLines, { signedIn: 'all' }, clauseLines(parts)),
  read(contract.readClause, { signedIn: 'all' }, clauseDetail(parts)),
  read(contract.readBoard, { signedIn: 'all' }, board(parts)),
];
