import { useState, type ReactNode } from 'react';
import { Button, Input } from 'antd';
import { useParams } from '@tanstack/react-router';
import { closePeriod, readPeriod, reopenPeriod, signPeriod } from '../../../src/chapters/finance/ledger/contract.ts';
import { listReceipts } from '../../../src/chapters/finance/receipts/contract.ts';
import type { Answer } from '../../../src/kernel/http/contract.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { moneyText, numberText } from '../../ui/format.ts';
import { useLanguage, type Translate } from '../../ui/language.tsx';
import { RecordOf, RelatedTable } from '../../ui/record-page.tsx';
import { Timeline } from '../../ui/timeline.tsx';
import { useAct, useList, useRead } from '../../ui/use-api.ts';
import { IdTag, Money, When } from '../../ui/values.tsx';
import { Page } from '../../shell/page.tsx';
import { usePerson } from '../../shell/session.tsx';
import { receiptKindWords } from './names.ts';
import { Signature } from './periods-page.tsx';
import './finance.css';

type Period = Answer<typeof readPeriod>;
interface Check { key: string; ok: boolean; text: string; more?: ReactNode }

/** What must be so before the month can be closed, each with the way to mend it. */
function checksOf(p: Period, t: Translate): Check[] {
  return [
    { key: 'over', ok: p.over, text: p.over ? t('月份已结束', 'The month is over') : t('月末之后才能签字和关账', 'Sign and close after the month’s end') },
    { key: 'earlier', ok: p.earlierOpen === null, text: p.earlierOpen === null ? t('以前的账期都已关账', 'Earlier periods are closed') : t(`${p.earlierOpen} 尚未关账，请按月份先后关账`, `${p.earlierOpen} is open: close the months one after the other`), ...(p.earlierOpen ? { more: <a href={`/finance/periods/${p.earlierOpen}`}>{p.earlierOpen}</a> } : {}) },
    { key: 'open', ok: p.openReceipts === 0, text: p.openReceipts === 0 ? t('每笔收款都已核销或说明', 'Every receipt is matched or explained') : t(`${numberText(p.openReceipts)} 笔未达账项，${moneyText(p.openFen)}`, `${numberText(p.openReceipts)} open items, ${moneyText(p.openFen)}`), ...(p.openReceipts > 0 ? { more: <a href="/finance/matching">{t('去核对', 'Match them')}</a> } : {}) },
    ...p.bills.map((b): Check => ({ key: b.accountId, ok: b.ok, text: `${b.account}：${b.why ? t(b.why.zh, b.why.en) : t(`${b.bills} 份账单，余额衔接`, `${b.bills} bills, balances join`)}`, ...(b.ok ? {} : { more: <a href="/imports">{t('导入账单', 'Import a bill')}</a> }) })),
    { key: 'even', ok: p.debitFen === p.creditFen, text: t(`借方 ${moneyText(p.debitFen)}，贷方 ${moneyText(p.creditFen)}`, `Debit ${moneyText(p.debitFen)}, credit ${moneyText(p.creditFen)}`), more: <a href={`/finance/trial-balance?from=${p.period}&to=${p.period}`}>{t('试算平衡表', 'Trial balance')}</a> },
    { key: 'finance', ok: p.finance !== null && !p.finance.void, text: t('会计签字（财务方）', 'Accountant signs for finance'), more: <Signature of={p.finance} /> },
    { key: 'sales', ok: p.sales !== null && !p.sales.void, text: t('部门经理签字（销售方）', 'Department head signs for sales'), more: <Signature of={p.sales} /> },
  ];
}

/** Known beforehand: why this person may not sign for the side, or null. */
function whyNotSign(p: Period, side: 'finance' | 'sales', posts: readonly string[], t: Translate): string | null {
  if (!p.over) return t('月末之后才能签字。', 'Sign after the month’s end.');
  if (p.handByYou) return t('您手工登记或核销过本期收款，不能为本期签字，请由另一位同事签字。', 'You entered or matched receipts of this period by hand: let a colleague sign.');
  if (!posts.includes(side === 'finance' ? 'accountant' : 'department-head')) return side === 'finance' ? t('财务方由会计签字。', 'The accountant signs for finance.') : t('销售方由部门经理签字。', 'The department head signs for sales.');
  if (p.signedByYou !== null && p.signedByYou !== side) return t('您已为另一方签字，两方须由两人签字。', 'You signed for the other side: the two sides are two persons.');
  return null;
}

function Acts({ p }: { p: Period }) {
  const { t } = useLanguage();
  const { posts } = usePerson();
  const [sign, close, reopen] = [useAct(signPeriod), useAct(closePeriod), useAct(reopenPeriod)];
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const params = { period: p.period };
  const refusal = (detail: string | null) => (detail === null ? {} : { refused: { detail, clause: '6.1.2' } });
  if (p.state === 'closed') {
    const not = !posts.some((x) => x === 'department-head' || x === 'general-manager') ? t('由部门经理或总经理重新打开账期。', 'A department head or the general manager opens a period again.')
      : p.signedByYou !== null || p.closedByYou ? t('签字或关账的人不能重新打开，请由另一位经理打开。', 'Whoever signed or closed it does not open it again: let another manager do so.') : null;
    if (!asking || not) return not ? <ActButton act={reopen} label={t('重新打开', 'Open again')} run={() => Promise.resolve()} {...refusal(not)} /> : <Button onClick={() => setAsking(true)}>{t('重新打开', 'Open again')}</Button>;
    return (
      <span className="dz-row" style={{ flexWrap: 'wrap' }}>
        <Input autoFocus value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} placeholder={t('原因（留下记录，签字作废）', 'Reason (kept; signatures become void)')} aria-label={t('重新打开的原因', 'Why it is opened again')} style={{ width: 260 }} />
        <ActButton act={reopen} primary label={t('确认打开', 'Open it')} done={t('账期已重新打开', 'Opened again')} run={() => reopen.run({ params, body: { reason: reason.trim() } })} onDone={() => setAsking(false)} />
        <Button type="text" onClick={() => setAsking(false)}>{t('取消', 'Cancel')}</Button>
      </span>
    );
  }
  const missing = checksOf(p, t).filter((c) => !c.ok);
  const notClose = p.handByYou ? t('手工登记或核销过本期收款的人不能关账，请由另一位同事关账。', 'Whoever entered or matched receipts of the period by hand does not close it.')
    : missing.length > 0 ? `${t('还不能关账：', 'Not yet: ')}${missing.map((c) => c.text).join('；')}` : null;
  const signButton = (side: 'finance' | 'sales', label: string) => (
    <ActButton act={sign} label={label} done={t('已签字', 'Signed')} run={() => sign.run({ params, body: { side } })} {...refusal(whyNotSign(p, side, posts, t))} />
  );
  return (
    <>
      {signButton('finance', t('财务签字', 'Sign for finance'))}
      {signButton('sales', t('销售签字', 'Sign for sales'))}
      <ActButton act={close} primary label={t('关账', 'Close')} done={t('账期已关账', 'Closed')} confirm={t('关账后本月不再记入新凭证。', 'No more entries are booked into the month.')} run={() => close.run({ params, body: {} })} {...refusal(notClose)} />
    </>
  );
}

/** A month of the books: what is still open in it, who signed, the close (clause 6.1.2). */
export default function PeriodPage() {
  const { t, tw } = useLanguage();
  const { period } = useParams({ strict: false }) as { period: string };
  const read = useRead(readPeriod, { params: { period } }, { topics: ['finance'] });
  // First instant after the month in the company's zone (UTC+8, without summer time).
  const [year, month] = period.split('-').map(Number) as [number, number];
  const end = Date.UTC(year, month, 1) - 8 * 3_600_000;
  const open = useList(listReceipts, { query: { state: 'open,partly,suspect', to: String(end), sort: 'occurred' } as never }, { topics: ['finance'], pageSize: 50 });
  return (
    <RecordOf read={read}>{(p) => (
      <Page title={t('账期', 'Period')} number={p.period} rule={['6.1.2', '6.3.1']} primary={<><Button href={`/api/finance/periods/${p.period}/report.pdf`}>{t('月报 PDF', 'Report as PDF')}</Button><Acts p={p} /></>}
        state={<span className={p.state === 'closed' ? 'dz-kept' : 'dz-soon'}>{p.state === 'closed' ? t(`已关账 · ${p.closedBy ?? ''}`, `Closed · ${p.closedBy ?? ''}`) : t('未关账', 'Open')}</span>}>
        <div className="dz-record-body">
          <div className="dz-record-main">
            <section className="dz-card">
              <h2>{t('关账条件', 'Before the close')}</h2>
              <ol className="dz-check-list">
                {checksOf(p, t).map((c) => <li key={c.key}><span className={c.ok ? 'dz-kept' : 'dz-breach'} aria-label={c.ok ? t('满足', 'met') : t('不满足', 'not met')}>{c.ok ? '✓' : '✕'}</span><span>{c.text}</span><span>{c.more}</span></li>)}
              </ol>
              {p.handPersons > 0 && <p className="dz-2">{t(`${p.handPersons} 人手工登记或核销过本期收款，他们不能签字和关账。`, `${p.handPersons} persons entered or matched receipts of this period by hand: they neither sign nor close.`)}</p>}
              <p><a href={`/finance/entries?from=${p.period}&to=${p.period}`}>{t(`${numberText(p.entries)} 张凭证`, `${numberText(p.entries)} entries`)}</a>　<a href={`/finance/statements?from=${p.period}&to=${p.period}`}>{t('利润表', 'Profit statement')}</a></p>
            </section>
            <RelatedTable title={t('未达账项', 'Open items')} rows={open.rows} rowKey={(r) => r.id} empty={t('没有未达账项。', 'Nothing is open.')}
              act={open.hasMore && <Button size="small" onClick={open.more} loading={open.loadingMore}>{t('更多', 'More')}</Button>}
              columns={[
                { key: 'no', title: t('交易号', 'Trade number'), render: (r) => <IdTag value={r.tradeNo} /> }, { key: 'kind', title: t('类型', 'Kind'), render: (r) => tw(receiptKindWords[r.kind]) },
                { key: 'open', title: t('待核对', 'Open'), align: 'right', render: (r) => <Money fen={r.openFen} /> }, { key: 'why', title: t('原因', 'Why'), render: (r) => (r.why ? tw(r.why) : '—') },
                { key: 'at', title: t('时间', 'When'), render: (r) => <When at={r.occurredAt} /> }, { key: 'go', title: '', render: (r) => <a href={`/finance/matching?receipt=${r.id}`}>{t('核对', 'Match')}</a> },
              ]} />
          </div>
          <Timeline entries={p.history.map((h) => ({ id: h.id, at: h.at, kind: 'fact' as const, text: tw(h.sentence), by: h.by }))} />
        </div>
      </Page>
    )}</RecordOf>
  );
}
