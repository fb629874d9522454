import { useState } from 'react';
import { useParams } from '@tanstack/react-router';
import { Button, Drawer, Input } from 'antd';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { allPosts, posts } from '../../../../src/kernel/posts.ts';
import {
  disableStaff, enableStaff, endPost, endSubstitute, holdPost, readStaff, resetPassword, resetSecondFactor,
} from '../../../../src/registers/company/staff/contract.ts';
import { usePerson } from '../../../shell/session.tsx';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import { TakeEvidence } from '../../../ui/take-evidence.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Masked, Num, When } from '../../../ui/values.tsx';
import { FirstPassword, HeadForm, ShiftForm, SubstituteForm, SuperiorForm } from './staff-forms.tsx';

type Staff = Answer<typeof readStaff>;
type Editing = 'head' | 'superior' | 'shift' | 'substitute' | 'disable' | 'factor' | { password: string } | null;

export default function StaffPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return <RecordOf read={useRead(readStaff, { params: { id } }, { topics: ['company'] })}>{(staff) => <StaffRecord staff={staff} />}</RecordOf>;
}

function PostActs({ staff }: { staff: Staff }) {
  const { t, tw } = useLanguage();
  const hold = useAct(holdPost);
  const end = useAct(endPost);
  const params = { id: staff.id };
  const free = allPosts.filter((p) => !staff.posts.includes(p));
  return (
    <>
      {staff.posts.map((post) => (
        <ActButton act={end} key={post} size="small" label={t(`免去${tw(posts[post])}`, `End ${tw(posts[post])}`)} done={t('已免去', 'Ended')}
          run={() => end.run({ params: { ...params, post }, body: {} })} undo={() => hold.run({ params, body: { post } })} />
      ))}
      {free.map((post) => (
        <ActButton act={hold} key={post} size="small" label={`+ ${tw(posts[post])}`} done={t('已任命', 'Appointed')}
          run={() => hold.run({ params, body: { post } })} undo={() => end.run({ params: { ...params, post }, body: {} })} />
      ))}
    </>
  );
}

function ReasonForm({ label, hint, run, onClose, schema }: { label: string; hint: string; run: (reason: string) => Promise<unknown>; onClose: () => void; schema: NonNullable<typeof disableStaff.body> }) {
  const t = useT();
  return (
    <EditorForm schema={schema} saveLabel={label} onCancel={onClose} onSave={async ({ reason }) => {
      await run(reason);
      onClose();
    }}>
      <p className="dz-2">{hint}</p>
      <Field name="reason" label={t('原因', 'Reason')}><Input autoFocus /></Field>
    </EditorForm>
  );
}

function StaffRecord({ staff }: { staff: Staff }) {
  const { t, tw } = useLanguage();
  const me = usePerson();
  const [editing, setEditing] = useState<Editing>(null);
  const [disable, enable, reset, removeFactor, endStandIn] = [useAct(disableStaff), useAct(enableStaff), useAct(resetPassword), useAct(resetSecondFactor), useAct(endSubstitute)];
  const admin = me.posts.includes('administrator');
  const [handles, arranges] = [admin && !staff.self, admin || me.posts.includes('hr')];
  const params = { id: staff.id };
  const close = () => setEditing(null);
  const edit = (what: Editing, may: boolean) => (may ? <Button type="link" size="small" onClick={() => setEditing(what)}>{t('修改', 'Change')}</Button> : undefined);
  const titles = { head: t('修改资料', 'Change the record'), superior: t('直接上级', 'Superior'), shift: t('排班', 'Shift'), substitute: t('安排代班', 'Name a substitute'), disable: t('停用账号', 'Disable the account'), factor: t('解除动态验证码', 'Remove the authenticator') };
  const said = { planned: t('未开始', 'Planned'), running: t('进行中', 'Running'), over: t('已结束', 'Over') };
  return (
    <>
      <RecordPage title={staff.name} number={staff.login} state={staff.active ? null : <span className="dz-breach">{t('已停用', 'Disabled')}</span>}
        acts={<><TakeEvidence about={{ kind: 'person', staff: staff.id }} />{handles && (staff.active ? (
          <>
            <ActButton act={reset} label={t('重置密码', 'Reset password')} confirm={t('现有的登录和 API 令牌会立即失效。', 'Present sessions and API tokens end at once.')} run={async () => setEditing({ password: (await reset.run({ params, body: {} })).password })} />
            {staff.secondFactor && <LeadingButton leadsTo={resetSecondFactor} onClick={() => setEditing('factor')}>{t('解除动态验证码', 'Remove the authenticator')}</LeadingButton>}
            <LeadingButton leadsTo={disableStaff} onClick={() => setEditing('disable')}>{t('停用账号', 'Disable')}</LeadingButton>
          </>
        ) : <ActButton act={enable} primary label={t('恢复账号', 'Enable')} done={t('已恢复', 'Enabled')} run={() => enable.run({ params, body: {} })} />)}</>}
        facts={[
          { title: t('资料', 'Record'), act: edit('head', arranges), facts: [
            { label: t('登录账号', 'Account'), value: <IdTag value={staff.login} /> },
            { label: t('电话', 'Phone'), value: <Masked value={staff.phone} of={{ kind: 'staff', id: staff.id, field: 'phone' }} /> },
            { label: t('团队', 'Teams'), value: staff.teams.map((x) => x.name).join(t('、', ', ')) || null },
            { label: t('加入', 'Added'), value: <When at={staff.createdAt} /> },
          ] },
          { title: t('上下级', 'Reporting'), act: edit('superior', arranges), facts: [
            { label: t('直接上级', 'Superior'), value: staff.superior && <a href={`/settings/staff/${staff.superior.id}`}>{staff.superior.name}</a> },
            { label: t('下属', 'Reports'), value: staff.reports.length === 0 ? null : staff.reports.map((r) => <a key={r.id} href={`/settings/staff/${r.id}`}>{r.name} </a>) },
          ] },
          { title: t('班次', 'Shift'), act: edit('shift', arranges), facts: [{ label: t('现行班次', 'At present'), value: staff.shift?.name }] },
          { title: t('登录', 'Sign-in'), facts: [
            { label: t('最近登录', 'Last seen'), value: <When at={staff.lastSeenAt} /> },
            { label: t('登录中的设备', 'Open sessions'), value: <Num value={staff.sessions} /> },
            { label: t('有效 API 令牌', 'API tokens'), value: <Num value={staff.tokens} /> },
            { label: t('动态验证码', 'Authenticator'), value: staff.secondFactor ? <span className="dz-kept">{t('已启用', 'On')}</span> : t('未启用', 'Off') },
          ] },
        ]}
        timeline={staff.timeline.map((f) => ({ id: f.id, at: f.at, kind: 'fact' as const, by: f.by, text: tw(f.text) }))}>
        <RelatedTable title={t('岗位', 'Posts')} rows={staff.postHistory} rowKey={(p) => p.id} empty={t('还没有担任过岗位。', 'No post yet.')} columns={[
          { key: 'post', title: t('岗位', 'Post'), render: (p) => tw(posts[p.post]) },
          { key: 'from', title: t('开始', 'From'), render: (p) => <When at={p.from} /> },
          { key: 'to', title: t('结束', 'Until'), render: (p) => (p.to === null ? <span className="dz-kept">{t('现任', 'Holds it now')}</span> : <When at={p.to} />) },
        ]} />
        {admin && (
          <section className="dz-card">
            <h2>{t('任免', 'Appoint and end')}</h2>
            {staff.self ? <p className="dz-2">{t('不能调整自己的岗位，请另一位系统管理员操作。', 'Nobody changes his own posts; ask another administrator.')}</p> : <div className="dz-row" style={{ flexWrap: 'wrap' }}><PostActs staff={staff} /></div>}
          </section>
        )}
        <RelatedTable title={t('代班', 'Substitutes')} rows={staff.substitutes} rowKey={(s) => s.id} empty={t('没有代班安排。', 'None named.')}
          act={(admin || staff.self) && <Button type="link" size="small" onClick={() => setEditing('substitute')}>{t('安排代班', 'Name one')}</Button>} columns={[
            { key: 'absent', title: t('离岗', 'Away'), render: (s) => s.absent.name },
            { key: 'who', title: t('代班人', 'Stands in'), render: (s) => s.who.name },
            { key: 'from', title: t('开始', 'From'), render: (s) => <When at={s.from} /> },
            { key: 'to', title: t('结束', 'Until'), render: (s) => <When at={s.to} /> },
            { key: 'note', title: t('说明', 'Note'), render: (s) => s.note ?? '—' },
            { key: 'state', title: t('状态', 'State'), render: (s) => said[s.state] },
            { key: 'act', title: '', render: (s) => s.state !== 'over' && (admin || s.absent.id === me.id || s.who.id === me.id) && <ActButton act={endStandIn} size="small" label={t('结束', 'End')} confirm={t('代班立即结束。', 'It ends at once.')} run={() => endStandIn.run({ params: { id: s.id }, body: {} })} /> },
          ]} />
      </RecordPage>
      <Drawer open={editing !== null} onClose={close} size={480} destroyOnHidden title={editing === null ? '' : typeof editing === 'object' ? t('新密码', 'New password') : titles[editing]}>
        {editing === 'head' && <HeadForm staff={staff} onClose={close} />}
        {editing === 'superior' && <SuperiorForm staff={staff} onClose={close} />}
        {editing === 'shift' && <ShiftForm staff={staff} onClose={close} />}
        {editing === 'substitute' && <SubstituteForm staff={staff} onClose={close} />}
        {editing === 'disable' && <ReasonForm schema={disableStaff.body!} label={t('停用', 'Disable')} hint={t('一秒之内所有登录、令牌和页面都会失效；资料和记录保留。', 'Every session, token and page ends within a second; the record stays.')} onClose={close} run={(reason) => disable.run({ params, body: { reason } })} />}
        {editing === 'factor' && <ReasonForm schema={resetSecondFactor.body!} label={t('解除', 'Remove')} hint={t('用于手机遗失等情况，本人下次登录时重新启用。', 'For a lost phone; it is set up again at the next sign-in.')} onClose={close} run={(reason) => removeFactor.run({ params, body: { reason } })} />}
        {editing !== null && typeof editing === 'object' && <FirstPassword login={staff.login} password={editing.password} onClose={close} />}
      </Drawer>
    </>
  );
}
