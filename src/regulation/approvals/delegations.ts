import { sql } from 'kysely';
import { personOf } from '../../kernel/actor.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import type { Runner } from '../../kernel/query.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { delegationEnded, delegationGiven } from '../facts.ts';
import { regulationNo } from '../refusals.ts';
import { db, type ApprovalTable, type DelegationTable } from '../schema.ts';
import { delegateApprovals, endDelegation } from './contract.ts';
import { writeNotices } from '../notices/write-notices.ts';
import type { Desk } from './submit.ts';

type On = { runner: Runner };
type Scoped = Pick<ApprovalTable, 'chain_key' | 'figure' | 'whole'>;

/** Whether a delegation reaches this request: its chain is named, and the whole amount lies within the bound. */
export const inScope = (d: Pick<DelegationTable, 'chain_keys' | 'up_to'>, row: Scoped): boolean =>
  (d.chain_keys === null || d.chain_keys.includes(row.chain_key)) && (d.up_to === null || (row.whole ?? row.figure ?? 0n) <= d.up_to);

/** Delegations to a person that are in force: whose name he may sign in, each directly from the one who holds the post (never passed on). */
export async function delegationsTo(on: On, staff: string, now: number): Promise<DelegationTable[]> {
  return db(on).selectFrom('regulation.delegation').selectAll().where('to_staff', '=', staff).where('ended_at', 'is', null)
    .where(sql<boolean>`from_at <= to_timestamp(${now}::bigint / 1000.0) and to_at > to_timestamp(${now}::bigint / 1000.0)`).execute();
}

export async function standingFor(on: On, row: Scoped, from: string, to: string | null, now: number): Promise<boolean> {
  return to !== null && (await delegationsTo(on, to, now)).some((d) => d.from_staff === from && inScope(d, row));
}

/** 委托: dated, scoped, to one colleague. Whoever holds it signs as himself on behalf of the other; it gives him nothing to pass on. */
export const delegateVerb = (desk: Desk) =>
  verb({
    name: 'regulation.delegate-approvals', title: words('委托审批', 'Delegate approvals'), may: { signedIn: 'own' }, input: delegateApprovals.body!,
    run: async (tx, input): Promise<{ id: string }> => {
      const from = personOf(tx.actor);
      const wrong = (zh: string, en: string) => refuse(regulationNo['delegation-wrong'], words(zh, en));
      // A substitute has the other's rights for a while; he does not hand them on.
      if (tx.actor.onBehalfOf) throw wrong('代理他人期间不能再委托。', 'Nobody delegates while he stands in for somebody else.');
      if (input.toAt <= input.fromAt || input.toAt <= tx.now) throw wrong('结束时间须晚于开始时间和现在。', 'It must end after it begins, and not in the past.');
      if (input.toAt - input.fromAt > 366 * 86_400_000) throw wrong('一次委托最长一年。', 'A delegation lasts a year at most.');
      const people = await desk.directory.people(tx, [from, input.to]);
      const to = people.get(input.to);
      const own = people.get(from);
      if (!to || input.to === from || (own && own.person === to.person)) throw wrong('受托人须是在职的另一位同事。', 'Choose another colleague who is at work here.');
      const delegationId = tx.newId();
      await tx.rows('regulation.delegate',
        `insert into regulation.delegation (id, from_staff, from_name, to_staff, to_name, from_at, to_at, chain_keys, up_to, reason, created_at)
         values ($1, $2, $3, $4, $5, to_timestamp($6::bigint / 1000.0), to_timestamp($7::bigint / 1000.0), $8, $9, $10, to_timestamp($11::bigint / 1000.0))`,
        [delegationId, from, own?.name ?? tx.actor.name, to.staff, to.name, input.fromAt, input.toAt, input.chains, input.upTo, input.reason, tx.now]);
      tx.fact(delegationGiven, delegationId, { fromStaff: from, toStaff: to.staff, from: input.fromAt, to: input.toAt, reason: input.reason });
      tx.audit({ type: 'delegation', id: delegationId }, { to: to.staff, from: input.fromAt, until: input.toAt, chains: input.chains, upTo: input.upTo }, input.reason);
      await writeNotices(tx, [{ staffId: to.staff, topic: `delegation/${delegationId}`, showAt: tx.now, href: '/approvals/delegations', text: words(`${tx.actor.name}委托您审批：${input.reason}`, `${tx.actor.name} delegates approvals to you: ${input.reason}`) }]);
      return { id: delegationId };
    },
  });

export const endDelegationVerb = () =>
  verb({
    name: 'regulation.end-delegation', title: words('收回审批委托', 'End a delegation'), may: { signedIn: 'own' }, input: endDelegation.body!.extend({ id }),
    subject: async (tx, input) => (await db(tx).selectFrom('regulation.delegation').selectAll().where('id', '=', input.id).forUpdate().executeTakeFirst()) ?? null,
    run: async (tx, input, d): Promise<{ id: string }> => {
      if (tx.actor.id !== d.from_staff && tx.actor.id !== d.to_staff) throw refuse(kernelNo['not-allowed'], words('只有委托双方可以收回。', 'Only the two concerned may end it.'));
      if (d.ended_at !== null || d.to_at <= tx.now) throw refuse(regulationNo['already-decided'], words('该委托已经结束。', 'It has ended.'));
      await tx.rows('regulation.end_delegation', 'update regulation.delegation set ended_at = to_timestamp($2::bigint / 1000.0) where id = $1', [input.id, tx.now]);
      tx.fact(delegationEnded, d.id, { fromStaff: d.from_staff, toStaff: d.to_staff });
      return { id: d.id };
    },
  });
