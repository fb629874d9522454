import { Button } from 'antd';
import { useRef, useState } from 'react';
import { declineMergeAct, listMergeOffers, mergeAct, reofferMergeAct, unmergeAct } from '../../../../src/chapters/sales/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import type { RowOf } from '../../../ui/list-page.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useAct, useList } from '../../../ui/use-api.ts';
import { IdTag, Money, When } from '../../../ui/values.tsx';
import { Page } from '../../../shell/page.tsx';
import './merge-offers.css';

type Offer = RowOf<typeof listMergeOffers>;
/** Most fulfilments that travel in one parcel. */
const AT_ONCE = 20;

/** Offers to merge (合单建议, clause 2.3.3): what goes to one buyer and address, side by side; accepted or declined, and taken back. */
export default function MergeOffers() {
  const { t } = useLanguage();
  const [declined, setDeclined] = useState(false);
  const offers = useList(listMergeOffers, { query: { declined: String(declined) as 'true' | 'false' } }, { topics: ['sales', 'fulfilment'], pageSize: 50 });
  return (
    <Page title={t('合单建议', 'Offers to merge')} rule={['2.3.3']}>
      <nav className="dz-row mo-tabs" aria-label={t('视图', 'Views')}>
        <Button size="small" type={declined ? 'default' : 'primary'} aria-pressed={!declined} onClick={() => setDeclined(false)}>{t('待决定', 'To decide')}{!declined && offers.total ? ` ${offers.total}` : ''}</Button>
        <Button size="small" type={declined ? 'primary' : 'default'} aria-pressed={declined} onClick={() => setDeclined(true)}>{t('已决定不合', 'Declined')}{declined && offers.total ? ` ${offers.total}` : ''}</Button>
      </nav>
      {offers.error && <ProblemNote error={offers.error} onRetry={offers.again} />}
      {!offers.loading && !offers.error && offers.rows.length === 0 && (declined
        ? <EmptyState title={t('没有决定不合的建议', 'Nothing was declined')} hint={t('选择“不合单”的建议会留在这里，可以恢复。', 'Offers that are declined stay here and can be taken back.')} />
        : <EmptyState title={t('没有可合并的发货单', 'Nothing could be merged')} hint={t('同店铺、同仓库、同买家、同地址的未出库发货单会出现在这里。', 'Waiting fulfilments of one store, warehouse, buyer and address appear here.')} />)}
      <div className="mo-list">{offers.rows.map((offer) => <OfferCard key={offer.key} offer={offer} />)}</div>
      {offers.hasMore && <Button onClick={offers.more} loading={offers.loadingMore}>{t('更多', 'More')}</Button>}
    </Page>
  );
}

function OfferCard({ offer }: { offer: Offer }) {
  const { t } = useLanguage();
  const merge = useAct(mergeAct);
  const unmerge = useAct(unmergeAct);
  const decline = useAct(declineMergeAct);
  const reoffer = useAct(reofferMergeAct);
  const ids = offer.fulfilments.map((f) => f.id).slice(0, AT_ONCE);
  const to = offer.receiver;
  const take = async () => {
    const { id } = await merge.run({ body: { ids } });
    return id;
  };
  return (
    <article className="dz-card mo-offer" aria-label={offer.fulfilments.map((f) => f.fulfilmentNo).join('、')}>
      <header className="dz-row">
        <div className="dz-grow"><b>{to ? [to.name, to.phone].filter(Boolean).join(' ') : t('买家', 'Buyer')}</b> <span className="dz-2">{to ? [to.region, to.detail].filter(Boolean).join(' ') : ''}</span><div className="dz-2">{offer.storeName}</div></div>
        <div className="dz-num"><Money fen={offer.valueFen} /><div className="dz-2">{t(`${offer.fulfilments.length} 张发货单`, `${offer.fulfilments.length} fulfilments`)}</div></div>
      </header>
      <div className="mo-parts">
        {offer.fulfilments.map((f) => (
          <section key={f.id} className="mo-part">
            <h3><IdTag value={f.fulfilmentNo} /></h3>
            <p>{f.orders.map((o) => <a key={o.id} href={`/sales/orders/${o.id}`}>{o.orderNo} </a>)}</p>
            <ul>{f.lines.map((l, i) => <li key={`${l.skuCode}${i}`}><span className="dz-cut">{[l.title, l.spec].filter(Boolean).join(' ')}</span> <span>× {l.quantity}</span></li>)}</ul>
            <p className="dz-2"><Money fen={f.valueFen} /> · {(f.weightGrams / 1000).toFixed(2)} kg{f.shipBy !== null && <> · {t('发货期限 ', 'ship by ')}<When at={f.shipBy} /></>}</p>
          </section>
        ))}
      </div>
      <footer className="dz-row">
        {offer.declined ? <>
          <span className="dz-2 dz-grow">{t(`${offer.declined.by} 决定不合`, `Declined by ${offer.declined.by}`)} <When at={offer.declined.at} />{offer.declined.note && `：${offer.declined.note}`}</span>
          <ActButton act={reoffer} label={t('恢复建议', 'Offer again')} done={t('已恢复', 'Offered again')} run={() => reoffer.run({ body: { ids } })} />
        </> : <>
          <span className="dz-grow">{offer.fulfilments.length > AT_ONCE && <span className="dz-2">{t(`一次最多合 ${AT_ONCE} 张`, `At most ${AT_ONCE} at once`)}</span>}</span>
          <ActButton act={decline} label={t('不合单', 'Decline')} done={t('已决定不合单', 'Declined')} run={() => decline.run({ body: { ids } })} undo={() => reoffer.run({ body: { ids } })} />
          <MergeButton act={merge} take={take} undo={(id) => unmerge.run({ params: { id }, body: {} })} />
        </>}
      </footer>
    </article>
  );
}

/** Accepting can be taken back: by the notice for some seconds, later on the order's page. */
function MergeButton({ act, take, undo }: { act: { readonly refused: { readonly detail: string } | undefined }; take: () => Promise<string>; undo: (id: string) => Promise<unknown> }) {
  const { t } = useLanguage();
  const made = useRef('');
  return <ActButton act={act} primary label={t('合单', 'Merge')} done={t('已合单', 'Merged')} run={async () => { made.current = await take(); }} undo={() => undo(made.current)} />;
}
