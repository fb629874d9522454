import { Button } from 'antd';
import { listSheets } from '../../../../src/chapters/sales/negotiation/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { IdTag, Num, When } from '../../../ui/values.tsx';

type Row = RowOf<typeof listSheets>;
function Written({ row }: { row: Row }) {
  const t = useT();
  return row.written ? <span className="neg-good">{t('已编写', 'Written')}</span> : <span className="dz-soon">{t('未编写', 'Missing')}</span>;
}
const columns: Column<Row>[] = [
  { key: 'code', title: words('商品编码', 'Product'), width: 150, fixed: true, sort: 'up', render: (p) => <IdTag value={p.code} /> },
  { key: 'title', title: words('品名', 'Title'), width: '1fr', render: (p) => p.title },
  { key: 'written', title: words('资料', 'Sheet'), width: 90, render: (p) => <Written row={p} /> },
  { key: 'cases', title: words('案例', 'Cases'), width: 70, align: 'right', render: (p) => <Num value={p.cases} /> },
  { key: 'reviews', title: words('评价', 'Reviews'), width: 70, align: 'right', render: (p) => <Num value={p.reviews} /> },
  { key: 'sent', title: words('已发送', 'Sent'), width: 80, align: 'right', render: (p) => <Num value={p.sent} /> },
  { key: 'opened', title: words('被打开', 'Opened'), width: 80, align: 'right', render: (p) => <Num value={p.opened} /> },
  { key: 'updated', title: words('更新', 'Changed'), width: 180, render: (p) => (p.updatedAt === null ? '—' : <>{p.updatedBy} <When at={p.updatedAt} /></>) },
];
const filters: Filter[] = [{ key: 'written', title: words('资料', 'Sheet'), kind: 'choice', pinned: true, options: [{ value: 'true', words: words('已编写', 'Written') }, { value: 'false', words: words('未编写', 'Missing') }] }];

export default function SheetList() {
  const t = useT();
  return <ListPage name="sales.product-sheets" title={t('产品资料', 'Product sheets')} endpoint={listSheets} topics={['sales']} columns={columns} filters={filters} defaultSort="code" rowKey={(p) => p.productId} rowHref={(p) => `/sales/product-sheets/${p.productId}`} searchHint={t('编码、品名、拼音', 'Code, title, pinyin')} rule={['2.2.2']}
    primary={<><Button href="/api/product-sheets.xlsx">{t('导出', 'Export')}</Button><Button href="/imports">{t('导入 Excel', 'Import')}</Button></>} empty={t('没有商品。', 'No products.')} />;
}
