import { words, type Words } from '../../../kernel/words.ts';
import type { FactRef } from '../../clause.ts';
import type { Parts } from '../../parts.ts';

/** What a step of a map is called: as the record's chapter names it, else as some clause names the fact, else the fact's own name. */
export function stepWords(parts: Parts, type: string | null): (key: string) => Words {
  const own = (type && parts.subjects.kind(type)?.process?.steps) || {};
  let byClause: Map<string, Words> | null = null;
  return (key) => {
    if (own[key]) return own[key];
    byClause ??= namesInClauses(parts);
    return byClause.get(key) ?? words(key, key);
  };
}

function namesInClauses(parts: Parts): Map<string, Words> {
  const found = new Map<string, Words>();
  const note = (refs: readonly FactRef[] | undefined): void => {
    for (const ref of refs ?? []) if (!found.has(ref.fact)) found.set(ref.fact, ref.as);
  };
  for (const clause of parts.rulebook)
    for (const control of clause.controls) {
      if (control.kind === 'deadline') for (const refs of [control.after, control.until, control.cancelledBy]) note(refs);
      else if (control.kind === 'cadence') note([control.product, ...(control.since ?? [])]);
      else if (control.kind === 'separation') note(control.acts);
      else if (control.kind === 'attest') note([control.of]);
    }
  return found;
}
