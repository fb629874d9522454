import { Fragment, useState, type ReactNode } from 'react';
import { Button, DatePicker, Drawer, Input, Radio, Select } from 'antd';
import dayjs from 'dayjs';
import { useParams, useRouter } from '@tanstack/react-router';
import { amendContractAct, approveContractAct, compareContract, readContract, reviseContractAct, sendContractAct, withdrawContractAct, type ContractFinding, type ContractRecord } from '../../../../src/chapters/sales/negotiation/contract.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Money, Rate, When } from '../../../ui/values.tsx';
import { ContractStateTag, CopyLink, useTimeline, WithText } from './parts.tsx';
import { Wish } from './wishes.tsx';

export default function ContractPage() {
  const { id = '' } = useParams({ strict: false });
  return <RecordOf read={useRead(readContract, { params: { id } }, { topics: ['sales'] })}>{(c) => <Contract c={c} />}</RecordOf>;
}

/** The wording with its headings; no HTML is ever made of what people typed. */
export function ContractText({ body, beside }: { body: string; /** What stands below a paragraph, counted from 0. */ beside?: (line: number) => ReactNode }) {
  return <div className="neg-text">{body.split('\n').map((line, i) => {
    const heading = /^#{1,3}\s*(.*)$/.exec(line);
    // Lines have no other name than their place.
    // oxlint-disable-next-line no-array-index-key
    return <Fragment key={i}>{heading ? <h3>{heading[1]}</h3> : <div>{line === '' ? '\u00a0' : line}</div>}{beside?.(i)}</Fragment>;
  })}</div>;
}

export function Findings({ findings }: { findings: readonly ContractFinding[] }) {
  const { t, tw } = useLanguage();
  if (findings.length === 0) return <p className="neg-good">{t('条款齐全，没有发现问题', 'Complete; nothing found')}</p>;
  return <ul className="neg-findings">{findings.map((f) => <li key={`${f.kind}${f.line ?? ''}${f.what.en}`} className="dz-breach">{tw(f.what)}{f.line !== null && t(`（第 ${f.line} 行）`, ` (line ${f.line})`)}{f.law && <span className="dz-2"> {tw(f.law)}</span>}</li>)}</ul>;
}

function Contract({ c }: { c: ContractRecord }) {
  const { t } = useLanguage();
  const router = useRouter();
  const timeline = useTimeline('contract', c.id);
  const approve = useAct(approveContractAct);
  const send = useAct(sendContractAct);
  const withdraw = useAct(withdrawContractAct);
  const revise = useAct(reviseContractAct);
  const amend = useAct(amendContractAct);
  const [writing, setWriting] = useState<'revise' | 'amend' | null>(null);
  const [body, setBody] = useState('');
  const [side, setSide] = useState<'us' | 'customer'>('us');
  const [note, setNote] = useState('');
  const [expiresOn, setExpires] = useState<string | null>(null);
  // About the whole, or about a paragraph that reads otherwise now.
  const apart = c.wishes.filter((w) => w.line === null);
  const live = ['draft', 'final', 'sent'].includes(c.state);
  const write = (what: 'revise' | 'amend') => { setBody(what === 'revise' ? c.body : `# ${t('补充协议', 'Amendment')}\n\n`); setNote(''); setExpires(c.expiresOn); setWriting(what); };
  return (
    <>
      <RecordPage title={c.amendsId ? t('补充协议', 'Amendment') : t('合同', 'Contract')} number={c.contractNo} state={<ContractStateTag state={c.state} />} rule={['2.2.4', '2.3.1']} timeline={timeline}
        acts={<>
          <Button href={`/api/contracts/${c.id}/file`} target="_blank">PDF</Button>
          {c.link && <CopyLink link={c.link} />}
          {c.mayChange && live && <WithText act={withdraw} label={t('作废', 'Withdraw')} ask={t('为什么作废？', 'Why withdraw it?')} done={t('已作废', 'Withdrawn')} run={(reason) => withdraw.run({ params: { id: c.id }, body: { reason } })} />}
          {c.mayChange && live && <LeadingButton leadsTo={reviseContractAct} onClick={() => write('revise')}>{t('修改文本', 'Revise')}</LeadingButton>}
          {c.mayChange && c.state === 'confirmed' && <LeadingButton leadsTo={amendContractAct} onClick={() => write('amend')}>{t('拟补充协议', 'Amend')}</LeadingButton>}
          {c.mayApprove && c.state === 'draft' && <ActButton act={approve} primary label={t('定稿', 'Make final')} done={t('已定稿，可以发送', 'Final: it can be sent')} run={() => approve.run({ params: { id: c.id }, body: { version: c.version } })} />}
          {c.mayChange && c.state === 'final' && <ActButton act={send} primary label={t('发给客户', 'Send it')} done={t('已发送，可把链接发给客户', 'Sent: give the customer the link')} run={() => send.run({ params: { id: c.id }, body: { version: c.version } })} />}
          {c.orderId && <Button type="primary" href={`/sales/orders/${c.orderId}`}>{t('打开订单', 'Open the order')}</Button>}
        </>}
        facts={[
          { title: t('合同', 'Contract'), facts: [
            { label: t('客户', 'Customer'), value: c.customer }, { label: t('报价单', 'Quote'), value: <a href={`/sales/quotes/${c.quoteId}`}>{c.quoteNo}</a> }, { label: t('总额', 'Total'), value: <b><Money fen={c.totalFen} /></b> }, { label: t('销售员', 'Seller'), value: c.sellerName },
            { label: t('定稿', 'Final'), value: c.approvedAt === null ? null : <>{c.approvedBy} <When at={c.approvedAt} /></> }, { label: t('到期', 'Ends'), value: c.expiresOn }, ...(c.withdrawnWhy ? [{ label: t('作废原因', 'Why withdrawn'), value: c.withdrawnWhy }] : []),
            ...(c.amendsId ? [{ label: t('原合同', 'Amends'), value: <a href={`/sales/contracts/${c.amendsId}`}>{t('打开', 'Open')}</a> }] : []), ...c.amendments.map((a) => ({ label: t('补充协议', 'Amendment'), value: <a href={`/sales/contracts/${a.id}`}>{a.contractNo}</a> })),
          ] },
          { title: t('客户确认', 'Confirmation'), facts: [
            { label: t('发出', 'Sent'), value: <When at={c.sentAt} /> }, { label: t('打开', 'Opened'), value: <When at={c.openedAt} /> }, { label: t('确认人', 'By'), value: c.confirmedBy }, { label: t('确认时间', 'At'), value: <When at={c.confirmedAt} /> },
            { label: t('网络地址', 'Address'), value: c.confirmedIp }, { label: t('短信验证', 'Code'), value: c.confirmedAt === null ? null : c.byCode ? t('已通过', 'passed') : t('未使用', 'not used') }, { label: t('文档指纹', 'Document'), value: <code title={c.hash}>{(c.confirmedHash ?? c.hash).slice(0, 16)}…</code> }, { label: t('订单', 'Order'), value: c.orderNo },
          ] },
        ]}>
        {c.wishesOpen > 0 && <p className="neg-decision neg-asks" role="status"><b>{t(`${c.wishesOpen} 条修改意见待答复`, c.wishesOpen === 1 ? 'One change that was asked for waits' : `${c.wishesOpen} changes that were asked for wait`)}</b><span>{t('见正文各段；采纳或写明原因不采纳。', 'Below, at the paragraphs: take them over, or decline with a reason.')}</span></p>}
        <section className="dz-card"><h2>{t('条款检查', 'Check of the terms')}</h2><Findings findings={c.findings} /></section>
        <RelatedTable title={t('付款计划', 'Payment plan')} rows={c.plan} rowKey={(p) => `${p.name}${p.due ?? ''}`} empty="" columns={[
          { key: 'name', title: t('名目', 'Name'), render: (p) => p.name }, { key: 'share', title: t('比例', 'Share'), align: 'right', render: (p) => <Rate basisPoints={p.shareBasisPoints} /> }, { key: 'amount', title: t('金额', 'Amount'), align: 'right', render: (p) => <Money fen={p.amountFen} /> }, { key: 'due', title: t('到期', 'Due'), render: (p) => p.due ?? t('确认时', 'on confirmation') },
        ]} />
        {apart.length > 0 && <section className="dz-card neg-stack"><h2>{t('客户的修改意见', 'Changes that the customer asked for')}</h2>{apart.map((w) => <Wish key={w.id} c={c} w={w} alone />)}</section>}
        <section className="dz-card"><h2>{t(`正文（第 ${c.revision} 稿）`, `Wording (revision ${c.revision})`)}</h2><ContractText body={c.body} beside={(line) => c.wishes.filter((w) => w.line === line).map((w) => <Wish key={w.id} c={c} w={w} />)} /></section>
        {c.revisions.length > 1 && <Compare c={c} />}
      </RecordPage>
      <Drawer open={writing !== null} onClose={() => setWriting(null)} title={writing === 'amend' ? t('拟定补充协议', 'Draft an amendment') : t('修改合同文本', 'Revise the wording')} size={720} destroyOnHidden>
        <div className="neg-stack">
          {writing === 'revise' && <Radio.Group value={side} onChange={(e) => setSide(e.target.value as 'us' | 'customer')} options={[{ value: 'us', label: t('我方修改', 'Our change') }, { value: 'customer', label: t('客户修改', 'The customer’s change') }]} />}
          <Input.TextArea value={body} onChange={(e) => setBody(e.target.value)} rows={18} maxLength={30_000} aria-label={t('正文', 'Wording')} />
          {writing === 'revise' && <Input value={note} onChange={(e) => setNote(e.target.value)} maxLength={300} placeholder={t('改了什么', 'What was changed')} aria-label={t('改了什么', 'What was changed')} />}
          {writing === 'amend' && <label>{t('到期日（可延长或提前）', 'Ends on (may be another day)')} <DatePicker value={expiresOn === null ? null : dayjs(expiresOn)} onChange={(d) => setExpires(d ? d.format('YYYY-MM-DD') : null)} aria-label={t('到期日', 'Ends on')} /></label>}
          <ActButton act={writing === 'amend' ? amend : revise} primary label={t('保存', 'Save')} done={t('已保存', 'Saved')} run={async () => {
            if (writing === 'amend') { const made = await amend.run({ params: { id: c.id }, body: { body, expiresOn } }); router.history.push(`/sales/contracts/${made.id}`); } else await revise.run({ params: { id: c.id }, body: { version: c.version, body, side, note } });
            setWriting(null);
          }} />
        </div>
      </Drawer>
    </>
  );
}

/** Two wordings: what went, what came. */
function Compare({ c }: { c: ContractRecord }) {
  const { t } = useLanguage();
  const [from, setFrom] = useState(Math.max(1, c.revision - 1));
  const [to, setTo] = useState(c.revision);
  const read = useRead(compareContract, { params: { id: c.id }, query: { from: String(from), to: String(to) } }, { topics: ['sales'] });
  const options = c.revisions.map((r) => ({ value: r.revision, label: `${t(`第 ${r.revision} 稿`, `Revision ${r.revision}`)} · ${r.side === 'us' ? r.by : t('客户', 'customer')}${r.note ? ` · ${r.note}` : ''}` }));
  return (
    <section className="dz-card neg-stack"><h2>{t('各稿对照', 'Compare')}<span className="dz-grow" /><Select size="small" value={from} onChange={setFrom} options={options} aria-label={t('从', 'From')} /> → <Select size="small" value={to} onChange={setTo} options={options} aria-label={t('到', 'To')} /></h2>
      <RecordOf read={read}>{(d) => <div className="neg-text">{d.parts.map((p, i) => {
        // Parts have no other name than their place.
        // oxlint-disable-next-line no-array-index-key
        return p.is === 'same' ? <span key={i}>{p.text}</span> : p.is === 'added' ? <ins key={i} className="neg-added">{p.text}</ins> : <del key={i} className="neg-removed">{p.text}</del>;
      })}</div>}</RecordOf>
    </section>
  );
}
