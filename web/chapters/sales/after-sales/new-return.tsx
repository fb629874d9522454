import { useState } from 'react';
import { App, Button, Input, InputNumber, Select } from 'antd';
import { listOrders, listReasons, readOrder, requestReturnEnd, returnTypeKeys, returnTypes, type OrderRecord, type ReturnType } from '../../../../src/chapters/sales/contract.ts';
import { Page } from '../../../shell/page.tsx';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Money } from '../../../ui/values.tsx';

const unsent = ['to-review', 'held', 'short', 'released'];

/** A colleague asks for the customer: find the order, choose what and why (clause 2.4.2). */
export default function NewReturn() {
  const { t } = useLanguage();
  const given = new URLSearchParams(location.search).get('order') ?? '';
  const [q, setQ] = useState('');
  const [orderId, setOrderId] = useState(given);
  const found = useRead(listOrders, { query: { q, limit: '8' } }, { enabled: q.trim().length >= 2 });
  return (
    <Page title={t('代客户申请退换', 'Ask for a return')} rule={['2.4.2']}>
      <div className="dz-card" style={{ maxWidth: 760, display: 'grid', gap: 12 }}>
        <Select showSearch={{ onSearch: setQ, filterOption: false }} value={orderId || undefined} onChange={setOrderId} placeholder={t('输入订单号、姓名、手机尾号或运单号', 'Order, name, phone tail or waybill')} aria-label={t('订单', 'Order')}
          options={(found.data?.rows ?? []).map((o) => ({ value: o.id, label: `${o.orderNo} · ${o.buyer ?? o.receiver?.name ?? ''} · ${o.storeName ?? ''}` }))} notFoundContent={q.trim().length < 2 ? t('请至少输入两个字', 'Type two characters') : t('没有找到', 'Nothing found')} />
        {orderId !== '' && <Ask key={orderId} orderId={orderId} />}
      </div>
    </Page>
  );
}

function Ask({ orderId }: { orderId: string }) {
  const order = useRead(readOrder, { params: { id: orderId } }).data;
  return order ? <Form o={order} /> : null;
}

function Form({ o }: { o: OrderRecord }) {
  const { t, tw } = useLanguage();
  const { message } = App.useApp();
  const reasons = useRead(listReasons, { query: {} }).data?.rows.filter((r) => r.active) ?? [];
  const before = unsent.includes(o.state);
  const types = before ? (['before-shipping'] as const) : returnTypeKeys.filter((k) => k !== 'before-shipping');
  const [type, setType] = useState<ReturnType>(before ? 'before-shipping' : 'return');
  const [reason, setReason] = useState<string>();
  const [said, setSaid] = useState('');
  const [units, setUnits] = useState<Record<string, number>>(Object.fromEntries(o.lines.map((l) => [l.id, before || o.lines.length === 1 ? l.quantity : 0])));
  const ask = useAct(requestReturnEnd);
  const lines = o.lines.flatMap((l) => ((units[l.id] ?? 0) > 0 ? [{ orderLineId: l.id, quantity: units[l.id]! }] : []));
  const tops = reasons.filter((r) => r.parent === null);
  return (
    <form style={{ display: 'grid', gap: 12 }} onSubmit={(e) => e.preventDefault()}>
      <Select value={type} onChange={setType} aria-label={t('类型', 'Type')} options={types.map((k) => ({ value: k, label: tw(returnTypes[k]) }))} disabled={before} />
      <Select showSearch={{ filterOption: (q, option) => String((option as { find?: string } | undefined)?.find ?? '').includes(q.toLowerCase()) }} value={reason ?? null} onChange={(v) => setReason(v ?? undefined)} placeholder={t('原因（可按客户的说法搜索）', 'Reason (search by what the customer says)')} aria-label={t('原因', 'Reason')}
        options={tops.map((p) => ({ label: tw(p), options: reasons.filter((r) => r.parent === p.key).map((r) => ({ value: r.key, label: tw(r), find: [r.zh, r.en, ...r.synonyms].join(' ').toLowerCase() })) }))} />
      {o.lines.map((l) => (
        <div key={l.id} className="dz-row">
          <span className="dz-grow">{[l.title, l.spec].filter(Boolean).join(' ')} <span className="dz-2"><Money fen={l.amountFen} /></span></span>
          <InputNumber min={0} max={l.quantity} precision={0} value={units[l.id] ?? 0} disabled={before} onChange={(v) => setUnits({ ...units, [l.id]: v ?? 0 })} aria-label={t(`${l.title} 退换件数`, `Units of ${l.title}`)} suffix={`/ ${l.quantity}`} />
        </div>
      ))}
      <Input.TextArea value={said} onChange={(e) => setSaid(e.target.value)} maxLength={1000} rows={3} placeholder={t('客户的说明', 'What the customer says')} aria-label={t('客户的说明', 'What the customer says')} />
      <span className="dz-row">
        {reason && lines.length > 0 ? <ActButton act={ask} primary label={t('提交申请', 'Ask')} run={async () => {
          const made = await ask.run({ params: { id: o.id }, body: { type, reason, words: said, lines } });
          void message.success(made.returnNo);
          location.assign(`/sales/returns/${made.id}`);
        }} /> : <span className="dz-2">{t('请选择原因和件数', 'Choose a reason and how many')}</span>}
        <Button href={`/sales/orders/${o.id}`}>{t('打开订单', 'Open the order')}</Button>
      </span>
    </form>
  );
}
