import type { Kernel } from '../src/kernel/kernel.ts';
import { searchTokens } from '../src/kernel/search.ts';
import { withoutIndexes } from './bulk.ts';

const SURNAMES = '王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚';
const GIVEN = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红建国志文海波晓燕宇欣怡子轩浩然雨涵梓萱思远嘉俊';

/**
 * So many orders of two years in the real tables, written set-based by SQL: customers who come back (three orders each), addresses, one or
 * two lines, and the search column as the verbs write it (checked on a sample). Some two thousand are still open, however many there are:
 * what is done piles up, the work does not.
 */
export async function manyOrders(kernel: Kernel, storeId: string, count: number): Promise<void> {
  const names = [...SURNAMES].flatMap((s) => [...GIVEN].slice(0, 40).map((g, i) => `${s}${g}${i % 3 === 0 ? '' : ([...GIVEN][(i * 7 + 11) % 48] ?? '')}`));
  await kernel.db.withLease(async (lease) => {
    lease.expectStatementsUpTo(600_000);
    const run = (text: string, values: unknown[] = []) => lease.query(text, values);
    await run("select set_config('statement_timeout', '0', false), set_config('maintenance_work_mem', '512MB', false), set_config('work_mem', '128MB', false), set_config('synchronous_commit', 'off', false)");
    await run('create temporary table bench_name (k int primary key, name text, tokens text[])');
    await run('insert into bench_name select ord - 1, n ->> 0, array(select jsonb_array_elements_text(n -> 1)) from jsonb_array_elements($1::jsonb) with ordinality x(n, ord)', [JSON.stringify(names.map((n) => [n, searchTokens({ names: [n] })]))]);
    await run("create function pg_temp.made(kind text, n bigint) returns uuid language sql immutable as $$ select (kind || '0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$");
    await run(`create function pg_temp.number_tokens(no text) returns text[] language sql immutable as $$
      select array['o:' || no, 'e:4:' || right(no, 4), 'e:5:' || right(no, 5), 'e:6:' || right(no, 6)] $$`);
    await run(`create function pg_temp.phone_tokens(no text) returns text[] language sql immutable as $$
      select array['t:11:' || no, 't:4:' || right(no, 4), 't:6:' || right(no, 6), 't:8:' || right(no, 8)] $$`);
    const indexes = await withoutIndexes(run, [['sales', 'order'], ['sales', 'order_line'], ['customers', 'customer'], ['customers', 'address']]);
    await run(`insert into customers.customer (id, name, phone, source, search, created_at, updated_at)
      select pg_temp.made('c0de', n), b.name, '199' || lpad(n::text, 8, '0'), 'taobao', array_to_tsvector(b.tokens || pg_temp.phone_tokens('199' || lpad(n::text, 8, '0'))), now(), now()
      from generate_series(1, greatest(1, $1::int / 3)) n join bench_name b on b.k = (n * 31) % $2::int`, [count, names.length]);
    await run(`insert into customers.address (id, customer_id, owner, receiver_name, phone, province, city, district, detail, masked, content_hash, created_at)
      select pg_temp.made('add0', n), pg_temp.made('c0de', n), pg_temp.made('c0de', n), b.name, '199' || lpad(n::text, 8, '0'), '浙江省', '杭州市', '西湖区', '示例路' || n || '号', false, sha256(n::text::bytea), now()
      from generate_series(1, greatest(1, $1::int / 3)) n join bench_name b on b.k = (n * 31) % $2::int`, [count, names.length]);
    await run(`insert into sales."order" (id, order_no, source, platform, store_id, outside_no, state, customer_id, address_id, buyer_nick, goods_fen, payable_fen, paid_fen, placed_at, paid_at, released_at,
        shipped_at, completed_at, cancelled_at, search, created_at, updated_at)
      select pg_temp.made('0dd0', n), 'SO-' || to_char(t.at, 'YYYYMMDD') || '-' || lpad(n::text, 8, '0'), 'import', 'taobao', $3::uuid, '29' || lpad(n::text, 16, '0'),
        case when n > $1::int - 2000 then (array['unpaid', 'to-review', 'held', 'short', 'released'])[1 + n % 5] when n % 50 = 0 then 'cancelled' else 'completed' end,
        pg_temp.made('c0de', c.k), pg_temp.made('add0', c.k), 'tb' || c.k, 11800, 11800, 11800, t.at, t.at + interval '1 minute', t.at + interval '2 minutes', t.at + interval '1 day', t.at + interval '4 days', null,
        array_to_tsvector(b.tokens || ('w:tb' || c.k) || pg_temp.phone_tokens('199' || lpad(c.k::text, 8, '0')) || pg_temp.number_tokens('29' || lpad(n::text, 16, '0'))
          || pg_temp.number_tokens('so' || to_char(t.at, 'YYYYMMDD') || lpad(n::text, 8, '0'))), t.at, t.at
      from generate_series(1, $1::int) n cross join lateral (select now() - interval '730 days' * (1 - n / ($1::float8 + 1)) as at) t
      cross join lateral (select 1 + (n::bigint * 7919) % greatest(1, $1::int / 3) as k) c join bench_name b on b.k = (c.k * 31) % $2::int`, [count, names.length, storeId]);
    await run(`insert into sales.order_line (id, order_id, position, line_key, outer_sku, sku_id, title, quantity, unit_price_fen, amount_fen)
      select pg_temp.made('11e0', n * 2 + l), pg_temp.made('0dd0', n), l, '#' || l, 'B-' || n % 1000, pg_temp.made('5c00', n % 1000), '基准商品', 1, 5900, 5900
      from generate_series(1, $1::int) n cross join generate_series(1, 2) l where l = 1 or n % 2 = 0`, [count]);
    for (const index of indexes) await run(index);
    await run('vacuum (analyze) sales."order", sales.order_line, customers.customer, customers.address');
    const { rows } = await lease.query<{ order_no: string; outside_no: string; buyer_nick: string; name: string; phone: string; tokens: string[] }>(
      `select o.order_no, o.outside_no, o.buyer_nick, c.name, c.phone, tsvector_to_array(o.search) as tokens from sales."order" o join customers.customer c on c.id = o.customer_id order by o.id limit 20`);
    for (const row of rows) {
      const wanted = searchTokens({ numbers: [row.order_no, row.outside_no], names: [row.buyer_nick, row.name], phones: [row.phone] });
      if (wanted.toSorted().join(' ') !== row.tokens.toSorted().join(' ')) throw new Error(`made orders are not found like real ones: ${wanted.join(' ')} | ${row.tokens.join(' ')}`);
    }
  });
}
