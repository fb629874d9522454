import { sql } from 'kysely';
import { dayOf } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, page } from '../../../kernel/keyset.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { observeAct, saveCompetitorAct } from './contract.ts';
import { competitorObserved } from './facts.ts';
import { no } from './refusals.ts';
import { mayWriteResearch } from './report.ts';

/** A competitor that is watched (clause 2.1.1). New without an id. @throws sales.competitor-known, kernel.changed-meanwhile */
export const saveCompetitor = verb({
  name: 'sales.save-competitor', title: { zh: '保存竞争对手', en: 'Save a competitor' }, may: mayWriteResearch, input: saveCompetitorAct.body!,
  run: async (tx, input) => {
    const competitorId = input.id ?? tx.newId();
    if (input.active && (await tx.rows('sales.competitor_named', 'select 1 from sales.competitor where name = $1 and active and id <> $2', [input.name, competitorId])).length > 0) throw refuse(no['competitor-known']);
    if (input.id === null)
      await tx.rows('sales.make_competitor', 'insert into sales.competitor (id, name, platform, url, note, active, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, to_timestamp($7::bigint / 1000.0), to_timestamp($7::bigint / 1000.0))',
        [competitorId, input.name, input.platform ?? null, input.url ?? null, input.note ?? null, input.active, tx.now]);
    else {
      const [row] = await tx.rows<{ version: number }>('sales.lock_competitor_version', 'select version from sales.competitor where id = $1 for update', [input.id]);
      if (!row) throw refuse(kernelNo['not-found']);
      if (row.version !== input.version) throw refuse(kernelNo['changed-meanwhile'], undefined, { version: row.version });
      await tx.rows('sales.change_competitor', 'update sales.competitor set name = $2, platform = $3, url = $4, note = $5, active = $6, version = version + 1, updated_at = to_timestamp($7::bigint / 1000.0) where id = $1', [input.id, input.name, input.platform ?? null, input.url ?? null, input.note ?? null, input.active, tx.now]);
    }
    tx.audit({ type: 'competitor', id: competitorId }, { name: input.name, active: input.active });
    return { id: competitorId };
  },
});

/** A price or a feature as it was seen on a day. */
export const observeCompetitor = verb({
  name: 'sales.observe-competitor', title: { zh: '登记竞品观察', en: 'Record an observation' }, may: mayWriteResearch, input: observeAct.body!.extend({ id }),
  subject: async (tx, input) => (await tx.rows<{ id: string; name: string }>('sales.lock_competitor', 'select id, name from sales.competitor where id = $1 for update', [input.id]))[0] ?? null,
  run: async (tx, input, competitor) => {
    if (input.observedOn > dayOf(tx.now)) throw refuse(no['source-in-the-future']);
    if (!input.priceFen && !input.feature) throw refuse(kernelNo['invalid-input'], { zh: '请填写价格或特点，至少一项。', en: 'Give a price or a feature.' });
    const observation = tx.newId();
    await tx.rows('sales.observe', `insert into sales.competitor_observation (id, competitor_id, product, observed_on, price_fen, feature, url, by_name, at) values ($1, $2, $3, $4::date, $5, $6, $7, $8, to_timestamp($9::bigint / 1000.0))`,
      [observation, competitor.id, input.product, input.observedOn, input.priceFen ?? null, input.feature ?? null, input.url ?? null, tx.actor.name, tx.now]);
    tx.fact(competitorObserved, competitor.id, { name: competitor.name, product: input.product, observedOn: input.observedOn });
    return { id: observation };
  },
});

interface Row { id: string; name: string; platform: string | null; url: string | null; note: string | null; active: boolean; version: number; products: number; observations: number; lastOn: string | null; lastPriceFen: bigint | null; lastProduct: string | null; changeFen: bigint | null }
/** The last price, and how it differs from the one before of the same product. */
const columns = sql`c.id, c.name, c.platform, c.url, c.note, c.active, c.version, (select count(distinct o.product)::int from sales.competitor_observation o where o.competitor_id = c.id) as products,
  (select count(*)::int from sales.competitor_observation o where o.competitor_id = c.id) as observations, (select max(o.observed_on)::text from sales.competitor_observation o where o.competitor_id = c.id) as "lastOn",
  l.price_fen as "lastPriceFen", l.product as "lastProduct", l.price_fen - b.price_fen as "changeFen"`;
const from = sql`from sales.competitor c
  left join lateral (select o.id, o.product, o.price_fen, o.observed_on, o.at from sales.competitor_observation o where o.competitor_id = c.id and o.price_fen is not null order by o.observed_on desc, o.at desc limit 1) l on true
  left join lateral (select o.price_fen from sales.competitor_observation o where o.competitor_id = c.id and o.product = l.product and o.price_fen is not null and o.id <> l.id order by o.observed_on desc, o.at desc limit 1) b on true`;
const shown = (r: Row) => ({ ...r, lastPriceFen: r.lastPriceFen === null ? null : Number(r.lastPriceFen), changeFen: r.changeFen === null ? null : Number(r.changeFen) });

export async function listCompetitors(kernel: Kernel, asked: { q?: string | undefined; active?: boolean | undefined; sort?: 'name' | '-name' | 'created' | '-created' | undefined; cursor?: string | undefined; limit?: number | undefined }) {
  const got = await page<Row, 'name' | 'created'>(kernel, {
    select: columns, from: sql`${from} ${every([asked.active === undefined ? null : sql`c.active = ${asked.active}`, asked.q ? sql`position(lower(${asked.q}) in lower(c.name || ' ' || coalesce(c.note, ''))) > 0` : null])}`,
    id: sql`c.id`, orders: { name: { by: sql`c.name`, type: 'text' }, created: { by: sql`c.created_at`, type: 'timestamptz' } }, sort: asked.sort ?? 'name', cursor: asked.cursor, limit: asked.limit,
  });
  return { ...got, rows: got.rows.map(shown) };
}

export async function readCompetitor(kernel: Kernel, competitorId: string) {
  const { rows: [row] } = await sql<Row>`select ${columns} ${from} where c.id = ${competitorId}::uuid`.execute(kernel.runner.tables<Record<string, never>>());
  if (!row) throw refuse(kernelNo['not-found']);
  const { rows } = await kernel.db.query<{ id: string; product: string; on: string; price: bigint | null; feature: string | null; url: string | null; by: string }>(
    'select id, product, observed_on as on, price_fen as price, feature, url, by_name as by from sales.competitor_observation where competitor_id = $1 order by observed_on, at limit 2000', [competitorId], 'sales.competitor_log');
  const priced = Map.groupBy(rows.filter((r) => r.price !== null), (r) => r.product);
  return {
    ...shown(row), series: [...priced].map(([product, points]) => ({ product, points: points.map((p) => ({ on: p.on, priceFen: Number(p.price) })) })),
    log: rows.toReversed().map((r) => ({ id: r.id, product: r.product, on: r.on, priceFen: r.price === null ? null : Number(r.price), feature: r.feature, url: r.url, by: r.by })),
  };
}
