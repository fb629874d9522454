import { openDatabase } from '../../../kernel/db/index.ts';
import { MINUTE } from '../../../kernel/clock.ts';
import { LogBuilder, type EventLog } from '../event-log.ts';
import type { FactSource } from './messages.ts';

/** Rows that travel together: enough to keep the wire busy, few enough to report progress. */
const FETCH = 20_000;
const STATEMENT_MS = 120_000;

interface Row { case: string; type: string; at: number; who: string | null; name: string; seq: number }

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
      await lease.query(`declare steps no scroll cursor for
        select fo.object_id as "case", f.type, (extract(epoch from f.occurred_at) * 1000)::float8 as at, case when f.actor_kind = 'person' then f.actor_id::text else '' end as who, f.actor_name as name, f.seq::float8 as seq
        from kernel.fact_object fo join kernel.fact f on f.seq = fo.fact_seq and f.recorded_at = fo.recorded_at
        where fo.object_type = $1 and fo.recorded_at >= to_timestamp($3::float8 / 1000) and f.occurred_at < to_timestamp($2::float8 / 1000)
          and f.type not like 'regulation.%'${source.store === null ? '' : `
          and fo.object_id in (select o.object_id from kernel.fact_object o join kernel.fact s on s.seq = o.fact_seq and s.recorded_at = o.recorded_at
            where o.object_type = $1 and s.recorded_at >= to_timestamp($3::float8 / 1000) and s.payload ->> 'storeId' = $4)`}`, source.store === null ? period : [...period, source.store]);
      const builder = new LogBuilder();
      const names = new Map<string, string>();
      for (;;) {
        const { rows } = await lease.query<Row & Record<string, unknown>>(`fetch ${FETCH} from steps`);
        for (const row of rows) {
          // Two of one name are two people: told apart by their ids, shown by their names.
          if (row.who) names.set(row.who, row.name);
          builder.add(row.case, row.type, { at: row.at, order: row.seq, resource: row.who ?? '' });
        }
        progress(builder.events, Math.max(total, builder.events));
        if (rows.length < FETCH) break;
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
