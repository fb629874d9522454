import type { Actor } from '../../kernel/actor.ts';
import type { Runner } from '../../kernel/query.ts';
import type { MovementKind } from './schema.ts';

/** What moved stock, as people call it, and where it is opened; no `href`: not for this reader, or nowhere. */
export interface Paper { readonly number: string; readonly href: string | null }

/** Papers of the chapters above, by their ids: parcels and returns. Those that the actor may not see are missing. The composition root answers. */
export type PapersOf = (on: { runner: Runner }, ids: readonly string[], actor: Actor) => Promise<ReadonlyMap<string, Paper>>;

const isId = (ref: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(ref);
const listOf: Partial<Record<MovementKind, string>> = {
  receipt: '/logistics/arrivals', count: '/logistics/counts', 'transfer-out': '/logistics/transfers', 'transfer-in': '/logistics/transfers', 'supplier-return': '/logistics/back-shipments',
};

/** Our own papers are kept by their number: the list in which it is found. */
function numbered(kind: MovementKind | null, ref: string): Paper {
  const list = kind === null ? undefined : kind === 'count' && ref.startsWith('PJ-') ? '/logistics/count-plans' : listOf[kind];
  return { number: ref, href: list === undefined ? null : `${list}?q=${encodeURIComponent(ref)}` };
}

/** Puts to each movement its paper: null where there is none, or where the reader may not see it. */
export async function withPapers<R extends { kind: MovementKind | null; ref: string | null }>(on: { runner: Runner }, rows: readonly R[], papersOf: PapersOf, actor: Actor | null): Promise<(R & { paper: Paper | null })[]> {
  const ids = [...new Set(rows.flatMap((r) => (r.ref !== null && isId(r.ref) ? [r.ref] : [])))];
  const papers = ids.length === 0 || actor === null ? new Map<string, Paper>() : await papersOf(on, ids, actor);
  return rows.map((r) => ({ ...r, paper: r.ref === null ? null : isId(r.ref) ? (papers.get(r.ref) ?? null) : numbered(r.kind, r.ref) }));
}
