import { useState, type SyntheticEvent } from 'react';
import { Button, Checkbox, Input, Popover } from 'antd';
import { listRefunds, payRefundEnd, refundStates, type RefundRow } from '../../../../src/chapters/finance/refunds/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { IdTag, Money, When } from '../../../ui/values.tsx';

function State({ r }: { r: RefundRow }) {
  const { t, tw } = useLanguage();
  if (r.state !== 'due') return <span style={{ color: r.state === 'paid' ? 'var(--kept-text)' : 'var(--ink2)' }}>{tw(refundStates[r.state])}</span>;
  return r.clearedWhy === null ? <span className="dz-2">{t('待退货验收', 'Goods awaited')}</span> : <span className="dz-soon">{t('可支付', 'To pay')}</span>;
}

/** Who paid it; what the bill alone tells of was paid at the marketplace. */
function PaidBy({ r }: { r: RefundRow }) {
  const t = useT();
  return <><When at={r.paidAt} /> {r.paidBy ?? t('账单显示', 'seen on the bill')}</>;
}

/** The page of what the refund is for; cancelled and amended orders tell it themselves. */
const sourcePage = (r: RefundRow): string => (r.sourceType === 'return' ? `/sales/returns/${r.sourceId}` : r.sourceType === 'complaint' ? `/sales/complaints/${r.sourceId}` : `/sales/orders/${r.orderId}`);

const columns: Column<RefundRow>[] = [
  { key: 'refundNo', title: words('退款单', 'Refund'), width: 150, fixed: true, render: (r) => <IdTag value={r.refundNo} /> },
  { key: 'state', title: words('状态', 'State'), width: 100, render: (r) => <State r={r} /> },
  { key: 'amount', title: words('退款', 'Refund'), width: 96, align: 'right', render: (r) => <Money fen={r.amountFen} /> },
  { key: 'extra', title: words('运费/补偿', 'Freight, compensation'), width: 90, align: 'right', render: (r) => (r.extraFen > 0 ? <Money fen={r.extraFen} /> : '—') },
  { key: 'source', title: words('依据', 'For'), width: 150, render: (r) => <a href={sourcePage(r)}>{r.sourceNo}</a> },
  { key: 'order', title: words('订单', 'Order'), width: 150, render: (r) => <a href={`/sales/orders/${r.orderId}`}>{r.orderNo}</a> },
  { key: 'store', title: words('店铺', 'Store'), width: 104, render: (r) => r.storeName ?? '—' },
  { key: 'method', title: words('原支付方式', 'Paid by'), width: '1fr', render: (r) => [r.method, r.paymentNo].filter(Boolean).join(' ') || '—' },
  { key: 'created', title: words('提出', 'Since'), width: 100, sort: 'up', render: (r) => <When at={r.createdAt} /> },
  { key: 'paid', title: words('支付', 'Paid'), width: 144, render: (r) => (r.paidAt === null ? <Pay r={r} /> : <PaidBy r={r} />) },
];
const filters: Filter[] = [
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: Object.entries(refundStates).map(([value, w]) => ({ value, words: w })) },
  { key: 'cleared', title: words('可支付', 'May be paid'), kind: 'yes', pinned: true },
  { key: 'source', title: words('来源', 'Source'), kind: 'choice', pinned: true, options: [{ value: 'return', words: words('退换单', 'Return') }, { value: 'complaint', words: words('投诉', 'Complaint') }, { value: 'order', words: words('取消订单', 'Cancelled order') }, { value: 'amendment', words: words('订单变更', 'Amendment') }] },
];

/** The cashier pays at the marketplace or bank and says so here: the same way as paid, or another with the customer’s consent. */
function Pay({ r }: { r: RefundRow }) {
  const t = useT();
  const pay = useAct(payRefundEnd);
  const [tradeNo, setTradeNo] = useState('');
  const [other, setOther] = useState(false);
  const [note, setNote] = useState('');
  if (r.state !== 'due') return null;
  const stay = (e: SyntheticEvent) => e.stopPropagation();
  const run = () => pay.run({ params: { id: r.id }, body: { version: r.version, way: other ? 'other' : 'same', tradeNo: tradeNo.trim() || null, note: note.trim() || null } });
  if (r.clearedWhy === null) return <span role="presentation" onClick={stay} onKeyDown={stay}><ActButton act={pay} size="small" label={t('支付', 'Pay')} run={run} refused={{ detail: t('退货尚未验收：验收后才能退款。', 'The goods are not inspected yet.'), clause: '2.4.2' }} /></span>;
  return (
    <span role="presentation" onClick={stay} onDoubleClick={stay} onMouseDown={stay} onKeyDown={stay}>
      <Popover trigger="click" title={t('登记已退款', 'The refund is paid')} content={
        <form style={{ display: 'grid', gap: 8, width: 280 }} onSubmit={(e) => e.preventDefault()}>
          <span className="dz-2">{r.clearedWhy}</span>
          <Input value={tradeNo} onChange={(e) => setTradeNo(e.target.value)} maxLength={100} placeholder={t('退款流水号（可不填）', 'Number of the movement (optional)')} aria-label={t('退款流水号', 'Number of the movement')} />
          <Checkbox checked={other} onChange={(e) => setOther(e.target.checked)}>{t('不能原路退回', 'Not the same way')}</Checkbox>
          <Input value={note} onChange={(e) => setNote(e.target.value)} maxLength={300} aria-label={t('说明', 'Note')}
            placeholder={other ? t('改用何种方式、客户如何同意', 'Which way, and how the customer agreed') : t('说明（账单已有退款仍另付的必填）', 'Note (needed beside a refund on the bill)')} />
          {(!other || note.trim() !== '') && <ActButton act={pay} primary size="small" label={other ? t('已退款', 'Paid') : t('已原路退款', 'Paid the same way')} done={t('已登记退款', 'Recorded')} run={run} />}
        </form>
      }><Button size="small" type="primary">{t('支付…', 'Pay…')}</Button></Popover>
    </span>
  );
}

export default function RefundList() {
  const t = useT();
  return (
    <ListPage name="finance.refunds" title={t('退款', 'Refunds')} endpoint={listRefunds} topics={['finance', 'sales']} columns={columns} filters={filters} defaultSort="-created" rowKey={(r) => r.id} rowHref={sourcePage}
      searchHint={t('退款单、退换单、订单、支付流水', 'Refund, return, order, payment')} rule={['2.4.2']} empty={t('没有退款在等。', 'No refund waits.')}
      above={<nav className="dz-row" aria-label={t('常用视图', 'Common views')} style={{ marginBottom: 8 }}><Button size="small" href="/finance/refunds?state=due&cleared=true&sort=created">{t('可支付', 'To pay')}</Button><Button size="small" href="/finance/refunds?state=due&cleared=false">{t('待验收', 'Goods awaited')}</Button><Button size="small" href="/finance/refunds?state=paid">{t('已支付', 'Paid')}</Button></nav>} />
  );
}
