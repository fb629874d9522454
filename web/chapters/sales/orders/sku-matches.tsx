import { forgetMatchesAct, listSkuMatches, readOrderEntry } from '../../../../src/chapters/sales/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';

type Row = RowOf<typeof listSkuMatches>;
const columns: Column<Row>[] = [
  { key: 'outerSku', title: words('店铺编码', 'The store’s code'), width: 200, fixed: true, render: (m) => <IdTag value={m.outerSku} /> },
  { key: 'store', title: words('店铺', 'Store'), width: 160, render: (m) => m.storeName ?? '—' },
  { key: 'sku', title: words('本公司商品', 'Our article'), width: '1fr', render: (m) => <>{m.skuCode ?? '—'} <span className="dz-2">{[m.title, m.spec].filter(Boolean).join(' ')}</span></> },
  { key: 'by', title: words('由谁指定', 'Said by'), width: 120, render: (m) => m.by },
  { key: 'at', title: words('时间', 'When'), width: 140, sort: 'down', render: (m) => <When at={m.at} /> },
];

/** Which articles stores' codes mean, as it was said at the review desk for every later order; what is wrong is taken back here. */
export default function SkuMatches() {
  const t = useT();
  const forget = useAct(forgetMatchesAct);
  const stores = useRead(readOrderEntry, {}).data?.stores ?? [];
  const filters: Filter[] = [{ key: 'store', title: words('店铺', 'Store'), kind: 'choice', pinned: true, options: stores.map((s) => ({ value: s.id, words: words(s.name, s.name) })) }];
  return (
    <ListPage name="sales.sku-matches" title={t('商品匹配', 'Kept matches')} endpoint={listSkuMatches} topics={['sales']} columns={columns} filters={filters} defaultSort="-at" rowKey={(m) => m.id}
      searchHint={t('店铺编码或本公司商家编码', 'The store’s code, or our SKU')} rule={['2.3.1']}
      acts={(rows, clear) => <ActButton act={forget} size="small" label={t('不再自动匹配', 'Forget')} done={t('以后的订单不再自动匹配', 'Later orders are no longer matched')} onDone={clear} run={() => forget.run({ body: { ids: rows.map((m) => m.id).slice(0, 200) } })} />} />
  );
}
