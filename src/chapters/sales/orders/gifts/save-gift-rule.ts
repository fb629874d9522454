import { skusByCode } from '../../../../registers/products/index.ts';
import { storesById } from '../../../../registers/company/index.ts';
import type { Policy } from '../../../../kernel/actor.ts';
import { kernelNo, Refusal, refuse } from '../../../../kernel/refusal.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { giftRuleSaved } from '../../facts.ts';
import { no } from '../../refusals.ts';
import { saveGiftRuleAct } from '../contract-gifts.ts';
import type { GiftRule } from './earned.ts';
import { giftRuleColumns } from './rules.ts';

/** Whoever decides prices decides what is given away; who sells and ships sees it. */
export const mayGive = { 'department-head': 'all', 'general-manager': 'all' } satisfies Policy;
export const mayReadGifts = { ...mayGive, seller: 'all', 'team-lead': 'all', 'store-operator': 'all', 'service-agent': 'all', 'service-lead': 'all', warehouse: 'all', accountant: 'all', auditor: 'all' } satisfies Policy;

type Terms = Pick<GiftRule, 'store_id' | 'starts_at' | 'ends_at' | 'min_amount_fen' | 'sku_id' | 'min_quantity' | 'gift_sku_id' | 'gift_quantity' | 'each_time'>;

/** Whether a change takes away what customers were told: another condition or gift, or an end that has passed. A name, a limit, a later end or switching it off takes nothing from those who have it. */
export const isAnother = (was: Terms, is: Terms, now: number): boolean => (['store_id', 'starts_at', 'min_amount_fen', 'sku_id', 'min_quantity', 'gift_sku_id', 'gift_quantity', 'each_time'] as const).some((key) => was[key] !== is[key])
  || (was.ends_at !== is.ends_at && is.ends_at !== null && is.ends_at < now);

/**
 * A rule for gifts, new or changed (clause 2.3.1). It holds for orders that are reviewed from now on. Once it has given, its condition and its gift stay: by them
 * it is found what goes back with returned goods (Seven-Day Measures, art. 12), and what an order in review has earned.
 *
 * @throws sales.gift-rule-nothing, sales.gift-rule-given, sales.sku-unknown, kernel.changed-meanwhile
 */
export const saveGiftRule = verb({
  name: 'sales.save-gift-rule',
  title: words('保存赠品规则', 'Save a rule for gifts'),
  may: mayGive,
  input: saveGiftRuleAct.body!,
  subject: async (tx, input) => {
    if (input.id === null) return { row: null };
    const [row] = await tx.rows<GiftRule & { version: number; has_given: boolean } & Record<string, unknown>>('sales.lock_gift_rule', `select ${giftRuleColumns}, version,
      exists (select from sales.order_line l where l.gift_rule_id = g.id) as has_given from sales.gift_rule g where id = $1 for update`, [input.id]);
    return row ? { row } : null;
  },
  run: async (tx, { rule, version }, { row }) => {
    if (row && row.version !== version) throw refuse(kernelNo['changed-meanwhile']);
    const nothing = rule.minAmountFen === 0 && rule.skuCode === null;
    if (nothing || (rule.endsAt !== null && rule.endsAt <= rule.startsAt)) throw refuse(no['gift-rule-nothing']);
    if (rule.storeId !== null && !(await storesById(tx, [rule.storeId])).has(rule.storeId)) throw refuse(no['gift-rule-nothing']);
    const codes = [rule.giftCode, ...(rule.skuCode === null ? [] : [rule.skuCode])];
    const skus = await skusByCode(tx, codes);
    const unknown = codes.filter((c) => !skus.get(c)?.active);
    if (unknown.length > 0) throw new Refusal(no['sku-unknown'], words(`没有在售的规格编码：${unknown.join('、')}`, `No SKU on sale has the code ${unknown.join(', ')}`), {}, unknown.map((code) => ({ path: code === rule.giftCode ? 'rule.giftCode' : 'rule.skuCode', message: words(`没有在售的规格编码：${code}`, `No SKU on sale has the code ${code}`) })));
    const [skuId, giftId] = [rule.skuCode === null ? null : skus.get(rule.skuCode)!.id, skus.get(rule.giftCode)!.id];
    if (row?.has_given && isAnother(row, { store_id: rule.storeId, starts_at: rule.startsAt, ends_at: rule.endsAt, min_amount_fen: BigInt(rule.minAmountFen), sku_id: skuId, min_quantity: rule.minQuantity, gift_sku_id: giftId, gift_quantity: rule.giftQuantity, each_time: rule.eachTime }, tx.now))
      throw refuse(no['gift-rule-given']);
    const id = row?.id ?? tx.newId();
    await tx.rows('sales.save_gift_rule', `insert into sales.gift_rule (id, name, store_id, starts_at, ends_at, min_amount_fen, sku_id, min_quantity, gift_sku_id, gift_quantity, each_time, kept_price_fen, quota, active, created_at, updated_at, updated_by)
        values ($1, $2, $3, to_timestamp($4::bigint / 1000.0), to_timestamp($5::bigint / 1000.0), $6, $7, $8, $9, $10, $11, $12, $13, $14, to_timestamp($15::bigint / 1000.0), to_timestamp($15::bigint / 1000.0), $16)
      on conflict (id) do update set name = excluded.name, store_id = excluded.store_id, starts_at = excluded.starts_at, ends_at = excluded.ends_at, min_amount_fen = excluded.min_amount_fen, sku_id = excluded.sku_id,
        min_quantity = excluded.min_quantity, gift_sku_id = excluded.gift_sku_id, gift_quantity = excluded.gift_quantity, each_time = excluded.each_time, kept_price_fen = excluded.kept_price_fen, quota = excluded.quota, active = excluded.active,
        version = sales.gift_rule.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
    [id, rule.name, rule.storeId, rule.startsAt, rule.endsAt, rule.minAmountFen, skuId, rule.minQuantity, giftId, rule.giftQuantity, rule.eachTime, rule.keptPriceFen, rule.quota,
      rule.active, tx.now, tx.actor.name]);
    tx.fact(giftRuleSaved, id, { name: rule.name, active: rule.active, giftCode: rule.giftCode });
    tx.audit({ type: 'gift-rule', id }, { rule });
    return { id };
  },
});
