import type { Post } from '../kernel/posts.ts';
import type { Runner } from '../kernel/query.ts';
import type { Language, Words } from '../kernel/words.ts';
import type { Voter } from './approvals/state.ts';
import type { Scope } from './declare-parameter.ts';
import type { WrittenWeek } from './runtime/calendars.ts';

type On = { runner: Runner };

/** Somebody who holds a post. `week`: the shift that he is on, where his hours are not those of the post's calendar. */
export interface Holder {
  readonly staffId: string;
  readonly week?: WrittenWeek | null;
}

/** Somebody at an instant: his language, the shift that he is on, and who stands in for him while he is away. */
export interface Colleague {
  readonly language: Language | null;
  readonly week: WrittenWeek | null;
  readonly substituteId: string | null;
}

/** A post that somebody held from one instant (included) to another (not included; null: he holds it still). */
export interface Holding {
  readonly post: Post;
  readonly from: number;
  readonly to: number | null;
}

/** What the engine asks about the company. It knows neither staff nor stores: the composition root answers. */
export interface Directory {
  /** Active holders of each post asked for, in the order asked; of one team where one is named. */
  holdersOf(on: On, wanted: readonly { post: Post; teamId: string | null }[]): Promise<readonly (readonly Holder[])[]>;
  /** Everybody's posts, past ones and those of people who have left too, by member of staff: for judging by the posts of the time. */
  postsHeld(on: On): Promise<ReadonlyMap<string, readonly Holding[]>>;
  /** Active members of staff as they stand now: the natural person, posts and teams. */
  people(on: On, ids: readonly string[]): Promise<ReadonlyMap<string, Voter>>;
  /** To whom somebody reports now. */
  superiorOf(on: On, staffId: string): Promise<string | null>;
  /** Everybody who reports to somebody, directly or through others; active ones. */
  reportsOf(on: On, staffId: string): Promise<readonly string[]>;
  staffNames(on: On, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  peopleAt(on: On, ids: readonly string[], at: number): Promise<ReadonlyMap<string, Colleague>>;
  /** Robots of group chats through which somebody may be told: his own and those of his teams. */
  robotsFor(on: On, staffId: string): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** What a value may be narrowed to: stores, channels, customers … with their names; those of the ids, or those that match what was typed (of many the first). */
  scopeOptions(on: On, scope: Scope, asked?: { readonly q?: string | undefined; readonly ids?: readonly string[] }): Promise<readonly { readonly id: string; readonly words: Words }[]>;
  /** Stores on a channel, closed ones too: history is kept by store. */
  storesOn(on: On, channel: string): Promise<readonly string[]>;
  /** When the company began to keep its rulebook here; Infinity before it is set up. What was due before is owed by nobody. */
  foundedAt(on: On): Promise<number>;
}

/** A company of nobody: for tests of the engine alone. */
export const emptyDirectory: Directory = {
  holdersOf: async (_, wanted) => wanted.map(() => []),
  postsHeld: async () => new Map(),
  people: async () => new Map(),
  superiorOf: async () => null,
  reportsOf: async () => [],
  staffNames: async () => new Map(),
  peopleAt: async () => new Map(),
  robotsFor: async () => [],
  scopeOptions: async () => [],
  storesOn: async () => [],
  foundedAt: async () => -Infinity,
};
