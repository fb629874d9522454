/** The rulebook as the server's contract has it. */
export { lamps, listClauseLines, readClause, type ClauseCard, type ClauseLine, type LampState } from '../../src/regulation/book/contract.ts';
