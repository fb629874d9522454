import { useState } from 'react';
import { Button, Drawer } from 'antd';
import { PlusOutlined } from '@ant-design/icons';
import { listWebhooks } from '../../../../src/app/messaging/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { When } from '../../../ui/values.tsx';
import { usePerson } from '../../../shell/session.tsx';
import { SecretOnce, WebhookForm, type Webhook } from './webhook-form.tsx';

export function HookState({ of: h }: { of: Webhook }) {
  const t = useT();
  if (h.active) return <span className="dz-kept">{t('启用', 'On')}</span>;
  return <span className="dz-soon">{h.switchedOffReason ? t(`已停用（${h.switchedOffReason}）`, `Off (${h.switchedOffReason})`) : t('已停用', 'Off')}</span>;
}

const columns: Column<Webhook>[] = [
  { key: 'name', title: words('名称', 'Name'), width: 'minmax(130px, 1fr)', fixed: true, sort: 'up', render: (h) => <b className="dz-cut">{h.name}</b> },
  { key: 'url', title: words('接收网址', 'Address'), width: 'minmax(180px, 2fr)', render: (h) => <span className="dz-cut dz-mono">{h.url}</span> },
  { key: 'topics', title: words('事件', 'Facts'), width: 'minmax(140px, 1.5fr)', render: (h) => <span className="dz-cut dz-mono" title={h.topics.join('\n')}>{h.topics.join('、')}</span> },
  { key: 'state', title: words('状态', 'State'), width: 130, render: (h) => <HookState of={h} /> },
  { key: 'waiting', title: words('待发', 'Waiting'), width: 70, align: 'right', render: (h) => h.waiting },
  { key: 'failed', title: words('失败', 'Failed'), width: 70, align: 'right', render: (h) => <span className={h.failed > 0 ? 'dz-breach' : undefined}>{h.failed}</span> },
  { key: 'last', title: words('最近送达', 'Last delivery'), width: 120, render: (h) => <When at={h.lastSentAt} /> },
  { key: 'created', title: words('建立', 'Made'), width: 120, sort: 'down', hidden: true, render: (h) => <When at={h.createdAt} /> },
];
const filters: Filter[] = [{ key: 'active', kind: 'choice', pinned: true, title: words('状态', 'State'), options: [{ value: 'true', words: words('启用', 'On') }, { value: 'false', words: words('停用', 'Off') }] }];

export default function WebhookList() {
  const t = useT();
  const mayChange = usePerson().posts.includes('administrator');
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => { setAdding(false); setSecret(null); };
  return (
    <>
      <ListPage name="settings.webhooks" title={t('推送地址', 'Webhooks')} endpoint={listWebhooks} topics={['webhook', 'message']} columns={columns} filters={filters} defaultSort="-created" rowKey={(h) => h.id}
        rowHref={(h) => `/settings/webhooks/${h.id}`} searchHint={t('名称、网址或事件', 'Name, address or fact')}
        primary={mayChange && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('新增推送地址', 'Add a webhook')}</Button>}
        empty={<EmptyState title={t('还没有推送地址', 'No webhooks yet')} hint={t('别的系统在这里登记网址，事情一发生就会收到签名推送。', 'Another system leaves its address here and is told, signed, as soon as something happens.')} />} />
      <Drawer open={adding} onClose={close} size={520} destroyOnHidden title={t('新增推送地址', 'Add a webhook')}>
        {secret ? <SecretOnce secret={secret} onClose={close} /> : <WebhookForm onClose={close} onMade={(made) => setSecret(made.secret)} />}
      </Drawer>
    </>
  );
}
