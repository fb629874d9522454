import { ruleNames } from '../../src/app/brought.ts';
import { connectedRulebook } from '../../src/app/rulebook.ts';
import { knownFacts, registerFacts } from '../../src/kernel/fact.ts';
import type { Reaction } from '../../src/kernel/reactions.ts';
import { Engine, seedCalendars } from '../../src/regulation/index.ts';
import { freshKernel, type TestKernel } from './kernel.ts';

/** A fresh kernel under the whole rulebook, with the facts of the chapters that a test looks at and what they do on each other's. */
export async function ruledKernel(given: { facts: readonly Parameters<typeof registerFacts>[0][]; reactions?: readonly Reaction[] }): Promise<{ kernel: TestKernel; engine: Engine }> {
  for (const facts of given.facts) registerFacts(facts);
  const engine = new Engine(connectedRulebook(new Set([...knownFacts(), ...ruleNames])));
  const kernel = await freshKernel({ controls: engine, ...(given.reactions ? { reactions: [...given.reactions] } : {}) });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  return { kernel, engine };
}
