import { dropFiles, keepFile } from '../../../kernel/keep-file.ts';
import type { Runner } from '../../../kernel/query.ts';
import { refuse } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../kernel/tx.ts';
import type { GivenPhoto } from './photos-given.ts';
import { no } from './refusals.ts';

export type CaseType = 'feedback' | 'complaint';
/** Most photos of one case. */
export const MAX_OF_CASE = 36;

/** Keeps photos with the words that they came with (`saidIn`: the message or note; null: the words that the feedback began with). @throws sales.too-many-photos */
export async function keepCasePhotos(tx: Tx, of: { type: CaseType; id: string }, saidIn: string | null, photos: readonly GivenPhoto[]): Promise<void> {
  if (photos.length === 0) return;
  const [had] = await tx.rows<{ n: number }>('sales.count_case_photos', `select count(*)::int as n from sales.case_photo where ${of.type}_id = $1`, [of.id]);
  if (had!.n + photos.length > MAX_OF_CASE) throw refuse(no['too-many-photos'], undefined, { had: had!.n });
  // People name pictures after themselves: what they called them is not kept.
  const ids = await keepFile(tx, photos.map((p, i) => ({ sha256: p.sha256, size: p.size, name: `照片${had!.n + i + 1}.jpg`, mediaType: 'image/jpeg' })));
  await tx.rows('sales.insert_case_photos', `insert into sales.case_photo (id, ${of.type}_id, said_in, position, sha256, added_at)
    select u.id, $1, $2, $3 + u.at, u.sha, to_timestamp($4::bigint / 1000.0) from unnest($5::uuid[], $6::text[]) with ordinality as u(id, sha, at)`, [of.id, saidIn, had!.n, tx.now, ids, photos.map((p) => p.sha256)]);
}

/** Ids of the photos of cases by what they came with: a message, a note, or the case itself for the words that it began with. */
export async function casePhotos(on: { runner: Runner }, type: CaseType, ids: readonly string[]): Promise<(saidIn: string) => string[]> {
  const { rows } = await on.runner.query<{ id: string; said_in: string }>(`select id, coalesce(said_in, ${type}_id) as said_in from sales.case_photo where ${type}_id = any ($1::uuid[]) order by position`, [ids], 'sales.case_photos');
  return (saidIn) => rows.flatMap((r) => (r.said_in === saidIn ? [r.id] : []));
}

/** The contents go with the next sweep unless another record has the same picture. @returns how many photos */
export async function eraseCasePhotos(tx: Tx, type: CaseType, ids: readonly string[]): Promise<number> {
  const gone = await tx.rows<{ id: string }>('sales.erase_case_photos', `delete from sales.case_photo where ${type}_id = any ($1::uuid[]) returning id`, [ids]);
  await dropFiles(tx, gone.map((p) => p.id));
  return gone.length;
}
