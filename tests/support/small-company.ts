import type { Db } from '../../src/kernel/db/index.ts';
import type { MigrationSource } from '../../src/kernel/db/migration-files.ts';
import { writeMigrations } from './migrations.ts';

/** Tables with everything that a copy of a database may lose or be refused for. */
export const smallCompany = async (root: string): Promise<MigrationSource> => writeMigrations(root, {
  'kernel/0001-facts': `
    create table kernel.fact (
      seq bigint generated always as identity, at timestamptz not null, xid xid8 not null default pg_current_xact_id(), body jsonb not null,
      primary key (seq, at)
    ) partition by range (at);
    create table kernel.fact_default partition of kernel.fact default;
    create table kernel.subscription (name text primary key, xid xid8 not null, seq bigint not null);
    create function kernel.refuse() returns trigger language plpgsql as $$ begin raise exception 'facts are never changed'; end $$;
    create trigger fact_kept before update or delete on kernel.fact for each row execute function kernel.refuse();
    create trigger fact_not_emptied before truncate on kernel.fact for each statement execute function kernel.refuse();`,
  'chapters/finance/0001-ledger': `
    create table finance.account (code text primary key, name text not null, parent text references finance.account);
    insert into finance.account values ('1001', '库存现金', null);
    create table finance.entry (
      id uuid primary key default gen_random_uuid(), account text not null references finance.account on delete restrict,
      fen bigint not null, rate numeric(9, 6), day date not null, tags text[], raw bytea, note text, weight double precision,
      doubled bigint generated always as (fen * 2) stored, words tsvector, took interval
    );
    create function finance.balanced() returns trigger language plpgsql as $$ begin
      if (select sum(fen) from finance.entry) <> 0 then raise exception 'entries do not balance'; end if; return null; end $$;
    create constraint trigger balanced after insert on finance.entry deferrable initially deferred for each row execute function finance.balanced();
    create sequence finance.voucher start 100;
    create materialized view finance.total as select account, sum(fen) as fen from finance.entry group by account;`,
}, ['kernel', 'chapters/finance']);

/** Work in it: entries that balance, texts that are hard to carry, partitions made at run time, a reader half way through the facts. */
export async function fillSmallCompany(db: Db): Promise<void> {
  await db.query(`
    create table kernel.fact_202611 partition of kernel.fact for values from ('2026-11-01 00:00+08') to ('2026-12-01 00:00+08')`);
  await db.query(`insert into finance.account values ('1002', '银行存款', null), ('100201', '招商银行', '1002')`);
  await db.query(`update finance.account set name = '现金' where code = '1001'`);
  await db.query(
    `insert into finance.entry (account, fen, rate, day, tags, raw, note, weight, words, took) values
      ('1001', 9007199254740993, 0.060000, '2026-11-24', array['退货', 'a,b"c', null], '\\x00ff0a09', $1, 0.1, to_tsvector('simple', '退货 客服'), '1 day 2 hours'),
      ('100201', -9007199254740993, null, '2024-02-29', '{}', null, '', 'NaN', null, null)`,
    ['line\nend\ttab\\backslash \\N \\. 𠮷'],
  );
  for (let n = 0; n < 40; n += 1) {
    await db.query(
      `insert into kernel.fact (at, body) values ($1::timestamptz, $2)`,
      [n % 2 === 0 ? '2026-11-24T03:00:00Z' : '2019-01-01T00:00:00Z', JSON.stringify({ n, text: '订单已发货\n' })],
    );
    if (n === 29) await db.query(`insert into kernel.subscription select 'reactions', xid, seq from kernel.fact order by seq desc limit 1`);
  }
  await db.query(`select nextval('finance.voucher') from generate_series(1, 7)`);
  await db.query('refresh materialized view finance.total');
}
