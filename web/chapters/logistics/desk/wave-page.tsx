import { Button } from 'antd';
import { useParams } from '@tanstack/react-router';
import { labelsPdf, pickEnd, readWave, shipManyEnd, giveNoticeEnd } from '../../../../src/chapters/logistics/transport/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';
import { StateName } from '../parcels/parcel-parts.tsx';

export default function WavePage() {
  const { id = '' } = useParams({ strict: false });
  const { t } = useLanguage();
  const read = useRead(readWave, { params: { id } }, { topics: ['logistics'] });
  const pick = useAct(pickEnd);
  const ship = useAct(shipManyEnd);
  const notice = useAct(giveNoticeEnd);
  return (
    <RecordOf read={read}>{(w) => {
      const of = (state: string) => w.list.filter((p) => p.state === state).map((p) => p.id);
      return (
        <RecordPage title={t('波次', 'Wave')} number={w.waveNo} rule={['2.3.3']} timeline={[{ id: 'made', at: w.madeAt, kind: 'fact', by: w.madeBy, text: t(`生成波次，${w.parcels} 个包裹`, `Wave of ${w.parcels} parcels`) }]}
          acts={<>
            <Button href={`/api/waves/${w.id}/pick-list.pdf`} target="_blank">{t('打印拣货单', 'Print the pick list')}</Button>
            {w.list.some((p) => p.waybillNo) && <Button href={`/api${labelsPdf.path}?ids=${w.list.filter((p) => p.waybillNo).map((p) => p.id).join(',')}`} target="_blank">{t('打印面单', 'Print labels')}</Button>}
            {of('picking').length > 0 && <ActButton primary label={t('整波拣完', 'All picked')} run={() => pick.run({ body: { ids: of('picking') } })} done={t('拣货完成', 'Picked')} />}
            {of('inspected').length > 0 && <ActButton label={t('发货通知', 'Give the ship notice')} run={() => notice.run({ body: { ids: of('inspected') } })} done={t('已通知承运商', 'Carrier told')} />}
            {of('announced').length > 0 && <ActButton primary label={t(`发货 ${of('announced').length} 个`, `Ship ${of('announced').length}`)} run={() => ship.run({ body: { ids: of('announced') } })} done={t('已发货', 'Shipped')} confirm={t('商品出库后不能撤回。', 'Goods that have left cannot be called back.')} />}
          </>}
          facts={[{ title: t('波次', 'Wave'), facts: [{ label: t('仓库', 'Warehouse'), value: w.warehouseName }, { label: t('包裹', 'Parcels'), value: w.parcels }, { label: t('已拣 / 已发', 'Picked / shipped'), value: `${w.picked} / ${w.shipped}` }, { label: t('生成', 'Made'), value: <When at={w.madeAt} /> }] }]}>
          <RelatedTable title={t('拣货汇总', 'To fetch')} rows={w.picks} rowKey={(p) => p.skuId} empty={t('没有商品。', 'Nothing.')} columns={[
            { key: 'code', title: t('编码', 'Code'), render: (p) => p.code ?? '—' }, { key: 'title', title: t('品名规格', 'Article'), render: (p) => [p.title, p.spec].filter(Boolean).join(' ') },
            { key: 'barcode', title: t('条码', 'Barcode'), render: (p) => p.barcode ?? '—' }, { key: 'quantity', title: t('数量', 'Quantity'), align: 'right', render: (p) => <b>{p.quantity}</b> },
            { key: 'picked', title: t('已拣', 'Picked'), align: 'right', render: (p) => p.picked }, { key: 'parcels', title: t('包裹', 'Parcels'), align: 'right', render: (p) => p.parcels },
          ]} />
          <RelatedTable title={t('包裹', 'Parcels')} rows={w.list} rowKey={(p) => p.id} empty={t('没有包裹。', 'None.')} columns={[
            { key: 'no', title: t('包裹号', 'Parcel'), render: (p) => <a href={`/logistics/parcels/${p.id}`}>{p.parcelNo}</a> }, { key: 'state', title: t('状态', 'State'), render: (p) => <StateName state={p.state} /> },
            { key: 'carrier', title: t('承运商', 'Carrier'), render: (p) => p.carrierName ?? '—' }, { key: 'waybill', title: t('运单号', 'Waybill'), render: (p) => (p.waybillNo ? <IdTag value={p.waybillNo} /> : '—') },
            { key: 'pieces', title: t('件数', 'Pieces'), align: 'right', render: (p) => p.pieces },
          ]} />
        </RecordPage>
      );
    }}</RecordOf>
  );
}
