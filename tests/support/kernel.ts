import { movingClock, type MovingClock } from '../../src/kernel/clock.ts';
import { createKernel } from '../../src/kernel/create.ts';
import type { Actor } from '../../src/kernel/actor.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { Controls, Kernel } from '../../src/kernel/kernel.ts';
import { silentLog } from '../../src/kernel/log.ts';
import type { Post } from '../../src/kernel/posts.ts';
import { ReactionRunner, type Reaction } from '../../src/kernel/reactions.ts';
import { freshDatabase, type FreshOptions, type TestDatabase } from './database.ts';

export interface TestKernel extends Kernel {
  readonly clock: MovingClock;
  readonly database: TestDatabase;
  /** Hands every committed fact to the reactions and returns when nothing is left. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Tuesday 2026-03-10 10:00 in Shanghai: an ordinary working day. */
export const TUESDAY = Date.parse('2026-03-10T02:00:00Z');

/** A kernel over a fresh database, with a clock that stands still until the test moves it. */
export async function freshKernel(given: { at?: number; controls?: Controls; reactions?: readonly Reaction[]; open?: FreshOptions['open'] } = {}): Promise<TestKernel> {
  const database = await freshDatabase(given.open ? { open: given.open } : {});
  const clock = movingClock(given.at ?? TUESDAY);
  const kernel = createKernel({ db: database.db, clock, log: silentLog, ...(given.controls ? { controls: given.controls } : {}) });
  const runner = new ReactionRunner(kernel, given.reactions ?? []);
  return { ...kernel, clock, database, settle: () => runner.drain(), close: () => database.close() };
}

/** Somebody with these posts, who sees everything that the posts may see. */
export function person(posts: readonly Post[], more: Partial<Actor> = {}): Actor {
  const id = newId(TUESDAY);
  return { kind: 'person', id, personId: id, name: `测试-${posts.join('-')}`, posts, teamIds: [], ...more };
}
