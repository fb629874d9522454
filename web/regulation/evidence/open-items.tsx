import { useParams } from '@tanstack/react-router';
import { words } from '../../../src/kernel/words.ts';
import type { Answer } from '../../../src/kernel/http/contract.ts';
import { listOpenItems } from '../../../src/regulation/book/evidence/contract.ts';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage, type RowOf } from '../../ui/list-page.tsx';
import { useNow } from '../../ui/now.ts';
import { ProblemNote } from '../../ui/problem.tsx';
import { useRead } from '../../ui/use-api.ts';
import { IdTag, Money, When } from '../../ui/values.tsx';

type Row = RowOf<typeof listOpenItems>;
const DAY = 86_400_000;

function Age({ since }: { since: number }) {
  const { t } = useLanguage();
  const days = Math.max(0, Math.floor((useNow() - since) / DAY));
  return <span className={days >= 7 ? 'dz-breach' : days >= 3 ? 'dz-soon' : undefined}>{t(`${days} 天`, `${days} days`)}</span>;
}
function Why({ row }: { row: Row }) {
  const { tw } = useLanguage();
  return <span className="dz-cut">{row.why ? tw(row.why) : ''}</span>;
}
function Side({ row }: { row: Row }) {
  const { tw } = useLanguage();
  return <span className="dz-cut dz-2">{tw(row.sideWords)}</span>;
}

const columns: Column<Row>[] = [
  { key: 'number', title: words('单号', 'Number'), width: 'minmax(190px, 1fr)', fixed: true, render: (r) => <IdTag value={r.number} /> },
  { key: 'side', title: words('来自', 'From'), width: 110, render: (r) => <Side row={r} /> },
  { key: 'age', title: words('已挂', 'Age'), width: 90, render: (r) => <Age since={r.since} /> },
  { key: 'amount', title: words('金额', 'Amount'), width: 130, align: 'right', render: (r) => (r.amountFen === null ? '' : <Money fen={r.amountFen} />) },
  { key: 'why', title: words('原因', 'Why'), width: 'minmax(160px, 2fr)', render: (r) => <Why row={r} /> },
  { key: 'since', title: words('发生于', 'Since'), width: 130, render: (r) => <When at={r.since} /> },
];

/** Records of a match without a counterpart, oldest first, each a door to where it is settled. */
export default function OpenItems() {
  const { clause = '', control = '' } = useParams({ strict: false }) as { clause?: string; control?: string };
  const { t, tw } = useLanguage();
  const read = useRead(listOpenItems, { params: { clause, control }, query: { limit: '1' } }, { topics: ['clause', 'receipt'] });
  if (read.error) return <ProblemNote error={read.error} onRetry={() => void read.refetch()} />;
  const head: Answer<typeof listOpenItems> | undefined = read.data;
  const filters: Filter[] = [{ key: 'side', kind: 'choice', pinned: true, title: words('来自', 'From'), options: [{ value: 'left', words: head?.left ?? words('左', 'left') }, { value: 'right', words: head?.right ?? words('右', 'right') }] }];
  return (
    <ListPage name={`regulation.open-items.${clause}`} title={head ? t(`${head.left.zh}对${head.right.zh}：未达账项`, `Open items: ${head.left.en} against ${head.right.en}`) : t('未达账项', 'Open items')}
      endpoint={listOpenItems} parts={{ params: { clause, control } } as never} topics={['clause', 'receipt']} columns={columns} filters={filters} defaultSort="oldest" rowKey={(r) => r.id} rowHref={(r) => r.href}
      rule={[clause]} searchHint={t('单号、流水号', 'Order or trade number')}
      above={head && <p className="dz-2">{t(`按${head.key.zh}核对。近 30 天核对一致 ${head.matched >= 1_000 ? '1000+' : numberText(head.matched)} 笔，未达 ${numberText(head.open)} 笔。`, `Matched by ${tw(head.key)}. ${numberText(head.matched)} agreed in 30 days, ${numberText(head.open)} open.`)}</p>} />
  );
}
