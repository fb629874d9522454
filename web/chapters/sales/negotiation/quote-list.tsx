import { listQuotes, quoteStateWords, type QuoteRow } from '../../../../src/chapters/sales/negotiation/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { IdTag, Money, Num, Rate, When } from '../../../ui/values.tsx';
import { QuoteStateTag } from './parts.tsx';

const columns: Column<QuoteRow>[] = [
  { key: 'no', title: words('报价单', 'Quote'), width: 200, fixed: true, render: (q) => <IdTag value={q.quoteNo} /> },
  { key: 'title', title: words('商机', 'Opportunity'), width: '1fr', render: (q) => q.title },
  { key: 'customer', title: words('客户', 'Customer'), width: 150, render: (q) => q.customer ?? '—' },
  { key: 'state', title: words('状态', 'State'), width: 110, render: (q) => <>{<QuoteStateTag state={q.state} />}{q.questions > 0 && <span className="dz-soon"> ?</span>}</> },
  { key: 'total', title: words('金额', 'Amount'), width: 120, align: 'right', render: (q) => <Money fen={q.totalFen} /> },
  { key: 'off', title: words('让价', 'Discount'), width: 80, align: 'right', render: (q) => <Rate basisPoints={q.discountBasisPoints} /> },
  { key: 'valid', title: words('有效期至', 'Valid until'), width: 110, sort: 'up', render: (q) => q.validUntil },
  { key: 'opens', title: words('客户打开', 'Opened'), width: 90, align: 'right', render: (q) => <Num value={q.opens} /> },
  { key: 'seller', title: words('销售员', 'Seller'), width: 90, render: (q) => q.sellerName },
  { key: 'created', title: words('建立', 'Made'), width: 110, sort: 'down', render: (q) => <When at={q.createdAt} /> },
];
const filters: Filter[] = [
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: Object.entries(quoteStateWords).map(([value, w]) => ({ value, words: w })) },
  { key: 'asked', title: words('客户提问', 'Questions'), kind: 'choice', pinned: true, options: [{ value: 'true', words: words('待答复', 'To answer') }, { value: 'false', words: words('没有', 'None') }] },
];

export default function QuoteList() {
  const t = useT();
  return <ListPage name="sales.quotes" title={t('报价', 'Quotes')} endpoint={listQuotes} topics={['sales']} columns={columns} filters={filters} defaultSort="-created" rowKey={(q) => q.id} rowHref={(q) => `/sales/quotes/${q.id}`} searchHint={t('商机、客户', 'Opportunity, customer')} rule={['2.2.3']} empty={t('还没有报价。请从商机里编制。', 'No quote yet: write one from an opportunity.')} />;
}
