/**
 * F: what the machine can do at all: a bare fastify endpoint around one minimal order transaction in one database call (stock check and
 * decrement ×2, order, 2 lines, payment, event). Prints its port; ends when its input ends. With `set N` it writes S instead: N orders,
 * 100 a transaction, and prints orders per second.
 */
import fastify from 'fastify';
import pg from 'pg';

const [url = '', task = 'serve', count = '20000'] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });
await pool.query(`
  create schema if not exists floor;
  create table if not exists floor.stock (sku int primary key, on_hand int not null check (on_hand >= 0));
  create table if not exists floor.orders (id bigint generated always as identity primary key, no text, total bigint, at timestamptz default now());
  create table if not exists floor.line (order_id bigint, sku int, quantity int, amount bigint);
  create table if not exists floor.payment (order_id bigint, amount bigint);
  create table if not exists floor.event (order_id bigint, payload jsonb);
  insert into floor.stock select n, 1000000000 from generate_series(1, 1000) n on conflict do nothing;
  create or replace function floor.place(a int, b int, no text) returns bigint language plpgsql as $$
  declare made bigint;
  begin
    update floor.stock set on_hand = on_hand - 1 where sku = least(a, b) and on_hand >= 1; if not found then raise exception 'short'; end if;
    update floor.stock set on_hand = on_hand - 1 where sku = greatest(a, b) and on_hand >= 1; if not found then raise exception 'short'; end if;
    insert into floor.orders (no, total) values (no, 200) returning id into made;
    insert into floor.line values (made, a, 1, 100), (made, b, 1, 100);
    insert into floor.payment values (made, 200);
    insert into floor.event values (made, jsonb_build_object('no', no));
    return made;
  end $$;`);

if (task === 'set') {
  const started = performance.now();
  const total = Number(count);
  for (let done = 0; done < total; done += 100)
    await pool.query(`with o as (insert into floor.orders (no, total) select 'S' || n, 200 from generate_series($1::int, $1::int + 99) n returning id),
      l as (insert into floor.line select id, s, 1, 100 from o, generate_series(1, 2) s), p as (insert into floor.payment select id, 200 from o),
      e as (insert into floor.event select id, jsonb_build_object('no', id) from o)
      update floor.stock set on_hand = on_hand - 100 where sku in (1, 2)`, [done]);
  process.stdout.write(`${JSON.stringify({ perSecond: Math.round(total / ((performance.now() - started) / 1_000)) })}\n`);
  await pool.end();
} else {
  const app = fastify();
  let n = 0;
  app.post('/orders', async () => {
    n += 1;
    const { rows } = await pool.query({ name: 'place', text: 'select floor.place($1, $2, $3) as id', values: [1 + (n * 7) % 1000, 1 + (n * 13 + 5) % 1000, `F${n}`] });
    return { id: (rows[0] as { id: string }).id };
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  process.stdout.write(`${(app.addresses().find((a) => typeof a !== 'string') ?? { port: 0 }).port}\n`);
  process.stdin.resume();
  process.stdin.once('end', () => process.exit(0));
}
