import { useMemo, useState } from 'react';
import { useParams, useRouter } from '@tanstack/react-router';
import { Button, Drawer } from 'antd';
import { deleteWebhook, listMessages, readWebhook, rotateWebhook, switchWebhook, testWebhook } from '../../../../src/app/messaging/contract.ts';
import { EditorForm, Field, UnitInput } from '../../../ui/editor-form.tsx';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { RecordOf } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import { usePerson } from '../../../shell/session.tsx';
import { daysFilter, messageColumns, MessagePeek, stateFilter, usePreviewTitle } from './message-parts.tsx';
import { SecretOnce, WebhookForm, type Webhook } from './webhook-form.tsx';
import { HookState } from './webhook-list.tsx';

const columns = messageColumns.filter((c) => c.key !== 'channel' && c.key !== 'recipient');
const filters = [stateFilter, daysFilter];

/** What the webhook is, above the log of its deliveries. */
function Head({ of: h }: { of: Webhook }) {
  const t = useT();
  return (
    <section className="dz-card" style={{ marginBottom: 12 }}>
      <dl className="dz-facts">
        <div><dt>{t('接收网址', 'Address')}</dt><dd className="dz-mono dz-secret">{h.url}</dd></div>
        <div><dt>{t('事件', 'Facts')}</dt><dd className="dz-topics">{h.topics.map((x) => <code key={x}>{x}</code>)}</dd></div>
        <div><dt>{t('签名密钥', 'Secret')}</dt><dd>{h.oldSecretUntil === null ? t('已设置，不再显示', 'Set; not shown again') : <>{t('新旧密钥同时签名至 ', 'Old and new sign until ')}<When at={h.oldSecretUntil} /></>}</dd></div>
        <div><dt>{t('待发 / 失败', 'Waiting / failed')}</dt><dd>{h.waiting} / <span className={h.failed > 0 ? 'dz-breach' : undefined}>{h.failed}</span></dd></div>
      </dl>
    </section>
  );
}

function Rotate({ id, onMade, onClose }: { id: string; onMade: (secret: string) => void; onClose: () => void }) {
  const t = useT();
  const rotate = useAct(rotateWebhook);
  return (
    <EditorForm act={rotate} schema={rotateWebhook.body!} initial={{ overlapHours: 24 }} saveLabel={t('更换', 'Exchange')} onCancel={onClose} onSave={async (body) => onMade((await rotate.run({ params: { id }, body })).secret)}>
      <Field name="overlapHours" label={t('旧密钥继续有效', 'The old secret goes on for')} hint={t('这段时间内推送同时带两个签名；0 为立即失效（密钥泄露时）', 'Deliveries carry both signatures meanwhile; 0 ends it at once (when it leaked)')}><UnitInput unit={words('小时', 'hours')} min={0} max={72} /></Field>
    </EditorForm>
  );
}

function Log({ of: h }: { of: Webhook }) {
  const t = useT();
  const router = useRouter();
  const mayChange = usePerson().posts.includes('administrator');
  const [open, setOpen] = useState<'form' | 'rotate' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [on, test, drop] = [useAct(switchWebhook), useAct(testWebhook), useAct(deleteWebhook)];
  const parts = useMemo(() => ({ query: { recipient: h.id, channel: 'webhook' } }), [h.id]);
  const one = { params: { id: h.id } };
  const close = () => { setOpen(null); setSecret(null); };
  return (
    <>
      <ListPage name="settings.webhook" title={h.name} endpoint={listMessages} parts={parts} topics={['message', 'webhook']} columns={columns} filters={filters} defaultSort="-created" rowKey={(m) => m.id}
        above={<Head of={h} />} previewTitle={usePreviewTitle()} preview={(m) => <MessagePeek row={m} />} searchHint={t('事件开头或消息编号', 'Beginning of a fact, or an id')}
        empty={<EmptyState title={t('没有推送记录', 'No deliveries')} hint={t('可以先“发送测试”，看对方能否验签。', 'Send a test to see whether the other side accepts the signature.')} />}
        primary={mayChange ? (
          <>
            <HookState of={h} />
            <ActButton act={drop} label={t('删除', 'Delete')} confirm={t('未送出的推送会一并取消。', 'Deliveries that wait are called off.')} done={t('已删除', 'Deleted')} run={() => drop.run({ ...one, body: {} })} onDone={() => router.history.push('/settings/webhooks')} />
            <ActButton act={on} label={h.active ? t('停用', 'Switch off') : t('启用', 'Switch on')} run={() => on.run({ ...one, body: { active: !h.active } })} undo={() => on.run({ ...one, body: { active: h.active } })} done={h.active ? t('已停用', 'Off') : t('已启用', 'On')} />
            <Button onClick={() => setOpen('rotate')}>{t('更换密钥', 'Exchange secret')}</Button>
            <Button onClick={() => setOpen('form')}>{t('修改', 'Change')}</Button>
            <ActButton act={test} primary label={t('发送测试', 'Send a test')} done={t('已排入发送', 'Queued')} {...(h.active ? {} : { refused: { detail: t('已停用，请先启用。', 'It is off: switch it on first.') } })} run={() => test.run({ ...one, body: {} })} />
          </>
        ) : <HookState of={h} />} />
      <Drawer open={open !== null} onClose={close} size={520} destroyOnHidden title={open === 'form' ? t('修改推送地址', 'Change the webhook') : t('更换签名密钥', 'Exchange the secret')}>
        {secret ? <SecretOnce secret={secret} onClose={close} /> : open === 'form' ? <WebhookForm of={h} onClose={close} onMade={close} /> : <Rotate id={h.id} onMade={setSecret} onClose={close} />}
      </Drawer>
    </>
  );
}

export default function WebhookPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return <RecordOf read={useRead(readWebhook, { params: { id } }, { topics: ['webhook', 'message'] })}>{(h) => <Log of={h} />}</RecordOf>;
}
