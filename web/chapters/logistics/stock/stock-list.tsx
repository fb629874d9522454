import { useMemo, useState } from 'react';
import { Button, Dropdown } from 'antd';
import { DownloadOutlined } from '@ant-design/icons';
import { countStock, listMovements, listStock, readPlaces, receiveGoods, setStoreSafety } from '../../../../src/registers/products/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useRefused } from '../../../ui/rights.ts';
import { useRead } from '../../../ui/use-api.ts';
import { IdTag, Num, When } from '../../../ui/values.tsx';
import { Counted } from './counted.tsx';
import { BatchTable } from './batch-parts.tsx';
import { StoreShares } from './store-shares.tsx';
import { MovementPaper } from './movement-paper.tsx';
import { movementWords } from './movement-words.ts';
import { AdjustForm, ArrivalDialog, CountDialog, PlaceForm, SafetyForm } from './dialogs.tsx';

type Row = RowOf<typeof listStock>;


/** Available units; the word stands beside the colour when it is below the safety stock. */
function Available({ row }: { row: Row }) {
  const t = useT();
  if (row.available === null) return <Counted />;
  const low = row.available < row.safety;
  return <span className={low ? 'dz-num dz-soon' : 'dz-num'}>{low && <span>{t('偏低 ', 'low ')}</span>}<b>{row.available}</b></span>;
}

const columns: Column<Row>[] = [
  { key: 'code', title: words('商家编码', 'SKU code'), width: 150, fixed: true, sort: 'up', render: (s) => <IdTag value={s.code} /> },
  { key: 'title', title: words('商品', 'Product'), width: 'minmax(140px, 2fr)', render: (s) => <span className="dz-cut">{s.title}{s.spec ? <span className="dz-2"> · {s.spec}</span> : null}</span> },
  { key: 'warehouse', title: words('仓库', 'Warehouse'), width: 110, render: (s) => <span className="dz-cut">{s.warehouse ?? '—'}</span> },
  { key: 'place', title: words('库位', 'Place'), width: 100, sort: 'up', render: (s) => (s.place ? <span className="dz-cut">{s.place}</span> : <span className="dz-2">—</span>) },
  { key: 'onHand', title: words('现存', 'On hand'), width: 80, align: 'right', sort: 'down', render: (s) => (s.onHand === null ? <Counted /> : <Num value={s.onHand} />) },
  // Before what is reserved: a card on the phone has the first four figures.
  { key: 'available', title: words('可用', 'Available'), width: 100, align: 'right', sort: 'up', render: (s) => <Available row={s} /> },
  { key: 'reserved', title: words('占用', 'Reserved'), width: 80, align: 'right', render: (s) => <Num value={s.reserved} /> },
  { key: 'unsellable', title: words('不可售', 'Not for sale'), width: 80, align: 'right', render: (s) => (s.unsellable !== null && s.unsellable > 0 ? <a className="dz-num dz-soon" href={`/logistics/batches?sku=${s.skuId}&age=too-old,expired`}>{s.unsellable}</a> : <Num value={s.unsellable} />) },
  { key: 'safety', title: words('安全库存', 'Safety'), width: 80, align: 'right', render: (s) => <Num value={s.safety} /> },
  { key: 'keptBack', title: words('渠道保留', 'Kept back'), width: 80, align: 'right', render: (s) => <Num value={s.keptBack} /> },
  { key: 'expected', title: words('在途', 'Expected'), width: 80, align: 'right', render: (s) => <Num value={s.expected} /> },
  { key: 'updated', title: words('变动', 'Moved'), width: 100, sort: 'down', render: (s) => <When at={s.updatedAt} /> },
];


function StockPeek({ row }: { row: Row }) {
  const { t, tw } = useLanguage();
  const moved = useRead(listMovements, { query: { sku: row.skuId, warehouse: row.warehouseId, limit: '50' } }, { topics: ['sku'] });
  return (
    <>
      <p>{row.title}{row.spec ? ` · ${row.spec}` : ''} <span className="dz-2">{row.warehouse}</span></p>
      <h3 style={{ margin: '12px 0 4px' }}>{t('调整库存', 'Adjust')}</h3>
      <AdjustForm of={row} />
      <h3 style={{ margin: '12px 0 4px' }}>{t('库位', 'Place')}</h3>
      <PlaceForm key={`${row.id} ${row.place}`} of={row} />
      <h3 style={{ margin: '12px 0 4px' }}>{t('安全库存', 'Safety stock')}</h3>
      <SafetyForm key={`${row.id} ${row.safety}`} of={row} />
      <div style={{ marginTop: 16 }}><StoreShares skuId={row.skuId} warehouseId={row.warehouseId} /></div>
      {row.batchKept && <div style={{ marginTop: 16 }}><BatchTable skuId={row.skuId} warehouseId={row.warehouseId} /></div>}
      <div style={{ marginTop: 16 }}>
        <RelatedTable title={t('流水', 'Movements')} rows={moved.data?.rows ?? []} rowKey={(m) => m.id} empty={t('还没有变动。', 'Nothing has moved yet.')}
          columns={[
            { key: 'at', title: t('时间', 'When'), render: (m) => <When at={m.at} /> },
            { key: 'kind', title: t('类型', 'Kind'), render: (m) => tw(movementWords[m.kind]) },
            { key: 'change', title: t('变动', 'Change'), align: 'right', render: (m) => (m.change === null ? <Counted /> : <span className="dz-num">{m.change > 0 ? `+${m.change}` : m.change}</span>) },
            { key: 'balance', title: t('结存', 'Balance'), align: 'right', render: (m) => <Num value={m.balance} /> },
            { key: 'why', title: t('单据 · 原因', 'Document · reason'), render: (m) => <MovementPaper of={m} /> },
            { key: 'by', title: t('经手', 'By'), render: (m) => m.by },
          ]} />
      </div>
    </>
  );
}

/** The stock of a warehouse as a sheet to count with; filled in, it goes back through the import. */
function CountSheets({ warehouses }: { warehouses: readonly { id: string; name: string }[] }) {
  const t = useT();
  const href = (id: string): string => `/api/stock/count-sheet?warehouse=${id}&format=xlsx`;
  const [only] = warehouses;
  if (!only) return null;
  const label = t('盘点表', 'Count sheet');
  if (warehouses.length === 1) return <Button icon={<DownloadOutlined />} href={href(only.id)} download>{label}</Button>;
  return (
    <Dropdown trigger={['click']} menu={{ items: warehouses.map((w) => ({ key: w.id, label: <a href={href(w.id)} download>{w.name}</a> })) }}>
      <Button icon={<DownloadOutlined />}>{label}</Button>
    </Dropdown>
  );
}

export default function StockList() {
  const t = useT();
  const [dialog, setDialog] = useState<'count' | 'receive' | null>(null);
  const places = useRead(readPlaces, {});
  const warehouses = places.data?.warehouses;
  const filters = useMemo<Filter[]>(() => [
    { key: 'below', kind: 'yes', pinned: true, title: words('低于安全库存', 'Below safety stock') },
    { key: 'warehouse', kind: 'choice', many: true, pinned: true, title: words('仓库', 'Warehouse'), options: (warehouses ?? []).map((w) => ({ value: w.id, words: words(w.name, w.name) })) },
    { key: 'place', kind: 'text', pinned: true, title: words('库位', 'Place') },
    { key: 'unplaced', kind: 'yes', title: words('未设库位', 'Without a place') },
    { key: 'empty', kind: 'yes', title: words('含零库存', 'Also empty') },
  ], [warehouses]);
  const close = () => setDialog(null);
  const mayKeep = useRefused(setStoreSafety) === undefined;
  return (
    <>
      <ListPage name="logistics.stock" title={t('库存', 'Stock')} endpoint={listStock} topics={['sku', 'stock-count']} columns={columns} filters={filters} defaultSort="code" rowKey={(s) => s.id}
        rowHref={(s) => `/operations/products/${s.productId}`} preview={(s) => <StockPeek row={s} />} previewTitle={(s) => s.code} searchHint={t('名称、拼音、编码、条码', 'Name, pinyin, code, barcode')} rule={['2.3.2', '2.3.3', '4.1.2']} exportPath="/stock.xlsx"
        primary={<>{mayKeep && <Button icon={<DownloadOutlined />} href="/api/stock/store-safety-table?format=xlsx" download>{t('渠道保留', 'Kept back')}</Button>}<CountSheets warehouses={warehouses ?? []} /><LeadingButton leadsTo={countStock} onClick={() => setDialog('count')}>{t('登记盘点', 'Record a count')}</LeadingButton><LeadingButton leadsTo={receiveGoods} type="primary" onClick={() => setDialog('receive')}>{t('到货入库', 'Receive goods')}</LeadingButton></>}
        empty={<EmptyState title={t('还没有库存', 'No stock yet')} hint={t('登记到货，或导入盘点表。', 'Receive goods, or import a stock count.')} act={<Button href="/imports">{t('导入', 'Import')}</Button>} />} />
      <CountDialog open={dialog === 'count'} onClose={close} />
      <ArrivalDialog open={dialog === 'receive'} now onClose={close} />
    </>
  );
}
