import { channelStates, listMessages } from '../../../../src/app/messaging/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import { channelWords, daysFilter, messageColumns, MessagePeek, stateFilter, usePreviewTitle } from './message-parts.tsx';
import './outside.css';

const filters: Filter[] = [
  stateFilter,
  { key: 'channel', kind: 'choice', many: true, pinned: true, title: words('通道', 'Channel'), options: Object.entries(channelWords).map(([value, w]) => ({ value, words: w })) },
  daysFilter,
  { key: 'recipient', kind: 'text', title: words('接收方', 'Receiver') },
  { key: 'subjectId', kind: 'text', title: words('单据编号', 'Record id') },
];

/** Where the receivers of a channel are set up. */
const receiverPages: Readonly<Record<string, string>> = { webhook: '/settings/webhooks', robot: '/settings/robots' };

/** Which ways out are open and what waits before each. */
function Channels() {
  const { t, tw } = useLanguage();
  const read = useRead(channelStates, {}, { topics: ['message'] });
  return (
    <ul className="dz-channels" aria-label={t('消息通道', 'Channels')}>
      {(read.data?.rows ?? []).map((c) => (
        <li key={c.channel}>
          <b>{tw(channelWords[c.channel])}</b>
          <span className={c.connected ? 'dz-kept' : 'dz-soon'}>{c.connected ? t('已接通', 'Connected') : c.receivers === 0 ? <a href={receiverPages[c.channel]}>{t('未设置', 'None set up')}</a> : t('未接通', 'Not connected')}</span>
          {c.waiting > 0 && <span className="dz-2">{t(`${c.waiting} 条待发`, `${c.waiting} waiting`)}</span>}
          {c.failed > 0 && <a className="dz-breach" href={`/settings/messages?state=failed&channel=${c.channel}`}>{t(`${c.failed} 条失败`, `${c.failed} failed`)}</a>}
        </li>
      ))}
      {read.data && <Incoming boxes={read.data.incoming} />}
    </ul>
  );
}

/** The mailboxes that are read: when last, and what stands in the way since when. */
function Incoming({ boxes }: { boxes: Answer<typeof channelStates>['incoming'] }) {
  const { t, tw } = useLanguage();
  if (boxes.length === 0) return <li><b>{t('收件邮箱', 'Incoming mail')}</b><span className="dz-soon"><a href="/settings/mailboxes">{t('未设置', 'None set up')}</a></span></li>;
  return boxes.map((b) => (
    <li key={b.id}>
      <b>{t('收件邮箱', 'Incoming mail')} <a href={`/settings/mailboxes?q=${encodeURIComponent(b.name)}`}>{b.name}</a></b>
      {!b.active ? <span className="dz-2">{t('已停用', 'Off')}</span> : b.error !== null ? <span className="dz-breach">{t('收取失败', 'Failing')}</span> : b.fetchedAt === null ? <span className="dz-soon">{t('即将收取', 'About to fetch')}</span> : <span className="dz-kept">{t('正常', 'Fetching')}</span>}
      {b.fetchedAt !== null && <span className="dz-2">{t('最近收取', 'last read')} <When at={b.fetchedAt} /></span>}
      {b.active && b.failingSince !== null && <span className="dz-2">{t('故障始于', 'failing since')} <When at={b.failingSince} /></span>}
      {b.active && b.error !== null && <span className="dz-breach">{tw(b.error)}</span>}
      {b.waiting > 0 && <a className="dz-soon" href={`/sales/mails?state=waiting&mailbox=${b.id}`}>{t(`${b.waiting} 封待处理`, `${b.waiting} waiting`)}</a>}
    </li>
  ));
}

export default function MessageList() {
  const { t } = useLanguage();
  return (
    <ListPage name="settings.messages" title={t('消息外发', 'Messages out')} endpoint={listMessages} topics={['message']} columns={messageColumns} filters={filters} defaultSort="-created" rowKey={(m) => m.id}
      above={<Channels />} previewTitle={usePreviewTitle()} preview={(m) => <MessagePeek row={m} />} searchHint={t('完整号码、地址、编号，或内容开头', 'A whole number, address or id, or how it begins')}
      empty={<EmptyState title={t('没有符合条件的消息', 'No such messages')} hint={t('系统发出的短信、邮件、群机器人消息和推送都记录在这里。', 'Short messages, mails, robot messages and deliveries to webhooks stand here.')} />} />
  );
}
