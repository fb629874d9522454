import { useState } from 'react';
import { Input, Select } from 'antd';
import { explainDifference, matchByHand, readDesk, readReceipt, undoMatch } from '../../../src/chapters/finance/receipts/contract.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';
import { IdTag, Money, When } from '../../ui/values.tsx';
import { receiptKindWords, receiptStateWords } from './names.ts';

/** One receipt beside the list: what it was matched with, the orders that it could be for, or why it is none. */
export function ReceiptDesk({ id }: { id: string }) {
  const { t, tw } = useLanguage();
  const [q, setQ] = useState('');
  const [reason, setReason] = useState<string>();
  const [note, setNote] = useState('');
  const receipt = useRead(readReceipt, { params: { id } }, { topics: ['finance'] });
  const waits = receipt.data !== undefined && (receipt.data.state === 'open' || receipt.data.state === 'partly' || receipt.data.state === 'suspect');
  const desk = useRead(readDesk, { params: { id }, query: q ? { q } : {} }, { topics: ['finance'], enabled: waits });
  const match = useAct(matchByHand);
  const explain = useAct(explainDifference);
  const undo = useAct(undoMatch);
  if (receipt.error) return <ProblemNote error={receipt.error} />;
  const r = receipt.data;
  if (!r) return null;
  return (
    <div>
      <h2 className="dz-row"><IdTag value={r.tradeNo} strong /><Money fen={r.amountFen} /></h2>
      <p className="dz-2">{tw(receiptKindWords[r.kind])} · {tw(receiptStateWords[r.state])}{r.why ? `：${tw(r.why)}` : ''} · <When at={r.occurredAt} /> · {r.account}{r.counterparty ? ` · ${r.counterparty}` : ''}{r.subject ? ` · ${r.subject}` : ''}</p>
      {r.matches.length > 0 && (
        <table className="dz-related"><thead><tr><th>{t('已核订单', 'Matched with')}</th><th className="dz-right">{t('金额', 'Amount')}</th><th>{t('方式', 'How')}</th><th>{t('经手', 'By')}</th></tr></thead>
          <tbody>{r.matches.map((m) => <tr key={m.id} style={m.undoneAt === null ? undefined : { textDecoration: 'line-through' }}><td>{m.orderNo}</td><td className="dz-right"><Money fen={m.amountFen} /></td><td>{tw(m.howText)}</td><td>{m.by}</td></tr>)}</tbody></table>
      )}
      {r.explanations.map((e) => <p key={e.id}><Money fen={e.amountFen} /> {tw(e.reason)}{e.note ? `：${e.note}` : ''} <span className="dz-2">{e.by} <When at={e.at} /></span></p>)}
      {waits && desk.data && (
        <>
          <h3>{t('可能的订单', 'Orders that it could be for')}</h3>
          <Input.Search allowClear placeholder={t('订单号、平台单号、支付单号', 'Order, outside or payment number')} aria-label={t('查找订单', 'Find orders')} onSearch={setQ} style={{ marginBottom: 8 }} />
          {desk.data.candidates.length === 0 && <p className="dz-2">{t('没有匹配的订单，可以按单号查找，或说明差异。', 'No order fits; look one up by its number, or explain the difference.')}</p>}
          {desk.data.candidates.map((c) => (
            <div key={c.receivableId} className="dz-row" style={{ padding: '6px 0', borderTop: '1px solid var(--line)' }}>
              <span style={{ flex: 1, minWidth: 0 }}><IdTag value={c.orderNo} /> <Money fen={c.balanceFen} /> <span className="dz-2">{c.store ?? c.platform} · {c.reasons.map(tw).join('、')}</span></span>
              <ActButton act={match} size="small" primary label={t('核销', 'Match')} done={t('已核销', 'Matched')}
                run={() => match.run({ params: { id }, body: { version: desk.data!.version, parts: [{ receivableId: c.receivableId, amountFen: c.takesFen }] } })} />
            </div>
          ))}
          <h3>{t('不是货款？说明原因', 'Not for an order? Say why')}</h3>
          <div className="dz-row">
            <Select value={reason} onChange={setReason} placeholder={t('原因', 'Reason')} aria-label={t('原因', 'Reason')} style={{ width: 160 }} options={desk.data.reasons.map((x) => ({ value: x.code, label: tw(x.name) }))} />
            <Input value={note} onChange={(e) => setNote(e.target.value)} placeholder={t('备注', 'Note')} aria-label={t('备注', 'Note')} style={{ flex: 1 }} />
            {reason && <ActButton act={explain} label={t('说明', 'Explain')} done={t('已说明', 'Explained')} run={() => explain.run({ params: { id }, body: { version: desk.data!.version, reason: reason as never, note: note || null } })} />}
          </div>
        </>
      )}
      {(r.state === 'matched' || r.state === 'explained' || r.state === 'partly') && <p style={{ marginTop: 12 }}><ActButton act={undo} size="small" label={t('撤销核对', 'Undo')} confirm={t('撤销后重新成为未达账项，凭证以红字冲销。', 'It becomes an open item again; the entries are reversed.')}
        run={() => undo.run({ params: { id }, body: { version: r.version, reason: t('核对有误', 'Matched wrongly') } })} /></p>}
      <h3>{t('经过', 'What happened')}</h3>
      {r.timeline.map((f) => <p key={f.id} className="dz-2">{tw(f.sentence)} · {f.by} · <When at={f.at} /></p>)}
    </div>
  );
}
