import { useState } from 'react';
import { useRouter } from '@tanstack/react-router';
import { Button, Drawer } from 'antd';
import { PlusOutlined } from '@ant-design/icons';
import { changeManyPrices, createProduct, listProducts } from '../../../../src/registers/products/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { moneyText } from '../../../ui/format.ts';
import { useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { IdTag, Money, Num, When } from '../../../ui/values.tsx';
import { BulkPrices } from './bulk-prices.tsx';
import { ProductForm } from './product-form.tsx';
import './products.css';
import { ProductState, productStateWords } from './state.tsx';

type Row = RowOf<typeof listProducts>;

/** One price, or from the lowest to the highest of the product's SKUs. */
function Prices({ row }: { row: Pick<Row, 'fromFen' | 'toFen'> }) {
  if (row.fromFen === null || row.fromFen === row.toFen) return <Money fen={row.fromFen} />;
  return <span className="dz-num">{moneyText(row.fromFen)} – {moneyText(row.toFen!)}</span>;
}

const columns: Column<Row>[] = [
  { key: 'code', title: words('商品编码', 'Code'), width: 150, fixed: true, sort: 'up', render: (p) => <IdTag value={p.code} /> },
  { key: 'title', title: words('名称', 'Name'), width: 'minmax(160px, 2fr)', sort: 'up', render: (p) => <span className="dz-cut">{p.title}</span> },
  { key: 'state', title: words('状态', 'State'), width: 80, render: (p) => <ProductState state={p.state} /> },
  { key: 'category', title: words('类目', 'Category'), width: '1fr', render: (p) => <span className="dz-cut">{p.category ?? '—'}</span> },
  { key: 'brand', title: words('品牌', 'Brand'), width: '1fr', hidden: true, render: (p) => <span className="dz-cut">{p.brand ?? '—'}</span> },
  { key: 'skus', title: words('规格', 'SKUs'), width: 70, align: 'right', render: (p) => <Num value={p.skus} /> },
  { key: 'prices', title: words('售价', 'Price'), width: 170, align: 'right', render: (p) => <Prices row={p} /> },
  { key: 'available', title: words('可用库存', 'Available'), width: 90, align: 'right', render: (p) => <Num value={p.available} /> },
  { key: 'listings', title: words('在售店铺', 'Stores'), width: 80, align: 'right', render: (p) => <Num value={p.listings} /> },
  { key: 'updated', title: words('更新', 'Changed'), width: 110, sort: 'down', render: (p) => <When at={p.updatedAt} /> },
  { key: 'created', title: words('建立', 'Created'), width: 110, sort: 'down', hidden: true, render: (p) => <When at={p.createdAt} /> },
];
const filters: Filter[] = [
  { key: 'state', kind: 'choice', many: true, pinned: true, title: words('状态', 'State'), options: (['active', 'draft', 'retired'] as const).map((value) => ({ value, words: productStateWords[value] })) },
  { key: 'category', kind: 'text', title: words('类目', 'Category') },
];

export default function ProductList() {
  const t = useT();
  const router = useRouter();
  const [adding, setAdding] = useState(false);
  const [pricing, setPricing] = useState<{ ids: string[]; clear: () => void } | null>(null);
  const add = <><Button href="/imports">{t('导入', 'Import')}</Button><LeadingButton leadsTo={createProduct} type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('新建商品', 'New product')}</LeadingButton></>;
  return (
    <>
      <ListPage name="operations.products" title={t('商品', 'Products')} endpoint={listProducts} topics={['product', 'sku']} columns={columns} filters={filters} defaultSort="-updated"
        rowKey={(p) => p.id} rowHref={(p) => `/operations/products/${p.id}`} searchHint={t('名称、拼音、编码、条码', 'Name, pinyin, code, barcode')} primary={add} exportPath="/products.xlsx" rule={['4.1.2']}
        acts={(rows, clear) => <LeadingButton leadsTo={changeManyPrices} size="small" type="primary" onClick={() => setPricing({ ids: rows.map((p) => p.id).slice(0, 200), clear })}>{t('批量调价', 'Change prices')}</LeadingButton>}
        empty={<EmptyState title={t('还没有商品', 'No products yet')} hint={t('新建一个，或从模板导入商品资料。', 'Create one, or import our template.')} act={<Button href="/imports">{t('导入', 'Import')}</Button>} />} />
      <Drawer open={pricing !== null} onClose={() => setPricing(null)} size={720} destroyOnHidden title={t(`批量调价（${pricing?.ids.length ?? 0} 个商品）`, `Change prices of ${pricing?.ids.length ?? 0} products`)}>
        {pricing && <BulkPrices productIds={pricing.ids} onDone={() => { pricing.clear(); setPricing(null); }} />}
      </Drawer>
      <Drawer open={adding} onClose={() => setAdding(false)} size={560} destroyOnHidden title={t('新建商品', 'New product')}>
        <ProductForm onSaved={(id) => router.history.push(`/operations/products/${id}`)} onCancel={() => setAdding(false)} />
      </Drawer>
    </>
  );
}
