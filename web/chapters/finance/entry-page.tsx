import { useState } from 'react';
import { Button, Input } from 'antd';
import { useParams } from '@tanstack/react-router';
import { readEntry, reverseEntry } from '../../../src/chapters/finance/ledger/contract.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';
import { Money, When } from '../../ui/values.tsx';
import { Page } from '../../shell/page.tsx';
import './finance.css';

/** Entries by hand are reversed with a reason; those of the business by undoing what is behind them. */
function Reverse({ id, may, byHand, reversed }: { id: string; may: boolean; byHand: boolean; reversed: boolean }) {
  const { t } = useLanguage();
  const reverse = useAct(reverseEntry);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const why = reversed ? t('该凭证已冲销。', 'It is reversed already.')
    : !byHand ? t('业务凭证不能手工冲销：撤销对应的核销、说明或业务单据，系统会自动冲销。', 'Entries of the business are not reversed by hand: undo the match, the explanation or the document behind it.')
      : may ? null : t('由会计冲销。', 'The accountant reverses it.');
  if (why) return <ActButton label={t('冲销', 'Reverse')} run={() => Promise.resolve()} refused={{ detail: why, clause: '6.3.1' }} />;
  if (!asking) return <Button onClick={() => setAsking(true)}>{t('冲销', 'Reverse')}</Button>;
  return (
    <span className="dz-row" style={{ flexWrap: 'wrap' }}>
      <Input autoFocus value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} placeholder={t('冲销原因', 'Why')} aria-label={t('冲销原因', 'Why it is reversed')} style={{ width: 240 }} />
      <ActButton act={reverse} primary label={t('确认冲销', 'Reverse it')} done={t('已冲销', 'Reversed')} run={() => reverse.run({ params: { id }, body: { reason: reason.trim() } })} onDone={() => setAsking(false)} />
      <Button type="text" onClick={() => setAsking(false)}>{t('取消', 'Cancel')}</Button>
    </span>
  );
}

/** An entry with its postings, and the fact, receipt and order behind it: the last step from a figure to what happened. */
export default function EntryPage() {
  const { t, tw } = useLanguage();
  const { id } = useParams({ strict: false }) as { id: string };
  const read = useRead(readEntry, { params: { id } }, { topics: ['finance'] });
  if (read.error) return <Page title={t('凭证', 'Entry')}><ProblemNote error={read.error} /></Page>;
  const e = read.data;
  return (
    <Page title={t('凭证', 'Entry')} {...(e ? { number: e.entryNo, state: e.reversed ? t('已冲销', 'Reversed') : e.period } : {})} rule={['6.3.1']}
      {...(e ? { primary: <Reverse id={e.id} may={e.mayReverse} byHand={e.kind === 'manual'} reversed={e.reversed} /> } : {})}>
      {e && (
        <>
          <p>{tw(e.what)} · <When at={e.bookedAt} /> · {e.bookedBy}{e.movedFrom ? ` · ${t(`原属 ${e.movedFrom}（已关账）`, `from ${e.movedFrom}, closed`)}` : ''}</p>
          <section className="dz-card dz-sheet-scroll" tabIndex={0} aria-label={t('分录', 'Postings')}>
            <table className="dz-related dz-related-stacks">
              <thead><tr><th>{t('科目', 'Account')}</th><th>{t('店铺', 'Store')}</th><th>{t('商品', 'Product')}</th><th className="dz-right">{t('借方', 'Debit')}</th><th className="dz-right">{t('贷方', 'Credit')}</th></tr></thead>
              <tbody>{e.postings.map((p) => <tr key={p.line}><td><a href={`/finance/ledger/${p.account}?from=${e.period}&to=${e.period}`}>{p.account} {tw(p.name)}</a></td><td data-title={t('店铺', 'Store')}>{p.store ?? '—'}</td><td data-title={t('商品', 'Product')}>{p.sku ?? '—'}</td><td data-title={t('借方', 'Debit')} className="dz-right">{p.debitFen ? <Money fen={p.debitFen} /> : ''}</td><td data-title={t('贷方', 'Credit')} className="dz-right">{p.creditFen ? <Money fen={p.creditFen} /> : ''}</td></tr>)}</tbody>
            </table>
          </section>
          <section className="dz-card">
            <h2>{t('来源', 'Where it comes from')}</h2>
            {e.source.text && <p>{tw(e.source.text)}{e.source.by ? ` · ${e.source.by}` : ''}{e.source.at !== null && <> · <When at={e.source.at} /></>}</p>}
            {e.order && <p>{t('订单', 'Order')} <a href={`/sales/orders/${e.order.id}`} style={{ textDecoration: 'underline' }}>{e.order.orderNo}</a> · {t('应收余额', 'balance')} <Money fen={e.order.balanceFen} /></p>}
            {e.source.receiptId && <p><a href={`/finance/receipts?open=${e.source.receiptId}`}>{t('打开收款', 'Open the receipt')}</a></p>}
            {e.reverses && e.reversesNo && <p>{t('冲销的凭证：', 'Reverses ')}<a href={`/finance/entries/${e.reverses}`}>{e.reversesNo}</a></p>}
            {e.reversedBy && <p>{t('被冲销：', 'Reversed by ')}<a href={`/finance/entries/${e.reversedBy.id}`}>{e.reversedBy.entryNo}</a></p>}
          </section>
        </>
      )}
    </Page>
  );
}
