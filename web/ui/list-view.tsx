import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Button, Checkbox, Input, Popover, type InputRef } from 'antd';
import { ColumnWidthOutlined, DownloadOutlined, SearchOutlined } from '@ant-design/icons';
import { DataTable, type Column } from './data-table.tsx';
import { EmptyState } from './empty-state.tsx';
import { FilterChips, type Filter } from './filters.tsx';
import { numberText } from './format.ts';
import { useLanguage } from './language.tsx';
import { queryOf, type ListState } from './list-state.ts';
import { Pane } from './pane.tsx';
import { ProblemNote } from './problem.tsx';
import type { ListSource } from './use-api.ts';
import './list-page.css';

export interface ListViewProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly filters?: readonly Filter[];
  readonly state: ListState;
  readonly onState: (next: ListState, replace?: boolean) => void;
  readonly source: ListSource<Row>;
  readonly rowKey: (row: Row) => string;
  /** Page of a row; opened by Enter twice, double use of the pane's button, or at once when there is no preview. */
  readonly rowHref?: (row: Row) => string;
  readonly preview?: (row: Row) => ReactNode;
  readonly previewTitle?: (row: Row) => ReactNode;
  readonly onOpenPage?: (href: string) => void;
  /** Acts on the chosen rows. `clear` lets go of the selection. */
  readonly acts?: (rows: readonly Row[], clear: () => void) => ReactNode;
  /** Path below /api that gives the same list as Excel or CSV; the list's query is added. */
  readonly exportPath?: string;
  readonly searchHint?: string;
  readonly empty?: ReactNode;
  readonly rowClass?: (row: Row) => string | undefined;
  readonly views?: ReactNode;
  readonly compact?: boolean;
}

const typingPause = 200;

/** A list as it looks and answers, without knowing where its rows come from. `ListPage` ties it to an endpoint. */
export function ListView<Row>(p: ListViewProps<Row>) {
  const { t, tw, language } = useLanguage();
  const { state, onState, source, rowKey } = p;
  const [cursor, setCursor] = useState(0);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [typed, setTyped] = useState(state.q);
  const searchBox = useRef<InputRef>(null);
  const latest = useRef(state);
  latest.current = state;

  useEffect(() => setTyped(state.q), [state.q]);
  useEffect(() => {
    if (typed === latest.current.q) return;
    const wait = setTimeout(() => onState({ ...latest.current, q: typed }, true), typingPause);
    return () => clearTimeout(wait);
  }, [onState, typed]);
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const within = e.target as HTMLElement;
      if (e.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(within.tagName) && !within.isContentEditable) {
        e.preventDefault();
        searchBox.current?.focus();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  const shown = useMemo(() => {
    const wanted = state.columns.length > 0 ? new Set(state.columns) : null;
    return p.columns.filter((c) => c.fixed || (wanted ? wanted.has(c.key) : !c.hidden));
    // Cells say times and names in the person's language, so a switch must make new columns.
    // oxlint-disable-next-line exhaustive-deps
  }, [p.columns, state.columns, language]);

  const openRow = useCallback((row: Row) => {
    const key = rowKey(row);
    if (p.preview && latest.current.open !== key) onState({ ...latest.current, open: key }, true);
    else if (p.rowHref) p.onOpenPage?.(p.rowHref(row));
  }, [onState, p, rowKey]);

  const moveTo = (index: number) => {
    setCursor(index);
    const row = source.rows[index];
    // An open pane follows the cursor: reading down a list is the commonest thing people do here.
    if (row && state.open && p.preview) onState({ ...state, open: rowKey(row) }, true);
  };

  const previewed = state.open ? source.rows.find((r) => rowKey(r) === state.open) : undefined;
  const chosenRows = source.rows.filter((r) => selected.has(rowKey(r)));
  const filtered = state.q !== '' || Object.keys(state.filters).length > 0;
  const exportHref = p.exportPath ? `/api${p.exportPath}?${new URLSearchParams(queryOf(state)).toString()}` : undefined;

  return (
    <div className="dz-list">
      {p.views}
      <div className="dz-list-bar">
        <Input ref={searchBox} size="small" allowClear prefix={<SearchOutlined />} value={typed} onChange={(e) => setTyped(e.target.value)}
          placeholder={p.searchHint ?? t('搜索（按 / ）', 'Search (press /)')} aria-label={t('在此列表中搜索', 'Search this list')} />
        {p.filters && <FilterChips filters={p.filters} values={state.filters} onChange={(filters) => onState({ ...state, filters })} />}
        <div className="dz-grow" />
        <Popover trigger="click" placement="bottomRight" arrow={false} content={
          <div className="dz-choices">
            {p.columns.map((c) => (
              <Checkbox key={c.key} disabled={c.fixed} checked={shown.includes(c)} onChange={(e) => {
                const keys = p.columns.filter((x) => (x === c ? e.target.checked : shown.includes(x))).map((x) => x.key);
                onState({ ...state, columns: keys }, true);
              }}>{tw(c.title)}</Checkbox>
            ))}
            <Button size="small" type="link" onClick={() => onState({ ...state, columns: [] }, true)}>{t('恢复默认', 'Back to default')}</Button>
          </div>
        }>
          <Button size="small" type="text" icon={<ColumnWidthOutlined />}>{t('列', 'Columns')}</Button>
        </Popover>
        {exportHref && <Button size="small" type="text" icon={<DownloadOutlined />} href={exportHref} download>{t('导出', 'Export')}</Button>}
      </div>
      {selected.size > 0 && (
        <div className="dz-act-bar" role="toolbar" aria-label={t('对所选操作', 'Acts on the selection')}>
          <b>{t(`已选 ${selected.size} 行`, `${selected.size} selected`)}</b>
          {p.acts?.(chosenRows, () => setSelected(new Set()))}
          <Button size="small" type="text" onClick={() => setSelected(new Set())}>{t('取消选择', 'Clear')}</Button>
        </div>
      )}
      {source.error && <ProblemNote error={source.error} onRetry={source.again} />}
      {/* Nothing was read: an empty table would say that there is nothing. */}
      {(!source.error || source.rows.length > 0) && <div className="dz-list-body">
        <DataTable label={p.label} columns={shown} rows={source.rows} rowKey={rowKey} loading={source.loading} hasMore={source.hasMore} onMore={source.more}
          sort={state.sort} onSort={(sort) => onState({ ...state, sort })} cursor={cursor} onCursor={moveTo} onOpen={openRow} openKey={state.open} compact={p.compact ?? false}
          cards={p.columns} {...(p.acts ? { selected, onSelect: setSelected } : {})} {...(p.rowClass ? { rowClass: p.rowClass } : {})}
          empty={filtered
            ? <EmptyState title={t('没有符合条件的记录', 'Nothing matches')} hint={t('换个词，或放宽筛选。', 'Try another word or fewer filters.')}
                act={<Button size="small" onClick={() => onState({ ...state, q: '', filters: {} })}>{t('清除条件', 'Clear all')}</Button>} />
            : p.empty ?? <EmptyState title={t('这里还没有记录', 'Nothing here yet')} />} />
        {previewed !== undefined && p.preview && (
          <Pane title={p.previewTitle?.(previewed) ?? rowKey(previewed)} href={p.rowHref?.(previewed)} onClose={() => onState({ ...state, open: '' }, true)}>
            {p.preview(previewed)}
          </Pane>
        )}
      </div>}
      <div className="dz-list-foot" role="status">
        <span>{source.total === undefined || source.error ? ' ' : source.total === null && source.hasMore ? t(`已载入 ${numberText(source.rows.length)} 条，还有更多`, `${numberText(source.rows.length)} loaded, there are more`)
          : t(`共 ${numberText(source.total ?? source.rows.length)} 条`, `${numberText(source.total ?? source.rows.length)} in all`)}</span>
        {source.loadingMore && <span>{t('正在载入…', 'Loading…')}</span>}
        <span className="dz-keys dz-grow">{t('↑↓ 移动 · Enter 打开 · x 选择 · / 搜索', '↑↓ move · Enter open · x select · / search')}</span>
      </div>
    </div>
  );
}
