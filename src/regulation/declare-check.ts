import { allPosts, type Post } from '../kernel/posts.ts';
import type { Cadence, Clause, Control, Deadline, Parameter } from './clause.ts';
import { needsOf } from './declare-needs.ts';
import { unitsOf } from './declare-parameter.ts';
import { valueFaults } from './declare-values.ts';
import { sentenceOf, wordingOf } from './sentence.ts';

/** The keys of the holes in one language of a wording. */
const holesOf = (text: string): string[] => [...new Set([...text.matchAll(/\[(\w+)\]/g)].map((m) => m[1]!))];

/** Parameters that a control reads, by key. */
export function parametersOf(control: Control): readonly string[] {
  switch (control.kind) {
    case 'deadline': return 'parameter' in control.within ? [control.within.parameter] : [];
    case 'cadence': return [control.every.parameter, ...(control.within ? [control.within.parameter] : [])];
    case 'gate': return control.uses ?? [];
    case 'approval': return control.matrix ? [control.matrix.parameter] : [];
    case 'rule': return control.uses;
    case 'match': return control.tolerance ? [control.tolerance.parameter] : [];
    case 'target': return [control.bound.parameter];
    case 'attest': return [control.sample.parameter];
    case 'separation': return [];
  }
}

/** Posts that a control names. */
export function postsOf(control: Control): readonly Post[] {
  switch (control.kind) {
    case 'deadline': case 'cadence': return [control.owner.post, ...control.escalation.map((s) => s.to)];
    case 'gate': return [...(control.override?.posts ?? []), ...(control.override?.approval ?? [])];
    case 'approval': return (control.steps ?? []).flatMap((s) => s.posts);
    case 'match': return [control.owner.post];
    case 'attest': return [control.by];
    case 'rule': case 'target': case 'separation': return [];
  }
}

function limitFaults(c: Deadline | Cadence, limit: Parameter | undefined): string[] {
  if (!limit) return [];
  if (limit.kind === 'count') return c.kind === 'deadline' && c.counts ? [] : ['a limit that is a count needs the field that it counts'];
  if (limit.kind !== 'duration') return [`a limit cannot be of kind ${limit.kind}`];
  const faults: string[] = [];
  if (c.kind === 'deadline' && c.counts) faults.push('`counts` belongs to a limit that is a count');
  for (const { unit } of unitsOf(limit)) {
    if (unit === 'months' || unit === 'years') faults.push(`a clock cannot run in ${unit}`);
    if (unit.startsWith('work') === (c.calendar === 'natural')) faults.push(`${unit} do not run on the calendar ${c.calendar}`);
    if (c.kind === 'deadline' && c.pauses?.length && unit === 'workDays') faults.push('working days cannot pause');
  }
  return faults;
}

function parameterFaults(c: Control, find: (key: string) => Parameter | undefined): string[] {
  const kindIs = (key: string, kinds: readonly Parameter['kind'][], role: string) => {
    const found = find(key);
    return !found || kinds.includes(found.kind) ? [] : [`${role} cannot be of kind ${found.kind}`];
  };
  switch (c.kind) {
    case 'deadline': return limitFaults(c, 'parameter' in c.within ? find(c.within.parameter) : undefined);
    case 'cadence': {
      const every = find(c.every.parameter);
      const window = every?.kind === 'schedule' && !('every' in every.default) ? ['a cadence needs a period'] : [];
      return [...kindIs(c.every.parameter, ['schedule', 'duration'], 'a period'), ...inOneUnit([c.every.parameter], find), ...window, ...limitFaults(c, c.within && find(c.within.parameter))];
    }
    case 'approval': {
      const matrix = c.matrix && find(c.matrix.parameter);
      const posts = matrix?.kind === 'bands' && matrix.result !== 'posts' ? ['a matrix must name posts'] : [];
      const nothing = c.matrix || c.steps?.length ? [] : ['an approval needs steps or a matrix'];
      return [...nothing, ...posts, ...(c.matrix ? kindIs(c.matrix.parameter, ['bands'], 'a matrix') : [])];
    }
    case 'match': return c.tolerance ? kindIs(c.tolerance.parameter, ['fen', 'percent'], 'a tolerance') : [];
    case 'target': return [...kindIs(c.bound.parameter, ['percent', 'count', 'fen', 'duration'], 'a bound'), ...inOneUnit([c.bound.parameter], find)];
    case 'attest': return kindIs(c.sample.parameter, ['percent', 'count'], 'a sample');
    case 'gate': case 'rule': return inOneUnit(parametersOf(c), find);
    case 'separation': return [];
  }
}

/** Functions and figures read a whole number: such a value has the one unit that they expect. */
const inOneUnit = (keys: readonly string[], find: (key: string) => Parameter | undefined): string[] =>
  keys.filter((key) => {
    const found = find(key);
    return found?.kind === 'duration' && unitsOf(found).length > 1;
  }).map((key) => `${key} is read as a number and cannot have several units`);

function controlFaults(clause: Clause, c: Control): string[] {
  const find = (key: string) => clause.parameters.find((p) => p.key === key);
  const faults = parameterFaults(c, find);
  if (!/^[a-z]+(-[a-z]+)+$/.test(c.id)) faults.push('its id must be several words in kebab-case');
  for (const key of parametersOf(c)) if (!find(key)) faults.push(`names the parameter ${key}, which the clause lacks`);
  for (const post of postsOf(c)) if (!allPosts.includes(post)) faults.push(`names the post ${post}, which does not exist`);
  for (const name of [...needsOf(c).facts, ...needsOf(c).others]) {
    if (!/^[a-z]+\.[a-z]+(-[a-z]+)+$/.test(name) && !/^[a-z]+\.[a-z]+$/.test(name)) faults.push(`${name} is not a name of the form chapter.noun-verbed`);
  }
  for (const fact of needsOf(c).facts) if (!fact.includes('-')) faults.push(`${fact} does not say what happened`);
  if (c.kind === 'deadline' || c.kind === 'cadence') {
    if (c.escalation.some((s, i) => i > 0 && s.at < c.escalation[i - 1]!.at)) faults.push('its escalation must rise');
    if (c.escalation.some((s) => s.at <= 0)) faults.push('an escalation level must lie above 0');
  }
  if (faults.length === 0) {
    const { zh, en } = sentenceOf(clause, c);
    if (!zh.trim() || !en.trim()) faults.push('it has no sentence');
  }
  return faults.map((f) => `${clause.id} ${c.id}: ${f}`);
}

function clauseFaults(clause: Clause): string[] {
  const keys = clause.parameters.map((p) => p.key);
  const faults: string[] = [];
  for (const language of ['zh', 'en'] as const) {
    const holes = holesOf(clause.wording[language]);
    for (const key of holes) if (!keys.includes(key)) faults.push(`the hole [${key}] (${language}) has no parameter`);
    for (const key of keys) if (!holes.includes(key)) faults.push(`the parameter ${key} has no hole (${language})`);
  }
  for (const p of clause.parameters) {
    if (!p.label.zh || !p.label.en) faults.push(`the parameter ${p.key} has no label`);
    for (const { reason } of valueFaults(p, p.default)) faults.push(`the default of ${p.key}: ${reason.en}`);
    if (!clause.controls.some((c) => parametersOf(c).includes(p.key))) faults.push(`no control uses the parameter ${p.key}`);
  }
  if (clause.binds.length === 0) faults.push('it binds nobody');
  for (const post of clause.binds) if (!allPosts.includes(post)) faults.push(`it binds the post ${post}, which does not exist`);
  if (clause.controls.length === 0 && !clause.declaratory) faults.push('it has no control and is not declaratory');
  if (clause.controls.length > 0 && clause.declaratory) faults.push('it has controls and calls itself declaratory');
  const ids = clause.controls.map((c) => c.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) faults.push(`two controls are called ${id}`);
  const named = faults.map((f) => `${clause.id}: ${f}`);
  if (named.length === 0 && !wordingOf(clause).zh.trim()) named.push(`${clause.id}: it has no wording`);
  return [...named, ...clause.controls.flatMap((c) => controlFaults(clause, c))];
}

/** A way along which an overdue case would come back to a post that already had it. Reminding the owner is no step upwards. */
export function escalationCycle(clauses: readonly Clause[]): readonly Post[] | null {
  const above = new Map<Post, Set<Post>>();
  for (const control of clauses.flatMap((c) => c.controls)) {
    if (control.kind !== 'deadline' && control.kind !== 'cadence') continue;
    for (const step of control.escalation) {
      if (step.to !== control.owner.post || step.how === 'reassign') above.set(control.owner.post, (above.get(control.owner.post) ?? new Set()).add(step.to));
    }
  }
  const done = new Set<Post>();
  const climb = (post: Post, path: readonly Post[]): readonly Post[] | null => {
    if (path.includes(post)) return [...path.slice(path.indexOf(post)), post];
    if (done.has(post)) return null;
    for (const next of above.get(post) ?? []) {
      const cycle = climb(next, [...path, post]);
      if (cycle) return cycle;
    }
    done.add(post);
    return null;
  };
  for (const post of above.keys()) {
    const cycle = climb(post, []);
    if (cycle) return cycle;
  }
  return null;
}

/** Everything that is wrong with a set of declarations, in sentences for the engineer who wrote them. Empty = sound. */
export function declarationFaults(clauses: readonly Clause[]): readonly string[] {
  const faults = clauses.flatMap(clauseFaults);
  const ids = clauses.map((c) => c.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) faults.push(`${id} is declared twice`);
  const keys = clauses.flatMap((c) => c.parameters.map((p) => p.key));
  for (const key of new Set(keys.filter((key, i) => keys.indexOf(key) !== i))) faults.push(`the parameter ${key} is declared twice`);
  const cycle = escalationCycle(clauses);
  if (cycle) faults.push(`escalation goes round: ${cycle.join(' → ')}`);
  return faults;
}
