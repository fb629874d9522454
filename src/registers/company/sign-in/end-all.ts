import type { Db } from '../../../kernel/db/index.ts';

/**
 * Ends every session, for an operator who brought a backup back: who was signed in when it was taken is not signed in here. Programs keep
 * their tokens. No verb runs on an installation that has not been started yet. @returns how many there were
 */
export async function endAllSessions(db: Db): Promise<number> {
  return (await db.query('update company.session set ended_at = now() where ended_at is null')).rowCount ?? 0;
}
