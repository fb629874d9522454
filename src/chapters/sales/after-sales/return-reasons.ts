import { sql } from 'kysely';
import type { Policy } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { classGoodsEnd, saveReasonEnd, type ReturnReason } from './contract-returns.ts';
import { goodsClassed, returnReasonSaved } from './facts.ts';
import { no } from './refusals.ts';

export const mayKeepReasons = { 'service-lead': 'all', 'department-head': 'all' } satisfies Policy;

const folded = (s: string): string => s.normalize('NFKC').toLowerCase().replace(/\s+/g, '');

/** The tree in order: parents before their children. With `q`, the reasons whose name or synonym meets what the customer said. */
export async function listReasons(kernel: Kernel, q: string | undefined): Promise<{ rows: ReturnReason[] }> {
  const { rows } = await sql<ReturnReason>`select n.key, n.parent, n.zh, n.en, n.cause, n.synonyms, n.needs_photo as "needsPhoto", n.active, n.position, n.version,
      (select count(*)::int from sales.return r where r.reason = n.key) as used
    from sales.return_reason n left join sales.return_reason p on p.key = n.parent order by coalesce(p.position, n.position), n.parent is not null, n.position, n.key`.execute(kernel.runner.tables<Record<string, never>>());
  if (!q || folded(q) === '') return { rows };
  const said = folded(q);
  const meets = (r: ReturnReason): boolean => [r.zh, r.en, ...r.synonyms].some((w) => folded(w).includes(said) || said.includes(folded(w)));
  return { rows: rows.filter(meets) };
}

/** Adds a reason or changes it; used ones are switched off, never removed. @throws sales.reason-unknown, sales.reason-in-circle, kernel.changed-meanwhile */
export const saveReason = verb({
  name: 'sales.save-return-reason',
  title: words('保存退换原因', 'Save a reason'),
  may: mayKeepReasons,
  input: saveReasonEnd.body!.extend({ key: saveReasonEnd.params!.shape.key }),
  run: async (tx, input) => {
    const rows = await tx.rows<{ key: string; parent: string | null; version: number }>('sales.lock_reasons', 'select key, parent, version from sales.return_reason order by key for update', []);
    const known = rows.find((r) => r.key === input.key);
    if ((known?.version ?? null) !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    if (input.parent !== null && !rows.some((r) => r.key === input.parent)) throw refuse(no['reason-unknown']);
    for (let at = input.parent; at !== null; at = rows.find((r) => r.key === at)?.parent ?? null) if (at === input.key) throw refuse(no['reason-in-circle']);
    await tx.rows('sales.save_reason', `insert into sales.return_reason as n (key, parent, zh, en, cause, synonyms, needs_photo, active, position) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      on conflict (key) do update set parent = excluded.parent, zh = excluded.zh, en = excluded.en, cause = excluded.cause, synonyms = excluded.synonyms, needs_photo = excluded.needs_photo, active = excluded.active,
        position = excluded.position, version = n.version + 1`, [input.key, input.parent, input.zh, input.en, input.cause, input.synonyms, input.needsPhoto, input.active, input.position]);
    tx.fact(returnReasonSaved, input.key, { key: input.key, zh: input.zh, active: input.active });
    tx.audit({ type: 'return-reason', id: input.key }, input);
    return { key: input.key };
  },
});

/** Says that a product has no no-reason return, by class of the law, or that it has. */
export const classGoods = verb({
  name: 'sales.class-goods',
  title: words('设定商品无理由退货类别', 'Class goods for no-reason returns'),
  may: { ...mayKeepReasons, 'store-operator': 'all' },
  input: classGoodsEnd.body!.extend({ id, note: text(200).default('') }),
  run: async (tx, input) => {
    if (input.exclusion === null) await tx.rows('sales.unclass_goods', 'delete from sales.goods_exclusion where product_id = $1', [input.id]);
    else await tx.rows('sales.class_goods', `insert into sales.goods_exclusion (product_id, exclusion, note, by_id, by_name, at) values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0))
      on conflict (product_id) do update set exclusion = excluded.exclusion, note = excluded.note, by_id = excluded.by_id, by_name = excluded.by_name, at = excluded.at`, [input.id, input.exclusion, input.note || null, tx.actor.id, tx.actor.name, tx.now]);
    tx.fact(goodsClassed, input.id, { exclusion: input.exclusion });
    tx.audit({ type: 'product', id: input.id }, { exclusion: input.exclusion });
    return { id: input.id };
  },
});
