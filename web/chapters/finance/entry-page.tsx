import { useParams } from '@tanstack/react-router';
import { readEntry } from '../../../src/chapters/finance/ledger/contract.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { useRead } from '../../ui/use-api.ts';
import { Money, When } from '../../ui/values.tsx';
import { Page } from '../../shell/page.tsx';

/** An entry with its postings, and the fact, receipt and order behind it: the last step from a figure to what happened. */
export default function EntryPage() {
  const { t, tw } = useLanguage();
  const { id } = useParams({ strict: false }) as { id: string };
  const read = useRead(readEntry, { params: { id } }, { topics: ['finance'] });
  if (read.error) return <Page title={t('凭证', 'Entry')}><ProblemNote error={read.error} /></Page>;
  const e = read.data;
  return (
    <Page title={t('凭证', 'Entry')} {...(e ? { number: e.entryNo, state: e.reversed ? t('已冲销', 'Reversed') : e.period } : {})} rule={['6.3.1']}>
      {e && (
        <>
          <p>{tw(e.what)} · <When at={e.bookedAt} /> · {e.bookedBy}{e.movedFrom ? ` · ${t(`原属 ${e.movedFrom}（已关账）`, `from ${e.movedFrom}, closed`)}` : ''}</p>
          <section className="dz-card">
            <table className="dz-related">
              <thead><tr><th>{t('科目', 'Account')}</th><th>{t('店铺', 'Store')}</th><th>{t('商品', 'Product')}</th><th className="dz-right">{t('借方', 'Debit')}</th><th className="dz-right">{t('贷方', 'Credit')}</th></tr></thead>
              <tbody>{e.postings.map((p) => <tr key={p.line}><td>{p.account} {tw(p.name)}</td><td>{p.store ?? '—'}</td><td>{p.sku ?? '—'}</td><td className="dz-right">{p.debitFen ? <Money fen={p.debitFen} /> : ''}</td><td className="dz-right">{p.creditFen ? <Money fen={p.creditFen} /> : ''}</td></tr>)}</tbody>
            </table>
          </section>
          <section className="dz-card">
            <h2>{t('来源', 'Where it comes from')}</h2>
            {e.source.text && <p>{tw(e.source.text)}{e.source.by ? ` · ${e.source.by}` : ''}{e.source.at !== null && <> · <When at={e.source.at} /></>}</p>}
            {e.order && <p>{t('订单', 'Order')} <a href={`/sales/orders/${e.order.id}`}>{e.order.orderNo}</a> · {t('应收余额', 'balance')} <Money fen={e.order.balanceFen} /></p>}
            {e.reversedBy && <p>{t('被冲销：', 'Reversed by ')}<a href={`/finance/entries/${e.reversedBy.id}`}>{e.reversedBy.entryNo}</a></p>}
          </section>
        </>
      )}
    </Page>
  );
}
