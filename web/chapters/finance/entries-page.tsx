import { Button } from 'antd';
import { listEntries } from '../../../src/chapters/finance/ledger/contract.ts';
import { words } from '../../../src/kernel/words.ts';
import type { Column } from '../../ui/data-table.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage, type RowOf } from '../../ui/list-page.tsx';
import { IdTag, Money, When } from '../../ui/values.tsx';
import { entryFilters, What } from './entry-parts.tsx';

type Row = RowOf<typeof listEntries>;

const columns: Column<Row>[] = [
  { key: 'no', title: words('凭证号', 'Entry'), width: 170, fixed: true, render: (r) => <IdTag value={r.entryNo} /> },
  { key: 'what', title: words('摘要', 'What'), width: '1fr', render: (r) => <What row={r} /> },
  { key: 'amount', title: words('金额', 'Amount'), width: 130, align: 'right', render: (r) => <Money fen={r.amountFen} /> },
  { key: 'on', title: words('本科目', 'On the account'), width: 130, align: 'right', render: (r) => (r.onAccountFen === null ? '—' : <Money fen={r.onAccountFen} />) },
  { key: 'period', title: words('账期', 'Period'), width: 90, render: (r) => r.period },
  { key: 'booked', title: words('日期', 'Booked'), width: 130, sort: 'down', render: (r) => <When at={r.bookedAt} /> },
  { key: 'by', title: words('制单', 'By'), width: 110, render: (r) => r.bookedBy },
];

/** Entries of the ledger; filters narrow them to an account, month, store, channel, product or order. */
export default function EntriesPage() {
  const { t } = useLanguage();
  return <ListPage name="finance.entries" title={t('凭证', 'Entries')} endpoint={listEntries} topics={['finance']} columns={columns} filters={entryFilters} defaultSort="-booked" rowKey={(r) => r.id} rowHref={(r) => `/finance/entries/${r.id}`}
    primary={<><Button href="/finance/trial-balance">{t('试算平衡表', 'Trial balance')}</Button> <Button type="primary" href="/finance/entries/new">{t('录入凭证', 'Post an entry')}</Button></>}
    exportPath="/finance/entries.csv" rule={['6.3.1']} searchHint={t('凭证号', 'Entry number')} empty={t('没有凭证。', 'No entries.')} />;
}
