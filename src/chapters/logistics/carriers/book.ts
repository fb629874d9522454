import { db } from '../schema.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { RuleBook } from './propose-carrier.ts';

/** All carriers, rules and rates: tens of rows, read once for a batch of parcels. */
export async function readRuleBook(on: { runner: Runner }): Promise<RuleBook> {
  const [carriers, rules, rates] = await Promise.all([
    db(on).selectFrom('logistics.carrier').select(['id', 'code', 'name', 'active', 'promise_days as promiseDays', 'agreement_until as agreementUntil']).orderBy('code').execute(),
    db(on).selectFrom('logistics.carrier_rule').select(['id', 'carrier_id as carrierId', 'priority', 'provinces', 'above_grams as aboveGrams', 'up_to_grams as upToGrams',
      'platforms', 'store_id as storeId', 'promise_days as promiseDays']).orderBy('priority').orderBy('id').execute(),
    db(on).selectFrom('logistics.rate').select(['carrier_id as carrierId', 'provinces', 'first_grams as firstGrams', 'first_fen as firstFen', 'step_grams as stepGrams', 'step_fen as stepFen']).execute(),
  ]);
  return { carriers, rules, rates };
}
