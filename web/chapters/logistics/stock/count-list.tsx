import { useState } from 'react';
import { countStock, listCounts, readCount } from '../../../../src/registers/products/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { RecordOf, RelatedTable } from '../../../ui/record-page.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { IdTag, Num, When } from '../../../ui/values.tsx';
import { CountDialog } from './dialogs.tsx';

type Row = RowOf<typeof listCounts>;

const columns: Column<Row>[] = [
  { key: 'no', title: words('盘点单号', 'Number'), width: 180, fixed: true, render: (c) => <IdTag value={c.countNo} /> },
  { key: 'warehouse', title: words('仓库', 'Warehouse'), width: '1fr', render: (c) => c.warehouse ?? '—' },
  { key: 'rows', title: words('盘点行', 'Rows'), width: 90, align: 'right', render: (c) => <Num value={c.rows} /> },
  { key: 'differences', title: words('差异', 'Differences'), width: 90, align: 'right', render: (c) => <span className={c.differences > 0 ? 'dz-num dz-soon' : 'dz-num'}>{c.differences}</span> },
  { key: 'by', title: words('盘点人', 'By'), width: 120, render: (c) => <span className="dz-cut">{c.by}</span> },
  { key: 'note', title: words('备注', 'Note'), width: '1fr', render: (c) => <span className="dz-cut">{c.note ?? '—'}</span> },
  { key: 'counted', title: words('时间', 'When'), width: 120, sort: 'down', render: (c) => <When at={c.countedAt} /> },
];

function CountPeek({ id }: { id: string }) {
  const t = useT();
  return (
    <RecordOf read={useRead(readCount, { params: { id } })}>{(count) => (
      <RelatedTable title={t('明细', 'Lines')} rows={count.lines} rowKey={(l) => l.skuId} empty={t('没有明细。', 'No lines.')}
        columns={[
          { key: 'sku', title: t('规格', 'SKU'), render: (l) => <>{l.code} <span className="dz-2">{l.title}{l.spec ? ` · ${l.spec}` : ''}</span></> },
          { key: 'expected', title: t('账面', 'Book'), align: 'right', render: (l) => <Num value={l.expected} /> },
          { key: 'counted', title: t('实盘', 'Counted'), align: 'right', render: (l) => <Num value={l.counted} /> },
          { key: 'change', title: t('差异', 'Difference'), align: 'right', render: (l) => (l.counted === l.expected ? '—' : <b className="dz-num dz-soon">{l.counted > l.expected ? '+' : ''}{l.counted - l.expected}</b>) },
        ]} />
    )}</RecordOf>
  );
}

export default function CountList() {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <ListPage name="logistics.counts" title={t('盘点', 'Stock counts')} endpoint={listCounts} topics={['stock-count']} columns={columns} defaultSort="-counted" rowKey={(c) => c.id}
        preview={(c) => <CountPeek id={c.id} />} previewTitle={(c) => c.countNo} rule={['4.1.2']} searchHint={t('盘点单号', 'Number of the count')} primary={<LeadingButton leadsTo={countStock} type="primary" onClick={() => setOpen(true)}>{t('登记盘点', 'Record a count')}</LeadingButton>} />
      <CountDialog open={open} onClose={() => setOpen(false)} />
    </>
  );
}
