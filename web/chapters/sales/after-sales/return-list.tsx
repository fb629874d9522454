import { Button } from 'antd';
import { causes, decideReturnEnd, listReturns, receiveReturnEnd, returnStates, returnTypes, type ReturnRow } from '../../../../src/chapters/sales/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT, useTw } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { IdTag, Money, When } from '../../../ui/values.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { ActOnMany } from './act-on-many.tsx';
import { ReturnStateName } from './return-parts.tsx';

function W({ of }: { of: { zh: string; en: string } }) {
  return useTw()(of);
}

const columns: Column<ReturnRow>[] = [
  { key: 'returnNo', title: words('退换单', 'Return'), width: 158, fixed: true, render: (r) => <IdTag value={r.returnNo} /> },
  { key: 'state', title: words('状态', 'State'), width: 96, render: (r) => <ReturnStateName state={r.state} /> },
  { key: 'type', title: words('类型', 'Type'), width: 96, render: (r) => <W of={returnTypes[r.type]} /> },
  { key: 'goods', title: words('商品', 'Goods'), width: '1fr', render: (r) => r.goods },
  { key: 'reason', title: words('原因', 'Reason'), width: 140, render: (r) => <W of={r.reason} /> },
  { key: 'cause', title: words('归因', 'Cause'), width: 110, render: (r) => <W of={causes[r.cause]} />, hidden: true },
  { key: 'refund', title: words('退款', 'Refund'), width: 96, align: 'right', render: (r) => (r.refundFen > 0 ? <Money fen={r.refundFen} /> : '—') },
  { key: 'order', title: words('订单', 'Order'), width: 158, render: (r) => <IdTag value={r.orderNo} /> },
  { key: 'store', title: words('店铺', 'Store'), width: 120, render: (r) => r.storeName ?? '—', hidden: true },
  { key: 'waybill', title: words('退货运单', 'Waybill'), width: 150, render: (r) => (r.waybillNo ? <IdTag value={r.waybillNo} /> : '—'), hidden: true },
  { key: 'requested', title: words('申请', 'Asked'), width: 120, sort: 'down', render: (r) => <When at={r.requestedAt} /> },
];
const options = <K extends string>(table: Record<K, { zh: string; en: string }>) => (Object.entries(table) as [K, { zh: string; en: string }][]).map(([value, w]) => ({ value, words: w }));
const filters: Filter[] = [
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: options(returnStates) },
  { key: 'type', title: words('类型', 'Type'), kind: 'choice', many: true, pinned: true, options: options(returnTypes) },
  { key: 'cause', title: words('归因', 'Cause'), kind: 'choice', many: true, pinned: true, options: options(causes) },
  { key: 'reason', title: words('原因标识', 'Key of the reason'), kind: 'text' },
  { key: 'asked', title: words('申请日期', 'Days of asking'), kind: 'days', pinned: true },
];

function Views() {
  const t = useT();
  const views = [
    [t('待答复', 'To decide'), 'requested'], [t('待寄回', 'Waiting for goods'), 'awaiting-goods%2Con-the-way'], [t('待验收', 'To inspect'), 'received'], [t('待退款', 'To refund'), 'to-pay'], [t('待换货', 'To exchange'), 'to-exchange'],
  ] as const;
  return (
    <nav className="dz-row" aria-label={t('常用视图', 'Common views')} style={{ flexWrap: 'wrap', marginBottom: 8 }}>
      {views.map(([label, state]) => <Button key={state} size="small" href={`/sales/returns?state=${state}`}>{label}</Button>)}
      <span className="dz-grow" />
      <Button size="small" href="/sales/after-sales-limits">{t('退货类别', 'Classes')}</Button>
      <Button size="small" href="/sales/return-reasons">{t('退换原因', 'Reasons')}</Button>
    </nav>
  );
}

export default function ReturnList() {
  const t = useT();
  const [decide, receive] = [useAct(decideReturnEnd), useAct(receiveReturnEnd)];
  return (
    <ListPage name="sales.returns" title={t('退换货', 'Returns')} endpoint={listReturns} topics={['sales']} columns={columns} filters={filters} defaultSort="-requested" rowKey={(r) => r.id} rowHref={(r) => `/sales/returns/${r.id}`}
      searchHint={t('退换单号、订单号、退货运单、商品', 'Return, order, waybill, goods')} exportPath="/returns.xlsx" rule={['2.4.2']} above={<Views />} primary={<Button type="primary" href="/sales/returns/new">{t('代客户申请', 'Ask for a customer')}</Button>}
      acts={(rows, clear) => (
        <>
          <ActOnMany act={decide} primary label={t('按规则准予', 'Grant by the rule')} rows={rows} fit={(r) => r.state === 'requested'} nameOf={(r) => r.returnNo} run={(r) => decide.run({ params: { id: r.id }, body: { version: r.version, allow: true, intact: null, confirmedBy: null, repriced: false, giftsKeptFen: 0, goodwill: false, note: null } })} onDone={clear} />
          <ActOnMany act={receive} label={t('签收退货', 'Take in')} rows={rows} fit={(r) => r.state === 'awaiting-goods' || r.state === 'on-the-way'} nameOf={(r) => r.returnNo} run={(r) => receive.run({ params: { id: r.id }, body: { version: r.version } })} onDone={clear} />
        </>
      )} />
  );
}
