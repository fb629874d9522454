import { AutoComplete, Button, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { listStores } from '../../../../src/chapters/operations/contract.ts';
import { changeMailboxAct, createMailboxAct, leadChannelWords, mailFeeds, testMailboxAsk, type LeadChannel, type MailboxRow, type MailFeeds } from '../../../../src/chapters/sales/contract.ts';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { exactText } from '../../../ui/format.ts';
import { InstantInput } from '../../../ui/instant-input.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useAct, useRead, type Act } from '../../../ui/use-api.ts';

/** Servers of the providers that companies here use. */
const servers = [['imap.exmail.qq.com', '腾讯企业邮 Tencent'], ['imap.qiye.aliyun.com', '阿里企业邮 Alibaba'], ['imap.qiye.163.com', '网易企业邮 NetEase'], ['imap.qq.com', 'QQ'], ['imap.163.com', '163'], ['outlook.office365.com', 'Microsoft 365']] as const;

function StoreSelect({ value, onChange, id }: { value?: string | null; onChange?: (next: string | null) => void; id?: string }) {
  const t = useT();
  const stores = useRead(listStores, { query: { state: 'open', limit: '200' } }, {});
  return <Select {...(id ? { id } : {})} allowClear showSearch={{ optionFilterProp: 'label' }} value={value ?? null} onChange={(next?: string | null) => onChange?.(next ?? null)} loading={stores.isPending} placeholder={t('不限店铺', 'No store in particular')} options={(stores.data?.rows ?? []).map((s) => ({ value: s.id, label: s.name }))} />;
}

function Choice<K extends string>({ of, value, onChange, id, none }: { of: Readonly<Record<K, { zh: string; en: string }>>; value?: K | null; onChange?: (next: K | null) => void; id?: string; none?: string }) {
  const { tw } = useLanguage();
  return <Select<K | null> {...(id ? { id } : {})} allowClear={none !== undefined} value={value ?? null} onChange={(next) => onChange?.(next ?? null)} {...(none === undefined ? {} : { placeholder: none })} options={(Object.keys(of) as K[]).map((k) => ({ value: k, label: tw(of[k]) }))} />;
}

/** What the mails become, and what is known of them without their saying so. */
function Uses() {
  const t = useT();
  const feeds = Form.useWatch<MailFeeds | undefined>('feeds');
  return (
    <>
      <Field name="name" label={t('名称', 'Name')}><Input placeholder={t('如：售后邮箱', 'e.g. after-sales mailbox')} /></Field>
      <Field name="address" label={t('邮箱地址', 'Address')} hint={t('客户来信的地址；答复的邮件也请客户回到这里', 'The address that customers write to; replies to our answers come back here')}><Input placeholder="service@example.com" autoComplete="off" /></Field>
      <Field name="feeds" label={t('来信作为', 'Mails become')}><Choice<MailFeeds> of={mailFeeds} /></Field>
      <Field name="storeId" label={t('归属店铺', 'Store')}><StoreSelect /></Field>
      {feeds === 'lead' && <Field name="leadChannel" label={t('线索渠道', 'Channel of the leads')} hint={t('不填则由主管在分配前补', 'Left empty, a lead says it before the lead is handed out')}><Choice<LeadChannel> of={leadChannelWords} none={t('不注明', 'Not said')} /></Field>}
    </>
  );
}

function Connection({ kept }: { kept: boolean }) {
  const t = useT();
  return (
    <>
      <Field name="host" label={t('IMAP 服务器', 'IMAP server')} hint={t('只用加密连接（TLS）', 'Over TLS only')}><AutoComplete options={servers.map(([value, name]) => ({ value, label: `${value} · ${name}` }))} placeholder="imap.exmail.qq.com" /></Field>
      <Field name="port" label={t('端口', 'Port')}><InputNumber min={1} max={65_535} precision={0} style={{ width: 120 }} /></Field>
      <Field name="login" label={t('登录名', 'Login')}><Input placeholder="service@example.com" autoComplete="off" /></Field>
      <Field name="password" label={kept ? t('新的授权码', 'New app password') : t('授权码', 'App password')} hint={kept ? t('不填则不变；更换服务器或登录名时必填', 'Left empty it stays; needed with a new server or login') : t('在邮箱的设置里生成，多数不是登录密码；保存后不再显示', 'Made in the mailbox’s settings, mostly not the password of the web page; not shown again once saved')}><Input.Password autoComplete="new-password" /></Field>
      <Field name="folder" label={t('文件夹', 'Folder')} hint={t('收件箱写 INBOX', 'The inbox is INBOX')}><Input /></Field>
    </>
  );
}

interface Typed { host?: string; port?: number; login?: string; password?: string; folder?: string; certificate?: string | null }

/** Logs in with what stands in the form; an unknown certificate is shown to be compared and pinned. */
function TestConnection({ of, pinned }: { of: string | null; pinned: string | null }) {
  const { t, tw } = useLanguage();
  const form = Form.useFormInstance();
  const test = useAct(testMailboxAsk);
  const chosen = Form.useWatch<string | null | undefined>('certificate', { form, preserve: true });
  const [problem, setProblem] = useState<unknown>(null);
  const [told, setTold] = useState<Awaited<ReturnType<Act<typeof testMailboxAsk>['run']>> | null>(null);
  const run = async (): Promise<void> => {
    const { host = '', port = 993, login = '', password, folder = 'INBOX', certificate } = form.getFieldsValue(true) as Typed;
    setProblem(null);
    setTold(null);
    try {
      setTold(await test.run({ body: { id: of, host: host.trim(), port, login: login.trim(), folder: folder.trim(), ...(password ? { password } : {}), ...(certificate === undefined ? {} : { certificate }) } }));
    } catch (error) {
      setProblem(error);
    }
  };
  const pin = (pem: string | null): void => {
    form.setFieldValue('certificate', pem);
    setTold(null);
  };
  return (
    <Form.Item label={t('连接', 'Connection')}>
      <div style={{ display: 'grid', gap: 8 }}>
        <div className="dz-row" style={{ flexWrap: 'wrap' }}><Button onClick={() => void run()} loading={test.isPending}>{t('测试连接', 'Test the connection')}</Button>
          {told?.ok && <span className="dz-kept" role="status">{t(`已连通，文件夹里有 ${told.messages} 封邮件`, `Connected: ${told.messages} mails in the folder`)}</span>}</div>
        {told?.error && <span className="dz-breach" role="alert">{tw(told.error)}</span>}
        {told?.certificate && (
          <div className="dz-mailbox-certificate">
            <p>{t('服务器出示的证书没有公认机构担保。请与邮箱管理员核对指纹，一致再固定；固定后只认这一张。', 'No known authority vouches for the certificate that the server shows. Compare its fingerprint with whoever runs the server, and pin it only if they are the same: then no other is believed.')}</p>
            <dl className="dz-facts">
              <div><dt>{t('证书', 'Certificate')}</dt><dd>{told.certificate.subject}</dd></div><div><dt>{t('签发', 'Issued by')}</dt><dd>{told.certificate.issuer}</dd></div>
              <div><dt>{t('有效期至', 'Valid until')}</dt><dd>{exactText(Date.parse(told.certificate.validTo))}</dd></div><div><dt>{t('指纹', 'Fingerprint')}</dt><dd className="dz-mono dz-mailbox-fingerprint">{told.certificate.sha256}</dd></div>
            </dl>
            <Button onClick={() => pin(told.certificate!.pem)}>{t('固定这张证书', 'Pin this certificate')}</Button>
          </div>
        )}
        {chosen ? <span>{t('将只信任刚才固定的证书。', 'Only the certificate just pinned will be believed.')} <Button type="link" size="small" onClick={() => pin(null)}>{t('不固定', 'Do not pin')}</Button></span>
          : pinned !== null && chosen === undefined && <span className="dz-2">{t('已固定证书', 'Pinned certificate')} <span className="dz-mono dz-mailbox-fingerprint">{pinned}</span> <Button type="link" size="small" onClick={() => pin(null)}>{t('取消固定', 'Unpin')}</Button></span>}
        {chosen === null && pinned !== null && <span className="dz-soon">{t('保存后不再固定证书。', 'Once saved, no certificate is pinned.')}</span>}
        {problem !== null && <ProblemNote small error={problem} />}
      </div>
    </Form.Item>
  );
}

export function NewMailbox({ onClose }: { onClose: () => void }) {
  const t = useT();
  const create = useAct(createMailboxAct);
  return (
    <EditorForm act={create} schema={createMailboxAct.body!} initial={{ feeds: 'feedback', storeId: null, leadChannel: null, port: 993, folder: 'INBOX' }} saveLabel={t('添加', 'Add')} onCancel={onClose} onSave={async (body) => {
      await create.run({ body });
      onClose();
    }}>
      <Uses />
      <Connection kept={false} />
      <Field name="since" label={t('从何时起的来信', 'Mails since')} hint={t('不填则从现在起；更早的邮件留在邮箱里', 'Left empty: from now on; earlier mails stay in the mailbox')}><InstantInput clear /></Field>
      <TestConnection of={null} pinned={null} />
    </EditorForm>
  );
}

export function ChangeMailbox({ of: b, onClose }: { of: MailboxRow; onClose: () => void }) {
  const change = useAct(changeMailboxAct);
  const { name, address, feeds, storeId, leadChannel, host, port, login, folder, version } = b;
  return (
    <EditorForm act={change} schema={changeMailboxAct.body!} initial={{ name, address, feeds, storeId, leadChannel, host, port, login, folder, version }} onCancel={onClose} onSave={async (body) => {
      await change.run({ params: { id: b.id }, body });
      onClose();
    }}>
      <Uses />
      <Connection kept />
      <TestConnection of={b.id} pinned={b.certificate} />
    </EditorForm>
  );
}
