import { useMemo } from 'react';
import { useParams } from '@tanstack/react-router';
import { listDivergences, type DivergingRow } from '../../../../src/regulation/backtest/contract.ts';
import { readParameter } from '../../../../src/regulation/parameters/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { Figure, StateTag } from '../../../regulation/approvals/approval-parts.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';

function Way({ posts, step }: { posts: DivergingRow['before']; step: number }) {
  const { t, tw } = useLanguage();
  if (posts.length < step) return <span className="dz-cut">{posts.map(tw).join(' → ')} <b>{t('到此为止', 'ends here')}</b></span>;
  // Posts of a chain have no name but their place.
  // oxlint-disable-next-line react/no-array-index-key
  return <span className="dz-cut">{posts.map((post, i) => <span key={i}>{i > 0 && ' → '}{i + 1 === step ? <b>{tw(post)}</b> : tw(post)}</span>)}</span>;
}

const columns: Column<DivergingRow>[] = [
  { key: 'title', title: words('事项', 'What'), width: 220, fixed: true, render: (a) => <Title row={a} /> },
  { key: 'figure', title: words('数额', 'How much'), width: 120, align: 'right', render: (a) => <Figure value={a.figure} unit={a.unit} /> },
  { key: 'before', title: words('当时由谁签', 'Signed by then'), width: 'minmax(160px, 1fr)', render: (a) => <Way posts={a.before} step={a.step} /> },
  { key: 'after', title: words('会由谁签', 'Would be signed by'), width: 'minmax(160px, 1fr)', render: (a) => <Way posts={a.after} step={a.step} /> },
  { key: 'step', title: words('分开处', 'Parts at'), width: 100, render: (a) => <Step row={a} /> },
  { key: 'state', title: words('状态', 'State'), width: 92, render: (a) => <StateTag state={a.state} /> },
  { key: 'by', title: words('申请人', 'Asked by'), width: 110, render: (a) => a.requestedBy },
  { key: 'requested', title: words('提交', 'Asked'), width: 130, render: (a) => <When at={a.requestedAt} /> },
];
const filters: Filter[] = [{ key: 'step', kind: 'choice', pinned: true, title: words('分开处', 'Parts at'), options: [1, 2, 3, 4].map((n) => ({ value: String(n), words: words(`第 ${n} 个签字`, `Signature ${n}`) })) }];

function Title({ row }: { row: DivergingRow }) {
  const { tw } = useLanguage();
  return <span className="dz-cut">{tw(row.title)}</span>;
}
function Step({ row }: { row: DivergingRow }) {
  const { t } = useLanguage();
  return <span>{t(`第 ${row.step} 个签字`, `signature ${row.step}`)}</span>;
}

/** Requests that other bands would have sent another way. */
export default function DivergenceList() {
  const { t, tw } = useLanguage();
  const { key = '', value = '' } = useParams({ strict: false });
  const parts = useMemo(() => ({ params: { key }, query: { value } }), [key, value]);
  const p = useRead(readParameter, { params: { key } }).data;
  return (
    <ListPage name="regulation.divergence" title={t(`权限回测${p ? `：${p.label.zh}` : ''}`, `Back-test of authority${p ? `: ${p.label.en}` : ''}`)} endpoint={listDivergences} parts={parts} columns={columns} filters={filters}
      rowKey={(a) => a.id} rowHref={(a) => `/approvals/${a.id}`} searchHint={t('事项、申请人、理由', 'What, who asked, why')} {...(p ? { rule: [p.clause] } : {})}
      above={<p className="dz-2">{t('按近一年的申请比较：粗体是路线第一次分开的那个签字；其后大家会怎么做不作推测。', 'Requests of the last year. Bold is the first signature at which the ways part; nothing is said of what would have followed.')}{p && <> <a className="dz-in-line" href={`/settings/parameters/${p.key}`}>{tw(p.label)}</a></>}</p>} />
  );
}
