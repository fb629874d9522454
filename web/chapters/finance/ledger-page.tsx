import { useParams } from '@tanstack/react-router';
import { listEntries, readTrialBalance } from '../../../src/chapters/finance/ledger/contract.ts';
import { words } from '../../../src/kernel/words.ts';
import type { Column } from '../../ui/data-table.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage, type RowOf } from '../../ui/list-page.tsx';
import { useRead } from '../../ui/use-api.ts';
import { IdTag, Money, When } from '../../ui/values.tsx';
import { entryFilters, What } from './entry-parts.tsx';

type Row = RowOf<typeof listEntries>;
const side = (fen: number | null, sign: 1 | -1) => (fen !== null && Math.sign(fen) === sign ? <Money fen={Math.abs(fen)} /> : '');
const columns: Column<Row>[] = [
  { key: 'booked', title: words('日期', 'Booked'), width: 130, sort: 'down', render: (r) => <When at={r.bookedAt} /> },
  { key: 'no', title: words('凭证号', 'Entry'), width: 170, fixed: true, render: (r) => <IdTag value={r.entryNo} /> },
  { key: 'what', title: words('摘要', 'What'), width: '1fr', render: (r) => <What row={r} /> },
  { key: 'debit', title: words('借方', 'Debit'), width: 130, align: 'right', render: (r) => side(r.onAccountFen, 1) },
  { key: 'credit', title: words('贷方', 'Credit'), width: 130, align: 'right', render: (r) => side(r.onAccountFen, -1) },
  { key: 'period', title: words('账期', 'Period'), width: 90, render: (r) => r.period },
];
const filters = entryFilters.filter((f) => f.key !== 'account');

/** The general ledger of one account: its balances, and every entry on it down to the postings (clause 6.3.1). */
export default function LedgerPage() {
  const { t, tw } = useLanguage();
  const { account } = useParams({ strict: false }) as { account: string };
  const asked = new URLSearchParams(location.search);
  const [from, to] = [asked.get('from') ?? undefined, asked.get('to') ?? undefined];
  const sheet = useRead(readTrialBalance, { query: { ...(from ? { from } : {}), ...(to ? { to } : {}) } }, { topics: ['finance'] });
  const line = sheet.data?.rows.find((r) => r.number === account);
  const balance = (fen: number) => <>{fen === 0 ? t('平', 'nil') : fen > 0 ? t('借', 'Dr') : t('贷', 'Cr')} <Money fen={Math.abs(fen)} /></>;
  return (
    <ListPage name="finance.ledger" title={line ? `${t('总账', 'Ledger')} ${account} ${tw(line.name)}` : `${t('总账', 'Ledger')} ${account}`} endpoint={listEntries} parts={{ query: { account } } as never} topics={['finance']}
      columns={columns} filters={filters} defaultSort="-booked" rowKey={(r) => r.id} rowHref={(r) => `/finance/entries/${r.id}`} rule={['6.3.1']} searchHint={t('凭证号', 'Entry number')} empty={t('这个科目没有凭证。', 'No entries on this account.')}
      above={line && <p style={{ margin: '0 0 8px' }}><span className="dz-2">{sheet.data!.from === sheet.data!.to ? sheet.data!.from : `${sheet.data!.from} – ${sheet.data!.to}`}</span>　{t('期初', 'Opening')} {balance(line.openingFen)}　{t('借方', 'Debit')} <Money fen={line.debitFen} />　{t('贷方', 'Credit')} <Money fen={line.creditFen} />　<b>{t('期末', 'Closing')} {balance(line.closingFen)}</b>　<a href={`/api/finance/entries.csv?${new URLSearchParams({ account, ...(from ? { from } : {}), ...(to ? { to } : {}) }).toString()}`} download className="dz-in-line">{t('导出明细', 'Export')}</a></p>} />
  );
}
