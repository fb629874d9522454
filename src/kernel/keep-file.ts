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
