import { useMemo, useState } from 'react';
import { Drawer, Tag } from 'antd';
import { readPlaces } from '../../../../src/registers/products/contract.ts';
import { type CountPlanState, countPlanStates, countPlanStateWords, listCountPlans, planCount } from '../../../../src/registers/products/count-plans/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { IdTag, Num, When } from '../../../ui/values.tsx';
import { PlanForm } from './plan-form.tsx';

type Row = RowOf<typeof listCountPlans>;

export function PlanState({ state }: { state: CountPlanState }) {
  const { tw } = useLanguage();
  return <Tag color={state === 'counting' || state === 'recounting' ? 'processing' : state === 'counted' ? 'warning' : 'default'}>{tw(countPlanStateWords[state])}</Tag>;
}

const columns: Column<Row>[] = [
  { key: 'no', title: words('盘点计划', 'Number'), width: 170, fixed: true, render: (p) => <IdTag value={p.planNo} /> },
  { key: 'state', title: words('状态', 'State'), width: 110, render: (p) => <PlanState state={p.state} /> },
  { key: 'title', title: words('名称', 'Title'), width: 'minmax(140px, 2fr)', render: (p) => <span className="dz-cut">{p.title}</span> },
  { key: 'warehouse', title: words('仓库', 'Warehouse'), width: '1fr', render: (p) => <span className="dz-cut">{p.warehouse ?? '—'}</span> },
  { key: 'articles', title: words('规格', 'Articles'), width: 80, align: 'right', render: (p) => <Num value={p.articles} /> },
  { key: 'counted', title: words('已盘 / 行', 'Counted / lines'), width: 110, align: 'right', render: (p) => <span className="dz-num">{p.counted} / {p.lines}</span> },
  { key: 'recounted', title: words('复盘', 'Again'), width: 80, align: 'right', render: (p) => <Num value={p.recounted} /> },
  { key: 'differing', title: words('差异行', 'Differ'), width: 80, align: 'right', render: (p) => (p.differing === null ? '—' : <span className={p.differing > 0 ? 'dz-num dz-soon' : 'dz-num'}>{p.differing}</span>) },
  { key: 'by', title: words('制单', 'By'), width: 100, render: (p) => <span className="dz-cut">{p.createdBy}</span> },
  { key: 'created', title: words('时间', 'When'), width: 120, sort: 'down', render: (p) => <When at={p.createdAt} /> },
];

/** Stock-takes by plan, the newest first. */
export default function PlanList() {
  const t = useT();
  const [open, setOpen] = useState(false);
  const warehouses = useRead(readPlaces, {}).data?.warehouses;
  const filters = useMemo<Filter[]>(() => [
    { key: 'state', kind: 'choice', many: true, pinned: true, title: words('状态', 'State'), options: countPlanStates.map((value) => ({ value, words: countPlanStateWords[value] })) },
    { key: 'warehouse', kind: 'choice', pinned: true, title: words('仓库', 'Warehouse'), options: (warehouses ?? []).map((w) => ({ value: w.id, words: words(w.name, w.name) })) },
  ], [warehouses]);
  return (
    <>
      <ListPage name="logistics.count-plans" title={t('盘点计划', 'Stock-takes')} endpoint={listCountPlans} topics={['count-plan', 'stock-count']} columns={columns} filters={filters} defaultSort="-created" rowKey={(p) => p.id}
        rowHref={(p) => `/logistics/count-plans/${p.id}`} rule={['4.1.2']} searchHint={t('单号、名称、规格编码', 'Number, title, SKU code')} primary={<LeadingButton leadsTo={planCount} type="primary" onClick={() => setOpen(true)}>{t('新建盘点计划', 'Plan a stock-take')}</LeadingButton>}
        empty={<EmptyState title={t('还没有盘点计划', 'No stock-takes yet')} hint={t('按库位、品类、规格或 ABC 类选范围，开始时冻结账面，盲盘、复盘、批准后过账。', 'Choose places, categories, articles or a class: the books are frozen at the start, counted blind, counted again where it matters, approved and posted.')} />} />
      <Drawer open={open} onClose={() => setOpen(false)} size={600} destroyOnHidden title={t('新建盘点计划', 'Plan a stock-take')}><PlanForm onClose={() => setOpen(false)} /></Drawer>
    </>
  );
}
