import { z } from 'zod';
import { personOf, type Policy } from '../../../kernel/actor.ts';
import { DAY } from '../../../kernel/clock.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { text } from '../../../kernel/schemas.ts';
import type { Scope, Actor } from '../../../kernel/actor.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb, type Verb } from '../../../kernel/verb.ts';
import { words, type Words } from '../../../kernel/words.ts';

const input = z.strictObject({ id: text(60, 1), field: text(60, 1), reason: text(200, 4) });
export type Unmasking = Verb<typeof input, { [field: string]: unknown }, { value: string }>;

/** How many single values one person may look at in 24 hours (survival.md B8). */
export const LOOKS_A_DAY = 200;

/**
 * Seeing one masked value of one record: a verb with a reason, logged with the field. Each owner of personal data makes one and the
 * composition root gives them to `companyRoutes({unmaskers})` under the kind of record that pages name: `customer`, `order`, `staff`.
 */
export function unmasking<S extends { [field: string]: unknown }>(given: {
  name: `${string}.${string}`;
  title: Words;
  kind: string;
  may: Policy;
  /** The record with its full values by the names of its fields; null = not there. */
  load: (tx: Tx, id: string) => Promise<S | null>;
  fields: readonly (keyof S & string)[];
  inScope?: (actor: Actor, scope: Scope, subject: S) => boolean;
}): Unmasking {
  return verb({
    name: given.name, title: given.title, may: given.may, input,
    subject: (tx, asked) => given.load(tx, asked.id),
    ...(given.inScope ? { inScope: given.inScope } : {}),
    run: async (tx, asked, subject) => {
      const field = given.fields.find((name) => name === asked.field);
      const value = field === undefined ? null : subject[field];
      if (field === undefined || typeof value !== 'string' || value === '') throw refuse(kernelNo['not-found']);
      const [looked] = await tx.rows<{ n: bigint }>('company.looks_today',
        "select count(*) as n from kernel.audit where actor_id = $1 and at > to_timestamp($2 / 1000.0) and outcome = 'done' and changes ? 'unmasked'", [personOf(tx.actor), tx.now - DAY]);
      if (looked!.n >= BigInt(LOOKS_A_DAY)) throw refuse(kernelNo['too-many-requests'], words(`24 小时内最多查看 ${LOOKS_A_DAY} 项隐去的资料。`, `At most ${LOOKS_A_DAY} masked values in 24 hours.`));
      tx.audit({ type: given.kind, id: asked.id }, { unmasked: field }, asked.reason);
      return { value };
    },
  }) as unknown as Unmasking;
}
