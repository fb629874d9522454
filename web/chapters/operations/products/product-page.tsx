import { useState } from 'react';
import { useParams } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { changePrices, changeProduct, delistProduct, listProduct, readProduct } from '../../../../src/registers/products/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import { moneyText } from '../../../ui/format.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Money, Num, When } from '../../../ui/values.tsx';
import { ListingForm } from './listing-form.tsx';
import { Pictures } from './pictures.tsx';
import { PriceForm } from './price-form.tsx';
import { StockLog } from './stock-log.tsx';
import './products.css';
import { HeadForm, SkuForm } from './product-form.tsx';
import { missingWords, priceWords, ProductState } from './state.tsx';

type Product = Answer<typeof readProduct>;
type Editing = { what: 'head' } | { what: 'sku'; of: Product['skus'][number] | null } | { what: 'listing' } | { what: 'prices' } | null;

export default function ProductPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return <RecordOf read={useRead(readProduct, { params: { id } }, { topics: ['product', 'sku'] })}>{(product) => <ProductRecord product={product} />}</RecordOf>;
}

function ProductRecord({ product }: { product: Product }) {
  const { t, tw } = useLanguage();
  const [editing, setEditing] = useState<Editing>(null);
  const delist = useAct(delistProduct);
  const close = () => setEditing(null);
  const missing = product.missing.map((field) => tw(missingWords[field] ?? { zh: field, en: field }));
  const list = product.missing.length > 0
    ? <ActButton primary label={t('上架', 'List')} run={async () => {}} refused={{ detail: t(`还缺：${missing.join('、')}`, `Missing: ${missing.join(', ')}`), clause: '4.1.2' }} />
    : <LeadingButton leadsTo={listProduct} type="primary" onClick={() => setEditing({ what: 'listing' })}>{t('上架', 'List')}</LeadingButton>;
  return (
    <>
      <RecordPage title={product.title} number={product.code} state={<ProductState state={product.state} />} rule={['4.1.2']} acts={<>{product.skus.some((s) => s.active) && <LeadingButton leadsTo={changePrices} onClick={() => setEditing({ what: 'prices' })}>{t('调价', 'Change prices')}</LeadingButton>}{list}</>}
        facts={[
          { title: t('资料', 'File'), act: <LeadingButton leadsTo={changeProduct} type="link" size="small" onClick={() => setEditing({ what: 'head' })}>{t('修改', 'Change')}</LeadingButton>, facts: [
            { label: t('类目', 'Category'), value: product.category }, { label: t('品牌', 'Brand'), value: product.brand },
            { label: t('七天无理由', '7-day return'), value: product.noReasonReturn === null ? null : product.noReasonReturn ? t('支持', 'Yes') : t('不支持', 'No') },
            { label: t('详情', 'Description'), value: product.description },
          ] },
          { title: t('销售', 'Selling'), facts: [
            { label: t('售价', 'Price'), value: product.fromFen === product.toFen ? <Money fen={product.fromFen} /> : `${moneyText(product.fromFen!)} – ${moneyText(product.toFen!)}` },
            { label: t('可用库存', 'Available'), value: <Num value={product.available} /> },
            { label: t('上架还缺', 'Still missing'), value: missing.length === 0 ? <span className="dz-kept">{t('已齐全', 'Nothing')}</span> : <span className="dz-soon">{missing.join(t('、', ', '))}</span> },
            { label: t('更新', 'Changed'), value: <When at={product.updatedAt} /> },
          ] },
        ]}
        timeline={product.prices.map((change, at) => ({
          id: `${change.at}-${change.skuCode}-${change.which}-${at}`, at: change.at, kind: 'fact' as const, by: change.by,
          text: `${change.skuCode} ${tw(priceWords[change.which])} ${change.fromFen === null ? '—' : moneyText(change.fromFen)} → ${change.toFen === null ? '—' : moneyText(change.toFen)}`,
          ...(change.reason ? { body: change.reason } : {}),
        }))}>
        <Pictures product={product} />
        <RelatedTable title={t('规格', 'SKUs')} rows={product.skus} rowKey={(s) => s.id} empty={t('还没有规格。', 'No SKUs yet.')}
          act={<LeadingButton leadsTo={changeProduct} size="small" type="link" onClick={() => setEditing({ what: 'sku', of: null })}>{t('添加规格', 'Add a SKU')}</LeadingButton>}
          columns={[
            { key: 'code', title: t('商家编码', 'SKU code'), render: (s) => <IdTag value={s.code} /> },
            { key: 'spec', title: t('规格', 'Specification'), render: (s) => <>{s.spec ?? '—'}{!s.active && <span className="dz-2">{t('（停用）', ' (not sold)')}</span>}</> },
            { key: 'barcode', title: t('条码', 'Barcode'), render: (s) => s.barcode ?? '—' },
            { key: 'price', title: t('售价', 'Price'), align: 'right', render: (s) => <Money fen={s.priceFen} /> },
            { key: 'floor', title: t('最低售价', 'Floor'), align: 'right', render: (s) => <Money fen={s.floorFen} /> },
            ...(product.costVisible ? [{ key: 'cost', title: t('成本', 'Cost'), align: 'right' as const, render: (s: Product['skus'][number]) => <Money fen={s.costFen} /> }] : []),
            { key: 'weight', title: t('重量', 'Weight'), align: 'right', render: (s) => <Num value={s.weightGrams} unit={t('克', 'g')} /> },
            { key: 'batches', title: t('批次', 'Batches'), render: (s) => (s.batchKept ? <a href={`/logistics/batches?sku=${s.id}`}>{s.shelfLifeDays === null ? t('按批次', 'by batch') : t(`保质期 ${s.shelfLifeDays} 天`, `${s.shelfLifeDays} days`)}</a> : '—') },
            { key: 'onHand', title: t('现存', 'On hand'), align: 'right', render: (s) => <Num value={s.onHand} /> },
            { key: 'reserved', title: t('占用', 'Reserved'), align: 'right', render: (s) => <Num value={s.reserved} /> },
            { key: 'act', title: '', render: (s) => <LeadingButton leadsTo={changeProduct} type="link" size="small" onClick={() => setEditing({ what: 'sku', of: s })}>{t('修改', 'Change')}</LeadingButton> },
          ]} />
        <RelatedTable title={t('店铺上架', 'Listings')} rows={product.listings} rowKey={(l) => l.id} empty={t('还没有在任何店铺上架。', 'Not listed in any store yet.')}
          columns={[
            { key: 'store', title: t('店铺', 'Store'), render: (l) => l.store ?? <IdTag value={l.storeId} /> },
            { key: 'item', title: t('平台商品编号', 'Item number'), render: (l) => (l.platformItemId ? <IdTag value={l.platformItemId} /> : '—') },
            { key: 'title', title: t('标题', 'Title'), render: (l) => l.title },
            { key: 'price', title: t('标价', 'Price'), align: 'right', render: (l) => <Money fen={l.priceFen} /> },
            { key: 'state', title: t('状态', 'State'), render: (l) => (l.state === 'listed' ? t('在售', 'Listed') : <span className="dz-2">{t('已下架', 'Delisted')}</span>) },
            { key: 'at', title: t('更新', 'Changed'), render: (l) => <When at={l.updatedAt} /> },
            { key: 'act', title: '', render: (l) => l.state === 'listed' && (
              <ActButton act={delist} size="small" label={t('下架', 'Delist')} done={t('已下架', 'Delisted')} confirm={t('买家将不能再从这家店购买。', 'Buyers can no longer buy it in this store.')}
                run={() => delist.run({ params: { id: l.id }, body: { version: l.version } })} />
            ) },
          ]} />
        <StockLog productId={product.id} />
      </RecordPage>
      <Drawer open={editing !== null} onClose={close} size={520} destroyOnHidden
        title={editing?.what === 'head' ? t('修改资料', 'Change the file') : editing?.what === 'prices' ? t('调价', 'Change prices') : editing?.what === 'listing' ? t('上架到店铺', 'List in a store') : editing?.of ? t('修改规格', 'Change the SKU') : t('添加规格', 'Add a SKU')}>
        {editing?.what === 'head' && <HeadForm product={product} onSaved={close} onCancel={close} />}
        {editing?.what === 'sku' && <SkuForm product={product} of={editing.of} onSaved={close} onCancel={close} />}
        {editing?.what === 'prices' && <PriceForm product={product} onSaved={close} onCancel={close} />}
        {editing?.what === 'listing' && <ListingForm product={product} onSaved={close} onCancel={close} />}
      </Drawer>
    </>
  );
}
