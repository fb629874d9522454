import { useState } from 'react';
import { App, Button, Input, Popover, Rate, Select } from 'antd';
import { answerFeedbackEnd, feedbackChannels, feedbackStates, listFeedback, listOrders, receiveFeedbackEnd, spamFeedbackEnd, type FeedbackChannel, type FeedbackRow } from '../../../../src/chapters/sales/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT, useTw } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';
import { ActOnMany } from './act-on-many.tsx';

function W({ of, soon }: { of: { zh: string; en: string }; soon?: boolean }) {
  return <span className={soon ? 'dz-soon' : ''}>{useTw()(of)}</span>;
}

const columns: Column<FeedbackRow>[] = [
  { key: 'no', title: words('反馈', 'Feedback'), width: 158, fixed: true, render: (f) => <IdTag value={f.feedbackNo} /> },
  { key: 'state', title: words('状态', 'State'), width: 90, render: (f) => <W of={feedbackStates[f.state]} soon={f.state === 'open'} /> },
  { key: 'channel', title: words('渠道', 'Channel'), width: 100, render: (f) => <W of={feedbackChannels[f.channel]} /> },
  { key: 'words', title: words('内容', 'Words'), width: '1fr', render: (f) => f.words },
  { key: 'rating', title: words('评分', 'Rating'), width: 70, align: 'right', render: (f) => f.rating ?? '—' },
  { key: 'order', title: words('订单', 'Order'), width: 158, render: (f) => (f.orderNo ? <IdTag value={f.orderNo} /> : '—') },
  { key: 'tasks', title: words('协办中', 'Helping'), width: 80, align: 'right', render: (f) => f.tasks || '—' },
  { key: 'assignee', title: words('经办', 'In hand of'), width: 90, render: (f) => f.assignee ?? '—' },
  { key: 'received', title: words('收到', 'Received'), width: 120, sort: 'down', render: (f) => <When at={f.receivedAt} /> },
];
const options = <K extends string>(table: Record<K, { zh: string; en: string }>) => (Object.entries(table) as [K, { zh: string; en: string }][]).map(([value, w]) => ({ value, words: w }));
const filters: Filter[] = [
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: options(feedbackStates) }, { key: 'channel', title: words('渠道', 'Channel'), kind: 'choice', many: true, pinned: true, options: options(feedbackChannels) },
  { key: 'rating', title: words('评分不高于', 'Rated at most'), kind: 'choice', pinned: true, options: ['1', '2', '3', '4'].map((v) => ({ value: v, words: words(v, v) })) }, { key: 'received', title: words('收到日期', 'Days'), kind: 'days', pinned: true },
];

/** A phone note or a mail, entered by a colleague. */
function Receive() {
  const { t, tw } = useLanguage();
  const { message } = App.useApp();
  const receive = useAct(receiveFeedbackEnd);
  const [q, setQ] = useState('');
  const [orderId, setOrderId] = useState<string>();
  const [channel, setChannel] = useState<FeedbackChannel>('phone');
  const [author, setAuthor] = useState('');
  const [said, setSaid] = useState('');
  const [rating, setRating] = useState(0);
  const found = useRead(listOrders, { query: { q, limit: '8' } }, { enabled: q.trim().length >= 2 });
  return (
    <Popover trigger="click" placement="bottomRight" title={t('登记反馈', 'Record feedback')} content={
      <form style={{ display: 'grid', gap: 8, width: 340 }} onSubmit={(e) => e.preventDefault()}>
        <Select value={channel} onChange={setChannel} aria-label={t('渠道', 'Channel')} options={(Object.keys(feedbackChannels) as FeedbackChannel[]).map((k) => ({ value: k, label: tw(feedbackChannels[k]) }))} />
        <Select allowClear showSearch={{ onSearch: setQ, filterOption: false }} value={orderId ?? null} onChange={(v) => setOrderId(v ?? undefined)} placeholder={t('订单（可不填）', 'Order (optional)')} aria-label={t('订单', 'Order')} options={(found.data?.rows ?? []).map((o) => ({ value: o.id, label: `${o.orderNo} · ${o.buyer ?? ''}` }))} />
        <Input value={author} onChange={(e) => setAuthor(e.target.value)} maxLength={60} placeholder={t('客户称呼（可不填）', 'Who (optional)')} aria-label={t('客户称呼', 'Who')} />
        <Input.TextArea value={said} onChange={(e) => setSaid(e.target.value)} rows={4} maxLength={4000} placeholder={t('客户说了什么', 'What was said')} aria-label={t('内容', 'Words')} />
        <Rate value={rating} onChange={setRating} />
        {said.trim().length >= 2 && <ActButton act={receive} primary label={t('登记', 'Record')} run={async () => {
          const made = await receive.run({ body: { channel, orderId: orderId ?? null, author: author.trim() || null, words: said.trim(), rating: rating || null } });
          void message.success(made.feedbackNo);
          location.assign(`/sales/feedback/${made.id}`);
        }} />}
      </form>
    }><LeadingButton leadsTo={receiveFeedbackEnd} type="primary">{t('登记反馈…', 'Record…')}</LeadingButton></Popover>
  );
}

/** The same answer to many: thanks for praise, a word on one and the same matter. */
function AnswerMany({ rows, clear }: { rows: readonly FeedbackRow[]; clear: () => void }) {
  const t = useT();
  const answer = useAct(answerFeedbackEnd);
  const [said, setSaid] = useState('');
  return (
    <Popover trigger="click" content={
      <form style={{ display: 'grid', gap: 8, width: 320 }} onSubmit={(e) => e.preventDefault()}>
        <Input.TextArea value={said} onChange={(e) => setSaid(e.target.value)} rows={3} maxLength={4000} placeholder={t('对所选反馈的同一回应', 'The same answer to all chosen')} aria-label={t('回应', 'Answer')} autoFocus />
        {said.trim().length >= 2 && <ActOnMany act={answer} primary label={t('回应', 'Answer')} rows={rows} fit={(f) => f.state === 'open'} nameOf={(f) => f.feedbackNo} run={(f) => answer.run({ params: { id: f.id }, body: { words: said.trim(), public: true } })} onDone={clear} />}
      </form>
    }><LeadingButton leadsTo={answerFeedbackEnd} size="small">{t('批量回应…', 'Answer…')}</LeadingButton></Popover>
  );
}

export default function FeedbackList() {
  const t = useT();
  const spam = useAct(spamFeedbackEnd);
  return (
    <ListPage name="sales.feedback" title={t('客户反馈', 'Feedback')} endpoint={listFeedback} topics={['sales']} columns={columns} filters={filters} defaultSort="-received" rowKey={(f) => f.id} rowHref={(f) => `/sales/feedback/${f.id}`}
      searchHint={t('反馈号、订单、内容', 'Feedback, order, words')} exportPath="/feedback.xlsx" rule={['2.4.1']} empty={t('没有反馈。', 'No feedback.')} primary={<><Button href="/imports">{t('导入平台评价', 'Import reviews')}</Button><Receive /></>}
      acts={(rows, clear) => (
        <>
          <AnswerMany rows={rows} clear={clear} />
          <ActOnMany act={spam} label={t('判为垃圾信息', 'Spam')} confirm={t('判为垃圾信息后不再计时，也不再回应。', 'Spam has no clock and gets no answer.')} rows={rows} fit={(f) => f.state === 'open'} nameOf={(f) => f.feedbackNo} run={(f) => spam.run({ params: { id: f.id }, body: { version: f.version } })} onDone={clear} />
        </>
      )} />
  );
}
