import { clauses as general } from '../chapters/general/clauses.ts';
import { clauses as research } from '../chapters/sales/research/clauses.ts';
import { clauses as leads } from '../chapters/sales/leads/clauses.ts';
import { clauses as negotiation } from '../chapters/sales/negotiation/clauses.ts';
import { clauses as orders } from '../chapters/sales/orders/clauses.ts';
import { clauses as afterSales } from '../chapters/sales/after-sales/clauses.ts';
import { clauses as reception } from '../chapters/service/reception/clauses.ts';
import { clauses as issues } from '../chapters/service/issues/clauses.ts';
import { clauses as relations } from '../chapters/service/relations/clauses.ts';
import { clauses as stores } from '../chapters/operations/stores/clauses.ts';
import { clauses as campaigns } from '../chapters/operations/campaigns/clauses.ts';
import { clauses as insight } from '../chapters/operations/insight/clauses.ts';
import { clauses as carriers } from '../chapters/logistics/carriers/clauses.ts';
import { clauses as transport } from '../chapters/logistics/transport/clauses.ts';
import { clauses as settlement } from '../chapters/logistics/settlement/clauses.ts';
import { clauses as receipts } from '../chapters/finance/receipts/clauses.ts';
import { clauses as expenses } from '../chapters/finance/expenses/clauses.ts';
import { clauses as statements } from '../chapters/finance/statements/clauses.ts';
import { clauses as hiring } from '../chapters/people/hiring/clauses.ts';
import { clauses as performance } from '../chapters/people/performance/clauses.ts';
import { clauses as incentives } from '../chapters/people/incentives/clauses.ts';
import type { Clause, ClauseId, FactName } from '../regulation/clause.ts';
import { connectClauses, needsOf, type ConnectedClause } from '../regulation/declare-needs.ts';

const byNumber = (a: Clause, b: Clause) => a.id.localeCompare(b.id, 'en', { numeric: true });

/** The whole rulebook in the order of its numbers. */
export const rulebook: readonly Clause[] = [
  general, research, leads, negotiation, orders, afterSales, reception, issues, relations, stores, campaigns, insight, carriers, transport,
  settlement, receipts, expenses, statements, hiring, performance, incentives,
].flat().sort(byNumber);

/** A fact that clauses read and no chapter publishes yet. */
export interface AwaitedFact {
  readonly fact: FactName;
  readonly clauses: readonly ClauseId[];
}

/** Facts that are still to come, by name. Empty = every fact that the rulebook reads exists. */
export function awaitedFacts(knownFacts: ReadonlySet<string>): readonly AwaitedFact[] {
  const readers = new Map<FactName, Set<ClauseId>>();
  for (const clause of rulebook) {
    for (const fact of clause.controls.flatMap((c) => needsOf(c).facts)) {
      if (!knownFacts.has(fact)) readers.set(fact, (readers.get(fact) ?? new Set()).add(clause.id));
    }
  }
  return [...readers].map(([fact, ids]) => ({ fact, clauses: [...ids] })).sort((a, b) => (a.fact < b.fact ? -1 : 1));
}

/** The rulebook with its ties to the names that exist: facts, verbs, and the functions, figures and records of the chapters. */
export const connectedRulebook = (known: ReadonlySet<string>): readonly ConnectedClause[] => connectClauses(rulebook, known);

export const clauseOf = (id: string): Clause | undefined => rulebook.find((c) => c.id === id);
