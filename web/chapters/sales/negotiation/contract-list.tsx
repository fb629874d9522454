import { contractStateWords, listContracts, type ContractRow } from '../../../../src/chapters/sales/negotiation/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { IdTag, Money, When } from '../../../ui/values.tsx';
import { ContractStateTag } from './parts.tsx';

const columns: Column<ContractRow>[] = [
  { key: 'no', title: words('合同', 'Contract'), width: 175, fixed: true, render: (c) => <IdTag value={c.contractNo} /> },
  { key: 'title', title: words('商机', 'Opportunity'), width: '1fr', render: (c) => c.title },
  { key: 'customer', title: words('客户', 'Customer'), width: 160, render: (c) => c.customer ?? '—' },
  { key: 'state', title: words('状态', 'State'), width: 110, render: (c) => <><ContractStateTag state={c.state} />{c.wishesOpen > 0 && <span className="dz-soon"> ?</span>}</> },
  { key: 'total', title: words('总额', 'Total'), width: 120, align: 'right', render: (c) => <Money fen={c.totalFen} /> },
  { key: 'sent', title: words('发出', 'Sent'), width: 110, render: (c) => <When at={c.sentAt} /> },
  { key: 'confirmed', title: words('客户确认', 'Confirmed'), width: 110, render: (c) => <When at={c.confirmedAt} /> },
  { key: 'expires', title: words('到期', 'Ends'), width: 110, sort: 'up', render: (c) => c.expiresOn ?? '—' },
  { key: 'seller', title: words('销售员', 'Seller'), width: 90, render: (c) => c.sellerName },
  { key: 'created', title: words('拟定', 'Drafted'), width: 110, sort: 'down', render: (c) => <When at={c.createdAt} /> },
];
const filters: Filter[] = [
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: Object.entries(contractStateWords).map(([value, w]) => ({ value, words: w })) },
  { key: 'expiring', title: words('到期', 'Ending'), kind: 'choice', pinned: true, options: [{ value: 'true', words: words('30 天内到期', 'Within 30 days') }] },
];

export default function ContractList() {
  const t = useT();
  return <ListPage name="sales.contracts" title={t('合同', 'Contracts')} endpoint={listContracts} topics={['sales']} columns={columns} filters={filters} defaultSort="-created" rowKey={(c) => c.id} rowHref={(c) => `/sales/contracts/${c.id}`} searchHint={t('合同号、报价单号、客户', 'Contract, quote, customer')} rule={['2.2.4', '2.3.1']} empty={t('还没有合同。客户接受报价后从报价单拟定。', 'No contract yet: draft one from an accepted quote.')} />;
}
