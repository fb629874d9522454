import pg from 'pg';
import { messageOf } from '../errors.ts';
import { appDatabase } from './address.ts';
import { appRole, type Secrets } from './cluster.ts';

/** Shared by every process that uses the server; whoever gets it alone is the last one out and turns off the light. */
const presenceLock = 7_240_001_002;

/** The open connection by which a process tells the others that it uses the server. It is gone when the process is, however it ends. */
export class Presence {
  readonly #client: pg.Client;
  #leaving = false;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  /**
   * Signs in, and makes the application's role and database when they are missing.
   * @param onLost called once when the server is gone without our having left.
   */
  static async enter(adminUrl: string, cluster: string, secrets: Secrets, onLost: (reason: string) => void): Promise<Presence> {
    const client = new pg.Client({ connectionString: adminUrl, application_name: 'dianzhang presence', connectionTimeoutMillis: 3_000, keepAlive: true });
    const presence = new Presence(client);
    let reason = 'connection closed';
    client.on('error', (error) => {
      reason = messageOf(error);
    });
    await client.connect();
    try {
      await client.query("set lock_timeout = '2s'; set statement_timeout = '10s'; set idle_session_timeout = 0");
      const { rows } = await client.query<{ folder: string }>(`select current_setting('data_directory') as folder`);
      if (rows[0]?.folder !== cluster) throw new OtherServer(rows[0]?.folder ?? '');
      await client.query('select pg_advisory_lock_shared($1)', [presenceLock]);
      await ensureApplication(client, secrets);
    } catch (error) {
      await client.end();
      throw error;
    }
    client.once('end', () => {
      if (!presence.#leaving) onLost(reason);
    });
    return presence;
  }

  /**
   * Signs out. @returns true when nobody else is here; then the connection stays open and nobody can enter until `close`.
   */
  async leave(): Promise<boolean> {
    this.#leaving = true;
    await this.#client.query('select pg_advisory_unlock_shared($1)', [presenceLock]);
    const { rows } = await this.#client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [presenceLock]);
    return rows[0]?.alone === true;
  }

  async close(): Promise<void> {
    this.#leaving = true;
    await this.#client.end();
  }
}

/** A server answers at that address, but it serves another data directory. */
export class OtherServer extends Error {}

async function ensureApplication(client: pg.Client, secrets: Secrets): Promise<void> {
  const { rows } = await client.query<{ role: boolean; database: boolean }>(
    'select exists (select from pg_roles where rolname = $1) as role, exists (select from pg_database where datname = $2) as database',
    [appRole, appDatabase],
  );
  const role = pg.escapeIdentifier(appRole);
  // Neither superuser nor creator of roles: a flaw in the application cannot become a program run on the machine.
  if (rows[0]?.role !== true) await unlessThere(client, `create role ${role} login password ${pg.escapeLiteral(secrets.app)}`);
  if (rows[0]?.database !== true) await unlessThere(client, `create database ${pg.escapeIdentifier(appDatabase)} owner ${role} template template0`);
}

/** Two starters may make it at the same moment. */
async function unlessThere(client: pg.Client, statement: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code !== '42710' && code !== '42P04' && code !== '23505') throw error;
  }
}
