import type { Actor } from '../../kernel/actor.ts';
import type { NewFact } from '../../kernel/fact.ts';
import type { Controls, Tried } from '../../kernel/kernel.ts';
import type { Queryable } from '../../kernel/db/index.ts';
import type { Runner } from '../../kernel/query.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { Evidence, Laid } from '../../kernel/verb.ts';
import type { Pause } from '../clock/pauses.ts';
import type { Clause, Deadline } from '../clause.ts';
import { amountOf, type Parameter } from '../declare-parameter.ts';
import { approveAfterwards, guardApprovals, type Overridden } from '../approvals/guard.ts';
import { emptyDirectory, type Directory } from '../directory.ts';
import { judgeCount } from '../evaluators/counts.ts';
import { monthsLater } from '../evaluators/periods.ts';
import { reopenings, type Reopening } from '../evaluators/reopen.ts';
import { rulesReadFrom, rulesUsed } from '../evaluators/rule.ts';
import { separationsOf } from '../evaluators/separation.ts';
import { nothingBrought, type Brought } from './brought.ts';
import { CalendarStore } from './calendars.ts';
import { compile, holds, keyOf, type Compiled, type Placed } from './compile.ts';
import { owedOn, sightOf } from '../obligations/sight.ts';
import { regulationNo } from '../refusals.ts';
import { askReasons, placeOverrides } from './exceptions.ts';
import { guardVerb } from './gates.ts';
import { keepRefusals } from './refusals.ts';
import { alreadyDone } from './late-stops.ts';
import { pauseChanges } from './retiming.ts';
import { subjectsOf } from './subjects-of.ts';
import { limitFrom, timeObligation, type LimitOf } from './timing.ts';
import { ParameterStore, type Valued, type Where } from './values.ts';
import { clauseVersion, deadlineVersion } from './versions.ts';

/** Refusals by the rulebook itself: the rule held. */
const counted: ReadonlySet<string> = new Set([regulationNo.gate, regulationNo['same-person'], regulationNo['not-approved'], regulationNo['not-what-was-approved'], regulationNo['approval-expired']].map((kind) => kind.code));

/** A fact this much older than its record is late news. */
const LATE = 120_000;

/** A row for regulation.apply: instants in ms. */
export interface Opening {
  id: string; clause: string; control: string; subject_type: string; subject_id: string; subject_no: string | null; cycle: number;
  owner_post: string; owner_staff: string | null; owner_team: string | null; store_id: string | null;
  opened_at: number; due_at: number | null; breach_at: number | null; state: string; open: boolean; stopped_at: number | null;
  limits: LimitOf; calendar: string; calendar_version: string; parameter_value: string | null; provisional: boolean;
  pauses: Pause[]; levels: number[]; wake_at: number | null; opened_by: string | null; closed_by: string | null; clause_version: string | null;
  /** A case that was settled goes on with its own clock instead of a new one. */ reopens?: boolean;
}

export interface Closing {
  clause: string; control: string; subject_id: string; at: number; how: 'stop' | 'cancel' | 'waive' | 'unknown'; each: boolean; fact: string | null;
  /** A count that exceeds its limit. */ over?: boolean; /** This obligation alone. */ exact?: string; /** Cycles before this one alone. */ before?: number;
}

export interface GateOutcome { clause: string; control: string; outcome: 'passed' | 'overridden' }

/**
 * The regulation engine at work: facts of a verb open, pause and discharge obligations in the verb's own transaction; gates are
 * asked before it runs. It knows no clause: everything comes from the declarations that it is given.
 */
export class Engine implements Controls {
  readonly compiled: Compiled;
  readonly values: ParameterStore;
  readonly calendars = new CalendarStore();
  readonly rulebook: readonly Clause[];
  /** Who is who in the company: given by the composition root, asked when a verb needs an approval. */
  directory: Directory = emptyDirectory;
  readonly brought: Brought;
  /** Hash of each declaration: what verdicts are pinned to. */
  readonly clauseVersions: ReadonlyMap<string, string>;
  readonly #gateOutcomes = new WeakMap<Tx, GateOutcome[]>();
  /** Blocks that were overridden: approved afterwards, when the facts of the verb tell on which record it was. */
  readonly #overrides = new WeakMap<Tx, Overridden[]>();

  constructor(rulebook: readonly Clause[], brought: Brought = nothingBrought) {
    this.rulebook = rulebook;
    this.brought = brought;
    this.clauseVersions = new Map(rulebook.map((clause) => [clause.id, clauseVersion(clause)]));
    this.compiled = compile(rulebook);
    this.values = new ParameterStore(rulebook);
  }

  /** Loads values and calendars; called at start, and again when their version has grown. */
  async load(on: Queryable): Promise<void> {
    await this.values.load(on);
    await this.calendars.load(on);
  }

  /** Cheap look whether another node changed a value or a calendar. */
  async refresh(on: Queryable): Promise<void> {
    const { rows: [version] } = await on.query<{ parameters: bigint; calendars: bigint }>('select parameters, calendars from regulation.version', [], 'regulation.version');
    if (version!.parameters !== this.values.version) await this.values.load(on);
    if (version!.calendars !== this.calendars.version) await this.calendars.load(on);
  }

  guards(verb: string): boolean {
    return this.compiled.gates.has(verb) || this.compiled.approvals.has(verb);
  }

  asksApproval(verb: string): boolean {
    return this.compiled.approvals.has(verb);
  }

  begin(tx: Tx): void {
    rulesReadFrom(tx, this);
  }

  async before(tx: Tx, evidence: Evidence, override: string | null, laid: Laid | null = null): Promise<void> {
    const gates = this.compiled.gates.get(tx.verb);
    if (gates) {
      const outcomes = guardVerb(tx, gates, evidence, override);
      this.#gateOutcomes.set(tx, outcomes);
      for (const { clause, control } of gates)
        if (control.enforce === 'block' && outcomes.some((o) => o.clause === clause && o.control === control.id && o.outcome === 'overridden')) this.#overrides.set(tx, [...(this.#overrides.get(tx) ?? []), { clause, control, laid, reason: override }]);
    }
    const approvals = this.compiled.approvals.get(tx.verb);
    if (approvals) this.#gateOutcomes.set(tx, [...(this.#gateOutcomes.get(tx) ?? []), ...(await guardApprovals(tx, this.#desk, approvals, { laid, evidence, override }))]);
  }

  /** Outcomes of gates that a bulk verb has asked of its records. */
  noteGates(tx: Tx, outcomes: readonly GateOutcome[]): void {
    this.#gateOutcomes.set(tx, [...(this.#gateOutcomes.get(tx) ?? []), ...outcomes]);
  }

  get #desk() {
    return { engine: this, directory: this.directory };
  }

  async after(tx: Tx): Promise<{ fn: string; argument: unknown }[]> {
    const gates = this.#gateOutcomes.get(tx) ?? [];
    if (gates.some((g) => g.outcome === 'overridden')) {
      placeOverrides(tx);
      await askReasons(tx, this.rulebook);
    }
    const about = tx.facts.find((f) => !f.type.startsWith('regulation.'));
    for (const overridden of this.#overrides.get(tx) ?? []) await approveAfterwards(tx, this.#desk, { ...overridden, about: about ? { type: about.subjectType, id: about.subjectId } : null });
    const judgements = [...rulesUsed(tx), ...await separationsOf(tx, this)];
    const plan = this.plan(tx);
    const { closes, pausing } = plan;
    const owed = await this.#sinceFounded(tx, plan.opens);
    const { reopens, opens } = owed.some((o) => o.reopens) ? await reopenings(tx, this, owed) : { reopens: [] as Reopening[], opens: owed };
    await this.#settleLate(tx, opens);
    const retimes = pausing.length > 0 ? await pauseChanges(tx, this, pausing) : [];
    if (opens.length + closes.length + retimes.length + gates.length + judgements.length + reopens.length === 0) return [];
    return [{ fn: 'regulation.apply', argument: { now: tx.now, evaluator: deadlineVersion, opens, closes, retimes, gates, judgements, reopens } }];
  }

  async refused(db: Queryable, refusal: Refusal, tried: Tried): Promise<void> {
    const { clause, control, missing, subject } = refusal.facts as { clause?: string; control?: string; missing?: readonly string[]; subject?: { type: string; id: string } };
    if (!counted.has(refusal.kind.code) || !clause || !control) return;
    await keepRefusals(db, tried, [{ clause, control, missing: missing ?? [], record: subject ?? (tried.recordId === null ? null : { type: null, id: tried.recordId }) }]);
  }

  async owedOn(on: { runner: Runner }, actor: Actor, to: 'see' | 'work', type: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    return owedOn(on, sightOf(this, actor), to, type, ids);
  }

  /** Pure reading of the facts in their order: what they close, open and pause. */
  plan(tx: Pick<Tx, 'facts' | 'now' | 'newId'>): { opens: Opening[]; closes: Closing[]; pausing: { fact: NewFact; placed: Placed<Deadline>; on: boolean; subjectId: string }[] } {
    const opens: Opening[] = [];
    const closes: Closing[] = [];
    const pausing: { fact: NewFact; placed: Placed<Deadline>; on: boolean; subjectId: string }[] = [];
    /** Opened by this very verb and not yet discharged: history that comes in whole is judged at once. */
    const fresh = new Map<string, Opening>();
    /** What runs once may have been done, as this verb tells, before it was owed. */
    const done = new Map<string, { how: 'stop' | 'cancel'; fact: NewFact }>();
    // In the order in which things happened, as far as this verb knows (engine.md §3 rule 11).
    for (const fact of tx.facts.toSorted((a, b) => a.occurredAt - b.occurredAt)) {
      const effects = this.compiled.byFact.get(fact.type);
      if (!effects) continue;
      for (const [how, refs] of [['stop', effects.stops], ['cancel', effects.cancels]] as const)
        for (const { placed, ref } of refs) {
          if (!holds(ref.where, fact.payload)) continue;
          for (const subjectId of subjectsOf(fact, placed.control.subject)) {
            const key = `${keyOf(placed.clause, placed.control.id)}/${subjectId}`;
            const own = fresh.get(key);
            const count = placed.control.counts && how === 'stop' ? judgeCount(this, placed.control, fact) : null;
            if (own && count) {
              discharge(own, count.how, fact);
              if (count.over) Object.assign(own, { state: 'breached', breach_at: fact.occurredAt });
              fresh.delete(key);
            } else if (own) {
              discharge(own, how, fact);
              fresh.delete(key);
            } else if (placed.control.repeat === 'once' && !done.has(key)) done.set(key, { how, fact });
            closes.push({ clause: placed.clause, control: placed.control.id, subject_id: subjectId, at: fact.occurredAt, how, each: placed.control.repeat !== 'once', fact: fact.id, ...count });
          }
        }
      for (const { placed, ref } of effects.opens) {
        if (!holds(ref.where, fact.payload)) continue;
        for (const subjectId of subjectsOf(fact, placed.control.subject)) {
          const key = `${keyOf(placed.clause, placed.control.id)}/${subjectId}`;
          if (fresh.has(key)) continue;
          const opening = this.#open(tx, placed, fact, subjectId);
          if (!opening) continue;
          opens.push(opening);
          const before = placed.control.repeat === 'once' ? done.get(key) : undefined;
          if (before) discharge(opening, before.how, { occurredAt: opening.opened_at, id: before.fact.id });
          else fresh.set(key, opening);
        }
      }
      for (const { placed, on } of effects.pauses)
        for (const subjectId of subjectsOf(fact, placed.control.subject)) {
          const own = fresh.get(`${keyOf(placed.clause, placed.control.id)}/${subjectId}`);
          if (own) this.#pause(own, placed.control, on, fact.occurredAt);
          else pausing.push({ fact, placed, on, subjectId });
        }
    }
    return { opens, closes, pausing };
  }

  #open(tx: Pick<Tx, 'now' | 'newId'>, placed: Placed<Deadline>, fact: NewFact, subjectId: string): Opening | null {
    const { control } = placed;
    const start = fact.occurredAt;
    const payload = fact.payload;
    const where = whereOf(payload);
    let limit: LimitOf;
    let valueId: string | null = null;
    if ('promise' in control.within) {
      const promised = payload[control.within.promise];
      if (typeof promised !== 'number') return null; // nothing was promised: nothing is owed
      limit = { promisedAt: promised };
    } else {
      const parameter = this.values.declared(control.within.parameter);
      const valued = this.values.at(parameter.key, start, where);
      valueId = valued.id;
      limit = limitOfValue(parameter, valued, start);
    }
    const calendar = this.calendars.named(control.calendar);
    const timed = timeObligation({ start, limit, calendar, escalation: control.escalation });
    return {
      id: tx.newId(), clause: placed.clause, control: control.id, subject_type: control.subject, subject_id: subjectId, subject_no: numberOf(control.subject, payload),
      cycle: control.repeat === 'once' ? 0 : start, reopens: control.repeat === 'resumeOnReopen',
      owner_post: control.owner.post, ...ownerFrom(control, payload), store_id: typeof payload['storeId'] === 'string' ? payload['storeId'] : null,
      opened_at: start, due_at: timed.due, breach_at: timed.breachAt, state: 'pending', open: true, stopped_at: null,
      limits: limit, calendar: control.calendar, calendar_version: calendar.version, parameter_value: valueId, provisional: timed.provisional,
      pauses: [], levels: timed.levels, wake_at: wakeOf(timed.levels, timed.breachAt, 0), opened_by: fact.id, closed_by: null, clause_version: this.clauseVersions.get(placed.clause) ?? null,
    };
  }

  /**
   * Orders and files of the time before the company kept its book here bring duties whose limit had passed already: they are nobody's
   * work and no breach of this book. What was done, in time or late, stays judged, so that history can be looked back at.
   */
  async #sinceFounded(tx: Tx, opens: readonly Opening[]): Promise<Opening[]> {
    const isPast = (o: Opening): boolean => o.open && o.breach_at !== null && o.breach_at < tx.now;
    if (!opens.some(isPast)) return [...opens];
    const founded = await this.directory.foundedAt(tx);
    return opens.filter((o) => !isPast(o) || o.breach_at! >= founded);
  }

  /**
   * A fact that is heard of late may open a cycle that has long been ended by facts heard of before (tracking that comes in the wrong
   * order): it is judged by them at once. Controls that run once are looked at when they wake.
   */
  async #settleLate(tx: Tx, opens: readonly Opening[]): Promise<void> {
    const late = opens.filter((o) => o.open && o.cycle > 0 && o.opened_at < tx.now - LATE);
    if (late.length === 0) return;
    const done = new Map((await alreadyDone(tx, this, late)).map((d) => [d.obligation, d]));
    for (const own of late) {
      const by = done.get(own.id);
      if (by) discharge(own, by.how, { occurredAt: by.at, id: by.fact });
    }
  }

  /** A pause of what this very verb has opened. */
  #pause(own: Opening, control: Deadline, on: boolean, at: number): void {
    own.pauses = withPause(own.pauses, on, at);
    const timed = timeObligation({ start: own.opened_at, limit: own.limits, calendar: this.calendars.named(own.calendar), escalation: control.escalation, pauses: own.pauses });
    own.due_at = timed.due;
    own.breach_at = timed.breachAt;
    own.levels = timed.levels;
    own.state = own.pauses.some((p) => p.to === null) ? 'paused' : 'pending';
    own.wake_at = wakeOf(timed.levels, timed.breachAt, 0);
  }
}

/** Pauses are idempotent: one while paused and an end without a beginning change nothing. */
export function withPause(pauses: readonly Pause[], on: boolean, at: number): Pause[] {
  const open = pauses.findIndex((p) => p.to === null);
  if (on) return open < 0 ? [...pauses, { from: at, to: null }] : [...pauses];
  return pauses.map((p, i) => (i === open ? { from: p.from, to: Math.max(p.from, at) } : p));
}

/** The next instant at which the tick must look at an obligation: the next level of its ladder, or the breach itself. */
export function wakeOf(levels: readonly number[], breachAt: number | null, level: number): number | null {
  const next = levels[level];
  if (breachAt === null) return null;
  return next === undefined ? breachAt + 1 : Math.min(next, breachAt + 1);
}

function discharge(own: Opening, how: 'stop' | 'cancel' | 'unknown', fact: Pick<NewFact, 'occurredAt' | 'id'>): void {
  const at = fact.occurredAt;
  const over = own.breach_at !== null && at > own.breach_at;
  own.state = how === 'unknown' ? 'unknown' : over ? 'breached' : how === 'stop' ? 'met' : 'cancelled';
  own.open = false;
  own.stopped_at = at;
  own.wake_at = null;
  own.closed_by = fact.id;
}

/** The number by which people know the subject: `orderNo` of an order, else what the fact calls number or code. */
export function numberOf(subject: string, payload: Readonly<Record<string, unknown>>): string | null {
  for (const field of [`${subject}No`, 'number', 'no', 'code']) if (typeof payload[field] === 'string') return payload[field];
  return null;
}

/** The limit that a value sets for a clock that starts at an instant; counts (rings) are compared when the discharging fact says how many. */
export function limitOfValue(parameter: Parameter, valued: Pick<Valued, 'value'>, start: number): LimitOf {
  if (parameter.kind !== 'duration') return { atMost: valued.value as number };
  const { amount, unit } = amountOf(parameter, valued.value);
  return unit === 'months' || unit === 'years' ? { promisedAt: monthsLater(start, unit === 'years' ? amount * 12 : amount) } : limitFrom({ amount, unit });
}

/** Where a case stands, as the fact says that opened it. */
export const whereOf = (payload: Readonly<Record<string, unknown>>): Where => ({
  ...(typeof payload['storeId'] === 'string' ? { store: payload['storeId'] } : {}),
  ...(typeof payload['platform'] === 'string' ? { channel: payload['platform'] } : {}),
  ...(typeof payload['customerClass'] === 'string' ? { 'customer-class': payload['customerClass'] } : {}),
  ...(typeof payload['customerId'] === 'string' ? { customer: payload['customerId'] } : {}),
  ...(typeof payload['carrierId'] === 'string' ? { carrier: payload['carrierId'] } : {}),
  ...articleOf(payload),
});

/** The one article that a fact is about; an order of several stands for none of them: which of their values held could not be said. */
function articleOf({ skuId, lines }: Readonly<Record<string, unknown>>): Where {
  if (typeof skuId === 'string') return { article: skuId };
  const [first, ...rest] = Array.isArray(lines) ? lines.map((line: unknown) => (line as { skuId?: unknown } | null)?.skuId) : [];
  return typeof first === 'string' && rest.every((id) => id === first) ? { article: first } : {};
}

const UUID = /^[0-9a-f]{8}-/i;

function ownerFrom(control: Deadline, payload: Readonly<Record<string, unknown>>): { owner_staff: string | null; owner_team: string | null } {
  const named = control.owner.from ? payload[control.owner.from] : undefined;
  const id = typeof named === 'string' && UUID.test(named) ? named : null;
  const isTeam = control.owner.from?.toLowerCase().includes('team') ?? false;
  return { owner_staff: isTeam ? null : id, owner_team: isTeam ? id : null };
}
