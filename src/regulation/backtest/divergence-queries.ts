import { sql } from 'kysely';
import type { z } from 'zod';
import { DAY } from '../../kernel/clock.ts';
import type { Answer } from '../../kernel/http/contract.ts';
import type { Asked as Question } from '../../kernel/http/route.ts';
import { every, matching } from '../../kernel/keyset.ts';
import { posts, type Post } from '../../kernel/posts.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { searchQuery } from '../../kernel/search.ts';
import { words } from '../../kernel/words.ts';
import { choose, declaredChain, type Chain } from '../approvals/chain.ts';
import { chainHomes, type ChainHome } from '../approvals/chains.ts';
import { concerning, namesOf } from '../approvals/queries.ts';
import { standingOf } from '../approvals/read.ts';
import type { Band, BandsParameter } from '../declare-parameter.ts';
import { declaredOf } from '../parameters/propose-change.ts';
import { checkedValue } from '../parameters/value.ts';
import type { Parts } from '../parts.ts';
import type { ApprovalTable } from '../schema.ts';
import type { DivergingRow, listDivergences } from './contract.ts';
import { firstDivergences, type Divergence } from './divergence.ts';
import { cursorOf, DEFAULT_DAYS } from './queries.ts';

type Query = z.output<NonNullable<typeof listDivergences.query>>;
type Laid = Pick<ApprovalTable, 'id' | 'chain_key' | 'chain' | 'content' | 'figure' | 'whole'>;

/** Controls whose approvals the bands route. */
const homesOf = (parts: Parts, key: string, at: number): ChainHome[] => chainHomes(parts.engine, parts.rulebook, at).filter((h) => h.control?.matrix?.parameter === key);

/** Posts in signing order for each band of the route that a content takes. */
function bandsOf(chain: Chain, content: Record<string, unknown>): Band<readonly Post[]>[] {
  return chain.routes[choose(chain, content).route]!.bands.map(({ above, upTo, steps }) => ({ above, upTo, result: steps.flatMap((s) => s.posts) }));
}

/** First divergence (engine.md §5) of bands that route approvals: each request under the chain that it had, and under the bands that are asked about. */
export const divergences = (parts: Parts) => async ({ kernel, actor, params, query }: Question<{ key: string }, Query>): Promise<Answer<typeof listDivergences>> => {
  const now = kernel.clock.now();
  const days = query.days ?? DEFAULT_DAYS;
  const declared = declaredOf(parts, params.key);
  if (!declared) throw refuse(kernelNo['not-found']);
  const { parameter } = declared;
  const homes = homesOf(parts, params.key, now);
  const nothing = { asOf: now, days, n: 0, diverging: 0, unread: 0, differing: 0, steps: [], designed: [], rows: [], next: null, total: 0 };
  if (parameter.kind !== 'bands' || homes.length === 0) return { ...nothing, why: words('没有审批按这个参数分档，无可比较。', 'No approval is routed by this value: there is nothing to compare.') };
  const asked = checkedValue(parameter, fromJson(query.value)) as BandsParameter['default'];
  const own = new Map(homes.map((home) => [home.key, declaredChain(home.control!, { unit: parameter.unit, value: asked })]));
  const keys = [...own.keys()];
  const { rows: laid } = await kernel.db.reports.query<Laid & Record<string, unknown>>(
    `select id, chain_key, chain, content, figure, whole from regulation.approval where chain_key = any ($1::text[]) and requested_at >= to_timestamp($2::bigint / 1000.0) order by requested_at, id`,
    [keys, now - days * DAY], 'regulation.divergence_history');
  const { found, unread, differing } = compared(laid, own);
  const steps = new Map<number, number>();
  for (const { step } of found) steps.set(step + 1, (steps.get(step + 1) ?? 0) + 1);
  const { rows: designed } = await kernel.runner.query<{ chain_key: string }>('select distinct chain_key from regulation.approval_chain where chain_key = any ($1::text[]) and valid_from <= to_timestamp($2::bigint / 1000.0)', [keys, now], 'regulation.designed_chains');
  const shown = found.filter((d) => query.step === undefined || d.step + 1 === query.step);
  return {
    ...nothing, why: null, n: laid.length, diverging: found.length, unread, differing, steps: [...steps].toSorted(([a], [b]) => a - b),
    designed: homes.filter((h) => designed.some((d) => d.chain_key === h.key)).map((h) => ({ clause: h.clause!, title: h.title })), ...(await pageOf(parts, { kernel, actor, query }, parameter, shown)),
  };
};

/** @throws kernel.invalid-input */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse(kernelNo['invalid-input'], words('数值须为 JSON。', 'The value is given as JSON.'));
  }
}

/** Amounts look at the whole: what was split counts together, as it did when the request was laid. */
function compared(laid: readonly Laid[], after: ReadonlyMap<string, Chain>): { found: Divergence[]; unread: number; differing: number } {
  const found: Divergence[] = [];
  let [unread, differing] = [0, 0];
  for (const row of laid) {
    if (row.chain === null || row.figure === null || row.chain.field === null) {
      unread += 1;
      continue;
    }
    // Self-check: the content still names the figure that chose the way.
    if (choose(row.chain, row.content).figure !== Number(row.figure)) {
      differing += 1;
      continue;
    }
    found.push(...firstDivergences([{ id: row.id, value: Number(row.whole ?? row.figure) }], bandsOf(row.chain, row.content), bandsOf(after.get(row.chain_key)!, row.content)));
  }
  return { found, unread, differing };
}

async function pageOf(parts: Parts, { kernel, actor, query }: Pick<Question<{ key: string }, Query>, 'kernel' | 'actor' | 'query'>, parameter: BandsParameter, shown: readonly Divergence[]): Promise<{ rows: DivergingRow[]; next: string | null; total: number }> {
  const standing = await standingOf(parts, kernel, actor!, kernel.clock.now());
  const named = await matching(kernel, { table: sql`regulation.approval a`, id: sql`a.id`, search: sql`a.search`, q: searchQuery(query.q ?? '') });
  const { rows: seen } = await sql<{ id: string }>`select a.id from regulation.approval a ${every([sql`a.id = any (${sql.val(shown.map((d) => d.id))}::uuid[])`, named, concerning(actor!, namesOf(actor!, standing.delegations))])}`
    .execute(kernel.runner.tables<Record<string, never>>());
  const may = new Set(seen.map((r) => r.id));
  const mine = shown.filter((d) => may.has(d.id));
  const after = query.cursor === undefined ? 0 : cursorOf(query.cursor, mine.length);
  const some = mine.slice(after, after + (query.limit ?? 50));
  const { rows } = await sql<ApprovalTable>`select a.* from regulation.approval a where a.id = any (${sql.val(some.map((d) => d.id))}::uuid[])`.execute(kernel.runner.tables<Record<string, never>>());
  const byId = new Map(rows.map((row) => [row.id, row]));
  return { rows: some.map((d) => rowOf(byId.get(d.id)!, parameter, d)), next: after + some.length < mine.length ? String(after + some.length) : null, total: mine.length };
}

const names = (result: Band['result']) => (result as readonly Post[]).map((post) => posts[post]);
const rowOf = (row: ApprovalTable, parameter: BandsParameter, d: Divergence): DivergingRow => ({
  id: row.id, title: row.title, clause: row.clause!, requestedBy: row.requested_by_name, requestedAt: row.requested_at, state: row.state, figure: Number(d.value), unit: parameter.unit,
  before: names(d.before), after: names(d.after), step: d.step + 1,
});
