import { Fragment, useState } from 'react';
import { useParams } from '@tanstack/react-router';
import { Checkbox, DatePicker, Input, InputNumber } from 'antd';
import dayjs from 'dayjs';
import { cancelPurchaseEnd, inspectGoodsEnd, movePurchaseEnd, readPurchase } from '../../../../src/chapters/logistics/purchasing/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Money, Num, When } from '../../../ui/values.tsx';
import { BatchFields, batchesBody, batchesComplete, firstBatch, followQuantity, type BatchDraft } from '../stock/batch-fields.tsx';
import { BackShipments } from './back-shipments.tsx';
import { PurchaseTag, requestWords } from './state.tsx';

type Purchase = Answer<typeof readPurchase>;

export default function PurchasePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return <RecordOf read={useRead(readPurchase, { params: { id } }, { topics: ['purchase-order'] })}>{(p) => <Body p={p} />}</RecordOf>;
}

function Body({ p }: { p: Purchase }) {
  const { t, tw } = useLanguage();
  const open = p.state === 'ordered' || p.state === 'part-received';
  return (
    <RecordPage title={t('采购单', 'Purchase order')} number={p.orderNo} state={<PurchaseTag state={p.state} late={p.late} />} rule={['2.3.2']}
      timeline={[
        ...p.backShipments.map((b) => ({ id: b.id, at: b.at, kind: 'fact' as const, by: b.by, text: t(`退供 ${b.shipmentNo}，运单 ${b.waybillNo}`, `Sent back, ${b.shipmentNo}, waybill ${b.waybillNo}`), body: b.reason })),
        ...p.inspections.map((i) => ({ id: i.id, at: i.at, kind: 'fact' as const, by: i.by, text: t(`到货验收 ${i.inspectionNo}`, `Inspection ${i.inspectionNo}`),
          body: <>{i.lines.map((l) => <div key={l.skuCode}>{l.skuCode}：{t(`合格 ${l.accepted}，不合格 ${l.rejected}，多到 ${l.surplus}`, `${l.accepted} accepted, ${l.rejected} rejected, ${l.surplus} too many`)}{l.defect ? t(`（${l.defect}）`, ` (${l.defect})`) : ''}</div>)}{i.note}{i.final ? t(' 余下不再到货', ' the rest will not come') : ''}</> })),
        { id: 'placed', at: p.createdAt, kind: 'fact' as const, by: p.placedBy, text: t(`下单，承诺 ${p.firstExpectedOn} 到货`, `Ordered for ${p.firstExpectedOn}`) },
      ].toSorted((a, b) => b.at - a.at)}
      facts={[
        { title: t('采购', 'Order'), facts: [{ label: t('供应商', 'Supplier'), value: p.supplier }, { label: t('入库仓库', 'Warehouse'), value: p.warehouse }, { label: t('金额', 'Amount'), value: <Money fen={p.totalFen} /> }, { label: t('备注', 'Note'), value: p.note }] },
        { title: t('到货', 'Arrival'), facts: [
          { label: t('到货日', 'Expected on'), value: p.expectedOn }, { label: t('最初承诺', 'First promised'), value: p.firstExpectedOn },
          { label: t('已入库 / 采购', 'In / ordered'), value: `${p.accepted} / ${p.quantity}` }, { label: t('结束', 'Closed'), value: <When at={p.closedAt} /> },
        ] },
      ]}>
      {open && <Inspection key={p.version} p={p} />}
      <Lines p={p} />
      {open && <Changes key={`c${p.version}`} p={p} />}
      <BackShipments p={p} />
      <RelatedTable title={t('为谁采购', 'Who waits for it')} rows={p.requests} rowKey={(r) => r.id} empty={t('没有请购等这一单。', 'No request waits for it.')} columns={[
        { key: 'no', title: t('请购单', 'Request'), render: (r) => r.requestNo }, { key: 'sku', title: t('规格', 'SKU'), render: (r) => r.skuCode },
        { key: 'n', title: t('数量', 'Quantity'), align: 'right', render: (r) => <Num value={r.quantity} /> }, { key: 'order', title: t('客户订单', 'Customer’s order'), render: (r) => r.salesOrderNo ?? '—' }, { key: 'state', title: t('状态', 'State'), render: (r) => tw(requestWords[r.state]) },
      ]} />
    </RecordPage>
  );
}

function Lines({ p }: { p: Purchase }) {
  const t = useT();
  return (
    <RelatedTable title={t('明细', 'Lines')} rows={p.lines} rowKey={(l) => l.id} empty={t('没有明细。', 'No lines.')} columns={[
      { key: 'sku', title: t('规格', 'SKU'), render: (l) => <>{l.skuCode} <span className="dz-2">{[l.title, l.spec].filter(Boolean).join(' · ')}</span></> },
      { key: 'price', title: t('单价', 'Price'), align: 'right', render: (l) => <Money fen={l.unitPriceFen} /> }, { key: 'q', title: t('采购', 'Ordered'), align: 'right', render: (l) => <Num value={l.quantity} /> },
      { key: 'a', title: t('合格入库', 'Accepted'), align: 'right', render: (l) => <Num value={l.accepted} /> }, { key: 'r', title: t('不合格', 'Rejected'), align: 'right', render: (l) => <Num value={l.rejected} /> }, { key: 's', title: t('多到', 'Too many'), align: 'right', render: (l) => <Num value={l.surplus} /> },
      { key: 'back', title: t('已退供', 'Sent back'), align: 'right', render: (l) => <Num value={l.rejectedBack + l.stockBack} /> },
    ]} />
  );
}

interface Counted { accepted: number | null; rejected: number | null; surplus: number | null; defect: string }

/** What arrived: everything that is open is proposed as accepted; differences are typed. */
function Inspection({ p }: { p: Purchase }) {
  const t = useT();
  const act = useAct(inspectGoodsEnd);
  const [counts, setCounts] = useState<Record<string, Counted>>(() => Object.fromEntries(p.lines.map((l) => [l.id, { accepted: l.quantity - l.accepted, rejected: 0, surplus: 0, defect: '' }])));
  const [batches, setBatches] = useState<Record<string, readonly BatchDraft[]>>(() => Object.fromEntries(p.lines.filter((l) => l.batchKept).map((l) => [l.id, firstBatch(l.quantity - l.accepted)])));
  const [final, setFinal] = useState(false);
  const [note, setNote] = useState('');
  const set = (id: string, change: Partial<Counted>) => {
    setCounts({ ...counts, [id]: { ...counts[id]!, ...change } });
    if (change.accepted !== undefined && batches[id]) setBatches({ ...batches, [id]: followQuantity(batches[id], change.accepted) });
  };
  const kept = (id: string) => (batches[id] && (counts[id]!.accepted ?? 0) > 0 ? batches[id] : null);
  const unsaid = p.lines.some((l) => kept(l.id) && !batchesComplete(kept(l.id)!, counts[l.id]!.accepted));
  const number = (l: Purchase['lines'][number], key: 'accepted' | 'rejected' | 'surplus', name: string, max = 1_000_000) => (
    <InputNumber size="small" min={0} max={max} precision={0} value={counts[l.id]![key]} onChange={(value) => set(l.id, { [key]: value })} aria-label={`${l.skuCode} ${name}`} style={{ width: 76 }} />
  );
  const body = { version: p.version, note: note.trim() || null, final, lines: p.lines.map((l) => {
    const c = counts[l.id]!;
    return { lineId: l.id, accepted: c.accepted ?? 0, rejected: c.rejected ?? 0, surplus: c.surplus ?? 0, defect: c.defect.trim() || null, ...(kept(l.id) ? { batches: batchesBody(kept(l.id)!) } : {}) };
  }) };
  return (
    <section className="dz-card">
      <h2>{t('到货验收', 'Inspect the arrival')}</h2>
      <div className="dz-related-scroll" tabIndex={0} role="group" aria-label={t('验收明细', 'Lines to inspect')}>
        <table className="dz-related dz-related-stacks">
          <thead><tr><th scope="col">{t('规格', 'SKU')}</th><th scope="col" className="dz-right">{t('待到', 'Open')}</th><th scope="col" className="dz-right">{t('合格', 'Accepted')}</th><th scope="col" className="dz-right">{t('不合格', 'Rejected')}</th><th scope="col" className="dz-right">{t('多到', 'Too many')}</th><th scope="col">{t('不合格原因', 'What is wrong')}</th></tr></thead>
          <tbody>{p.lines.map((l) => (
            <Fragment key={l.id}>
              <tr>
                <td data-title={t('规格', 'SKU')} style={{ whiteSpace: 'normal', paddingBlock: 6 }}><span>{l.skuCode}<div className="dz-2">{[l.title, l.spec].filter(Boolean).join(' · ')}</div></span></td>
                <td data-title={t('待到', 'Open')} className="dz-right"><Num value={l.quantity - l.accepted} /></td>
                <td data-title={t('合格', 'Accepted')} className="dz-right">{number(l, 'accepted', t('合格', 'accepted'), l.quantity - l.accepted)}</td><td data-title={t('不合格', 'Rejected')} className="dz-right">{number(l, 'rejected', t('不合格', 'rejected'))}</td><td data-title={t('多到', 'Too many')} className="dz-right">{number(l, 'surplus', t('多到', 'too many'))}</td>
                <td data-title={t('不合格原因', 'What is wrong')}><Input size="small" value={counts[l.id]!.defect} maxLength={200} onChange={(e) => set(l.id, { defect: e.target.value })} aria-label={t(`${l.skuCode} 不合格原因`, `${l.skuCode} what is wrong`)} style={{ minWidth: 120 }} /></td>
              </tr>
              {kept(l.id) && <tr><td colSpan={6} style={{ whiteSpace: 'normal', padding: '0 8px 0 16px' }}><BatchFields of={l.skuCode} drafts={kept(l.id)!} quantity={counts[l.id]!.accepted} shelfLifeDays={l.shelfLifeDays} onChange={(drafts) => setBatches({ ...batches, [l.id]: drafts })} /></td></tr>}
            </Fragment>
          ))}</tbody>
        </table>
      </div>
      <div className="dz-row" style={{ marginTop: 12, flexWrap: 'wrap' }}>
        <Checkbox checked={final} onChange={(e) => setFinal(e.target.checked)}>{t('余下不再到货', 'The rest will not come')}</Checkbox>
        <Input size="small" value={note} maxLength={300} onChange={(e) => setNote(e.target.value)} placeholder={t('备注', 'Note')} aria-label={t('备注', 'Note')} style={{ width: 200 }} />
        <span className="dz-grow" />
        <ActButton act={act} primary label={t('验收入库', 'Take in what is accepted')} {...(unsaid ? { refused: { detail: t('按批次管理的规格，请先填写合格的每一批的批号和数量。', 'Enter number and quantity of every accepted batch first.'), clause: '4.1.2' } } : {})} done={t('已验收，合格的已入库', 'Inspected; what is accepted is in stock')} run={() => act.run({ params: { id: p.id }, body })} />
      </div>
      <p className="dz-2">{t('不合格和多到的不入库、不记账，在下面的退供里带运单退回。', 'What is rejected or too many is neither stock nor owed; it goes back with a waybill below.')}</p>
    </section>
  );
}

/** The supplier says another day, or the order is called off. */
function Changes({ p }: { p: Purchase }) {
  const t = useT();
  const move = useAct(movePurchaseEnd);
  const cancel = useAct(cancelPurchaseEnd);
  const [day, setDay] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const said = reason.trim().length >= 2;
  return (
    <section className="dz-card">
      <h2>{t('改期或取消', 'Move or cancel')}</h2>
      <div className="dz-row" style={{ flexWrap: 'wrap' }}>
        <Input size="small" value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} placeholder={t('供应商怎么说', 'What the supplier says')} aria-label={t('原因', 'Reason')} style={{ width: 220 }} />
        <DatePicker size="small" value={day ? dayjs(day) : null} minDate={dayjs()} onChange={(value) => setDay(value ? value.format('YYYY-MM-DD') : null)} placeholder={t('新的到货日', 'New day')} aria-label={t('新的到货日', 'New day')} />
        <ActButton act={move} size="small" label={t('改期', 'Move')} done={t('已改期，等货的订单已重新答复', 'Moved; the orders that wait have the new day')} {...(said && day !== null ? {} : { refused: { detail: t('请先写明供应商怎么说，并选新的到货日。', 'Say what the supplier says and choose the new day first.') } })}
          run={() => move.run({ params: { id: p.id }, body: { version: p.version, expectedOn: day!, reason: reason.trim() } })} />
        <ActButton act={cancel} size="small" label={t('取消采购单', 'Cancel the order')} {...(p.state !== 'ordered' ? { refused: { detail: t('已有到货，不能取消。余下不来的，验收时勾选「余下不再到货」。', 'Some of it has arrived. If the rest will not come, say so at the inspection.') } } : said ? {} : { refused: { detail: t('请先写明供应商怎么说。', 'Say what the supplier says first.') } })}
          confirm={t('取消后，等这批货的请购回到待采购。', 'Requests that wait for it will be open again.')} run={() => cancel.run({ params: { id: p.id }, body: { version: p.version, reason: reason.trim() } })} />
      </div>
    </section>
  );
}
