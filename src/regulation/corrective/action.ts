import { isOwn, type Actor, type Policy, type Scope } from '../../kernel/actor.ts';
import { lifeCycle } from '../../kernel/lifecycle.ts';
import type { Post } from '../../kernel/posts.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import type { Tx } from '../../kernel/tx.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { causes, correctiveStates, correctiveTriggers } from './contract.ts';

export interface ActionRow extends Record<string, unknown> {
  id: string; action_no: string; clause: string; control: string; trigger: (typeof correctiveTriggers)[number]; why: Words; opened_at: number; opened_by_name: string; owner_post: Post; owner_staff: string | null;
  owner_name: string | null; state: (typeof correctiveStates)[number]; round: number; due_at: number | null; containment: string | null; whys: string[]; category: (typeof causes)[number] | null; plan: string | null;
  plan_due: string | null; done_note: string | null; done_at: number | null; check_days: number | null; before_kept: number | null; before_broken: number | null; after_kept: number | null; after_broken: number | null;
  effective: boolean | null; checked_at: number | null; closed_at: number | null; version: number;
}

/** Contained → cause → plan → done → effect computed → closed, or open again for another round (engine.md §7). */
export const correctiveLife = lifeCycle({
  noun: words('纠正措施', 'corrective action'), first: 'open',
  states: { open: words('待遏制', 'to be contained'), contained: words('待查因', 'cause to be found'), analysed: words('待定措施', 'to be planned'), planned: words('待落实', 'to be done'), done: words('待验证', 'effect awaited'), closed: words('已结案', 'closed') },
  moves: {
    open: { contain: 'contained' }, contained: { analyse: 'analysed' }, analysed: { plan: 'planned' }, planned: { finish: 'done' }, done: { close: 'closed', reopen: 'open' }, closed: {},
  },
});

/** Its owner works on it; so do those who answer for the department. Seen by whoever may see the whole department, and by team leads. */
export const workPolicy: Policy = { 'department-head': 'all', 'general-manager': 'all', signedIn: 'own' };
export const seePolicy: Policy = { signedIn: 'own', 'department-head': 'all', 'general-manager': 'all', auditor: 'all', administrator: 'all' };

export const isOwner = (actor: Actor, row: Pick<ActionRow, 'owner_staff' | 'owner_post'>): boolean =>
  row.owner_staff !== null ? isOwn(actor, row.owner_staff) : actor.posts.includes(row.owner_post);
export const mayWork = (actor: Actor, scope: Scope, row: ActionRow): boolean => scope === 'all' || isOwner(actor, row);

export const lockAction = async (tx: Tx, { id }: { id: string }): Promise<ActionRow | null> => (await tx.rows<ActionRow>('corrective.lock', 'select * from regulation.corrective_action where id = $1 for update', [id]))[0] ?? null;

export function assertVersion(row: ActionRow, version: number): void {
  if (row.version !== version) throw refuse(kernelNo['changed-meanwhile'], words(`${row.action_no} 已被他人更新。`, `${row.action_no} was changed by somebody else.`));
}
