import { useState } from 'react';
import { Button, Input, Popover } from 'antd';
import { countOrders, holdManyAct, listOrders, orderStateWords, platformWords, releaseManyAct, ruleWords, type OrderRow } from '../../../../src/chapters/sales/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton, RefusedButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT, useTw } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Money, When } from '../../../ui/values.tsx';
import './order-list.css';
import { Findings, FlagMark, OrderState, platformName } from './order-parts.tsx';
import { Refusals, type BulkAnswer } from './refusals.tsx';

function Platform({ of }: { of: string }) {
  return useTw()(platformName(of));
}

/** What was bought: the first line, and how much more there is. */
function Goods({ o }: { o: OrderRow }) {
  const t = useT();
  if (o.goods === null) return <span className="dz-2">{t('还没有明细', 'No lines yet')}</span>;
  const name = [o.goods.title, o.goods.spec].filter(Boolean).join(' ');
  return (
    <span className="ol-goods" title={[name, o.goods.skuCode].filter(Boolean).join(' · ')}>
      <span className="dz-cut">{name} {o.goods.skuCode && <span className="dz-2 dz-mono">{o.goods.skuCode}</span>}</span><span>{o.goods.kinds > 1 ? t(`等 ${o.goods.kinds} 种`, `+${o.goods.kinds - 1}`) : ''} ×{o.units}</span>
    </span>
  );
}

/** What the buyer and we wrote, the flag before it. */
function Said({ o }: { o: OrderRow }) {
  const t = useT();
  const said = [o.buyerMessage && t(`买家：${o.buyerMessage}`, `Buyer: ${o.buyerMessage}`), o.sellerRemark && t(`备注：${o.sellerRemark}`, `Ours: ${o.sellerRemark}`)].filter(Boolean).join(t('；', '; '));
  if (o.flag === null && said === '') return null;
  return <span title={said}><FlagMark flag={o.flag} /> {said}</span>;
}

function Waybill({ o }: { o: OrderRow }) {
  if (o.waybill === null) return '—';
  const { carrier, number, parcelId } = o.waybill;
  // The row opens the order: the link alone opens the parcel.
  return <span title={[carrier, number].filter(Boolean).join(' ')}>{parcelId === null ? number : <a href={`/logistics/parcels/${parcelId}`} onClick={(e) => e.stopPropagation()}>{number}</a>} <span className="dz-2">{carrier}</span></span>;
}

/** By when it leaves: as promised, else the end of 2.3.3's clock. A dash says that nothing is owed (any more), and why. */
function LeavesBy({ o }: { o: OrderRow }) {
  const t = useT();
  if (o.shippedAt !== null) return <span className="dz-2">{t('已发出', 'Sent')}</span>;
  const at = o.promisedShipBy ?? o.shipDueAt;
  if (o.waitsForMoney) return <span className="dz-2" title={t('预售付清后起算，尾款付得晚的顺延', 'Counts once all of it is paid; later where the balance comes late')}>{t('待付清', 'Once paid')}</span>;
  if (at !== null) return <When at={at} />;
  return <span className="dz-2" title={o.paidAt === null ? t('付款后起算', 'Counted from payment') : t('没有约定，也没有正在计时的发货时限', 'Nothing was promised and no clock runs')}>{o.paidAt === null && o.state === 'unpaid' ? t('付款后起算', 'From payment') : '—'}</span>;
}

/** Province and district are on the record; here the city is enough to know the way. */
const cityOf = (region: string): string => region.split(' ')[1] ?? region;

const columns: Column<OrderRow>[] = [
  { key: 'orderNo', title: words('订单号', 'Order'), width: 150, fixed: true, card: 'left', render: (o) => <IdTag value={o.orderNo} /> },
  { key: 'state', title: words('状态', 'State'), width: 72, card: 'right', render: (o) => <OrderState state={o.state} /> },
  { key: 'goods', title: words('商品', 'Goods'), width: 'minmax(170px, 2fr)', card: 'left', render: (o) => <Goods o={o} /> },
  { key: 'payable', title: words('应付', 'Payable'), width: 92, align: 'right', card: 'right', render: (o) => <Money fen={o.payableFen} /> },
  { key: 'findings', title: words('审单', 'Review'), width: 'minmax(84px, 1fr)', render: (o) => <Findings rules={o.findings} /> },
  { key: 'said', title: words('旗帜与留言', 'Flag, remarks'), width: 'minmax(96px, 1fr)', render: (o) => <Said o={o} /> },
  { key: 'store', title: words('店铺', 'Store'), width: 108, render: (o) => o.storeName ?? '—' },
  { key: 'platform', title: words('平台', 'Channel'), width: 90, render: (o) => <Platform of={o.platform} />, hidden: true },
  { key: 'outsideNo', title: words('平台单号', 'Outside number'), width: 190, render: (o) => (o.outsideNo ? <IdTag value={o.outsideNo} /> : '—'), hidden: true },
  { key: 'buyer', title: words('买家', 'Buyer'), width: 90, card: 'left', render: (o) => o.buyer ?? '—', hidden: true },
  { key: 'receiver', title: words('收货', 'Receiver'), width: 132, render: (o) => (o.receiver ? `${o.receiver.name ?? ''} ${cityOf(o.receiver.region)}` : '—'), hidden: true },
  { key: 'units', title: words('件数', 'Units'), width: 60, align: 'right', render: (o) => o.units, hidden: true },
  { key: 'paid', title: words('实付', 'Paid'), width: 110, align: 'right', render: (o) => <Money fen={o.paidFen} />, hidden: true },
  { key: 'refunded', title: words('退款', 'Refunded'), width: 110, align: 'right', render: (o) => (o.refundedFen > 0 ? <Money fen={o.refundedFen} /> : '—'), hidden: true },
  { key: 'waybill', title: words('运单', 'Waybill'), width: 150, render: (o) => <Waybill o={o} /> },
  { key: 'shipBy', title: words('最晚发货', 'Ship by'), width: 94, render: (o) => <LeavesBy o={o} /> },
  { key: 'placed', title: words('下单', 'Ordered'), width: 98, sort: 'down', card: 'right', render: (o) => <When at={o.placedAt} /> },
];
const options = <K extends string>(table: Record<K, { zh: string; en: string }>) => (Object.entries(table) as [K, { zh: string; en: string }][]).map(([value, w]) => ({ value, words: w }));
const filters: Filter[] = [
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: options(orderStateWords) },
  { key: 'rule', title: words('拦下原因', 'Finding'), kind: 'choice', many: true, pinned: true, options: options(ruleWords) },
  { key: 'platform', title: words('平台', 'Channel'), kind: 'choice', many: true, options: options(platformWords) },
  { key: 'short', title: words('缺货', 'Short'), kind: 'yes', pinned: true },
  { key: 'placed', title: words('下单日期', 'Days of ordering'), kind: 'days', pinned: true },
];

/** What most people look for, one press away, with how much waits there. */
function Views() {
  const { t } = useLanguage();
  const counts = useRead(countOrders, {}, { topics: ['sales'] }).data;
  const n = (...states: string[]) => (counts ? states.reduce((sum, s) => sum + (counts.states[s] ?? 0), 0) : undefined);
  const views = [
    { label: t('待审', 'To review'), href: '/sales/orders?state=to-review', count: n('to-review') }, { label: t('已拦下', 'Held'), href: '/sales/orders?state=held', count: n('held') },
    { label: t('待发货', 'To ship'), href: '/sales/orders?state=released%2Cpart-shipped', count: n('released', 'part-shipped') }, { label: t('缺货', 'Short'), href: '/sales/orders?state=short', count: n('short') },
    { label: t('已发货', 'Shipped'), href: '/sales/orders?state=shipped', count: undefined },
  ];
  return (
    <nav className="dz-row" aria-label={t('常用视图', 'Common views')} style={{ flexWrap: 'wrap', marginBottom: 8 }}>
      {views.map((v) => <Button key={v.href} size="small" href={v.href}>{v.label}{v.count ? ` ${v.count}` : ''}</Button>)}
      <span className="dz-grow" />
      <Button size="small" href="/sales/review">{t('审单工作台', 'Review desk')}</Button>
    </nav>
  );
}

/** Holding wants a reason: it is what the next person sees. */
function HoldMany({ ids, onDone }: { ids: string[]; onDone: (answer: BulkAnswer) => void }) {
  const t = useT();
  const hold = useAct(holdManyAct);
  const [note, setNote] = useState('');
  if (hold.refused) return <RefusedButton size="small" label={t('拦下', 'Hold')} refused={hold.refused} />;
  return (
    <Popover trigger="click" content={
      <form className="dz-row" onSubmit={(e) => e.preventDefault()}>
        <Input value={note} onChange={(e) => setNote(e.target.value)} maxLength={300} placeholder={t('拦下原因', 'Why')} aria-label={t('拦下原因', 'Why')} autoFocus />
        {note.trim() !== '' && <ActButton act={hold} size="small" primary label={t('拦下', 'Hold')} run={async () => onDone(await hold.run({ body: { ids, note: note.trim() } }))} />}
      </form>
    }><Button size="small">{t('拦下…', 'Hold…')}</Button></Popover>
  );
}

export default function OrderList() {
  const t = useT();
  const release = useAct(releaseManyAct);
  const [answer, setAnswer] = useState<BulkAnswer | null>(null);
  return (
    <ListPage name="sales.orders" title={t('订单', 'Orders')} endpoint={listOrders} topics={['sales']} columns={columns} filters={filters} defaultSort="-placed" rowKey={(o) => o.id}
      rowHref={(o) => `/sales/orders/${o.id}`} searchHint={t('订单号、平台单号、姓名、手机尾号、运单号', 'Order, outside number, name, phone tail, waybill')} exportPath="/orders.csv" rule={['2.3.1', '2.3.2', '2.3.3']}
      above={<><Views /><Refusals answer={answer} onClose={() => setAnswer(null)} /></>} primary={<><Button href="/sales/orders/new">{t('手工建单', 'Enter an order')}</Button><Button type="primary" href="/imports">{t('导入订单', 'Import orders')}</Button></>}
      acts={(rows, clear) => (
        <>
          <ActButton act={release} label={t('放行', 'Release')} primary size="small" onDone={clear} run={async () => setAnswer(await release.run({ body: { ids: rows.map((o) => o.id).slice(0, 200) } }))} />
          <HoldMany ids={rows.map((o) => o.id).slice(0, 200)} onDone={(a) => { setAnswer(a); clear(); }} />
        </>
      )} />
  );
}
