import { useState } from 'react';
import { Button, Checkbox, Input } from 'antd';
import { readTrialBalance } from '../../../src/chapters/finance/ledger/contract.ts';
import { dayOf } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { now } from '../../ui/now.ts';
import { ProblemNote } from '../../ui/problem.tsx';
import { useRead } from '../../ui/use-api.ts';
import { Money } from '../../ui/values.tsx';
import { Page } from '../../shell/page.tsx';
import { MonthRange } from './month-range.tsx';
import './finance.css';

/** The trial balance of some months; an account opens to its ledger, this to entries (clause 6.3.1). */
export default function TrialBalancePage() {
  const { t, tw } = useLanguage();
  const asked = new URLSearchParams(location.search);
  const [from, setFrom] = useState(asked.get('from') ?? dayOf(now()).slice(0, 7));
  const [to, setTo] = useState(asked.get('to') ?? from);
  const [q, setQ] = useState('');
  const [all, setAll] = useState(false);
  const read = useRead(readTrialBalance, { query: { from, to } }, { topics: ['finance'] });
  const s = read.data;
  const shown = (s?.rows ?? []).filter((r) => (all || r.openingFen !== 0 || r.debitFen !== 0 || r.creditFen !== 0) && (q === '' || `${r.number} ${tw(r.name)}`.toLowerCase().includes(q.toLowerCase())));
  const side = (fen: number) => (fen === 0 ? t('平', 'nil') : fen > 0 ? t('借', 'Dr') : t('贷', 'Cr'));
  const names = { opening: t('期初余额', 'Opening'), debit: t('本期借方', 'Debit'), credit: t('本期贷方', 'Credit'), closing: t('期末余额', 'Closing') };
  const balance = (fen: number) => <span>{fen === 0 ? '' : <small className="dz-2">{side(fen)} </small>}<Money fen={Math.abs(fen)} /></span>;
  return (
    <Page title={t('试算平衡表', 'Trial balance')} rule={['6.3.1']} state={s && <span className={s.even ? 'dz-kept' : 'dz-breach'}>{s.even ? t('✓ 借贷平衡', '✓ even') : t('✕ 不平衡', '✕ not even')}</span>}
      primary={<Button href={`/api/finance/trial-balance.xlsx?from=${from}&to=${to}`} download>{t('导出 Excel', 'Excel')}</Button>}>
      <p className="dz-row" style={{ flexWrap: 'wrap', marginBottom: 12 }}>
        <MonthRange from={from} to={to} onChange={(a, b) => { setFrom(a); setTo(b); }} />
        <Input allowClear value={q} onChange={(e) => setQ(e.target.value)} placeholder={t('科目编号或名称', 'Number or name')} aria-label={t('查找科目', 'Find an account')} style={{ width: 200 }} />
        <Checkbox checked={all} onChange={(e) => setAll(e.target.checked)}>{t('显示没有发生额的科目', 'Accounts without movement too')}</Checkbox>
      </p>
      {read.error && <ProblemNote error={read.error} onRetry={() => void read.refetch()} />}
      {s && (
        <section className="dz-card dz-sheet-scroll" tabIndex={0} aria-label={t('试算平衡表', 'Trial balance')}>
          <table className="dz-related dz-related-stacks">
            <thead><tr><th>{t('科目', 'Account')}</th><th>{t('名称', 'Name')}</th><th className="dz-right">{names.opening}</th><th className="dz-right">{names.debit}</th><th className="dz-right">{names.credit}</th><th className="dz-right">{names.closing}</th></tr></thead>
            <tbody>{shown.map((r) => (
              <tr key={r.number}>
                <td data-title={t('科目', 'Account')}><a href={`/finance/ledger/${r.number}?from=${s.from}&to=${s.to}`}>{r.number}</a></td><td data-title={t('名称', 'Name')}><a href={`/finance/ledger/${r.number}?from=${s.from}&to=${s.to}`}>{tw(r.name)}</a></td>
                <td data-title={names.opening} className="dz-right">{balance(r.openingFen)}</td><td data-title={names.debit} className="dz-right"><Money fen={r.debitFen} /></td><td data-title={names.credit} className="dz-right"><Money fen={r.creditFen} /></td><td data-title={names.closing} className="dz-right">{balance(r.closingFen)}</td>
              </tr>
            ))}</tbody>
            <tfoot><tr><td /><td><b>{t('合计', 'Total')}</b></td><td data-title={names.opening} className="dz-right"><Money fen={s.openingFen} /></td><td data-title={names.debit} className="dz-right"><Money fen={s.debitFen} /></td><td data-title={names.credit} className="dz-right"><Money fen={s.creditFen} /></td><td data-title={names.closing} className="dz-right"><Money fen={s.closingFen} /></td></tr></tfoot>
          </table>
          {shown.length === 0 && <p className="dz-2">{t('这段时间没有发生额。', 'Nothing was booked in these months.')}</p>}
        </section>
      )}
    </Page>
  );
}
