import { useState } from 'react';
import { useParams } from '@tanstack/react-router';
import { Button, Input, Popover, Select } from 'antd';
import { answerFeedbackEnd, feedbackChannels, feedbackStates, finishTaskEnd, helpers, mergeFeedbackEnd, openTaskEnd, readFeedback, spamFeedbackEnd, withdrawTaskEnd, type FeedbackRecord } from '../../../../src/chapters/sales/contract.ts';
import { posts } from '../../../../src/kernel/posts.ts';
import { readTimeline } from '../../../../src/regulation/obligations/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import type { TimelineEntry } from '../../../ui/timeline.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import { CasePhotos } from './case-photos.tsx';
import { Mailed, MailsOfCase, WhereItGoes } from '../mail-intake/mails-of-case.tsx';

const box = { display: 'grid', gap: 8, width: 340 } as const;

export default function FeedbackPage() {
  const { id = '' } = useParams({ strict: false });
  return <RecordOf read={useRead(readFeedback, { params: { id } }, { topics: ['sales'] })}>{(f) => <Feedback f={f} />}</RecordOf>;
}

function Feedback({ f }: { f: FeedbackRecord }) {
  const { t, tw } = useLanguage();
  const spam = useAct(spamFeedbackEnd);
  const withdraw = useAct(withdrawTaskEnd);
  const case_ = useRead(readTimeline, { params: { type: 'feedback', id: f.id }, query: { limit: '100' } }, { topics: ['sales', 'regulation'] });
  const timeline: TimelineEntry[] = (case_.data?.facts ?? []).map((x) => ({ id: x.id, at: x.at, kind: 'fact', text: tw(x.sentence), by: x.by, clause: x.clause ?? undefined }));
  const live = f.state === 'open' || f.state === 'answered';
  return (
    <RecordPage title={t('客户反馈', 'Feedback')} number={f.feedbackNo} state={<span className={f.state === 'open' ? 'dz-soon' : 'dz-2'}>{tw(feedbackStates[f.state])}</span>} rule={['2.4.1']} timeline={timeline}
      acts={live && <><ActButton act={spam} label={t('垃圾信息', 'Spam')} confirm={t('判为垃圾信息后不再回应。', 'It is not answered any more.')} run={() => spam.run({ params: { id: f.id }, body: { version: f.version } })} /><Merge f={f} /><Help f={f} /><Answer f={f} /></>}
      facts={[{ title: t('反馈', 'Feedback'), facts: [
        { label: t('内容', 'Words'), value: <><span style={{ whiteSpace: 'pre-wrap' }}>{f.words}</span><CasePhotos ids={f.photoIds} /></> }, { label: t('渠道', 'Channel'), value: tw(feedbackChannels[f.channel]) }, { label: t('客户', 'From'), value: f.author }, { label: t('评分', 'Rating'), value: f.rating === null ? null : `${f.rating} / 5` },
        { label: t('订单', 'Order'), value: f.orderId ? <a href={`/sales/orders/${f.orderId}`}>{f.orderNo}</a> : null }, { label: t('收到', 'Received'), value: <When at={f.receivedAt} /> }, { label: t('经办', 'In hand of'), value: f.assignee },
        ...(f.mergedInto ? [{ label: t('并入', 'Merged into'), value: <a href={`/sales/feedback/${f.mergedInto.id}`}>{f.mergedInto.feedbackNo}</a> }] : []),
      ] }]}>
      <RelatedTable title={t('回应与备注', 'Answers and notes')} rows={f.messages} rowKey={(m) => m.id} empty={t('还没有回应', 'Nobody has answered')} columns={[
        { key: 'public', title: t('类型', 'Kind'), render: (m) => (m.byKind === 'customer' ? t('客户来信', 'Customer') : m.public ? <span>{t('公开回应', 'Public')} <Mailed of={m} /></span> : t('内部备注', 'Inside')) }, { key: 'words', title: t('内容', 'Words'), render: (m) => <div><span style={{ whiteSpace: 'pre-wrap' }}>{m.words}</span><CasePhotos ids={m.photoIds} /></div> }, { key: 'by', title: t('谁', 'By'), render: (m) => m.by }, { key: 'at', title: t('时间', 'At'), render: (m) => <When at={m.at} /> },
      ]} />
      <MailsOfCase mails={f.mails} />
      {f.taskList.length > 0 && (
        <RelatedTable title={t('协办', 'Help asked for')} rows={f.taskList} rowKey={(k) => k.id} empty="" columns={[
          { key: 'post', title: t('岗位', 'Post'), render: (k) => [tw(k.postWords), k.assignee].filter(Boolean).join(' · ') }, { key: 'ask', title: t('要求', 'Asked'), render: (k) => k.ask },
          { key: 'answer', title: t('结果', 'Result'), render: (k) => (k.state === 'open' ? <span className="dz-row"><Done k={k} /><ActButton act={withdraw} size="small" label={t('撤回', 'Withdraw')} run={() => withdraw.run({ params: { id: k.id }, body: { version: k.version } })} /></span> : k.state === 'withdrawn' ? t('已撤回', 'Withdrawn') : k.answer) },
          { key: 'at', title: t('时间', 'At'), render: (k) => <When at={k.doneAt ?? k.openedAt} /> },
        ]} />
      )}
    </RecordPage>
  );
}

function Answer({ f }: { f: FeedbackRecord }) {
  const t = useT();
  const answer = useAct(answerFeedbackEnd);
  const [said, setSaid] = useState('');
  const run = (isPublic: boolean) => async () => {
    await answer.run({ params: { id: f.id }, body: { words: said.trim(), public: isPublic } });
    setSaid('');
  };
  return (
    <Popover trigger="click" placement="bottomRight" title={t('回应客户', 'Answer')} content={
      <form style={box} onSubmit={(e) => e.preventDefault()}>
        <Input.TextArea value={said} onChange={(e) => setSaid(e.target.value)} rows={4} maxLength={4000} placeholder={t('回应的内容', 'The answer')} aria-label={t('回应的内容', 'The answer')} />
        <WhereItGoes byMail={f.byMail} />
        {said.trim() !== '' && <span className="dz-row"><ActButton act={answer} primary size="small" label={f.byMail.possible ? t('发邮件答复', 'Answer by mail') : t('已公开回应', 'Answered')} run={run(true)} /><ActButton act={answer} size="small" label={t('内部备注', 'Inside note')} run={run(false)} /></span>}
      </form>
    }><Button type="primary">{t('回应…', 'Answer…')}</Button></Popover>
  );
}

function Help({ f }: { f: FeedbackRecord }) {
  const { t, tw } = useLanguage();
  const ask = useAct(openTaskEnd);
  const [post, setPost] = useState<(typeof helpers)[number]>('warehouse');
  const [what, setWhat] = useState('');
  return (
    <Popover trigger="click" placement="bottomRight" title={t('请其他岗位协办', 'Ask another post')} content={
      <form style={box} onSubmit={(e) => e.preventDefault()}>
        <Select value={post} onChange={setPost} aria-label={t('岗位', 'Post')} options={helpers.map((p) => ({ value: p, label: tw(posts[p]) }))} />
        <Input.TextArea value={what} onChange={(e) => setWhat(e.target.value)} rows={3} maxLength={1000} placeholder={t('要协办什么', 'What is asked')} aria-label={t('要协办什么', 'What is asked')} />
        {what.trim().length >= 2 && <ActButton act={ask} primary size="small" label={t('请求', 'Ask')} run={() => ask.run({ params: { id: f.id }, body: { post, staffId: null, ask: what.trim() } })} />}
      </form>
    }><Button>{t('请求协办…', 'Ask for help…')}</Button></Popover>
  );
}

function Merge({ f }: { f: FeedbackRecord }) {
  const t = useT();
  const merge = useAct(mergeFeedbackEnd);
  const [into, setInto] = useState('');
  return (
    <Popover trigger="click" placement="bottomRight" content={
      <form className="dz-row" onSubmit={(e) => e.preventDefault()}>
        <Input value={into} onChange={(e) => setInto(e.target.value)} maxLength={40} placeholder={t('并入的反馈号', 'Feedback number')} aria-label={t('并入的反馈号', 'Feedback number')} />
        {into.trim().length >= 4 && <ActButton act={merge} primary size="small" label={t('并入', 'Merge')} run={() => merge.run({ params: { id: f.id }, body: { version: f.version, into: into.trim() } })} />}
      </form>
    }><Button>{t('并入…', 'Merge…')}</Button></Popover>
  );
}

function Done({ k }: { k: FeedbackRecord['taskList'][number] }) {
  const t = useT();
  const finish = useAct(finishTaskEnd);
  const [said, setSaid] = useState('');
  return <span className="dz-row"><Input size="small" value={said} onChange={(e) => setSaid(e.target.value)} maxLength={1000} placeholder={t('办理结果', 'Result')} aria-label={t('办理结果', 'Result')} />{said.trim().length >= 2 && <ActButton act={finish} size="small" label={t('办结', 'Done')} run={() => finish.run({ params: { id: k.id }, body: { version: k.version, answer: said.trim() } })} />}</span>;
}
