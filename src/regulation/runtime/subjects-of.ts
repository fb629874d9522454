import type { NewFact } from '../../kernel/fact.ts';

/** The one subject of what is owed once for all. */
export const COMPANY = 'company';

/** The objects of a fact on which a control meets: its own subject, others that it touches, or one that it names by id (`storeId`). */
export function subjectsOf(fact: Pick<NewFact, 'objects' | 'payload'>, type: string): string[] {
  if (type === COMPANY) return [COMPANY];
  const touched = [...new Set(fact.objects.filter((o) => o.type === type).map((o) => o.id))];
  const named = fact.payload[`${type}Id`];
  return touched.length === 0 && typeof named === 'string' ? [named] : touched;
}
