import { Fragment, useState } from 'react';
import { Input, InputNumber } from 'antd';
import { sendBackEnd, type readPurchase } from '../../../../src/chapters/logistics/purchasing/contract.ts';
import { listBatches } from '../../../../src/registers/products/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useT } from '../../../ui/language.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Money, Num, When } from '../../../ui/values.tsx';
import { BatchNo } from '../stock/batch-parts.tsx';

type Purchase = Answer<typeof readPurchase>;
type Line = Purchase['lines'][number];

/** What can still go back of a line: of what was never taken in, and of what was. */
const openOf = (l: Line) => ({ rejected: l.rejected + l.surplus - l.rejectedBack, stock: l.accepted - l.stockBack });

/** What went back to the supplier, and a form for more while something can. */
export function BackShipments({ p }: { p: Purchase }) {
  const t = useT();
  const some = p.lines.some((l) => openOf(l).rejected + openOf(l).stock > 0);
  if (!some && p.backShipments.length === 0) return null;
  return (
    <>
      {p.backShipments.length > 0 && <RelatedTable title={t('退供', 'Back to the supplier')} rows={p.backShipments} rowKey={(b) => b.id} empty="" columns={[
        { key: 'no', title: t('退供单', 'Number'), render: (b) => b.shipmentNo }, { key: 'way', title: t('运单', 'Waybill'), render: (b) => <>{b.carrier} <IdTag value={b.waybillNo} /></> },
        { key: 'lines', title: t('退了什么', 'What went'), render: (b) => b.lines.map((l) => <div key={l.skuCode}>{l.skuCode}{t('：', ': ')}{[l.rejected > 0 && t(`未入库 ${l.rejected}`, `${l.rejected} not taken in`), l.fromStock > 0 && t(`库存 ${l.fromStock}`, `${l.fromStock} from stock`)].filter(Boolean).join(t('，', ', '))}</div>) },
        { key: 'reason', title: t('原因', 'Reason'), render: (b) => b.reason }, { key: 'credit', title: t('应冲货款', 'Credit'), align: 'right', render: (b) => (b.creditFen === null ? '—' : <Money fen={b.creditFen} />) },
        { key: 'by', title: t('经手', 'By'), render: (b) => b.by }, { key: 'at', title: t('时间', 'When'), render: (b) => <When at={b.at} /> },
      ]} />}
      {some && <SendBack key={p.version} p={p} />}
    </>
  );
}

interface Back { rejected: number | null; stock: number | null; batches: Record<string, number | null> }

function SendBack({ p }: { p: Purchase }) {
  const t = useT();
  const act = useAct(sendBackEnd);
  const [back, setBack] = useState<Record<string, Back>>(() => Object.fromEntries(p.lines.map((l) => [l.id, { rejected: openOf(l).rejected, stock: 0, batches: {} }])));
  const [carrier, setCarrier] = useState('');
  const [waybill, setWaybill] = useState('');
  const [reason, setReason] = useState('');
  const set = (id: string, change: Partial<Back>) => setBack({ ...back, [id]: { ...back[id]!, ...change } });
  const parts = (l: Line) => Object.entries(back[l.id]!.batches).flatMap(([batchId, quantity]) => (quantity ? [{ batchId, quantity }] : []));
  const stockOf = (l: Line): number => (l.batchKept ? parts(l).reduce((n, b) => n + b.quantity, 0) : back[l.id]!.stock ?? 0);
  const lines = p.lines.map((l) => ({ lineId: l.id, rejected: back[l.id]!.rejected ?? 0, fromStock: stockOf(l), ...(l.batchKept && parts(l).length > 0 ? { batches: parts(l) } : {}) })).filter((l) => l.rejected + l.fromStock > 0);
  const missing = lines.length === 0 ? t('请填写要退的件数。', 'Say how many go back.') : carrier.trim() === '' || waybill.trim() === '' ? t('请填写承运商和运单号。', 'Enter carrier and waybill.') : reason.trim().length < 2 ? t('请写明退供原因。', 'Say why.') : null;
  return (
    <section className="dz-card">
      <h2>{t('退供发货', 'Send back')}</h2>
      <div className="dz-related-scroll" tabIndex={0} role="group" aria-label={t('退供明细', 'Lines to send back')}>
        <table className="dz-related dz-related-stacks">
          <thead><tr><th scope="col">{t('规格', 'SKU')}</th><th scope="col" className="dz-right">{t('未入库的（可退）', 'Not taken in (open)')}</th><th scope="col" className="dz-right">{t('从库存退（最多）', 'From stock (at most)')}</th></tr></thead>
          <tbody>{p.lines.map((l) => (
            <Fragment key={l.id}>
              <tr>
                <td data-title={t('规格', 'SKU')} style={{ whiteSpace: 'normal', paddingBlock: 6 }}><span>{l.skuCode}<div className="dz-2">{[l.title, l.spec].filter(Boolean).join(' · ')}</div></span></td>
                <td data-title={t('未入库的（可退）', 'Not taken in (open)')} className="dz-right"><span><InputNumber size="small" min={0} max={openOf(l).rejected} precision={0} value={back[l.id]!.rejected} onChange={(n) => set(l.id, { rejected: n })} aria-label={t(`${l.skuCode} 未入库退供`, `${l.skuCode} not taken in`)} style={{ width: 76 }} /> <span className="dz-2">/ {openOf(l).rejected}</span></span></td>
                <td data-title={t('从库存退（最多）', 'From stock (at most)')} className="dz-right"><span>{l.batchKept ? <Num value={stockOf(l)} /> : <InputNumber size="small" min={0} max={openOf(l).stock} precision={0} value={back[l.id]!.stock} onChange={(n) => set(l.id, { stock: n })} aria-label={t(`${l.skuCode} 从库存退供`, `${l.skuCode} from stock`)} style={{ width: 76 }} />} <span className="dz-2">/ {openOf(l).stock}</span></span></td>
              </tr>
              {l.batchKept && openOf(l).stock > 0 && <tr><td colSpan={3} style={{ whiteSpace: 'normal', padding: '0 8px 8px 16px' }}><Batches p={p} l={l} of={back[l.id]!.batches} onChange={(batches) => set(l.id, { batches })} /></td></tr>}
            </Fragment>
          ))}</tbody>
        </table>
      </div>
      <div className="dz-row" style={{ marginTop: 12, flexWrap: 'wrap' }}>
        <Input size="small" value={carrier} maxLength={40} onChange={(e) => setCarrier(e.target.value)} placeholder={t('承运商', 'Carrier')} aria-label={t('退供承运商', 'Carrier')} style={{ width: 140 }} />
        <Input size="small" value={waybill} maxLength={40} onChange={(e) => setWaybill(e.target.value)} placeholder={t('运单号', 'Waybill')} aria-label={t('退供运单号', 'Waybill')} style={{ width: 180 }} />
        <Input size="small" value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} placeholder={t('原因，如杯盖开裂', 'Why, such as broken lids')} aria-label={t('退供原因', 'Why')} style={{ width: 220 }} />
        <span className="dz-grow" />
        <ActButton act={act} label={t('退供发货', 'Send back')} done={t('已退供', 'Sent back')} {...(missing ? { refused: { detail: missing, clause: '2.3.2' } } : {})} run={() => act.run({ params: { id: p.id }, body: { version: p.version, carrier: carrier.trim(), waybillNo: waybill.trim(), reason: reason.trim(), lines } })} />
      </div>
      <p className="dz-2">{t('未入库的不动库存；从库存退的立即出库，按采购价冲减应付。', 'What was never taken in leaves the stock alone; what is taken from stock leaves at once and is taken off what is owed.')}</p>
    </section>
  );
}

/** How many of each batch that lies in the warehouse go back. */
function Batches({ p, l, of, onChange }: { p: Purchase; l: Line; of: Record<string, number | null>; onChange: (batches: Record<string, number | null>) => void }) {
  const t = useT();
  const there = useRead(listBatches, { query: { sku: l.skuId, warehouse: p.warehouseId, limit: '50' } }, { topics: ['batch', 'sku'] });
  return (
    <>{(there.data?.rows ?? []).map((b) => (
      <div key={b.id} className="dz-row">
        <InputNumber size="small" min={0} {...(b.onHand === null ? {} : { max: b.onHand })} precision={0} value={of[b.batchId] ?? 0} onChange={(n) => onChange({ ...of, [b.batchId]: n })} aria-label={t(`批次 ${b.batchNo} 退供件数`, `Units of batch ${b.batchNo}`)} style={{ width: 64 }} />
        <span><BatchNo no={b.batchNo} /> <span className="dz-2">{b.expiresOn ?? ''}{b.onHand !== null && t(` · 现存 ${b.onHand}`, ` · ${b.onHand} on hand`)}</span></span>
      </div>
    ))}</>
  );
}
