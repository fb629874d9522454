import { system, type Actor } from '../kernel/actor.ts';
import type { Controls } from '../kernel/kernel.ts';
import type { Runner } from '../kernel/query.ts';
import type { Words } from '../kernel/words.ts';
import type { FactLife } from './mining/life-by-facts.ts';

/** `channels`: ways by which messages can leave now, where the reader knows them (kernel.channels). `controls`: tell what somebody owes something on. */
type On = { runner: Runner; channels?: ReadonlySet<string>; controls?: Controls };

/** Something that a person can do about an item of work where it stands. */
export interface SubjectAct {
  readonly key: string;
  readonly label: Words;
  readonly primary: boolean;
  /** A path below /api that takes a POST with this body … */
  readonly post?: { readonly path: string; readonly body: Record<string, unknown> };
  /** … or the page where it is done. */
  readonly href?: string;
  /** Asked before it is done: only for what cannot be undone. */
  readonly confirm?: Words;
  /** Known beforehand that the rule refuses: why, and by which clause. */
  readonly refused?: { readonly detail: Words; readonly clause: string | null };
}

/** A record as lists of work, obligations and search show it. Personal data comes masked. */
export interface SubjectCard {
  readonly id: string;
  /** What people call it: SO-20261123-0007. */
  readonly number: string;
  readonly title: string | null;
  /** For whom: the customer or colleague, masked where personal. */
  readonly whom: string | null;
  readonly href: string;
  readonly facts?: readonly { readonly label: Words; readonly value: string }[];
  readonly acts?: readonly SubjectAct[];
}

/** How records of a kind run: names of their steps (facts) for process maps, and the declared life that traces are laid over. */
export interface SubjectProcess {
  readonly steps: Readonly<Record<string, Words>>;
  readonly states: Readonly<Record<string, Words>>;
  readonly life: FactLife;
}

/** What a chapter tells of one kind of its records. */
export interface SubjectKind {
  readonly words: Words;
  readonly process?: SubjectProcess;
  /** What fields and values are called that a request for approval about such a record holds: an approver reads them. */
  readonly approved?: Readonly<Record<string, Words>>;
  /** Cards of those of the ids that the actor may see; with `whole` also facts and acts for an item of work under a control. */
  load(on: On, ids: readonly string[], asked: { actor: Actor; whole?: { clause: string; control: string } }): Promise<readonly SubjectCard[]>;
  /** Ids of records that match what a person typed, best first: numbers, names, pinyin, phone tails. */
  find?(on: On, q: string, asked: { actor: Actor; limit: number }): Promise<readonly string[]>;
}

/** The kinds of records that obligations may be about, as the chapters declare them; filled by the composition root. */
export class Subjects {
  readonly #kinds = new Map<string, SubjectKind>();
  readonly #names = new Map<string, Words>();
  readonly #named = new Map<string, SubjectKind['load']>();
  readonly #places = new Map<string, string>();

  /** `place`: the entry of the navigation under which such a record is opened. */
  register(type: string, kind: SubjectKind, place?: string): void {
    if (this.#kinds.has(type)) throw new Error(`the subject ${type} is registered twice`);
    this.#kinds.set(type, kind);
    if (place !== undefined) this.#places.set(type, place);
  }

  /**
   * What a kind is called that is no paper of a chapter: a clock may run for a warehouse or the company, and a corrective action is a case, too. `load`:
   * how each of them is called. They are in no search and on no map.
   */
  name(type: string, named: Words, load?: SubjectKind['load']): void {
    this.#names.set(type, named);
    if (load) this.#named.set(type, load);
  }

  /** What a kind is called; undefined where nobody has said so. */
  nameOf(type: string): Words | undefined {
    return this.#kinds.get(type)?.words ?? this.#names.get(type);
  }

  /** Where records of a kind are opened; undefined where nobody has said so. */
  placeOf(type: string): string | undefined {
    return this.#places.get(type);
  }

  types(): string[] {
    return [...this.#kinds.keys()];
  }

  kind(type: string): SubjectKind | undefined {
    return this.#kinds.get(type);
  }

  /** Cards of one kind that this person may see: as its chapter shows them, and of those on which he owes something now. */
  async cards(on: On, type: string, ids: readonly string[], asked: Parameters<SubjectKind['load']>[2]): Promise<readonly SubjectCard[]> {
    const load = this.#kinds.get(type)?.load ?? this.#named.get(type);
    if (!load) return [];
    const shown = await load(on, ids, asked);
    const rest = asked.actor.kind === 'person' && shown.length < ids.length ? ids.filter((id) => !shown.some((card) => card.id === id)) : [];
    const owed = rest.length > 0 ? await on.controls?.owedOn?.(on, asked.actor, 'see', type, rest) : undefined;
    return owed && owed.size > 0 ? [...shown, ...await load(on, [...owed], { ...asked, actor: system(asked.actor.name) })] : shown;
  }

  /** Cards by `type id`, one read a type. Types that nobody has registered are left out. */
  async load(on: On, wanted: readonly { type: string; id: string }[], actor: Actor): Promise<Map<string, SubjectCard>> {
    const cards = new Map<string, SubjectCard>();
    await Promise.all([...Map.groupBy(wanted, (w) => w.type)].map(async ([type, group]) => {
      for (const card of await this.cards(on, type, [...new Set(group.map((g) => g.id))], { actor })) cards.set(`${type} ${card.id}`, card);
    }));
    return cards;
  }

  /** Ids of all kinds that match, for the search boxes of work and obligations. */
  async find(on: On, q: string, actor: Actor, limit: number): Promise<{ type: string; ids: readonly string[] }[]> {
    const found = await Promise.all([...this.#kinds].map(async ([type, kind]) => ({ type, ids: (await kind.find?.(on, q, { actor, limit })) ?? [] })));
    return found.filter((f) => f.ids.length > 0);
  }
}
