import type { Post } from '../../kernel/posts.ts';
import type { Runner } from '../../kernel/query.ts';
import type { Laid } from '../../kernel/verb.ts';
import { effective, type Life } from './state.ts';
import { contentHash } from './store.ts';

/** Whether exactly this is approved, can still be used, and bears the signature of somebody who signed in this post. */
export async function approvedBy(on: { runner: Runner }, asked: { verb: string; laid: Laid; post: Post; now: number }): Promise<boolean> {
  const { rows } = await on.runner.query<{ life: Life }>(
    `select life from regulation.approval where verb = $1 and subject_type = $2 and subject_id = $3 and content_hash = $4 and state = 'approved'
       and (expires_at is null or expires_at > to_timestamp($5::bigint / 1000.0))`,
    [asked.verb, asked.laid.subject.type, asked.laid.subject.id, contentHash(asked.laid.content), asked.now], 'regulation.approved_by');
  return rows.some(({ life }) => effective(life).some((v) => v.yes && life.steps.find((s) => s.id === v.step)?.seats.find((s) => s.id === v.seat)?.post === asked.post));
}
