import { useState } from 'react';
import { Button, Input, Select } from 'antd';
import { useRouter } from '@tanstack/react-router';
import { manualAccounts, postEntry, readTrialBalance } from '../../../src/chapters/finance/ledger/contract.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { YuanInput } from '../../ui/editor-form.tsx';
import { moneyText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { now } from '../../ui/now.ts';
import { ProblemNote } from '../../ui/problem.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';
import { Money } from '../../ui/values.tsx';
import { Page } from '../../shell/page.tsx';
import { InstantInput } from '../../ui/instant-input.tsx';
import './finance.css';

type Key = (typeof manualAccounts)[number];
interface Line { n: number; account: Key | undefined; debitFen: number | undefined; creditFen: number | undefined }
const emptyLine = (n: number): Line => ({ n, account: undefined, debitFen: undefined, creditFen: undefined });

/** An entry by hand: rent, opening balances, corrections. Receivables and receipts follow orders and bills only (clause 6.3.1). */
export default function NewEntryPage() {
  const { t, tw } = useLanguage();
  const router = useRouter();
  const sheet = useRead(readTrialBalance, { query: {} });
  const post = useAct(postEntry);
  const [at, setAt] = useState<number | undefined>(() => Math.floor(now() / 60_000) * 60_000);
  const [what, setWhat] = useState('');
  const [lines, setLines] = useState<readonly Line[]>([emptyLine(1), emptyLine(2)]);
  const set = (n: number, more: Partial<Line>) => setLines((before) => before.map((l) => (l.n === n ? { ...l, ...more } : l)));
  const sum = (of: (l: Line) => number | undefined) => lines.reduce((a, l) => a + (of(l) ?? 0), 0);
  const [debit, credit] = [sum((l) => l.debitFen), sum((l) => l.creditFen)];
  const used = lines.filter((l) => l.account !== undefined || l.debitFen !== undefined || l.creditFen !== undefined);
  const why = what.trim().length < 2 ? t('请写摘要。', 'Say what it is for.') : at === undefined ? t('请填写日期。', 'Give the day.')
    : used.length < 2 || used.some((l) => l.account === undefined || (l.debitFen === undefined) === (l.creditFen === undefined)) ? t('至少两行，每行一个科目和一个金额（借方或贷方）。', 'At least two lines, each with an account and one amount, debit or credit.')
      : debit !== credit ? t(`借贷不平，相差 ${moneyText(debit - credit)}。`, `Debit and credit differ by ${moneyText(debit - credit)}.`) : null;
  const options = (sheet.data?.rows ?? []).flatMap((r) => ((manualAccounts as readonly string[]).includes(r.key) ? [{ value: r.key as Key, label: `${r.number} ${tw(r.name)}` }] : []));
  return (
    <Page title={t('录入凭证', 'Post an entry')} rule={['6.3.1']} primary={
      <ActButton act={post} primary label={t('记账', 'Post')} {...(why === null ? {} : { refused: { detail: why, clause: '6.3.1' } })} run={async () => {
        const { id } = await post.run({ body: { bookedAt: at!, what: what.trim(), lines: used.map((l) => ({ account: l.account!, amountFen: l.debitFen ?? -l.creditFen! })) } });
        router.history.push(`/finance/entries/${id}`);
      }} />
    }>
      {sheet.error && <ProblemNote error={sheet.error} />}
      <section className="dz-card" style={{ maxWidth: 980 }}>
        <div className="dz-fin-form">
          <label>{t('日期', 'When')}<InstantInput {...(at === undefined ? {} : { value: at })} onChange={setAt} /></label>
          <label>{t('摘要', 'What for')}<Input value={what} maxLength={120} onChange={(e) => setWhat(e.target.value)} aria-label={t('摘要', 'What for')} /></label>
        </div>
        <div className="dz-sheet-scroll">
          <table className="dz-related dz-related-stacks dz-entry-sheet">
            <thead><tr><th>{t('科目', 'Account')}</th><th className="dz-right">{t('借方', 'Debit')}</th><th className="dz-right">{t('贷方', 'Credit')}</th><th /></tr></thead>
            <tbody>{lines.map((l, i) => (
              <tr key={l.n}>
                <td data-title={t('科目', 'Account')}><Select showSearch={{ optionFilterProp: 'label' }} value={l.account} onChange={(account: Key) => set(l.n, { account })} options={options} placeholder={t('选择科目', 'Choose')} aria-label={t(`第 ${i + 1} 行科目`, `Account of line ${i + 1}`)} style={{ width: '100%' }} /></td>
                <td data-title={t('借方', 'Debit')}><YuanInput id={`debit-${i + 1}`} label={t(`第 ${i + 1} 行借方`, `Debit of line ${i + 1}`)} {...(l.debitFen === undefined ? {} : { value: l.debitFen })} onChange={(debitFen) => set(l.n, { debitFen })} /></td>
                <td data-title={t('贷方', 'Credit')}><YuanInput id={`credit-${i + 1}`} label={t(`第 ${i + 1} 行贷方`, `Credit of line ${i + 1}`)} {...(l.creditFen === undefined ? {} : { value: l.creditFen })} onChange={(creditFen) => set(l.n, { creditFen })} /></td>
                <td><Button size="small" type="text" disabled={lines.length <= 2} onClick={() => setLines((before) => before.filter((x) => x.n !== l.n))}>{t('删除', 'Remove')}</Button></td>
              </tr>
            ))}</tbody>
            <tfoot><tr><td><Button size="small" disabled={lines.length >= 50} onClick={() => setLines((before) => [...before, emptyLine(before.at(-1)!.n + 1)])}>{t('加一行', 'Add a line')}</Button> <span className={debit === credit ? 'dz-kept' : 'dz-breach'}>{debit === credit ? t('借贷平衡', 'even') : t(`相差 ${moneyText(debit - credit)}`, `off by ${moneyText(debit - credit)}`)}</span></td>
              <td data-title={t('借方合计', 'Debit in all')} className="dz-right"><Money fen={debit} /></td><td data-title={t('贷方合计', 'Credit in all')} className="dz-right"><Money fen={credit} /></td><td /></tr></tfoot>
          </table>
        </div>
      </section>
    </Page>
  );
}
