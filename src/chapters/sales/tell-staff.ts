import { holdersOf, staffById, substituteOf } from '../../registers/company/index.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { Words } from '../../kernel/words.ts';
import { writeNotices } from '../../regulation/index.ts';

/** Something that whoever holds a record should know now. `topic` names what it is about: unread notices of one topic become one. */
export interface ToTell { readonly staffId: string; readonly teamId: string | null; readonly topic: string; readonly href: string; readonly text: Words }

/**
 * Tells those who hold the records; who is away has it told to the substitute, too, and for somebody who left the leads of the team are told,
 * or the heads where there is no such lead. Each person and topic may be named once.
 */
export async function tellHolders(tx: Tx, all: readonly ToTell[]): Promise<void> {
  if (all.length === 0) return;
  const staff = await staffById(tx, [...new Set(all.map((t) => t.staffId))]);
  const notices: Parameters<typeof writeNotices>[1][number][] = [];
  for (const { staffId, teamId, ...told } of all) {
    const to = staff.get(staffId)?.active ? [staffId, (await substituteOf(tx, staffId, tx.now))?.id].filter((one) => one !== undefined) : await standingFor(tx, teamId);
    notices.push(...to.map((id) => ({ ...told, staffId: id, showAt: tx.now })));
  }
  await writeNotices(tx, notices);
}

async function standingFor(tx: Tx, teamId: string | null): Promise<string[]> {
  const leads = teamId === null ? [] : await holdersOf(tx, 'team-lead', teamId);
  return (leads.length > 0 ? leads : await holdersOf(tx, 'department-head', null)).map((h) => h.id);
}
