import { useState } from 'react';
import { Button, Segmented } from 'antd';
import { DownloadOutlined } from '@ant-design/icons';
import { listPeriods } from '../../../src/chapters/finance/ledger/contract.ts';
import type { Answer } from '../../../src/kernel/http/contract.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { useRead } from '../../ui/use-api.ts';
import { When } from '../../ui/values.tsx';
import { Page } from '../../shell/page.tsx';

type Row = Answer<typeof listPeriods>['rows'][number];

export function Signature({ of }: { of: Row['finance'] }) {
  const { t } = useLanguage();
  if (!of) return <span className="dz-2">{t('未签', 'not signed')}</span>;
  return <span className={of.void ? 'dz-soon' : 'dz-kept'}>{of.name} <When at={of.at} />{of.void ? t('（签字后又有凭证，须重签）', ' (void: entries came after it)') : ' ✓'}</span>;
}

/** The months of the books: which are open, who signed, who closed (clauses 6.1.2, 6.3.1). */
export default function PeriodsPage() {
  const { t } = useLanguage();
  const [state, setState] = useState<'all' | Row['state']>('all');
  const read = useRead(listPeriods, {}, { topics: ['finance'] });
  const rows = (read.data?.rows ?? []).filter((r) => state === 'all' || r.state === state);
  return (
    <Page title={t('账期', 'Periods')} rule={['6.1.2', '6.3.1']} primary={<Button icon={<DownloadOutlined />} href={`/api/finance/periods.xlsx${state === 'all' ? '' : `?state=${state}`}`} download>{t('导出 Excel', 'Excel')}</Button>}>
      <p><Segmented value={state} onChange={(v) => setState(v as typeof state)} options={[{ value: 'all', label: t('全部', 'All') }, { value: 'open', label: t('未关账', 'Open') }, { value: 'closed', label: t('已关账', 'Closed') }]} /></p>
      {read.error && <ProblemNote error={read.error} onRetry={() => void read.refetch()} />}
      {read.data && rows.length === 0 && <EmptyState title={t('没有账期', 'No periods')} hint={t('有了第一张凭证，当月的账期就出现在这里。', 'A month appears here with its first entry.')} />}
      {rows.length > 0 && (
        <section className="dz-card dz-sheet-scroll" tabIndex={0} aria-label={t('账期', 'Periods')}>
          <table className="dz-related dz-related-stacks">
            <thead><tr><th>{t('账期', 'Period')}</th><th>{t('状态', 'State')}</th><th className="dz-right">{t('凭证', 'Entries')}</th><th>{t('财务签字', 'Finance')}</th><th>{t('销售签字', 'Sales')}</th><th>{t('关账', 'Closed')}</th></tr></thead>
            <tbody>{rows.map((r) => (
              <tr key={r.period}>
                <td><a href={`/finance/periods/${r.period}`}><b>{r.period}</b></a></td>
                <td data-title={t('状态', 'State')} className={r.state === 'closed' ? 'dz-kept' : 'dz-soon'}>{r.state === 'closed' ? t('已关账', 'Closed') : t('未关账', 'Open')}</td>
                <td data-title={t('凭证', 'Entries')} className="dz-right"><a href={`/finance/entries?from=${r.period}&to=${r.period}`}>{numberText(r.entries)}</a></td>
                <td data-title={t('财务签字', 'Finance')}><Signature of={r.finance} /></td><td data-title={t('销售签字', 'Sales')}><Signature of={r.sales} /></td>
                <td data-title={t('关账', 'Closed')}>{r.closedAt === null ? '—' : <span>{r.closedBy} <When at={r.closedAt} /></span>}</td>
              </tr>
            ))}</tbody>
          </table>
        </section>
      )}
    </Page>
  );
}
