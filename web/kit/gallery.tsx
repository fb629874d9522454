import { useMemo, useState } from 'react';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { z } from 'zod';
import { words } from '../../src/kernel/words.ts';
import { ActButton } from '../ui/act-button.tsx';
import { ApiProblem } from '../ui/api.ts';
import { ChartBox } from '../ui/chart-box.tsx';
import { ClauseChips, ClauseView } from '../ui/clause.tsx';
import { Desk } from '../ui/desk.tsx';
import { EditorForm, Field, UnitInput, YuanInput } from '../ui/editor-form.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Lamp } from '../ui/lamp.tsx';
import { useLanguage } from '../ui/language.tsx';
import { emptyState, type ListState } from '../ui/list-state.ts';
import { ListView } from '../ui/list-view.tsx';
import { now } from '../ui/now.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { RecordPage, RelatedTable } from '../ui/record-page.tsx';
import { useScheme } from '../ui/scheme.tsx';
import { Seal } from '../ui/seal.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import { DueBar, IdTag, Masked, Money, Num, Rate, When } from '../ui/values.tsx';
import { Page } from '../shell/page.tsx';
import { lamps } from '../shell/rulebook-endpoints.ts';
import { sampleBoard, sampleClause, sampleFilters, sampleOrders, sampleColumns } from './samples.tsx';

const minute = 60_000;

function Values() {
  const { t } = useLanguage();
  const at = useMemo(() => now(), []);
  return (
    <Page title={t('小件', 'Small parts')} rule={['2.3.3', '2.3.1']} ruleLines={[sampleClause, sampleBoard]}>
      <div className="dz-fact-groups">
        <section className="dz-card"><h2>{t('数', 'Figures')}</h2>
          <p><Money fen={123450} /> · <Money fen={-5} /> · <Money fen={null} /> · <Money fen={9_000_000_000_123} signed /></p>
          <p><Num value={12345} unit={t('件', 'pcs')} /> · <Rate basisPoints={9050} /> · <IdTag value="SO-20261123-0007" /></p>
          <p><Masked value="138****5678" of={{ kind: 'customer', id: 'c-1', field: 'phone' }} /></p>
          <p><Sparkline values={[92, 94, null, 91, 97, 99, 96]} label={t('走势', 'Trend')} /> <Seal /></p>
        </section>
        <section className="dz-card"><h2>{t('时间', 'Time')}</h2>
          <p><When at={at - 3 * minute} /> · <When at={at - 26 * 60 * minute} /> · <When at={at - 400 * 24 * 60 * minute} /></p>
          <p className="dz-row"><DueBar openedAt={at - 60 * minute} dueAt={at + 180 * minute} /><DueBar openedAt={at - 60 * minute} dueAt={at + 14 * minute} /><DueBar openedAt={at - 90 * minute} dueAt={at - 31 * minute} /><DueBar openedAt={at} dueAt={null} remainingMs={75 * minute} /></p>
        </section>
        <section className="dz-card"><h2>{t('状态灯', 'Lamps')}</h2>{lamps.map((l) => <p key={l}><Lamp state={l} /></p>)}</section>
        <section className="dz-card"><h2>{t('操作', 'Acts')}</h2>
          <div className="dz-acts">
            <ActButton label={t('发货', 'Ship')} primary run={() => Promise.resolve()} undo={() => Promise.resolve()} done={t('已发货', 'Shipped')} />
            <ActButton label={t('作废', 'Void')} confirm={t('作废后不能恢复。', 'It cannot be brought back.')} run={() => Promise.resolve()} />
            <ActButton label={t('出库', 'Hand over')} run={() => Promise.resolve()} refused={{ detail: t('还没有通过发货前检验。', 'The inspection before shipping has not been passed.'), clause: '2.3.3' }} />
          </div>
        </section>
        <section className="dz-card"><h2>{t('出错', 'Problem')}</h2>
          <ProblemNote error={new ApiProblem({ type: '/help', status: 409, code: 'logistics.inspection-missing', title: t('不能发货', 'Cannot ship'), detail: t('包裹 P-0031 还没有检验记录。', 'Parcel P-0031 has no inspection.'), next: t('先在打包台完成检验，再发货。', 'Inspect it at the packing desk, then ship.'), clause: '2.3.3', requestId: '0198c1f0' })} onRetry={() => undefined} />
        </section>
        <section className="dz-card"><h2>{t('空', 'Empty')}</h2><EmptyState title={t('没有待处理的售后。', 'No returns waiting.')} hint={t('新的申请会出现在这里。', 'New requests appear here.')} act={<Button size="small">{t('新建售后', 'New return')}</Button>} /></section>
      </div>
    </Page>
  );
}

function List({ none }: { none?: boolean }) {
  const { t } = useLanguage();
  const [state, setState] = useState<ListState>(emptyState);
  const rows = useMemo(() => (none ? [] : sampleOrders(5_000)), [none]);
  const shown = rows.filter((r) => r.number.includes(state.q) && (state.filters['state'] ?? [r.state]).includes(r.state));
  return (
    <Page title={t('订单', 'Orders')} full rule={['2.3.3']} ruleLines={[sampleClause]} primary={<Button type="primary">{t('导入订单', 'Import orders')}</Button>}
      due={none ? [] : [{ text: t('3 单须在今天发货', '3 orders must ship today'), openedAt: now() - 40 * 60 * minute, dueAt: now() + 95 * minute }]}>
      <ListView label={t('订单', 'Orders')} columns={sampleColumns} filters={sampleFilters} state={state} onState={setState} rowKey={(r) => r.id} rowHref={(r) => `/sales/orders/${r.id}`}
        source={{ rows: shown, total: shown.length, loading: false, loadingMore: false, error: null, hasMore: false, more: () => undefined, again: () => undefined }}
        preview={(r) => <dl className="dz-facts"><div><dt>{t('店铺', 'Store')}</dt><dd>{r.store}</dd></div><div><dt>{t('实付', 'Paid')}</dt><dd><Money fen={r.paid} /></dd></div></dl>} previewTitle={(r) => r.number}
        acts={(chosen, clear) => <ActButton size="small" label={t('审核通过', 'Release')} run={() => Promise.resolve()} done={t(`已通过 ${chosen.length} 单`, `${chosen.length} released`)} onDone={clear} />} exportPath="/orders.csv" />
    </Page>
  );
}

function Record() {
  const { t } = useLanguage();
  const at = useMemo(() => now(), []);
  return (
    <RecordPage title={t('订单', 'Order')} number="SO-20261123-0007" state={<span className="dz-2">{t('待发货', 'To ship')}</span>} rule={['2.3.3', '2.3.1']}
      acts={<><ActButton label={t('取消订单', 'Cancel')} run={() => Promise.resolve()} refused={{ detail: t('包裹已交承运商。', 'A parcel is with the carrier.'), clause: '2.3.3' }} /><ActButton primary label={t('发货', 'Ship')} run={() => Promise.resolve()} /></>}
      due={[{ text: t('付款后 48 小时内发货', 'Ship within 48 hours of payment'), openedAt: at - 46 * 60 * minute, dueAt: at + 110 * minute }]}
      path={[{ key: 'a', label: t('下单', 'Entered'), is: 'done', at: at - 47 * 60 * minute }, { key: 'b', label: t('付款', 'Paid'), is: 'done', at: at - 46 * 60 * minute }, { key: 'c', label: t('审单', 'Reviewed'), is: 'done', at: at - 45 * 60 * minute }, { key: 'd', label: t('发货', 'Shipped'), is: 'now' }, { key: 'e', label: t('签收', 'Delivered'), is: 'next' }, { key: 'f', label: t('完成', 'Closed'), is: 'next' }]}
      facts={[
        { title: t('买家', 'Buyer'), facts: [{ label: t('收货人', 'Receiver'), value: t('林**', 'Lin *') }, { label: t('电话', 'Phone'), value: <Masked value="138****5678" of={{ kind: 'order', id: 'o-7', field: 'phone' }} /> }, { label: t('地址', 'Address'), value: t('浙江省 杭州市 ****', 'Zhejiang, Hangzhou ****') }] },
        { title: t('款项', 'Money'), facts: [{ label: t('货款', 'Goods'), value: <Money fen={25_900} /> }, { label: t('运费', 'Freight'), value: <Money fen={0} /> }, { label: t('实付', 'Paid'), value: <Money fen={25_900} /> }] },
      ]}
      timeline={[
        { id: '1', at: at - 47 * 60 * minute, kind: 'fact', text: t('从淘宝导入订单', 'Imported from Taobao'), by: t('系统', 'system') },
        { id: '2', at: at - 46 * 60 * minute, kind: 'promise', text: t('承诺 48 小时内发货', 'Promised to ship within 48 hours'), clause: '2.3.3' },
        { id: '3', at: at - 45 * 60 * minute, kind: 'approval', text: t('审单通过', 'Review passed'), by: t('运营 周', 'Zhou, operations') },
        { id: '4', at: at - 30 * minute, kind: 'note', text: t('买家要求工作日送', 'Deliver on a working day please'), by: t('客服 何', 'He, service') },
      ]}>
      <RelatedTable title={t('商品', 'Lines')} rowKey={(r) => r.sku} empty={t('没有商品', 'No lines')} rows={[{ sku: 'A-01', name: t('保温杯 500ml', 'Thermos 500 ml'), n: 2, fen: 19_800 }, { sku: 'B-07', name: t('杯刷', 'Bottle brush'), n: 1, fen: 6_100 }]}
        columns={[{ key: 'sku', title: 'SKU', render: (r) => <IdTag value={r.sku} /> }, { key: 'name', title: t('名称', 'Name'), render: (r) => r.name }, { key: 'n', title: t('数量', 'Pcs'), align: 'right', render: (r) => r.n }, { key: 'fen', title: t('金额', 'Amount'), align: 'right', render: (r) => <Money fen={r.fen} /> }]} />
      <RelatedTable title={t('包裹', 'Parcels')} rowKey={() => ''} empty={t('还没有包裹。发货后在这里看运单和物流。', 'No parcels yet; waybills and tracking appear here after shipping.')} rows={[] as never[]} columns={[]} />
    </RecordPage>
  );
}

const form = z.strictObject({ name: z.string().min(2).max(20), price: z.int().min(1), days: z.int().min(1).max(30), note: z.string().max(200).optional() });

function Others() {
  const { t } = useLanguage();
  return (
    <Page title={t('表单、图、条款', 'Form, chart, clause')}>
      <div className="dz-fact-groups">
        <section className="dz-card">
          <EditorForm schema={form} onSave={() => Promise.resolve()} onCancel={() => undefined}>
            <Field name="name" label={t('名称', 'Name')}><Input /></Field>
            <Field name="price" label={t('售价', 'Price')}><YuanInput /></Field>
            <Field name="days" label={t('发货时限', 'Ship within')}><UnitInput unit={words('天', 'days')} /></Field>
            <Field name="note" label={t('备注', 'Note')}><Input.TextArea rows={2} /></Field>
          </EditorForm>
        </section>
        <section className="dz-card"><ClauseView clause={sampleClause} /><p><ClauseChips ids={['2.3.3']} lines={[sampleClause]} /></p></section>
        <section className="dz-card"><h2>{t('每日订单', 'Orders a day')}</h2>
          <ChartBox label={t('每日订单数', 'Orders a day')} option={chart} />
        </section>
      </div>
    </Page>
  );
}
const chart = { xAxis: { type: 'category', data: ['11-18', '11-19', '11-20', '11-21', '11-22', '11-23'] }, yAxis: { type: 'value' }, series: [{ type: 'bar', data: [120, 132, 101, 190, 230, 210] }] };

function Packing() {
  const { t } = useLanguage();
  return <Desk title={t('打包台', 'Packing desk')} left={17} leftWord={t('待打包', 'left to pack')} side={null}><EmptyState title={t('扫描拣货单开始。', 'Scan a pick list to begin.')} /></Desk>;
}

const screens: Record<string, () => React.ReactNode> = { values: () => <Values />, list: () => <List />, none: () => <List none />, record: () => <Record />, others: () => <Others />, desk: () => <Packing /> };

/** The kit with sample props; served by `vite` only, never built into the product. */
export function Gallery() {
  const { language, setLanguage } = useLanguage();
  const { scheme, choose } = useScheme();
  const [screen, setScreen] = useState(location.hash.slice(1) || 'values');
  const router = useMemo(() => createRouter({ routeTree: createRootRoute({ component: () => screens[screen]?.() ?? null }), history: createMemoryHistory({ initialEntries: ['/'] }) }), [screen]);
  return (
    <div style={{ display: 'grid', gridTemplateRows: '40px minmax(0, 1fr)', height: '100dvh' }}>
      <div className="dz-row" style={{ padding: '0 24px', borderBottom: '1px solid var(--line)', overflow: 'auto' }}>
        {Object.keys(screens).map((s) => <Button key={s} size="small" type={s === screen ? 'primary' : 'text'} onClick={() => { location.hash = s; setScreen(s); }}>{s}</Button>)}
        <Button size="small" onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{language}</Button>
        <Button size="small" onClick={() => choose(scheme === 'dark' ? 'light' : 'dark')}>{scheme}</Button>
      </div>
      <div style={{ overflow: 'auto', minHeight: 0 }}><RouterProvider router={router} /></div>
    </div>
  );
}
