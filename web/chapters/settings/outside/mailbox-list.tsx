import { useState } from 'react';
import { Button, Drawer } from 'antd';
import { PlusOutlined } from '@ant-design/icons';
import { listMailboxes, mailFeeds, switchMailboxAct, type MailboxRow } from '../../../../src/chapters/sales/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import { usePerson } from '../../../shell/session.tsx';
import { ChangeMailbox, NewMailbox } from './mailbox-form.tsx';
import './outside.css';

function Feeds({ of }: { of: MailboxRow['feeds'] }) {
  const { tw } = useLanguage();
  return <>{tw(mailFeeds[of])}</>;
}
function State({ of: b }: { of: MailboxRow }) {
  const t = useT();
  if (!b.active) return <span className="dz-2">{t('已停用', 'Off')}</span>;
  if (b.error) return <span className="dz-breach">{t('收取失败', 'Failing')}</span>;
  return b.fetchedAt === null ? <span className="dz-soon">{t('即将收取', 'About to fetch')}</span> : <span className="dz-kept">{t('正常', 'Fetching')}</span>;
}

const columns: Column<MailboxRow>[] = [
  { key: 'name', title: words('名称', 'Name'), width: 'minmax(130px, 1.2fr)', fixed: true, sort: 'up', render: (b) => <b className="dz-cut">{b.name}</b> },
  { key: 'address', title: words('邮箱地址', 'Address'), width: 'minmax(160px, 1.5fr)', render: (b) => <span className="dz-cut">{b.address}</span> },
  { key: 'feeds', title: words('来信作为', 'Mails become'), width: 100, render: (b) => <Feeds of={b.feeds} /> },
  { key: 'store', title: words('店铺', 'Store'), width: 'minmax(100px, 1fr)', render: (b) => <span className="dz-cut">{b.storeName ?? '—'}</span> },
  { key: 'state', title: words('状态', 'State'), width: 100, render: (b) => <State of={b} /> },
  { key: 'taken', title: words('已受理', 'Taken in'), width: 80, align: 'right', render: (b) => b.taken },
  { key: 'waiting', title: words('待处理', 'Waiting'), width: 80, align: 'right', render: (b) => <span className={b.waiting > 0 ? 'dz-soon' : undefined}>{b.waiting}</span> },
  { key: 'fetched', title: words('最近收取', 'Last fetched'), width: 120, render: (b) => <When at={b.fetchedAt} /> },
  { key: 'created', title: words('添加', 'Added'), width: 120, sort: 'down', hidden: true, render: (b) => <When at={b.createdAt} /> },
];
const filters: Filter[] = [
  { key: 'feeds', kind: 'choice', many: true, pinned: true, title: words('来信作为', 'Mails become'), options: Object.entries(mailFeeds).map(([value, w]) => ({ value, words: w })) },
  { key: 'active', kind: 'choice', pinned: true, title: words('状态', 'State'), options: [{ value: 'true', words: words('启用', 'On') }, { value: 'false', words: words('停用', 'Off') }] },
];

function Peek({ row: b, onChange }: { row: MailboxRow; onChange: () => void }) {
  const { t, tw } = useLanguage();
  const mayChange = usePerson().posts.includes('administrator');
  const on = useAct(switchMailboxAct);
  const turn = (active: boolean) => on.run({ params: { id: b.id }, body: { active } });
  return (
    <>
      {b.error && <p className="dz-breach" role="alert">{tw(b.error)} <span className="dz-2">{t('自', 'Since')} <When at={b.failingSince} /></span></p>}
      <dl className="dz-facts">
        <div><dt>{t('邮箱地址', 'Address')}</dt><dd>{b.address}</dd></div>
        <div><dt>{t('来信作为', 'Mails become')}</dt><dd><Feeds of={b.feeds} /></dd></div>
        <div><dt>{t('服务器', 'Server')}</dt><dd className="dz-mono">{b.host}:{b.port}</dd></div>
        <div><dt>{t('登录名', 'Login')}</dt><dd>{b.login}</dd></div>
        <div><dt>{t('授权码', 'App password')}</dt><dd>{t('已保存，不再显示', 'Kept, not shown again')}</dd></div>
        <div><dt>{t('文件夹', 'Folder')}</dt><dd>{b.folder}</dd></div>
        <div><dt>{t('固定的证书', 'Pinned certificate')}</dt><dd className="dz-mono dz-mailbox-fingerprint">{b.certificate ?? '—'}</dd></div>
        <div><dt>{t('从何时起', 'Mails since')}</dt><dd><When at={b.since} /></dd></div>
        <div><dt>{t('最近收取', 'Last fetched')}</dt><dd><When at={b.fetchedAt} /></dd></div>
        <div><dt>{t('来信', 'Mails')}</dt><dd>{b.taken} {t('封已受理', 'taken in')}{b.waiting > 0 && t(`，${b.waiting} 封待处理`, `, ${b.waiting} waiting`)}</dd></div>
      </dl>
      <div className="dz-row dz-form-foot" style={{ marginTop: 12, flexWrap: 'wrap' }}>
        {mayChange && <Button type="primary" onClick={onChange}>{t('修改或测试', 'Change or test')}</Button>}
        {mayChange && <ActButton act={on} label={b.active ? t('停用', 'Switch off') : t('启用', 'Switch on')} run={() => turn(!b.active)} undo={() => turn(b.active)} done={b.active ? t('已停用', 'Off') : t('已启用', 'On')} />}
        <Button href={`/sales/mails?mailbox=${b.id}`}>{t('查看来信', 'Its mails')}</Button>
      </div>
    </>
  );
}

export default function MailboxList() {
  const t = useT();
  const mayChange = usePerson().posts.includes('administrator');
  const [open, setOpen] = useState<'new' | MailboxRow | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <ListPage name="settings.mailboxes" title={t('收件邮箱', 'Mailboxes')} endpoint={listMailboxes} topics={['sales']} columns={columns} filters={filters} defaultSort="created" rowKey={(b) => b.id}
        previewTitle={(b) => b.name} preview={(b) => <Peek row={b} onChange={() => setOpen(b)} />} searchHint={t('名称、地址或服务器', 'Name, address or server')}
        primary={mayChange && <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen('new')}>{t('添加邮箱', 'Add a mailbox')}</Button>}
        empty={<EmptyState title={t('还没有收件邮箱', 'No mailboxes yet')} hint={t('接上公司的售后或商务邮箱，来信会自动成为反馈、投诉或线索，并按收到的时间计时。邮箱里的邮件不会被改动。', 'Connect the company’s after-sales or sales mailbox: mails become feedback, complaints or leads by themselves, timed from when they arrived. Nothing in the mailbox is changed.')} />} />
      <Drawer open={open !== null} onClose={close} size={560} destroyOnHidden title={open === 'new' ? t('添加收件邮箱', 'Add a mailbox') : t('修改收件邮箱', 'Change the mailbox')}>
        {open === 'new' ? <NewMailbox onClose={close} /> : open && <ChangeMailbox of={open} onClose={close} />}
      </Drawer>
    </>
  );
}
