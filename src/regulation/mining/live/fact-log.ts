import { openDatabase } from '../../../kernel/db/index.ts';
import { MINUTE } from '../../../kernel/clock.ts';
import { LogBuilder, type EventLog } from '../event-log.ts';
import type { FactSource } from './messages.ts';

/** Rows that travel together: enough to keep the wire busy, few enough to report progress. */
const FETCH = 20_000;
const STATEMENT_MS = 120_000;

/** Between the fields of a step (chr(31)): one text a fact costs the driver a fraction of six fields. */
const SEPARATOR = '\u001f';

/**
 * The timelines of all records of a kind that began in the period, as a log: of one that began before, only the end would be seen. Reads by cursor on a connection of its own into typed arrays: a million facts are
 * never a million objects at once. What the engine says of its own obligations is no step of the record.
 */
export async function readFactLog(source: FactSource, progress: (done: number, of: number) => void): Promise<{ log: EventLog; actors: readonly string[]; before: number }> {
  const db = openDatabase({ url: source.url, max: 1, statementTimeoutMs: STATEMENT_MS, applicationName: 'dianzhang mining' });
  try {
    return await db.withLease(async (lease) => {
      await lease.query('begin transaction isolation level repeatable read read only');
      // A fact is recorded after it happened, or at most minutes before (a clock that is a little fast): partitions before are not read.
      const period = [source.type, source.to, source.from - 5 * MINUTE];
      const { rows: [count] } = await lease.query<{ n: number }>(
        `select count(*)::float8 as n from kernel.fact_object where object_type = $1 and recorded_at >= to_timestamp($2::float8 / 1000)`, [source.type, source.from - 5 * MINUTE]);
      const total = count?.n ?? 0;
      // All of it is read: a cursor is planned for its first rows by itself, and would look up a million facts one by one.
      await lease.query("select set_config('cursor_tuple_fraction', '1', true), set_config('enable_partitionwise_join', 'on', true), set_config('work_mem', '64MB', true)");
      await lease.query(`declare steps no scroll cursor for
        select concat_ws(chr(31), (date_part('epoch', f.occurred_at) * 1000)::bigint, f.seq, case when f.actor_kind = 'person' then coalesce(f.actor_id::text, '') else '' end, f.type, fo.object_id, f.actor_name) as step
        from kernel.fact_object fo join kernel.fact f on f.seq = fo.fact_seq and f.recorded_at = fo.recorded_at
        where fo.object_type = $1 and fo.recorded_at >= to_timestamp($3::float8 / 1000) and f.occurred_at < to_timestamp($2::float8 / 1000)
          and f.type not like 'regulation.%'${source.store === null ? '' : `
          and fo.object_id in (select o.object_id from kernel.fact_object o join kernel.fact s on s.seq = o.fact_seq and s.recorded_at = o.recorded_at
            where o.object_type = $1 and s.recorded_at >= to_timestamp($3::float8 / 1000) and s.payload ->> 'storeId' = $4)`}`, source.store === null ? period : [...period, source.store]);
      const builder = new LogBuilder();
      const names = new Map<string, string>();
      const fetched = () => lease.query<{ step: string }>(`fetch ${FETCH} from steps`);
      for (let { rows } = await fetched(); rows.length > 0;) {
        // The database works on the next rows meanwhile.
        const next = fetched();
        for (const { step } of rows) {
          const [at, seq, who, type, record, name] = step.split(SEPARATOR) as [string, string, string, string, string, string];
          // Two of one name are two people: told apart by their ids, shown by their names.
          if (who !== '') names.set(who, name);
          builder.add(record, type, { at: Number(at), order: Number(seq), resource: who });
        }
        progress(builder.events, Math.max(total, builder.events));
        ({ rows } = await next);
      }
      const before = new Set<string>();
      const began: string[] = [];
      for (const [name, at] of builder.begins()) if (at < source.from) before.add(name); else began.push(name);
      for (let i = 0; i < began.length; i += FETCH) {
        const { rows } = await lease.query<{ id: string }>('select distinct object_id as id from kernel.fact_object where object_type = $1 and object_id = any($2::text[]) and recorded_at < to_timestamp($3::float8 / 1000)',
          [source.type, began.slice(i, i + FETCH), source.from - 5 * MINUTE]);
        for (const { id } of rows) before.add(id);
      }
      await lease.query('commit');
      const log = builder.without(before).build();
      return { log: { ...log, resources: log.resources.map((who) => names.get(who) ?? who) }, actors: log.resources, before: before.size };
    });
  } finally {
    await db.close();
  }
}
