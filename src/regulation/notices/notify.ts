import type { Post } from '../../kernel/posts.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { Colleague, Directory, Holder } from '../directory.ts';
import type { Engine } from '../runtime/engine.ts';
import { keyOf } from '../runtime/compile.ts';
import type { Fired, Notify } from '../runtime/wake.ts';
import { writeNotices, type NewNotice } from './write-notices.ts';
import { shownAt } from './working-time.ts';

/** A hand-over cannot wait until the one who takes over happens to work: it is shown at once. */
const urgent = (fired: Fired): boolean => fired.step.how === 'reassign';

/**
 * Tells people about levels that fired: the person who owes it where one does and the level speaks to his post, else every holder of the post: of the
 * team that owes it or of the teams of the person who does, where they have one, and of the whole company otherwise. While somebody is away his substitute is told. Many of one kind are one
 * notice with a count; `deliver.ts` hands it over to mail or robot.
 */
export const notifier = (engine: Engine, directory: Directory): Notify => async (tx, fired) => {
  const teams = await teamsThatOwe(tx, directory, fired);
  const held = await holders(tx, directory, fired, teams);
  const told = fired.map((one) => {
    const to = one.step.to;
    const personal = one.due.owner_staff !== null && to === one.due.owner_post;
    if (personal) return [{ staffId: one.due.owner_staff! }];
    const near = teams(one).flatMap((team) => held.get(wantedKey(to, team)) ?? []);
    return near.length > 0 ? near : (held.get(wantedKey(to, null)) ?? []);
  });
  const present = await whoIsThere(tx, directory, told.flat());
  const notices = new Map<string, NewNotice>();
  for (const [i, one] of fired.entries()) {
    const to = one.step.to;
    const topic = `${keyOf(one.due.clause, one.due.control)}/${one.level}`;
    const people = new Map(told[i]!.map((holder) => present(holder)).map((holder) => [holder.staffId, holder]));
    for (const holder of people.values()) {
      const key = `${holder.staffId} ${topic}`;
      const before = notices.get(key);
      const count = (before?.escalation?.count ?? 0) + 1;
      notices.set(key, {
        staffId: holder.staffId, topic, urgent: urgent(one) || (before?.urgent ?? false),
        showAt: urgent(one) ? tx.now : (before?.showAt ?? shownAt(engine, to, holder, tx.now)),
        href: `/cases/${one.due.subject_type}/${one.due.subject_id}`,
        escalation: { clause: one.due.clause, control: one.due.control, level: one.level, count },
      });
    }
  }
  await writeNotices(tx, [...notices.values()]);
};

/** Who is told in somebody's place: his substitute while he is away (one step, as people name them), each by the shift that he is on. */
async function whoIsThere(tx: Tx, directory: Directory, holders: readonly Holder[]): Promise<(holder: Holder) => Holder> {
  const asked = [...new Set(holders.map((h) => h.staffId))];
  const known = await directory.peopleAt(tx, asked, tx.now);
  const standing = [...new Set([...known.values()].flatMap((p) => p.substituteId ?? []))].filter((id) => !known.has(id));
  const others = standing.length > 0 ? await directory.peopleAt(tx, standing, tx.now) : new Map<string, Colleague>();
  return (holder) => {
    const staffId = known.get(holder.staffId)?.substituteId ?? holder.staffId;
    return { staffId, week: (known.get(staffId) ?? others.get(staffId))?.week ?? (staffId === holder.staffId ? (holder.week ?? null) : null) };
  };
}

const wantedKey = (post: Post, teamId: string | null): string => `${post} ${teamId ?? ''}`;

/** The team that owes a duty; of one that somebody owes in person, his teams: his own superior hears of it, not everybody's. */
async function teamsThatOwe(tx: Tx, directory: Directory, fired: readonly Fired[]): Promise<(one: Fired) => readonly string[]> {
  const owners = [...new Set(fired.flatMap(({ due }) => (due.owner_team === null && due.owner_staff !== null ? [due.owner_staff] : [])))];
  const people = owners.length > 0 ? await directory.people(tx, owners) : new Map<string, never>();
  return ({ due }) => (due.owner_team !== null ? [due.owner_team] : due.owner_staff === null ? [] : (people.get(due.owner_staff)?.teams ?? []));
}

/** Holders of each post in the teams that owe, and of the post as a whole where a team has nobody. */
async function holders(tx: Tx, directory: Directory, fired: readonly Fired[], teams: (one: Fired) => readonly string[]): Promise<Map<string, readonly Holder[]>> {
  const wanted = new Map<string, { post: Post; teamId: string | null }>();
  for (const one of fired) {
    const { step } = one;
    for (const teamId of teams(one)) wanted.set(wantedKey(step.to, teamId), { post: step.to, teamId });
    wanted.set(wantedKey(step.to, null), { post: step.to, teamId: null });
  }
  const found = await directory.holdersOf(tx, [...wanted.values()]);
  return new Map([...wanted.keys()].flatMap((key, i) => (found[i]!.length > 0 ? [[key, found[i]!] as const] : [])));
}
