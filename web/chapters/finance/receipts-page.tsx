import { Button } from 'antd';
import { listReceipts, readOpenItems, runMatching } from '../../../src/chapters/finance/receipts/contract.ts';
import { words } from '../../../src/kernel/words.ts';
import { ActButton } from '../../ui/act-button.tsx';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { moneyText, numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage, type RowOf } from '../../ui/list-page.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';
import { IdTag, Money, When } from '../../ui/values.tsx';
import { optionsOf, providerWords, receiptKindWords, receiptStateWords } from './names.ts';
import { useBills, usePaymentAccounts } from './pickers.ts';
import { ReceiptDesk } from './receipt-desk.tsx';

type Row = RowOf<typeof listReceipts>;

function State({ row }: { row: Row }) {
  const { tw } = useLanguage();
  return <span className={row.state === 'open' || row.state === 'partly' || row.state === 'suspect' ? 'dz-soon' : 'dz-kept'}>{tw(receiptStateWords[row.state])}{row.why ? `：${tw(row.why)}` : ''}</span>;
}
function Kind({ row }: { row: Row }) {
  const { tw } = useLanguage();
  return <>{tw(receiptKindWords[row.kind])}</>;
}

const columns: Column<Row>[] = [
  { key: 'trade', title: words('交易号', 'Trade number'), width: 210, fixed: true, render: (r) => <IdTag value={r.tradeNo} /> },
  { key: 'kind', title: words('类型', 'Kind'), width: 80, render: (r) => <Kind row={r} /> },
  { key: 'amount', title: words('金额', 'Amount'), width: 120, align: 'right', sort: 'down', render: (r) => <Money fen={r.amountFen} /> },
  { key: 'open', title: words('待核对', 'Open'), width: 110, align: 'right', render: (r) => (r.openFen === 0 ? '—' : <Money fen={r.openFen} />) },
  { key: 'state', title: words('状态', 'State'), width: 190, render: (r) => <State row={r} /> },
  { key: 'orders', title: words('订单', 'Orders'), width: '1fr', render: (r) => r.orders.join('、') || r.merchantOrderNo || '—' },
  { key: 'account', title: words('账户', 'Account'), width: 140, render: (r) => r.account },
  { key: 'occurred', title: words('时间', 'When'), width: 120, sort: 'down', render: (r) => <When at={r.occurredAt} /> },
];
const filters: Filter[] = [
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: optionsOf(receiptStateWords) },
  { key: 'kind', title: words('类型', 'Kind'), kind: 'choice', many: true, pinned: true, options: optionsOf(receiptKindWords) },
  { key: 'account', title: words('收款账户', 'Payment account'), kind: 'pick', pinned: true, usePicks: usePaymentAccounts },
  { key: 'provider', title: words('渠道', 'Provider'), kind: 'choice', many: true, options: optionsOf(providerWords) },
  { key: 'bill', title: words('账单', 'Bill'), kind: 'pick', usePicks: useBills },
];

/** Every movement of money, what it was for, and what is still open; a row opens the matching desk beside the list (clause 6.1.2). */
export default function ReceiptsPage() {
  const { t, tw } = useLanguage();
  const open = useRead(readOpenItems, {}, { topics: ['finance'] });
  const match = useAct(runMatching);
  return (
    <ListPage name="finance.receipts" title={t('收款与核对', 'Receipts and matching')} endpoint={listReceipts} topics={['finance']} columns={columns} filters={filters} defaultSort="-occurred" rowKey={(r) => r.id}
      preview={(r) => <ReceiptDesk id={r.id} />} exportPath="/finance/receipts.csv" rule={['6.1.1', '6.1.2']} searchHint={t('交易号、订单号、金额、对方', 'Number, order, party')}
      primary={<><ActButton act={match} label={t('自动核对', 'Match automatically')} done={t('已核对', 'Matched')} run={() => match.run({ body: {} })} /> <Button href="/finance/receipts/new">{t('登记收款', 'Record a receipt')}</Button> <Button href="/finance/matching">{t('核对台', 'Matching desk')}</Button> <Button type="primary" href="/imports">{t('导入账单', 'Import a bill')}</Button></>}
      above={open.data && open.data.receipts > 0 && (
        <p className="dz-2" style={{ margin: '0 0 8px' }}>
          <b className="dz-soon">{t(`${numberText(open.data.receipts)} 笔未达账项，${moneyText(open.data.amountFen)}`, `${numberText(open.data.receipts)} open items, ${moneyText(open.data.amountFen)}`)}</b>
          {open.data.oldestAt !== null && <> · {t('最早', 'oldest')} <When at={open.data.oldestAt} /></>}
          {open.data.why.map((w) => <span key={w.code}> · {tw(w.text)} {numberText(w.receipts)}</span>)}
        </p>
      )}
      empty={t('还没有收款记录。导入支付宝或微信账单后，系统会自动与订单核对。', 'No receipts yet. Import an Alipay or WeChat Pay bill and it is matched with the orders.')} />
  );
}
