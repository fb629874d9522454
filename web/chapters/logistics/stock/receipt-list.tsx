import { Fragment, useState } from 'react';
import { Input, InputNumber, Tag } from 'antd';
import { cancelReceipt, expectGoods, listReceipts, readReceipt, receiptStates, receiveExpected, receiveGoods } from '../../../../src/registers/products/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { words, type Words } from '../../../../src/kernel/words.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { RecordOf } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Num, When } from '../../../ui/values.tsx';
import { BatchFields, batchesBody, batchesComplete, firstBatch, followQuantity, type BatchDraft } from './batch-fields.tsx';
import { ArrivalDialog } from './dialogs.tsx';

type Row = RowOf<typeof listReceipts>;
type Receipt = Answer<typeof readReceipt>;

const stateWords: Record<(typeof receiptStates)[number], Words> = {
  expected: words('待到货', 'Expected'), 'part-received': words('部分到货', 'Partly received'), received: words('已到齐', 'Received'), cancelled: words('已取消', 'Cancelled'),
};
function State({ state }: { state: keyof typeof stateWords }) {
  const { tw } = useLanguage();
  return <Tag>{tw(stateWords[state])}</Tag>;
}

const columns: Column<Row>[] = [
  { key: 'no', title: words('到货单号', 'Number'), width: 180, fixed: true, render: (r) => <IdTag value={r.receiptNo} /> },
  { key: 'state', title: words('状态', 'State'), width: 100, render: (r) => <State state={r.state} /> },
  { key: 'supplier', title: words('供应商', 'Supplier'), width: '1fr', render: (r) => <span className="dz-cut">{r.supplier}</span> },
  { key: 'warehouse', title: words('仓库', 'Warehouse'), width: 110, render: (r) => r.warehouse ?? '—' },
  { key: 'expected', title: words('预计', 'Expected'), width: 80, align: 'right', render: (r) => <Num value={r.expected} /> },
  { key: 'received', title: words('已到', 'Received'), width: 80, align: 'right', render: (r) => <Num value={r.received} /> },
  { key: 'on', title: words('预计到货日', 'Expected on'), width: 110, render: (r) => r.expectedOn ?? '—' },
  { key: 'created', title: words('登记', 'Recorded'), width: 110, sort: 'down', render: (r) => <When at={r.createdAt} /> },
];
const filters: Filter[] = [{ key: 'state', kind: 'choice', many: true, pinned: true, title: words('状态', 'State'), options: receiptStates.map((value) => ({ value, words: stateWords[value] })) }];

function ReceiptWork({ receipt }: { receipt: Receipt }) {
  const t = useT();
  const receive = useAct(receiveExpected);
  const cancel = useAct(cancelReceipt);
  const left = (line: Receipt['lines'][number]) => line.expected - line.received;
  const [arrived, setArrived] = useState<Record<string, number | null>>(() => Object.fromEntries(receipt.lines.map((line) => [line.skuId, left(line)])));
  const [batches, setBatches] = useState<Record<string, readonly BatchDraft[]>>(() => Object.fromEntries(receipt.lines.filter((line) => line.batchKept).map((line) => [line.skuId, firstBatch(left(line))])));
  const [reason, setReason] = useState('');
  const open = receipt.state === 'expected' || receipt.state === 'part-received';
  const come = receipt.lines.filter((line) => (arrived[line.skuId] ?? 0) > 0);
  const lines = come.map((line) => ({ skuId: line.skuId, quantity: arrived[line.skuId]!, ...(batches[line.skuId] ? { batches: batchesBody(batches[line.skuId]!) } : {}) }));
  const unsaid = come.some((line) => batches[line.skuId] && !batchesComplete(batches[line.skuId]!, arrived[line.skuId]!));
  return (
    <>
      <p><State state={receipt.state} /> {receipt.supplier} <span className="dz-2">{receipt.warehouse}</span></p>
      <div className="dz-related-scroll" style={{ margin: 0 }} tabIndex={0} role="group" aria-label={t('明细', 'Lines')}>
        <table className="dz-related">
          <thead><tr><th scope="col">{t('规格', 'SKU')}</th><th scope="col" className="dz-right">{t('预计', 'Expected')}</th><th scope="col" className="dz-right">{t('已到', 'Received')}</th>{open && <th scope="col" className="dz-right">{t('本次到货', 'Arrived now')}</th>}</tr></thead>
          <tbody>{receipt.lines.map((line) => (
            <Fragment key={line.skuId}>
              <tr>
                <td style={{ whiteSpace: 'normal', padding: '6px 8px' }}>{line.code}<div className="dz-2">{line.title}{line.spec ? ` · ${line.spec}` : ''}</div></td>
                <td className="dz-right"><Num value={line.expected} /></td>
                <td className="dz-right"><Num value={line.received} /></td>
                {open && <td className="dz-right"><InputNumber size="small" min={0} max={left(line)} precision={0} value={arrived[line.skuId] ?? null} aria-label={t(`${line.code} 本次到货`, `${line.code} arrived now`)}
                  onChange={(value) => { setArrived({ ...arrived, [line.skuId]: value }); if (batches[line.skuId]) setBatches({ ...batches, [line.skuId]: followQuantity(batches[line.skuId]!, value) }); }} style={{ width: 88 }} /></td>}
              </tr>
              {open && batches[line.skuId] && (arrived[line.skuId] ?? 0) > 0 && <tr><td colSpan={4} style={{ whiteSpace: 'normal', padding: '0 8px' }}><BatchFields of={line.code} drafts={batches[line.skuId]!} quantity={arrived[line.skuId] ?? null} shelfLifeDays={line.shelfLifeDays} onChange={(drafts) => setBatches({ ...batches, [line.skuId]: drafts })} /></td></tr>}
            </Fragment>
          ))}</tbody>
        </table>
      </div>
      {open && (
        <div className="dz-row" style={{ marginTop: 12, flexWrap: 'wrap' }}>
          {lines.length > 0 && <ActButton act={receive} primary label={t('入库', 'Receive')} {...(unsaid ? { refused: { detail: t('按批次管理的规格，请先填写每一批的批号和数量。', 'Enter number and quantity of every batch first.'), clause: '4.1.2' } } : {})} done={t('已入库', 'Received')} run={() => receive.run({ params: { id: receipt.id }, body: { version: receipt.version, lines } })} />}
          <span className="dz-grow" />
          <Input size="small" value={reason} onChange={(e) => setReason(e.target.value)} placeholder={t('取消原因', 'Why it is cancelled')} aria-label={t('取消原因', 'Why it is cancelled')} style={{ width: 140 }} />
          {reason.trim().length >= 2 && <ActButton act={cancel} size="small" label={t('取消到货单', 'Cancel')} confirm={t('未到的货物不再等待。', 'What has not arrived is no longer waited for.')}
            run={() => cancel.run({ params: { id: receipt.id }, body: { version: receipt.version, reason: reason.trim() } })} />}
        </div>
      )}
    </>
  );
}

function ReceiptPeek({ id }: { id: string }) {
  return <RecordOf read={useRead(readReceipt, { params: { id } }, { topics: ['goods-receipt', 'sku'] })}>{(receipt) => <ReceiptWork key={receipt.version} receipt={receipt} />}</RecordOf>;
}

export default function ReceiptList() {
  const t = useT();
  const [dialog, setDialog] = useState<'expect' | 'receive' | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <ListPage name="logistics.arrivals" title={t('到货', 'Arrivals')} endpoint={listReceipts} topics={['goods-receipt', 'sku']} columns={columns} filters={filters} defaultSort="-created" rowKey={(r) => r.id}
        preview={(r) => <ReceiptPeek id={r.id} />} previewTitle={(r) => r.receiptNo} rule={['2.3.2']} searchHint={t('到货单号、供应商、规格编码', 'Receipt, supplier, SKU')}
        primary={<><LeadingButton leadsTo={expectGoods} onClick={() => setDialog('expect')}>{t('登记预计到货', 'Record expected goods')}</LeadingButton><LeadingButton leadsTo={receiveGoods} type="primary" onClick={() => setDialog('receive')}>{t('直接入库', 'Receive goods')}</LeadingButton></>} />
      <ArrivalDialog open={dialog !== null} now={dialog === 'receive'} onClose={close} />
    </>
  );
}
