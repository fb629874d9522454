import { useParams } from '@tanstack/react-router';
import { App, Button, Image } from 'antd';
import { causes, exclusions, payers, readReturn, returnTypes, withdrawReturnEnd, type ReturnRecord } from '../../../../src/chapters/sales/contract.ts';
import { readTimeline } from '../../../../src/regulation/obligations/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import type { TimelineEntry } from '../../../ui/timeline.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Money, Num, When } from '../../../ui/values.tsx';
import { Decide, ExchangeActs, ReceiveAct, RepairAct, SentBack } from './return-acts.tsx';
import { GiftTag } from '../orders/order-parts.tsx';
import { ParcelSaid, ReturnStateName, returnSteps } from './return-parts.tsx';
import { Verdict } from './verdict.tsx';

export default function ReturnPage() {
  const { id = '' } = useParams({ strict: false });
  return <RecordOf read={useRead(readReturn, { params: { id } }, { topics: ['sales', 'finance', 'logistics'] })}>{(r) => <Return r={r} />}</RecordOf>;
}

function Return({ r }: { r: ReturnRecord }) {
  const { t, tw } = useLanguage();
  const { message } = App.useApp();
  const withdraw = useAct(withdrawReturnEnd);
  const case_ = useRead(readTimeline, { params: { type: 'return', id: r.id }, query: { limit: '100' } }, { topics: ['sales', 'finance', 'logistics', 'regulation'] });
  const timeline: TimelineEntry[] = (case_.data?.facts ?? []).map((f) => ({ id: f.id, at: f.at, kind: 'fact', text: tw(f.sentence), by: f.by, clause: f.clause ?? undefined }));
  const copy = async () => {
    await navigator.clipboard.writeText(new URL(r.customerLink, location.origin).href);
    void message.success(t('链接已复制，可发给客户', 'Copied; it can be sent to the customer'));
  };
  return (
    <RecordPage title={t('退换单', 'Return')} number={r.returnNo} state={<ReturnStateName state={r.state} />} path={returnSteps(r, t)} rule={['2.4.2']} timeline={timeline}
      acts={<>
        <Button onClick={() => void copy()}>{t('复制客户链接', 'Copy the customer’s link')}</Button>
        {['requested', 'awaiting-goods', 'on-the-way'].includes(r.state) && <ActButton act={withdraw} label={t('客户撤回', 'Withdrawn')} confirm={t('撤回后不再退款，客户可重新申请。', 'Nothing is refunded then; the customer may ask again.')} run={() => withdraw.run({ params: { id: r.id }, body: { version: r.version } })} />}
        {(r.state === 'awaiting-goods' || r.state === 'on-the-way') && <><SentBack r={r} /><ReceiveAct r={r} /></>}
        {r.state === 'received' && <Button type="primary" href={`/logistics/return-desk?code=${encodeURIComponent(r.returnNo)}`}>{t('去验收', 'Inspect')}</Button>}
        {r.state === 'to-exchange' && <ExchangeActs r={r} />}
        {r.state === 'to-repair' && <RepairAct r={r} />}
        {r.state === 'to-pay' && <Button type="primary" href={`/finance/refunds?q=${encodeURIComponent(r.returnNo)}`}>{t('去退款', 'Pay the refund')}</Button>}
        {r.state === 'requested' && <Decide r={r} />}
      </>}
      facts={[
        ...(r.verdict || r.decision ? [{ title: r.verdict ? t('规则判定', 'What the rule says') : t('答复', 'Decision'), facts: [{ label: t('依据', 'Why'), value: <Verdict r={r} /> }] }] : []),
        { title: t('申请', 'Request'), facts: [
          { label: t('类型', 'Type'), value: tw(returnTypes[r.type]) }, { label: t('原因', 'Reason'), value: `${tw(r.reason)}（${tw(causes[r.cause])}）` }, { label: t('客户的话', 'In his words'), value: r.words },
          { label: t('来源', 'Asked by'), value: r.askedBy === 'customer' ? t('客户自助', 'The customer') : t('客服代申请', 'A colleague') }, { label: t('签收', 'Signed for'), value: r.signedAt === null ? t('尚未签收', 'not yet') : <When at={r.signedAt} /> },
          { label: t('申请', 'Asked'), value: <When at={r.requestedAt} /> }, ...(r.exclusion ? [{ label: t('商品类别', 'Class'), value: tw(exclusions[r.exclusion]) }] : []),
          ...(r.state === 'requested' ? [{ label: t('视为拒绝', 'Counts as refusal'), value: <><When at={r.countsAsRefusalAt} /> <span className="dz-2">{t('超过十五日未办理（处罚办法第九条）', 'over fifteen days (Measures, art. 9)')}</span></> }] : []),
        ] },
        { title: t('订单与金额', 'Order and money'), facts: [
          { label: t('订单', 'Order'), value: <a href={`/sales/orders/${r.orderId}`}>{r.orderNo}</a> }, { label: t('店铺', 'Store'), value: r.storeName }, { label: t('已付', 'Paid'), value: <Money fen={r.paidFen} /> },
          { label: t('应退', 'Refund'), value: r.state === 'requested' ? null : <b><Money fen={r.refundFen} /></b> }, { label: t('运费承担', 'Freight'), value: r.payer ? tw(payers[r.payer]) : null },
          ...(r.laidOutFen > 0 ? [{ label: t('客户垫付运费', 'Laid out'), value: <><Money fen={r.laidOutFen} />{r.inspectedAt !== null && <span className="dz-2"> {t('我方承担', 'ours')} <Money fen={r.freightOwedFen} /></span>}</> }] : []),
          { label: t('退款单', 'Refund'), value: r.refund ? <><a href={`/finance/refunds?q=${encodeURIComponent(r.refund.refundNo)}`}>{r.refund.refundNo}</a> {r.refund.state === 'paid' ? <>{t('已付', 'paid')} <When at={r.refund.paidAt} /> {r.refund.paidBy ?? t('（账单显示）', '(seen on the bill)')}</> : r.refund.state === 'void' ? t('已作废', 'void') : r.refund.cleared ? t('可支付', 'may be paid') : t('待验收', 'waits for the goods')}</> : null },
          ...(r.exchangeOrder ? [{ label: t('换货单', 'Exchange'), value: <><a href={`/sales/orders/${r.exchangeOrder.id}`}>{r.exchangeOrder.orderNo}</a>{r.paymentAwaitedAt !== null && <span className="dz-2"> {t('等客户支付差价，不计时', 'the customer has to pay; the clock stands still')}</span>}</> }] : []),
        ] },
        ...(r.needsGoods !== false ? [{ title: t('退货', 'Goods'), facts: [
          { label: t('仓库', 'Warehouse'), value: r.warehouseName }, { label: t('运单', 'Waybill'), value: r.waybillNo ? <>{r.carrier} <IdTag value={r.waybillNo} /></> : null }, ...(r.parcel ? [{ label: t('退货物流', 'On its way'), value: <><ParcelSaid parcel={r.parcel} />{r.parcel.heardAt !== null && <span className="dz-2"> · {t('最近获知', 'last heard of')} <When at={r.parcel.heardAt} /></span>}</> }] : []),
          { label: t('收到', 'Received'), value: <When at={r.receivedAt} /> },
          { label: t('验收说明', 'Inspection'), value: r.inspectionNote },
        ] }] : []),
      ]}>
      <RelatedTable title={t('商品', 'Goods')} rows={r.lines} rowKey={(l) => l.orderLineId} empty="" columns={[
        { key: 'code', title: t('编码', 'Code'), render: (l) => (l.skuCode ? <IdTag value={l.skuCode} /> : '—') }, { key: 'title', title: t('品名', 'Title'), render: (l) => <>{l.gift && <GiftTag why={l.giftPriceFen === null ? t('随商品退回', 'goes back with the goods') : undefined} />} {[l.title, l.spec].filter(Boolean).join(' ')}{l.gift && l.giftPriceFen !== null && <span className="dz-2"> {t('留下则扣', 'kept costs')} <Money fen={l.giftPriceFen} /></span>}</> },
        { key: 'quantity', title: t('退换/购买', 'Back/bought'), align: 'right', render: (l) => `${l.quantity} / ${l.bought}` }, { key: 'amount', title: t('金额', 'Amount'), align: 'right', render: (l) => <Money fen={l.amountFen} /> },
        { key: 'restock', title: t('入库', 'Restocked'), align: 'right', render: (l) => <Num value={l.restocked} /> }, { key: 'scrap', title: t('报废', 'Scrapped'), align: 'right', render: (l) => <Num value={l.scrapped} /> },
        { key: 'back', title: r.lines.some((l) => l.gift) ? t('退回客户（赠品：客户留下）', 'Sent back (gift: kept)') : t('退回客户', 'Sent back'), align: 'right', render: (l) => <Num value={l.sentBack} /> },
      ]} />
      {r.parcel !== null && r.parcel.events.length > 0 && (
        <RelatedTable title={t('退货物流', 'The way of the return parcel')} rows={r.parcel.events} rowKey={(e) => `${e.at} ${e.text}`} empty="" columns={[
          { key: 'at', title: t('时间', 'Time'), render: (e) => <When at={e.at} /> }, { key: 'state', title: t('状态', 'State'), render: (e) => tw(e.said) }, { key: 'place', title: t('地点', 'Place'), render: (e) => e.place ?? '—' }, { key: 'text', title: t('物流信息', 'What the carrier says'), render: (e) => e.text },
        ]} />
      )}
      {r.photoIds.length > 0 && (
        <section className="dz-card"><h2>{t('照片', 'Photos')}</h2>
          <Image.PreviewGroup><div className="dz-row" style={{ flexWrap: 'wrap' }}>{r.photoIds.map((p, i) => <Image key={p} width={96} height={96} style={{ objectFit: 'cover' }} src={`/api/return-photos/${p}`} alt={t(`照片 ${i + 1}`, `Photo ${i + 1}`)} />)}</div></Image.PreviewGroup>
        </section>
      )}
    </RecordPage>
  );
}
