import type pg from 'pg';
import type { BackupHeader, BackupTable } from './format.ts';

type Range = BackupHeader['transactionIds'];

/** The smallest number that PostgreSQL ever gives to a transaction of ours. */
const first = 3n;
const tab = 0x09;
const lineEnd = 0x0a;

/**
 * Facts carry the number of the transaction that wrote them (xid8), and readers of the fact log remember by it how far they came.
 * Another server counts from elsewhere: with numbers ahead of its own, facts would wait for years to be read. So a restore brings
 * them down, and only as far as their order still decides what a reader has yet to see.
 */
export async function transactionRange(client: pg.Client): Promise<Range> {
  const { rows: [has] } = await client.query<{ found: boolean }>(`select to_regclass('kernel.subscription') is not null as found`);
  const least = has?.found === true
    ? `(select xid from kernel.subscription where xid > '3'::xid8 order by xid limit 1)`
    : 'null::xid8';
  const { rows: [row] } = await client.query<Range>(`
    select coalesce(${least}, pg_snapshot_xmax(pg_current_snapshot()))::text as floor, pg_snapshot_xmax(pg_current_snapshot())::text as ceiling`);
  return { floor: row?.floor ?? '3', ceiling: row?.ceiling ?? '3' };
}

/** The number that a transaction of the old server gets on the new one. Keeps the order of all that lie at or above the floor. */
export function movedDown(id: bigint, range: Range): bigint {
  const floor = BigInt(range.floor);
  if (id < first) return id;
  return id < floor ? first : id - floor + first + 1n;
}

/** Rows of a table with its transaction numbers moved down. Values keep their text form, in which tabs and line ends are escaped. */
export function moveRow(row: Buffer, table: BackupTable, range: Range): Buffer {
  if (table.transactionColumns.length === 0) return row;
  const fields = row.subarray(0, row.at(-1) === lineEnd ? -1 : undefined).toString('latin1').split(String.fromCharCode(tab));
  for (const column of table.transactionColumns) {
    const value = fields[column];
    if (value !== undefined && value !== '\\N') fields[column] = movedDown(BigInt(value), range).toString();
  }
  return Buffer.from(`${fields.join('\t')}\n`, 'latin1');
}

/** Lets the server's counter pass every number that the restored rows will mention. Empty transactions cost a few microseconds each. */
export async function passNumbers(client: pg.Client, range: Range): Promise<void> {
  const last = movedDown(BigInt(range.ceiling), range);
  await client.query(`
    set synchronous_commit = off;`);
  await client.query(`
    do $$ begin
      while pg_snapshot_xmax(pg_current_snapshot()) <= '${last}'::xid8 loop
        perform pg_current_xact_id();
        commit;
      end loop;
    end $$`);
  await client.query('set synchronous_commit = on');
}
