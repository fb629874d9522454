import { checkRequested, packetRequested } from '../../kernel/evidence/facts.ts';
import { startOfDay } from '../../kernel/clock.ts';
import { personOf } from '../../kernel/actor.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { verb } from '../../kernel/verb.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Parts } from '../parts.ts';
import { packetAbout, requestCheck, type PacketAbout } from './contract.ts';
import { evidencePolicy } from './policy.ts';

/** A year and a day: longer periods are taken in several packets. */
const MOST_DAYS = 367;
const DAY = 86_400_000;

/** Asks for a packet. It is put together in the background; who asked for what, and why, is a fact and an audit row. */
export const requestPacketVerb = (parts: Parts) => verb({
  name: 'evidence.request-packet', title: words('取证', 'Take evidence'), may: evidencePolicy, input: packetAbout,
  run: async (tx, input) => {
    const id = tx.newId();
    const title = await titleOf(parts, tx, input);
    const { kind, reason, ...about } = input;
    await tx.rows('evidence.ask_packet', `insert into kernel.evidence_packet (id, kind, about, title, reason, asked_at, asked_by, asked_by_name, state)
      values ($1, $2, $3, $4, $5, to_timestamp($6::bigint / 1000.0), $7, $8, 'waiting')`, [id, kind, JSON.stringify(about), JSON.stringify(title), reason, tx.now, personOf(tx.actor), tx.actor.name]);
    tx.fact(packetRequested, id, { kind, about });
    tx.audit({ type: 'evidence-packet', id }, { kind, ...about }, reason);
    return { id };
  },
});

async function titleOf(parts: Parts, tx: Parameters<Parts['subjects']['load']>[0] & { actor: Parameters<Parts['subjects']['load']>[2] }, about: PacketAbout): Promise<Words> {
  if (about.kind === 'case') {
    const kind = parts.subjects.nameOf(about.type) ?? words(about.type, about.type);
    const card = (await parts.subjects.load(tx, [{ type: about.type, id: about.subject }], tx.actor)).get(`${about.type} ${about.subject}`);
    const { rows } = await tx.runner.query('select from kernel.fact_object where object_type = $1 and object_id = $2 limit 1', [about.type, about.subject]);
    if (rows.length === 0) throw refuse(kernelNo['not-found'], words('没有这件事的任何事实。', 'There is no fact of such a case.'));
    const called = card?.number || card?.title || about.subject.slice(0, 8);
    return words(`${kind.zh} ${called}`, `${kind.en} ${called}`);
  }
  const days = (startOfDay(about.to) - startOfDay(about.from)) / DAY + 1;
  if (days < 1) throw refuse(kernelNo['invalid-input'], words('起始日期晚于截止日期。', 'The first day is after the last.'));
  if (days > MOST_DAYS) throw refuse(kernelNo['invalid-input'], words('期间最长一年，请分次取证。', 'A packet covers a year at most; take several.'));
  if (about.kind === 'clause') {
    const clause = parts.rulebook.find((c) => c.id === about.clause);
    if (!clause) throw refuse(kernelNo['not-found'], words(`没有第 ${about.clause} 条。`, `There is no clause ${about.clause}.`));
    return words(`第 ${clause.id} 条 ${clause.title.zh}，${about.from} 至 ${about.to}`, `Clause ${clause.id} ${clause.title.en}, ${about.from} to ${about.to}`);
  }
  const name = (await parts.directory.staffNames(tx, [about.staff])).get(about.staff);
  if (name === undefined) throw refuse(kernelNo['not-found'], words('没有这位员工。', 'There is no such member of staff.'));
  return words(`${name}，${about.from} 至 ${about.to}`, `${name}, ${about.from} to ${about.to}`);
}

/** Verifies the whole chain in the background; one verification at a time, whoever asks. */
export const requestCheckVerb = verb({
  name: 'evidence.request-check', title: words('核对证据链', 'Verify the chain'), may: evidencePolicy, input: requestCheck.body!,
  run: async (tx) => {
    const { rows: open } = await tx.runner.query<{ id: string }>("select id from kernel.seal_check where state in ('waiting', 'running')");
    if (open[0]) return { id: open[0].id };
    const id = tx.newId();
    const made = await tx.rows<{ id: string }>('evidence.ask_check', `insert into kernel.seal_check (id, asked_at, asked_by_name, state) values ($1, to_timestamp($2::bigint / 1000.0), $3, 'waiting')
      on conflict ((true)) where state in ('waiting', 'running') do update set asked_by_name = kernel.seal_check.asked_by_name returning id`, [id, tx.now, tx.actor.name]);
    tx.fact(checkRequested, made[0]!.id, {});
    tx.audit({ type: 'seal-check', id: made[0]!.id });
    return { id: made[0]!.id };
  },
});
