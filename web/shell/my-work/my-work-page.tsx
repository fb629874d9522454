import { useCallback, useMemo, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { BlockSkeleton } from '../../ui/skeletons.tsx';
import { useList } from '../../ui/use-api.ts';
import { When } from '../../ui/values.tsx';
import { useDueCounts } from '../navigation.tsx';
import { Page } from '../page.tsx';
import { listWork, type WorkGroup, type WorkItem } from '../work-endpoints.ts';
import { FirstSteps } from './first-steps.tsx';
import { WorkList } from './work-list.tsx';
import { WorkPane } from './work-pane.tsx';
import { afterDone, workRows } from './work-rows.ts';

/** How long a done row stays, fading, before the list is read again: long enough to see that it went. */
const fadeMs = 600;

/** The home page: what is due, in the order in which things break, each one press from done. */
export function MyWorkPage() {
  const { t } = useLanguage();
  const client = useQueryClient();
  const source = useList(listWork, { query: {} }, { topics: ['work'] });
  const counts = useDueCounts().data;
  const [selected, setSelected] = useState<string | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const [fading, setFading] = useState<ReadonlySet<string>>(new Set());
  const items = source.rows as readonly WorkItem[];
  const groupCounts = useMemo<Partial<Record<WorkGroup, number>>>(() => (counts ? { overdue: counts.overdue, today: counts.today, escalated: counts.escalated, team: counts.team } : {}), [counts]);

  const current = items.some((i) => i.id === selected) ? selected : (items.find((i) => !fading.has(i.id))?.id ?? null);
  const onSelect = useCallback((id: string) => {
    setSelected(id);
    // An open pane follows the selection.
    setOpened((was) => (was === null ? null : id));
  }, []);
  const onDone = (id: string) => {
    const next = afterDone(workRows(items, {}), id);
    setFading((before) => new Set(before).add(id));
    setSelected(next);
    setOpened(next);
    setTimeout(() => {
      void client.invalidateQueries().then(() => setFading((before) => new Set([...before].filter((x) => x !== id))));
    }, fadeMs);
  };
  const openItem = items.find((i) => i.id === opened);

  return (
    <Page title={t('我的工作', 'My work')} full>
      <div className="dz-list">
        <FirstSteps />
        {source.error && <ProblemNote error={source.error} onRetry={source.again} />}
        {source.loading && <BlockSkeleton lines={14} />}
        {!source.loading && !source.error && items.length === 0 && (
          <EmptyState title={t('手上没有要办的事，辛苦了。', 'Nothing is waiting for you. Well done.')}
            hint={counts?.nextDueAt ? <>{t('下一项到期：', 'Next due: ')}<When at={counts.nextDueAt} /></> : t('有新的事情会出现在这里。', 'New work appears here by itself.')} />
        )}
        {items.length > 0 && (
          <div className="dz-list-body">
            <WorkList items={items} counts={groupCounts} selected={current} onSelect={onSelect} onOpen={setOpened} opened={opened} fading={fading} onMore={source.more} />
            {openItem && <WorkPane item={openItem} onClose={() => setOpened(null)} onDone={onDone} />}
          </div>
        )}
        {items.length > 0 && <div className="dz-list-foot"><span className="dz-keys">{t('↑↓ 移动 · Enter 打开 · Esc 关闭 · Ctrl K 搜索', '↑↓ move · Enter open · Esc close · Ctrl K search')}</span></div>}
      </div>
    </Page>
  );
}
