import pg from 'pg';
import type { BackupHeader, BackupTable } from './format.ts';

/** Schemas of the server itself, and objects that belong to extensions, are not data of ours. */
const ours = (oid: string): string => `
  n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_depend e where e.objid = ${oid} and e.deptype = 'e')`;

/**
 * Tables that hold rows of their own or stand for their partitions; partitions themselves are reached through them. Columns that the
 * database computes are left out, and those of type xid8 are named by position.
 */
export async function readTables(client: pg.Client): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable>(`
    select n.nspname as schema, c.relname as name,
      array_agg(a.attname::text order by a.attnum) as columns,
      coalesce(array_agg(a.place order by a.place) filter (where a.atttypid = 'xid8'::regtype), '{}') as "transactionColumns"
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    cross join lateral (
      select attname, attnum, atttypid, (row_number() over (order by attnum) - 1)::int as place
      from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = ''
    ) a
    where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't' and ${ours('c.oid')}
    group by n.nspname, c.relname
    order by n.nspname, c.relname`);
  return rows;
}

/** Partitions with their bounds, parents before children. */
export async function readPartitions(client: pg.Client): Promise<BackupHeader['partitions']> {
  const { rows } = await client.query<BackupHeader['partitions'][number]>(`
    with recursive tree as (
      select c.oid, 0 as depth from pg_class c where c.relkind = 'p' and not c.relispartition
      union all
      select i.inhrelid, tree.depth + 1 from tree join pg_inherits i on i.inhparent = tree.oid
    )
    select n.nspname as schema, c.relname as name, pn.nspname as "parentSchema", p.relname as parent,
      pg_get_expr(c.relpartbound, c.oid) as bound,
      case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as "partitionedBy"
    from tree join pg_class c on c.oid = tree.oid and tree.depth > 0
    join pg_namespace n on n.oid = c.relnamespace
    join pg_inherits i on i.inhrelid = c.oid
    join pg_class p on p.oid = i.inhparent join pg_namespace pn on pn.oid = p.relnamespace
    where ${ours('c.oid')}
    order by tree.depth, n.nspname, c.relname`);
  return rows;
}

export async function readSequences(client: pg.Client): Promise<BackupHeader['sequences']> {
  const { rows } = await client.query<{ schema: string; name: string }>(`
    select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'S' and c.relpersistence <> 't' and ${ours('c.oid')} order by 1, 2`);
  const sequences: BackupHeader['sequences'] = [];
  for (const { schema, name } of rows) {
    // Sequences stand outside of snapshots: read after the snapshot began, they are never behind its rows.
    const { rows: [state] } = await client.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${qualified({ schema, name })}`,
    );
    if (state !== undefined) sequences.push({ schema, name, lastValue: state.last, isCalled: state.called });
  }
  return sequences;
}

/** What a database already holds, in words for a person; empty for a new one. */
export async function readContents(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ label: string }>(`
    select n.nspname || '.' || c.relname as label from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and ${ours('c.oid')}
    union all
    select n.nspname || '.' || p.proname || '()' from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${ours('p.oid')}
    union all
    select n.nspname from pg_namespace n where n.nspname <> 'public' and ${ours('n.oid')}
    order by 1`);
  return rows.map(({ label }) => label);
}

export const qualified = (of: { schema: string; name: string }): string => `${pg.escapeIdentifier(of.schema)}.${pg.escapeIdentifier(of.name)}`;

export const columnList = (columns: readonly string[]): string => columns.map((column) => pg.escapeIdentifier(column)).join(', ');

/** Rows leave the server in one form, whatever its defaults are, so that hashes agree between servers. */
export const plainSession = `
  set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set bytea_output = 'hex';
  set extra_float_digits = 1; set client_encoding = 'UTF8'; set search_path = pg_catalog; set row_security = off;
  set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = '10s'`;
