import type { Post } from '../kernel/posts.ts';
import type { Words } from '../kernel/words.ts';
import type { Parameter, Period } from './declare-parameter.ts';

export type * from './declare-parameter.ts';

/** Chapters of the rulebook: 1 general, 2 sales, 3 service, 4 operations, 5 logistics, 6 finance, 7 people. */
export type Chapter = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export type ClauseId = `${Chapter}.${string}`;

/** Past tense, `chapter.noun-verbed`: `logistics.parcel-shipped`. */
export type FactName = `${string}.${string}-${string}`;

/** Imperative, `chapter.verb-noun`: `logistics.ship-parcel`. */
export type VerbName = `${string}.${string}-${string}`;

/** Folder of the subject below src/chapters: `sales/orders`; chapter 1 has no sections. */
export type SectionFolder = 'general' | `${string}/${string}`;

/** Facts are plain JSON: money is an integer of fen, an instant an integer of ms. */
export type Atom = string | number | boolean;

/** One member of a conjunction over a fact's fields. There is no expression language: what needs more is a `rule`. */
export type Condition =
  | { readonly field: string; readonly op: 'eq' | 'ne'; readonly value: Atom }
  | { readonly field: string; readonly op: 'in'; readonly value: readonly Atom[] }
  | { readonly field: string; readonly op: 'gt' | 'gte' | 'lt' | 'lte'; readonly value: number }
  | { readonly field: string; readonly op: 'exists'; readonly value: boolean };

/** A fact that a control reads. `as` names the event in a sentence: zh before 后 ("付款"), en after "of" ("payment"). */
export interface FactRef {
  readonly fact: FactName;
  readonly where?: readonly Condition[];
  readonly as: Words;
}

export interface ByParameter<K extends string = string> {
  readonly parameter: K;
}

/** A due instant (ms UTC) that the opening fact carries in this field: what was promised is what is owed. */
export interface ByPromise {
  readonly promise: string;
}

/** `natural` runs around the clock; the others are calendars that the company keeps. */
export type CalendarName = 'office' | 'service-desk' | 'warehouse' | 'natural';

/** Who owes it. `from` is the field of the opening fact that names a person or team; without it the post as a whole owes it. */
export interface Owner {
  readonly post: Post;
  readonly from?: string;
}

/** `at`: basis points of the limit used (10000 = overdue from here). Fires once for each obligation and level. */
export interface EscalationStep {
  readonly at: number;
  readonly to: Post;
  readonly how: 'remind' | 'copy' | 'reassign';
}

/** The item in a work list: a verb phrase ("发货" / "Ship the order") and the kind of page that it opens. */
export interface Work {
  readonly title: Words;
  readonly opens: string;
}

export type Enforce = 'block' | 'monitor';

/** How it is known that the clause is kept. */
export type Proof = 'blocked' | 'monitored' | 'sampled' | 'declared';

interface Base {
  /** Kebab-case, says what it watches: `shipped-in-time`. Unique within the clause. */
  readonly id: string;
  readonly title: Words;
  readonly enforce: Enforce;
  readonly proof: Proof;
}

/** After one of `after`, one of `until` within the limit, both on the same `subject`. A further opening fact does not restart it. */
export interface Deadline<K extends string = string> extends Base {
  readonly kind: 'deadline';
  /** Type of the object on which the facts meet: `order`, `parcel`. */
  readonly subject: string;
  readonly after: readonly FactRef[];
  readonly until: readonly FactRef[];
  readonly within: ByParameter<K> | ByPromise;
  /** Only for a limit that is a count: the field of the discharging fact that is compared with it (rings). */
  readonly counts?: string;
  readonly calendar: CalendarName;
  readonly owner: Owner;
  readonly pauses?: readonly { readonly on: FactName; readonly off: FactName; readonly as: Words }[];
  readonly cancelledBy?: readonly FactRef[];
  readonly repeat: 'once' | 'eachCycle' | 'resumeOnReopen';
  readonly escalation: readonly EscalationStep[];
  readonly work: Work;
}

/** Every period, for each object of the scope, the product exists. */
export interface Cadence<K extends string = string> extends Base {
  readonly kind: 'cadence';
  /** A schedule counts calendar periods; a duration rolls on from `since` or from the last product. */
  readonly every: ByParameter<K>;
  /** `type: 'company'` = once for all. `as`: zh "每家店铺", en "each store". `where` narrows the objects by their fields. */
  readonly scope: { readonly type: string; readonly as: Words; readonly where?: readonly Condition[] };
  readonly since?: readonly FactRef[];
  readonly product: FactRef;
  /** Time allowed after the period's end; without it the product must exist at the end. */
  readonly within?: ByParameter<K>;
  readonly calendar: CalendarName;
  readonly owner: Owner;
  readonly escalation: readonly EscalationStep[];
  readonly work: Work;
}

/** Something that must be in place before a verb runs; `name` is answered by the chapter that owns the verb. */
export interface Requirement {
  readonly name: string;
  readonly words: Words;
}

export interface Gate<K extends string = string> extends Base {
  readonly kind: 'gate';
  readonly verb: VerbName;
  /** The verb in a sentence: zh "发货", en "shipping a parcel". */
  readonly act: Words;
  readonly requires: readonly Requirement[];
  /** Bulk verbs that ask this gate of each of their records by itself (`judgeEach`): one that is not met stays behind and is named, the others go on. */
  readonly eachOf?: readonly VerbName[];
  /** Parameters that the requirements are judged by. */
  readonly uses?: readonly K[];
  /** Who may override a block, with a reason, and who approves it afterwards. Absent = nobody may. */
  readonly override?: { readonly posts: readonly Post[]; readonly approval: readonly Post[] };
}

/** One step of a chain: `any` 或签, `all` 会签, `sequence` 依次. */
export interface ApprovalStep {
  readonly mode: 'any' | 'all' | 'sequence';
  readonly posts: readonly Post[];
}

export interface Approval<K extends string = string> extends Base {
  readonly kind: 'approval';
  readonly verb: VerbName;
  readonly act: Words;
  /** Bands over a field of the verb's input choose the deciding posts, in order. */
  readonly matrix?: { readonly field: string; readonly parameter: K };
  /** Steps that always apply, before the matrix. */
  readonly steps?: readonly ApprovalStep[];
  /** True: a requester whose post decides the band acts on own authority (price discounts). Otherwise nobody approves for himself. */
  readonly ownAuthority?: boolean;
  /** Who may act first in an emergency, with a reason, and who approves it afterwards. Absent = nobody may. */
  readonly override?: { readonly posts: readonly Post[]; readonly approval: readonly Post[] };
}

/** Acts A and B on the same subject by different natural persons. `within`: zh "同一账期", en "the same period". */
export interface Separation extends Base {
  readonly kind: 'separation';
  readonly acts: readonly [FactRef, FactRef];
  readonly subject: string;
  readonly within: Words;
}

/** A pure function decides; the general case first, each exception by name. */
export interface Rule<K extends string = string> extends Base {
  readonly kind: 'rule';
  /** Name of the function in its chapter: `sales.freight-payer`. */
  readonly rule: string;
  readonly uses: readonly K[];
  readonly general: Words;
  readonly exceptions: readonly Requirement[];
}

/** One side of a match: a set of records that another party or another process made. */
export interface MatchSide {
  readonly records: string;
  readonly as: Words;
}

export interface Match<K extends string = string> extends Base {
  readonly kind: 'match';
  readonly left: MatchSide;
  readonly right: MatchSide;
  readonly key: { readonly fields: readonly string[]; readonly as: Words };
  /** A fen or percent parameter; absent = equal to the last fen, gram and letter. */
  readonly tolerance?: ByParameter<K>;
  readonly owner: Owner;
}

export interface Target<K extends string = string> extends Base {
  readonly kind: 'target';
  /** Name of the measured figure: `service.satisfaction-rate`. */
  readonly figure: string;
  readonly as: Words;
  readonly side: 'atLeast' | 'atMost';
  readonly bound: ByParameter<K>;
  readonly window: Period;
}

/** A sampled human check, for quality words (polite, handsome). */
export interface Attest<K extends string = string> extends Base {
  readonly kind: 'attest';
  readonly of: FactRef;
  /** A percent (share of the period's cases) or a count (cases in the period). */
  readonly sample: ByParameter<K>;
  readonly window: Period;
  readonly by: Post;
  readonly checks: readonly Words[];
}

export type Control<K extends string = string> =
  | Deadline<K> | Cadence<K> | Gate<K> | Approval<K> | Separation | Rule<K> | Match<K> | Target<K> | Attest<K>;

export type ControlKind = Control['kind'];

export interface Clause {
  readonly id: ClauseId;
  readonly chapter: Chapter;
  readonly section: SectionFolder;
  readonly title: Words;
  /** Our own wording with a `[key]` hole for each parameter. */
  readonly wording: Words;
  readonly binds: readonly Post[];
  readonly parameters: readonly Parameter[];
  readonly controls: readonly Control[];
  /** A clause without control says here where its spirit can be seen. */
  readonly declaratory?: Words;
}
