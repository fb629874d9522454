import { z } from 'zod';
import { skusById } from '../../../../registers/products/index.ts';
import { kernelNo, refuse } from '../../../../kernel/refusal.ts';
import { id, text } from '../../../../kernel/schemas.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { valueIn } from '../../../../regulation/evaluators/rule.ts';
import { no } from '../../refusals.ts';
import { needRecorded, solutionProposed } from '../facts.ts';
import { missingOf, needShape } from '../contract-need.ts';
import { mayNegotiate, opportunityRef, sees } from '../scope.ts';
import { aboutOf, lockOpportunity, moveStage, refOf, whereOf } from './load.ts';

/** What the customer needs, as a structured sheet (clause 2.2.1). It may be saved while parts are missing; a quote may not go out then. */
export const recordNeed = verb({
  name: 'sales.record-need', title: words('记录需求', 'Record the need'), may: mayNegotiate, input: z.strictObject({ id, version: z.int(), need: needShape }),
  subject: (tx, input) => lockOpportunity(tx, input.id), inScope: sees, works: opportunityRef,
  run: async (tx, { need, version }, o) => {
    if (o.version !== version) throw refuse(kernelNo['changed-meanwhile']);
    const missing = missingOf(need, valueIn(tx, 'needFields', await whereOf(tx, o)) as string[]);
    await tx.rows('sales.record_need', 'update sales.opportunity set need = $2::jsonb, expected_fen = coalesce(expected_fen, $4), version = version + 1, updated_at = to_timestamp($3::bigint / 1000.0) where id = $1', [o.id, JSON.stringify(need), tx.now, need.price]);
    tx.fact(needRecorded, o.id, { ...refOf(o), complete: missing.length === 0, missing }, { objects: aboutOf(o) });
    return { id: o.id, missing };
  },
});

/** Products that answer the need, each with its reason. @throws sales.sku-unknown */
export const proposeSolution = verb({
  name: 'sales.propose-solution', title: words('提出方案', 'Propose a solution'), may: mayNegotiate,
  input: z.strictObject({ id, version: z.int(), lines: z.array(z.strictObject({ skuId: id, quantity: z.int().min(1).max(1_000_000), reason: text(500).default('') })).min(1).max(100) }),
  subject: (tx, input) => lockOpportunity(tx, input.id), inScope: sees, works: opportunityRef,
  run: async (tx, { lines, version }, o) => {
    if (o.version !== version) throw refuse(kernelNo['changed-meanwhile']);
    const skus = await skusById(tx, lines.map((l) => l.skuId));
    const unknown = lines.filter((l) => !skus.get(l.skuId)?.active);
    if (unknown.length > 0) throw refuse(no['sku-unknown'], words(`有 ${unknown.length} 种商品已停售或不存在。`, `${unknown.length} products are not on sale.`));
    await tx.rows('sales.clear_solution', 'delete from sales.solution_line where opportunity_id = $1', [o.id]);
    await tx.rows('sales.set_solution', `insert into sales.solution_line (opportunity_id, position, sku_id, quantity, reason)
      select $1, r.position, r.sku_id, r.quantity, r.reason from jsonb_to_recordset($2::jsonb) as r(position int, sku_id uuid, quantity int, reason text)`,
    [o.id, JSON.stringify(lines.map((l, i) => ({ position: i + 1, sku_id: l.skuId, quantity: l.quantity, reason: l.reason })))]);
    await tx.rows('sales.touch_opportunity', 'update sales.opportunity set version = version + 1, updated_at = to_timestamp($2::bigint / 1000.0) where id = $1', [o.id, tx.now]);
    tx.fact(solutionProposed, o.id, { ...refOf(o), products: lines.length, reasoned: lines.every((l) => l.reason !== '') }, { objects: aboutOf(o) });
    await moveStage(tx, o, 'propose');
    return { id: o.id };
  },
});
