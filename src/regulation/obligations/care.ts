import type { Asked } from '../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';
import type { Parts } from '../parts.ts';
import type { ApprovalTable } from '../schema.ts';
import { explanationGiven } from './explain.ts';
import { maySettle } from './lock.ts';
import { obligationSeen } from './queries.ts';
import { postWords } from './row.ts';

/** What the asker may do about an obligation beyond doing it: hand it over, ask to be freed of it, decide about that. */
export const care = (parts: Parts) => async ({ kernel, actor, params }: Asked<{ id: string }, undefined>) => {
  const row = await obligationSeen(parts, kernel, actor!, params.id);
  if (!row) throw refuse(kernelNo['not-found']);
  const [[holders], { rows: [waiver] }, explained] = await Promise.all([
    parts.directory.holdersOf(kernel, [{ post: row.owner_post, teamId: row.owner_team }]),
    kernel.db.query<ApprovalTable & Record<string, unknown>>("select * from regulation.approval where subject_type = 'obligation' and subject_id = $1 order by requested_at desc limit 1", [row.id], 'regulation.waiver_of'),
    row.state === 'breached' ? explanationGiven(kernel, row.id) : null,
  ]);
  const names = await parts.directory.staffNames(kernel, holders!.map((h) => h.staffId));
  const may = maySettle(parts.engine, actor!, row);
  const waiting = waiver !== undefined && ['waiting', 'returned', 'blocked'].includes(waiver.state);
  return {
    people: holders!.map((h) => ({ id: h.staffId, name: names.get(h.staffId) ?? '' })).filter((p) => p.id !== row.owner_staff), post: postWords(row.owner_post),
    mayHandOver: may && row.open, mayAskWaiver: may && row.open && !waiting, mayExplain: may && row.state === 'breached', explained,
    refused: !row.open ? words('已了结的义务不能移交或豁免', 'What is closed can be neither handed over nor waived') : may ? null : words('只有承担人和其上级可以移交或申请豁免', 'Only who owes it and who is told of it may hand it over or ask for a waiver'),
    waiver: waiver ? { id: waiver.id, href: `/approvals/${waiver.id}`, reason: waiver.reason, by: waiver.requested_by_name, state: waiver.state, note: waiver.note, open: waiting } : null,
  };
};
