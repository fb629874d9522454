import { personOf } from '../../kernel/actor.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { readNotices } from './contract.ts';

/** Marks as read what the person had before his eyes: later ones stay new. */
export const readNoticesVerb = verb({
  name: 'regulation.read-notices',
  title: words('通知标为已读', 'Mark notices as read'),
  may: { signedIn: 'own' },
  input: readNotices.body!,
  run: async (tx, { upTo }): Promise<{ read: number }> => {
    const rows = await tx.rows('regulation.read_notices',
      `update regulation.notice set read_at = to_timestamp($3::bigint / 1000.0)
       where staff_id = $1 and read_at is null and show_at <= to_timestamp(least($2::bigint, $3::bigint) / 1000.0) returning 1`,
      [personOf(tx.actor), upTo, tx.now]);
    return { read: rows.length };
  },
});
