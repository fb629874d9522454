import type { Actor } from '../kernel/actor.ts';
import type { Runner } from '../kernel/query.ts';
import { words, type Words } from '../kernel/words.ts';
import type { Parts } from './parts.ts';

export interface Hit { kind: string; kindWords: Words; id: string; number: string; title: string; note: string | null; href: string }

/** How many records of one kind a search shows at most: the box leads, lists search. */
const perKind = 6;

/** The one search box: clauses by number and words, records of every kind that its chapter finds and shows to this person. */
export async function searchEverywhere(parts: Parts, on: { runner: Runner }, actor: Actor, q: string, language: 'zh' | 'en', limit: number): Promise<Hit[]> {
  const asked = q.trim().toLowerCase();
  if (asked === '') return [];
  const clauses = parts.rulebook.filter((c) => c.id.startsWith(asked) || c.title.zh.includes(asked) || c.title.en.toLowerCase().includes(asked)).slice(0, perKind).map((c): Hit => ({
    kind: 'clause', kindWords: words('条款', 'Clauses'), id: c.id, number: c.id, title: c.title[language], note: null, href: `/rulebook#${c.id}`,
  }));
  const records = await Promise.all(parts.subjects.types().map(async (type) => {
    const kind = parts.subjects.kind(type)!;
    const ids = (await kind.find?.(on, q, { actor, limit: perKind })) ?? [];
    if (ids.length === 0) return [];
    const cards = new Map((await kind.load(on, ids, { actor })).map((card) => [card.id, card]));
    return ids.flatMap((id): Hit[] => {
      const card = cards.get(id);
      return card ? [{ kind: type, kindWords: kind.words, id, number: card.number, title: card.title ?? card.whom ?? '', note: card.title ? card.whom : null, href: card.href }] : [];
    });
  }));
  return [...records.flat(), ...clauses].slice(0, limit);
}
