import { askWaiver, sign } from './signing.ts';
import type { Tale } from './tale.ts';

const wanted = [['contacted-in-time', 'lead1', '客户出国参展，约定下周再联系'], ['shipped-in-time', 'manager', '买家留言要求下周再发，已确认']] as const;

/** Duties that the head waives with a reason: a lead whose customer is away, an order that its buyer wants later. */
export async function excuses(tale: Tale): Promise<void> {
  const { product: { kernel }, company: { actors } } = tale;
  for (const [control, by, reason] of wanted) {
    const { rows: [owed] } = await kernel.db.query<{ subject_id: string }>("select subject_id from regulation.obligation where control = $1 and open and state = 'pending' and ($2::uuid is null or owner_team = $2 or owner_team is null) order by due_at, id limit 1", [control, by === 'lead1' ? actors.lead1.teamIds[0]! : null]);
    const asked = owed && (await askWaiver(tale, control, owed.subject_id, actors[by], reason));
    if (asked) await sign(tale, asked, by === 'manager' ? actors.gm1 : actors.manager, true, '同意');
  }
}
