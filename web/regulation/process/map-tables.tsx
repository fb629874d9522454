import { useState, type ReactNode } from 'react';
import { Input, Pagination } from 'antd';
import type { Words } from '../../../src/kernel/words.ts';
import type { MapFigures, SpreadShown } from '../../../src/regulation/mining/live/contract.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { lengthText, numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import type { Meant } from './meant.ts';

interface Props {
  readonly map: MapFigures;
  readonly onPick: (meant: Meant) => void;
}

interface Line {
  readonly key: string;
  readonly meant: Meant | null;
  /** What the search box looks in. */
  readonly text: string;
  readonly cells: readonly ReactNode[];
}

const PAGE = 25;

/** Rows that can be searched and paged; a press on one shows its cases. On a phone each is a block. */
function Lines({ headings, lines, onPick, empty, note, extra }: { headings: readonly string[]; lines: readonly Line[]; onPick: (meant: Meant) => void; empty: string; note?: ReactNode; extra?: ReactNode }) {
  const { t } = useLanguage();
  const [q, setQ] = useState('');
  const [page, setPage] = useState(1);
  const found = lines.filter((l) => l.text.toLowerCase().includes(q.toLowerCase()));
  const shown = found.slice((page - 1) * PAGE, page * PAGE);
  if (lines.length === 0) return <>{extra}<EmptyState title={empty} /></>;
  return (
    <div>
      <div className="dz-row dz-map-tools"><Input allowClear size="small" value={q} onChange={(e) => (setQ(e.target.value), setPage(1))} placeholder={t('搜索', 'Search')} aria-label={t('搜索', 'Search')} style={{ maxWidth: 220 }} />{extra}<span className="dz-2">{note}</span></div>
      <table className="dz-map-table">
        <thead><tr>{headings.map((h) => <th key={h}>{h}</th>)}</tr></thead>
        <tbody>
          {shown.map((line) => (
            <tr key={line.key}>
              {line.cells.map((cell, i) => (
                // Cells have no name but their column.
                <td key={headings[i]} data-label={headings[i]}>{i === 0 && line.meant ? <button type="button" className="dz-linklike" onClick={() => onPick(line.meant!)}>{cell}</button> : cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {found.length > PAGE && <Pagination size="small" current={page} pageSize={PAGE} total={found.length} onChange={setPage} showSizeChanger={false} />}
    </div>
  );
}

function useSay(map: MapFigures) {
  const { tw, language } = useLanguage();
  const both = (w: Words): string => `${w.zh} ${w.en}`;
  return {
    step: (n: number): string => tw(map.activities[n]!.words), stepText: (n: number): string => both(map.activities[n]!.words), both,
    span: (ms: number | null | undefined): string => (ms === null || ms === undefined ? '—' : lengthText(ms, language)),
    spread: (s: SpreadShown | null): string[] => [s?.median, s?.mean, s?.p90].map((ms) => (ms === null || ms === undefined ? '—' : lengthText(ms, language))),
  };
}

/** Steps in a row; what is done again at once is said once, with how often. */
function way(steps: readonly number[], say: (step: number) => string): string {
  const runs: { step: number; times: number }[] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    if (last?.step === step) last.times += 1;
    else runs.push({ step, times: 1 });
  }
  return runs.map(({ step, times }) => (times > 1 ? `${say(step)} ×${times}` : say(step))).join(' → ');
}

const useWaits = (): string[] => {
  const { t } = useLanguage();
  return [t('等待中位（工作时间）', 'Median wait (working)'), t('等待中位（自然时间）', 'Median wait (natural)'), t('九成以内', '90 % within')];
};

export function PathTable({ map, onPick }: Props) {
  const { t } = useLanguage();
  const say = useSay(map);
  const waits = useWaits();
  return <Lines onPick={onPick} headings={[t('路径', 'Path'), t('次数', 'Count'), t('案例', 'Cases'), ...waits]} empty={t('没有路径', 'No paths')}
    note={map.edges.length < map.edgeCount ? t(`最常见的 ${map.edges.length} 条，共 ${map.edgeCount} 条`, `The ${map.edges.length} most used of ${map.edgeCount}`) : null}
    lines={map.edges.map((e) => ({ key: `${e.from}-${e.to}`, meant: { of: 'edge', a: e.from, b: e.to }, text: `${say.stepText(e.from)} ${say.stepText(e.to)}`,
      cells: [`${say.step(e.from)} → ${say.step(e.to)}`, numberText(e.count), numberText(e.cases), say.span(e.waitingWork?.median), say.span(e.waiting.median), say.span(e.waiting.p90)] }))} />;
}

export function VariantTable({ map, onPick }: Props) {
  const { t } = useLanguage();
  const say = useSay(map);
  return <Lines onPick={onPick} headings={[t('走法', 'Way'), t('案例', 'Cases'), t('占比', 'Share'), t('用时中位', 'Median'), t('平均', 'Mean')]} empty={t('没有变体', 'No variants')}
    note={map.variants.length < map.variantCount ? t(`最常见的 ${map.variants.length} 种，共 ${map.variantCount} 种`, `The ${map.variants.length} most usual of ${map.variantCount}`) : t(`共 ${map.variantCount} 种`, `${map.variantCount} in all`)}
    lines={map.variants.map((v, n) => ({ key: String(n), meant: { of: 'variant', a: n }, text: v.steps.map(say.stepText).join(' '),
      cells: [way(v.steps, say.step), numberText(v.cases), `${((100 * v.cases) / Math.max(1, map.cases)).toFixed(1)}%`, say.span(v.duration.median), say.span(v.duration.mean)] }))} />;
}

/** Time in the states of the declared life. */
export function StateTable({ map, onPick }: Props) {
  const { t, tw } = useLanguage();
  const say = useSay(map);
  if (!map.states) return <EmptyState title={t('这种对象没有声明生命周期，只能看每步之后停留多久', 'No life is declared for these: see how long they stay after each step')} />;
  const { names, dwell } = map.states;
  return <Lines onPick={onPick} headings={[t('处于状态', 'In state'), t('进入次数', 'Entered'), t('案例', 'Cases'), t('中位（工作时间）', 'Median (working)'), t('中位（自然时间）', 'Median (natural)'), t('平均', 'Mean'), t('九成以内', '90 % within')]} empty={t('没有经过任何状态', 'No state was entered')}
    lines={dwell.map((d) => ({ key: String(d.state), meant: { of: 'state', a: d.state }, text: say.both(names[d.state]!.words), cells: [tw(names[d.state]!.words), numberText(d.entered), numberText(d.cases), say.span(d.work?.median), ...say.spread(d.natural)] }))} />;
}

export function DwellTable({ map, onPick }: Props) {
  const { t } = useLanguage();
  const say = useSay(map);
  return <Lines onPick={onPick} headings={[t('在此之后停留', 'Stays after'), t('次数', 'Count'), t('中位（工作时间）', 'Median (working)'), t('中位（自然时间）', 'Median (natural)'), t('平均', 'Mean'), t('九成以内', '90 % within')]} empty={t('没有停留', 'No dwell')}
    lines={map.dwell.map((d) => ({ key: String(d.activity), meant: { of: 'node', a: d.activity }, text: say.stepText(d.activity), cells: [say.step(d.activity), numberText(d.natural.n), say.span(d.work?.median), ...say.spread(d.natural)] }))} />;
}

export function ReworkTable({ map, onPick }: Props) {
  const { t } = useLanguage();
  const say = useSay(map);
  return <Lines onPick={onPick} headings={[t('步骤', 'Step'), t('重复', 'Repeats'), t('其中紧接重复', 'At once'), t('案例', 'Cases'), t('案例占比', 'Share of cases')]} empty={t('没有重复的步骤', 'No step was done again')}
    lines={map.rework.map((r) => ({ key: String(r.activity), meant: { of: 'rework', a: r.activity }, text: say.stepText(r.activity),
      cells: [say.step(r.activity), numberText(r.repeats), numberText(r.selfLoops), numberText(r.cases), `${((100 * r.cases) / Math.max(1, map.cases)).toFixed(1)}%`] }))} />;
}

export function HandOverTable({ map, onPick }: Props) {
  const { t } = useLanguage();
  const say = useSay(map);
  return <Lines onPick={onPick} headings={[t('交接', 'Hand-over'), t('次数', 'Count'), t('案例', 'Cases'), t('间隔中位', 'Median gap'), t('平均', 'Mean'), t('九成以内', '90 % within')]} empty={t('没有人与人之间的交接', 'Nothing was handed from one to another')}
    lines={map.handOvers.map((h) => ({ key: `${h.from}-${h.to}`, meant: { of: 'hand-over', a: h.from, b: h.to }, text: `${map.resources[h.from]} ${map.resources[h.to]}`,
      cells: [`${map.resources[h.from]} → ${map.resources[h.to]}`, numberText(h.count), numberText(h.cases), ...say.spread(h.waiting)] }))} />;
}

/** Hand-overs between posts, as people stand today. */
export function PostHandOverTable({ map, onPick }: Props) {
  const { t, tw } = useLanguage();
  const say = useSay(map);
  const post = (n: number) => map.posts[n]!.words;
  return <Lines onPick={onPick} headings={[t('岗位之间', 'Between posts'), t('次数', 'Count'), t('案例', 'Cases'), t('间隔中位', 'Median gap'), t('平均', 'Mean'), t('九成以内', '90 % within')]} empty={t('没有岗位之间的交接', 'Nothing was handed from one post to another')}
    lines={map.postHandOvers.map((h) => ({ key: `${h.from}-${h.to}`, meant: { of: 'post-hand-over', a: h.from, b: h.to }, text: `${say.both(post(h.from))} ${say.both(post(h.to))}`,
      cells: [`${tw(post(h.from))} → ${tw(post(h.to))}`, numberText(h.count), numberText(h.cases), ...say.spread(h.waiting)] }))} />;
}

export { Lines, useSay };
