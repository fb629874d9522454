import type { Words } from '../../kernel/words.ts';
import type { Calendar, DayPlan } from './calendar.ts';
import { dayText } from './civil.ts';
import type { DueFigures, Timing } from './due.ts';
import { elapsedMs } from './due.ts';
import { dayWords, durationWords, instantWords, timeOf } from './instants.ts';
import { byCalendar, limitMs, limitText, pausable } from './limit.ts';
import { runningFrom, unionOf } from './pauses.ts';
import { shiftsText } from './shifts.ts';

/** One sentence of why a due time is what it is (engine §3 rule 13). `kind` lets a screen choose a sign for it. */
export interface Explanation extends Words {
  readonly kind: 'start' | 'shifts' | 'days' | 'holiday' | 'make-up' | 'override' | 'pause' | 'due' | 'provisional' | 'verdict';
}

export const line = (kind: Explanation['kind'], zh: string, en: string): Explanation => ({ kind, zh, en });

/** Everything that led to the due time, in the order in which one would tell it. */
export function explainDue(timing: Timing, figures: DueFigures, provisional: boolean): Explanation[] {
  const { start, limit, calendar } = timing;
  const began = instantWords(start, calendar.zoned);
  const size = limitText(limit);
  const used = byCalendar(limit.unit);
  const lines = [
    used
      ? line('start', `从 ${began.zh} 起算，时限 ${size.zh}，按日历“${calendar.name}”（${calendar.zone}，版本 ${calendar.version}）`, `Runs from ${began.en}; limit ${size.en} on calendar "${calendar.name}" (${calendar.zone}, version ${calendar.version})`)
      : line('start', `从 ${began.zh} 起算，时限 ${size.zh}${limit.unit === 'count' ? '' : '（自然时间）'}`, `Runs from ${began.en}; limit ${size.en}${limit.unit === 'count' ? '' : ' of natural time'}`),
  ];
  if (limit.unit === 'workDays') lines.push(...countedDays(timing, figures));
  else if (used) lines.push(...shiftsUsed(timing, figures));
  if (used) lines.push(...specialDays(calendar, calendar.dayAt(start), figures.lastDay));
  lines.push(...pausesTaken(timing));
  lines.push(...dueLine(timing, figures));
  if (provisional) lines.push(provisionalLine(calendar));
  return lines;
}

function dueLine(timing: Timing, { due, breachAt }: DueFigures): Explanation[] {
  if (timing.limit.unit === 'count') return [];
  const { calendar, start } = timing;
  if (due === null) {
    const open = unionOf(timing.pauses ?? []).at(-1)!;
    const left = durationWords(Math.max(0, limitMs(timing.limit)! - elapsedMs(timing, Math.max(start, open.from))));
    return [line('due', `暂停尚未结束，到期时间未知；剩余 ${left.zh}`, `The pause has not ended, so the due time is unknown; ${left.en} remain`)];
  }
  const at = instantWords(due, calendar.zoned);
  if (breachAt === null) {
    const open = unionOf(timing.pauses ?? []).at(-1)?.to === Number.POSITIVE_INFINITY;
    return [open
      ? line('due', `到期 ${at.zh}；其后正在暂停，恢复计时后才会超时`, `Due ${at.en}; paused since, late only once the clock runs again`)
      : line('due', `到期 ${at.zh}；此后日历上再无工作时间`, `Due ${at.en}; the calendar has no working time after it`)];
  }
  if (breachAt === due) return [line('due', `到期 ${at.zh}，此刻之后即为超时`, `Due ${at.en}; anything after it is late`)];
  const late = instantWords(breachAt, calendar.zoned);
  return [line('due', `到期 ${at.zh}；其后不是计时时间，${late.zh} 之后才算超时`, `Due ${at.en}; the clock then stands still, so only what comes after ${late.en} is late`)];
}

function provisionalLine({ coverageFrom, coverageThrough }: Calendar): Explanation {
  const through = coverageThrough ?? '';
  const [zhSince, enSince] = coverageFrom ? [`自 ${coverageFrom} `, ` from ${coverageFrom}`] : ['', ''];
  return line('provisional', `结果暂定：节假日资料${zhSince}到 ${through} 为止，其余日子的放假安排尚未公布或未收录，暂按每周班次推算，公布后重算`, `Provisional: holidays are on record${enSince} through ${through}; other days are not yet published or not on record, are taken by the weekly shifts, and will be recomputed`);
}

interface Run {
  shifts: string;
  first: number;
  last: number;
  days: number;
  ms: number;
}

/** Time used up to the due time (or to the open pause), days of the same hours told together. */
function shiftsUsed(timing: Timing, { due }: DueFigures): Explanation[] {
  const { start, calendar } = timing;
  const union = unionOf(timing.pauses ?? []);
  const end = due ?? Math.max(start, union.at(-1)!.from);
  const runs: Run[] = [];
  for (const stretch of runningFrom(start, union)) {
    if (stretch.from >= end) break;
    for (const part of calendar.shiftsBetween(stretch.from, Math.min(stretch.to, end))) addPart(runs, calendar, part.from, part.to);
  }
  return joined(runs).map((run) => {
    const [first, last, time] = [dayWords(run.first), dayWords(run.last), durationWords(run.ms)];
    if (run.days === 1) return line('shifts', `${first.zh}${run.shifts}，计 ${time.zh}`, `${first.en} ${english(run.shifts)}: ${time.en}`);
    return line('shifts', `${first.zh}至 ${last.zh}共 ${run.days} 个工作日，每天 ${run.shifts}，计 ${time.zh}`, `${first.en} to ${last.en}, ${run.days} working days of ${english(run.shifts)}: ${time.en}`);
  });
}

function addPart(runs: Run[], calendar: Calendar, from: number, to: number): void {
  const [local, until] = [calendar.zoned.local(from), calendar.zoned.local(to)];
  const day = calendar.dayAt(from);
  const ends = timeOf(until);
  const wholeDays = calendar.dayAt(to) - day;
  const text = `${timeOf(local)}–${wholeDays === 0 ? ends : wholeDays === 1 ? (ends === '00:00' ? '24:00' : `次日 ${ends}`) : `${dayText(calendar.dayAt(to))} ${ends}`}`;
  const last = runs.at(-1);
  if (last && last.first === day) {
    last.shifts += `、${text}`;
    last.ms += to - from;
  } else runs.push({ shifts: text, first: day, last: day, days: 1, ms: to - from });
}

const english = (hours: string): string => hours.replaceAll('、', ', ').replaceAll('次日 ', 'next day ');

/** Neighbouring working days of equal hours become one entry. */
function joined(runs: readonly Run[]): Run[] {
  const out: Run[] = [];
  for (const run of runs) {
    const last = out.at(-1);
    if (last && last.shifts === run.shifts) Object.assign(last, { last: run.last, days: last.days + 1, ms: last.ms + run.ms });
    else out.push({ ...run });
  }
  return out;
}

function countedDays({ start, limit, calendar }: Timing, { lastDay }: DueFigures): Explanation[] {
  const first = calendar.dayAt(start);
  const days: DayPlan[] = [];
  for (let day = first + 1; day <= lastDay; day++) if (calendar.plan(day).close !== null) days.push(calendar.plan(day));
  const not = dayWords(first);
  const lines = [line('days', `起算当天 ${not.zh}不计`, `The start day ${not.en} does not count`)];
  if (days.length > 0 && limit.amount > 0) {
    const [one, last] = [dayWords(days[0]!.day), dayWords(days.at(-1)!.day)];
    const hours = shiftsText(days.at(-1)!.shifts);
    const counted = days.length === 1
      ? [`第 1 个工作日是 ${one.zh}`, `Working day 1 is ${one.en}`] : [`第 1 个工作日是 ${one.zh}，第 ${days.length} 个是 ${last.zh}`, `Working day 1 is ${one.en}, day ${days.length} is ${last.en}`];
    lines.push(line('days', `${counted[0]}，当天班次 ${hours}，下班时到期`, `${counted[1]} (${english(hours)}); due at its close of business`));
  }
  return lines;
}

/** Holidays skipped, make-up days and dated overrides used, neighbours of one festival told together. */
function specialDays(calendar: Calendar, first: number, last: number): Explanation[] {
  const lines: Explanation[] = [];
  for (let day = first; day <= last; day++) {
    const plan = calendar.plan(day);
    if (plan.kind === 'weekly') continue;
    const name = calendar.names?.get(dayText(day));
    let until = day;
    while (plan.kind === 'holiday' && until < last && calendar.plan(until + 1).kind === 'holiday' && calendar.names?.get(dayText(until + 1)) === name) until++;
    lines.push(specialLine(plan, until, name));
    day = until;
  }
  return lines;
}

function specialLine(plan: DayPlan, until: number, name: Words | undefined): Explanation {
  const [from, to] = [dayWords(plan.day), dayWords(until)];
  const zhName = name && plan.kind !== 'override' ? `，${name.zh}` : '';
  const enName = name && plan.kind !== 'override' ? ` (${name.en})` : '';
  const hours = shiftsText(plan.shifts);
  const enHours = english(hours);
  if (plan.kind === 'holiday') {
    return until === plan.day
      ? line('holiday', `跳过节假日 ${from.zh}${zhName}`, `Skipped holiday ${from.en}${enName}`)
      : line('holiday', `跳过节假日 ${from.zh}至 ${to.zh}${zhName}`, `Skipped holidays ${from.en} to ${to.en}${enName}`);
  }
  if (plan.kind === 'make-up') return line('make-up', `${from.zh}调休上班${zhName}，班次 ${hours || '无'}`, `${from.en} is a make-up working day${enName}, ${enHours || 'no shifts'}`);
  return line('override', `${from.zh}另有安排：${hours || '不上班'}`, `${from.en} is arranged by date: ${enHours || 'closed'}`);
}

function pausesTaken({ start, limit, calendar, pauses = [] }: Timing): Explanation[] {
  const zone = calendar.zoned;
  if (!pausable(limit.unit)) {
    return pauses.length === 0 ? [] : [line('pause', '按工作日或次数计的时限不能暂停，暂停不计', 'A limit in working days or times cannot be paused; pauses are not taken off')];
  }
  return unionOf(pauses).filter((p) => p.to > start).map((pause) => {
    const from = instantWords(pause.from, zone);
    if (pause.to === Number.POSITIVE_INFINITY) return line('pause', `${from.zh} 起暂停，尚未恢复`, `Paused since ${from.en}`);
    const to = instantWords(pause.to, zone);
    const begin = Math.max(pause.from, start);
    const taken = byCalendar(limit.unit) ? calendar.workBetween(begin, pause.to) : pause.to - begin;
    const time = durationWords(taken);
    if (taken === 0) return line('pause', `暂停 ${from.zh} 至 ${to.zh} 不在工作时间内，不影响时限`, `The pause ${from.en} to ${to.en} lies outside working time and changes nothing`);
    return line('pause', `暂停 ${from.zh} 至 ${to.zh}，扣除 ${time.zh}`, `Paused ${from.en} to ${to.en}: ${time.en} taken off`);
  });
}

