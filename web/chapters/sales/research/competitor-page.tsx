import { useState } from 'react';
import { Button, DatePicker, Drawer, Input } from 'antd';
import dayjs from 'dayjs';
import { useParams } from '@tanstack/react-router';
import { observeAct, readCompetitor } from '../../../../src/chapters/sales/research/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { yuanText } from '../../../../src/kernel/money.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { ChartBox } from '../../../ui/chart-box.tsx';
import { YuanInput } from '../../../ui/editor-form.tsx';
import { dayOf } from '../../../ui/format.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { now } from '../../../ui/now.ts';
import { RecordOf, RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Money } from '../../../ui/values.tsx';
import { Page } from '../../../shell/page.tsx';
import { CompetitorForm } from './competitor-form.tsx';
import './research.css';

type Competitor = Answer<typeof readCompetitor>;

export default function CompetitorPage() {
  const { id = '' } = useParams({ strict: false });
  return <RecordOf read={useRead(readCompetitor, { params: { id } }, { topics: ['sales'] })}>{(c) => <One c={c} />}</RecordOf>;
}

/** A competitor: prices over time by product, features as they were seen, and the form for what one sees today. */
function One({ c }: { c: Competitor }) {
  const { t } = useLanguage();
  const [editing, setEditing] = useState(false);
  return (
    <Page title={c.name} rule={['2.1.1']} state={c.active ? <span className="dz-kept">{t('在看', 'Watched')}</span> : <span className="dz-2">{t('不再看', 'Not watched')}</span>} primary={<>{c.url && <Button href={c.url} target="_blank">{t('打开店铺', 'Open the shop')}</Button>}<Button onClick={() => setEditing(true)}>{t('修改', 'Change')}</Button></>}>
      <div className="rs-body">
        <div className="rs-main">
          <section className="dz-card">
            <h2>{t('价格走势', 'Prices over time')}</h2>
            {c.series.length === 0 ? <p className="dz-2">{t('登记第一个价格后，这里画出走势。', 'The first price that is noted is drawn here.')}</p> : (
              <ChartBox height={280} label={t('各商品的价格随时间变化', 'Prices of each product over time')} option={{
                xAxis: { type: 'time' }, yAxis: { type: 'value', scale: true, name: t('元', 'yuan') }, legend: { top: 0, type: 'scroll' },
                series: c.series.map((s) => ({ name: s.product, type: 'line', step: 'end', symbolSize: 6, data: s.points.map((p) => [p.on, yuanText(p.priceFen)]) })),
              }} />
            )}
          </section>
          <RelatedTable title={t('观察记录', 'Observations')} rows={c.log} rowKey={(o) => o.id} empty={t('还没有观察。', 'Nothing observed yet.')} columns={[
            { key: 'on', title: t('日期', 'On'), render: (o) => o.on }, { key: 'product', title: t('商品', 'Product'), render: (o) => o.product }, { key: 'price', title: t('价格', 'Price'), align: 'right', render: (o) => <Money fen={o.priceFen} /> },
            { key: 'feature', title: t('特点', 'Feature'), render: (o) => o.feature ?? '—' }, { key: 'url', title: t('来源', 'Source'), render: (o) => (o.url ? <a href={o.url} target="_blank" rel="noreferrer">{t('打开', 'Open')}</a> : '—') }, { key: 'by', title: t('登记人', 'By'), render: (o) => o.by },
          ]} />
        </div>
        <aside className="rs-side"><Observe c={c} />{c.note && <section className="dz-card"><h2>{t('备注', 'Note')}</h2><div className="rs-text">{c.note}</div></section>}</aside>
      </div>
      <Drawer open={editing} onClose={() => setEditing(false)} size={420} destroyOnHidden title={t('修改竞争对手', 'Change the competitor')}><CompetitorForm of={c} onSaved={() => setEditing(false)} /></Drawer>
    </Page>
  );
}

function Observe({ c }: { c: Competitor }) {
  const { t } = useLanguage();
  const observe = useAct(observeAct);
  const [product, setProduct] = useState('');
  const [on, setOn] = useState(() => dayOf(now()));
  const [price, setPrice] = useState<number | undefined>(undefined);
  const [feature, setFeature] = useState('');
  const [url, setUrl] = useState('');
  const [round, setRound] = useState(0);
  const ready = product.trim() !== '' && (price !== undefined || feature.trim() !== '');
  const clear = () => {
    setPrice(undefined);
    setFeature('');
    setUrl('');
    setRound(round + 1);
  };
  return (
    <form className="dz-card" style={{ display: 'grid', gap: 8 }} onSubmit={(e) => e.preventDefault()}>
      <h2>{t('登记观察', 'What I see')}</h2>
      <Input value={product} onChange={(e) => setProduct(e.target.value)} maxLength={80} list="dz-competitor-products" placeholder={t('商品，如：350ml 保温杯', 'Product')} aria-label={t('商品', 'Product')} />
      <datalist id="dz-competitor-products">{c.series.map((s) => <option key={s.product} value={s.product} />)}</datalist>
      <DatePicker allowClear={false} value={dayjs(on)} onChange={(d) => d && setOn(d.format('YYYY-MM-DD'))} aria-label={t('日期', 'Day')} />
      <YuanInput key={round} {...(price === undefined ? {} : { value: price })} onChange={setPrice} label={t('价格', 'Price')} />
      <Input.TextArea value={feature} onChange={(e) => setFeature(e.target.value)} maxLength={300} rows={2} placeholder={t('特点：新材质、赠品、质保…', 'Feature: material, gift, warranty…')} aria-label={t('特点', 'Feature')} />
      <Input value={url} onChange={(e) => setUrl(e.target.value)} maxLength={500} placeholder="https://" aria-label={t('网址', 'Address')} />
      {ready ? <ActButton act={observe} primary label={t('登记', 'Record')} done={t('已登记', 'Recorded')} onDone={clear} run={() => observe.run({ params: { id: c.id }, body: { product: product.trim(), observedOn: on, ...(price === undefined ? {} : { priceFen: price }), ...(feature.trim() ? { feature: feature.trim() } : {}), ...(url.trim() ? { url: url.trim() } : {}) } })} /> : <Button type="primary" disabled>{t('登记', 'Record')}</Button>}
    </form>
  );
}
