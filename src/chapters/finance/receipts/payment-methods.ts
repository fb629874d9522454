import type { Fen } from '../../../kernel/money.ts';
import type { Runner } from '../../../kernel/query.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { mayKeepAccounts } from '../policies.ts';
import * as contract from './contract.ts';

export type PaymentMethod = (typeof contract.methodCodes)[number];

/** From which amount on a class of customers is offered which methods. `*`: every class without rules of its own. */
export interface MethodRule { customerClass: string; fromFen: Fen; methods: PaymentMethod[] }

/**
 * Methods offered for an amount (clause 6.1.1): the rule of the customer's class, else that of all, with the highest start at or below the
 * amount; without a rule, the company's list. From `transferFromFen` on (when given) only transfer and cheque; no cheque after a bounced one.
 */
export function methodsFor(rules: readonly MethodRule[], asked: { customerClass: string; amountFen: Fen; companyMethods: readonly PaymentMethod[]; transferFromFen?: Fen; bouncedCheque?: boolean }): PaymentMethod[] {
  const of = (name: string) => rules.filter((r) => r.customerClass === name && r.fromFen <= asked.amountFen).toSorted((a, b) => (a.fromFen > b.fromFen ? -1 : 1))[0];
  const offered = of(asked.customerClass)?.methods ?? of('*')?.methods ?? asked.companyMethods;
  const large = asked.transferFromFen !== undefined && asked.amountFen >= asked.transferFromFen;
  return offered.filter((m) => (!large || m === 'transfer' || m === 'cheque') && !(m === 'cheque' && asked.bouncedCheque === true));
}

export async function methodRules(on: { runner: Runner }): Promise<MethodRule[]> {
  const { rows } = await on.runner.query<{ customer_class: string; from_fen: bigint; methods: PaymentMethod[] }>('select customer_class, from_fen, methods from finance.payment_method order by customer_class, from_fen', [], 'finance.method_rules');
  return rows.map((r) => ({ customerClass: r.customer_class, fromFen: r.from_fen, methods: r.methods }));
}

/** Sets all rules at once: the table is small and read as a whole. */
export const saveMethods = verb({
  name: 'finance.save-payment-methods',
  title: words('设置收款方式', 'Set the payment methods'),
  may: mayKeepAccounts,
  input: contract.saveMethods.body!,
  run: async (tx, input) => {
    await tx.rows('finance.lock_methods', 'lock table finance.payment_method in share row exclusive mode', []);
    await tx.rows('finance.drop_methods', 'delete from finance.payment_method', []);
    await tx.rows('finance.write_methods', `insert into finance.payment_method (customer_class, from_fen, methods, updated_at, updated_by_name)
      select r."customerClass", r."fromFen", array(select jsonb_array_elements_text(r.methods)), to_timestamp($2 / 1000.0), $3
      from jsonb_to_recordset($1::jsonb) as r("customerClass" text, "fromFen" bigint, methods jsonb)`, [JSON.stringify(input.rules), tx.now, tx.actor.name]);
    tx.audit({ type: 'payment-methods', id: 'all' }, { rules: input.rules.length });
    return { rules: input.rules.length };
  },
});
