import { randomBytes } from 'node:crypto';
import { kernelNo, refuse } from '../refusal.ts';
import type { Tx } from '../tx.ts';
import { words } from '../words.ts';
import { payloadHash } from './chain.ts';
import { dataErased } from './facts.ts';

/** What stands where something was erased. */
export const ERASED = '[已删除 erased]';

/** A copy of a payload with every text that holds one of the words emptied; ids, money and times stay. Null when nothing was to be emptied. */
export function emptied(value: unknown, personal: readonly string[]): { value: unknown; changed: boolean } {
  if (typeof value === 'string') return personal.some((word) => value.includes(word)) ? { value: ERASED, changed: true } : { value, changed: false };
  if (value === null || typeof value !== 'object') return { value, changed: false };
  const entries = Object.entries(value).map(([key, inner]) => [key, emptied(inner, personal)] as const);
  const changed = entries.some(([, e]) => e.changed);
  return { value: Array.isArray(value) ? entries.map(([, e]) => e.value) : Object.fromEntries(entries.map(([key, e]) => [key, e.value])), changed };
}

/**
 * Empties what names a person in sealed facts: payload texts and, where the person acted himself, the actor's name. Part of a verb that
 * has the right and the reason for it; leaves the fact `evidence.data-erased` with the hashes of what is left, so that the chain
 * verifies and says "erased". Old salts are overwritten: nobody can find out by trying what was there. @returns how many facts
 */
export async function eraseFromFacts(tx: Tx, given: { subjectId: string; seqs: readonly bigint[]; personal: readonly string[]; reason: string }): Promise<number> {
  const personal = given.personal.filter((word) => word.length >= 2);
  const rows = await tx.rows<{ seq: bigint; payload: unknown; actor_kind: string; actor_name: string; sealed: boolean }>('evidence.to_erase',
    `select f.seq, f.payload, f.actor_kind, f.actor_name, exists (select from kernel.seal s where s.fact_seq = f.seq) as sealed from kernel.fact f where f.seq = any($1::bigint[]) order by f.seq`, [given.seqs]);
  if (rows.some((row) => !row.sealed)) throw refuse(kernelNo['wrong-state'], words('有事实刚刚发生，尚未上链；请几秒后再试。', 'Some facts are not in the chain yet; try again in a few seconds.'));
  const entries = rows.flatMap((row) => {
    const payload = emptied(row.payload, personal);
    const own = row.actor_kind === 'customer' && row.actor_name !== ERASED;
    if (!payload.changed && !own) return [];
    const salt = randomBytes(16);
    const left = { payload: payload.value, actorName: own ? ERASED : row.actor_name };
    return [{ seq: Number(row.seq), payload: left.payload, actor_name: left.actorName, salt: salt.toString('hex'), hash: payloadHash(salt, left).toString('hex') }];
  });
  if (entries.length > 0) await tx.rows('evidence.erase', 'select kernel.erase_facts($1::jsonb)', [JSON.stringify(entries)]);
  tx.fact(dataErased, given.subjectId, { reason: given.reason, erased: entries.map(({ seq, hash }) => ({ seq, hash })) });
  return entries.length;
}
