import { useState } from 'react';
import { App, Button, DatePicker, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { useParams } from '@tanstack/react-router';
import { type Channel, channels, introduceAct, loseOpportunityAct, type Need, type NeedField, needWords, type OpportunityRecord, proposeSolutionAct, readOpportunity, recordNeedAct, reopenOpportunityAct, saveQuoteAct } from '../../../../src/chapters/sales/negotiation/contract.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import { YuanInput } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Money, Num, Rate, When } from '../../../ui/values.tsx';
import { SkuBox } from '../orders/entry/sku-box.tsx';
import { ContractStateTag, QuoteStateTag, StageTag, stageSteps, useTimeline, WithText } from './parts.tsx';
import type { ContractState } from '../../../../src/chapters/sales/negotiation/contract.ts';

export default function OpportunityPage() {
  const { id = '' } = useParams({ strict: false });
  return <RecordOf read={useRead(readOpportunity, { params: { id } }, { topics: ['sales'] })}>{(o) => <Opportunity key={o.version} o={o} />}</RecordOf>;
}

function Opportunity({ o }: { o: OpportunityRecord }) {
  const { t, tw } = useLanguage();
  const timeline = useTimeline('opportunity', o.id);
  const lose = useAct(loseOpportunityAct);
  const reopen = useAct(reopenOpportunityAct);
  const open = o.stage !== 'won' && o.stage !== 'lost';
  return (
    <RecordPage title={o.title} number={o.opportunityNo} state={<StageTag stage={o.stage} />} path={stageSteps(o.stage, tw)} rule={['2.2.1', '2.2.2', '2.2.3', '2.2.4']} timeline={timeline}
      acts={o.mayChange && <>
        {open && <WithText act={lose} label={t('失单', 'Lost')} ask={t('为什么失单？', 'Why was it lost?')} done={t('已登记', 'Recorded')} run={(reason) => lose.run({ params: { id: o.id }, body: { reason } })} />}
        {o.stage === 'lost' && <ActButton act={reopen} label={t('重新跟进', 'Take it up again')} run={() => reopen.run({ params: { id: o.id }, body: {} })} />}
        {open && <LeadingButton leadsTo={saveQuoteAct} type="primary" href={`/sales/opportunities/${o.id}/quote`}>{t('编制报价', 'Write a quote')}</LeadingButton>}
      </>}
      facts={[{ title: t('商机', 'Opportunity'), facts: [
        { label: t('客户', 'Customer'), value: o.customerId ? <a href={`/sales/customers/${o.customerId}`}>{o.customer}</a> : null }, { label: t('店铺', 'Store'), value: o.storeName }, { label: t('销售员', 'Seller'), value: o.sellerName },
        { label: t('预计金额', 'Expected'), value: <Money fen={o.expectedFen} /> }, { label: t('预计成交日', 'Expected on'), value: o.expectedOn }, ...(o.lostReason ? [{ label: t('失单原因', 'Why lost'), value: o.lostReason }] : []),
      ] }]}>
      <NeedForm o={o} />
      <Solution o={o} />
      <Introduce o={o} />
      <RelatedTable title={t('报价', 'Quotes')} rows={o.quotes} rowKey={(q) => q.id} empty={t('还没有报价。', 'No quote yet.')} columns={[
        { key: 'no', title: t('报价单', 'Quote'), render: (q) => <a href={`/sales/quotes/${q.id}`}>{q.quoteNo}</a> }, { key: 'state', title: t('状态', 'State'), render: (q) => <QuoteStateTag state={q.state} /> },
        { key: 'fen', title: t('金额', 'Amount'), align: 'right', render: (q) => <Money fen={q.totalFen} /> }, { key: 'off', title: t('让价', 'Discount'), align: 'right', render: (q) => <Rate basisPoints={q.discountBasisPoints} /> },
        { key: 'valid', title: t('有效期至', 'Valid until'), render: (q) => q.validUntil }, { key: 'opens', title: t('客户打开', 'Opened'), align: 'right', render: (q) => <Num value={q.opens} /> },
      ]} />
      {o.contracts.length > 0 && <RelatedTable title={t('合同', 'Contracts')} rows={o.contracts} rowKey={(c) => c.id} empty="" columns={[
        { key: 'no', title: t('合同', 'Contract'), render: (c) => <a href={`/sales/contracts/${c.id}`}>{c.contractNo}</a> }, { key: 'state', title: t('状态', 'State'), render: (c) => <ContractStateTag state={c.state as ContractState} /> },
        { key: 'fen', title: t('总额', 'Total'), align: 'right', render: (c) => <Money fen={c.totalFen} /> }, { key: 'order', title: t('订单', 'Order'), render: (c) => (c.orderId ? <a href={`/sales/orders/${c.orderId}`}>{t('打开订单', 'Open')}</a> : '—') },
      ]} />}
    </RecordPage>
  );
}

/** The need as a sheet: what the rulebook demands is marked until it is said (clause 2.2.1). */
function NeedForm({ o }: { o: OpportunityRecord }) {
  const { t, tw } = useLanguage();
  const save = useAct(recordNeedAct);
  const [need, setNeed] = useState<Need>(o.need);
  const set = (more: Partial<Need>) => setNeed((n) => ({ ...n, ...more }));
  const box: Record<NeedField, React.ReactNode> = {
    functions: <Input.TextArea rows={2} maxLength={1_000} value={need.functions} onChange={(e) => set({ functions: e.target.value })} />, specification: <Input.TextArea rows={2} maxLength={1_000} value={need.specification} onChange={(e) => set({ specification: e.target.value })} />,
    quantity: <InputNumber min={1} precision={0} value={need.quantity} onChange={(v) => set({ quantity: v })} style={{ width: '100%' }} />, price: <YuanInput {...(need.price === null ? {} : { value: need.price })} label={tw(needWords.price)} onChange={(fen) => set({ price: fen ?? null })} />,
    'delivery-time': <DatePicker value={need['delivery-time'] ? dayjs(need['delivery-time']) : null} onChange={(d) => set({ 'delivery-time': d ? d.format('YYYY-MM-DD') : null })} style={{ width: '100%' }} />, 'after-sales': <Input.TextArea rows={2} maxLength={1_000} value={need['after-sales']} onChange={(e) => set({ 'after-sales': e.target.value })} />,
  };
  return (
    <section className="dz-card">
      <h2>{t('客户需求', 'The need')}{o.missing.length > 0 ? <span className="dz-breach">{t(`还缺 ${o.missing.length} 项，不能报价`, `${o.missing.length} missing: no quote yet`)}</span> : <span className="neg-good">{t('已问清', 'settled')}</span>}<span className="dz-grow" />
        {o.mayChange && <ActButton act={save} size="small" primary label={t('保存需求', 'Save')} done={t('已保存', 'Saved')} run={() => save.run({ params: { id: o.id }, body: { version: o.version, need } })} />}</h2>
      <div className="neg-form">
        {(Object.keys(needWords) as NeedField[]).map((field) => <label key={field} className={o.missing.includes(field) ? 'neg-missing' : ''}><span>{tw(needWords[field])}{o.demanded.includes(field) ? ' *' : ''}</span>{box[field]}</label>)}
        <label><span>{t('其他', 'Other')}</span><Input.TextArea rows={2} maxLength={1_000} value={need.note} onChange={(e) => set({ note: e.target.value })} /></label>
      </div>
    </section>
  );
}

/** Products that answer the need, a reason each. */
function Solution({ o }: { o: OpportunityRecord }) {
  const { t } = useLanguage();
  const save = useAct(proposeSolutionAct);
  const [lines, setLines] = useState(o.solution);
  const set = (i: number, more: Partial<(typeof lines)[number]>) => setLines((all) => all.map((l, n) => (n === i ? { ...l, ...more } : l)));
  return (
    <section className="dz-card neg-stack">
      <h2>{t('解决方案', 'Solution')}<span className="dz-2">{lines.length}</span><span className="dz-grow" />
        {o.mayChange && lines.length > 0 && <ActButton act={save} size="small" primary label={t('保存方案', 'Save')} done={t('已保存', 'Saved')} run={() => save.run({ params: { id: o.id }, body: { version: o.version, lines: lines.map((l) => ({ skuId: l.skuId, quantity: l.quantity, reason: l.reason })) } })} />}</h2>
      {lines.length === 0 && <p className="dz-2">{t('按客户需求加入产品，并写明选它的理由。', 'Add products that answer the need, and why.')}</p>}
      {lines.length > 0 && <div className="neg-scroll"><table className="neg-grid dz-sheet-sticky">
        <thead><tr><th>{t('产品', 'Product')}</th><th>{t('数量', 'Quantity')}</th><th>{t('理由', 'Reason')}</th><th /></tr></thead>
        <tbody>{lines.map((l, i) => (
          <tr key={l.skuId}>
            <td><IdTag value={l.code} /> {[l.title, l.spec].filter(Boolean).join(' ')} {!l.hasSheet && l.productId && <a href={`/sales/product-sheets/${l.productId}`} className="dz-soon">{t('缺产品资料', 'no sheet')}</a>}</td>
            <td><InputNumber size="small" min={1} precision={0} value={l.quantity} onChange={(v) => set(i, { quantity: v ?? 1 })} aria-label={t('数量', 'Quantity')} /></td>
            <td><Input size="small" value={l.reason} maxLength={500} status={l.reason.trim() === '' ? 'warning' : ''} onChange={(e) => set(i, { reason: e.target.value })} aria-label={t('理由', 'Reason')} placeholder={t('为什么适合客户', 'Why it fits')} /></td>
            <td>{o.mayChange && <Button size="small" type="text" onClick={() => setLines((all) => all.filter((_, n) => n !== i))}>{t('移除', 'Remove')}</Button>}</td>
          </tr>
        ))}</tbody>
      </table></div>}
      {o.mayChange && <SkuBox warehouse={null} onChoose={(sku) => setLines((all) => (all.some((l) => l.skuId === sku.id) ? all : [...all, { skuId: sku.id, productId: null, code: sku.code, title: sku.title, spec: sku.spec, quantity: o.need.quantity ?? 1, reason: '', priceFen: sku.priceFen, hasSheet: true }]))} />}
    </section>
  );
}

/** What the customer was shown, and whether he opened it (clause 2.2.2). */
function Introduce({ o }: { o: OpportunityRecord }) {
  const { t, tw } = useLanguage();
  const { message } = App.useApp();
  const send = useAct(introduceAct);
  const [channel, setChannel] = useState<Channel>('link');
  const copy = (link: string) => void navigator.clipboard.writeText(new URL(link, location.origin).href).then(() => message.success(t('链接已复制', 'Copied')));
  return (
    <RelatedTable title={t('产品介绍', 'Introductions')} rows={o.introductions} rowKey={(i) => i.id} empty={t('报价前须先把产品资料发给客户。', 'Send the product sheets before you quote.')}
      act={o.mayChange && o.toIntroduce.length > 0 && <span className="dz-row">
        <Select size="small" value={channel} onChange={setChannel} aria-label={t('方式', 'How')} options={Object.entries(channels).map(([value, w]) => ({ value: value as Channel, label: tw(w) }))} />
        <ActButton act={send} size="small" primary label={t(`发送 ${o.toIntroduce.length} 种产品的资料`, `Introduce ${o.toIntroduce.length} products`)} done={t('已记录', 'Logged')} run={() => send.run({ params: { id: o.id }, body: { productIds: o.toIntroduce, channel } })} />
      </span>}
      columns={[
        { key: 'no', title: t('介绍', 'Introduction'), render: (i) => <IdTag value={i.introductionNo} /> }, { key: 'what', title: t('产品', 'Products'), render: (i) => i.products.join('、') }, { key: 'how', title: t('方式', 'How'), render: (i) => tw(channels[i.channel]) },
        { key: 'by', title: t('经办', 'By'), render: (i) => i.by }, { key: 'at', title: t('时间', 'At'), render: (i) => <When at={i.at} /> },
        { key: 'opened', title: t('客户打开', 'Opened'), render: (i) => (i.openedAt === null ? '—' : <><When at={i.openedAt} /> × {i.opens}</>) }, { key: 'link', title: t('链接', 'Link'), render: (i) => <Button size="small" onClick={() => copy(i.link)}>{t('复制', 'Copy')}</Button> },
      ]} />
  );
}
