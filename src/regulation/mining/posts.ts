import { Names, type EventLog } from './event-log.ts';

/** The same log with the posts of people in the place of people, so that hand-overs are between posts; null where nobody's post is known. */
export function byPost(log: EventLog, postOf: readonly (string | null)[]): EventLog | null {
  if (!postOf.some((post) => post !== null)) return null;
  const names = new Names();
  names.of('');
  const number = log.resources.map((_, n) => names.of(postOf[n] ?? ''));
  return { ...log, resources: names.list, resource: log.resource.map((r) => number[r]!) };
}
