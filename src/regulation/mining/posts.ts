import { allPosts } from '../../kernel/posts.ts';
import type { Holding } from '../directory.ts';
import { Names, type EventLog } from './event-log.ts';

/**
 * The same log with posts in the place of people, so that hand-overs are between posts; null where nobody's post is known. What somebody
 * did counts for the post that he held when he did it; of several the first in the order of the rulebook.
 */
export function byPost(log: EventLog, held: readonly (readonly Holding[])[]): EventLog | null {
  if (!held.some((posts) => posts.length > 0)) return null;
  const names = new Names();
  names.of('');
  const rank = (h: Holding): number => allPosts.indexOf(h.post);
  const posts = held.map((all) => all.toSorted((a, b) => rank(a) - rank(b)).map((h) => ({ from: h.from, to: h.to ?? Number.POSITIVE_INFINITY, number: names.of(h.post) })));
  return {
    ...log, resources: names.list,
    resource: log.resource.map((who, i) => {
      const at = log.at[i]!;
      return posts[who]?.find((h) => h.from <= at && at < h.to)?.number ?? 0;
    }),
  };
}
