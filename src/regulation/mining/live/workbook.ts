import type { Language, Words } from '../../../kernel/words.ts';
import type { MapFigures, SpreadShown } from './contract.ts';
import { writeXlsx } from '../../../kernel/files/write-xlsx.ts';

type Cell = string | number | null;

const HOUR = 3_600_000;
/** Hours with two decimals: people add and compare them. */
const hours = (ms: number | null): number | null => (ms === null ? null : Math.round((ms / HOUR) * 100) / 100);
const spread = (s: SpreadShown | null): Cell[] => [hours(s?.median ?? null), hours(s?.mean ?? null), hours(s?.p90 ?? null)];
/** Spreadsheets run text that begins like a formula: names of steps come from outside. */
const safe = (text: string): string => (/^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\0]/.test(text) ? `'${text}` : text);

/** The figures of a map, a sheet a subject: paths, steps, ways, dwell, rework, hand-overs, deviations. */
export async function mapWorkbook(map: MapFigures, language: Language): Promise<Uint8Array> {
  const t = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  const named = (w: Words): string => safe(w[language]);
  const step = (n: number): string => named(map.activities[n]!.words);
  const who = (n: number): string => safe(map.resources[n] ?? '');
  const wait = [t('中位（小时）', 'Median (h)'), t('平均（小时）', 'Mean (h)'), t('九成以内（小时）', '90 % within (h)')];
  const sheets: [string, string[], Cell[][]][] = [
    [t('路径', 'Paths'), [t('从', 'From'), t('到', 'To'), t('次数', 'Count'), t('案例', 'Cases'), ...wait.map((w) => `${t('等待', 'Waiting')} ${w}`), ...wait.map((w) => `${t('工作时间等待', 'Working-time wait')} ${w}`)],
      map.edges.map((e) => [step(e.from), step(e.to), e.count, e.cases, ...spread(e.waiting), ...spread(e.waitingWork)])],
    [t('步骤', 'Steps'), [t('步骤', 'Step'), t('次数', 'Count'), t('案例', 'Cases'), t('起点', 'Starts'), t('终点', 'Ends')], map.nodes.map((n) => [step(n.activity), n.count, n.cases, n.starts, n.ends])],
    [t('变体', 'Variants'), [t('案例', 'Cases'), ...wait, t('步骤', 'Steps')], map.variants.map((v) => [v.cases, ...spread(v.duration), v.steps.map(step).join(' → ')])],
    [t('停留', 'Dwell'), [t('步骤之后', 'After step'), ...wait, ...wait.map((w) => `${t('工作时间', 'Working time')} ${w}`)], map.dwell.map((d) => [step(d.activity), ...spread(d.natural), ...spread(d.work)])],
    [t('返工', 'Rework'), [t('步骤', 'Step'), t('紧接重复', 'Self loops'), t('重复', 'Repeats'), t('案例', 'Cases')], map.rework.map((r) => [step(r.activity), r.selfLoops, r.repeats, r.cases])],
    [t('交接', 'Hand-overs'), [t('从', 'From'), t('到', 'To'), t('次数', 'Count'), t('案例', 'Cases'), ...wait], map.handOvers.map((h) => [who(h.from), who(h.to), h.count, h.cases, ...spread(h.waiting)])],
    [t('岗位交接', 'Between posts'), [t('从', 'From'), t('到', 'To'), t('次数', 'Count'), t('案例', 'Cases'), ...wait], map.postHandOvers.map((h) => [named(map.posts[h.from]!.words), named(map.posts[h.to]!.words), h.count, h.cases, ...spread(h.waiting)])],
    [t('状态停留', 'Time in states'), [t('状态', 'State'), t('进入次数', 'Entered'), t('案例', 'Cases'), ...wait, ...wait.map((w) => `${t('工作时间', 'Working time')} ${w}`)],
      (map.states?.dwell ?? []).map((d) => [named(map.states!.names[d.state]!.words), d.entered, d.cases, ...spread(d.natural), ...spread(d.work)])],
    [t('偏离', 'Deviations'), [t('种类', 'Kind'), t('步骤', 'Step'), t('状态', 'State'), t('代价', 'Cost'), t('案例', 'Cases')],
      (map.conformance?.deviations ?? []).map((d) => [d.kind === 'log' ? t('多出', 'Extra') : t('缺少', 'Missing'), named(d.activityWords), named(d.stateWords), d.cost, d.cases])],
  ];
  return writeXlsx({
    sheets: sheets.map(([name, headings, rows]) => ({
      name, freezePane: { rows: 1 },
      columns: headings.map((header, i) => ({ header, key: `c${i}`, width: Math.min(60, Math.max(12, header.length * 2 + 2)) })),
      data: rows.map((row) => Object.fromEntries(row.map((cell, i) => [`c${i}`, cell]))),
    })),
  });
}
