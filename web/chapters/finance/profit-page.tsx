import { useState } from 'react';
import { Button, Segmented } from 'antd';
import { profitBy, readProfit } from '../../../src/chapters/finance/statements/contract.ts';
import { useLanguage } from '../../ui/language.tsx';
import { dayOf } from '../../ui/format.ts';
import { now } from '../../ui/now.ts';
import { ProblemNote } from '../../ui/problem.tsx';
import { useRead } from '../../ui/use-api.ts';
import { Money, Rate } from '../../ui/values.tsx';
import { Page } from '../../shell/page.tsx';
import { MonthRange } from './month-range.tsx';
import './finance.css';

type By = (typeof profitBy)[number];
const count = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
const monthsFrom = (from: string, to: string): number => count(to) - count(from) + 1;
/** `2026-01` and 1 give `2025-12`. */
const monthsBefore = (month: string, n: number): string => `${Math.floor((count(month) - n) / 12)}-${String(((count(month) - n) % 12) + 1).padStart(2, '0')}`;

/** The profit statement as an accountant reads it; every figure opens to its entries, these to facts and orders (clause 6.3.1). */
export default function ProfitPage() {
  const { t, tw } = useLanguage();
  const [by, setBy] = useState<By>('month');
  const asked = new URLSearchParams(location.search);
  const [from, setFrom] = useState(() => asked.get('from') ?? monthsBefore(dayOf(now()).slice(0, 7), 5));
  const [to, setTo] = useState(() => asked.get('to') ?? dayOf(now()).slice(0, 7));
  const read = useRead(readProfit, { query: { by, from, to } }, { topics: ['finance'] });
  // As many months right before: what the total is compared with.
  const length = monthsFrom(from, to);
  const earlier = { from: monthsBefore(from, length), to: monthsBefore(from, 1) };
  const before = useRead(readProfit, { query: { by, ...earlier } }, { topics: ['finance'] });
  const names: Record<By, string> = { month: t('按月', 'By month'), store: t('按店铺', 'By store'), channel: t('按渠道', 'By channel'), product: t('按商品', 'By product') };
  const s = read.data;
  const key: Record<By, string> = { month: 'from', store: 'store', channel: 'channel', product: 'sku' };
  const href = (account: string, column: string): string => {
    const q = new URLSearchParams({ account, from: by === 'month' ? column : s!.from, to: by === 'month' ? column : s!.to });
    if (by !== 'month') q.set(key[by], column);
    return `/finance/entries?${q.toString()}`;
  };
  return (
    <Page title={t('利润表', 'Profit statement')} {...(s ? { number: s.from === s.to ? s.from : `${s.from} – ${s.to}`, state: s.closed ? t('已关账', 'Closed') : t('未关账', 'Not closed') } : {})} rule={['6.3.1']}
      primary={<Button href={`/api/finance/profit.xlsx?by=${by}&from=${from}&to=${to}`} download>{t('导出 Excel', 'Excel')}</Button>}>
      <p className="dz-row" style={{ flexWrap: 'wrap', marginBottom: 12 }}><MonthRange from={from} to={to} onChange={(a, b) => { setFrom(a); setTo(b); }} /><Segmented value={by} onChange={(v) => setBy(v as By)} options={profitBy.map((value) => ({ value, label: names[value] }))} /></p>
      {read.error && <ProblemNote error={read.error} />}
      {s && (
        <section className="dz-card dz-sheet-scroll" tabIndex={0} aria-label={t('利润表', 'Profit statement')}>
          <table className="dz-related dz-sheet-sticky">
            <thead><tr><th>{t('项目', 'Line')}</th>{s.columns.map((c) => <th key={c.key} className="dz-right">{c.title}</th>)}<th className="dz-right">{t('合计', 'Total')}</th><th className="dz-right" title={`${earlier.from} – ${earlier.to}`}>{t('上期', 'Before')}</th><th className="dz-right">{t('变化', 'Change')}</th></tr></thead>
            <tbody>
              {s.lines.map((l) => (
                <tr key={l.key} style={l.kind === 'sum' ? { fontWeight: 600 } : undefined}>
                  <td>{tw(l.name)}</td>
                  {l.values.map((v, i) => (
                    <td key={s.columns[i]!.key} className="dz-right">
                      {v === null ? '—' : l.kind === 'ratio' ? <Rate basisPoints={v} /> : l.account && v !== 0 ? <a href={href(l.account, s.columns[i]!.key)}><Money fen={v} /></a> : <Money fen={v} />}
                    </td>
                  ))}
                  <td className="dz-right">{l.total === null ? '—' : l.kind === 'ratio' ? <Rate basisPoints={l.total} /> : l.account && l.total !== 0 ? <a href={`/finance/entries?account=${l.account}&from=${s.from}&to=${s.to}`}><Money fen={l.total} /></a> : <Money fen={l.total} />}</td>
                  <Compared now={l.total} before={before.data?.from === earlier.from ? (before.data.lines.find((x) => x.key === l.key)?.total ?? null) : undefined} ratio={l.kind === 'ratio'} />
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Page>
  );
}

/** The total of as many months before, and the change: of a ratio in percentage points, else in yuan. */
function Compared({ now: value, before, ratio }: { now: number | null; before: number | null | undefined; ratio: boolean }) {
  const show = (n: number | null | undefined, signed = false) => (n === null || n === undefined ? '—' : ratio ? <Rate basisPoints={n} /> : <Money fen={n} signed={signed} />);
  return <><td className="dz-right dz-2">{show(before)}</td><td className="dz-right">{value === null || before === null || before === undefined ? '—' : show(value - before, true)}</td></>;
}
