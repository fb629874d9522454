import { useState } from 'react';
import { Button, Drawer } from 'antd';
import { PlusOutlined } from '@ant-design/icons';
import { allPosts, posts } from '../../../../src/kernel/posts.ts';
import { words } from '../../../../src/kernel/words.ts';
import { listStaff } from '../../../../src/registers/company/staff/contract.ts';
import { usePerson } from '../../../shell/session.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { IdTag, When } from '../../../ui/values.tsx';
import { AddStaff } from './staff-forms.tsx';

type Row = RowOf<typeof listStaff>;

export function Posts({ of }: { of: Row['posts'] }) {
  const { tw } = useLanguage();
  return of.length === 0 ? <span className="dz-2">—</span> : <span className="dz-cut">{of.map((p) => tw(posts[p])).join(' · ')}</span>;
}

function State({ row }: { row: Row }) {
  const t = useT();
  if (!row.active) return <span className="dz-2">{t('已停用', 'Disabled')}</span>;
  return row.awayUntil === null ? <>{t('在职', 'Active')}</> : <span className="dz-soon">{t('离岗，有人代班', 'Away')}</span>;
}

const columns: Column<Row>[] = [
  { key: 'name', title: words('姓名', 'Name'), width: 120, fixed: true, sort: 'up', render: (s) => <b>{s.name}</b> },
  { key: 'login', title: words('登录账号', 'Account'), width: 160, render: (s) => <IdTag value={s.login} /> },
  { key: 'posts', title: words('岗位', 'Posts'), width: 'minmax(160px, 2fr)', render: (s) => <Posts of={s.posts} /> },
  { key: 'teams', title: words('团队', 'Teams'), width: '1fr', render: (s) => <span className="dz-cut">{s.teams.map((x) => x.name).join(' · ') || '—'}</span> },
  { key: 'superior', title: words('直接上级', 'Superior'), width: 100, render: (s) => s.superior?.name ?? '—' },
  { key: 'shift', title: words('班次', 'Shift'), width: 100, render: (s) => s.shift?.name ?? '—' },
  { key: 'phone', title: words('电话', 'Phone'), width: 120, hidden: true, render: (s) => s.phone ?? '—' },
  { key: 'seen', title: words('最近登录', 'Last seen'), width: 110, render: (s) => <When at={s.lastSeenAt} /> },
  { key: 'createdAt', title: words('加入', 'Added'), width: 110, hidden: true, sort: 'down', render: (s) => <When at={s.createdAt} /> },
  { key: 'state', title: words('状态', 'State'), width: 100, render: (s) => <State row={s} /> },
];
const filters: Filter[] = [
  { key: 'post', kind: 'choice', many: true, pinned: true, title: words('岗位', 'Post'), options: allPosts.map((p) => ({ value: p, words: posts[p] })) },
  { key: 'active', kind: 'choice', pinned: true, title: words('状态', 'State'), options: [{ value: 'true', words: words('在职', 'Active') }, { value: 'false', words: words('已停用', 'Disabled') }] },
];

export default function StaffList() {
  const t = useT();
  const person = usePerson();
  const [adding, setAdding] = useState(false);
  const may = person.posts.includes('administrator');
  return (
    <>
      <ListPage name="settings.staff" title={t('员工', 'Staff')} endpoint={listStaff} topics={['staff', 'post', 'team', 'superior', 'shift', 'substitute']} columns={columns} filters={filters} defaultSort="name"
        rowKey={(s) => s.id} rowHref={(s) => `/settings/staff/${s.id}`} searchHint={t('姓名、拼音、账号、手机尾号', 'Name, pinyin, account, end of the phone')}
        primary={may && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('新增员工', 'Add staff')}</Button>} />
      <Drawer open={adding} onClose={() => setAdding(false)} size={520} destroyOnHidden title={t('新增员工', 'Add a member of staff')}>
        <AddStaff onClose={() => setAdding(false)} />
      </Drawer>
    </>
  );
}
