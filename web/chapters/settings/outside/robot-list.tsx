import { useState } from 'react';
import { Button, Drawer } from 'antd';
import { PlusOutlined } from '@ant-design/icons';
import { deleteRobot, listRobots, robotKindWords, switchRobot, testRobot } from '../../../../src/app/messaging/robots/contract.ts';
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
import { ChangeRobot, NewRobot, type Robot } from './robot-form.tsx';

function Kind({ of }: { of: Robot['kind'] }) {
  const { tw } = useLanguage();
  return <>{tw(robotKindWords[of])}</>;
}
function State({ on }: { on: boolean }) {
  const t = useT();
  return on ? <span className="dz-kept">{t('启用', 'On')}</span> : <span className="dz-soon">{t('已停用', 'Off')}</span>;
}

const columns: Column<Robot>[] = [
  { key: 'name', title: words('名称', 'Name'), width: 'minmax(130px, 1.5fr)', fixed: true, sort: 'up', render: (r) => <b className="dz-cut">{r.name}</b> },
  { key: 'kind', title: words('类型', 'Kind'), width: 100, render: (r) => <Kind of={r.kind} /> },
  { key: 'owner', title: words('归属', 'Whose'), width: 'minmax(100px, 1fr)', render: (r) => <span className="dz-cut">{r.teamName ?? r.staffName ?? '—'}</span> },
  { key: 'hint', title: words('地址', 'Address'), width: 'minmax(150px, 1.5fr)', render: (r) => <span className="dz-cut dz-mono">{r.hint}</span> },
  { key: 'state', title: words('状态', 'State'), width: 90, render: (r) => <State on={r.active} /> },
  { key: 'waiting', title: words('待发', 'Waiting'), width: 70, align: 'right', render: (r) => r.waiting },
  { key: 'failed', title: words('失败', 'Failed'), width: 70, align: 'right', render: (r) => <span className={r.failed > 0 ? 'dz-breach' : undefined}>{r.failed}</span> },
  { key: 'last', title: words('最近发送', 'Last message'), width: 120, render: (r) => <When at={r.lastSentAt} /> },
  { key: 'created', title: words('添加', 'Added'), width: 120, sort: 'down', hidden: true, render: (r) => <When at={r.createdAt} /> },
];
const filters: Filter[] = [
  { key: 'kind', kind: 'choice', many: true, pinned: true, title: words('类型', 'Kind'), options: Object.entries(robotKindWords).map(([value, w]) => ({ value, words: w })) },
  { key: 'active', kind: 'choice', pinned: true, title: words('状态', 'State'), options: [{ value: 'true', words: words('启用', 'On') }, { value: 'false', words: words('停用', 'Off') }] },
];

function Peek({ row: r, onChange }: { row: Robot; onChange: () => void }) {
  const t = useT();
  const mayChange = usePerson().posts.includes('administrator');
  const [on, test, drop] = [useAct(switchRobot), useAct(testRobot), useAct(deleteRobot)];
  const one = { params: { id: r.id } };
  return (
    <>
      <dl className="dz-facts">
        <div><dt>{t('类型', 'Kind')}</dt><dd><Kind of={r.kind} /></dd></div>
        <div><dt>{t('归属', 'Whose')}</dt><dd>{r.teamName ?? r.staffName ?? t('全公司', 'The whole company')}</dd></div>
        <div><dt>{t('地址', 'Address')}</dt><dd className="dz-mono">{r.hint}</dd></div>
        <div><dt>{t('加签', 'Signed')}</dt><dd>{r.signed ? t('是，密钥不再显示', 'Yes; the secret is not shown again') : t('否（地址即密钥）', 'No: the address is the secret')}</dd></div>
        <div><dt>{t('状态', 'State')}</dt><dd><State on={r.active} /></dd></div>
        <div><dt>{t('消息', 'Messages')}</dt><dd><a href={`/settings/messages?channel=robot&recipient=${r.id}`}>{t('发送记录', 'What it said')}</a></dd></div>
      </dl>
      {mayChange && (
        <div className="dz-row dz-form-foot" style={{ marginTop: 12, flexWrap: 'wrap' }}>
          <ActButton act={test} primary label={t('发送测试', 'Send a test')} done={t('已排入发送', 'Queued')} {...(r.active ? {} : { refused: { detail: t('已停用，请先启用。', 'It is off: switch it on first.') } })} run={() => test.run({ ...one, body: {} })} />
          <Button onClick={onChange}>{t('修改', 'Change')}</Button>
          <ActButton act={on} label={r.active ? t('停用', 'Switch off') : t('启用', 'Switch on')} run={() => on.run({ ...one, body: { active: !r.active } })} undo={() => on.run({ ...one, body: { active: r.active } })} done={r.active ? t('已停用', 'Off') : t('已启用', 'On')} />
          <ActButton act={drop} label={t('删除', 'Delete')} confirm={t('未送出的消息会一并取消。', 'Messages that wait are called off.')} done={t('已删除', 'Deleted')} run={() => drop.run({ ...one, body: {} })} />
        </div>
      )}
    </>
  );
}

export default function RobotList() {
  const t = useT();
  const mayChange = usePerson().posts.includes('administrator');
  const [open, setOpen] = useState<'new' | Robot | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <ListPage name="settings.robots" title={t('群机器人', 'Group robots')} endpoint={listRobots} topics={['robot', 'message']} columns={columns} filters={filters} defaultSort="-created" rowKey={(r) => r.id}
        previewTitle={(r) => r.name} preview={(r) => <Peek row={r} onChange={() => setOpen(r)} />} searchHint={t('名称或地址', 'Name or address')}
        primary={mayChange && <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen('new')}>{t('添加机器人', 'Add a robot')}</Button>}
        empty={<EmptyState title={t('还没有群机器人', 'No robots yet')} hint={t('在钉钉、企业微信或飞书群里添加自定义机器人，把它的地址贴到这里，通知就会发到群里。', 'Add a custom robot to a group in DingTalk, WeCom or Feishu and paste its address here: notices go to the group.')} />} />
      <Drawer open={open !== null} onClose={close} size={520} destroyOnHidden title={open === 'new' ? t('添加群机器人', 'Add a robot') : t('修改群机器人', 'Change the robot')}>
        {open === 'new' ? <NewRobot onClose={close} /> : open && <ChangeRobot of={open} onClose={close} />}
      </Drawer>
    </>
  );
}
