import { sql, type RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { Asked } from '../../kernel/http/route.ts';
import { every } from '../../kernel/keyset.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';
import { mergedPage } from '../obligations/merged-page.ts';
import { present } from '../obligations/present.ts';
import { obligationSeen, sentenceFor, subjectsFound } from '../obligations/queries.ts';
import { explanationOf, hrefOf, type ObligationRow } from '../obligations/row.ts';
import { inTeam, sightOf } from '../obligations/sight.ts';
import { approvalCardOf } from '../approvals/read.ts';
import type { Parts } from '../parts.ts';
import { correctiveMine } from '../corrective/queries.ts';
import { changeDetail } from './change.ts';
import { correctiveDetail, correctiveItem } from './corrective.ts';
import { approvalDetail, approvalItem, waitingApprovals } from './approvals.ts';
import type { listWork, WorkDetail, WorkItem } from './contract.ts';
import { COUNTED_WORK, endOfDay, workCounts } from './counts.ts';
import { changesToRead, publication } from '../publications/queries.ts';
import { sampleDetail, sampleItem, waitingSamples } from './samples.ts';
import { teamWork } from './team.ts';

type Query = z.output<NonNullable<typeof listWork.query>>;
type Shown = Awaited<ReturnType<typeof present>>[number];

const itemOf = (row: Shown, now: number): WorkItem => ({
  id: row.id, kind: 'obligation', title: row.title, clause: row.clause, subject: row.subject, whom: row.whom, owner: row.owner, post: row.ownerPost,
  state: row.state === 'paused' ? 'paused' : 'pending', openedAt: row.openedAt, dueAt: row.dueAt, breachAt: row.breachAt, remainingMs: row.remainingMs, provisional: row.provisional,
  group: row.dueAt === null ? 'waiting' : row.breachAt !== null && row.breachAt < now ? 'overdue' : row.dueAt < endOfDay(now) ? 'today' : 'later',
});

/** Rows of each group of others' duties; the list of obligations shows the rest. */
const SHOWN_OF_OTHERS = 30;

/** My work: what I owe in person, and what my posts owe (in my teams), in the order in which it is due. */
export const work = (parts: Parts) => async ({ kernel, actor, query }: Asked<undefined, Query>) => {
  const now = kernel.clock.now();
  const sight = sightOf(parts.engine, actor!);
  const found = query.q ? await subjectsFound(parts, kernel, actor!, query.q) : null;
  const where = every([
    sql`o.open`, query.clause ? sql`o.clause = ${query.clause}` : null, query.chapter ? sql`left(o.clause, 1) = ${String(query.chapter)}` : null,
    found && sql`o.subject_id = any(${sql.val(found)}::text[])`,
  ]);
  const key = sql`coalesce(o.due_at, 'infinity'::timestamptz)`;
  const byPost = (tail: RawBuilder<unknown>) => sql`select o.* from unnest(${sql.val([...sight.posts])}::text[]) q(post) cross join lateral (
    select o.* from regulation.obligation o ${where} and o.owner_post = q.post and o.owner_staff is null and ${inTeam(sight)} ${tail}) o`;
  const inPerson = (tail: RawBuilder<unknown>) => sql`select o.* from unnest(${sql.val([...sight.staff])}::uuid[]) q(staff) cross join lateral (
    select o.* from regulation.obligation o ${where} and o.owner_staff = q.staff ${tail}) o`;
  const plain = query.cursor === undefined && !query.q && !query.clause && !query.chapter;
  const [page, counts, approvals, corrective, changes, samples, team] = await Promise.all([
    mergedPage<ObligationRow>(kernel, { sources: [byPost, inPerson], key, sort: 'due', down: false, cursor: query.cursor, limit: query.limit ?? 50 }),
    workCounts(kernel, parts.subjects, actor!, sight, now),
    plain ? waitingApprovals(kernel, actor!, now) : [],
    plain ? correctiveMine(kernel, actor!) : [],
    plain ? changesToRead(kernel, actor!) : [],
    plain ? waitingSamples(kernel, actor!) : [],
    plain ? teamWork(parts, kernel, actor!, now, SHOWN_OF_OTHERS) : { escalated: 0, team: 0, rows: [] },
  ]);
  const others = await present(parts, kernel, actor!, team.rows.map((r) => r.row));
  const { nextDueAt, chapters: _, ...own } = counts;
  const groups = { ...own, escalated: team.escalated, team: team.team };
  const total = Object.values(groups).reduce((a, b) => a + b, 0);
  const narrowed = query.q !== undefined || query.clause !== undefined || query.chapter !== undefined;
  return {
    rows: [...approvals.map(approvalItem), ...changes, ...corrective.map((a) => correctiveItem(a, now)), ...samples.map((s) => sampleItem(parts, s)), ...others.map((row, i) => ({ ...itemOf(row, now), group: team.rows[i]!.group })),
      ...(await present(parts, kernel, actor!, page.rows)).map((row) => itemOf(row, now))],
    next: page.next, total: narrowed || Object.values(groups).some((n) => n >= COUNTED_WORK) ? null : total, counts: groups, nextDueAt,
  };
};

export const counts = (parts: Parts) => async ({ kernel, actor }: Asked<undefined, undefined>) => {
  const now = kernel.clock.now();
  const [{ overdue, today, approvals, nextDueAt, chapters }, team] = await Promise.all([workCounts(kernel, parts.subjects, actor!, sightOf(parts.engine, actor!), now), teamWork(parts, kernel, actor!, now, 0)]);
  return { overdue, today, approvals, escalated: team.escalated, team: team.team, nextDueAt, chapters };
};

/** Who owes it, and who stands in while he is away. */
async function owedBy(parts: Parts, on: Asked<undefined, undefined>['kernel'], shown: Shown, now: number): Promise<WorkDetail['facts']> {
  if (!shown.owner) return [{ label: words('承担岗位', 'Owed by'), value: shown.ownerPost }];
  const substitute = (await parts.directory.peopleAt(on, [shown.owner.id], now)).get(shown.owner.id)?.substituteId;
  const names = substitute ? await parts.directory.staffNames(on, [substitute]) : null;
  return [
    { label: words('承担人', 'Owed by'), value: shown.owner.name },
    ...(names && substitute ? [{ label: words('代班', 'Stands in'), value: names.get(substitute) ?? '' }] : []),
  ];
}

/** One item, with what is needed to do it where it stands. */
export const workItemDetail = (parts: Parts) => async (asked: Asked<{ id: string }, undefined>): Promise<WorkDetail> => {
  const { kernel, actor, params } = asked;
  const row = await obligationSeen(parts, kernel, actor!, params.id);
  const now = kernel.clock.now();
  if (!row) {
    const corrective = (await correctiveMine(kernel, actor!)).find((a) => a.id === params.id);
    if (corrective) return correctiveDetail(corrective, now);
    const change = (await changesToRead(kernel, actor!)).find((c) => c.id === params.id);
    if (change) return changeDetail(change, await publication(parts)(asked));
    const samples = (await waitingSamples(kernel, actor!)).find((s) => s.id === params.id);
    if (samples) return sampleDetail(parts, samples);
    const approval = (await waitingApprovals(kernel, actor!, now)).find((a) => a.id === params.id);
    if (!approval) throw refuse(kernelNo['not-found']);
    return approvalDetail(approvalItem(approval), await approvalCardOf(parts, kernel, actor!, approval, now));
  }
  const [[shown], cards] = await Promise.all([
    present(parts, kernel, actor!, [row]),
    parts.subjects.cards(kernel, row.subject_type, [row.subject_id], { actor: actor!, whole: { clause: row.clause, control: row.control } }),
  ]);
  const [card] = cards;
  const open = { key: 'open', label: words('打开', 'Open'), primary: !card?.acts?.some((a) => a.primary), post: null, href: hrefOf(row, card), confirm: null, refused: null };
  return {
    item: itemOf(shown!, now), sentence: sentenceFor(parts, row, now), facts: [...(card?.facts ?? []), ...(await owedBy(parts, kernel, shown!, now))], explanation: explanationOf(parts.engine, row),
    acts: [open, ...(card?.acts ?? []).map((a) => ({
      key: a.key, label: a.label, primary: a.primary, post: a.post ? { path: a.post.path, body: { ...a.post.body } } : null, href: a.href ?? null, confirm: a.confirm ?? null, refused: a.refused ?? null,
    }))],
  };
};
