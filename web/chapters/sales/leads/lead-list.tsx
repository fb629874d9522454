import { useState } from 'react';
import { Alert, Button, Popover } from 'antd';
import { assignLeadAct, captureLeadAct, countLeads, leadChannelWords, leadClassWords, leadHowWords, type LeadRow, leadStateWords, listLeads, reassignLeadAct } from '../../../../src/chapters/sales/leads/contract.ts';
import { words, type Words } from '../../../../src/kernel/words.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import { ApiProblem } from '../../../ui/api.ts';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';
import { LeadClass, LeadState, Said, channelWords, whoIs } from './lead-parts.tsx';
import { LeadPeek } from './lead-peek.tsx';
import { SellerSelect } from './seller-select.tsx';

const options = <K extends string>(table: Record<K, Words>) => (Object.entries(table) as [K, Words][]).map(([value, w]) => ({ value, words: w }));

const columns: Column<LeadRow>[] = [
  { key: 'no', title: words('线索号', 'Lead'), width: 156, fixed: true, render: (l) => <IdTag value={l.leadNo} /> },
  { key: 'who', title: words('客户', 'Who'), width: '1fr', render: (l) => <span className="dz-cut">{whoIs(l)}</span> },
  { key: 'state', title: words('状态', 'State'), width: 84, render: (l) => <LeadState state={l.state} /> },
  { key: 'class', title: words('分类', 'Class'), width: 58, render: (l) => <LeadClass of={l.class} /> },
  { key: 'score', title: words('评分', 'Score'), width: 66, align: 'right', sort: 'down', render: (l) => <span className="dz-num">{l.score}</span> },
  { key: 'channel', title: words('渠道', 'Channel'), width: 92, render: (l) => <Said words={channelWords(l.channel)} /> },
  { key: 'phone', title: words('电话', 'Phone'), width: 118, render: (l) => <span className="dz-mono">{l.phone ?? '—'}</span> },
  { key: 'region', title: words('地区', 'Region'), width: 110, render: (l) => <span className="dz-cut">{[l.province, l.city].filter(Boolean).join(' ') || '—'}</span>, hidden: true },
  { key: 'line', title: words('产品线', 'Product line'), width: 90, render: (l) => <span className="dz-cut">{l.productLine ?? '—'}</span>, hidden: true },
  { key: 'tags', title: words('标签', 'Tags'), width: 120, render: (l) => <span className="dz-cut">{l.tags.join('、') || '—'}</span>, hidden: true },
  { key: 'owner', title: words('负责人', 'Seller'), width: 80, render: (l) => <span className="dz-cut">{l.owner?.name ?? '—'}</span> },
  { key: 'last', title: words('最近联系', 'Last contact'), width: 112, render: (l) => <When at={l.lastContactAt} /> },
  { key: 'next', title: words('下一步', 'Next step'), width: 150, sort: 'up', render: (l) => <NextStep of={l} /> },
  { key: 'captured', title: words('入库', 'Captured'), width: 116, sort: 'down', render: (l) => <When at={l.capturedAt} /> },
  { key: 'alike', title: words('疑似重复', 'Alike'), width: 76, align: 'right', render: (l) => (l.duplicates > 0 ? <span className="dz-soon">{l.duplicates}</span> : '—'), hidden: true },
];
function NextStep({ of: l }: { of: LeadRow }) {
  if (l.nextAt === null) return '—';
  return <span className="dz-cut"><When at={l.nextAt} /> {l.nextStep}</span>;
}
const filters: Filter[] = [
  { key: 'mine', title: words('我的', 'Mine'), kind: 'yes', pinned: true },
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: options(leadStateWords) },
  { key: 'channel', title: words('渠道', 'Channel'), kind: 'choice', many: true, pinned: true, options: options(leadChannelWords) },
  { key: 'class', title: words('分类', 'Class'), kind: 'choice', many: true, pinned: true, options: options(leadClassWords) },
  { key: 'captured', title: words('入库日期', 'Days captured'), kind: 'days', pinned: true },
  { key: 'dueNext', title: words('今日待跟进', 'To do today'), kind: 'yes' },
  { key: 'duplicates', title: words('疑似重复', 'Alike'), kind: 'yes' },
  { key: 'unclassed', title: words('缺渠道或分类', 'No channel or class'), kind: 'yes' },
  { key: 'how', title: words('获取方式', 'Captured by'), kind: 'choice', many: true, options: options(leadHowWords) },
  { key: 'tag', title: words('标签', 'Tag'), kind: 'text' },
  { key: 'contacted', title: words('已联系上', 'Reached'), kind: 'yes' },
  { key: 'owner', title: words('负责人', 'Seller'), kind: 'text' },
];

/** What most people look for, one press away, with how much waits there. */
function Views() {
  const { t } = useLanguage();
  const counts = useRead(countLeads, {}, { topics: ['sales'] }).data;
  const n = (state: string) => counts?.states[state];
  const views = [
    { label: t('待分配', 'To assign'), href: '/sales/leads?state=new', count: n('new') }, { label: t('待联系', 'To contact'), href: '/sales/leads?state=assigned', count: n('assigned') },
    { label: t('今日待跟进', 'To do today'), href: '/sales/leads?dueNext=true', count: counts?.dueNext }, { label: t('跟进中', 'In contact'), href: '/sales/leads?state=contacted', count: n('contacted') },
    { label: t('疑似重复', 'Alike'), href: '/sales/leads?duplicates=true', count: counts?.duplicates }, { label: t('缺渠道或分类', 'No channel or class'), href: '/sales/leads?unclassed=true', count: counts?.unclassed },
  ];
  return (
    <nav className="dz-row" aria-label={t('常用视图', 'Common views')} style={{ flexWrap: 'wrap', marginBottom: 8 }}>
      {views.map((v) => <Button key={v.href} size="small" href={v.href}>{v.label}{v.count ? ` ${v.count}` : ''}</Button>)}
      <span className="dz-grow" />
      <Button size="small" href="/sales/lead-pool">{t('公海', 'Pool')}{n('pool') ? ` ${n('pool')}` : ''}</Button>
    </nav>
  );
}

interface Outcome { readonly done: number; readonly refused: readonly { id: string; number: string; reason: string }[] }

/** One after the other, so that each hand-over sees the load that the one before left, and each refusal is told with its reason. */
async function each(rows: readonly LeadRow[], act: (row: LeadRow) => Promise<unknown>): Promise<Outcome> {
  const refused: { id: string; number: string; reason: string }[] = [];
  for (const row of rows) {
    try {
      await act(row);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      refused.push({ id: row.id, number: row.leadNo, reason: error.problem.detail });
    }
  }
  return { done: rows.length - refused.length, refused };
}

function Told({ outcome, onClose }: { outcome: Outcome | null; onClose: () => void }) {
  const t = useT();
  if (!outcome) return null;
  return (
    <Alert type={outcome.refused.length > 0 ? 'warning' : 'success'} closable onClose={onClose} style={{ marginBottom: 8 }} message={t(`已分配 ${outcome.done} 条${outcome.refused.length ? `，${outcome.refused.length} 条未分配` : ''}`, `${outcome.done} assigned${outcome.refused.length ? `, ${outcome.refused.length} not` : ''}`)}
      description={outcome.refused.length > 0 ? outcome.refused.slice(0, 10).map((r) => <div key={r.id}><a href={`/sales/leads/${r.id}`}>{r.number}</a>：{r.reason}</div>) : undefined} />
  );
}

export default function LeadList() {
  const t = useT();
  const assign = useAct(assignLeadAct);
  const reassign = useAct(reassignLeadAct);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [seller, setSeller] = useState<string | null>(null);
  const give = (sellerId: string | null) => async (row: LeadRow) => {
    if (row.state === 'new') return assign.run({ params: { id: row.id }, body: sellerId ? { sellerId } : {} });
    return reassign.run({ params: { id: row.id }, body: { ...(sellerId ? { sellerId } : {}), reason: t('批量改派', 'Re-assigned together') } });
  };
  return (
    <ListPage name="sales.leads" title={t('线索', 'Leads')} endpoint={listLeads} topics={['sales']} columns={columns} filters={filters} defaultSort="-captured" rowKey={(l) => l.id} rowHref={(l) => `/sales/leads/${l.id}`}
      preview={(l) => <LeadPeek id={l.id} />} previewTitle={(l) => whoIs(l)} searchHint={t('线索号、姓名、公司、拼音、手机尾号', 'Lead, name, company, pinyin, phone tail')} exportPath="/leads.csv" rule={['2.1.2', '2.1.3']}
      above={<><Views /><Told outcome={outcome} onClose={() => setOutcome(null)} /></>}
      primary={<><Button href="/imports">{t('导入线索', 'Import leads')}</Button><LeadingButton leadsTo={captureLeadAct} type="primary" href="/sales/leads/new">{t('录入线索', 'Capture a lead')}</LeadingButton></>}
      empty={<EmptyState title={t('还没有线索', 'No leads yet')} hint={t('录入一条，导入表格，或在“分配规则”里接入推送来源。', 'Capture one, import a table, or connect a source under “Assignment rules”.')} act={<LeadingButton leadsTo={captureLeadAct} type="primary" href="/sales/leads/new">{t('录入线索', 'Capture a lead')}</LeadingButton>} />}
      acts={(rows, clear) => (
        <>
          <ActButton act={assign.refused ? assign : reassign} label={t('按规则分配', 'Assign by the rule')} primary size="small" onDone={clear} run={async () => setOutcome(await each(rows, give(null)))} />
          <Popover trigger="click" content={
            <form style={{ display: 'grid', gap: 8, width: 240 }} onSubmit={(e) => e.preventDefault()}>
              <SellerSelect value={seller} onChange={setSeller} />
              {seller && <ActButton act={assign.refused ? assign : reassign} primary size="small" label={t('分配', 'Assign')} onDone={clear} run={async () => setOutcome(await each(rows, give(seller)))} />}
            </form>
          }><LeadingButton leadsTo={assignLeadAct} size="small">{t('分配给…', 'Assign to…')}</LeadingButton></Popover>
        </>
      )} />
  );
}
