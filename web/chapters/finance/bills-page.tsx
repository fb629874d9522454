import { Button } from 'antd';
import { listBills } from '../../../src/chapters/finance/receipts/contract.ts';
import { words } from '../../../src/kernel/words.ts';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { moneyText, numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage, type RowOf } from '../../ui/list-page.tsx';
import { Money, When } from '../../ui/values.tsx';
import { optionsOf, providerWords } from './names.ts';
import { usePaymentAccounts } from './pickers.ts';

type Row = RowOf<typeof listBills>;

function Name({ row }: { row: Row }) {
  const { t, tw } = useLanguage();
  return <>{tw(providerWords[row.provider])} {row.bill === 'trade' ? t('业务明细', 'trades') : t('账务明细', 'account')}</>;
}
function Agrees({ row }: { row: Row }) {
  const { t } = useLanguage();
  return row.reconciled === null ? <>—</> : <span className={row.reconciled ? 'dz-kept' : 'dz-breach'}>{row.reconciled ? t('合计一致', 'totals agree') : t('合计不一致', 'totals differ')}</span>;
}
function Totals({ row }: { row: Row }) {
  const { t, tw } = useLanguage();
  const say = (unit: 'fen' | 'count', n: number | null) => (n === null ? '—' : unit === 'fen' ? moneyText(n) : numberText(n));
  return (
    <table className="dz-related"><thead><tr><th>{t('项目', 'Total')}</th><th className="dz-right">{t('文件所载', 'File')}</th><th className="dz-right">{t('逐行合计', 'Rows')}</th></tr></thead>
      <tbody>{row.reconciliation.map((c) => <tr key={c.name.en} className={c.ok ? undefined : 'dz-breach'}><td>{tw(c.name)}</td><td className="dz-right">{say(c.unit, c.file)}</td><td className="dz-right">{say(c.unit, c.rows)}</td></tr>)}</tbody></table>
  );
}

const columns: Column<Row>[] = [
  { key: 'name', title: words('账单', 'Bill'), width: 170, fixed: true, render: (r) => <Name row={r} /> },
  { key: 'account', title: words('账户', 'Account'), width: 160, render: (r) => r.account },
  { key: 'rows', title: words('行数', 'Rows'), width: 80, align: 'right', render: (r) => numberText(r.rows) },
  { key: 'in', title: words('收入', 'In'), width: 130, align: 'right', render: (r) => <Money fen={r.inFen} /> },
  { key: 'out', title: words('支出', 'Out'), width: 130, align: 'right', render: (r) => <Money fen={r.outFen} /> },
  { key: 'ok', title: words('核对', 'Totals'), width: 110, render: (r) => <Agrees row={r} /> },
  { key: 'open', title: words('未达', 'Open'), width: 80, align: 'right', render: (r) => (r.open > 0 ? <a href={`/finance/receipts?state=open,partly,suspect&bill=${r.id}`}>{numberText(r.open)}</a> : '0') },
  { key: 'by', title: words('经手', 'By'), width: 100, render: (r) => r.importedBy },
  { key: 'created', title: words('导入时间', 'Imported'), width: '1fr', sort: 'down', render: (r) => <When at={r.createdAt} /> },
];
const filters: Filter[] = [{ key: 'account', title: words('收款账户', 'Payment account'), kind: 'pick', pinned: true, usePicks: usePaymentAccounts }, { key: 'provider', title: words('渠道', 'Provider'), kind: 'choice', many: true, pinned: true, options: optionsOf(providerWords) }, { key: 'reconciled', title: words('合计一致', 'Totals agree'), kind: 'yes', pinned: true }];

/** Bills as they were imported, each with its own totals checked against its rows. */
export default function BillsPage() {
  const { t } = useLanguage();
  return <ListPage name="finance.bills" title={t('账单', 'Bills')} endpoint={listBills} topics={['finance']} columns={columns} filters={filters} defaultSort="-created" rowKey={(r) => r.id} preview={(r) => <Totals row={r} />}
    exportPath="/finance/bills.xlsx" rule={['6.1.2']} searchHint={t('账户、导入人', 'Account, who imported')} primary={<Button type="primary" href="/imports">{t('导入账单', 'Import a bill')}</Button>} empty={t('还没有导入账单。', 'No bill was imported yet.')} />;
}
