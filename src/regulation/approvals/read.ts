import type { Actor } from '../../kernel/actor.ts';
import { canonical } from '../../kernel/json.ts';
import { posts } from '../../kernel/posts.ts';
import type { Runner } from '../../kernel/query.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Calendar } from '../clock/calendar.ts';
import { changeCards } from '../parameters/changes.ts';
import type { Parts } from '../parts.ts';
import type { SubjectCard } from '../subjects.ts';
import { db, type ApprovalTable, type DelegationTable } from '../schema.ts';
import { sentenceOf } from '../sentence.ts';
import type { ApprovalCard, ApprovalRow } from './contract.ts';
import { changeVerbs, correctVerb } from '../parameters/propose-change.ts';
import { keptFlips } from '../versions/kept-flips.ts';
import { delegationsTo, inScope } from './delegations.ts';
import { NUDGE_EVERY } from './decide.ts';
import { changedParts, idsIn, isNested, isReference, itemsOf, labelsOf, nameOf, sayField, type Known } from './fields.ts';
import { bygone } from './revise.ts';
import { seatWords, signingRight } from './present.ts';
import { current, effective, needed, openSeats, outcome, type Principal, type Seat, type Step } from './state.ts';
import { sayChainSteps } from './say.ts';
import { timeoutAt } from './store.ts';

type On = { runner: Runner };

/** In whose names somebody may sign now, by delegation. */
export interface Standing { readonly delegations: readonly DelegationTable[]; readonly people: ReadonlyMap<string, Omit<Principal, 'standing'>> }

export async function standingOf(parts: Parts, on: On, actor: Actor, now: number): Promise<Standing> {
  const delegations = actor.id === null ? [] : await delegationsTo(on, actor.id, now);
  return { delegations, people: await parts.directory.people(on, delegations.map((d) => d.from_staff)) };
}

/** Own right first; else the first colleague in whose name he may. */
function rightOf(actor: Actor, row: ApprovalTable, standing: Standing): { maySign: boolean; refused: Words | null; asFor: { id: string; name: string } | null } {
  const own = signingRight(actor, row, null);
  if (own.maySign) return { ...own, asFor: null };
  for (const d of standing.delegations) {
    const principal = standing.people.get(d.from_staff);
    if (principal && inScope(d, row) && signingRight(actor, row, { ...principal, standing: true }).maySign) return { maySign: true, refused: null, asFor: { id: principal.staff, name: principal.name } };
  }
  return { ...own, asFor: null };
}

export function approvalRow(actor: Actor, row: ApprovalTable, standing: Standing): ApprovalRow & { refused: Words | null } {
  const right = rightOf(actor, row, standing);
  return {
    id: row.id, title: row.title, clause: row.clause, state: row.state, requestedBy: row.requested_by_name, requestedAt: row.requested_at, reason: row.reason,
    subject: { type: row.subject_type, id: row.subject_id }, figure: row.figure === null ? null : Number(row.figure), unit: row.figure === null ? null : (row.chain?.unit ?? null),
    waitsFor: openSeats(row.life).map(seatWords), split: row.split_with.length > 0, step: current(row.life)?.id ?? null, hash: row.content_hash, ...right,
  };
}

function seatCard(row: ApprovalTable, step: Step, seat: Seat): ApprovalCard['steps'][number]['seats'][number] {
  const vote = effective(row.life, step.id).find((v) => v.seat === seat.id);
  const names = [...seat.who, ...seat.extra].map((w) => w.name).slice(0, 6);
  return { label: seat.post && !seat.named ? posts[seat.post] : words(seat.from === 'transferred' ? '转交' : seat.from === 'added' ? '加签' : '指定', seat.from), names, from: seat.from, vote: vote ? (vote.yes ? 'yes' : 'no') : null, by: vote?.by.name ?? null, forName: vote?.for?.name ?? null, at: vote?.at ?? null };
}

function stepCards(row: ApprovalTable, office: Calendar): ApprovalCard['steps'] {
  const { life } = row;
  return life.steps.map((step, i) => {
    const votes = effective(life, step.id);
    const result = outcome(step, votes);
    const now = current(life)?.id === step.id;
    return {
      id: step.id, mode: step.mode, share: step.share, needed: step.mode === 'any' ? 1 : step.mode === 'share' ? needed(step.share, step.seats.length) : step.seats.length,
      state: result === 'rejected' ? 'rejected' as const : i < life.at || result === 'passed' ? 'passed' as const : now ? 'now' as const : 'later' as const,
      seats: step.seats.map((seat) => seatCard(row, step, seat)), timeoutHours: step.timeoutHours, dueAt: now && step.timeoutHours !== null ? timeoutAt(life, step.timeoutHours, 1, office) : null,
    };
  });
}

/** The whole of one approval as its page shows it. */
export async function approvalCardOf(parts: Parts, on: On, actor: Actor, row: ApprovalTable, now: number): Promise<ApprovalCard> {
  const [standing, versions, events, split, records] = await Promise.all([
    standingOf(parts, on, actor, now),
    db(on).selectFrom('regulation.approval_version').selectAll().where('approval_id', '=', row.id).orderBy('version', 'desc').limit(2).execute(),
    db(on).selectFrom('regulation.approval_event').selectAll().where('approval_id', '=', row.id).orderBy('seq').limit(500).execute(),
    row.split_with.length === 0 ? [] : db(on).selectFrom('regulation.approval').select(['id', 'title', 'figure']).where('id', 'in', row.split_with).execute(),
    parts.subjects.load(on, [{ type: row.subject_type, id: row.subject_id }], actor),
  ]);
  const last = versions[1]?.content ?? null;
  const known = await knownOf(parts, on, row, last);
  const shown = await contentOf(parts, on, actor, row, { before: last, known, now });
  const short = approvalRow(actor, row, standing);
  const mine = actor.id === row.requested_by;
  return {
    ...short, verb: row.verb, content: row.content, href: row.href, record: recordOf(records.get(`${row.subject_type} ${row.subject_id}`)), version: row.version, rev: row.life.rev, purpose: row.purpose, whole: row.whole === null ? null : Number(row.whole),
    splitWith: split.map((s) => ({ id: s.id, title: s.title, figure: s.figure === null ? null : Number(s.figure) })), ...shown, steps: stepCards(row, parts.engine.calendars.named('office')),
    events: events.map((e) => ({ id: e.id, at: e.at, what: e.what, by: e.by_name, forName: e.for_name, note: e.note, target: e.target, batch: e.batch, files: e.files })),
    expiresAt: row.expires_at, copied: row.life.copied.map((w) => w.name), // What was blocked before both languages were kept has the note of its last block.
    blockedBy: row.state !== 'blocked' ? [] : row.life.blockedBy ? [...row.life.blockedBy] : events.filter((e) => e.what === 'blocked').slice(-1).map((e) => words(e.note ?? '', e.note ?? '')),
    mayWithdraw: mine && ['waiting', 'returned', 'blocked'].includes(row.state) && effective(row.life).length === 0,
    mayNudge: mine && row.state === 'waiting' && (row.life.nudgedAt === null || now - row.life.nudgedAt >= NUDGE_EVERY), mayRevise: mine && ['waiting', 'returned', 'blocked', 'approved'].includes(row.state), mayChange: !bygone.includes(row.verb), labels: labelsOf(row.content, known),
  };
}

/** The record that it is about, as lists of work show it; null where this person may not see it or it is none that people open. */
const recordOf = (card: SubjectCard | undefined): ApprovalCard['record'] => (card ? { number: card.number, title: card.title, href: card.href } : null);

/** A correction shows beforehand how many verdicts it turns (engine.md §2); once carried out, they have been. */
async function flipField(parts: Parts, on: On, row: ApprovalTable, at: number): Promise<ApprovalCard['fields'][number]> {
  const label = words('会改变的判定', 'Verdicts that flip');
  if (row.state === 'executed') return { key: 'flips', label, now: words('已批准，正在或已经重判', 'Approved: judged anew'), before: null, items: [], parts: [] };
  const { flips: { judged, flips, targets } } = await keptFlips(parts, on, row, at);
  const n = flips.length + targets.length;
  return { key: 'flips', label, now: words(`重判 ${judged} 项，其中 ${n} 项结论改变`, `${judged} judged anew, ${n} of them flip`), before: null, items: [], parts: [] };
}

/** Names of what a request holds: its record's own, those of its clause (controls, acts, options of values), kinds of records, colleagues. */
async function knownOf(parts: Parts, on: On, row: ApprovalTable, before: Record<string, unknown> | null): Promise<Known> {
  const clause = parts.rulebook.find((c) => c.id === (row.content['clause'] ?? row.clause));
  const names: Record<string, Words> = {};
  for (const control of clause?.controls ?? []) names[control.id] = control.title;
  for (const c of parts.rulebook) for (const control of c.controls) if ('verb' in control) names[control.verb] ??= control.act;
  for (const p of clause?.parameters ?? []) for (const option of 'options' in p ? (p.options ?? []) : []) names[option.key] = option.words;
  const type = row.content['subjectType'];
  const named = typeof type === 'string' ? parts.subjects.nameOf(type) : undefined;
  if (typeof type === 'string' && named) names[type] = named;
  const people = await parts.directory.staffNames(on, [...new Set([...idsIn(row.content), ...idsIn(before)])]);
  return { names: { ...names, ...parts.subjects.kind(row.subject_type)?.approved }, people };
}

/** What is approved, as it will be carried out; with what it was in the version before. */
async function contentOf(parts: Parts, on: On, actor: Actor, row: ApprovalTable, { before, known, now: asOf }: { before: Record<string, unknown> | null; known: Known; now: number }): Promise<Pick<ApprovalCard, 'fields' | 'says' | 'lines'>> {
  // What the last version had and this one has not is shown, too.
  const keys = [...new Set([...Object.keys(row.content), ...Object.keys(before ?? {})])];
  const plain = (key: string): ApprovalCard['fields'][number] => {
    const [now, then] = [row.content[key], before?.[key]];
    const changed = before !== null && canonical(then ?? null) !== canonical(now ?? null);
    // Of a list or a group what changed stands item by item; the whole of the old one would have to be compared by eye.
    const parts = changed && isNested(now) && isNested(then) ? changedParts(key, then, now, known) : [];
    return { key, label: nameOf(key, known), now: sayField(key, now, known), before: changed && parts.length === 0 ? sayField(key, then, known) : null, items: itemsOf(key, now, known), parts };
  };
  // Where a request itself says what was and what will be, the difference is what is approved.
  const [was, willBe] = [row.content['before'], row.content['after']];
  const turned = isNested(was) && isNested(willBe) ? changedParts('after', was, willBe, known) : null;
  const all = (keep: (key: string) => boolean = () => true): ApprovalCard['fields'] => keys.filter((key) => keep(key) && !(key === 'reason' && row.content[key] === row.reason && before === null) && !isReference(key, row.content[key] ?? before?.[key], known) && !(turned && key === 'before'))
    .map((key) => (turned && key === 'after' ? { ...plain(key), before: null, parts: turned } : plain(key)));
  const clause = parts.rulebook.find((c) => c.id === row.clause);
  // An override names the control that it went past; its chain is not that of the clause.
  const control = clause?.controls.find((c) => c.id === (row.control ?? row.content['control']));
  const says = clause && control ? sentenceOf(clause, control, Object.fromEntries(clause.parameters.map((p) => [p.key, parts.engine.values.at(p.key, row.requested_at).value]))) : (clause?.title ?? null);
  if (changeVerbs.includes(row.verb)) {
    const [change] = await changeCards(parts, on, actor, { id: row.id });
    if (change) return {
      says, lines: change.sentences.map((s) => s.after),
      fields: [
        ...(row.verb === correctVerb ? [await flipField(parts, on, row, asOf)] : []),
        { key: 'value', label: change.label, now: change.after, before: change.before, items: [], parts: [] },
        { key: 'scope', label: words('适用范围', 'Scope'), now: change.scope ?? words('全公司', 'Whole company'), before: null, items: [], parts: [] },
        { key: 'from', label: words('生效', 'From'), now: change.from ? words(change.from, change.from) : words('批准后立即', 'At once when approved'), before: null, items: [], parts: [] },
        ...(before ? keys.map(plain).filter((f) => (f.before !== null || f.parts.length > 0) && f.key !== 'key').map((f) => ({ ...f, key: `last-${f.key}`, label: words(`上一版：${f.label.zh}`, `Last version: ${f.label.en}`) })) : []),
      ],
    };
  }
  if (row.verb === 'regulation.publish-chain') return { says, lines: sayChainSteps(row.content['chain'] as never), fields: all((k) => k !== 'chain') };
  return { says, lines: [], fields: all() };
}
