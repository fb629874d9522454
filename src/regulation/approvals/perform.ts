import { refuse } from '../../kernel/refusal.ts';
import type { Tx } from '../../kernel/tx.ts';
import { words } from '../../kernel/words.ts';
import { approvalChanged, approvalDecided, approvalReturned, approvalSigned } from '../facts.ts';
import { regulationNo } from '../refusals.ts';
import type { ApprovalTable } from '../schema.ts';
import { decide, type Act } from './decide.ts';
import { standingFor } from './delegations.ts';
import { saveLife, writeEvent, type NewEvent } from './store.ts';
import { current, type Principal } from './state.ts';
import type { Desk } from './submit.ts';
import { tell, tellDeciders } from './tell.ts';

/** Carries out an act on a locked request: the pure reducer decides, then the state, the history, the facts and the notices follow. */
export async function perform(tx: Tx, desk: Desk, row: ApprovalTable, act: Act, event: NewEvent): Promise<ApprovalTable> {
  const next = decide(row.life, act);
  if ('refused' in next) {
    const names = (current(row.life)?.seats ?? []).flatMap((s) => s.who.map((w) => w.name)).slice(0, 5).join('、');
    const detail = next.refused.code === regulationNo['not-yours-to-decide'].code && names ? words(`现在等 ${names} 审批。`, `It waits for ${names}.`) : undefined;
    throw refuse({ ...next.refused, ...(row.clause ? { clause: row.clause } : {}) }, detail, { approval: row.id, state: row.life.status });
  }
  const saved = await saveLife(tx, row, next, { id: tx.actor.id, person: tx.actor.personId ?? tx.actor.id, name: tx.actor.name, note: event.note ?? null }, desk.engine.calendars.named('office'));
  await writeEvent(tx, row.id, event);
  const said = { clause: row.clause, verb: row.verb, title: row.title };
  const objects = [{ type: row.subject_type, id: row.subject_id }];
  if (act.is === 'vote') tx.fact(approvalSigned, row.id, { ...said, yes: act.yes, onBehalfOf: act.for?.staff ?? null, batch: act.batch }, { objects });
  else if (act.is === 'return') tx.fact(approvalReturned, row.id, { ...said, to: act.to }, { objects });
  else if (act.is !== 'execute' && act.is !== 'expire') tx.fact(approvalChanged, row.id, { ...said, what: event.what }, { objects });
  if (next.status !== row.state && (next.status === 'approved' || next.status === 'rejected' || next.status === 'expired' || next.status === 'executed')) {
    tx.fact(approvalDecided, row.id, { ...said, outcome: next.status }, { objects });
    await tellOutcome(tx, desk, saved, event.note ?? null);
  }
  if (next.status === 'returned') await tell(tx, row, [row.requested_by], words(`「${row.title.zh}」被退回：${event.note ?? ''}`, `“${row.title.en}” was returned: ${event.note ?? ''}`));
  await tellDeciders(tx, desk, saved, act.is === 'revise' && next.hash !== row.life.hash ? [] : row.deciders);
  return saved;
}

async function tellOutcome(tx: Tx, desk: Desk, row: ApprovalTable, note: string | null): Promise<void> {
  const said = { approved: words('已通过', 'was approved'), rejected: words('被驳回', 'was rejected'), expired: words('批准已过期', 'expired'), executed: words('已执行', 'was carried out') }[row.state as 'approved'];
  const text = words(`「${row.title.zh}」${said.zh}${note ? `：${note}` : ''}`, `“${row.title.en}” ${said.en}${note ? `: ${note}` : ''}`);
  const copies = row.state === 'approved' || row.state === 'rejected' ? (await desk.directory.holdersOf(tx, (row.chain?.copyTo ?? []).map((post) => ({ post, teamId: null })))).flat().map((h) => h.staffId) : [];
  await tell(tx, row, [row.requested_by, ...row.copied, ...copies], text);
}

/** In whose name an actor signs. A substitute's session always acts for the colleague who is away. */
export async function principalFor(tx: Tx, desk: Desk, row: ApprovalTable, asked: string | null): Promise<Principal | null> {
  const staff = tx.actor.onBehalfOf ?? asked;
  if (staff === null || staff === undefined) return null;
  const known = (await desk.directory.people(tx, [staff])).get(staff);
  // Somebody who has left, or is not known: nobody acts in his name. His account still counts for the separation.
  const principal = known ?? { staff, person: staff, name: '', posts: [], teams: [] };
  return { ...principal, standing: tx.actor.onBehalfOf === staff || (known !== undefined && (await standingFor(tx, row, staff, tx.actor.id, tx.now))) };
}
