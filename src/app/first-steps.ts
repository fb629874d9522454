import type { Kernel } from '../kernel/kernel.ts';
import type { z } from 'zod';
import type { firstSteps } from './contract.ts';

/** What a company needs before its first order can leave, in the order in which one thing needs the other. Looks for one of each, so it costs a moment. */
export async function stepsDone(kernel: Kernel): Promise<z.input<typeof firstSteps.response>> {
  const { rows: [found] } = await kernel.db.query<Record<string, boolean>>(`select
      exists (select from company.team) as teams,
      (select count(*) > 1 from (select from company.staff where active limit 2) s) as staff,
      exists (select from company.warehouse) as warehouses,
      exists (select from company.store where team_id is not null and default_warehouse_id is not null) as stores,
      exists (select from finance.payment_account where active) as accounts,
      exists (select from logistics.carrier where active) as carriers,
      exists (select from products.sku) as products,
      exists (select from products.movement) as stock,
      exists (select from sales."order") as orders`, [], 'app.first_steps');
  return { steps: (['teams', 'staff', 'warehouses', 'stores', 'accounts', 'carriers', 'products', 'stock', 'orders'] as const).map((key) => ({ key, done: found![key] === true })) };
}
