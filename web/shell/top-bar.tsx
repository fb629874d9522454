import { useState } from 'react';
import { App, Badge, Button, Dropdown, Popover, Tag } from 'antd';
import { BellOutlined, MenuOutlined, SearchOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { posts as postWords } from '../../src/kernel/posts.ts';
import { call } from '../ui/api.ts';
import { useLanguage } from '../ui/language.tsx';
import { useLiveState } from '../ui/live.tsx';
import { now } from '../ui/now.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { useScheme, type SchemeChoice } from '../ui/scheme.tsx';
import { useAct, useRead } from '../ui/use-api.ts';
import { When } from '../ui/values.tsx';
import { listNotices, readNotices, setLanguage as rememberLanguage, signOut, standInFor } from './endpoints.ts';
import { useDueCounts } from './navigation.tsx';
import { usePerson } from './session.tsx';

export function TopBar({ onMenu, onSearch, phone }: { onMenu: () => void; onSearch: () => void; phone: boolean }) {
  const { t } = useLanguage();
  const person = usePerson();
  const mac = /mac/i.test(navigator.userAgent);
  return (
    <header className="dz-top">
      {phone && <Button type="text" icon={<MenuOutlined />} onClick={onMenu} aria-label={t('打开导航', 'Open navigation')} />}
      <button type="button" className="dz-top-search" onClick={onSearch} aria-keyshortcuts="Control+K Meta+K">
        <SearchOutlined /><span className="dz-cut">{t('搜订单、客户、运单、条款、命令', 'Orders, customers, parcels, clauses, commands')}</span><kbd aria-hidden>{mac ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <div className="dz-grow" />
      <DueCounter />
      {person.substitute && <Tag className="dz-wide-only" title={t('代班中', 'Standing in')}>{t(`代 ${person.substitute.name}`, `for ${person.substitute.name}`)}</Tag>}
      <LiveDot />
      <Notices />
      <PersonMenu />
    </header>
  );
}

function DueCounter() {
  const { t } = useLanguage();
  const counts = useDueCounts().data;
  if (!counts) return null;
  return (
    <a href="/" className="dz-due-counter" title={t('我的工作', 'My work')}>
      {counts.overdue > 0 && <span className="dz-over">{t('已超', 'Over')} <b>{counts.overdue}</b></span>}
      {counts.escalated > 0 && <span>{t('升级', 'Escalated')} <b>{counts.escalated}</b></span>}
      <span>{t('今天', 'Today')} <b>{counts.today}</b></span>
    </a>
  );
}

function LiveDot() {
  const { t } = useLanguage();
  const state = useLiveState();
  const said = { live: t('实时更新中', 'Live'), connecting: t('正在连接', 'Connecting'), waiting: t('连接中断，正在重试', 'Connection lost, trying again'), paused: t('已暂停更新', 'Paused') };
  return <span className={`dz-live dz-live-${state}`} title={said[state]} role="img" aria-label={said[state]} />;
}

function Notices() {
  const { t, tw } = useLanguage();
  const read = useRead(listNotices, { query: { limit: '30' } }, { topics: ['notice'] });
  const mark = useAct(readNotices);
  const [open, setOpen] = useState(false);
  const unread = read.data?.unread ?? 0;
  const toggle = (next: boolean) => {
    setOpen(next);
    // A mark that fails leaves them unread: they show again, nothing is lost.
    if (!next && unread > 0) void mark.run({ body: { upTo: now() } }).catch(() => undefined);
  };
  return (
    <Popover open={open} onOpenChange={toggle} trigger="click" placement="bottomRight" arrow={false} classNames={{ root: 'dz-notices-pop' }} title={t('通知', 'Notices')} content={
      <div className="dz-notices">
        {read.error && <ProblemNote small error={read.error} onRetry={() => void read.refetch()} />}
        {read.data?.rows.length === 0 && <p className="dz-2">{t('没有通知。', 'No notices.')}</p>}
        <ul>
          {read.data?.rows.map((n) => (
            <li key={n.id} className={n.read ? undefined : 'dz-new'}>
              {n.href ? <a href={n.href} onClick={() => toggle(false)}>{tw(n.text)}</a> : <span>{tw(n.text)}</span>}
              <small><When at={n.at} /></small>
            </li>
          ))}
        </ul>
      </div>
    }>
      <Button type="text" aria-label={unread > 0 ? t(`通知，${unread} 条未读`, `Notices, ${unread} unread`) : t('通知', 'Notices')} icon={<Badge count={unread} size="small" overflowCount={99} offset={[6, -2]} color="var(--primary)"><BellOutlined /></Badge>} />
    </Popover>
  );
}

function PersonMenu() {
  const { t, tw, language, setLanguage } = useLanguage();
  const { choice, choose } = useScheme();
  const { message } = App.useApp();
  const client = useQueryClient();
  const person = usePerson();
  const schemes: [SchemeChoice, string][] = [['light', t('浅色', 'Light')], ['dark', t('深色', 'Dark')], ['system', t('跟随系统', 'As the system')]];
  const switchLanguage = async () => {
    const next = language === 'zh' ? 'en' : 'zh';
    setLanguage(next);
    try {
      await call(rememberLanguage, { body: { language: next } });
    } catch (error) {
      void message.error((error as Error).message);
    }
  };
  const standIn = async (staffId: string | null) => {
    try {
      await call(standInFor, { body: { staffId } });
      window.location.reload();
    } catch (error) {
      void message.error((error as Error).message);
    }
  };
  const leave = async () => {
    try {
      await call(signOut, { body: {} });
      client.clear();
      window.location.assign('/');
    } catch (error) {
      void message.error((error as Error).message);
    }
  };
  return (
    <Dropdown trigger={['click']} placement="bottomRight" menu={{
      items: [
        { key: 'who', type: 'group', label: person.posts.map((p) => tw(postWords[p])).join(' · ') },
        { key: 'me', label: <a href="/settings/me">{t('我的账号', 'My account')}</a> },
        ...(person.substitute
          ? [{ key: 'own', label: t(`结束代 ${person.substitute.name} 操作`, `Stop acting for ${person.substitute.name}`), onClick: () => void standIn(null) }]
          : person.mayStandInFor.map((x) => ({ key: `for-${x.id}`, label: t(`代 ${x.name} 操作`, `Act for ${x.name}`), onClick: () => void standIn(x.id) }))),
        { type: 'divider' },
        { key: 'language', label: language === 'zh' ? 'English' : '切换到中文', onClick: () => void switchLanguage() },
        { key: 'scheme', label: t('外观', 'Appearance'), children: schemes.map(([key, label]) => ({ key, label: `${choice === key ? '✓ ' : ''}${label}`, onClick: () => choose(key) })) },
        { type: 'divider' },
        { key: 'out', label: t('退出登录', 'Sign out'), onClick: () => void leave() },
      ],
    }}>
      <Button type="text" aria-label={t(`${person.name} 的菜单`, `Menu of ${person.name}`)}>{person.name}</Button>
    </Dropdown>
  );
}
