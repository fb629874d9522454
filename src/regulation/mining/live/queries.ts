import type { Words } from '../../../kernel/words.ts';
import type { z } from 'zod';
import type { Actor } from '../../../kernel/actor.ts';
import { DAY, dayOf, startOfDay } from '../../../kernel/clock.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import type { FileStore } from '../../../kernel/file-store.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { posts, type Post } from '../../../kernel/posts.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { words } from '../../../kernel/words.ts';
import type { Calendar } from '../../clock/calendar.ts';
import type { Holding } from '../../directory.ts';
import type { Parts } from '../../parts.ts';
import type { CasesOf, Overview } from '../overview.ts';
import type { listEventLogs, listMapCases, listMapKinds, MapFigures, readProcessMap } from './contract.ts';
import type { Wanted } from './messages.ts';
import type { MiningRoom } from './mining-room.ts';
import { ownLog, ownLogs } from './event-logs.ts';
import { stepWords } from './names.ts';

export type MapQuery = z.output<NonNullable<typeof readProcessMap.query>>;
type CasesQuery = z.output<NonNullable<typeof listMapCases.query>>;

const DEFAULT_DAYS = 30;

/** @throws Error where the product was put together without a file store */
export function filesOf(parts: Parts): FileStore {
  if (!parts.files) throw new Error('logs of events need a file store');
  return parts.files;
}

export const eventLogs = async ({ kernel, actor }: Asked<undefined, undefined>): Promise<z.input<typeof listEventLogs.response>> => ({
  rows: (await ownLogs(kernel, actor!)).map((log) => ({ id: log.id, name: log.name, size: Number(log.size), life: log.life !== null, at: log.created_at })),
});

export const mapKinds = (parts: Parts) => async ({ kernel }: Asked<undefined, undefined>): Promise<z.input<typeof listMapKinds.response>> => ({
  kinds: parts.subjects.types().map((type) => ({ type, words: parts.subjects.kind(type)!.words, life: parts.subjects.kind(type)!.process !== undefined })),
  calendars: parts.engine.calendars.names(), stores: [...(await parts.directory.scopeOptions(kernel, 'store'))],
});

/** A calendar without its working parts, so that it can be sent to a thread. */
const dataOf = ({ name, zone, week, holidays, makeUpDays, overrides, coverageFrom, coverageThrough, version }: Calendar) =>
  ({ name, zone, week, holidays, makeUpDays, overrides, coverageThrough, version, ...(coverageFrom === undefined ? {} : { coverageFrom }) });

/** The same period, filters, calendar and last fact are the same map. */
export async function wantedOf(parts: Parts, kernel: Kernel, actor: Actor, query: MapQuery): Promise<Wanted> {
  const calendarName = query.calendar ?? 'office';
  if (!parts.engine.calendars.has(calendarName)) throw refuse(kernelNo['invalid-input'], words(`没有日历“${calendarName}”。`, `There is no calendar "${calendarName}".`));
  const calendar = dataOf(parts.engine.calendars.named(calendarName));
  if (query.log !== undefined) {
    const log = await ownLog(kernel, actor, query.log);
    return { key: `file ${log.id} ${calendar.version}`, source: { is: 'file', path: filesOf(parts).pathOf(log.sha256), size: Number(log.size), reading: log.reading, life: log.life }, calendar, life: null, posts: {} };
  }
  const type = query.type ?? 'order';
  const kind = parts.subjects.kind(type);
  if (!kind) throw refuse(kernelNo['invalid-input'], words(`没有“${type}”这种对象。`, `There is no kind of record "${type}".`));
  const now = kernel.clock.now();
  const days = query.days ?? DEFAULT_DAYS;
  const from = startOfDay(dayOf(now - (days - 1) * DAY));
  const to = startOfDay(dayOf(now + DAY));
  const { rows: [last] } = await kernel.db.query<{ seq: string }>("select coalesce(max(seq), 0)::text as seq from kernel.fact where recorded_at >= to_timestamp($1::bigint / 1000.0)", [from], 'regulation.last_fact_since');
  const store = query.store ?? null;
  return { key: `facts ${type} ${from} ${to} ${store} ${calendar.version} ${last!.seq}`, source: { is: 'facts', url: kernel.db.url, type, from, to, store }, calendar, life: kind.process?.life ?? null, posts: await postsOfStaff(parts, kernel) };
}

const postsOfStaff = async (parts: Parts, kernel: Kernel): Promise<Record<string, readonly Holding[]>> => Object.fromEntries(await parts.directory.postsHeld(kernel));

export const processMapOf = (parts: Parts, room: MiningRoom) => async ({ kernel, actor, query }: Asked<undefined, MapQuery>): Promise<z.input<typeof readProcessMap.response>> => {
  const found = await room.map(await wantedOf(parts, kernel, actor!, query));
  return found.state === 'working' ? found : { state: 'ready', map: figuresOf(parts, query, found.overview, found.remarks) };
};

export function figuresOf(parts: Parts, query: MapQuery, overview: Overview, remarks: readonly Words[]): MapFigures {
  const type = query.log === undefined ? (query.type ?? 'order') : null;
  const nameOf = stepWords(parts, type);
  const states = (type && parts.subjects.kind(type)?.process?.states) || {};
  return {
    ...overview, posts: overview.posts.map((key) => ({ key, words: posts[key as Post] ?? words(key, key) })),
    states: overview.states && { ...overview.states, names: overview.states.names.map((key) => ({ key, words: states[key] ?? words(key, key) })) }, activities: overview.activities.map((key) => ({ key, words: nameOf(key) })), remarks: [...remarks],
    conformance: overview.conformance && {
      ...overview.conformance, deviations: overview.conformance.deviations.map((d) => ({ ...d, activityWords: nameOf(d.activity), stateWords: states[d.state] ?? words(d.state, d.state) })),
    },
  };
}

function meantOf({ of = 'all', a = 0, b = 0 }: CasesQuery): CasesOf {
  switch (of) {
    case 'all': return { of };
    case 'node': case 'rework': return { of, activity: a };
    case 'edge': case 'hand-over': case 'post-hand-over': return { of, from: a, to: b };
    case 'variant': case 'deviation': case 'state': return { of, number: a };
  }
}

/** The cases behind a step, a path, a way …; their cards as far as the person may see the record. */
export const mapCases = (parts: Parts, room: MiningRoom) => async ({ kernel, actor, query }: Asked<undefined, CasesQuery>): Promise<z.input<typeof listMapCases.response>> => {
  const { of: _of, a: _a, b: _b, q, cursor, limit = 50, ...which } = query;
  if (cursor !== undefined && !/^\d{1,9}$/.test(cursor)) throw refuse(kernelNo['invalid-input'], words('翻页标记无效，请从第一页重新打开。', 'The page marker is not valid; open the list again from its first page.'));
  const wanted = await wantedOf(parts, kernel, actor!, which);
  const type = wanted.source.is === 'facts' ? wanted.source.type : null;
  const found = q && type ? (await parts.subjects.kind(type)?.find?.(kernel, q, { actor: actor!, limit: 1 }))?.[0] : undefined;
  const page = await room.cases({ wanted, of: meantOf(query), q: found ?? q ?? null, after: Number(cursor ?? 0), limit });
  const cards = type === null ? new Map() : await parts.subjects.load(kernel, page.rows.map((r) => ({ type, id: r.name })), actor!);
  return {
    rows: page.rows.map((row) => {
      const card = type === null ? undefined : cards.get(`${type} ${row.name}`);
      return { ...row, number: type === null ? row.name : (card?.number ?? row.name.slice(-8)), title: card?.title ?? null, href: type === null ? null : `/cases/${type}/${row.name}` };
    }),
    next: page.next === null ? null : String(page.next), total: page.total,
  };
};
