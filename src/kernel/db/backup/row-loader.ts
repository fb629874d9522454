import type pg from 'pg';
import { words } from '../../words.ts';
import { Channel } from './channel.ts';
import { copyIn, copyOut } from './copy.ts';
import { backupProblem, damagedBackup, type BackupHeader, type BackupTable } from './format.ts';
import { RowDigest, RowSplitter } from './row-digest.ts';
import { columnList, qualified } from './structure.ts';
import { moveRow } from './transaction-ids.ts';

interface Loading {
  readonly table: BackupTable;
  readonly channel: Channel;
  readonly copy: Promise<void>;
  readonly splitter: RowSplitter;
  readonly digest: RowDigest;
}

/** Loads the rows of one table after the other and remembers what it sent, so that `compare` can ask the database what it has. */
export class RowLoader {
  readonly #client: pg.Client;
  readonly #targets: ReadonlyMap<string, BackupTable>;
  readonly #header: BackupHeader;
  readonly #log: (line: string) => void;
  readonly #sent = new Map<string, { digest: RowDigest; columns: readonly string[] }>();
  #loading: Loading | undefined;

  constructor(client: pg.Client, targets: readonly BackupTable[], header: BackupHeader, log: (line: string) => void) {
    this.#client = client;
    this.#targets = new Map(targets.map((table) => [qualified(table), table]));
    this.#header = header;
    this.#log = log;
  }

  async begin(table: BackupTable): Promise<void> {
    const target = this.#targets.get(qualified(table));
    const missing = target === undefined ? [qualified(table)] : table.columns.filter((column) => !target.columns.includes(column));
    if (missing.length > 0) {
      throw backupProblem('restore.no-table', words(
        `备份中的 ${table.schema}.${table.name} 在恢复后的结构中不存在(${missing.join(', ')})。`,
        `The backup holds ${table.schema}.${table.name}, for which the restored structure has no place (${missing.join(', ')}).`,
      ));
    }
    const channel = new Channel();
    const copy = copyIn(this.#client, `copy ${qualified(table)} (${columnList(table.columns)}) from stdin`, channel);
    copy.catch(() => undefined); // Reported by the next write or by end.
    this.#loading = { table, channel, copy, splitter: new RowSplitter(), digest: new RowDigest() };
  }

  async write(rows: Buffer): Promise<void> {
    const loading = this.#loading;
    if (loading === undefined) throw damagedBackup('rows without a table');
    const moved: Buffer[] = [];
    for (const row of loading.splitter.push(rows)) {
      const kept = moveRow(row, loading.table, this.#header.transactionIds);
      loading.digest.add(kept);
      moved.push(kept);
    }
    // The server's refusal of an earlier row ends the wait too.
    if (moved.length > 0) await Promise.race([loading.channel.push(Buffer.concat(moved)), loading.copy]);
  }

  async end(): Promise<void> {
    const loading = this.#loading;
    if (loading === undefined) throw damagedBackup('an end without a table');
    loading.channel.end();
    await loading.copy;
    this.#loading = undefined;
    this.#sent.set(qualified(loading.table), { digest: loading.digest, columns: loading.table.columns });
    this.#log(`${loading.table.schema}.${loading.table.name}: ${loading.digest.rows}`);
  }

  /** Ends a copy under way so that the transaction can be rolled back. */
  async abandon(error: unknown): Promise<void> {
    const loading = this.#loading;
    if (loading === undefined) return;
    this.#loading = undefined;
    loading.channel.fail(error);
    await loading.copy.catch(() => undefined); // The caller already has the error that led here.
  }

  /** @throws DatabaseProblem when any table does not hold exactly the rows that were sent to it. */
  async compare(): Promise<void> {
    for (const [name, table] of this.#targets) {
      const { digest: sent, columns } = this.#sent.get(name) ?? { digest: new RowDigest(), columns: table.columns };
      const stored = new RowDigest();
      const splitter = new RowSplitter();
      for await (const block of copyOut(this.#client, `copy (select ${columnList(columns)} from ${name}) to stdout`)) {
        for (const row of splitter.push(block)) stored.add(row);
      }
      if (stored.rows === sent.rows && stored.hex === sent.hex) continue;
      throw backupProblem('restore.differs', words(
        `恢复后核对不一致:${name} 应有 ${sent.rows} 行,实有 ${stored.rows} 行或内容不同。没有恢复任何数据。`,
        `After loading, ${name} should hold ${sent.rows} rows and holds ${stored.rows}, or others. Nothing was restored.`,
      ));
    }
  }
}
