import { useEffect, useRef, useState } from 'react';
import { Button, DatePicker, Input, InputNumber } from 'antd';
import { LeadingButton } from '../../../ui/act-button.tsx';
import dayjs from 'dayjs';
import { useParams, useRouter } from '@tanstack/react-router';
import { previewPrice, readOpportunity, readQuote, saveQuoteAct, type OpportunityRecord, type QuoteRecord } from '../../../../src/chapters/sales/negotiation/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { call } from '../../../ui/api.ts';
import { YuanInput } from '../../../ui/editor-form.tsx';
import { useT } from '../../../ui/language.tsx';
import { now } from '../../../ui/now.ts';
import { ProblemNote } from '../../../ui/problem.tsx';
import { RecordOf } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Money, Rate } from '../../../ui/values.tsx';
import { Page } from '../../../shell/page.tsx';
import { SkuBox } from '../orders/entry/sku-box.tsx';
import { DecisionNote } from './parts.tsx';
import { dayOf } from '../../../ui/format.ts';

type Line = { skuId: string; quantity: number; unitFen: number | null };
type Preview = Answer<typeof previewPrice>;

export default function QuoteEditorPage() {
  const { id = '' } = useParams({ strict: false });
  return <RecordOf read={useRead(readOpportunity, { params: { id } })}>{(o) => <WithDraft o={o} />}</RecordOf>;
}
/** The open draft is carried on; else the last version is the start of the next; else the solution. */
function WithDraft({ o }: { o: OpportunityRecord }) {
  const last = o.quotes[0];
  if (!last) return <Editor o={o} from={null} />;
  return <From o={o} id={last.id} />;
}
const From = ({ o, id }: { o: OpportunityRecord; id: string }) => <RecordOf read={useRead(readQuote, { params: { id } })}>{(q) => <Editor o={o} from={q} />}</RecordOf>;

function Editor({ o, from }: { o: OpportunityRecord; from: QuoteRecord | null }) {
  const t = useT();
  const router = useRouter();
  const save = useAct(saveQuoteAct);
  const draft = from?.state === 'draft' ? from : null;
  const [lines, setLines] = useState<Line[]>(() => (from ? from.lines.map((l) => ({ skuId: l.skuId, quantity: l.quantity, unitFen: l.unitFen })) : o.solution.map((s) => ({ skuId: s.skuId, quantity: s.quantity, unitFen: null }))));
  const [freightFen, setFreight] = useState(from?.freightFen ?? 0);
  const [validUntil, setValid] = useState(draft?.validUntil ?? dayOf(now() + 14 * 86_400_000));
  const [terms, setTerms] = useState({ paymentTerms: from?.paymentTerms ?? '', deliveryTerms: from?.deliveryTerms ?? '', note: from?.note ?? '' });
  const [percent, setPercent] = useState<number | null>(null);
  const [round, setRound] = useState(0);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [problem, setProblem] = useState<unknown>(null);

  // The server decides with the same function when the quote goes out: nothing is worked out twice.
  useEffect(() => {
    if (lines.length === 0) return setPreview(null);
    let alive = true;
    const timer = setTimeout(() => void call(previewPrice, { body: { opportunityId: o.id, lines } }).then((p) => { if (alive) { setPreview(p); setProblem(null); } }, (error: unknown) => { if (alive) setProblem(error); }), 180);
    return () => { alive = false; clearTimeout(timer); };
  }, [lines, o.id]);

  const send = async () => {
    (document.activeElement as HTMLElement | null)?.blur();
    await new Promise((done) => setTimeout(done));
    try {
      const made = await save.run({ params: { id: o.id }, body: { version: draft?.version ?? 0, draft: { ...latest.current, validUntil } } });
      router.history.push(`/sales/quotes/${made.id}`);
    } catch (error) {
      setProblem(error);
    }
  };
  const latest = useRef({ lines, freightFen, ...terms });
  latest.current = { lines, freightFen, ...terms };
  const sending = useRef(send);
  sending.current = send;
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); void sending.current(); } };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  const set = (i: number, more: Partial<Line>) => setLines((all) => all.map((l, n) => (n === i ? { ...l, ...more } : l)));
  /** One discount over all lines: each unit price is cut to the whole fen, in favour of the house. */
  const takeOff = () => {
    if (percent === null || !preview) return;
    setLines((all) => all.map((l) => { const p = preview.lines.find((x) => x.skuId === l.skuId); return p ? { ...l, unitFen: Number((BigInt(p.listFen) * BigInt(10_000 - Math.round(percent * 100)) + 9_999n) / 10_000n) } : l; }));
    setRound((n) => n + 1);
  };
  return (
    <Page title={draft ? t('修改报价', 'Change the quote') : t('编制报价', 'Write a quote')} number={draft?.quoteNo ?? o.opportunityNo} rule={['2.2.3']}
      primary={<LeadingButton leadsTo={saveQuoteAct} type="primary" disabled={lines.length === 0 || preview === null} loading={save.isPending} onClick={() => void send()}>{t('保存草稿', 'Save')} <kbd>Ctrl ↵</kbd></LeadingButton>}>
      <section className="dz-card neg-stack">
        {preview && <DecisionNote d={preview.decision} />}
        <div className="neg-scroll"><table className="neg-grid dz-sheet-sticky" key={round}>
          <thead><tr><th>{t('商品', 'Article')}</th><th className="dz-right">{t('数量', 'Quantity')}</th><th className="dz-right">{t('标价', 'List')}</th><th className="dz-right">{t('报价', 'Offer')}</th><th className="dz-right">{t('让价', 'Off')}</th><th className="dz-right">{t('毛利率', 'Margin')}</th><th className="dz-right">{t('金额', 'Amount')}</th><th /></tr></thead>
          <tbody>{lines.map((l, i) => {
            const p = preview?.lines.find((x) => x.skuId === l.skuId);
            const off = p && p.listFen > 0 ? Math.max(0, Math.round(((p.listFen - p.unitFen) * 10_000) / p.listFen)) : null;
            return (
              <tr key={l.skuId}>
                <td>{p ? <><IdTag value={p.code} /> {[p.title, p.spec].filter(Boolean).join(' ')}</> : '…'}</td>
                <td className="dz-right"><InputNumber size="small" min={1} precision={0} value={l.quantity} onChange={(v) => set(i, { quantity: v ?? 1 })} aria-label={t('数量', 'Quantity')} /></td>
                <td className="dz-right">{p && <span title={p.listFrom}><Money fen={p.listFen} /><br /><small className="dz-2">{p.listFrom}</small></span>}</td>
                <td className="dz-right"><YuanInput {...(l.unitFen === null ? {} : { value: l.unitFen })} label={t('报价', 'Offer')} onChange={(fen) => set(i, { unitFen: fen ?? null })} /></td>
                <td className="dz-right"><Rate basisPoints={off} /></td><td className="dz-right">{p && <Rate basisPoints={p.marginBasisPoints} />}</td>
                <td className="dz-right">{p && <Money fen={p.unitFen * p.quantity} />}</td>
                <td><Button size="small" type="text" onClick={() => setLines((all) => all.filter((_, n) => n !== i))}>{t('移除', 'Remove')}</Button></td>
              </tr>
            );
          })}</tbody>
        </table></div>
        <SkuBox warehouse={null} onChoose={(sku) => setLines((all) => (all.some((l) => l.skuId === sku.id) ? all : [...all, { skuId: sku.id, quantity: 1, unitFen: null }]))} />
        <div className="dz-row">
          <label>{t('整单让价', 'Take off')} <InputNumber size="small" min={0} max={99} step={0.5} value={percent} onChange={setPercent} onPressEnter={takeOff} suffix="%" aria-label={t('整单让价', 'Take off')} /></label><Button size="small" disabled={percent === null || !preview} onClick={takeOff}>{t('套用到各行', 'Apply')}</Button>
          <span className="dz-grow" />{preview && <span>{t('合计', 'Total')} <b><Money fen={preview.decision.goodsFen + freightFen} /></b></span>}
        </div>
        {problem !== null && <ProblemNote small error={problem} />}
      </section>
      <section className="dz-card"><div className="neg-form">
        <label><span>{t('运费', 'Freight')}</span><YuanInput value={freightFen} label={t('运费', 'Freight')} onChange={(fen) => setFreight(fen ?? 0)} /></label>
        <label><span>{t('有效期至', 'Valid until')}</span><DatePicker allowClear={false} value={dayjs(validUntil)} onChange={(d) => { if (d) setValid(d.format('YYYY-MM-DD')); }} /></label>
        <label><span>{t('付款方式', 'Payment')}</span><Input value={terms.paymentTerms} maxLength={300} onChange={(e) => setTerms((x) => ({ ...x, paymentTerms: e.target.value }))} /></label>
        <label><span>{t('交货约定', 'Delivery')}</span><Input value={terms.deliveryTerms} maxLength={300} onChange={(e) => setTerms((x) => ({ ...x, deliveryTerms: e.target.value }))} /></label>
        <label><span>{t('备注（客户可见）', 'Note (the customer sees it)')}</span><Input value={terms.note} maxLength={1_000} onChange={(e) => setTerms((x) => ({ ...x, note: e.target.value }))} /></label>
      </div></section>
    </Page>
  );
}
