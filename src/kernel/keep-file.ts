import type { Tx } from './tx.ts';

/** A content of the file store that a record now has. */
export interface KeptFile {
  sha256: string;
  /** Bytes. */
  size: number;
  name: string;
  mediaType: string;
}

/** Says whose the contents are, so that they stay; the ids in the order given. */
export async function keepFile(tx: Tx, files: readonly KeptFile[]): Promise<string[]> {
  const rows = files.map((f) => ({ ...f, id: tx.newId() }));
  await tx.rows('kernel.keep_files', `insert into kernel.file (id, sha256, size, name, media_type, created_by, created_at)
    select u.id, u.sha256, u.size, u.name, u."mediaType", $2, to_timestamp($3::bigint / 1000.0) from jsonb_to_recordset($1::jsonb) as u(id uuid, sha256 text, size bigint, name text, "mediaType" text)`,
  [JSON.stringify(rows), tx.actor.id, tx.now]);
  return rows.map((r) => r.id);
}

/** A record no longer has these contents; the sweep takes them off the disk where nobody else has them. */
export async function dropFiles(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.rows('kernel.drop_files', 'update kernel.file set erased_at = to_timestamp($2::bigint / 1000.0) where id = any ($1::uuid[]) and erased_at is null', [ids, tx.now]);
}
