import { expect, test } from 'vitest';
import '../../src/app/product.ts';
import { factKind, knownFacts } from '../../src/kernel/fact.ts';
import { recordKinds } from '../../web/chapters/settings/audit/record-kinds.ts';

test('the audit log has a word for every kind of record that facts are about', () => {
  const kinds = new Set([...knownFacts()].map((type) => factKind(type)!.subject));
  expect([...kinds].filter((kind) => !(kind in recordKinds)).toSorted()).toEqual([]);
});
