import { useState } from 'react';
import { Alert, App, Button, Drawer, Tag } from 'antd';
import { useParams } from '@tanstack/react-router';
import { addressAct, giftByWords, payOrder, proposeAmendmentAct, readOrder, releaseAct, ruleWords, type OrderRecord } from '../../../../src/chapters/sales/contract.ts';
import { refundStates } from '../../../../src/chapters/finance/refunds/contract.ts';
import { parcelStates, type ParcelState } from '../../../../src/chapters/logistics/transport/contract.ts';
import { readTimeline } from '../../../../src/regulation/obligations/contract.ts';
import { ActButton, RefusedButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { useRefused } from '../../../ui/rights.ts';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import type { TimelineEntry } from '../../../ui/timeline.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Masked, Money, Num, When } from '../../../ui/values.tsx';
import { OutsideTag } from '../../logistics/parcels/parcel-parts.tsx';
import { shipDue } from '../../logistics/parcels/ship-by.tsx';
import { AddressForm } from './address-form.tsx';
import { AmendForm } from './amend-form.tsx';
import { Amendments } from './amendments.tsx';
import { Fulfilments } from './fulfilments.tsx';
import { MatchSku } from './match-sku.tsx';
import { Urgent, WithReason } from './order-acts.tsx';
import { OrderPlan } from './order-plan.tsx';
import { FlagMark, GiftTag, OrderState, orderSteps, platformName } from './order-parts.tsx';

export default function OrderPage() {
  const { id = '' } = useParams({ strict: false });
  return <RecordOf read={useRead(readOrder, { params: { id } }, { topics: ['sales', 'logistics'] })}>{(o) => <Order o={o} />}</RecordOf>;
}

const beforeShipping: readonly OrderRecord['state'][] = ['unpaid', 'to-review', 'held', 'short', 'released'];

function Order({ o }: { o: OrderRecord }) {
  const { t, tw } = useLanguage();
  const { message } = App.useApp();
  const release = useAct(releaseAct);
  const pay = useAct(payOrder);
  const [moving, setMoving] = useState(false);
  const [amending, setAmending] = useState(false);
  const [notMoved, notAmended] = [useRefused(addressAct), useRefused(proposeAmendmentAct)];
  const case_ = useRead(readTimeline, { params: { type: 'order', id: o.id }, query: { limit: '100' } }, { topics: ['sales', 'logistics', 'regulation'] });
  const timeline: TimelineEntry[] = (case_.data?.facts ?? []).map((f) => ({ id: f.id, at: f.at, kind: 'fact', text: tw(f.sentence), by: f.by, clause: f.clause ?? undefined }));
  const open = o.review.filter((f) => f.decidedAt === null);
  const copyLink = async () => {
    await navigator.clipboard.writeText(new URL(o.customerLink, location.origin).href);
    void message.success(t('链接已复制，可发给客户', 'Copied; it can be sent to the customer'));
  };
  return (
    <>
      <RecordPage title={t('订单', 'Order')} number={o.orderNo} state={<><OrderState state={o.state} />{o.presale && <Tag>{t('预售', 'Pre-sale')}</Tag>}{o.urgentReason !== null && <Tag color="error" title={o.urgentReason}>{t('加急', 'Urgent')}</Tag>}</>} path={orderSteps(o, t)} rule={['2.3.1', '2.3.2', '2.3.3']} timeline={timeline}
        acts={<>
          <Button onClick={() => void copyLink()}>{t('复制客户链接', 'Copy the customer’s link')}</Button>
          {o.state !== 'unpaid' && o.state !== 'cancelled' && <Button href={`/sales/returns/new?order=${o.id}`}>{t('申请退换', 'Ask for a return')}</Button>}
          {beforeShipping.includes(o.state) ? <WithReason what="cancel" o={o} />
            : o.state !== 'cancelled' && <ActButton label={t('取消', 'Cancel')} run={() => Promise.resolve()} refused={{ detail: o.state === 'part-shipped' ? t('已有货物发出，不能整单取消：发出的走退货流程，还没有发出的用“变更订单”去掉。', 'Part of it has left: that comes back as a return; take off what has not left by a change of the order.') : t('发货后不能取消：请走退货流程，或联系承运商拦截包裹。', 'It has left: start a return, or ask the carrier to stop the parcel.'), clause: '2.3.3' }} />}
          {(beforeShipping.includes(o.state) || o.state === 'part-shipped') && (notAmended ? <RefusedButton label={t('变更订单', 'Change')} refused={notAmended} /> : <Button onClick={() => setAmending(true)}>{t('变更订单…', 'Change…')}</Button>)}
          {(o.findings.includes('balance-due') || o.findings.includes('presale-balance')) && <ActButton act={pay} label={o.presale ? t('登记尾款', 'Balance paid') : t('登记补款', 'Balance paid')} done={o.state === 'part-shipped' ? t('已登记，其余商品交仓库发货', 'Recorded; the rest goes to the warehouse') : t('已登记，重新审单', 'Recorded; it is reviewed again')} confirm={t('买家已付清余款？', 'Has the buyer paid the balance?')} run={() => pay.run({ params: { id: o.id }, body: { version: o.version } })} />}
          {beforeShipping.includes(o.state) && <Urgent o={o} />}
          {['to-review', 'short', 'released'].includes(o.state) && <WithReason what="hold" o={o} />}
          {['to-review', 'held'].includes(o.state) && <ActButton act={release} primary label={t('放行', 'Release')} done={t('已放行', 'Released')} run={() => release.run({ params: { id: o.id }, body: { version: o.version } })} />}
        </>}
        notice={o.refusedNumbers.length > 0 && (
          <Alert type="warning" showIcon title={t('平台告知的运单号没有采用', 'Numbers of the marketplace that were not taken')} description={<>
            <ul style={{ margin: '0 0 6px', paddingLeft: 18 }}>{o.refusedNumbers.map((n) => <li key={n.number}><IdTag value={n.number} /> {n.carrier} <span className="dz-2"><When at={n.at} /></span></li>)}</ul>
            {t('号码已是寄往另一地址的包裹，所以这张订单没有它的物流，客户页面也看不到。请在平台核对：填错的改正后重新导入订单文件；没有填错的请向承运商核实。',
              'The number is a parcel to another address already, so this order has no tracking by it, nor has the customer’s page. Check it in the marketplace: correct it there and import the file again, or ask the carrier where it is right.')}</>} />
        )}
        facts={[
          ...(open.length > 0 ? [{ title: t('审单结果', 'Review'), facts: open.map((f) => ({ label: tw(ruleWords[f.rule]), value: <span style={{ color: f.weight === 'hold' ? 'var(--soon-text)' : 'var(--ink2)' }}>{tw(f.detail)}</span> })) }] : []),
          { title: t('收货', 'Receiver'), ...(beforeShipping.includes(o.state) && !notMoved ? { act: <Button size="small" type="link" onClick={() => setMoving(true)}>{t('修改', 'Change')}</Button> } : {}), facts: o.receiver ? [
            { label: t('收货人', 'Name'), value: <Masked value={o.receiver.name} of={{ kind: 'address', id: o.receiver.addressId, field: 'name' }} /> },
            { label: t('电话', 'Phone'), value: <Masked value={o.receiver.phone} of={{ kind: 'address', id: o.receiver.addressId, field: 'phone' }} /> },
            { label: t('地区', 'Region'), value: o.receiver.region || null },
            { label: t('地址', 'Address'), value: <Masked value={o.receiver.detail} of={{ kind: 'address', id: o.receiver.addressId, field: 'detail' }} /> },
            ...(o.receiver.masked ? [{ label: t('说明', 'Note'), value: t('由平台保密，发货时由平台电子面单补全', 'Hidden by the marketplace; its waybill fills it in') }] : []),
          ] : [{ label: t('地址', 'Address'), value: null }] },
          { title: t('来源', 'Source'), facts: [
            { label: t('平台', 'Channel'), value: tw(platformName(o.platform)) }, { label: t('店铺', 'Store'), value: o.storeName },
            ...(o.exchangeOf ? [{ label: t('换货', 'Exchange for'), value: <a href={`/sales/returns/${o.exchangeOf.returnId}`}>{o.exchangeOf.returnNo}</a> }] : []),
            { label: t('平台单号', 'Outside number'), value: o.outsideNo ? <IdTag value={o.outsideNo} /> : null }, { label: t('平台状态', 'Marketplace state'), value: o.platformStatus },
            { label: t('买家', 'Buyer'), value: o.customerId ? <a href={`/sales/customers/${o.customerId}`}>{o.buyer ?? o.customerName}</a> : o.buyer },
            { label: t('买家留言', 'Buyer’s message'), value: o.buyerMessage }, { label: t('卖家备注', 'Our remark'), value: o.flag || o.sellerRemark ? <><FlagMark flag={o.flag} /> {o.sellerRemark}</> : null },
            ...(o.afterSalesText ? [{ label: t('售后', 'After-sales'), value: o.afterSalesText }] : []), ...(o.closeReason ? [{ label: t('关闭原因', 'Why closed'), value: o.closeReason }] : []),
          ] },
          { title: t('金额', 'Money'), facts: [
            { label: t('商品', 'Goods'), value: <Money fen={o.goodsFen} /> }, { label: t('优惠', 'Discount'), value: o.discountFen ? <Money fen={-o.discountFen} /> : null }, { label: t('运费', 'Freight'), value: <Money fen={o.freightFen} /> },
            { label: t('应付', 'Payable'), value: <b><Money fen={o.payableFen} /></b> }, { label: t('实付', 'Paid'), value: <Money fen={o.paidFen} /> }, ...(o.refundedFen ? [{ label: t('已退款', 'Refunded'), value: <Money fen={o.refundedFen} /> }] : []),
            ...(o.presale ? [...(o.presale.depositFen === null ? [] : [{ label: t('定金 / 尾款', 'Deposit / balance'), value: <><Money fen={o.presale.depositFen} /> / <Money fen={o.payableFen - o.presale.depositFen} /></> }]), { label: t('预售可发货', 'May leave from'), value: <When at={o.presale.shipFrom} /> },
              ...(o.presale.agreedBy !== null && o.presale.agreedBy !== o.promisedShipBy ? [{ label: t('约定发货', 'Agreed'), value: <When at={o.presale.agreedBy} /> }] : [])] : []),
            { label: t('支付', 'Payment'), value: [o.paymentMethod, o.paymentNo].filter(Boolean).join(' ') || null }, { label: t('承诺发货', 'Ship by'), value: <><When at={o.promisedShipBy ?? o.shipDueAt ?? shipDue(case_.data?.obligations)} />{o.waitsForMoney && <> <span className="dz-2">{t('付清后起算，晚付顺延', 'once paid; later where paid late')}</span></>}</> },
          ] },
        ]}>
        <RelatedTable title={t('商品', 'Goods')} rows={o.lines} rowKey={(l) => l.id} empty={t('还没有商品明细，请导入宝贝报表。', 'No lines yet; import the file of its lines.')} columns={[
          { key: 'code', title: t('编码', 'Code'), render: (l) => (l.skuCode ? <IdTag value={l.skuCode} /> : <MatchSku line={l} />) },
          { key: 'title', title: t('品名', 'Title'), render: (l) => <>{l.giftBy !== null && <GiftTag why={l.giftRule ?? tw(giftByWords[l.giftBy])} />} {[l.title, l.spec].filter(Boolean).join(' ')}</> },
          { key: 'quantity', title: t('数量', 'Quantity'), align: 'right', render: (l) => <Num value={l.quantity} /> },
          ...(o.lines.some((l) => l.shipped > 0) ? [{ key: 'shipped', title: t('已发出', 'Shipped'), align: 'right' as const, render: (l: OrderRecord['lines'][number]) => <Num value={l.shipped} /> }] : []),
          { key: 'reserved', title: t('已占库存', 'Reserved'), align: 'right', render: (l) => <span style={{ color: l.reserved < l.quantity - l.shipped && (beforeShipping.includes(o.state) || o.state === 'part-shipped') ? 'var(--soon-text)' : undefined }}><Num value={l.reserved} /></span> },
          { key: 'unit', title: t('单价', 'Unit'), align: 'right', render: (l) => <Money fen={l.unitPriceFen} /> },
          { key: 'amount', title: t('金额', 'Amount'), align: 'right', render: (l) => <Money fen={l.amountFen} /> },
        ]} />
        {o.waits.length > 0 && (
          <RelatedTable title={t('缺货', 'Shortages')} rows={o.waits} rowKey={(s) => s.id} empty="" act={<a href={`/sales/shortages?q=${encodeURIComponent(o.orderNo)}`}>{t('处理缺货', 'Deal with it')}</a>} columns={[
            { key: 'no', title: t('缺货单', 'Shortage'), render: (s) => s.shortageNo }, { key: 'sku', title: t('商品', 'Article'), render: (s) => s.skuCode },
            { key: 'missing', title: t('缺', 'Missing'), align: 'right', render: (s) => <Num value={s.quantity - s.filled} /> },
            { key: 'expected', title: t('预计到货', 'Expected'), render: (s) => (s.impossible ? t('无法补货', 'Cannot be had') : <When at={s.expectedAt} />) }, { key: 'promised', title: t('承诺客户', 'Promised'), render: (s) => <When at={s.promisedAt} /> },
          ]} />
        )}
        {o.source === 'contract' && <OrderPlan orderId={o.id} />}
        <Amendments orderId={o.id} />
        <Fulfilments o={o} />
        {o.parcels.length > 0 && (
          <RelatedTable title={t('包裹', 'Parcels')} rows={o.parcels} rowKey={(p) => p.id} empty="" columns={[
            { key: 'no', title: t('包裹号', 'Parcel'), render: (p) => <a href={`/logistics/parcels/${p.id}`}>{p.parcelNo}</a> },
            { key: 'state', title: t('状态', 'State'), render: (p) => <>{p.state in parcelStates ? tw(parcelStates[p.state as ParcelState]) : p.state}{p.origin === 'outside' && <OutsideTag />}</> },
            { key: 'carrier', title: t('承运商', 'Carrier'), render: (p) => p.carrierName ?? '—' }, { key: 'waybill', title: t('运单号', 'Waybill'), render: (p) => (p.waybillNo ? <IdTag value={p.waybillNo} /> : '—') },
            { key: 'shipped', title: t('发出', 'Shipped'), render: (p) => <When at={p.shippedAt} /> }, { key: 'promised', title: t('承诺送达', 'Promised'), render: (p) => <When at={p.promisedAt} /> },
            { key: 'delivered', title: t('签收', 'Delivered'), render: (p) => <When at={p.deliveredAt} /> },
          ]} />
        )}
        {o.refunds.length > 0 && (
          <RelatedTable title={t('退款', 'Refunds')} rows={o.refunds} rowKey={(r) => r.id} empty="" columns={[
            { key: 'no', title: t('退款单', 'Refund'), render: (r) => <a href={`/finance/refunds?q=${encodeURIComponent(r.refundNo)}`}>{r.refundNo}</a> },
            { key: 'for', title: t('依据', 'For'), render: (r) => (r.sourceType === 'order' ? t('取消订单', 'Cancellation') : r.sourceNo) },
            { key: 'state', title: t('状态', 'State'), render: (r) => tw(refundStates[r.state]) }, { key: 'amount', title: t('金额', 'Amount'), align: 'right', render: (r) => <Money fen={r.amountFen + r.extraFen} /> },
            { key: 'since', title: t('提出', 'Since'), render: (r) => <When at={r.createdAt} /> }, { key: 'paid', title: t('支付', 'Paid'), render: (r) => <When at={r.paidAt} /> },
          ]} />
        )}
        {o.review.some((f) => f.decidedAt !== null) && (
          <RelatedTable title={t('审单记录', 'Decided findings')} rows={o.review.filter((f) => f.decidedAt !== null)} rowKey={(f) => f.rule} empty="" columns={[
            { key: 'rule', title: t('规则', 'Rule'), render: (f) => tw(ruleWords[f.rule]) }, { key: 'detail', title: t('情况', 'Detail'), render: (f) => tw(f.detail) },
            { key: 'by', title: t('处理', 'Decided'), render: (f) => [f.decidedBy ?? t('已自动消除', 'gone by itself'), f.note].filter(Boolean).join('：') }, { key: 'at', title: t('时间', 'At'), render: (f) => <When at={f.decidedAt} /> },
          ]} />
        )}
      </RecordPage>
      <Drawer open={amending} onClose={() => setAmending(false)} title={t('变更订单', 'Change the order')} size={620} destroyOnHidden>
        <AmendForm o={o} onDone={() => setAmending(false)} />
      </Drawer>
      <Drawer open={moving} onClose={() => setMoving(false)} title={t('修改收货地址', 'Change the address')} size={420} destroyOnHidden>
        <AddressForm id={o.id} version={o.version} onDone={() => setMoving(false)} />
      </Drawer>
    </>
  );
}
