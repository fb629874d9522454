import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { Button, Progress, Segmented, Select, Slider, Tabs } from 'antd';
import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { listMapKinds, readProcessMap, type MapFigures } from '../../../src/regulation/mining/live/contract.ts';
import { Page } from '../../shell/page.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { lengthText, numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { BlockSkeleton } from '../../ui/skeletons.tsx';
import { useRead } from '../../ui/use-api.ts';
import { ConformanceView } from './conformance-view.tsx';
import { drawings, drawnMap, mayDraw, type Drawing } from './drawn-map.ts';
import { MapCases } from './map-cases.tsx';
import { useMapState, whichOf } from './map-state.ts';
import { DwellTable, HandOverTable, PathTable, PostHandOverTable, ReworkTable, StateTable, VariantTable } from './map-tables.tsx';
import { meantWords, type Meant } from './meant.ts';
import { OwnLogs } from './own-logs.tsx';
import { UploadLog } from './upload-log.tsx';
import '../regulation.css';
import './process.css';

const MapCanvas = lazy(() => import('./map-canvas.tsx'));

const pollMs = 300;

/** How work really runs: the map of orders, parcels … from their facts, or of a log that was brought from outside. */
export default function ProcessPage() {
  const { t, tw } = useLanguage();
  const [state, set] = useMapState();
  const which = whichOf(state);
  const [bringing, setBringing] = useState(false);
  const [meant, setMeant] = useState<Meant | null>(null);
  const kinds = useRead(listMapKinds, {}, { topics: [] });
  const read = useRead(readProcessMap, { query: which } as never, { topics: [] });
  const { data, refetch } = read;
  useEffect(() => {
    if (data?.state !== 'working') return;
    const wait = setTimeout(() => void refetch(), pollMs);
    return () => clearTimeout(wait);
  }, [data, refetch]);
  // Another map has other numbers for its steps.
  const key = JSON.stringify(which);
  useEffect(() => setMeant(null), [key]);

  const map = data?.state === 'ready' && !read.isPlaceholderData ? data.map : null;
  const file = state.log !== '';
  return (
    <Page title={t('流程图', 'Process map')} full primary={<>
      <Button icon={<UploadOutlined />} onClick={() => setBringing(true)}>{t('外部日志', 'Log from outside')}</Button>
      <Button icon={<DownloadOutlined />} disabled={!map} href={`/api/process-maps.xlsx?${new URLSearchParams(which)}`} download>Excel</Button>
    </>}>
      <div className="dz-row dz-map-choices">
        {file
          ? <><OwnLogs log={state.log} onLog={(log) => set({ log })} /><Button size="small" onClick={() => set({ log: '' })}>{t('回到系统数据', 'Back to our own facts')}</Button></>
          : <>
            <Select size="small" value={state.type} onChange={(type) => set({ type })} aria-label={t('对象', 'Records')} options={(kinds.data?.kinds ?? []).map((k) => ({ value: k.type, label: tw(k.words) }))} style={{ minWidth: 110 }} />
            <Select size="small" value={state.days} onChange={(days) => set({ days })} aria-label={t('时间', 'Period')} options={[7, 30, 90, 180, 365].map((n) => ({ value: String(n), label: t(`近 ${n} 天`, `${n} days`) }))} style={{ minWidth: 96 }} />
            <Select size="small" allowClear value={state.store || undefined} placeholder={t('全部店铺', 'All stores')} onChange={(store: string | undefined) => set({ store: store ?? '' })} aria-label={t('店铺', 'Store')} options={(kinds.data?.stores ?? []).map((s) => ({ value: s.id, label: tw(s.words) }))} style={{ minWidth: 140 }} />
            <OwnLogs log="" onLog={(log) => set({ log, tab: '' })} />
          </>}
        <Select size="small" value={state.calendar} onChange={(calendar) => set({ calendar })} aria-label={t('等待按哪个日历', 'Calendar for waiting')} options={(kinds.data?.calendars ?? []).map((name) => ({ value: name, label: tw(calendarWords[name] ?? { zh: name, en: name }) }))} style={{ minWidth: 120 }} />
      </div>
      {read.error && !file && <ProblemNote error={read.error} onRetry={() => void read.refetch()} />}
      {read.error && file && <ProblemNote small error={read.error} onRetry={() => setBringing(true)} />}
      {!read.error && !map && <Working data={data} />}
      {map && (
        <div className="dz-map-split">
          <MapView map={map} tab={state.tab} onTab={(tab) => set({ tab })} onPick={setMeant} />
          {meant && <MapCases key={JSON.stringify(meant)} which={which} meant={meant} title={tw(meantWords(map, meant))} onClose={() => setMeant(null)} />}
        </div>
      )}
      <UploadLog open={bringing} problem={file ? read.error : null} onClose={() => setBringing(false)} onLog={(log) => (setBringing(false), set({ log, tab: '' }))} />
    </Page>
  );
}

const calendarWords: Readonly<Record<string, { zh: string; en: string }>> = {
  office: { zh: '办公时间', en: 'Office hours' }, 'service-desk': { zh: '客服时间', en: 'Service hours' }, warehouse: { zh: '仓库时间', en: 'Warehouse hours' }, natural: { zh: '自然时间', en: 'Round the clock' },
};

function Working({ data }: { data: { state: string; done?: number; of?: number } | undefined }) {
  const { t } = useLanguage();
  if (data?.state !== 'working' || !data.of) return <BlockSkeleton lines={8} />;
  return <div className="dz-map-working"><p>{t(`正在读取：${numberText(data.done ?? 0)} / ${numberText(data.of)}`, `Reading: ${numberText(data.done ?? 0)} of ${numberText(data.of)}`)}</p><Progress percent={Math.min(99, Math.round((100 * (data.done ?? 0)) / data.of))} /></div>;
}

const onPhone = (): boolean => matchMedia('(max-width: 720px)').matches;
/** A map of this many paths can still be read. */
const READABLE = 24;

function MapView({ map, tab, onTab, onPick }: { map: MapFigures; tab: string; onTab: (tab: string) => void; onPick: (meant: Meant) => void }) {
  const { t, language } = useLanguage();
  const [drawing, setDrawing] = useState<Drawing>('steps');
  const drawn = useMemo(() => drawnMap(map, mayDraw(map, drawing) ? drawing : 'steps'), [map, drawing]);
  const [wanted, setPaths] = useState(READABLE);
  const paths = Math.min(wanted, drawn.edges.length);
  const drawingNames: Record<Drawing, string> = { steps: t('步骤', 'Steps'), states: t('状态', 'States'), posts: t('岗位交接', 'Posts') };
  if (map.events === 0) return <EmptyState title={t('这段时间没有发生过', 'Nothing happened in this time')} hint={t('换一段更长的时间、另一种对象或店铺看看。', 'Try a longer period, another kind of record or another store.')} />;
  const median = map.duration.median;
  return (
    <div className="dz-map">
      <div className="dz-board-total">
        <button type="button" className="dz-linklike" onClick={() => onPick({ of: 'all' })}><span className="dz-map-figure"><b>{numberText(map.cases)}</b><span>{t('案例', 'cases')}</span></span></button>
        <span><b>{numberText(map.events)}</b><span>{t('事件', 'events')}</span></span>
        <span><b>{numberText(map.activities.length)}</b><span>{t('步骤', 'steps')}</span></span>
        <span><b>{numberText(map.variantCount)}</b><span>{t('变体', 'variants')}</span></span>
        <span><b>{median === null ? '—' : lengthText(median, language)}</b><span>{t('用时中位数', 'median duration')}</span></span>
        <span><b>{map.duration.mean === null ? '—' : lengthText(map.duration.mean, language)}</b><span>{t('平均用时', 'mean duration')}</span></span>
      </div>
      {map.remarks.map((line) => <p key={line.en} className="dz-2">{t(line.zh, line.en)}</p>)}
      <Tabs activeKey={tab || (onPhone() ? 'paths' : 'map')} onChange={onTab} items={[
        { key: 'map', label: t('图', 'Map'), children: (
          <>
            <div className="dz-row dz-map-slider">
              <Segmented<Drawing> size="small" value={drawn.drawing} onChange={setDrawing} aria-label={t('画什么', 'What is drawn')} options={drawings.filter((d) => mayDraw(map, d)).map((value) => ({ value, label: drawingNames[value] }))} />
              <span className="dz-2">{t('少', 'Few')}</span>
              <Slider min={1} max={Math.max(1, drawn.edges.length)} value={paths} onChange={setPaths} ariaLabelForHandle={t('显示多少条路径', 'How many paths are shown')} />
              <span className="dz-2">{t(`${paths} / ${drawn.drawing === 'steps' ? map.edgeCount : drawn.edges.length} 条路径；线宽为次数，颜色越黄等得越久`, `${paths} of ${drawn.drawing === 'steps' ? map.edgeCount : drawn.edges.length} paths; width = count, amber = long waits`)}</span></div>
            <Suspense fallback={<BlockSkeleton lines={10} />}><MapCanvas map={drawn} paths={paths} onPick={onPick} /></Suspense>
          </>
        ) },
        { key: 'paths', label: t('路径', 'Paths'), children: <PathTable map={map} onPick={onPick} /> },
        { key: 'variants', label: t('变体', 'Variants'), children: <VariantTable map={map} onPick={onPick} /> },
        { key: 'dwell', label: t('停留', 'Dwell'), children: <><h3>{t('在各状态停留', 'Time in each state')}</h3><StateTable map={map} onPick={onPick} /><h3>{t('每步之后停留', 'Time after each step')}</h3><DwellTable map={map} onPick={onPick} /></> },
        { key: 'rework', label: t('返工', 'Rework'), children: <ReworkTable map={map} onPick={onPick} /> },
        { key: 'hand-overs', label: t('交接', 'Hand-overs'), children: <><h3>{t('岗位之间', 'Between posts')}</h3><p className="dz-2">{t('按人员现在的岗位。', 'By the posts that people hold today.')}</p><PostHandOverTable map={map} onPick={onPick} /><h3>{t('人与人之间', 'Between people')}</h3><HandOverTable map={map} onPick={onPick} /></> },
        { key: 'conformance', label: t('相符度', 'Conformance'), children: <ConformanceView map={map} onPick={onPick} /> },
      ]} />
    </div>
  );
}
