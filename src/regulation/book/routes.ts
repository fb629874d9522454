import { act, read, type Route } from '../../kernel/http/route.ts';
import type { Parts } from '../parts.ts';
import * as contract from './contract.ts';
import * as evidence from './evidence/contract.ts';
import { judgements, openItems } from './evidence.ts';
import { exceptions } from './exceptions.ts';
import { explainExceptionVerb } from './explain-exception.ts';
import { askedOfMe } from './mine.ts';
import { readAskedOfMe } from './mine/contract.ts';
import { whoAnswers } from './who-answers.ts';
import { board, clauseDetail, clauseLines, rulebookDocument } from './queries.ts';

/** The rulebook and how it is kept is open to everybody whom it binds: counts, no cases. */
export const bookRoutes = (parts: Parts): Route[] => [
  read(contract.readRulebook, { signedIn: 'all' }, rulebookDocument(parts)),
  read(contract.listClauseLines, { signedIn: 'all' }, clauseLines(parts)),
  read(contract.readClause, { signedIn: 'all' }, clauseDetail(parts)),
  read(readAskedOfMe, { signedIn: 'own' }, askedOfMe(parts)),
  read(contract.readBoard, { signedIn: 'all' }, board(parts)),
  read(evidence.listJudgements, whoAnswers, judgements(parts)),
  read(evidence.listOpenItems, whoAnswers, openItems(parts)),
  read(evidence.listExceptions, { signedIn: 'own' }, exceptions(parts)),
  act(evidence.explainException, explainExceptionVerb),
];
