import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Actor } from '../src/kernel/actor.ts';
import { runImportFromFiles } from '../src/kernel/imports/run-from-files.ts';
import type { Kernel } from '../src/kernel/kernel.ts';
import { dealingsWith, historyOf } from '../src/chapters/sales/customers/whole.ts';
import { customers } from '../src/registers/customers/queries.ts';
import { prepare } from './company.ts';
import { median, quantile, round } from './figures.ts';
import { onGround } from './ground.ts';
import { manyOrders } from './many-orders.ts';
import type { Part } from './run.ts';

const TIMES = 40;
const made = (kind: string, n: number): string => `${kind}0000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const head = (staffId: string): Actor => ({ kind: 'person', id: staffId, personId: staffId, name: '基准', posts: ['department-head'], teamIds: [] });

async function timed(run: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let i = -5; i < TIMES; i += 1) {
    const before = performance.now();
    await run();
    if (i >= 0) took.push(performance.now() - before);
  }
  return took;
}

/** One customer with ten thousand facts: two thousand orders with five facts each, complaints and feedback among them. */
async function bigCustomer(kernel: Kernel, facts: number): Promise<string> {
  const customerId = made('c0de', 1);
  await kernel.db.query('update sales."order" set customer_id = $1 where id in (select id from sales."order" order by id limit $2)', [customerId, Math.round(facts / 5)]);
  await kernel.db.query(`insert into sales.complaint (id, complaint_no, order_id, store_id, customer_id, channel, severity, about, state, asked_by, received_at, search, created_at, updated_at)
    select gen_random_uuid(), 'TS-' || o.order_no, o.id, o.store_id, $1, 'phone', 'normal', '杯盖漏水', 'received', 'customer', o.placed_at, ''::tsvector, o.placed_at, o.placed_at from sales."order" o where o.customer_id = $1 order by o.id limit 100`, [customerId]);
  await kernel.db.query(`with made as (
      insert into kernel.fact (id, type, subject_type, subject_id, occurred_at, recorded_at, actor_kind, actor_name, verb, payload)
      select gen_random_uuid(), 'sales.order-released', 'order', o.id::text, o.placed_at + make_interval(hours => k), o.placed_at + make_interval(hours => k), 'system', '基准', 'sales.place-order', '{}'
      from sales."order" o cross join generate_series(1, 5) k where o.customer_id = $1 returning seq, recorded_at)
    insert into kernel.fact_object (object_type, object_id, fact_seq, recorded_at) select 'customer', $1::text, seq, recorded_at from made`, [customerId]);
  await kernel.db.query('analyze sales."order", sales.complaint, kernel.fact, kernel.fact_object');
  const { rows: [seen] } = await kernel.db.query<{ n: bigint }>("select count(*) as n from kernel.fact_object where object_type = 'customer' and object_id = $1", [customerId]);
  if (Number(seen!.n) < facts * 0.9) throw new Error(`only ${seen!.n} facts were made`);
  return customerId;
}

/** The customer's page with ten thousand facts (`--facts`, at most 10,000), and searches over many customers (`--many`; three orders make one). */
export const customer: Part = async (tell, { facts, many }) => onGround(async (ground) => {
  const { kernel, engine } = ground.product;
  const { storeId } = await prepare(kernel);
  const size = Math.min(many, 1_000_000);
  await manyOrders(kernel, storeId, size * 3);
  const count = Math.min(facts, 10_000);
  const id = await bigCustomer(kernel, count);
  const { rows: [staff] } = await kernel.db.query<{ id: string }>('select id from company.staff limit 1');
  const actor = head(staff!.id);
  const page = await timed(() => Promise.all([dealingsWith(engine, kernel, actor, id), historyOf(kernel, actor, id, {})]));
  tell(`customer's page with ${count} facts, p50 in ms`, round(median(page)), '≤ 100');
  tell(`customer's page with ${count} facts, p95 in ms`, round(quantile(page, 0.95)));
  const { rows: [one] } = await kernel.db.query<{ name: string; phone: string }>('select name, phone from customers.customer where id = $1', [made('c0de', size >> 1)]);
  const asked = { 'by name': one!.name, 'by pinyin': 'zhangwei', 'by the end of the phone': one!.phone.slice(-4), 'without a hit': '鑫鑫' };
  for (const [name, q] of Object.entries(asked)) {
    const took = await timed(() => customers({ kernel, actor, scope: 'all', params: undefined, query: { q }, language: 'zh' }));
    tell(`search over ${size} customers ${name}, p95 in ms`, round(quantile(took, 0.95)), '≤ 50');
  }
});

/** A table of leads (`--orders` rows; the aim is for 100,000) through the import: upload, staging, duplicates, until it is done. */
export const leads: Part = async (tell, { orders: rows }) => onGround(async (ground) => {
  const { kernel } = ground.product;
  const file = path.join(ground.folder, '线索.csv');
  const lines = ['线索编号,联系人,公司,电话,邮箱,城市,需求,来源渠道'];
  // One in twenty comes again under another name; one in thirty has a company that is there already.
  for (let n = 0; n < rows; n += 1) lines.push(`F-${n},客户${n},示例${n % 30 === 0 ? n % 900 : n}商贸有限公司,139${String(n % 20 === 1 ? n - 1 : n).padStart(8, '0')},b${n}@example.com,杭州市,需要 ${n % 500} 个保温杯,展会`);
  await writeFile(file, `\ufeff${lines.join('\r\n')}\r\n`);
  const before = performance.now();
  const result = await runImportFromFiles(ground.product.imports, { kind: 'leads', paths: [file], settings: {}, dryRun: false });
  const seconds = (performance.now() - before) / 1_000;
  const { rows: [got] } = await kernel.db.query<{ leads: bigint; pairs: bigint }>('select (select count(*) from sales.lead) as leads, (select count(*) from sales.lead_duplicate) as pairs');
  if (Number(got!.leads) !== rows || Number(got!.pairs) < rows / 25) throw new Error(`${got!.leads} leads and ${got!.pairs} pairs came of ${rows} rows, ${result.quarantined} in quarantine`);
  tell(`${rows} leads imported with duplicates found, s`, round(seconds, 1), '≤ 60 for 100,000');
  tell('leads per second', Math.round(rows / seconds));
  tell('pairs of duplicates found', Number(got!.pairs));
  await ground.holds();
});
