import { useEffect, useRef, useState } from 'react';
import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useLanguage } from './language.tsx';
import { useScheme } from './scheme.tsx';
import { fontFamilies, tokensOf } from './tokens.ts';

interface Props {
  /** echarts option; colours, type and tooltips are set here. Use `series` colours only for meaning. */
  readonly option: EChartsCoreOption;
  readonly height?: number;
  /** What the chart says in words, for people who do not see it. */
  readonly label: string;
  readonly onPress?: (what: { seriesName?: string; name: string; dataIndex: number }) => void;
}

/** A chart, loaded when it comes into sight so that pages without one never load the library. */
export function ChartBox({ option, height = 240, label, onPress }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const [near, setNear] = useState(false);
  const [failed, setFailed] = useState(false);
  const { scheme } = useScheme();
  const { t, language } = useLanguage();
  const press = useRef(onPress);
  press.current = onPress;
  const shown = useRef(option);
  shown.current = option;

  useEffect(() => {
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), { rootMargin: '200px' });
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);

  useEffect(() => {
    if (!near) return;
    let gone = false;
    const c = tokensOf(scheme);
    const axis = { axisLine: { lineStyle: { color: c.edge } }, axisTick: { lineStyle: { color: c.edge } }, axisLabel: { color: c.ink2 }, splitLine: { lineStyle: { color: c.line } }, nameTextStyle: { color: c.ink2 } };
    const look = {
      categoryAxis: { ...axis, splitLine: { show: false } }, valueAxis: axis, timeAxis: axis, logAxis: axis,
      legend: { textStyle: { color: c.ink2 } },
      animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      animationDuration: 200,
      color: [c.link, c.ink2, c.kept, c.soon, c.paused],
      textStyle: { fontFamily: fontFamilies[language], color: c.ink2, fontSize: 12 },
      grid: { left: 8, right: 12, top: 24, bottom: 4, containLabel: true },
      // Drawn on the canvas: the page's policy refuses the inline styles of an HTML tooltip.
      tooltip: { trigger: 'axis', renderMode: 'richText', backgroundColor: c.surface, borderColor: c.edge, textStyle: { color: c.ink } },
    };
    void import('./chart-library.ts').then(
      ({ init }) => {
        if (gone || !box.current) return;
        chart.current?.dispose();
        const drawn = init(box.current, look);
        drawn.setOption(shown.current);
        drawn.on('click', (event) => press.current?.({ name: event.name, dataIndex: event.dataIndex, ...(event.seriesName ? { seriesName: event.seriesName } : {}) }));
        chart.current = drawn;
      },
      () => setFailed(true),
    );
    const resize = new ResizeObserver(() => chart.current?.resize());
    if (box.current) resize.observe(box.current);
    return () => {
      gone = true;
      resize.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, [near, scheme, language]);

  // Another option is drawn into the same chart: figures that follow a finger do not flicker.
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
  }, [option]);

  return (
    <figure role="img" aria-label={label}>
      {failed && <p className="dz-2">{t('图表没有载入，请重新载入页面。', 'The chart did not load; reload the page.')}</p>}
      <div ref={box} style={{ height }} />
    </figure>
  );
}
