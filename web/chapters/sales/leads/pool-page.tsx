import { countLeads, leadChannelWords, leadClassWords, listPool, pickLeadAct } from '../../../../src/chapters/sales/leads/contract.ts';
import { words, type Words } from '../../../../src/kernel/words.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';
import { usePerson } from '../../../shell/session.tsx';
import { LeadClass, Said, channelWords, whoIs } from './lead-parts.tsx';

type Row = RowOf<typeof listPool>;
const options = <K extends string>(table: Record<K, Words>) => (Object.entries(table) as [K, Words][]).map(([value, w]) => ({ value, words: w }));

function Pick({ row }: { row: Row }) {
  const t = useT();
  const pick = useAct(pickLeadAct);
  return <span onClick={(e) => e.stopPropagation()}><ActButton act={pick} size="small" label={t('领取', 'Pick')} done={t('已领取，请按时联系', 'It is yours; make contact in time')} run={() => pick.run({ params: { id: row.id }, body: {} })} /></span>;
}
const columns: Column<Row>[] = [
  { key: 'no', title: words('线索号', 'Lead'), width: 156, fixed: true, render: (l) => <IdTag value={l.leadNo} /> },
  { key: 'pick', title: words('领取', 'Pick'), width: 76, fixed: true, render: (l) => <Pick row={l} /> },
  { key: 'who', title: words('客户', 'Who'), width: '1fr', render: (l) => <span className="dz-cut">{whoIs(l)}</span> },
  { key: 'class', title: words('分类', 'Class'), width: 60, render: (l) => <LeadClass of={l.class} /> },
  { key: 'score', title: words('评分', 'Score'), width: 70, align: 'right', sort: 'down', render: (l) => <span className="dz-num">{l.score}</span> },
  { key: 'channel', title: words('渠道', 'Channel'), width: 100, render: (l) => <Said words={channelWords(l.channel)} /> },
  { key: 'region', title: words('地区', 'Region'), width: 120, render: (l) => <span className="dz-cut">{[l.province, l.city].filter(Boolean).join(' ') || '—'}</span> },
  { key: 'line', title: words('产品线', 'Product line'), width: 100, render: (l) => <span className="dz-cut">{l.productLine ?? '—'}</span> },
  { key: 'why', title: words('为什么在公海', 'Why it is here'), width: '1.4fr', render: (l) => <span className="dz-cut" title={l.lastReason ?? ''}>{l.lastReason ?? '—'}</span> },
  { key: 'held', title: words('换手', 'Hands'), width: 60, align: 'right', render: (l) => <span className="dz-num">{l.timesHeld}</span> },
  { key: 'pooled', title: words('进入公海', 'Since'), width: 120, sort: 'down', render: (l) => <When at={l.pooledAt} /> },
];
const filters: Filter[] = [
  { key: 'channel', title: words('渠道', 'Channel'), kind: 'choice', many: true, pinned: true, options: options(leadChannelWords) },
  { key: 'class', title: words('分类', 'Class'), kind: 'choice', many: true, pinned: true, options: options(leadClassWords) },
  { key: 'tag', title: words('标签', 'Tag'), kind: 'text' },
];

/** The pool 公海: nobody's leads, the newest first, with why they are there and how many one may still pick. */
export default function PoolPage() {
  const { t } = useLanguage();
  // Only sellers pick: nobody else has a column, or on the phone a line, that stays empty.
  const shown = usePerson().posts.includes('seller') ? columns : columns.filter((c) => c.key !== 'pick');
  const counts = useRead(countLeads, {}, { topics: ['sales'] }).data;
  return (
    <ListPage name="sales.lead-pool" title={t('公海', 'Lead pool')} endpoint={listPool} topics={['sales']} columns={shown} filters={filters} defaultSort="-pooled" rowKey={(l) => l.id} rowHref={(l) => `/sales/leads/${l.id}`}
      searchHint={t('线索号、公司、姓名、拼音', 'Lead, company, name, pinyin')} rule={['2.1.2']}
      above={counts?.picksLeft === null || counts?.picksLeft === undefined ? null : <p className="dz-2" style={{ margin: '0 0 8px' }}>{t(`今天还可领取 ${counts.picksLeft} 条，在手还可增加 ${counts.capacityLeft} 条。`, `You may pick ${counts.picksLeft} more today and hold ${counts.capacityLeft} more.`)}</p>}
      empty={<EmptyState title={t('公海是空的', 'The pool is empty')} hint={t('退回的、久未联系被回收的线索会出现在这里。', 'Leads that were put back, or lay too long, appear here.')} />} />
  );
}
