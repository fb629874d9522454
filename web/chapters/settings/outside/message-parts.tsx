import { cancelMessage, readMessage, retryMessage, type channelNames, type messageStates, type message } from '../../../../src/app/messaging/contract.ts';
import type { z } from 'zod';
import { words, type Words } from '../../../../src/kernel/words.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';

export type MessageRow = z.output<typeof message>;
export const channelWords: Record<(typeof channelNames)[number], Words> = {
  webhook: words('推送', 'Webhook'), robot: words('群机器人', 'Robot'), mail: words('邮件', 'Mail'), sms: words('短信', 'Short message'),
};
export const stateWords: Record<(typeof messageStates)[number], Words> = {
  waiting: words('待发送', 'Waiting'), sent: words('已发送', 'Sent'), failed: words('失败', 'Failed'), cancelled: words('已取消', 'Called off'),
};
const outcomeWords = { sent: words('成功', 'Delivered'), again: words('稍后重试', 'Will be tried again'), failed: words('失败', 'Failed') };

export function ChannelName({ of }: { of: string }) {
  const { tw } = useLanguage();
  return <>{tw(channelWords[of as keyof typeof channelWords] ?? words(of, of))}</>;
}

function State({ of: m }: { of: MessageRow }) {
  const { tw, t } = useLanguage();
  const look = m.state === 'sent' ? 'dz-kept' : m.state === 'failed' ? 'dz-breach' : m.state === 'waiting' && !m.connected ? 'dz-soon' : 'dz-2';
  return <span className={look}>{m.state === 'waiting' && !m.connected ? t('通道未接通', 'Not connected') : tw(stateWords[m.state])}</span>;
}

export const messageColumns: Column<MessageRow>[] = [
  { key: 'created', title: words('时间', 'Time'), width: 130, fixed: true, sort: 'down', render: (m) => <When at={m.createdAt} /> },
  { key: 'channel', title: words('通道', 'Channel'), width: 90, render: (m) => <ChannelName of={m.channel} /> },
  { key: 'what', title: words('内容', 'What'), width: 'minmax(160px, 1.5fr)', render: (m) => <span className="dz-cut">{m.what ?? '—'}</span> },
  { key: 'recipient', title: words('接收方', 'To'), width: 'minmax(110px, 1fr)', render: (m) => <span className="dz-cut">{m.recipient}</span> },
  { key: 'state', title: words('状态', 'State'), width: 100, render: (m) => <State of={m} /> },
  { key: 'attempts', title: words('次数', 'Tries'), width: 60, align: 'right', render: (m) => m.attempts },
  { key: 'reason', title: words('失败原因', 'Reason'), width: 'minmax(140px, 1.5fr)', render: (m) => <span className="dz-cut dz-2" title={m.lastError ?? undefined}>{m.lastError ?? ''}</span> },
  { key: 'next', title: words('下次发送', 'Next try'), width: 120, hidden: true, render: (m) => (m.state === 'waiting' ? <When at={m.nextAt} /> : '—') },
];
export const stateFilter: Filter = { key: 'state', kind: 'choice', many: true, pinned: true, title: words('状态', 'State'), options: Object.entries(stateWords).map(([value, w]) => ({ value, words: w })) };
export const daysFilter: Filter = { key: 'days', kind: 'days', pinned: true, title: words('日期', 'Days') };

/** One message: where it stands, each attempt, and what can be done about it. */
export function MessagePeek({ row }: { row: MessageRow }) {
  const { t, tw } = useLanguage();
  const read = useRead(readMessage, { params: { id: row.id } }, { topics: ['message'] });
  const again = useAct(retryMessage);
  const cancel = useAct(cancelMessage);
  const m = read.data ?? row;
  const replay = m.state === 'sent' && m.channel === 'webhook';
  return (
    <>
      <dl className="dz-facts">
        <div><dt>{t('编号', 'Id')}</dt><dd><IdTag value={m.id} /></dd></div>
        <div><dt>{t('通道', 'Channel')}</dt><dd><ChannelName of={m.channel} /></dd></div>
        <div><dt>{t('接收方', 'To')}</dt><dd>{m.recipient}</dd></div>
        <div><dt>{t('状态', 'State')}</dt><dd><State of={m} /></dd></div>
        {m.subjectId && <div><dt>{t('相关单据', 'About')}</dt><dd><a href={`/cases/${m.subjectType}/${m.subjectId}`}>{t('查看时间线', 'Its timeline')}</a></dd></div>}
        {m.state === 'waiting' && m.connected && <div><dt>{t('下次发送', 'Next try')}</dt><dd><When at={m.nextAt} /></dd></div>}
        {m.sentAt !== null && <div><dt>{t('送出', 'Sent')}</dt><dd><When at={m.sentAt} /></dd></div>}
      </dl>
      {m.state === 'waiting' && !m.connected && <p className="dz-soon">{t('该通道没有配置，消息会一直等到接通为止；请改用人工告知。', 'This channel is not set up: the message waits until it is. Tell people by hand meanwhile.')}</p>}
      <div className="dz-row dz-form-foot" style={{ margin: '12px 0' }}>
        {(m.state === 'failed' || m.state === 'cancelled' || replay) && <ActButton act={again} primary={m.state === 'failed'} label={replay ? t('重放', 'Replay') : t('重新发送', 'Send again')} done={t('已排入发送', 'Queued')} run={() => again.run({ params: { id: m.id }, body: {} })} />}
        {m.state === 'waiting' && <ActButton act={cancel} label={t('不再发送', 'Call off')} confirm={t('接收方不会收到这条消息。', 'The receiver will not get it.')} done={t('已取消', 'Called off')} run={() => cancel.run({ params: { id: m.id }, body: {} })} />}
      </div>
      {read.error ? <ProblemNote small error={read.error} /> : (
        <RelatedTable title={t('发送记录', 'Attempts')} rows={read.data?.tries ?? []} rowKey={(x) => `${x.at}-${x.outcome}-${x.tookMs}`} empty={t('还没有发送过', 'Not tried yet')} columns={[
          { key: 'at', title: t('时间', 'Time'), render: (x) => <When at={x.at} /> },
          { key: 'outcome', title: t('结果', 'Outcome'), render: (x) => <span className={x.outcome === 'sent' ? 'dz-kept' : x.outcome === 'failed' ? 'dz-breach' : 'dz-soon'}>{tw(outcomeWords[x.outcome])}</span> },
          { key: 'reason', title: t('原因', 'Reason'), render: (x) => x.reason ?? '—' },
          { key: 'took', title: t('用时', 'Took'), align: 'right', render: (x) => `${x.tookMs} ms` },
        ]} />
      )}
    </>
  );
}

export function usePreviewTitle() {
  const t = useT();
  return (m: MessageRow) => m.what ?? t('消息', 'Message');
}
