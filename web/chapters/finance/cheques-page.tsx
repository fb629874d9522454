import { useState } from 'react';
import { Button, Input, Popover } from 'antd';
import { bankChequeEnd, bounceChequeEnd, type ChequeRow, chequeStates, clearChequeEnd, listCheques, recordReceipt, returnChequeEnd } from '../../../src/chapters/finance/receipts/contract.ts';
import { words } from '../../../src/kernel/words.ts';
import { ActButton, LeadingButton, RefusedButton } from '../../ui/act-button.tsx';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useAct } from '../../ui/use-api.ts';
import { IdTag, Money, When } from '../../ui/values.tsx';
import { optionsOf } from './names.ts';

function State({ c }: { c: ChequeRow }) {
  const { tw } = useLanguage();
  const tone = c.state === 'bounced' ? 'dz-breach' : c.state === 'cleared' ? 'dz-kept' : c.state === 'received' ? 'dz-soon' : undefined;
  return <span className={tone} title={c.endedWhy ?? undefined}>{tw(chequeStates[c.state])}{c.endedWhy ? `：${c.endedWhy}` : ''}</span>;
}

/** It does not become money: why, in the words of the bank or the customer. */
function Unpaid({ c, what }: { c: ChequeRow; what: 'bounce' | 'return' }) {
  const { t } = useLanguage();
  const bounce = useAct(bounceChequeEnd);
  const giveBack = useAct(returnChequeEnd);
  const [reason, setReason] = useState('');
  const { refused } = what === 'bounce' ? bounce : giveBack;
  const label = what === 'bounce' ? t('登记退票', 'Bounced') : t('退还客户', 'Give back');
  const run = () => (what === 'bounce' ? bounce : giveBack).run({ params: { id: c.id }, body: { version: c.version, reason: reason.trim() } });
  if (refused) return <RefusedButton size="small" label={label} refused={refused} />;
  return (
    <Popover trigger="click" title={what === 'bounce' ? t('为什么退票？订单将重新欠款。', 'Why did it bounce? The orders are owed again.') : t('为什么退还？订单将重新欠款。', 'Why is it given back? The orders are owed again.')} content={
      <form className="dz-row" onSubmit={(e) => e.preventDefault()}>
        <Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={200} aria-label={t('原因', 'Reason')} placeholder={t('原因', 'Reason')} autoFocus />
        {reason.trim().length >= 2 && <ActButton act={what === 'bounce' ? bounce : giveBack} primary size="small" label={label} done={t('已登记', 'Recorded')} run={run} />}
      </form>
    }><Button size="small">{label}…</Button></Popover>
  );
}

function Acts({ c }: { c: ChequeRow }) {
  const { t } = useLanguage();
  const bank = useAct(bankChequeEnd);
  const clear = useAct(clearChequeEnd);
  const call = { params: { id: c.id }, body: { version: c.version } };
  return (
    <span className="dz-row">
      {c.state === 'received' && <><ActButton act={bank} size="small" primary label={t('送存', 'Bank')} done={t('已送存', 'Banked')} run={() => bank.run(call)} /><Unpaid c={c} what="return" /></>}
      {c.state === 'banked' && <><ActButton act={clear} size="small" primary label={t('已兑付', 'Cleared')} done={t('已兑付', 'Cleared')} run={() => clear.run(call)} /><Unpaid c={c} what="bounce" /></>}
    </span>
  );
}

/** What one must know before one acts on it: how much, whose, for which orders, and where it has been. */
function Sheet({ c }: { c: ChequeRow }) {
  const { t } = useLanguage();
  const facts = [
    [t('状态', 'State'), <State key="state" c={c} />], [t('金额', 'Amount'), <Money key="amount" fen={c.amountFen} />], [t('出票人', 'Drawer'), c.counterparty ?? '—'], [t('订单', 'Orders'), c.orders.join('、') || '—'], [t('送存账户', 'Account'), c.account],
    [t('收到', 'Received'), <span key="received"><When at={c.receivedAt} /> · {c.by}</span>], [t('送存', 'Banked'), c.bankedAt === null ? '—' : <When key="banked" at={c.bankedAt} />],
    ...(c.endedAt === null ? [] : [[t('了结', 'Ended'), <When key="ended" at={c.endedAt} />] as const]),
  ] as const;
  return <><dl className="dz-facts">{facts.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}</dl><Acts c={c} /></>;
}

const columns: Column<ChequeRow>[] = [
  { key: 'no', title: words('支票号', 'Cheque'), width: 150, fixed: true, render: (c) => <IdTag value={c.chequeNo} /> },
  { key: 'state', title: words('状态', 'State'), width: 150, render: (c) => <State c={c} /> },
  { key: 'amount', title: words('金额', 'Amount'), width: 120, align: 'right', render: (c) => <Money fen={c.amountFen} /> },
  { key: 'party', title: words('出票人', 'Drawer'), width: 110, render: (c) => c.counterparty ?? '—' },
  { key: 'orders', title: words('订单', 'Orders'), width: '1fr', render: (c) => c.orders.join('、') || '—' },
  { key: 'account', title: words('送存账户', 'Account'), width: 140, render: (c) => c.account },
  { key: 'received', title: words('收到', 'Received'), width: 110, sort: 'down', render: (c) => <When at={c.receivedAt} /> },
  { key: 'banked', title: words('送存', 'Banked'), width: 110, render: (c) => (c.bankedAt === null ? '—' : <When at={c.bankedAt} />) },
];
const filters: Filter[] = [{ key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: optionsOf(chequeStates) }];

/** The register of cheques: received, banked in time, paid by the bank or bounced (clause 6.1.1). */
export default function ChequesPage() {
  const { t } = useLanguage();
  return (
    <ListPage name="finance.cheques" title={t('支票', 'Cheques')} endpoint={listCheques} topics={['finance']} columns={columns} filters={filters} defaultSort="-received" rowKey={(c) => c.id} preview={(c) => <Sheet c={c} />} previewTitle={(c) => c.chequeNo}
      rule={['6.1.1', '6.1.2']} searchHint={t('支票号、订单号、出票人', 'Cheque, order, drawer')} primary={<LeadingButton leadsTo={recordReceipt} type="primary" href="/finance/receipts/new?method=cheque">{t('登记支票', 'Record a cheque')}</LeadingButton>} empty={t('还没有收到支票。', 'No cheque was received.')} />
  );
}
