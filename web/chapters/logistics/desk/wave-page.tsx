import { useState } from 'react';
import { Button, InputNumber, Tag } from 'antd';
import { useParams } from '@tanstack/react-router';
import { giveNoticeEnd, inspectManyEnd, labelsPdf, packManyEnd, pickEnd, readWave, shipManyEnd } from '../../../../src/chapters/logistics/transport/contract.ts';
import { listParcelNotes } from '../../../../src/chapters/sales/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';
import { Note } from '../parcels/parcel-notes.tsx';
import { BatchNames } from '../parcels/line-batches.tsx';
import { HeldByWeight, StateName } from '../parcels/parcel-parts.tsx';

export default function WavePage() {
  const { id = '' } = useParams({ strict: false });
  const { t } = useLanguage();
  const read = useRead(readWave, { params: { id } }, { topics: ['logistics'] });
  const notes = useRead(listParcelNotes, { query: { wave: id } }, { topics: ['sales'] });
  const notesOf = (parcelId: string) => (notes.data?.rows ?? []).filter((n) => n.parcelId === parcelId);
  const pick = useAct(pickEnd);
  const pack = useAct(packManyEnd);
  const inspect = useAct(inspectManyEnd);
  const ship = useAct(shipManyEnd);
  const [grams, setGrams] = useState<Readonly<Record<string, number | null>>>({});
  const notice = useAct(giveNoticeEnd);
  return (
    <RecordOf read={read}>{(w) => {
      // A scale's reading goes before the expected weight; a field that was emptied waits for its reading.
      const gramsOf = (p: (typeof w.list)[number]): number | null => (p.id in grams ? grams[p.id]! : p.actualGrams ?? (p.expectedGrams || null));
      const toPack = w.list.filter((p) => p.state === 'picked');
      const weighed = toPack.flatMap((p) => {
        const weightGrams = gramsOf(p);
        return weightGrams === null ? [] : [{ id: p.id, weightGrams }];
      });
      const of = (state: string) => w.list.filter((p) => p.state === state && !p.weightHeld).map((p) => p.id);
      return (
        <RecordPage title={t('波次', 'Wave')} number={w.waveNo} rule={['2.3.3']} timeline={[{ id: 'made', at: w.madeAt, kind: 'fact', by: w.madeBy, text: t(`生成波次，${w.parcels} 个包裹`, `Wave of ${w.parcels} parcels`) }]}
          acts={<>
            <Button href={`/api/waves/${w.id}/pick-list.pdf`} target="_blank">{t('打印拣货单', 'Print the pick list')}</Button>
            {w.list.some((p) => p.waybillNo) && <Button href={`/api${labelsPdf.path}?ids=${w.list.filter((p) => p.waybillNo).map((p) => p.id).join(',')}`} target="_blank">{t('打印面单', 'Print labels')}</Button>}
            {of('picking').length > 0 && <ActButton act={pick} primary label={t('整波拣完', 'All picked')} run={() => pick.run({ body: { ids: of('picking') } })} done={t('拣货完成', 'Picked')} />}
            {toPack.length > 0 && <ActButton act={pack} primary label={t('整波打包', 'Pack the wave')} refused={weighed.length < toPack.length ? { detail: t('每个包裹都要有重量，请先填写空着的重量。', 'Every parcel needs its weight: fill in the empty ones first.') } : undefined}
              run={() => pack.run({ body: { parcels: weighed } })} done={t('已打包称重', 'Packed and weighed')} />}
            {of('packed').length > 0 && !w.byEye && <Button type="primary" href="/logistics/desk">{t('到工作台逐件验货', 'Scan at the desk')}</Button>}
            {of('packed').length > 0 && <ActButton act={inspect} label={t('整波目视合格', 'All passed by eye')} refused={w.byEye ? undefined : { detail: t('本仓库逐件扫码检验：请在仓库工作台扫描每个包裹的商品。确需整波目视的，由部门经理或系统管理员在“检验方式”里开启。', 'This warehouse scans every parcel: scan the articles of each at the warehouse desk. Where whole waves should be passed by eye, the department head or an administrator allows it under “Ways of inspection”.'), clause: '2.3.3' }}
              confirm={t(`${of('packed').length} 个包裹没有逐件扫码，将以您的名义记为“整包目视”。逐件验货请到仓库工作台。`, `${of('packed').length} parcels were not scanned article by article; this is recorded in your name as looked at as a whole. To scan, use the warehouse desk.`)} run={() => inspect.run({ body: { inspections: of('packed').map((parcel) => ({ id: parcel, passed: true, defect: null })) } })} done={t('检验合格', 'Inspection passed')} />}
            {of('inspected').length > 0 && <ActButton act={notice} label={t('发货通知', 'Give the ship notice')} run={() => notice.run({ body: { ids: of('inspected') } })} done={t('已通知承运商', 'Carrier told')} />}
            {of('announced').length > 0 && <ActButton act={ship} primary label={t(`发货 ${of('announced').length} 个`, `Ship ${of('announced').length}`)} run={() => ship.run({ body: { ids: of('announced') } })} done={t('已发货', 'Shipped')} confirm={t('商品出库后不能撤回。', 'Goods that have left cannot be called back.')} />}
          </>}
          facts={[{ title: t('波次', 'Wave'), facts: [{ label: t('仓库', 'Warehouse'), value: w.warehouseName }, { label: t('包裹', 'Parcels'), value: w.parcels }, { label: t('已拣 / 已发', 'Picked / shipped'), value: `${w.picked} / ${w.shipped}` }, { label: t('生成', 'Made'), value: <When at={w.madeAt} /> }] }]}>
          <RelatedTable title={t('拣货汇总', 'To fetch')} rows={w.picks} rowKey={(p) => p.skuId} empty={t('没有商品。', 'Nothing.')} columns={[
            { key: 'place', title: t('库位', 'Place'), render: (p) => <b>{p.place ?? '—'}</b> }, { key: 'code', title: t('编码', 'Code'), render: (p) => p.code ?? '—' }, { key: 'title', title: t('品名规格', 'Article'), render: (p) => <>{p.gifts > 0 && <Tag>{p.gifts === p.quantity ? t('赠品', 'Gift') : t(`其中赠品 ${p.gifts}`, `${p.gifts} of them gifts`)}</Tag>} {[p.title, p.spec].filter(Boolean).join(' ')}</> },
            { key: 'barcode', title: t('条码', 'Barcode'), render: (p) => p.barcode ?? '—' }, { key: 'quantity', title: t('数量', 'Quantity'), align: 'right', render: (p) => <b>{p.quantity}</b> },
            ...(w.picks.some((p) => p.batches.length > 0) ? [{ key: 'batches', title: t('批次（先到期先出）', 'Batches, first expired first'), render: (p: (typeof w.picks)[number]) => (p.batches.length > 0 ? <BatchNames list={p.batches} /> : '—') }] : []),
            { key: 'picked', title: t('已拣', 'Picked'), align: 'right', render: (p) => p.picked }, { key: 'parcels', title: t('包裹', 'Parcels'), align: 'right', render: (p) => p.parcels },
          ]} />
          <RelatedTable title={t('包裹', 'Parcels')} rows={w.list} rowKey={(p) => p.id} empty={t('没有包裹。', 'None.')} columns={[
            { key: 'no', title: t('包裹号', 'Parcel'), render: (p) => <a href={`/logistics/parcels/${p.id}`}>{p.parcelNo}</a> }, { key: 'state', title: t('状态', 'State'), render: (p) => <><StateName state={p.state} />{p.weightHeld && <HeldByWeight />}</> },
            { key: 'notes', title: t('留言与备注', 'Notes'), render: (p) => notesOf(p.id).map((n) => <span key={n.orderId} className="parcel-notes-cell"><Note of={n} /></span>) }, { key: 'carrier', title: t('承运商', 'Carrier'), render: (p) => p.carrierName ?? '—' }, { key: 'waybill', title: t('运单号', 'Waybill'), render: (p) => (p.waybillNo ? <IdTag value={p.waybillNo} /> : '—') },
            { key: 'pieces', title: t('件数', 'Pieces'), align: 'right', render: (p) => p.pieces },
            { key: 'grams', title: t('重量（克）', 'Weight (g)'), align: 'right', render: (p) => (p.state === 'picked'
              ? <InputNumber size="small" min={1} max={1_000_000} precision={0} value={gramsOf(p)} onChange={(value) => setGrams((before) => ({ ...before, [p.id]: value }))} aria-label={t(`${p.parcelNo} 的重量，克`, `Weight of ${p.parcelNo} in grams`)} style={{ width: 96 }} />
              : p.actualGrams ?? '—') },
          ]} />
        </RecordPage>
      );
    }}</RecordOf>
  );
}
