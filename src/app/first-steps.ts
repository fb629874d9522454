import type { Kernel } from '../kernel/kernel.ts';
import type { z } from 'zod';
import { allPosts, type Post } from '../kernel/posts.ts';
import type { firstSteps } from './contract.ts';

/** Posts that owe something now and that nobody in service holds. Asked post by post along the index of the work list: it costs the same however much is open. */
async function vacantPosts(kernel: Kernel): Promise<Post[]> {
  const { rows } = await kernel.db.query<{ post: Post }>(`select p.post from unnest($1::text[]) with ordinality p(post, place)
    where not exists (select from company.post_holding h join company.staff s on s.id = h.staff_id where h.post = p.post and h.to_at is null and s.active)
      and exists (select from regulation.obligation o where o.open and o.owner_post = p.post and o.owner_staff is null) order by p.place`, [[...allPosts]], 'app.vacant_posts');
  return rows.map((r) => r.post);
}

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
  const vacant = await vacantPosts(kernel);
  return { vacant, steps: (['teams', 'staff', 'warehouses', 'stores', 'accounts', 'carriers', 'products', 'stock', 'orders'] as const).map((key) => ({ key, done: found![key] === true && (key !== 'staff' || vacant.length === 0) })) };
}
