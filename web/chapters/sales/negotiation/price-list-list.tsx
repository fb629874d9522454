import { Button } from 'antd';
import { customerClassWords, listPriceLists, type PriceListRow, savePriceListAct } from '../../../../src/chapters/sales/negotiation/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT, useTw } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { Num, When } from '../../../ui/values.tsx';
import { platformName } from '../orders/order-parts.tsx';

const stateWords = { planned: words('未生效', 'Planned'), 'in-force': words('生效中', 'In force'), past: words('已失效', 'Past') };
function Say({ w }: { w: { zh: string; en: string } }) { return <>{useTw()(w)}</>; }
const everyone = words('所有', 'Everyone');

const columns: Column<PriceListRow>[] = [
  { key: 'name', title: words('价目表', 'Price list'), width: '1fr', fixed: true, render: (l) => <b>{l.name}</b> },
  { key: 'class', title: words('客户类别', 'Class'), width: 100, render: (l) => <Say w={l.customerClass === null ? everyone : customerClassWords[l.customerClass]} /> },
  { key: 'platform', title: words('渠道', 'Channel'), width: 110, render: (l) => <Say w={l.platform === null ? everyone : platformName(l.platform)} /> },
  { key: 'state', title: words('状态', 'State'), width: 90, render: (l) => <b className={l.state === 'in-force' ? 'neg-good' : ''}><Say w={stateWords[l.state]} /></b> },
  { key: 'from', title: words('自', 'From'), width: 110, sort: 'down', render: (l) => l.from },
  { key: 'to', title: words('至', 'To'), width: 110, render: (l) => l.to ?? '—' },
  { key: 'entries', title: words('价格', 'Prices'), width: 80, align: 'right', render: (l) => <Num value={l.entries} /> },
  { key: 'updated', title: words('更新', 'Changed'), width: 180, render: (l) => <>{l.updatedBy} <When at={l.updatedAt} /></> },
];
const filters: Filter[] = [
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: Object.entries(stateWords).map(([value, w]) => ({ value, words: w })) },
  { key: 'class', title: words('客户类别', 'Class'), kind: 'choice', many: true, options: Object.entries(customerClassWords).map(([value, w]) => ({ value, words: w })) },
];

export default function PriceListList() {
  const t = useT();
  return <ListPage name="sales.price-lists" title={t('价目表', 'Price lists')} endpoint={listPriceLists} topics={['sales']} columns={columns} filters={filters} defaultSort="-from" rowKey={(l) => l.id} rowHref={(l) => `/sales/price-lists/${l.id}`} rule={['2.2.3']}
    primary={<><Button href="/api/price-lists.xlsx">{t('导出', 'Export')}</Button><Button href="/imports">{t('导入 Excel', 'Import')}</Button><LeadingButton leadsTo={savePriceListAct} type="primary" href="/sales/price-lists/new">{t('新建价目表', 'New price list')}</LeadingButton></>} empty={t('还没有价目表：报价按商品售价计。', 'No price list yet: quotes begin with the products’ own prices.')} />;
}
