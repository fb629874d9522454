import { read, type Route } from '../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { readApprovalRow } from '../approvals/store.ts';
import { changeVerbs } from '../parameters/propose-change.ts';
import type { Parts } from '../parts.ts';
import * as contract from './contract.ts';
import { flips } from './list-flips.ts';

export const versionRoutes = (parts: Parts): Route[] => [
  read(contract.listFlips, { signedIn: 'all' }, flips(parts)),
  read(contract.readRejudging, { signedIn: 'all' }, async ({ kernel, params }) => {
    const approval = await readApprovalRow(kernel, params.id);
    if (!approval || !changeVerbs.includes(approval.verb)) throw refuse(kernelNo['not-found']);
    const { rows: [row] } = await kernel.db.query<{ kind: 'correction' | 'now'; start_at: number; total: number; done: number; changed: number; flipped: number; finished_at: number | null }>(
      'select kind, start_at, total, done, changed, flipped, finished_at from regulation.rejudging where approval_id = $1', [params.id], 'regulation.rejudging_of');
    return { job: row ? { kind: row.kind, startsAt: row.start_at, total: row.total, done: row.done, changed: row.changed, flipped: row.flipped, finishedAt: row.finished_at } : null };
  }),
];
