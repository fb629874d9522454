import { Button, Input, type InputRef } from 'antd';
import type { RefObject } from 'react';
import type { readDesk, readReceipt } from '../../../src/chapters/finance/receipts/contract.ts';
import { explainDifference, matchByHand } from '../../../src/chapters/finance/receipts/contract.ts';
import type { Answer } from '../../../src/kernel/http/contract.ts';
import { LeadingButton } from '../../ui/act-button.tsx';
import { moneyText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { YuanInput } from '../../ui/editor-form.tsx';
import { IdTag, Money, When } from '../../ui/values.tsx';
import { receiptKindWords, receiptStateWords } from './names.ts';

export type DeskAnswer = Answer<typeof readDesk>;
export type Receipt = Answer<typeof readReceipt>;
export interface Explaining { reason: DeskAnswer['reasons'][number]['code'] | null; note: string; amountFen: number | undefined }

/** What Enter would do: the orders that the person chose, else the desk's proposal. */
export function offered(desk: DeskAnswer, chosen: readonly string[]): { parts: { receivableId: string; orderNo: string; amountFen: number }[]; restFen: number; own: boolean } {
  if (chosen.length === 0) return { parts: desk.proposal?.parts ?? [], restFen: desk.proposal?.restFen ?? desk.openFen, own: false };
  let rest = desk.openFen;
  const parts = chosen.flatMap((receivableId) => {
    const c = desk.candidates.find((x) => x.receivableId === receivableId);
    if (!c) return [];
    const amountFen = rest > 0 ? Math.min(rest, Math.max(c.takesFen, 0)) : Math.max(rest, Math.min(c.takesFen, 0));
    rest -= amountFen;
    return amountFen === 0 ? [] : [{ receivableId, orderNo: c.orderNo, amountFen }];
  });
  return { parts, restFen: rest, own: true };
}

interface Props {
  readonly receipt: Receipt;
  readonly desk: DeskAnswer;
  readonly chosen: readonly string[];
  readonly onChoose: (receivableId: string) => void;
  readonly onFind: (q: string) => void;
  readonly explaining: Explaining | null;
  readonly onExplaining: (next: Explaining | null) => void;
  readonly onExplain: () => void;
  readonly onAccept: () => void;
  readonly onStart: () => void;
  readonly onSkip: () => void;
  readonly note: RefObject<InputRef | null>;
}

/** The right side of the desk: the receipt, what is proposed and what would be left, to the fen, the candidates with their reasons. */
export function MatchingWork({ receipt: r, desk, chosen, onChoose, onFind, explaining, onExplaining, onExplain, onAccept, onStart, onSkip, note }: Props) {
  const { t, tw } = useLanguage();
  const offer = offered(desk, chosen);
  const matched = desk.openFen - offer.restFen;
  return (
    <article aria-live="polite" className="dz-match-work">
      <h2 className="dz-row"><Money fen={r.amountFen} /> <IdTag value={r.tradeNo} /></h2>
      <p className="dz-2">
        {tw(receiptKindWords[r.kind])}（{r.kindText}） · {tw(receiptStateWords[r.state])}{r.why ? `：${tw(r.why)}` : ''} · <When at={r.occurredAt} /> · {r.account}{r.counterparty ? ` · ${r.counterparty}` : ''}
        {r.subject ? ` · ${r.subject}` : ''}{r.remark ? ` · ${r.remark}` : ''}
      </p>
      {r.suspectOf && <p className="dz-soon">{t(`另一份账单中有同号的 ${moneyText(r.suspectOf.amountFen)}。是同一笔吗？按 E 说明。`, `The other bill has ${moneyText(r.suspectOf.amountFen)} under this number. The same movement? Press E.`)}</p>}
      <div className="dz-match-sum">
        <dl aria-label={t('差额', 'Difference')}>
        <div><dt>{t('待核对', 'Open')}</dt><dd><Money fen={desk.openFen} /></dd></div>
        <div><dt>{chosen.length > 0 ? t('所选核销', 'Chosen') : t('建议核销', 'Proposed')}</dt><dd><Money fen={matched} /></dd></div>
        <div><dt>{t('差额', 'Difference')}</dt><dd className={offer.restFen === 0 ? 'dz-kept' : 'dz-breach'}><Money fen={offer.restFen} /> {offer.restFen === 0 ? '✓' : ''}</dd></div>
        </dl>
        <span className="dz-grow" />
        <LeadingButton leadsTo={matchByHand} type="primary" disabled={offer.parts.length === 0} onClick={onAccept}>{t('核销', 'Match')} <kbd>Enter</kbd></LeadingButton>
        <LeadingButton leadsTo={explainDifference} onClick={onStart}>{t('说明差异', 'Explain')} <kbd>E</kbd></LeadingButton>
        <Button onClick={onSkip}>{t('跳过', 'Skip')} <kbd>S</kbd></Button>
      </div>
      <p style={{ margin: '6px 0 0' }}>
        {chosen.length === 0 && desk.proposal && (
          <><b>{tw(desk.proposal.howText)}</b>　{desk.proposal.parts.map((p) => `${p.orderNo} ${moneyText(p.amountFen)}`).join('，')}
            {!desk.proposal.named && <span className="dz-soon">　{t('账单没有写明订单，请看清后再核销', 'The bill names no order: look before you match')}</span>}</>
        )}
        {chosen.length === 0 && !desk.proposal && <span className="dz-2">{t('没有把握的建议：用数字键选订单，或按 E 说明差异。', 'Nothing is likelier than the rest: choose orders by their digits, or press E to explain.')}</span>}
        {desk.siblings.receipts > 0 && <span className="dz-2">　{t(`同单另有 ${desk.siblings.receipts} 笔未核对，合计 ${moneyText(desk.siblings.openFen)}`, `${desk.siblings.receipts} more open receipts name this order, ${moneyText(desk.siblings.openFen)}`)}</span>}
      </p>
      {explaining && (
        <form onSubmit={(e) => { e.preventDefault(); onExplain(); }} onKeyDown={(e) => { if (e.key === 'Escape') { e.stopPropagation(); onExplaining(null); } }} aria-label={t('说明差异', 'Explain the difference')}>
          <div className="dz-match-reasons" role="radiogroup" aria-label={t('原因', 'Reason')}>
            {desk.reasons.map((x, i) => (
              <Button key={x.code} size="small" role="radio" aria-checked={explaining.reason === x.code} type={explaining.reason === x.code ? 'primary' : 'default'}
                onClick={() => { onExplaining({ ...explaining, reason: x.code }); note.current?.focus(); }}>{i < 9 && <kbd>{i + 1}</kbd>} {tw(x.name)}</Button>
            ))}
          </div>
          <div className="dz-row" style={{ flexWrap: 'wrap' }}>
            {r.state !== 'suspect' && <label className="dz-row" style={{ whiteSpace: 'nowrap' }}>{t('金额', 'Amount')} <YuanInput key={`${r.id}-${desk.openFen}`} value={explaining.amountFen ?? desk.openFen} onChange={(amountFen) => onExplaining({ ...explaining, amountFen })} /></label>}
            <Input ref={note} value={explaining.note} maxLength={300} onChange={(e) => onExplaining({ ...explaining, note: e.target.value })} style={{ flex: 1, minWidth: 180 }}
              placeholder={t('备注（选填），回车确认，Esc 放弃', 'Note (optional); Enter to confirm, Esc to leave it')} aria-label={t('备注', 'Note')} />
            <Button htmlType="submit" disabled={explaining.reason === null}>{t('说明', 'Explain')}</Button>
          </div>
        </form>
      )}
      <h3>{t('候选订单', 'Orders that it may belong to')}</h3>
      <Input.Search allowClear placeholder={t('按订单号、平台单号、支付单号查找', 'Find by order, outside or payment number')} aria-label={t('查找订单', 'Find orders')} onSearch={onFind} style={{ marginBottom: 6, maxWidth: 420 }} />
      {desk.candidates.length === 0 && <p className="dz-2">{t('没有候选订单：按单号查找，或按 E 说明差异。', 'No order fits: look one up by its number, or press E to explain.')}</p>}
      {desk.candidates.map((c, i) => (
        <div key={c.receivableId} className="dz-match-candidate" data-chosen={chosen.includes(c.receivableId) || (chosen.length === 0 && offer.parts.some((p) => p.receivableId === c.receivableId))}>
          <kbd>{i < 9 ? i + 1 : ''}</kbd>
          <span><a href={`/sales/orders/${c.receivableId}`} style={{ textDecoration: 'underline' }}>{c.orderNo}</a> {c.outsideNo && <span className="dz-2">{c.outsideNo}</span>} <span className="dz-2">{c.store ?? c.platform} · <When at={c.dueAt} /></span></span>
          <span className="dz-row"><Money fen={c.takesFen} />
            <Button size="small" aria-pressed={chosen.includes(c.receivableId)} disabled={c.takesFen === 0} onClick={() => onChoose(c.receivableId)}>{chosen.includes(c.receivableId) ? t('不选', 'Leave out') : t('选择', 'Choose')}</Button></span>
          <small>{t('应收', 'due')} <Money fen={c.dueFen} /> · {t('已收', 'received')} <Money fen={c.paidFen} />{c.refundedFen > 0 && <> · {t('已退', 'refunded')} <Money fen={c.refundedFen} /></>} · {t('余额', 'balance')} <Money fen={c.balanceFen} /> — {c.reasons.map(tw).join('、')}</small>
        </div>
      ))}
      {r.matches.length > 0 && <h3>{t('核销记录', 'Matches')}</h3>}
      {r.matches.map((m) => <p key={m.id} className="dz-2" style={m.undoneAt === null ? undefined : { textDecoration: 'line-through' }}><Money fen={m.amountFen} /> {m.orderNo} · {tw(m.howText)} · {m.by}</p>)}
      {r.explanations.map((x) => <p key={x.id} className="dz-2" style={x.undone ? { textDecoration: 'line-through' } : undefined}><Money fen={x.amountFen} /> {tw(x.reason)}{x.note ? `：${x.note}` : ''} · {x.by}</p>)}
    </article>
  );
}
