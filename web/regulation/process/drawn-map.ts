import type { MapFigures } from '../../../src/regulation/mining/live/contract.ts';
import type { Meant } from './meant.ts';

/** What may be drawn of a map: its steps, the states of the declared life, or the posts that hand over. */
export const drawings = ['steps', 'states', 'posts'] as const;
export type Drawing = (typeof drawings)[number];

/** A graph ready to be drawn; boxes are numbered by the names. */
export interface DrawnMap {
  readonly drawing: Drawing;
  readonly events: number;
  readonly cases: number;
  readonly activities: readonly { readonly words: MapFigures['activities'][number]['words'] }[];
  readonly nodes: readonly { readonly activity: number; readonly count: number; readonly starts: number; readonly ends: number; /** Typical stay, ms. */ readonly stay: number | null }[];
  readonly edges: readonly MapFigures['edges'][number][];
}

export const mayDraw = (map: MapFigures, drawing: Drawing): boolean => drawing === 'steps' || (drawing === 'states' ? map.states !== null : map.postHandOvers.length > 0);

export function drawnMap(map: MapFigures, drawing: Drawing): DrawnMap {
  const { events, cases } = map;
  if (drawing === 'states' && map.states) {
    const { names, dwell, moves } = map.states;
    return { drawing, events, cases, activities: names, nodes: dwell.map((d) => ({ activity: d.state, count: d.entered, starts: d.starts, ends: d.ends, stay: (d.work ?? d.natural).median })), edges: moves };
  }
  if (drawing === 'posts') {
    const given = new Map<number, number>();
    for (const h of map.postHandOvers) for (const post of [h.from, h.to]) given.set(post, (given.get(post) ?? 0) + h.count);
    return {
      drawing, events, cases, activities: map.posts, nodes: [...given].map(([activity, count]) => ({ activity, count, starts: 0, ends: 0, stay: null })),
      edges: map.postHandOvers.map((h) => ({ ...h, waitingWork: null })),
    };
  }
  return { drawing: 'steps', events, cases, activities: map.activities, nodes: map.nodes.map((n) => ({ ...n, stay: null })), edges: map.edges };
}

/** The cases behind a box or a line; a post alone has none: cases do not stay with posts. */
export function meantBy(drawing: Drawing, a: number, b?: number): Meant | null {
  if (b === undefined) return drawing === 'posts' ? null : { of: drawing === 'states' ? 'state' : 'node', a };
  return drawing === 'posts' ? { of: 'post-hand-over', a, b } : drawing === 'steps' ? { of: 'edge', a, b } : { of: 'state', a };
}
