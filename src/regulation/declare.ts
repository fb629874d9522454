import { allPosts, type Post } from '../kernel/posts.ts';
import { words, type Words } from '../kernel/words.ts';
import type {
  Chapter, Clause, ClauseId, Condition, Control, Enforce, EscalationStep, FactName, FactRef, ParameterSpec, Proof, SectionFolder,
} from './clause.ts';

export * from './declare-parameter.ts';

/** The names in `[brackets]` of a wording. */
export type Holes<S extends string> = S extends `${string}[${infer Name}]${infer Rest}` ? Name | Holes<Rest> : never;

type Differ<A extends string, B extends string> = Exclude<A, B> | Exclude<B, A>;

/** Asks for an impossible property, named after the fault, when holes and parameters are not the same names in both languages. */
type HolesAgree<Z extends string, E extends string, K extends string> = [Differ<Holes<Z>, K> | Differ<Holes<E>, K>] extends [never]
  ? unknown
  : { readonly 'holes and parameters differ in': Differ<Holes<Z>, K> | Differ<Holes<E>, K> };

type Loose<C> = C extends Control ? Omit<C, 'enforce' | 'proof'> & { readonly enforce?: Enforce } : never;

/** A control as it is written: what it enforces and how it is proven follow from its kind unless said otherwise. */
export type ControlSpec<K extends string> = Loose<Control<K>>;

interface ClauseSpec<P extends Record<string, ParameterSpec>> {
  readonly id: ClauseId;
  readonly title: Words;
  readonly binds: readonly [Post, ...Post[]];
  readonly parameters: P;
  readonly controls: readonly ControlSpec<NoInfer<keyof P & string>>[];
  readonly declaratory?: Words;
}

/** A clause that does not know its folder yet. */
export type ClauseDraft = Omit<Clause, 'section' | 'chapter'>;

/** A pair of wordings whose holes the type keeps. */
export const wording = <const Z extends string, const E extends string>(zh: Z, en: E) => ({ zh, en });

const enforceOf = (spec: ControlSpec<string>): Enforce => spec.enforce ?? (spec.kind === 'separation' ? 'block' : 'monitor');

const proofOf = (spec: ControlSpec<string>, enforce: Enforce): Proof =>
  spec.kind === 'attest' ? 'sampled' : enforce === 'block' ? 'blocked' : spec.kind === 'rule' ? 'declared' : 'monitored';

const filled = (spec: ControlSpec<string>): Control => {
  const enforce = enforceOf(spec);
  return { ...spec, enforce, proof: proofOf(spec, enforce) } as Control;
};

/** One clause. A hole without a parameter, a parameter without a hole, and a control over an unknown parameter do not compile. */
export function clause<
  const Z extends string, const E extends string, const P extends Record<string, ParameterSpec>,
>(spec: ClauseSpec<P> & { readonly wording: { readonly zh: Z; readonly en: E } } & HolesAgree<Z, E, keyof P & string>): ClauseDraft {
  return {
    id: spec.id, title: spec.title, wording: words(spec.wording.zh, spec.wording.en), binds: spec.binds,
    parameters: Object.entries(spec.parameters).map(([key, parameter]) => ({ ...parameter, key })),
    controls: spec.controls.map((c) => filled(c as ControlSpec<string>)),
    ...(spec.declaratory ? { declaratory: spec.declaratory } : {}),
  };
}

/** The clauses of one section folder. The chapter is the first figure of the number. */
export const declareClauses = (section: SectionFolder, drafts: readonly ClauseDraft[]): readonly Clause[] =>
  drafts.map((draft) => ({ ...draft, section, chapter: Number(draft.id[0]) as Chapter }));

/** A fact with the words by which sentences call it. */
export const on = (fact: FactName, zh: string, en: string, where?: readonly Condition[]): FactRef =>
  ({ fact, as: words(zh, en), ...(where ? { where } : {}) });

/** The usual ladder: the owner is reminded when a fifth of the time is left and when it is over; then the superior gets a copy. */
export const overdue = (owner: Post, superior?: Post): readonly EscalationStep[] => [
  { at: 8_000, to: owner, how: 'remind' },
  { at: 10_000, to: owner, how: 'remind' },
  ...(superior ? [{ at: 10_000, to: superior, how: 'copy' } as const] : []),
];

/** For clauses that bind the whole department. */
export const everyone: readonly [Post, ...Post[]] = ['seller', ...allPosts.filter((p) => p !== 'seller')];
