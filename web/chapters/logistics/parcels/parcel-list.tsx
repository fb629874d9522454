import { listParcels, labelsPdf, parcelOrigins, parcelStates, shipManyEnd } from '../../../../src/chapters/logistics/transport/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { Button } from 'antd';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';
import { ExceptionNames, HeldByWeight, OutsideTag, StateName } from './parcel-parts.tsx';

type Row = RowOf<typeof listParcels>;

const columns: Column<Row>[] = [
  { key: 'parcelNo', title: words('包裹号', 'Parcel'), width: 170, fixed: true, render: (p) => <IdTag value={p.parcelNo} /> },
  { key: 'state', title: words('状态', 'State'), width: 150, render: (p) => <><StateName state={p.state} /> <ExceptionNames kinds={p.openExceptions} state={p.state} />{p.weightHeld && <HeldByWeight />}{p.origin === 'outside' && <OutsideTag />}</> },
  { key: 'orders', title: words('订单', 'Orders'), width: 160, render: (p) => p.orderNos.join('、') },
  { key: 'region', title: words('收货地', 'To'), width: '1fr', render: (p) => p.receiver?.region ?? '—' },
  { key: 'receiver', title: words('收货人', 'Receiver'), width: 160, render: (p) => [p.receiver?.name, p.receiver?.phone].filter(Boolean).join(' '), hidden: true },
  { key: 'carrier', title: words('承运商', 'Carrier'), width: 96, render: (p) => p.carrierName ?? '—' },
  { key: 'waybill', title: words('运单号', 'Waybill'), width: 160, render: (p) => (p.waybillNo ? <IdTag value={p.waybillNo} /> : '—') },
  { key: 'pieces', title: words('件数', 'Pieces'), width: 60, align: 'right', render: (p) => (p.origin === 'outside' ? '—' : p.pieces) },
  { key: 'warehouse', title: words('仓库', 'Warehouse'), width: 110, render: (p) => p.warehouseName ?? '—', hidden: true },
  { key: 'store', title: words('店铺', 'Store'), width: 130, render: (p) => p.storeName ?? '—', hidden: true },
  { key: 'shipBy', title: words('最晚发货', 'Ship by'), width: 110, sort: 'up', render: (p) => <When at={p.shipBy} /> },
  { key: 'promisedAt', title: words('承诺送达', 'Promised'), width: 110, sort: 'up', render: (p) => <When at={p.promisedAt} /> },
  { key: 'lastMovedAt', title: words('最近物流', 'Last news'), width: 110, sort: 'up', render: (p) => <When at={p.lastMovedAt} />, hidden: true },
  { key: 'requestedAt', title: words('接单时间', 'Requested'), width: 110, sort: 'down', render: (p) => <When at={p.requestedAt} />, hidden: true },
];
const filters: Filter[] = [
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: Object.entries(parcelStates).map(([value, w]) => ({ value, words: w })) },
  { key: 'origin', title: words('来源', 'From'), kind: 'choice', pinned: true, options: Object.entries(parcelOrigins).map(([value, w]) => ({ value, words: w })) },
  { key: 'late', title: words('已晚', 'Late'), kind: 'yes', pinned: true },
  { key: 'promised', title: words('承诺送达日', 'Promised for'), kind: 'days' },
  { key: 'onTime', title: words('准时送达', 'In time'), kind: 'choice', options: [{ value: 'true', words: words('准时', 'In time') }, { value: 'false', words: words('未准时', 'Not in time') }] },
  { key: 'held', title: words('重量不符', 'Odd weight'), kind: 'yes', pinned: true },
  { key: 'exception', title: words('有异常', 'With exception'), kind: 'yes', pinned: true },
];

export default function ParcelList() {
  const t = useT();
  const ship = useAct(shipManyEnd);
  return (
    <ListPage name="logistics.parcels" title={t('包裹', 'Parcels')} endpoint={listParcels} topics={['logistics']} columns={columns} filters={filters} defaultSort="-requestedAt"
      rowKey={(p) => p.id} rowHref={(p) => `/logistics/parcels/${p.id}`} searchHint={t('包裹号、运单号、订单号、姓名、手机尾号', 'Parcel, waybill, order, name, phone tail')} rule={['5.2.1', '5.2.2']}
      acts={(rows, clear) => (
        <>
          <ActButton act={ship} label={t('发货', 'Ship')} primary size="small" onDone={clear} done={t('已发货', 'Shipped')} confirm={t(`共 ${rows.length} 个包裹，出库后不能撤回。`, `${rows.length} parcels; goods that have left cannot be called back.`)}
            run={() => ship.run({ body: { ids: rows.map((p) => p.id) } })} />
          <Button size="small" href={`/api${labelsPdf.path}?ids=${rows.map((p) => p.id).join(',')}`} target="_blank">{t('打印面单', 'Print labels')}</Button>
        </>
      )} />
  );
}
