import { words, type Words } from '../../kernel/words.ts';
import { conformanceOf } from './conformance.ts';
import { casesOf, eventsOf } from './event-log.ts';
import type { DeclaredLife } from './life-cycle.ts';
import type { ReadLog } from './log-file.ts';
import { processMap } from './process-map.ts';
import { durations, variantsOf } from './variants.ts';

/** What `dianzhang mine` prints. Durations are whole milliseconds, null where the log has no times; shares are between 0 and 1. */
export interface MineFigures {
  events: number;
  cases: number;
  activities: number;
  variants: number;
  edges: number;
  medianDurationMs: number | null;
  meanDurationMs: number | null;
  fittingCases?: number;
  fittingShare?: number;
  averageFitness?: number;
  deviations?: { kind: 'log' | 'model'; activity: string; state: string; cost: number; cases: number }[];
}

export function mineFigures({ log }: ReadLog, life: DeclaredLife | null): MineFigures {
  const variants = variantsOf(log);
  const whole = durations(log);
  const figures: MineFigures = {
    events: eventsOf(log), cases: casesOf(log), activities: log.activities.length, variants: variants.length, edges: processMap(log, null).edges.length,
    medianDurationMs: whole.median, meanDurationMs: whole.mean,
  };
  if (!life) return figures;
  const fit = conformanceOf(log, life, variants);
  return {
    ...figures, fittingCases: fit.fitting, fittingShare: fit.fittingShare, averageFitness: fit.averageFitness,
    deviations: fit.deviations.map((d) => ({ kind: d.kind, activity: d.activity, state: d.state, cost: d.cost, cases: d.cases.length })),
  };
}

/** Remarks on what was left out or guessed, for standard error: figures without them would claim too much. */
export function remarksOf({ notes, taken, format }: ReadLog): Words[] {
  const lines: Words[] = [];
  if (format === 'csv') lines.push(words(`案例=${taken.case} 活动=${taken.activity} 时间=${taken.time}`, `case=${taken.case} activity=${taken.activity} time=${taken.time}`));
  if (notes.skipped > 0) lines.push(words(`${notes.skipped} 行没有案例或活动，已略过`, `${notes.skipped} rows name no case or no activity and were left out`));
  if (notes.withoutTime > 0) lines.push(words(`${notes.withoutTime} 个事件没有时间，按文件中的位置排列`, `${notes.withoutTime} events have no time and keep their place in the file`));
  if (notes.firstBadTime) lines.push(words(`${notes.badTimes} 个时间无法识别（如第 ${notes.firstBadTime.place} 行“${notes.firstBadTime.text}”），按没有时间处理`, `${notes.badTimes} times cannot be read (line ${notes.firstBadTime.place}: "${notes.firstBadTime.text}") and count as missing`));
  if (notes.dateOrder === 'dmy') lines.push(words('日期按“日/月/年”读取', 'dates were read as day/month/year'));
  if (notes.dateOrder === 'mdy') lines.push(words('日期按“月/日/年”读取', 'dates were read as month/day/year'));
  if (notes.hasStarts) lines.push(words('日志分记步骤的开始与完成；--pairs 把它们合成一步', 'the log tells start and complete of steps apart; --pairs joins them'));
  return lines;
}

const units: readonly [number, string, string][] = [[86_400_000, '天', 'd'], [3_600_000, '小时', 'h'], [60_000, '分', 'min'], [1000, '秒', 's']];

/** `3 天 4 小时 · 3 d 4 h` */
function spanText(ms: number | null): string {
  if (ms === null) return '—';
  const parts: [number, string, string][] = [];
  let left = Math.round(ms / 1000) * 1000;
  for (const [size, zh, en] of units) {
    if (left >= size && parts.length < 2) parts.push([Math.floor(left / size), zh, en]);
    left %= size;
  }
  if (parts.length === 0) return '0 秒 · 0 s';
  return `${parts.map(([n, zh]) => `${n} ${zh}`).join(' ')} · ${parts.map(([n, , en]) => `${n} ${en}`).join(' ')}`;
}

export function figuresText(f: MineFigures): string {
  const share = (x: number): string => `${(Math.floor(x * 10_000) / 100).toFixed(2)}%`;
  const rows: [string, string][] = [
    ['事件 events', String(f.events)], ['案例 cases', String(f.cases)], ['活动 activities', String(f.activities)], ['变体 variants', String(f.variants)], ['边 edges', String(f.edges)],
    ['用时中位数 median duration', spanText(f.medianDurationMs)], ['用时平均 mean duration', spanText(f.meanDurationMs)],
  ];
  if (f.fittingShare !== undefined) rows.push(['相符案例 fitting cases', `${f.fittingCases} (${share(f.fittingShare)})`], ['平均相符度 average fitness', f.averageFitness!.toFixed(4)]);
  const lines = rows.map(([name, value]) => `${name}: ${value}`);
  for (const d of f.deviations ?? []) lines.push(`  ${d.kind === 'log' ? '多出 extra' : '缺少 missing'} “${d.activity}” @ ${d.state}: 代价 cost ${d.cost}, 案例 cases ${d.cases}`);
  return `${lines.join('\n')}\n`;
}
