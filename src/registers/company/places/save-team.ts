import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { teamSaved } from '../facts.ts';
import { no } from '../refusals.ts';
import { nameFree } from './place-record.ts';

/** Teams decide which rows people see: an administrator may not put himself into one, nor take himself out. */
async function refuseOwnSeat(tx: Tx, before: readonly string[], after: readonly string[]): Promise<void> {
  const me = tx.actor.kind === 'person' ? tx.actor.id : null;
  if (me !== null && before.includes(me) !== after.includes(me)) throw refuse(no['own-posts']);
}

async function setMembers(tx: Tx, teamId: string, leadId: string | null, memberIds: readonly string[]): Promise<number> {
  const members = [...new Set(memberIds)];
  const wanted = [...new Set([...members, ...(leadId ? [leadId] : [])])];
  const known = await tx.rows('company.members_known', 'select id from company.staff where id = any ($1::uuid[])', [wanted]);
  if (known.length < wanted.length) throw refuse(no['unknown-staff']);
  await tx.rows('company.members_leave', 'delete from company.team_member where team_id = $1 and not (staff_id = any ($2::uuid[]))', [teamId, members]);
  await tx.rows('company.members_join', 'insert into company.team_member (team_id, staff_id) select $1, unnest($2::uuid[]) on conflict do nothing', [teamId, members]);
  return members.length;
}

/** @throws company.name-taken, company.unknown-staff, company.own-posts */
export const formTeam = verb({
  name: 'company.form-team', title: words('组建团队', 'Form a team'), may: { administrator: 'all' },
  input: z.strictObject({ name: text(50, 1), leadId: id.nullable(), memberIds: z.array(id) }),
  run: async (tx, input) => {
    const teamId = tx.newId();
    await nameFree(tx, 'team', input.name, teamId);
    await refuseOwnSeat(tx, [], [...input.memberIds, ...(input.leadId ? [input.leadId] : [])]);
    await tx.rows('company.form_team', 'insert into company.team (id, name, lead_id, created_at) select $1, $2, s.id, to_timestamp($4 / 1000.0) from (select 1) x left join company.staff s on s.id = $3', [teamId, input.name, input.leadId, tx.now]);
    const members = await setMembers(tx, teamId, input.leadId, input.memberIds);
    tx.fact(teamSaved, teamId, { name: input.name, isNew: true, members });
    return { id: teamId };
  },
});

/** @throws company.name-taken, company.unknown-staff, company.own-posts, kernel.changed-meanwhile */
export const changeTeam = verb({
  name: 'company.change-team', title: words('调整团队', 'Change a team'), may: { administrator: 'all' },
  input: z.strictObject({ id, version: z.int(), name: text(50, 1), leadId: id.nullable(), memberIds: z.array(id) }),
  subject: async (tx, input) => (await tx.rows<{ version: number; active: boolean; lead_id: string | null; members: string[] }>('company.team_for_update',
    `select version, active, lead_id, (select coalesce(array_agg(m.staff_id), '{}') from company.team_member m where m.team_id = t.id)::text[] as members
     from company.team t where id = $1 for update`, [input.id]))[0] ?? null,
  run: async (tx, input, team) => {
    if (team.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    if (!team.active) throw refuse(kernelNo['wrong-state']);
    await refuseOwnSeat(tx, [...team.members, ...(team.lead_id ? [team.lead_id] : [])], [...input.memberIds, ...(input.leadId ? [input.leadId] : [])]);
    await nameFree(tx, 'team', input.name, input.id);
    const members = await setMembers(tx, input.id, input.leadId, input.memberIds);
    await tx.rows('company.change_team', 'update company.team set name = $2, lead_id = $3, version = version + 1 where id = $1', [input.id, input.name, input.leadId]);
    tx.fact(teamSaved, input.id, { name: input.name, isNew: false, members });
    tx.audit({ type: 'team', id: input.id }, { before: team.members.length, after: members, lead: input.leadId });
    return { id: input.id };
  },
});
