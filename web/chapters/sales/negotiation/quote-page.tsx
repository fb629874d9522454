import { useState } from 'react';
import { App, Button, DatePicker, Drawer, Input, InputNumber, Select } from 'antd';
import { useParams, useRouter } from '@tanstack/react-router';
import { acceptQuoteAct, answerQuoteAct, channels, draftContractAct, issueQuoteAct, listTemplates, readQuote, withdrawQuoteAct, type QuoteRecord } from '../../../../src/chapters/sales/negotiation/contract.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import { SubmitApproval } from '../../../ui/submit-approval.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Money, Num, Rate, When } from '../../../ui/values.tsx';
import { CopyLink, DecisionNote, QuoteStateTag, useTimeline, WithText } from './parts.tsx';

export default function QuotePage() {
  const { id = '' } = useParams({ strict: false });
  return <RecordOf read={useRead(readQuote, { params: { id } }, { topics: ['sales', 'regulation'] })}>{(q) => <Quote q={q} />}</RecordOf>;
}

function Quote({ q }: { q: QuoteRecord }) {
  const { t, tw } = useLanguage();
  const timeline = useTimeline('quote', q.id);
  const issue = useAct(issueQuoteAct);
  const withdraw = useAct(withdrawQuoteAct);
  const accept = useAct(acceptQuoteAct);
  const [via, setVia] = useState<'phone' | 'chat' | 'mail' | 'visit'>('phone');
  const [drafting, setDrafting] = useState(false);
  return (
    <>
      <RecordPage title={q.title} number={q.quoteNo} state={<QuoteStateTag state={q.state} />} rule={['2.2.1', '2.2.2', '2.2.3', '2.2.4']} timeline={timeline}
        acts={<>
          <Button href={`/api/quotes/${q.id}/file`} target="_blank">PDF</Button>
          {q.link && <CopyLink link={q.link} />}
          {q.mayChange && (q.state === 'draft' || q.state === 'issued') && <Button href={`/sales/opportunities/${q.opportunityId}/quote`}>{q.state === 'draft' ? t('修改', 'Change') : t('另出新版', 'New version')}</Button>}
          {q.mayChange && ['draft', 'issued', 'accepted'].includes(q.state) && q.contractId === null && <WithText act={withdraw} label={t('作废', 'Withdraw')} ask={t('为什么作废？', 'Why withdraw it?')} done={t('已作废', 'Withdrawn')} run={(reason) => withdraw.run({ params: { id: q.id }, body: { reason } })} />}
          {q.mayChange && q.state === 'issued' && <WithText act={accept} label={t('登记客户接受', 'Record the acceptance')} ask={t('谁接受的？怎么告知的？', 'Who accepted, and how?')} done={t('已登记', 'Recorded')} run={(name) => accept.run({ params: { id: q.id }, body: { name, via } })}
            more={<Select size="small" value={via} onChange={setVia} aria-label={t('方式', 'How')} options={(['phone', 'chat', 'mail', 'visit'] as const).map((value) => ({ value, label: tw(channels[value]) }))} />} />}
          {q.mayChange && q.state === 'draft' && <ActButton act={issue} primary label={t('发出报价', 'Issue it')} done={t('已发出，可把链接发给客户', 'Issued: send the link')} run={() => issue.run({ params: { id: q.id }, body: { version: q.version } })} />}
          {q.mayChange && q.state === 'accepted' && q.contractId === null && <LeadingButton leadsTo={draftContractAct} type="primary" onClick={() => setDrafting(true)}>{t('拟定合同', 'Draft the contract')}</LeadingButton>}
          {q.contractId && <Button type="primary" href={`/sales/contracts/${q.contractId}`}>{t('打开合同', 'Open the contract')}</Button>}
        </>}
        facts={[
          { title: t('报价', 'Quote'), facts: [
            { label: t('客户', 'Customer'), value: q.customer }, { label: t('商机', 'Opportunity'), value: <a href={`/sales/opportunities/${q.opportunityId}`}>{q.opportunityNo}</a> }, { label: t('销售员', 'Seller'), value: q.sellerName }, { label: t('有效期至', 'Valid until'), value: q.validUntil },
            { label: t('付款方式', 'Payment'), value: q.paymentTerms || null }, { label: t('交货约定', 'Delivery'), value: q.deliveryTerms || null }, { label: t('备注', 'Note'), value: q.note || null },
          ] },
          { title: t('金额', 'Money'), facts: [
            { label: t('标价', 'List'), value: <Money fen={q.listFen} /> }, { label: t('货款', 'Goods'), value: <Money fen={q.goodsFen} /> }, { label: t('运费', 'Freight'), value: <Money fen={q.freightFen} /> }, { label: t('合计', 'Total'), value: <b><Money fen={q.totalFen} /></b> },
            { label: t('让价', 'Discount'), value: <Rate basisPoints={q.discountBasisPoints} /> }, { label: t('毛利率', 'Margin'), value: <Rate basisPoints={q.decision.marginBasisPoints} /> },
          ] },
          { title: t('客户', 'The customer'), facts: [
            { label: t('发出', 'Issued'), value: <When at={q.issuedAt} /> }, { label: t('打开', 'Opened'), value: q.openedAt === null ? null : <><When at={q.openedAt} /> × {q.opens}</> },
            { label: t('接受', 'Accepted'), value: q.acceptedAt === null ? null : <><When at={q.acceptedAt} /> {q.acceptedBy} · {q.acceptedVia ? tw(channels[q.acceptedVia]) : ''}</> }, ...(q.endReason ? [{ label: t('结束原因', 'Why ended'), value: q.endReason }] : []),
          ] },
        ]}>
        {q.state === 'draft' && (
          <section className="dz-card neg-stack"><h2>{t('谁来决定', 'Who decides')}</h2><DecisionNote d={q.decision} />
            {q.asks && q.mayChange && <SubmitApproval asked={q.asks} />}
          </section>
        )}
        <RelatedTable title={t('明细', 'Lines')} rows={q.lines} rowKey={(l) => l.skuId} empty="" columns={[
          { key: 'code', title: t('编码', 'Code'), render: (l) => <IdTag value={l.code} /> }, { key: 'title', title: t('品名', 'Title'), render: (l) => [l.title, l.spec].filter(Boolean).join(' ') }, { key: 'n', title: t('数量', 'Quantity'), align: 'right', render: (l) => <Num value={l.quantity} /> },
          { key: 'list', title: t('标价', 'List'), align: 'right', render: (l) => <span title={l.listFrom}><Money fen={l.listFen} /></span> }, { key: 'unit', title: t('报价', 'Offer'), align: 'right', render: (l) => <Money fen={l.unitFen} /> }, { key: 'amount', title: t('金额', 'Amount'), align: 'right', render: (l) => <Money fen={l.amountFen} /> },
        ]} />
        {q.versions.length > 1 && <Versions q={q} />}
        <Messages q={q} />
      </RecordPage>
      <Drawer open={drafting} onClose={() => setDrafting(false)} title={t('拟定合同', 'Draft the contract')} size={480} destroyOnHidden><Draft q={q} /></Drawer>
    </>
  );
}

/** All versions beside each other: what changed is marked against the version before. */
function Versions({ q }: { q: QuoteRecord }) {
  const { t } = useLanguage();
  const all = [...new Map(q.versions.flatMap((v) => v.lines).map((l) => [l.skuId, l])).values()];
  const cell = (i: number, sku: string) => q.versions[i]!.lines.find((l) => l.skuId === sku);
  const mark = (same: boolean, first: boolean) => (same || first ? undefined : 'neg-added');
  return (
    <section className="dz-card"><h2>{t('各版对照', 'Versions side by side')}</h2>
      <div className="neg-scroll" tabIndex={0} role="group" aria-label={t('各版对照', 'Versions side by side')}><table className="neg-grid dz-sheet-sticky">
        <thead><tr><th />{q.versions.map((v) => <th key={v.id} className="dz-right"><a href={`/sales/quotes/${v.id}`}>V{v.versionNo}</a> <QuoteStateTag state={v.state} /></th>)}</tr></thead>
        <tbody>
          {all.map((l) => <tr key={l.skuId}><td>{l.code}</td>{q.versions.map((v, i) => {
            const [now, before] = [cell(i, l.skuId), i > 0 ? cell(i - 1, l.skuId) : undefined];
            return <td key={v.id} className={`dz-right ${mark(now?.quantity === before?.quantity && now?.unitFen === before?.unitFen, i === 0) ?? ''}`}>{now ? <>{now.quantity} × <Money fen={now.unitFen} /></> : '—'}</td>;
          })}</tr>)}
          <tr><td>{t('运费', 'Freight')}</td>{q.versions.map((v, i) => <td key={v.id} className={`dz-right ${mark(v.freightFen === q.versions[i - 1]?.freightFen, i === 0) ?? ''}`}><Money fen={v.freightFen} /></td>)}</tr>
          <tr><td>{t('合计', 'Total')}</td>{q.versions.map((v, i) => <td key={v.id} className={`dz-right ${mark(v.totalFen === q.versions[i - 1]?.totalFen, i === 0) ?? ''}`}><b><Money fen={v.totalFen} /></b></td>)}</tr>
          <tr><td>{t('让价', 'Discount')}</td>{q.versions.map((v, i) => <td key={v.id} className={`dz-right ${mark(v.discountBasisPoints === q.versions[i - 1]?.discountBasisPoints, i === 0) ?? ''}`}><Rate basisPoints={v.discountBasisPoints} /></td>)}</tr>
          <tr><td>{t('有效期至', 'Valid until')}</td>{q.versions.map((v, i) => <td key={v.id} className={`dz-right ${mark(v.validUntil === q.versions[i - 1]?.validUntil, i === 0) ?? ''}`}>{v.validUntil}</td>)}</tr>
          <tr><td>{t('付款方式', 'Payment')}</td>{q.versions.map((v, i) => <td key={v.id} className={`dz-right ${mark(v.paymentTerms === q.versions[i - 1]?.paymentTerms, i === 0) ?? ''}`}>{v.paymentTerms || '—'}</td>)}</tr>
          <tr><td>{t('交货约定', 'Delivery')}</td>{q.versions.map((v, i) => <td key={v.id} className={`dz-right ${mark(v.deliveryTerms === q.versions[i - 1]?.deliveryTerms, i === 0) ?? ''}`}>{v.deliveryTerms || '—'}</td>)}</tr>
        </tbody>
      </table></div>
    </section>
  );
}

function Messages({ q }: { q: QuoteRecord }) {
  const { t } = useLanguage();
  const answer = useAct(answerQuoteAct);
  const [text, setText] = useState('');
  if (q.messages.length === 0) return null;
  return (
    <section className="dz-card neg-stack"><h2>{t('客户提问', 'Questions')}</h2>
      {q.messages.map((m) => <p key={m.id}><b>{m.side === 'us' ? m.by : t('客户', 'Customer')}</b> <When at={m.at} /><br />{m.body}</p>)}
      {q.mayChange && <div className="dz-row"><Input value={text} onChange={(e) => setText(e.target.value)} maxLength={1_000} aria-label={t('答复', 'Answer')} /><ActButton act={answer} label={t('答复', 'Answer')} done={t('已答复', 'Answered')} run={async () => { await answer.run({ params: { id: q.id }, body: { body: text.trim() } }); setText(''); }} /></div>}
    </section>
  );
}

/** Template, instalments and the last day; the text is made by the server. */
function Draft({ q }: { q: QuoteRecord }) {
  const { t } = useLanguage();
  const router = useRouter();
  const { message } = App.useApp();
  const templates = useRead(listTemplates, { query: { active: 'true' } });
  const draft = useAct(draftContractAct);
  const [templateId, setTemplate] = useState<string | null>(null);
  const [plan, setPlan] = useState<{ name: string; percent: number; due: string | null }[]>([{ name: t('全款', 'All'), percent: 100, due: null }]);
  const [expiresOn, setExpires] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const set = (i: number, more: Partial<(typeof plan)[number]>) => setPlan((all) => all.map((p, n) => (n === i ? { ...p, ...more } : p)));
  const sum = plan.reduce((a, p) => a + Math.round(p.percent * 100), 0);
  const chosen = templateId ?? templates.data?.rows[0]?.id ?? null;
  const make = async () => {
    try {
      const made = await draft.run({ params: { id: q.id }, body: { templateId: chosen!, expiresOn, plan: plan.map((p) => ({ name: p.name, shareBasisPoints: Math.round(p.percent * 100), due: p.due })) } });
      void message.success(t(`已拟定 ${made.contractNo}`, `Drafted ${made.contractNo}`));
      router.history.push(`/sales/contracts/${made.id}`);
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <div className="neg-stack">
      <label><span>{t('模板', 'Template')}</span><Select value={chosen} onChange={setTemplate} loading={templates.isPending} options={(templates.data?.rows ?? []).map((x) => ({ value: x.id, label: `${x.name} · ${x.revision}` }))} aria-label={t('模板', 'Template')} /></label>
      <b>{t('付款计划', 'Payment plan')}</b>
      {plan.map((p, i) => (
        // Steps have no other name than their place.
        // oxlint-disable-next-line no-array-index-key
        <div key={i} className="dz-row">
          <Input size="small" value={p.name} maxLength={30} onChange={(e) => set(i, { name: e.target.value })} aria-label={t('名目', 'Name')} /><InputNumber size="small" min={0.01} max={100} value={p.percent} onChange={(v) => set(i, { percent: v ?? 0 })} suffix="%" aria-label={t('比例', 'Share')} />
          <DatePicker size="small" onChange={(d) => set(i, { due: d ? d.format('YYYY-MM-DD') : null })} placeholder={t('确认时', 'on confirmation')} aria-label={t('到期', 'Due')} />
          {plan.length > 1 && <Button size="small" type="text" onClick={() => setPlan((all) => all.filter((_, n) => n !== i))}>{t('移除', 'Remove')}</Button>}
        </div>
      ))}
      <Button size="small" onClick={() => setPlan((all) => [...all, { name: t('尾款', 'Rest'), percent: Math.max(0, (10_000 - sum) / 100), due: null }])}>{t('加一期', 'Another step')}</Button>
      {sum !== 10_000 && <p className="dz-breach">{t(`各期合计 ${sum / 100}%，须为 100%`, `The steps make ${sum / 100} %, not 100 %`)}</p>}
      <label><span>{t('合同到期日（选填）', 'Ends on (optional)')}</span><DatePicker onChange={(d) => setExpires(d ? d.format('YYYY-MM-DD') : null)} /></label>
      {problem !== null && <ProblemNote small error={problem} />}
      <LeadingButton leadsTo={draftContractAct} type="primary" disabled={chosen === null || sum !== 10_000 || plan.some((p) => p.name.trim() === '')} loading={draft.isPending} onClick={() => void make()}>{t('生成合同', 'Make the contract')}</LeadingButton>
    </div>
  );
}
