import type { Tx } from '../tx.ts';

export interface CopiesErased { messages: number; answers: number; importRows: number; views: number; audit: number; failures: number }

/**
 * Empties a person's data in what the kernel keeps beside the chapters: messages that were sent, answers kept for repeated requests, rows of
 * imports, saved views, and reasons and changes in the audit. `strong` words name nobody else and are sought everywhere; names are sought only
 * in what is about one of the records. Part of a verb that has the right and the reason. @returns rows by table
 */
export async function eraseCopies(tx: Tx, given: { strong: readonly string[]; personal: readonly string[]; objects: readonly { type: string; id: string }[] }): Promise<CopiesErased> {
  const [row] = await tx.rows<{ done: CopiesErased }>('evidence.erase_copies', 'select kernel.erase_copies($1, $2, $3::jsonb) as done', [given.strong, given.personal, JSON.stringify(given.objects)]);
  return row!.done;
}
