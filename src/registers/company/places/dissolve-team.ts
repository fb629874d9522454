import { z } from 'zod';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { teamDissolved } from '../facts.ts';

/** The team is no longer used; what belonged to it keeps its name. Nobody sees rows through it any more. */
export const dissolveTeam = verb({
  name: 'company.dissolve-team', title: words('撤销团队', 'Dissolve a team'), may: { administrator: 'all' },
  input: z.strictObject({ id }),
  subject: async (tx, input) => (await tx.rows<{ name: string; active: boolean }>('company.team_to_dissolve', 'select name, active from company.team where id = $1 for update', [input.id]))[0] ?? null,
  run: async (tx, input, team) => {
    if (!team.active) return { id: input.id };
    await tx.rows('company.dissolve_team', 'update company.team set active = false, version = version + 1 where id = $1', [input.id]);
    tx.fact(teamDissolved, input.id, { name: team.name });
    return { id: input.id };
  },
});
