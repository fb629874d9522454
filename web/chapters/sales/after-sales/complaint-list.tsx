import { useState } from 'react';
import { App, Button, Input, Popover, Select } from 'antd';
import { acceptComplaintEnd, closeComplaintEnd, complaintChannels, complaintStates, listComplaints, listOrders, receiveComplaintEnd, severities, type ComplaintChannel, type ComplaintRow, type Severity } from '../../../../src/chapters/sales/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT, useTw } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Money, When } from '../../../ui/values.tsx';
import { ActOnMany } from './act-on-many.tsx';

function W({ of, soon }: { of: { zh: string; en: string } | null; soon?: boolean }) {
  const tw = useTw();
  return of ? <span className={soon ? 'dz-soon' : ''}>{tw(of)}</span> : '—';
}

const columns: Column<ComplaintRow>[] = [
  { key: 'no', title: words('投诉单', 'Complaint'), width: 158, fixed: true, render: (c) => <IdTag value={c.complaintNo} /> },
  { key: 'state', title: words('状态', 'State'), width: 110, render: (c) => <W of={complaintStates[c.state]} soon={c.state === 'received' || c.state === 'accepted'} /> },
  { key: 'severity', title: words('程度', 'Severity'), width: 120, render: (c) => <W of={severities[c.severity]} soon={c.severity === 'safety'} /> },
  { key: 'about', title: words('内容', 'About'), width: '1fr', render: (c) => c.about },
  { key: 'order', title: words('订单', 'Order'), width: 158, render: (c) => (c.orderNo ? <IdTag value={c.orderNo} /> : '—') },
  { key: 'channel', title: words('渠道', 'Channel'), width: 90, render: (c) => <W of={complaintChannels[c.channel]} />, hidden: true },
  { key: 'store', title: words('店铺', 'Store'), width: 120, render: (c) => c.storeName ?? '—', hidden: true },
  { key: 'assignee', title: words('经办', 'In hand of'), width: 90, render: (c) => c.assignee ?? '—' },
  { key: 'cause', title: words('原因', 'Cause'), width: 110, render: (c) => <W of={c.cause} /> },
  { key: 'compensation', title: words('补偿', 'Compensation'), width: 90, align: 'right', render: (c) => (c.compensationFen > 0 ? <Money fen={c.compensationFen} /> : '—') },
  { key: 'received', title: words('收到', 'Received'), width: 120, sort: 'down', render: (c) => <When at={c.receivedAt} /> },
];
const options = <K extends string>(table: Record<K, { zh: string; en: string }>) => (Object.entries(table) as [K, { zh: string; en: string }][]).map(([value, w]) => ({ value, words: w }));
const filters: Filter[] = [
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: options(complaintStates) },
  { key: 'severity', title: words('程度', 'Severity'), kind: 'choice', many: true, pinned: true, options: options(severities) },
  { key: 'received', title: words('收到日期', 'Days'), kind: 'days', pinned: true },
  { key: 'cause', title: words('原因标识', 'Key of the cause'), kind: 'text' }, { key: 'sku', title: words('商品（统计钻取）', 'Article (from statistics)'), kind: 'text' }, { key: 'person', title: words('人员（统计钻取）', 'Person (from statistics)'), kind: 'text' },
  { key: 'carrier', title: words('承运商', 'Carrier'), kind: 'text' }, { key: 'batch', title: words('批次', 'Batch'), kind: 'text' },
];

/** A complaint told to a colleague, with the order where there is one. */
function Receive() {
  const { t, tw } = useLanguage();
  const { message } = App.useApp();
  const receive = useAct(receiveComplaintEnd);
  const [q, setQ] = useState('');
  const [orderId, setOrderId] = useState<string>();
  const [channel, setChannel] = useState<ComplaintChannel>('phone');
  const [severity, setSeverity] = useState<Severity>('normal');
  const [about, setAbout] = useState('');
  const found = useRead(listOrders, { query: { q, limit: '8' } }, { enabled: q.trim().length >= 2 });
  return (
    <Popover trigger="click" placement="bottomRight" title={t('登记投诉', 'Record a complaint')} content={
      <form style={{ display: 'grid', gap: 8, width: 340 }} onSubmit={(e) => e.preventDefault()}>
        <Select allowClear showSearch={{ onSearch: setQ, filterOption: false }} value={orderId ?? null} onChange={(v) => setOrderId(v ?? undefined)} placeholder={t('订单（订单号、姓名、手机尾号；可不填）', 'Order (optional)')} aria-label={t('订单', 'Order')}
          options={(found.data?.rows ?? []).map((o) => ({ value: o.id, label: `${o.orderNo} · ${o.buyer ?? ''}` }))} />
        <Select value={channel} onChange={setChannel} aria-label={t('渠道', 'Channel')} options={(Object.keys(complaintChannels) as ComplaintChannel[]).map((k) => ({ value: k, label: tw(complaintChannels[k]) }))} />
        <Select value={severity} onChange={setSeverity} aria-label={t('程度', 'Severity')} options={(Object.keys(severities) as Severity[]).map((k) => ({ value: k, label: tw(severities[k]) }))} />
        <Input.TextArea value={about} onChange={(e) => setAbout(e.target.value)} rows={4} maxLength={2000} placeholder={t('客户投诉什么', 'What the customer complains of')} aria-label={t('投诉内容', 'About')} />
        {about.trim().length >= 2 && <ActButton act={receive} primary label={t('登记', 'Record')} run={async () => {
          const made = await receive.run({ body: { orderId: orderId ?? null, channel, severity, about: about.trim() } });
          void message.success(made.complaintNo);
          location.assign(`/sales/complaints/${made.id}`);
        }} />}
      </form>
    }><LeadingButton leadsTo={receiveComplaintEnd} type="primary">{t('登记投诉…', 'Record…')}</LeadingButton></Popover>
  );
}

export default function ComplaintList() {
  const t = useT();
  const [accept, close] = [useAct(acceptComplaintEnd), useAct(closeComplaintEnd)];
  return (
    <ListPage name="sales.complaints" title={t('投诉', 'Complaints')} endpoint={listComplaints} topics={['sales']} columns={columns} filters={filters} defaultSort="-received" rowKey={(c) => c.id} rowHref={(c) => `/sales/complaints/${c.id}`}
      searchHint={t('投诉单、订单、内容', 'Complaint, order, words')} exportPath="/complaints.xlsx" rule={['2.4.3']} empty={t('没有投诉。', 'No complaint.')} primary={<><Button href="/sales/complaint-statistics">{t('投诉统计', 'Statistics')}</Button><Receive /></>}
      acts={(rows, clear) => (
        <>
          <ActOnMany act={accept} primary label={t('受理', 'Accept')} rows={rows} fit={(c) => c.state === 'received'} nameOf={(c) => c.complaintNo} run={(c) => accept.run({ params: { id: c.id }, body: { version: c.version } })} onDone={clear} />
          <ActOnMany act={close} label={t('结案', 'Close')} rows={rows} fit={(c) => c.state === 'confirmed'} nameOf={(c) => c.complaintNo} run={(c) => close.run({ params: { id: c.id }, body: { version: c.version } })} onDone={clear} />
        </>
      )} />
  );
}
