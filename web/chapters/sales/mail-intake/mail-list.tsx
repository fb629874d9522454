import { useState } from 'react';
import { Input } from 'antd';
import { dismissMailAct, listMails, mailFeeds, mailReasons, mailStates, readMailEnd, retryMailAct, type MailRow } from '../../../../src/chapters/sales/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT, useTw } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';
import { usePerson } from '../../../shell/session.tsx';
import { ActOnMany } from '../after-sales/act-on-many.tsx';
import { MailFiles } from './mail-files.tsx';
import { NamesOrder } from './mails-of-case.tsx';

function State({ of: m }: { of: MailRow }) {
  const { t, tw } = useLanguage();
  if (m.againAt !== null) return <span className="dz-soon">{t('即将重新收取', 'About to be fetched')}</span>;
  if (m.namesOrder !== null) return <span className="dz-soon">{t('待确认订单', 'Order to confirm')}</span>;
  return <span className={m.state === 'taken' ? 'dz-kept' : m.state === 'waiting' ? 'dz-soon' : 'dz-2'}>{tw(mailStates[m.state])}</span>;
}
function Why({ of: m }: { of: MailRow }) {
  const tw = useTw();
  return m.reason === null ? null : <span className="dz-2 dz-cut" title={tw(mailReasons[m.reason])}>{tw(mailReasons[m.reason])}</span>;
}
function Subject({ of: m }: { of: MailRow }) {
  const t = useT();
  return <span className="dz-cut">{m.isReply && <span className="dz-2">{t('回信 ', 'Reply ')}</span>}{m.subject || t('（无主题）', '(no subject)')}</span>;
}
const places = { feedback: 'feedback', complaint: 'complaints', lead: 'leads' } as const;
const hrefOf = (of: NonNullable<MailRow['case']>): string => `/sales/${places[of.type]}/${of.id}`;
function Case({ of: m }: { of: MailRow }) {
  const tw = useTw();
  return m.case ? <a href={hrefOf(m.case)} title={tw(mailFeeds[m.case.type])}><IdTag value={m.case.no} /></a> : <Why of={m} />;
}

const columns: Column<MailRow>[] = [
  { key: 'subject', title: words('主题', 'Subject'), width: 'minmax(180px, 2fr)', fixed: true, card: 'left', render: (m) => <Subject of={m} /> },
  { key: 'state', title: words('状态', 'State'), width: 125, card: 'right', render: (m) => <State of={m} /> },
  { key: 'from', title: words('发件人', 'From'), width: 'minmax(150px, 1.2fr)', card: 'wide', render: (m) => <span className="dz-cut">{m.from ?? '—'}</span> },
  { key: 'case', title: words('去向或原因', 'Case or reason'), width: 'minmax(170px, 1.4fr)', card: 'wide', render: (m) => <Case of={m} /> },
  { key: 'mailbox', title: words('邮箱', 'Mailbox'), width: 120, card: 'left', render: (m) => <span className="dz-cut">{m.mailboxName}</span> },
  { key: 'files', title: words('附件', 'Files'), width: 60, align: 'right', render: (m) => m.files || '—' },
  { key: 'size', title: words('大小', 'Size'), width: 90, align: 'right', hidden: true, render: (m) => `${Math.ceil(m.size / 1000)} kB` },
  { key: 'received', title: words('收到', 'Received'), width: 120, sort: 'down', card: 'right', render: (m) => <When at={m.receivedAt} /> },
];
const filters: Filter[] = [
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: Object.entries(mailStates).map(([value, w]) => ({ value, words: w })) },
  { key: 'received', title: words('收到日期', 'Days'), kind: 'days', pinned: true }, { key: 'mailbox', title: words('邮箱编号', 'Mailbox id'), kind: 'text' },
];

function Peek({ row }: { row: MailRow }) {
  const { t, tw } = useLanguage();
  const { posts } = usePerson();
  const read = useRead(readMailEnd, { params: { id: row.id } }, { topics: ['sales'] });
  const [retry, dismiss] = [useAct(retryMailAct), useAct(dismissMailAct)];
  const [why, setWhy] = useState('');
  const m = read.data;
  if (!m) return null;
  const may = posts.some((p) => ['administrator', 'service-agent', 'service-lead', 'department-head'].includes(p));
  return (
    <>
      <dl className="dz-facts">
        <div><dt>{t('发件人', 'From')}</dt><dd>{m.from ?? '—'}</dd></div>
        <div><dt>{t('邮箱', 'Mailbox')}</dt><dd>{m.mailboxName}</dd></div>
        <div><dt>{t('收到', 'Received')}</dt><dd><When at={m.receivedAt} /></dd></div>
        <div><dt>{t('状态', 'State')}</dt><dd><State of={m} /></dd></div>
        {m.case && <div><dt>{tw(mailFeeds[m.case.type])}</dt><dd><a href={hrefOf(m.case)}>{m.case.no}</a></dd></div>}
        {m.reason && <div><dt>{t('原因', 'Reason')}</dt><dd>{tw(mailReasons[m.reason])}</dd></div>}
        {m.settled && <div><dt>{t('处理', 'Settled')}</dt><dd>{m.settled.by} <When at={m.settled.at} /> · {m.settled.why}</dd></div>}
      </dl>
      {m.words !== '' && <p style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', marginTop: 12 }}>{m.words}</p>}
      <MailFiles of={m.fileList} />
      <NamesOrder of={m} />
      {may && m.state !== 'taken' && m.againAt === null && (
        <div className="dz-row dz-form-foot" style={{ marginTop: 12, flexWrap: 'wrap' }}>
          <ActButton act={retry} primary label={t('收取并受理', 'Take it in')} done={t('一分钟内重新收取', 'Fetched again within a minute')} run={() => retry.run({ params: { id: m.id }, body: { version: m.version } })} />
          {m.state === 'waiting' && <Input size="small" style={{ width: 180 }} value={why} onChange={(e) => setWhy(e.target.value)} maxLength={300} placeholder={t('作废的理由', 'Why it is dismissed')} aria-label={t('作废的理由', 'Why it is dismissed')} />}
          {m.state === 'waiting' && why.trim().length >= 2 && <ActButton act={dismiss} size="small" label={t('作废', 'Dismiss')} done={t('已作废', 'Dismissed')} run={() => dismiss.run({ params: { id: m.id }, body: { version: m.version, why: why.trim() } })} />}
        </div>
      )}
    </>
  );
}

export default function MailList() {
  const t = useT();
  const retry = useAct(retryMailAct);
  return (
    <ListPage name="sales.mails" title={t('来信', 'Received mails')} endpoint={listMails} topics={['sales']} columns={columns} filters={filters} defaultSort="-received" rowKey={(m) => m.id} rule={['2.4.1']}
      previewTitle={(m) => m.subject || t('（无主题）', '(no subject)')} preview={(m) => <Peek row={m} />} searchHint={t('主题、发件人、案件号', 'Subject, sender, case')}
      acts={(rows, clear) => <ActOnMany act={retry} label={t('收取并受理', 'Take in')} rows={rows} fit={(m) => m.state !== 'taken' && m.againAt === null} nameOf={(m) => m.subject} run={(m) => retry.run({ params: { id: m.id }, body: { version: m.version } })} onDone={clear} />}
      empty={<EmptyState title={t('还没有来信', 'No mails yet')} hint={t('管理员接上收件邮箱后，来信会列在这里：已受理的、被忽略的和等人处理的。', 'Once the administrator has connected a mailbox, its mails stand here: those taken in, those ignored and those that wait for somebody.')} />} />
  );
}
