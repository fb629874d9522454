import { useState } from 'react';
import { Segmented } from 'antd';
import type { MapFigures } from '../../../src/regulation/mining/live/contract.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { Lines, useSay } from './map-tables.tsx';
import type { Meant } from './meant.ts';

/** How far cases kept to the declared life, and each way of leaving it with its cost. */
export function ConformanceView({ map, onPick }: { map: MapFigures; onPick: (meant: Meant) => void }) {
  const { t, tw } = useLanguage();
  const say = useSay(map);
  const [kind, setKind] = useState<'all' | 'log' | 'model'>('all');
  const found = map.conformance;
  if (!found) return <EmptyState title={t('没有可比的生命周期', 'No life cycle to compare with')} hint={t('这种对象没有声明生命周期；上传日志时可以附一份生命周期文件（JSON）。', 'This kind of record declares none; an uploaded log may bring a life-cycle file (JSON).')} />;
  const share = (x: number): string => `${(Math.floor(x * 10_000) / 100).toFixed(2)}%`;
  return (
    <div>
      <div className="dz-board-total">
        <span><b>{share(found.fittingShare)}</b><span>{t(`完全相符（${numberText(found.fitting)} / ${numberText(found.cases)} 件）`, `fit (${numberText(found.fitting)} of ${numberText(found.cases)})`)}</span></span>
        {found.running > 0 && <span><b>{numberText(found.running)}</b><span>{t('尚未结束，不计', 'still under way, left out')}</span></span>}
        <span><b>{found.averageFitness.toFixed(4)}</b><span>{t('平均相符度', 'average fitness')}</span></span>
        <span><b>{numberText(found.totalCost)}</b><span>{t('偏离总代价', 'cost of all deviations')}</span></span>
      </div>
      <Lines onPick={onPick} headings={[t('偏离', 'Deviation'), t('当时状态', 'In state'), t('代价', 'Cost'), t('案例', 'Cases')]} empty={t('没有偏离', 'No deviations')}
        note={t('多出或缺少一步，代价各为 1', 'A step too many or too few costs 1')}
        extra={<Segmented size="small" value={kind} onChange={setKind} aria-label={t('偏离种类', 'Kind of deviation')} options={[{ value: 'all', label: t('全部', 'All') }, { value: 'log', label: t('多出', 'Extra') }, { value: 'model', label: t('缺少', 'Missing') }]} />}
        lines={found.deviations.flatMap((d, n) => (kind !== 'all' && kind !== d.kind ? [] : [{
          key: String(n), meant: { of: 'deviation' as const, a: n }, text: `${say.both(d.activityWords)} ${say.both(d.stateWords)}`,
          cells: [`${d.kind === 'log' ? t('多出', 'Extra') : t('缺少', 'Missing')}：${tw(d.activityWords)}`, tw(d.stateWords), numberText(d.cost), numberText(d.cases)],
        }]))} />
    </div>
  );
}
