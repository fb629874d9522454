import { useState } from 'react';
import { Button, Input, Select, Tag } from 'antd';
import { useParams } from '@tanstack/react-router';
import { readCarriers } from '../../../../src/chapters/logistics/carriers/contract.ts';
import {
  askTrackEnd, chooseCarrierEnd, exceptionKinds, inspectedHow, labelsPdf, openExceptionEnd, outcomes, readParcel, releaseWeightEnd, returnEnd, settleEnd, type ExceptionRow, type Outcome, type ParcelRecord,
} from '../../../../src/chapters/logistics/transport/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import type { TimelineEntry } from '../../../ui/timeline.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Money, When } from '../../../ui/values.tsx';
import { LineBatches } from './line-batches.tsx';
import { usePerson } from '../../../shell/session.tsx';
import { WarehouseActs } from './warehouse-acts.tsx';
import { ParcelNotes } from './parcel-notes.tsx';
import { ShipBy } from './ship-by.tsx';
import { HeldByWeight, kilo, OutsideTag, StateName, stepsOf } from './parcel-parts.tsx';

export default function ParcelPage() {
  const { id = '' } = useParams({ strict: false });
  const read = useRead(readParcel, { params: { id } }, { topics: ['logistics'] });
  return <RecordOf read={read}>{(p) => <Parcel p={p} />}</RecordOf>;
}

function Parcel({ p }: { p: ParcelRecord }) {
  const { t, tw } = useLanguage();
  const ask = useAct(askTrackEnd);
  const back = useAct(returnEnd);
  const timeline: TimelineEntry[] = [
    ...p.track.map((e, i) => ({
      id: `t${i}`, at: e.at, kind: 'fact' as const, by: e.place ?? undefined,
      text: <span style={e.counted ? undefined : { color: 'var(--ink2)' }}>{tw(e.stateWords)}：{e.text}{e.counted ? '' : t('（未计入）', ' (not counted)')}</span>,
    })),
    ...p.inspections.map((x, i) => ({ id: `i${i}`, at: x.at, kind: 'fact' as const, by: x.by, clause: '2.3.3', text: x.passed ? `${t('出库检验合格', 'Inspection passed')}${x.how ? `（${tw(inspectedHow[x.how])}）` : ''}` : t(`检验不合格：${x.defect ?? ''}`, `Inspection failed: ${x.defect ?? ''}`) })),
    ...p.weighings.flatMap((w) => [
      { id: `w${w.id}`, at: w.at, kind: 'fact' as const, by: w.by, clause: '2.3.3', text: <b style={{ color: 'var(--breach)' }}>{t(`重量不符：${w.actualGrams} 克`, `Odd weight: ${w.actualGrams} g`)}</b>, body: tw(w.problem) },
      ...(w.closedAt === null ? [] : [{ id: `r${w.id}`, at: w.closedAt, kind: 'fact' as const, by: w.closedBy ?? undefined, clause: '2.3.3', text: w.outcome === 'released' ? t(`复核放行：${w.note ?? ''}`, `Let go: ${w.note ?? ''}`) : t('重新称重', 'Weighed again') }]),
    ]),
    ...p.exceptions.flatMap((e) => [
      { id: `e${e.id}`, at: e.openedAt, kind: 'fact' as const, clause: '5.2.2', text: <b style={{ color: 'var(--breach)' }}>{t(`登记异常：${exceptionKinds[e.kind].zh}`, `Exception: ${exceptionKinds[e.kind].en}`)}</b> },
      ...(e.settledAt === null ? [] : [{ id: `s${e.id}`, at: e.settledAt, kind: 'fact' as const, by: e.settledBy ?? undefined, clause: '5.2.2', text: `${tw(outcomes[e.outcome!])}${e.note ? `：${e.note}` : ''}` }]),
    ]),
    ...(p.shippedAt === null ? [] : [{ id: 'shipped', at: p.shippedAt, kind: 'fact' as const, text: t('已发出', 'Shipped') }]),
    { id: 'requested', at: p.requestedAt, kind: 'fact', text: p.origin === 'outside' ? t('从平台的发货信息得知', 'Learned from what the marketplace tells of its shipping') : t('仓库接到发货单', 'Taken in by the warehouse') },
  ];
  const returning = ['returning', 'problem', 'lost', 'delivered'].includes(p.state);
  return (
    <RecordPage title={t('包裹', 'Parcel')} number={p.parcelNo} state={<><StateName state={p.state} />{p.origin === 'outside' && <OutsideTag />}{p.weightHeld && <HeldByWeight />}</>} path={stepsOf(p, tw)} rule={p.origin === 'outside' ? ['5.2.2'] : ['2.3.3', '5.2.1', '5.2.2']} timeline={timeline}
      acts={<>
        {p.waybillNo && p.shippedAt === null && <Button href={`/api${labelsPdf.path}?ids=${p.id}`} target="_blank">{t('打印面单', 'Print the label')}</Button>}
        {p.shippedAt !== null && p.deliveredAt === null && <ActButton act={ask} label={t('查询最新物流', 'Ask the carrier')} run={() => ask.run({ params: { id: p.id }, body: {} })} done={t('已更新', 'Updated')} />}
        {returning && p.shippedAt !== null && p.origin === 'warehouse' && (
          <ActButton act={back} label={t('退件入库', 'Receive the return')} confirm={t('全部商品完好入库。有破损时请在下方逐行填写。', 'All articles come back in good order.')} done={t('已入库', 'Received')}
            run={() => back.run({ params: { id: p.id }, body: { lines: p.lines.map((l) => ({ orderLineId: l.orderLineId, good: l.quantity, damaged: 0 })) } })} />
        )}
        {p.shippedAt === null && p.state !== 'withdrawn' && <WarehouseActs p={p} />}
      </>}
      facts={[
        { title: t('配送', 'Way'), facts: [
          { label: t('承运商', 'Carrier'), value: p.carrierName ?? (p.origin === 'outside' ? t('平台未写', 'Not told') : t('未选定', 'Not chosen')) },
          { label: p.origin === 'outside' ? t('来源', 'From') : t('选择依据', 'Why'), value: tw(p.carrierReason) },
          { label: t('运单号', 'Waybill'), value: p.waybillNo ? <IdTag value={p.waybillNo} /> : null },
          ...(p.origin === 'outside' ? [] : [{ label: t('发货通知', 'Ship notice'), value: p.noticeNo }, { label: t('大头笔', 'Sorting mark'), value: p.sortingMark }]),
        ], ...(p.shippedAt === null ? { act: <CarrierChoice p={p} /> } : {}) },
        { title: t('收货', 'Receiver'), facts: [
          { label: t('收货人', 'Name'), value: p.receiver?.name ?? null }, { label: t('电话', 'Phone'), value: p.receiver?.phone ?? null },
          { label: t('地区', 'Region'), value: p.receiver?.region ?? null }, { label: t('地址', 'Address'), value: p.receiver?.detail ?? null },
        ] },
        { title: t('时间与费用', 'Times and costs'), facts: [
          p.origin === 'outside' ? { label: t('平台发货', 'Shipped'), value: <When at={p.shippedAt} /> } : { label: t('最晚发货', 'Ship by'), value: <ShipBy shipBy={p.shipBy} orderIds={p.orderIds} /> }, { label: t('承诺送达', 'Promised'), value: <When at={p.promisedAt} /> }, { label: t('预计送达', 'Expected'), value: <When at={p.expectedAt} /> },
          { label: t('最近物流', 'Last news'), value: <When at={p.lastMovedAt} /> },
          ...(p.origin === 'outside' ? [] : [{ label: t('预计/实重', 'Weight'), value: `${kilo(p.expectedGrams)} / ${kilo(p.actualGrams)}` },
          { label: t('运费', 'Freight'), value: <Money fen={p.freightFen} /> }, { label: t('货值', 'Value'), value: <Money fen={p.valueFen} /> }]),
        ] },
      ]}>
      <ParcelNotes parcelId={p.id} />
      {p.origin === 'outside' ? <section className="dz-card"><h2>{t('外部发货', 'Shipped outside')}</h2><p>{t('这个包裹不是从本系统的仓库发出的：货已由平台仓、其他系统或人工在平台上发走，没有在这里出库，也没有出库检验。物流照常跟踪；装了哪些商品以订单为准。退回的货物请在订单的退货里验收入库。',
        'This parcel did not leave from the warehouse here: a warehouse of the marketplace, another system or somebody by hand sent it. No stock was taken and no inspection made here. It is followed like the others; see the orders for the goods. What comes back is inspected with the return of the order.')}</p></section>
        : <RelatedTable title={t('商品', 'Goods')} rows={p.lines} rowKey={(l) => l.orderLineId} empty={t('没有商品。', 'No goods.')} columns={[
        ...(p.lines.some((l) => l.place !== null) ? [{ key: 'place', title: t('库位', 'Place'), render: (l: ParcelRecord['lines'][number]) => l.place ?? '—' }] : []),
        { key: 'code', title: t('编码', 'Code'), render: (l) => l.code ?? '—' }, { key: 'title', title: t('品名', 'Title'), render: (l) => <>{l.gift && <Tag>{t('赠品', 'Gift')}</Tag>} {[l.title, l.spec].filter(Boolean).join(' ')}</> },
        { key: 'quantity', title: t('数量', 'Quantity'), align: 'right', render: (l) => l.quantity }, { key: 'picked', title: t('已拣', 'Picked'), align: 'right', render: (l) => l.picked },
        ...(p.lines.some((l) => l.batches !== null) ? [{ key: 'batches', title: t('批次', 'Batches'), render: (l: ParcelRecord['lines'][number]) => <LineBatches p={p} line={l} /> }] : []),
      ]} />}
      <section className="dz-card"><h2>{t('订单', 'Orders')}</h2><p>{p.orderIds.map((o, i) => <a key={o} href={`/sales/orders/${o}`} style={{ marginRight: 12 }}>{p.orderNos[i] ?? o.slice(0, 8)}</a>)}</p></section>
      {p.weightHeld && <OddWeight p={p} />}
      <Exceptions p={p} />
    </RecordPage>
  );
}

/** What is odd, and the way out for somebody who did not weigh it. */
function OddWeight({ p }: { p: ParcelRecord }) {
  const { t, tw } = useLanguage();
  const release = useAct(releaseWeightEnd);
  const [note, setNote] = useState('');
  const open = p.weighings.find((w) => w.closedAt === null);
  const mayLetGo = usePerson().posts.some((post) => post === 'department-head' || post === 'general-manager');
  return (
    <section className="dz-card">
      <h2>{open?.suspectedEmpty ? t('疑似空包，暂停发货', 'Suspected to be empty: the parcel waits') : t('重量不符，暂停发货', 'Odd weight: the parcel waits')}</h2>
      <p>{open && tw(open.problem)} <span className="dz-2">{open?.by} <When at={open?.at} /></span></p>
      {open?.suspectedEmpty && !mayLetGo && <p className="dz-2">{t('装好商品后在工作台重新打包称重；放行须部门负责人查看实物。', 'Put the goods in and weigh it again at the desk; only the head of the department lets it go, having looked at it.')}</p>}
      {!open?.suspectedEmpty && <p className="dz-2">{t('打开核对后在工作台重新打包称重；确实无误的，由称重人以外的人写明原因放行。', 'Check what is in it and weigh it again at the desk; if it is right, somebody other than who weighed it lets it go.')}</p>}
      {(!open?.suspectedEmpty || mayLetGo) && <div className="dz-row">
        <Input size="small" value={note} maxLength={200} onChange={(e) => setNote(e.target.value)} placeholder={t('核对结果，如：加了赠品', 'What was found, e.g. a gift was added')} aria-label={t('核对结果', 'What was found')} />
        {note.trim().length >= 2 && <ActButton act={release} size="small" primary label={t('复核放行', 'Let it go')} done={t('已放行', 'Let go')} run={() => release.run({ params: { id: p.id }, body: { note: note.trim() } })} />}
      </div>}
    </section>
  );
}

function CarrierChoice({ p }: { p: ParcelRecord }) {
  const { t } = useLanguage();
  const read = useRead(readCarriers, {});
  const choose = useAct(chooseCarrierEnd);
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <span className="dz-row">
      <Select size="small" style={{ minWidth: 130 }} placeholder={t('更换承运商', 'Change carrier')} value={chosen} onChange={setChosen} aria-label={t('更换承运商', 'Change carrier')}
        options={(read.data?.carriers ?? []).filter((c) => c.active && c.id !== p.carrier?.id).map((c) => ({ value: c.id, label: c.name }))} />
      {chosen && <ActButton act={choose} size="small" label={t('选用', 'Choose')} run={() => choose.run({ params: { id: p.id }, body: { carrierId: chosen, version: p.version } })} onDone={() => setChosen(null)} />}
    </span>
  );
}

function Exceptions({ p }: { p: ParcelRecord }) {
  const { t, tw } = useLanguage();
  const open = useAct(openExceptionEnd);
  const [kind, setKind] = useState<keyof typeof exceptionKinds>('problem');
  const [detail, setDetail] = useState('');
  return (
    <section className="dz-card">
      <h2>{t('异常', 'Exceptions')}</h2>
      {p.exceptions.filter((e) => e.settledAt === null).map((e) => <SettleException key={e.id} e={e} />)}
      {p.shippedAt !== null && (
        <form className="dz-row" onSubmit={(e) => e.preventDefault()}>
          <Select size="small" value={kind} onChange={setKind} options={Object.entries(exceptionKinds).map(([value, w]) => ({ value: value as keyof typeof exceptionKinds, label: tw(w) }))} aria-label={t('异常种类', 'Kind')} style={{ minWidth: 120 }} />
          <Input size="small" value={detail} maxLength={300} onChange={(e) => setDetail(e.target.value)} placeholder={t('说明', 'What happened')} aria-label={t('说明', 'What happened')} />
          <ActButton act={open} size="small" label={t('登记异常', 'Open')} run={() => open.run({ params: { id: p.id }, body: { kind, detail } })} onDone={() => setDetail('')} />
        </form>
      )}
    </section>
  );
}

type ByHand = Exclude<Outcome, 'delivered' | 'moved-again'>;

/** One open exception with its way out. */
export function SettleException({ e }: { e: ExceptionRow }) {
  const { t, tw } = useLanguage();
  const settle = useAct(settleEnd);
  const [outcome, setOutcome] = useState<ByHand>('customer-informed');
  const [note, setNote] = useState('');
  const choices = (Object.keys(outcomes) as Outcome[]).filter((o): o is ByHand => o !== 'delivered' && o !== 'moved-again');
  return (
    <form className="dz-row" style={{ marginBottom: 8, flexWrap: 'wrap' }} onSubmit={(x) => x.preventDefault()}>
      <b style={{ color: 'var(--breach)' }}>{tw(exceptionKinds[e.kind])}</b><span className="dz-2">{e.detail} <When at={e.openedAt} /></span>
      <Select size="small" value={outcome} onChange={setOutcome} options={choices.map((o) => ({ value: o, label: tw(outcomes[o]) }))} aria-label={t('处理结果', 'Outcome')} style={{ minWidth: 130 }} />
      <Input size="small" style={{ maxWidth: 260 }} value={note} maxLength={500} onChange={(x) => setNote(x.target.value)} placeholder={t('处理说明', 'What was done')} aria-label={t('处理说明', 'What was done')} />
      <ActButton act={settle} size="small" primary label={t('处理完成', 'Settle')} done={t('已处理', 'Settled')} run={() => settle.run({ params: { id: e.id }, body: { outcome, note, version: e.version } })} />
    </form>
  );
}
