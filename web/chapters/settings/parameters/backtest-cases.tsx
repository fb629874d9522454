import { useMemo } from 'react';
import { useParams } from '@tanstack/react-router';
import { listBacktestCases } from '../../../../src/regulation/backtest/contract.ts';
import { readParameter, type durationUnits } from '../../../../src/regulation/parameters/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { useLanguage, useTw } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';
import { ObligationView } from '../../../regulation/obligations/obligation-view.tsx';
import { StateWord } from '../../../regulation/obligations/obligation-list.tsx';
import { narrowedTo } from './backtest-steps.ts';

type Unit = (typeof durationUnits)[number];
type Row = RowOf<typeof listBacktestCases>;
const wouldWords = { met: words('按时', 'In time'), breached: words('超时', 'Late'), cancelled: words('已取消', 'Cancelled'), open: words('未完成', 'Still open') } as const;

const columns: Column<Row>[] = [
  { key: 'subject', title: words('事项', 'Subject'), width: 'minmax(170px, 1fr)', fixed: true, render: (o) => <span className="dz-cut"><IdTag value={o.subject.number} /> <span className="dz-2">{o.subject.title}</span></span> },
  { key: 'state', title: words('实际', 'Actually'), width: 110, render: (o) => <StateWord row={o} /> },
  { key: 'would', title: words('会是', 'Would be'), width: 100, render: (o) => <Would would={o.would} /> },
  { key: 'opened', title: words('开始', 'Opened'), width: 130, render: (o) => <When at={o.openedAt} /> },
  { key: 'stopped', title: words('结束', 'Ended'), width: 130, render: (o) => (o.stoppedAt === null ? '—' : <When at={o.stoppedAt} />) },
];
const filters: Filter[] = [{ key: 'would', kind: 'choice', pinned: true, title: words('会是', 'Would be'), options: (Object.keys(wouldWords) as (keyof typeof wouldWords)[]).map((value) => ({ value, words: wouldWords[value] })) }];

function Would({ would }: { would: Row['would'] }) {
  const tw = useTw();
  return <span className={would === 'breached' ? 'dz-breach' : would === 'met' ? 'dz-kept' : 'dz-2'}>{tw(wouldWords[would])}</span>;
}

/** Cases that another value would have judged otherwise. */
export default function BacktestCases() {
  const { t, tw } = useLanguage();
  const { key = '', clause = '', control = '', unit = '', value = '', scope = '' } = useParams({ strict: false });
  const parts = useMemo(() => ({ params: { key }, query: { clause, control, value, unit: unit as Unit, ...narrowedTo(scope) } }), [key, clause, control, unit, value, scope]);
  const named = useRead(readParameter, { params: { key } }).data?.units.find((u) => u.unit === unit);
  const said = `${value}${named ? ` ${tw(named.words)}` : ''}`;
  return (
    <ListPage name="regulation.backtest" title={t(`回测：改为 ${said}，会改判的事项`, `Back-test: cases that ${said} would judge otherwise`)} endpoint={listBacktestCases} parts={parts} columns={columns} filters={filters}
      rowKey={(o) => o.id} rowHref={(o) => `/cases/${o.subject.type}/${o.subject.id}`} preview={(o) => <ObligationView id={o.id} />} searchHint={t('单号、姓名、手机尾号', 'Number, name, phone tail')} rule={[parts.query.clause]} />
  );
}
