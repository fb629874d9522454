import { useState } from 'react';
import { App, Button, Drawer, Form, Input, InputNumber, Tag } from 'antd';
import { listTransfers, readTransfer, receiveTransfer, sendTransfer, transferStates } from '../../../../src/registers/products/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { words, type Words } from '../../../../src/kernel/words.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { RecordOf } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Num, When } from '../../../ui/values.tsx';
import { WarehouseSelect } from './choose.tsx';
import { complete, Lines, type Line } from './lines.tsx';

type Row = RowOf<typeof listTransfers>;
type Transfer = Answer<typeof readTransfer>;

const stateWords: Record<(typeof transferStates)[number], Words> = { sent: words('在途', 'Under way'), received: words('已收货', 'Received') };
function State({ state }: { state: keyof typeof stateWords }) {
  const { tw } = useLanguage();
  return <Tag>{tw(stateWords[state])}</Tag>;
}
function Differing({ n }: { n: number }) {
  const t = useT();
  return n === 0 ? <>—</> : <b className="dz-num dz-soon">{t(`差异 ${n}`, `${n} differ`)}</b>;
}

const columns: Column<Row>[] = [
  { key: 'no', title: words('调拨单号', 'Number'), width: 170, fixed: true, render: (x) => <IdTag value={x.transferNo} /> },
  { key: 'state', title: words('状态', 'State'), width: 90, render: (x) => <State state={x.state} /> },
  { key: 'from', title: words('调出', 'From'), width: '1fr', render: (x) => <span className="dz-cut">{x.from ?? '—'}</span> },
  { key: 'to', title: words('调入', 'To'), width: '1fr', render: (x) => <span className="dz-cut">{x.to ?? '—'}</span> },
  { key: 'units', title: words('发出', 'Sent'), width: 80, align: 'right', render: (x) => <Num value={x.units} /> },
  { key: 'differing', title: words('差异', 'Difference'), width: 100, align: 'right', render: (x) => <Differing n={x.differing} /> },
  { key: 'by', title: words('发出人', 'Sent by'), width: 110, render: (x) => <span className="dz-cut">{x.sentBy}</span> },
  { key: 'received', title: words('收货', 'Received'), width: 110, render: (x) => <When at={x.receivedAt} /> },
  { key: 'sent', title: words('发出时间', 'Sent'), width: 110, sort: 'down', render: (x) => <When at={x.sentAt} /> },
];
const filters: Filter[] = [
  { key: 'state', kind: 'choice', many: true, pinned: true, title: words('状态', 'State'), options: transferStates.map((value) => ({ value, words: stateWords[value] })) },
  { key: 'differing', kind: 'yes', pinned: true, title: words('有差异', 'Differing') },
];

/** What arrived, line by line: everything that was sent is proposed. */
function Work({ transfer }: { transfer: Transfer }) {
  const t = useT();
  const receive = useAct(receiveTransfer);
  const open = transfer.state === 'sent';
  const [got, setGot] = useState<Record<string, number | null>>(() => Object.fromEntries(transfer.lines.map((l) => [l.skuId, l.sent])));
  const [note, setNote] = useState('');
  const differs = transfer.lines.some((l) => got[l.skuId] !== l.sent);
  const ready = transfer.lines.every((l) => typeof got[l.skuId] === 'number');
  return (
    <>
      <p><State state={transfer.state} /> {transfer.from} → {transfer.to} <span className="dz-2">{transfer.sentBy} <When at={transfer.sentAt} /></span></p>
      {transfer.note && <p className="dz-2">{transfer.note}</p>}
      <div className="dz-related-scroll" style={{ margin: 0 }} tabIndex={0} role="group" aria-label={t('明细', 'Lines')}>
        <table className="dz-related">
          <thead><tr><th scope="col">{t('规格', 'SKU')}</th><th scope="col" className="dz-right">{t('发出', 'Sent')}</th><th scope="col" className="dz-right">{t('实收', 'Received')}</th></tr></thead>
          <tbody>{transfer.lines.map((l) => (
            <tr key={l.skuId}>
              <td style={{ whiteSpace: 'normal', padding: '6px 8px' }}>{l.code}<div className="dz-2">{l.title}{l.spec ? ` · ${l.spec}` : ''}</div></td>
              <td className="dz-right"><Num value={l.sent} /></td>
              <td className="dz-right">{open ? <InputNumber size="small" min={0} max={1_000_000} precision={0} value={got[l.skuId] ?? null} onChange={(value) => setGot({ ...got, [l.skuId]: value })} aria-label={t(`${l.code} 实收`, `${l.code} received`)} style={{ width: 88 }} /> : <Num value={l.received} />}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
      {transfer.differenceNote && <p>{t('差异原因：', 'Difference: ')}{transfer.differenceNote}</p>}
      {open && (
        <div className="dz-row" style={{ marginTop: 12, flexWrap: 'wrap' }}>
          {differs && <Input size="small" value={note} maxLength={300} onChange={(e) => setNote(e.target.value)} placeholder={t('差异原因，如途中丢失', 'Why it differs, e.g. lost')} aria-label={t('差异原因', 'Why it differs')} />}
          {ready && <ActButton act={receive} primary label={t('收货入库', 'Receive')} done={t('已入库', 'Received')}
            run={() => receive.run({ params: { id: transfer.id }, body: { version: transfer.version, differenceNote: note.trim() || null, lines: transfer.lines.map((l) => ({ skuId: l.skuId, received: got[l.skuId]! })) } })} />}
          <span className="dz-2">{t('发出人以外的人清点收货。', 'Somebody other than who sent it counts it in.')}</span>
        </div>
      )}
    </>
  );
}

function Peek({ id }: { id: string }) {
  return <RecordOf read={useRead(readTransfer, { params: { id } }, { topics: ['transfer'] })}>{(transfer) => <Work key={transfer.version} transfer={transfer} />}</RecordOf>;
}

function SendForm({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const act = useAct(sendTransfer);
  const [from, setFrom] = useState<string>();
  const [to, setTo] = useState<string>();
  const [note, setNote] = useState('');
  const [lines, setLines] = useState<readonly Line[]>([]);
  const save = async () => {
    const sent = await act.run({ body: { fromWarehouseId: from!, toWarehouseId: to!, note: note.trim() || null, lines: lines.map((l) => ({ skuId: l.sku.id, quantity: l.quantity! })) } }).catch(() => null);
    if (!sent) return;
    void message.success(t(`调拨 ${sent.transferNo} 已发出`, `Transfer ${sent.transferNo} sent`));
    onClose();
  };
  return (
    <Form layout="vertical" onFinish={() => void save()}>
      <Form.Item label={t('调出仓库', 'From')} required><WarehouseSelect {...(from ? { value: from } : {})} onChange={setFrom} /></Form.Item>
      <Form.Item label={t('调入仓库', 'To')} required><WarehouseSelect {...(to ? { value: to } : {})} onChange={setTo} /></Form.Item>
      <Lines lines={lines} onLines={setLines} warehouse={from} label={t('数量', 'Quantity')} least={1} showBook />
      <Form.Item label={t('备注', 'Note')}><Input value={note} onChange={(e) => setNote(e.target.value)} maxLength={200} /></Form.Item>
      {act.error ? <ProblemNote small error={act.error} /> : null}
      <div className="dz-row dz-form-foot"><LeadingButton leadsTo={sendTransfer} type="primary" htmlType="submit" loading={act.isPending} disabled={!from || !to || from === to || !complete(lines)}>{t('发出', 'Send')}</LeadingButton><Button onClick={onClose}>{t('取消', 'Cancel')}</Button></div>
    </Form>
  );
}

export default function TransferList() {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <ListPage name="logistics.transfers" title={t('调拨', 'Transfers')} endpoint={listTransfers} topics={['transfer', 'sku']} columns={columns} filters={filters} defaultSort="-sent" rowKey={(x) => x.id}
        preview={(x) => <Peek id={x.id} />} previewTitle={(x) => x.transferNo} rule={['4.1.2']} searchHint={t('调拨单号、规格编码', 'Transfer, SKU')} primary={<LeadingButton leadsTo={sendTransfer} type="primary" onClick={() => setOpen(true)}>{t('调拨出库', 'Send a transfer')}</LeadingButton>}
        empty={<EmptyState title={t('没有调拨', 'No transfers')} hint={t('货物在仓库之间移动时，从这里发出和收货。', 'Goods that move between warehouses are sent and received here.')} />} />
      <Drawer open={open} onClose={() => setOpen(false)} size={600} destroyOnHidden title={t('调拨出库', 'Send a transfer')}><SendForm onClose={() => setOpen(false)} /></Drawer>
    </>
  );
}
