import type { z } from 'zod';
import type { Actor, Scope } from './actor.ts';
import type { Kernel } from './kernel.ts';
import { leave } from './leave.ts';
import { owesOn } from './owed.ts';
import { kernelNo, refuse } from './refusal.ts';
import { Tx } from './tx.ts';
import type { Verb } from './verb.ts';

/** A call that was parsed and permitted. */
export interface Asked<I extends z.ZodType = z.ZodType> {
  readonly input: z.output<I>;
  readonly actor: Actor;
  readonly scope: Scope;
  readonly ip: string | null;
  readonly override: string | null;
  readonly request: { readonly id: string; readonly hash: string } | null;
}

/** One call in a transaction of its own. */
export async function runAlone<I extends z.ZodType, S, R>(kernel: Kernel, v: Verb<I, S, R>, asked: Asked<I>): Promise<R> {
  const answer = await kernel.transaction(async (runner) => {
    const tx = new Tx(runner, kernel.numbers, { now: kernel.clock.now(), actor: asked.actor, verb: v.name, ip: asked.ip, requestId: asked.request?.id ?? null, channels: kernel.channels, controls: kernel.controls });
    const subject = await admitted(kernel, v, asked, tx);
    const result = await v.run(tx, asked.input, subject);
    await leave(kernel, runner, [{ tx, request: asked.request, result: result ?? null }]);
    return { result, tx };
  });
  kernel.committed(answer.tx.facts);
  return answer.result;
}

/** What the verb acts on, if the actor may see it, the gates let it through and it allows the act now. */
export async function admitted<I extends z.ZodType, S, R>(kernel: Kernel, v: Verb<I, S, R>, asked: Asked<I>, tx: Tx): Promise<S> {
  const subject = await subjectOf(kernel, v, asked, tx);
  const isGuarded = kernel.controls.guards(v.name);
  const evidence = v.evidence && isGuarded ? await v.evidence(tx, asked.input, subject) : {};
  const laid = v.lays && isGuarded ? await v.lays(tx, asked.input, subject) : null;
  await kernel.controls.before(tx, evidence, asked.override, laid);
  v.check?.(tx, asked.input, subject);
  return subject;
}

/** What the verb acts on, if the actor may see it. */
async function subjectOf<I extends z.ZodType, S, R>(kernel: Kernel, v: Verb<I, S, R>, { input, actor, scope }: Asked<I>, tx: Tx): Promise<S> {
  kernel.controls.begin?.(tx);
  if (!v.subject) return undefined as S;
  const found = await v.subject(tx, input);
  if (found === null) throw refuse(kernelNo['not-found']);
  if (v.inScope && actor.kind !== 'system' && !v.inScope(actor, scope, found) && !(v.works && (await owesOn(tx, actor, [v.works(found as never)].flat())))) throw refuse(kernelNo['not-found']);
  return found;
}
