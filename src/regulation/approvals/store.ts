import { createHash } from 'node:crypto';
import { canonical } from '../../kernel/json.ts';
import type { Post } from '../../kernel/posts.ts';
import type { Runner } from '../../kernel/query.ts';
import type { Tx } from '../../kernel/tx.ts';
import { HOUR } from '../../kernel/clock.ts';
import type { Calendar } from '../clock/calendar.ts';
import { dueFigures } from '../clock/due.ts';
import type { ApprovalTable } from '../schema.ts';
import { current, effective, openSeats, type Life } from './state.ts';

type On = { runner: Runner };

/** The hash that votes are bound to. */
export const contentHash = (content: Record<string, unknown>): string => createHash('sha256').update(canonical(content)).digest('hex');

export async function lockApproval(tx: Tx, id: string, verb?: string): Promise<ApprovalTable | null> {
  const [row] = await tx.rows<ApprovalTable & Record<string, unknown>>('regulation.lock_approval', 'select * from regulation.approval where id = $1 and ($2::text is null or verb = $2) for update', [id, verb ?? null]);
  return row ?? null;
}

export async function readApprovalRow(on: On, id: string): Promise<ApprovalTable | null> {
  const { rows: [row] } = await on.runner.query<ApprovalTable & Record<string, unknown>>('select * from regulation.approval where id = $1', [id], 'regulation.read_approval');
  return row ?? null;
}

/** Columns that follow from the reducer's state: who may sign now, who has signed, when the clock must look at it. */
export function derived(life: Life, office: Calendar): { deciders: string[]; posts: Post[]; signed: string[]; copied: string[]; wakeAt: number | null } {
  const open = openSeats(life);
  const votes = effective(life);
  const here = new Set(votes.filter((v) => v.step === current(life)?.id).flatMap((v) => [v.by.staff, ...(v.for ? [v.for.staff] : [])]));
  const people = open.flatMap((s) => [...s.who, ...s.extra]).filter((w) => w.person !== life.requester.person).map((w) => w.staff);
  return {
    deciders: [...new Set(people)].filter((id) => !here.has(id)),
    // Leads of other teams hold the post, too: they are not asked.
    posts: [...new Set(open.flatMap((s) => (s.post && !s.named && s.team === null ? [s.post] : [])))],
    signed: [...new Set(life.votes.flatMap((v) => [v.by.staff, ...(v.for ? [v.for.staff] : [])]))],
    copied: life.copied.map((w) => w.staff), wakeAt: wakeAt(life, office),
  };
}

function wakeAt(life: Life, office: Calendar): number | null {
  if (life.status === 'approved') return life.expiresAt;
  const step = current(life);
  if (!step || step.timeoutHours === null || life.alarm >= (step.autoReject ? 3 : 2)) return null;
  return timeoutAt(life, step.timeoutHours, life.alarm + 1, office);
}

/** When a level of a step's timeout is reached: working hours of the office since the step was entered; nobody is late for a night or a holiday. */
export function timeoutAt(life: Life, hours: number, level: number, office: Calendar): number {
  const { due } = dueFigures({ start: life.enteredAt, limit: { unit: 'workHours', amount: hours * level }, calendar: office });
  return due ?? life.enteredAt + hours * level * HOUR;
}

/** Writes the new state of a locked request. `by` is who decided it, where this act did. */
export async function saveLife(tx: Tx, row: ApprovalTable, life: Life, by: { id: string | null; person: string | null; name: string; note: string | null } | null, office: Calendar): Promise<ApprovalTable> {
  const d = derived(life, office);
  const decided = by !== null && life.status !== row.state && ['approved', 'rejected', 'withdrawn'].includes(life.status);
  const [saved] = await tx.rows<ApprovalTable & Record<string, unknown>>('regulation.save_approval',
    `update regulation.approval set life = $2::jsonb, state = $3, content_hash = $4, version = $5, may_decide = $6, deciders = $7, signed = $8, copied = $9,
       wake_at = to_timestamp($10::bigint / 1000.0), expires_at = to_timestamp($11::bigint / 1000.0),
       executed_at = case when $3 = 'executed' and executed_at is null then to_timestamp($12::bigint / 1000.0) else executed_at end,
       decided_by = case when $13 then $14::uuid else decided_by end, decided_person = case when $13 then $15::uuid else decided_person end,
       decided_by_name = case when $13 then $16 else decided_by_name end, decided_at = case when $13 then to_timestamp($12::bigint / 1000.0) else decided_at end,
       note = case when $13 then $17 else note end
     where id = $1 returning *`,
    [row.id, JSON.stringify(life), life.status, life.hash, life.version, d.posts, d.deciders, d.signed, d.copied, d.wakeAt, life.expiresAt, tx.now, decided, by?.id ?? null, by?.person ?? null, by?.name ?? null, by?.note ?? null]);
  return saved!;
}

export interface NewEvent {
  readonly what: string;
  readonly forWho?: { readonly staff: string; readonly name: string } | null;
  readonly note?: string | null;
  readonly target?: string | null;
  readonly batch?: boolean;
  readonly files?: readonly { readonly id: string; readonly name: string; readonly size: number }[];
}

export async function writeEvent(tx: Tx, approvalId: string, event: NewEvent): Promise<void> {
  await tx.rows('regulation.approval_event',
    `insert into regulation.approval_event (id, approval_id, at, what, by_staff, by_name, for_staff, for_name, note, target, batch, files)
     values ($1, $2, to_timestamp($3::bigint / 1000.0), $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb)`,
    [tx.newId(), approvalId, tx.now, event.what, tx.actor.id, tx.actor.name, event.forWho?.staff ?? null, event.forWho?.name ?? null, event.note ?? null, event.target ?? null, event.batch ?? false,
      JSON.stringify(event.files ?? [])]);
}
