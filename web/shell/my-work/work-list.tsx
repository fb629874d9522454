import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ClauseChip } from '../../ui/clause.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { DueBar, When } from '../../ui/values.tsx';
import type { WorkGroup, WorkItem } from '../work-endpoints.ts';
import { stepTo, workRows } from './work-rows.ts';
import './my-work.css';

interface Props {
  readonly items: readonly WorkItem[];
  readonly counts: Readonly<Partial<Record<WorkGroup, number>>>;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  /** Enter or a press: open beside the list. */
  readonly onOpen: (id: string) => void;
  readonly opened: string | null;
  /** Just done: fading, about to leave. */
  readonly fading: ReadonlySet<string>;
  readonly onMore?: () => void;
}

const headHeight = 34;
const rowHeight = 44;

/** My work as it looks: groups, when / what / on what / for whom / clause, moved through by keys. */
export function WorkList({ items, counts, selected, onSelect, onOpen, opened, fading, onMore }: Props) {
  const { t, tw } = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => workRows(items, counts), [items, counts]);
  const at = rows.findIndex((r) => r.is === 'item' && r.item.id === selected);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: (i) => (rows[i]?.is === 'head' ? headHeight : rowHeight), overscan: 10 });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onMore && last >= rows.length - 20) onMore();
  }, [last, onMore, rows.length]);
  useEffect(() => scroller.current?.focus({ preventScroll: true }), []);

  const names: Record<WorkGroup, string> = {
    overdue: t('已超期', 'Overdue'), escalated: t('已升级给我', 'Escalated to me'), team: t('团队超期', 'Overdue in my team'), today: t('今天', 'Today'), later: t('以后', 'Later'), waiting: t('等别人', 'Waiting on others'), approvals: t('待我审批', 'For my approval'),
  };
  const select = (index: number) => {
    const row = rows[index];
    if (row?.is !== 'item') return;
    onSelect(row.item.id);
    virtual.scrollToIndex(index);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const ways: Record<string, () => void> = {
      ArrowDown: () => select(stepTo(rows, at, 1)), ArrowUp: () => select(stepTo(rows, at, -1)), j: () => select(stepTo(rows, at, 1)), k: () => select(stepTo(rows, at, -1)),
      Home: () => select(stepTo(rows, -1, 1)), End: () => select(stepTo(rows, rows.length, -1)),
      Enter: () => selected && onOpen(selected),
    };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    way();
  };
  const select0 = (item: WorkItem) => {
    onSelect(item.id);
    onOpen(item.id);
    scroller.current?.focus({ preventScroll: true });
  };

  // Rows out of sight are not drawn: only one that is there can be named to a screen reader.
  const drawn = selected !== null && shown.some((v) => { const row = rows[v.index]!; return row.is === 'item' && row.item.id === selected; });

  return (
    <div className="dz-table dz-work">
      <div className="dz-work-row dz-work-columns" aria-hidden="true">
        <span>{t('期限', 'When')}</span><span>{t('做什么', 'What')}</span><span>{t('对象', 'On what')}</span><span>{t('为谁 / 承担人', 'For / owed by')}</span><span>{t('条款', 'Clause')}</span>
      </div>
      <div ref={scroller} className="dz-scroll" tabIndex={0} role="grid" aria-label={t('我的工作', 'My work')} onKeyDown={onKey}
        aria-activedescendant={drawn ? `work-${selected}` : undefined}>
        <div className="dz-tbody" style={{ height: virtual.getTotalSize() }}>
          {shown.map((v) => {
            const row = rows[v.index]!;
            const place = { transform: `translateY(${v.start}px)`, height: v.size };
            if (row.is === 'head') {
              return <div key={row.group} role="row" className={`dz-work-head dz-work-head-${row.group}`} style={place}><span role="rowheader"><b>{names[row.group]}</b> {row.count}</span>{row.count > row.shown && others.has(row.group) && <span role="gridcell"><a href="/obligations?overdue=true">{t('全部', 'all')}</a></span>}</div>;
            }
            const { item } = row;
            return (
              <div key={item.id} id={`work-${item.id}`} role="row" aria-selected={item.id === selected} style={place} onClick={() => select0(item)}
                className={['dz-work-row', item.id === selected && 'dz-cursor', item.id === opened && 'dz-opened', fading.has(item.id) && 'dz-fading'].filter(Boolean).join(' ')}>
                <span role="gridcell">{item.kind !== 'obligation' ? <Asked item={item} /> : <DueBar openedAt={item.openedAt} dueAt={item.dueAt} remainingMs={item.remainingMs} provisional={item.provisional} />}</span>
                <span role="gridcell" className="dz-work-what dz-cut">{tw(item.title)}</span>
                <span role="gridcell" className="dz-cut"><span className="dz-mono">{item.subject.number}</span> <span className="dz-2">{item.subject.title}</span></span>
                <span role="gridcell" className="dz-cut dz-2">{others.has(item.group) ? <Owes item={item} /> : item.group === 'waiting' ? item.owner?.name : item.whom}</span>
                <span role="gridcell">{item.clause && <ClauseChip id={item.clause} />}</span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** Groups of what others owe: who owes it is what the manager wants to know. */
const others: ReadonlySet<WorkGroup> = new Set<WorkGroup>(['escalated', 'team']);

function Owes({ item }: { item: WorkItem }) {
  const { t, tw } = useLanguage();
  return <span title={t('承担人', 'Owed by')}>{item.owner?.name ?? (item.post && tw(item.post))}</span>;
}

/** What nobody has set a time for says since when it waits; samples gathered in one item, when the oldest of what was done happened. */
export function Asked({ item }: { item: Pick<WorkItem, 'kind' | 'openedAt'> }) {
  const { t } = useLanguage();
  return <span className="dz-2">{item.kind === 'sample' ? t('最早一件 ', 'oldest ') : t('提出于 ', 'asked ')}<When at={item.openedAt} /></span>;
}
