import { calendarNames } from './calendars/contract.ts';
import { words, type Words } from '../kernel/words.ts';
import type {
  Approval, Attest, Cadence, CalendarName, Clause, Control, Deadline, EscalationStep, FactRef, Gate, Match, Parameter, ParameterValue, Rule,
  Separation, Target,
} from './clause.ts';
import { joined, listed, sayPercent, sayPeriod, sayPost, sayValue, spaced } from './declare-say.ts';

/** Values in force by parameter key; what is missing stands at its default. */
export type Values = Readonly<Record<string, ParameterValue>>;

/** A wording cut at its holes, so that a page can underline the values and open their history. */
export interface WordingPart {
  readonly text: string;
  readonly parameter?: string;
}

const parameterOf = (clause: Clause, key: string): Parameter => {
  const found = clause.parameters.find((p) => p.key === key);
  if (!found) throw new Error(`clause ${clause.id} has no parameter ${key}`);
  return found;
};

const said = (clause: Clause, key: string, values: Values): Words => sayValue(parameterOf(clause, key), values[key]);

const calendars: Record<CalendarName, Words> = calendarNames;

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const small = (text: string) => (/^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text);
const events = (facts: readonly FactRef[]): Words => joined(facts.map((f) => f.as), '或', ' or ');

const acts = {
  remind: { zh: (post: string) => `提醒${post}`, en: (post: string) => `remind the ${post}` },
  copy: { zh: (post: string) => `抄送${post}`, en: (post: string) => `copy the ${post}` },
  reassign: { zh: (post: string) => `转交${post}`, en: (post: string) => `hand over to the ${post}` },
} as const;

/** Levels of the ladder that fire together are said together: 超时提醒仓库管理员，并抄送部门经理. */
function sayEscalation(steps: readonly EscalationStep[]): Words {
  const levels = [...new Set(steps.map((s) => s.at))].sort((a, b) => a - b);
  return joined(levels.map((at) => {
    const here = steps.filter((s) => s.at === at);
    const used = sayPercent(at);
    const when = at < 10_000 ? words(`用时达 ${used} 时`, `at ${used} of the time `)
      : at === 10_000 ? words('超时', 'when overdue ') : words(`用时达 ${used} 仍未完成的，`, `at ${used} of the time `);
    return words(
      when.zh + here.map((s) => acts[s.how].zh(sayPost(s.to).zh)).join('，并'),
      when.en + here.map((s) => acts[s.how].en(sayPost(s.to).en)).join(' and '),
    );
  }), '；', '; ');
}

const closing = (owner: Deadline['owner'], escalation: readonly EscalationStep[], more: Words = words('', '')): Words => {
  const ladder = sayEscalation(escalation);
  const post = sayPost(owner.post);
  return words(
    `，由${post.zh}负责${more.zh}${ladder.zh ? `；${ladder.zh}` : ''}。`,
    `${more.en}. Owner: ${post.en}.${ladder.en ? ` ${capital(ladder.en)}.` : ''}`,
  );
};

function sayDeadline(clause: Clause, c: Deadline, values: Values): Words {
  const start = events(c.after);
  const time = calendars[c.calendar];
  const limit = 'parameter' in c.within ? said(clause, c.within.parameter, values) : null;
  const head = !limit
    ? words(`${start.zh}后，须在承诺的时间之前${c.work.title.zh}`, `By the time promised with ${start.en}: ${small(c.work.title.en)}`)
    : c.counts
      ? words(`${start.zh}后 ${limit.zh}内${c.work.title.zh}`, `${c.work.title.en} within ${limit.en} of ${start.en}`)
      : words(`${start.zh}后 ${limit.zh}内${c.work.title.zh}（${time.zh}）`, `${c.work.title.en} within ${limit.en} of ${start.en} (${time.en})`);
  const pauses = (c.pauses ?? []).map((p) => p.as);
  const cancels = c.cancelledBy ?? [];
  const zh = [
    pauses.length ? `；${joined(pauses).zh}期间暂停计时` : '', cancels.length ? `；${events(cancels).zh}的，不再计时` : '',
    c.repeat === 'eachCycle' ? '；每次发生均重新计时' : c.repeat === 'resumeOnReopen' ? '；重新打开后接续计时' : '',
  ].join('');
  const en = [
    pauses.length ? `; the clock pauses while ${joined(pauses, '、', ' or ').en}` : '',
    cancels.length ? `; it lapses on ${events(cancels).en}` : '',
    c.repeat === 'eachCycle' ? '; every occurrence is timed anew' : c.repeat === 'resumeOnReopen' ? '; it runs on when reopened' : '',
  ].join('');
  const end = closing(c.owner, c.escalation, words(zh, en));
  return words(head.zh + end.zh, head.en + end.en);
}

function sayCadence(clause: Clause, c: Cadence, values: Values): Words {
  const parameter = parameterOf(clause, c.every.parameter);
  const value = said(clause, c.every.parameter, values);
  const every = parameter.kind === 'duration' ? words(`每 ${value.zh}`, `every ${value.en}`) : value;
  const since = c.since?.length ? words(`自${events(c.since).zh}起，`, `, counted from ${events(c.since).en}`) : words('', '');
  const each = c.scope.type === 'company' ? words('', '') : words(`，针对${c.scope.as.zh}，`, `, for ${c.scope.as.en}`);
  const grace = c.within ? said(clause, c.within.parameter, values) : null;
  const time = calendars[c.calendar];
  const late = grace
    ? words(`，周期结束后 ${grace.zh}内完成（${time.zh}）`, `, done within ${grace.en} of its end (${time.en})`) : words('', '');
  const end = closing(c.owner, c.escalation);
  return words(
    `${since.zh}${every.zh}${each.zh}须${c.work.title.zh}${late.zh}${end.zh}`,
    `${capital(every.en)}${each.en}: ${small(c.work.title.en)}${since.en}${late.en}${end.en}`,
  );
}

/** The values that a function or a requirement is judged by, in brackets. */
function sayUsed(clause: Clause, keys: readonly string[], values: Values): Words {
  const used = keys.map((key) => {
    const value = said(clause, key, values);
    const { label } = parameterOf(clause, key);
    return words(`${label.zh}：${value.zh}`, `${label.en}: ${value.en}`);
  });
  return used.length ? words(`（${joined(used, '；').zh}）`, ` (${joined(used, '；', '; ').en})`) : words('', '');
}

function sayGate(clause: Clause, c: Gate, values: Values): Words {
  const needs = joined(c.requires.map((r) => r.words), '、', '; ');
  const otherwise = c.enforce === 'block'
    ? words('不齐备的予以拦截', 'otherwise it is refused') : words('不齐备仍办理的，须说明原因并记为例外', 'otherwise a reason is asked for and an exception is counted');
  const override = c.override
    ? words(
      `；紧急情况下，${joined(c.override.posts.map(sayPost), '或').zh}可说明原因后放行，事后须经${joined(c.override.approval.map(sayPost)).zh}追认`,
      `. In an emergency the ${joined(c.override.posts.map(sayPost), '或', ' or ').en} may let it pass with a reason, to be approved afterwards by the ${joined(c.override.approval.map(sayPost)).en}`,
    ) : c.enforce === 'block' ? words('，任何人不得放行', '; nobody may override this') : words('', '');
  const used = sayUsed(clause, c.uses ?? [], values);
  return words(
    `${c.act.zh}前须具备：${needs.zh}${used.zh}；${otherwise.zh}${override.zh}。`,
    `Before ${c.act.en}: ${needs.en}${used.en}; ${otherwise.en}${override.en}.`,
  );
}

function sayApproval(clause: Clause, c: Approval, values: Values): Words {
  const steps = (c.steps ?? []).map(({ mode, posts }) => {
    const names = posts.map(sayPost);
    if (posts.length === 1) return words(`${names[0]!.zh}审批`, `the ${names[0]!.en}`);
    return mode === 'all' ? words(`${joined(names).zh}会签`, `the ${listed(names).en} together`)
      : mode === 'any' ? words(`${joined(names, '或').zh}之一审批`, `one of the ${listed(names).en}`)
      : words(`${joined(names).zh}依次审批`, `the ${joined(names, '、', ', then the ').en}`);
  });
  const chain = steps.length ? words(`须经${joined(steps, '，再经').zh}`, `needs approval by ${joined(steps, '、', ', then ').en}`) : null;
  const own = c.ownAuthority
    ? words('，权限内可自行决定', ', own authority included') : words('，本人不得审批自己的申请', '; nobody approves a request of their own');
  if (!c.matrix) return words(`${c.act.zh}${chain!.zh}${own.zh}。`, `${capital(c.act.en)} ${chain!.en}${own.en}.`);
  const over = parameterOf(clause, c.matrix.parameter);
  const label = over.kind === 'bands' ? over.over : over.label;
  const matrix = said(clause, c.matrix.parameter, values);
  return words(
    `${c.act.zh}${chain ? `${chain.zh}，并` : ''}按${label.zh}逐级审批（${matrix.zh}）${own.zh}。`,
    `${capital(c.act.en)} ${chain ? `${chain.en} and, ` : 'is decided '}by ${label.en} (${matrix.en})${own.en}.`,
  );
}

const saySeparation = (c: Separation): Words => words(
  `${c.within.zh}内，${c.acts[0].as.zh}与${c.acts[1].as.zh}不得由同一人办理，违反的${c.enforce === 'block' ? '予以拦截' : '记为例外'}。`,
  `Within ${c.within.en}, ${c.acts[0].as.en} and ${c.acts[1].as.en} are done by different persons; ${c.enforce === 'block' ? 'otherwise the later act is refused' : 'a breach is counted as an exception'}.`,
);

function sayRule(clause: Clause, c: Rule, values: Values): Words {
  const used = sayUsed(clause, c.uses, values);
  const zh = c.exceptions.map((e) => e.words.zh).join('；');
  const en = c.exceptions.map((e) => e.words.en).join('; ');
  return words(
    `${c.general.zh}${zh ? `；例外：${zh}` : ''}${used.zh}。`,
    `${c.general.en}${en ? `. Exceptions: ${en}` : ''}${used.en}.`,
  );
}

function sayMatch(clause: Clause, c: Match, values: Values): Words {
  const slack = c.tolerance ? said(clause, c.tolerance.parameter, values) : null;
  const post = sayPost(c.owner.post);
  return words(
    `${c.left.as.zh}与${c.right.as.zh}按${c.key.as.zh}逐笔核对，${slack ? `允许差异 ${slack.zh}` : '不允许差异'}；对不上的列为未达项，由${post.zh}查明。`,
    `${capital(c.left.as.en)} and ${c.right.as.en} agree by ${c.key.as.en}, ${slack ? `tolerance ${slack.en}` : 'without tolerance'}; the rest are open items for the ${post.en}.`,
  );
}

function sayTarget(clause: Clause, c: Target, values: Values): Words {
  const bound = said(clause, c.bound.parameter, values);
  const window = sayPeriod(c.window);
  return words(
    `${c.as.zh}${window.zh}${c.side === 'atLeast' ? '不低于' : '不高于'} ${bound.zh}。`,
    `${capital(c.as.en)} stays at ${c.side === 'atLeast' ? 'or above' : 'or below'} ${bound.en}, measured ${window.en}.`,
  );
}

function sayAttest(clause: Clause, c: Attest, values: Values): Words {
  const sample = said(clause, c.sample.parameter, values);
  const share = parameterOf(clause, c.sample.parameter).kind === 'percent';
  const window = sayPeriod(c.window);
  const by = sayPost(c.by);
  return words(
    `${window.zh}从${c.of.as.zh}中抽查 ${sample.zh}，由${by.zh}对照清单评定：${joined(c.checks, '；').zh}。`,
    `${capital(window.en)} the ${by.en} checks ${sample.en}${share ? ' of' : ' out of'} ${c.of.as.en} against the list: ${joined(c.checks, '；', '; ').en}.`,
  );
}

/** What a control says, from its declaration and the values in force. Throws when a control names a parameter its clause lacks. */
export function sentenceOf(clause: Clause, control: Control, values: Values = {}): Words {
  const { zh, en } = composed(clause, control, values);
  return words(spaced(zh), en);
}

function composed(clause: Clause, control: Control, values: Values): Words {
  switch (control.kind) {
    case 'deadline': return sayDeadline(clause, control, values);
    case 'cadence': return sayCadence(clause, control, values);
    case 'gate': return sayGate(clause, control, values);
    case 'approval': return sayApproval(clause, control, values);
    case 'separation': return saySeparation(control);
    case 'rule': return sayRule(clause, control, values);
    case 'match': return sayMatch(clause, control, values);
    case 'target': return sayTarget(clause, control, values);
    case 'attest': return sayAttest(clause, control, values);
  }
}

const cut = (clause: Clause, text: string, language: 'zh' | 'en', values: Values): WordingPart[] =>
  text.split(/\[(\w+)\]/).map((piece, i): WordingPart =>
    i % 2 ? { text: said(clause, piece, values)[language], parameter: piece } : { text: piece });

const han = /\p{Script=Han}/u;
const latin = /[\w%¥]/;

/** Spaces between characters and figures go into the plain pieces, so that what is underlined is the value alone. */
const joinedZh = (parts: readonly WordingPart[]): WordingPart[] => parts.map((part, i) => {
  if (part.parameter) return part;
  const before = parts[i - 1]?.text.at(-1) ?? '';
  const after = parts[i + 1]?.text.charAt(0) ?? '';
  const start = latin.test(before) && han.test(part.text.charAt(0)) ? ' ' : '';
  const end = latin.test(after) && han.test(part.text.at(-1) ?? '') ? ' ' : '';
  return { text: start + part.text + end };
}).filter((part) => part.text);

/** A value that opens a sentence is written large. */
const joinedEn = (parts: readonly WordingPart[]): WordingPart[] => parts.map((part, i) => {
  const before = parts[i - 1]?.text ?? '';
  return part.parameter && (before === '' || /[.] $/.test(before)) ? { ...part, text: capital(part.text) } : part;
}).filter((part) => part.text);

/** The wording with its values, in pieces. */
export const wordingParts = (clause: Clause, values: Values = {}): { readonly zh: readonly WordingPart[]; readonly en: readonly WordingPart[] } =>
  ({ zh: joinedZh(cut(clause, clause.wording.zh, 'zh', values)), en: joinedEn(cut(clause, clause.wording.en, 'en', values)) });

/** The wording with its values, as one text. */
export function wordingOf(clause: Clause, values: Values = {}): Words {
  const parts = wordingParts(clause, values);
  return words(parts.zh.map((p) => p.text).join(''), parts.en.map((p) => p.text).join(''));
}
