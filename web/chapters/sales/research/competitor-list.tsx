import { useState } from 'react';
import { Button, Drawer } from 'antd';
import { useRouter } from '@tanstack/react-router';
import { listCompetitors, saveCompetitorAct } from '../../../../src/chapters/sales/research/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { Money } from '../../../ui/values.tsx';
import { CompetitorForm } from './competitor-form.tsx';

type Row = RowOf<typeof listCompetitors>;
/** Dearer or cheaper than the time before: said by the sign, not by colour alone. */
export function Change({ fen }: { fen: number | null }) {
  return fen === null ? <span className="dz-2">—</span> : <Money fen={fen} signed />;
}
const columns: Column<Row>[] = [
  { key: 'name', title: words('名称', 'Name'), width: '1fr', fixed: true, sort: 'up', render: (c) => <b className="dz-cut">{c.name}</b> },
  { key: 'platform', title: words('平台', 'Platform'), width: 120, render: (c) => c.platform ?? '—' },
  { key: 'products', title: words('在看商品', 'Products'), width: 90, align: 'right', render: (c) => c.products },
  { key: 'observations', title: words('观察次数', 'Observed'), width: 90, align: 'right', render: (c) => c.observations },
  { key: 'last', title: words('最近商品', 'Last seen'), width: '1fr', render: (c) => <span className="dz-cut">{c.lastProduct ?? '—'}</span> },
  { key: 'price', title: words('最近价格', 'Price'), width: 110, align: 'right', render: (c) => <Money fen={c.lastPriceFen} /> },
  { key: 'change', title: words('较上次', 'Change'), width: 100, align: 'right', render: (c) => <Change fen={c.changeFen} /> },
  { key: 'on', title: words('最近观察', 'On'), width: 110, render: (c) => c.lastOn ?? '—' },
];
const filters: Filter[] = [{ key: 'active', title: words('在看', 'Watched'), kind: 'yes', pinned: true }];

export default function CompetitorList() {
  const { t } = useLanguage();
  const router = useRouter();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <ListPage name="sales.competitors" title={t('竞争对手', 'Competitors')} endpoint={listCompetitors} topics={['sales']} columns={columns} filters={filters} defaultSort="name" rowKey={(c) => c.id} rowHref={(c) => `/sales/competitors/${c.id}`} searchHint={t('名称、备注', 'Name, note')} rule={['2.1.1']}
        primary={<><Button href="/sales/research">{t('市场调研', 'Research')}</Button><LeadingButton leadsTo={saveCompetitorAct} type="primary" onClick={() => setAdding(true)}>{t('新增竞争对手', 'New competitor')}</LeadingButton></>} empty={<EmptyState title={t('还没有竞争对手', 'No competitors yet')} hint={t('记下对手的价格和特点，走势会画成图。', 'Note prices and features; they are drawn over time.')} />} />
      <Drawer open={adding} onClose={() => setAdding(false)} size={420} destroyOnHidden title={t('新增竞争对手', 'New competitor')}><CompetitorForm of={null} onSaved={(id) => router.history.push(`/sales/competitors/${id}`)} /></Drawer>
    </>
  );
}
