import { z } from 'zod';
import { personOf, type Actor } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';

/** A person's own views of a page and those that colleagues share. A view is an address: whoever opens it sees only his own rows. */
export async function viewsOf(kernel: Kernel, actor: Actor, page: string): Promise<{ id: string; name: string; address: string; shared: boolean; own: boolean }[]> {
  const { rows } = await kernel.db.query<{ id: string; name: string; address: string; shared: boolean; own: boolean }>(
    `select id, name, state ->> 'address' as address, (state ->> 'shared')::boolean as shared, staff_id = $1 as own from kernel.saved_view
     where page = $2 and (staff_id = $1 or (state ->> 'shared')::boolean) order by (staff_id = $1) desc, created_at, id limit 100`, [actor.id, page], 'company.views');
  return rows;
}

/** How many views one person may keep on one page. */
const MOST = 30;

/** Keeps what a list shows now; the same name replaces. */
export const saveView = verb({
  name: 'company.save-view', title: words('存视图', 'Save a view'), may: { signedIn: 'own' },
  input: z.strictObject({ page: text(100, 1), name: text(40, 1), address: text(2000), shared: z.boolean() }),
  run: async (tx, input) => {
    const [kept] = await tx.rows<{ id: string; n: bigint }>('company.save_view',
      `insert into kernel.saved_view as v (id, staff_id, page, name, state, created_at) values ($1, $2, $3, $4, jsonb_build_object('address', $5::text, 'shared', $6::boolean), to_timestamp($7 / 1000.0))
       on conflict (staff_id, page, name) do update set state = excluded.state
       returning v.id, (select count(*) from kernel.saved_view o where o.staff_id = $2 and o.page = $3 and o.name <> $4) as n`,
      [tx.newId(), personOf(tx.actor), input.page, input.name, input.address, input.shared, tx.now]);
    if (kept!.n >= BigInt(MOST)) throw refuse(kernelNo['invalid-input'], words(`每个列表最多保存 ${MOST} 个视图，请先删除不用的。`, `At most ${MOST} views a list: delete one first.`));
    tx.audit({ type: 'view', id: kept!.id }, { page: input.page, shared: input.shared });
    return { id: kept!.id };
  },
});

/** One's own; administrators also those that others share. */
export const dropView = verb({
  name: 'company.drop-view', title: words('删除视图', 'Delete a view'), may: { signedIn: 'own', administrator: 'all' },
  input: z.strictObject({ id }),
  subject: async (tx, input) => (await tx.rows<{ staff_id: string; shared: boolean }>('company.view_for_update',
    "select staff_id, (state ->> 'shared')::boolean as shared from kernel.saved_view where id = $1 for update", [input.id]))[0] ?? null,
  inScope: (actor, scope, view) => view.staff_id === actor.id || (scope === 'all' && view.shared),
  run: async (tx, input) => {
    await tx.rows('company.drop_view', 'delete from kernel.saved_view where id = $1', [input.id]);
    tx.audit({ type: 'view', id: input.id });
    return { id: input.id };
  },
});
