import { words } from '../../kernel/words.ts';
import { MiningError } from './errors.ts';

/** A declared life: states, and which activity leads from which state to which. Ready for alignment: states are numbers. */
export interface DeclaredLife {
  readonly states: readonly string[];
  readonly first: number;
  readonly finals: ReadonlySet<number>;
  /** Moves that leave each state. */
  readonly moves: readonly (readonly { readonly activity: string; readonly to: number }[])[];
  /** Fewest steps from the first state to a final one. */
  readonly shortest: number;
}

interface Move { from: string; activity: string; to: string }

/**
 * Reads a life cycle (docs/mining.md): `{"first": "new", "final": ["done"], "moves": {"new": {"pay": "paid"}}}`, or moves as a list of
 * `{"from", "activity", "to"}`. Without `final`, states that nothing leaves are final.
 * @throws MiningError naming what is wrong
 */
export function readLifeCycle(text: string): DeclaredLife {
  const given = parsed(text);
  const first = field(given, ['first', 'initial', 'start']);
  if (typeof first !== 'string' || first === '') throw wrong('缺少 first（起始状态）', '"first" is missing: the state in which a case begins');
  const moves = movesOf(field(given, ['moves', 'transitions']));
  const declared = field(given, ['final', 'finals', 'end']);
  const listed = declared === undefined ? [] : (Array.isArray(declared) ? declared : [declared]);
  if (!listed.every((s): s is string => typeof s === 'string')) throw wrong('final 应为状态名或其列表', '"final" must be a state or a list of states');
  return makeLife(first, listed, moves, given['states']);
}

function makeLife(first: string, listed: readonly string[], moves: readonly Move[], declared: unknown): DeclaredLife {
  const states = [...new Set([first, ...moves.flatMap((m) => [m.from, m.to]), ...listed])];
  const number = new Map(states.map((s, i) => [s, i]));
  const known = declared === undefined ? null : new Set(Array.isArray(declared) ? declared.map(String) : Object.keys((declared ?? {}) as object));
  const undeclared = known && states.find((s) => !known.has(s));
  if (undeclared) throw wrong(`states 里没有状态“${undeclared}”`, `"states" does not list "${undeclared}"`);
  const reached = new Set([first, ...moves.map((m) => m.to)]);
  const stray = listed.find((s) => !reached.has(s));
  if (stray !== undefined) throw wrong(`没有流转到达 final 里的状态“${stray}”`, `no move leads to the final state "${stray}"`);
  const left = new Set(moves.map((m) => m.from));
  const finals = new Set((listed.length > 0 ? listed : states.filter((s) => !left.has(s))).map((s) => number.get(s)!));
  if (finals.size === 0) throw wrong('没有终止状态：请写 final', 'no state ends the life: give "final"');
  const table = states.map((s) => moves.filter((m) => m.from === s).map((m) => ({ activity: m.activity, to: number.get(m.to)! })));
  const shortest = shortestRun(table, 0, finals);
  if (shortest === null) throw wrong(`从“${first}”走不到任何终止状态`, `no final state can be reached from "${first}"`);
  return { states, first: 0, finals, moves: table, shortest };
}

/** For lives declared in code. `final` empty: states that nothing leaves. @throws MiningError */
export const lifeOf = (given: { first: string; final?: readonly string[]; moves: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> }): DeclaredLife =>
  makeLife(given.first, given.final ?? [], Object.entries(given.moves).flatMap(([from, to]) => Object.entries(to).flatMap(([activity, target]) => (target === undefined ? [] : [{ from, activity, to: target }]))), undefined);

/** A life whose steps are facts (life-by-facts.ts). @throws MiningError */
export const lifeOfFacts = (given: { first: string; final: readonly string[]; moves: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> }): DeclaredLife => {
  const moves = Object.entries(given.moves).flatMap(([from, out]) => Object.entries(out).flatMap(([activity, targets]) => targets.map((to) => ({ from, activity, to }))));
  const reached = new Set([given.first, ...moves.map((m) => m.to)]);
  return makeLife(given.first, given.final.filter((s) => reached.has(s)), moves, undefined);
};

function shortestRun(moves: DeclaredLife['moves'], first: number, finals: ReadonlySet<number>): number | null {
  let front = new Set([first]);
  const seen = new Set(front);
  for (let steps = 0; front.size > 0; steps++) {
    if ([...front].some((s) => finals.has(s))) return steps;
    const next = new Set<number>();
    for (const s of front) for (const { to } of moves[s]!) if (!seen.has(to)) next.add(to);
    for (const s of next) seen.add(s);
    front = next;
  }
  return null;
}

function movesOf(given: unknown): Move[] {
  if (Array.isArray(given)) return given.map((one: unknown, i) => {
    const parts = Array.isArray(one) ? { from: one[0] as unknown, activity: one[1] as unknown, to: one[2] as unknown } : (one as Record<string, unknown> | null) ?? {};
    const named = { from: parts.from, activity: field(parts, ['activity', 'event', 'on', 'by', 'label']), to: parts.to };
    for (const [key, value] of Object.entries(named)) if (typeof value !== 'string' || value === '') throw wrong(`moves 第 ${i + 1} 条缺少 ${key}`, `move number ${i + 1} lacks "${key}"`);
    return named as Move;
  });
  if (typeof given !== 'object' || given === null) throw wrong('缺少 moves：{"状态": {"活动": "到达状态"}}', '"moves" is missing: {"state": {"activity": "next state"}}');
  return Object.entries(given).flatMap(([from, out]: [string, unknown]) => {
    if (typeof out !== 'object' || out === null || Array.isArray(out)) throw wrong(`moves 的“${from}”应为 {"活动": "到达状态"}`, `moves of "${from}" must be {"activity": "next state"}`);
    return Object.entries(out).flatMap(([activity, to]: [string, unknown]) => (Array.isArray(to) ? to : [to]).map((target: unknown) => {
      if (typeof target !== 'string' || target === '') throw wrong(`moves 的“${from}”“${activity}”没有到达状态`, `moves of "${from}": "${activity}" leads nowhere`);
      return { from, activity, to: target };
    }));
  });
}

const field = (given: Record<string, unknown>, names: readonly string[]): unknown => given[names.find((name) => given[name] !== undefined) ?? ''];

function parsed(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw wrong(`不是有效的 JSON：${error.message}`, `it is not valid JSON: ${error.message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('应为一个对象 {…}', 'it must be one object {…}');
  return value as Record<string, unknown>;
}

const wrong = (zh: string, en: string): MiningError => new MiningError(words(`生命周期：${zh}`, `life cycle: ${en}`));
