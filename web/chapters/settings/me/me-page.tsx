import { useState } from 'react';
import { App, Button, Drawer, Input, Segmented } from 'antd';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { posts } from '../../../../src/kernel/posts.ts';
import { changePassword, endSession, listSessions, readMe, setLanguage } from '../../../../src/registers/company/sign-in/contract.ts';
import { Page } from '../../../shell/page.tsx';
import { ActButton, useActProblem } from '../../../ui/act-button.tsx';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { RecordOf, RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';
import { NoticeWays } from './notice-ways.tsx';
import { SecondFactor } from './second-factor.tsx';
import '../../../ui/record-page.css';

/** What a browser says of itself, in two words that people know. */
export function deviceName(agent: string | null): string {
  if (!agent) return '—';
  const browser = [['MicroMessenger', '微信'], ['Edg/', 'Edge'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']].find(([mark]) => agent.includes(mark!))?.[1];
  const system = [['Windows', 'Windows'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Android', 'Android'], ['Mac OS X', 'Mac'], ['Linux', 'Linux']].find(([mark]) => agent.includes(mark!))?.[1];
  return [browser, system].filter(Boolean).join(' · ') || agent.slice(0, 40);
}

function Password({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const change = useAct(changePassword);
  return (
    <EditorForm act={change} schema={changePassword.body!} saveLabel={t('修改密码', 'Change it')} onCancel={onClose} onSave={async (body) => {
      await change.run({ body });
      void message.success(t('密码已修改，其他设备已退出', 'Changed; other devices are signed out'));
      onClose();
    }}>
      <Field name="current" label={t('当前密码', 'Present password')}><Input.Password autoFocus autoComplete="current-password" /></Field>
      <Field name="next" label={t('新密码', 'New password')} hint={t('至少 10 位', 'At least 10 characters')}><Input.Password autoComplete="new-password" /></Field>
    </EditorForm>
  );
}

function Sessions() {
  const t = useT();
  const read = useRead(listSessions, {}, { topics: ['staff'] });
  const end = useAct(endSession);
  return (
    <RelatedTable title={t('登录中的设备', 'Where you are signed in')} rows={read.data?.rows ?? []} rowKey={(s) => s.id} empty={t('正在读取', 'Loading')} columns={[
      { key: 'device', title: t('设备', 'Device'), render: (s) => <span title={s.agent ?? undefined}>{deviceName(s.agent)}{s.current && <b> {t('（本机）', '(this one)')}</b>}</span> },
      { key: 'ip', title: t('网络地址', 'Address'), render: (s) => s.ip ?? '—' },
      { key: 'created', title: t('登录', 'Signed in'), render: (s) => <When at={s.createdAt} /> },
      { key: 'seen', title: t('最近使用', 'Last used'), render: (s) => <When at={s.lastSeenAt} /> },
      { key: 'act', title: '', render: (s) => !s.current && <ActButton act={end} size="small" label={t('退出', 'Sign out')} done={t('已退出', 'Signed out')} run={() => end.run({ params: { id: s.id }, body: {} })} /> },
    ]} />
  );
}

function Account({ me }: { me: Answer<typeof readMe> }) {
  const { t, tw, language, setLanguage: show } = useLanguage();
  const remember = useAct(setLanguage);
  const problem = useActProblem();
  const [editing, setEditing] = useState(false);
  const choose = async (next: 'zh' | 'en') => {
    show(next);
    try {
      await remember.run({ body: { language: next } });
    } catch (error) {
      problem(error);
    }
  };
  return (
    <Page title={t('我的账号', 'My account')}>
      <div className="dz-record-main">
      <div className="dz-fact-groups">
        <section className="dz-card">
          <h2>{t('本人', 'You')}</h2>
          <dl className="dz-facts">
            <div><dt>{t('姓名', 'Name')}</dt><dd>{me.name}</dd></div>
            <div><dt>{t('登录账号', 'Account')}</dt><dd><IdTag value={me.login} /></dd></div>
            <div><dt>{t('电话', 'Phone')}</dt><dd>{me.phone ?? '—'}</dd></div>
            <div><dt>{t('岗位', 'Posts')}</dt><dd>{me.posts.map((p) => tw(posts[p])).join(t('、', ', ')) || '—'}</dd></div>
            <div><dt>{t('团队', 'Teams')}</dt><dd>{me.teams.map((x) => x.name).join(t('、', ', ')) || '—'}</dd></div>
            <div><dt>{t('直接上级', 'Superior')}</dt><dd>{me.superior?.name ?? '—'}</dd></div>
          </dl>
        </section>
        <section className="dz-card">
          <h2>{t('登录与语言', 'Sign-in and language')}</h2>
          <dl className="dz-facts">
            <div><dt>{t('密码', 'Password')}</dt><dd><Button type="link" size="small" onClick={() => setEditing(true)}>{t('修改', 'Change')}</Button></dd></div>
            <div><dt>{t('动态验证码', 'Authenticator')}</dt><dd><SecondFactor {...me.secondFactor} /></dd></div>
            <div><dt>{t('语言', 'Language')}</dt><dd><Segmented<'zh' | 'en'> size="small" value={language} onChange={(next) => void choose(next)} options={[{ value: 'zh', label: '中文' }, { value: 'en', label: 'English' }]} /></dd></div>
          </dl>
        </section>
        <NoticeWays />
      </div>
      <Sessions />
      </div>
      <Drawer open={editing} onClose={() => setEditing(false)} size={440} destroyOnHidden title={t('修改密码', 'Change the password')}><Password onClose={() => setEditing(false)} /></Drawer>
    </Page>
  );
}

export default function MePage() {
  return <RecordOf read={useRead(readMe, {}, { topics: ['staff'] })}>{(me) => <Account me={me} />}</RecordOf>;
}
