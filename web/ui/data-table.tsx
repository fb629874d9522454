import { memo, useCallback, useEffect, useMemo, useRef, useSyncExternalStore, type KeyboardEvent, type ReactNode } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Checkbox } from 'antd';
import { CaretDownFilled, CaretUpFilled } from '@ant-design/icons';
import type { Words } from '../../src/kernel/words.ts';
import { cardCells } from './card-columns.ts';
import { useLanguage, useTw } from './language.tsx';
import { nextSort } from './list-state.ts';
import { RowsSkeleton } from './skeletons.tsx';
import './data-table.css';

export interface Column<Row> {
  /** Also the name of the server's sort, where `sort` is set. */
  readonly key: string;
  readonly title: Words;
  readonly render: (row: Row) => ReactNode;
  /** Pixels; or a share of what is left (`1fr`, `minmax(120px, 2fr)`). */
  readonly width: number | string;
  readonly align?: 'right';
  /** The server can sort by it; the way of the first press. */
  readonly sort?: 'up' | 'down';
  /** Not shown until chosen. */
  readonly hidden?: boolean;
  /** Cannot be put away: what names the row. */
  readonly fixed?: boolean;
  /** Where the cell stands on a phone, on a card instead of a row: lines of a left and a right cell, in the order of the columns, or one across. Where any column says it, those without it are left out there; else see `cardCells`. */
  readonly card?: 'left' | 'right' | 'wide';
}

export interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly loading?: boolean;
  readonly hasMore?: boolean;
  readonly onMore?: () => void;
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  /** Row under the cursor; -1 for none. */
  readonly cursor: number;
  readonly onCursor: (index: number) => void;
  /** Enter, or a press on the row. */
  readonly onOpen?: (row: Row) => void;
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (selected: ReadonlySet<string>) => void;
  readonly openKey?: string;
  readonly rowClass?: (row: Row) => string | undefined;
  readonly compact?: boolean;
  readonly empty?: ReactNode;
  /** All columns of which cards are made where the screen is narrow, also those that are not shown as columns. */
  readonly cards?: readonly Column<Row>[];
}

const narrow = typeof matchMedia === 'undefined' ? null : matchMedia('(max-width: 720px)');
const onNarrow = (changed: () => void) => {
  narrow?.addEventListener('change', changed);
  return () => narrow?.removeEventListener('change', changed);
};
const cardLine = 24;
const cardPadding = 20;

/** The heading stands above the rows inside the scroller and stays in sight. */
const headHeight = 34;

const trackOf = (width: number | string) => (typeof width === 'number' ? `${width}px` : width.endsWith('fr') && !width.startsWith('minmax') ? `minmax(80px, ${width})` : width);

/**
 * A table that draws only the rows in sight, so that thousands answer a key in one frame. ↑ ↓ PageUp PageDown Home End move, Enter opens,
 * x or space selects, Shift+↓ selects on the way, Esc lets go of the selection.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, rowKey, cursor, onCursor, onOpen, selected, onSelect, onMore, hasMore, compact } = props;
  const { tw, t } = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useSyncExternalStore(onNarrow, () => narrow?.matches ?? false);
  const cells = useMemo(() => cardCells(props.cards ?? []), [props.cards]);
  const asCards = isNarrow && cells.length > 0;
  const rowHeight = asCards ? cells.filter((c) => c.card !== 'right').length * cardLine + cardPadding : compact ? 30 : 36;
  const template = asCards ? `${onSelect ? '36px ' : ''}minmax(0, 1fr) fit-content(60%)` : `${onSelect ? '36px ' : ''}${columns.map((c) => trackOf(c.width)).join(' ')}`;
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 12, scrollMargin: headHeight, scrollPaddingStart: headHeight });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (hasMore && onMore && lastShown >= rows.length - 30) onMore();
  }, [hasMore, lastShown, onMore, rows.length]);

  const toggle = useCallback((key: string) => {
    if (!onSelect) return;
    const next = new Set(selected);
    if (!next.delete(key)) next.add(key);
    onSelect(next);
  }, [onSelect, selected]);

  const move = (to: number) => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    onCursor(index);
    virtual.scrollToIndex(index);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || rows.length === 0) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 2);
    const row = rows[cursor];
    const moves: Record<string, number> = { ArrowDown: cursor + 1, ArrowUp: cursor - 1, PageDown: cursor + page, PageUp: cursor - page, Home: 0, End: rows.length - 1, j: cursor + 1, k: cursor - 1 };
    const to = moves[event.key];
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    if (to !== undefined) {
      if (event.shiftKey && row && onSelect) onSelect(new Set([...(selected ?? []), rowKey(row)]));
      move(to);
    } else if (event.key === 'Enter' && row) onOpen?.(row);
    else if ((event.key === 'x' || event.key === ' ') && row) toggle(rowKey(row));
    else if (event.key === 'Escape' && selected?.size) onSelect?.(new Set());
    else return;
    event.preventDefault();
  };

  const allChosen = rows.length > 0 && rows.every((r) => selected?.has(rowKey(r)));
  return (
    <div className={compact ? 'dz-table dz-table-compact' : 'dz-table'}>
      <div className="dz-scroll" ref={scroller} role="grid" tabIndex={0} aria-label={props.label} aria-rowcount={rows.length}
        aria-activedescendant={rows[cursor] ? `row-${rowKey(rows[cursor])}` : undefined} onKeyDown={onKeyDown}>
        <div className={asCards ? 'dz-tr dz-th dz-th-cards' : 'dz-tr dz-th'} role="row" style={asCards ? undefined : { gridTemplateColumns: template }}>
          {onSelect && (
            <span className="dz-td" role="columnheader">
              <Checkbox aria-label={t('全选已载入的行', 'Select all loaded rows')} checked={allChosen} indeterminate={!allChosen && (selected?.size ?? 0) > 0}
                onChange={() => onSelect(allChosen ? new Set() : new Set(rows.map(rowKey)))} />
            </span>
          )}
          {(asCards ? columns.filter((c) => c.sort) : columns).map((c) => {
            const on = props.sort === c.key ? 'ascending' : props.sort === `-${c.key}` ? 'descending' : 'none';
            return (
              <span key={c.key} role="columnheader" aria-sort={c.sort ? on : undefined} className={c.align === 'right' ? 'dz-td dz-right' : 'dz-td'}>
                {c.sort && props.onSort ? (
                  <button type="button" className="dz-sort" onClick={() => props.onSort?.(nextSort(props.sort ?? '', c.key, c.sort))}>
                    {tw(c.title)}
                    {on === 'ascending' && <CaretUpFilled />}
                    {on === 'descending' && <CaretDownFilled />}
                  </button>
                ) : tw(c.title)}
              </span>
            );
          })}
        </div>
        {props.loading && rows.length === 0 ? <RowsSkeleton template={template} columns={columns.length + (onSelect ? 1 : 0)} /> : null}
        {!props.loading && rows.length === 0 ? <div role="row"><div role="gridcell" className="dz-table-empty">{props.empty}</div></div> : null}
        <div className="dz-tbody" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index]!;
            const key = rowKey(row);
            return (
              <TableRow key={key} row={row} id={key} top={item.start - headHeight} height={rowHeight} template={template} columns={(asCards ? cells : columns) as readonly Column<unknown>[]} card={asCards} index={item.index}
                onCursorRow={item.index === cursor} chosen={selected?.has(key) ?? false} opened={props.openKey === key} selectable={onSelect !== undefined}
                extra={props.rowClass?.(row)} onPress={(index) => { onCursor(index); scroller.current?.focus({ preventScroll: true }); onOpen?.(rows[index]!); }}
                onToggle={toggle} selectWord={t('选择此行', 'Select this row')} />
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface TableRowProps {
  readonly row: unknown;
  readonly id: string;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly template: string;
  readonly columns: readonly (Column<unknown> & { readonly label?: boolean })[];
  /** Drawn as a card of lines. */
  readonly card: boolean;
  readonly onCursorRow: boolean;
  readonly chosen: boolean;
  readonly opened: boolean;
  readonly selectable: boolean;
  readonly extra: string | undefined;
  readonly onPress: (index: number) => void;
  readonly onToggle: (key: string) => void;
  readonly selectWord: string;
}

/** Redrawn only when something of its own changed: moving the cursor redraws two rows. Handlers are left out of the comparison. */
const TableRow = memo(
  function TableRow(p: TableRowProps) {
    const latest = p;
    const tw = useTw();
    return (
      <div id={`row-${p.id}`} role="row" aria-rowindex={p.index + 1} aria-selected={p.chosen}
        className={['dz-tr', p.card && 'dz-card-row', p.onCursorRow && 'dz-cursor', p.chosen && 'dz-chosen', p.opened && 'dz-opened', p.extra].filter(Boolean).join(' ')}
        style={{ gridTemplateColumns: p.template, height: p.height, transform: `translateY(${p.top}px)` }} onClick={() => latest.onPress(p.index)}>
        {p.selectable && (
          <span className="dz-td" role="gridcell" onClick={(e) => e.stopPropagation()}>
            <Checkbox tabIndex={-1} aria-label={p.selectWord} checked={p.chosen} onChange={() => latest.onToggle(p.id)} />
          </span>
        )}
        {p.columns.map((c) => <span key={c.key} role="gridcell" className={p.card ? `dz-td dz-card-${c.card}` : c.align === 'right' ? 'dz-td dz-right' : 'dz-td'}>{c.label && <small className="dz-2">{tw(c.title)}</small>}{c.render(p.row)}</span>)}
      </div>
    );
  },
  (a, b) =>
    a.row === b.row && a.index === b.index && a.top === b.top && a.template === b.template && a.card === b.card && a.columns === b.columns && a.height === b.height &&
    a.onCursorRow === b.onCursorRow && a.chosen === b.chosen && a.opened === b.opened && a.extra === b.extra && a.onToggle === b.onToggle,
);
