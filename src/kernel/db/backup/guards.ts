import pg from 'pg';
import { qualified } from './structure.ts';

interface Trigger { schema: string; name: string; trigger: string; enabled: 'O' | 'A' | 'R' }
interface ForeignKey { schema: string; name: string; constraint: string; definition: string }

const enabling = { O: 'enable', A: 'enable always', R: 'enable replica' } as const;

/**
 * Takes triggers and foreign keys off all tables so that rows load as they were, in any order, and without append-only rules that
 * rightly refuse them. Needs no more than to own the tables: PostgreSQL's switch for all of it is for superusers only.
 *
 * @returns what puts everything back as it was; foreign keys are then checked against every row.
 */
export async function lowerGuards(client: pg.Client, schemas: readonly string[]): Promise<() => Promise<void>> {
  const triggers = await readTriggers(client, schemas);
  const keys = await readForeignKeys(client, schemas);
  for (const trigger of triggers) await client.query(`alter table ${qualified(trigger)} disable trigger ${pg.escapeIdentifier(trigger.trigger)}`);
  for (const key of keys) await client.query(`alter table ${qualified(key)} drop constraint ${pg.escapeIdentifier(key.constraint)}`);
  return async () => {
    for (const key of keys) {
      await client.query(`alter table ${qualified(key)} add constraint ${pg.escapeIdentifier(key.constraint)} ${key.definition}`);
    }
    for (const trigger of triggers) {
      await client.query(`alter table ${qualified(trigger)} ${enabling[trigger.enabled]} trigger ${pg.escapeIdentifier(trigger.trigger)}`);
    }
  };
}

/** Triggers that are on, parents' before their partitions', so that a partition that differs keeps its own state. */
async function readTriggers(client: pg.Client, schemas: readonly string[]): Promise<Trigger[]> {
  const { rows } = await client.query<Trigger>(`
    select n.nspname as schema, c.relname as name, t.tgname as trigger, t.tgenabled as enabled
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where not t.tgisinternal and t.tgenabled <> 'D' and n.nspname = any($1) and c.relkind in ('r', 'p')
    order by c.relispartition, n.nspname, c.relname, t.tgname`, [schemas]);
  return rows;
}

/** Those of partitions come and go with their parents'. */
async function readForeignKeys(client: pg.Client, schemas: readonly string[]): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(`
    select n.nspname as schema, c.relname as name, k.conname as constraint, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where k.contype = 'f' and k.conparentid = 0 and n.nspname = any($1)
    order by n.nspname, c.relname, k.conname`, [schemas]);
  return rows;
}
