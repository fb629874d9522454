import { useState } from 'react';
import { Button, Drawer, Input, Select } from 'antd';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { chooseNoticeWays, confirmNoticeMail, readNoticeWays, tryNoticeWays } from '../../../../src/regulation/notices/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { EditorForm, Field, UnitInput } from '../../../ui/editor-form.tsx';
import { useT } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';

type Ways = Answer<typeof readNoticeWays>;

function MailInput({ value, onChange, id, off }: { value?: string | null; onChange?: (next: string | null) => void; id?: string; off: boolean }) {
  return <Input {...(id ? { id } : {})} type="email" disabled={off} value={value ?? ''} onChange={(e) => onChange?.(e.target.value.trim() === '' ? null : e.target.value.trim())} placeholder="name@example.com" />;
}
function RobotPick({ value, onChange, id, robots }: { value?: string | null; onChange?: (next: string | null) => void; id?: string; robots: Ways['robots'] }) {
  const t = useT();
  return <Select {...(id ? { id } : {})} allowClear value={value ?? null} onChange={(next?: string | null) => onChange?.(next ?? null)} disabled={robots.length === 0} placeholder={t('不用', 'None')} options={robots.map((r) => ({ value: r.id, label: r.name }))} />;
}

function Choose({ of: w, onClose }: { of: Ways; onClose: () => void }) {
  const t = useT();
  const choose = useAct(chooseNoticeWays);
  return (
    <EditorForm act={choose} schema={chooseNoticeWays.body!} initial={{ mail: w.mailPending ?? w.mail, robotId: w.robotId, digestMinutes: w.digestMinutes }} onCancel={onClose} onSave={async (body) => {
      await choose.run({ body });
      onClose();
    }}>
      <Field name="mail" label={t('邮件', 'Mail')} hint={w.mailConnected ? t('不填则不发邮件；新地址要先填收到的验证码', 'No mails when empty; a new address gets a code first') : t('邮件没有接通，请联系管理员', 'Mail is not connected: ask an administrator')}><MailInput off={!w.mailConnected} /></Field>
      <Field name="robotId" label={t('群机器人', 'Group robot')} hint={w.robots.length > 0 ? t('归属您本人或您所在团队的机器人', 'Robots of your own or of your teams') : t('没有归属您或您团队的机器人', 'No robot belongs to you or your teams')}><RobotPick robots={w.robots} /></Field>
      <Field name="digestMinutes" label={t('合并发送', 'Gather for')} hint={t('这段时间内的通知合成一条；紧急的立即发', 'Notices of that while become one message; urgent ones go at once')}><UnitInput unit={words('分钟', 'minutes')} min={1} max={480} /></Field>
    </EditorForm>
  );
}

/** The six digits that the new address got. A wrong code says how many tries are left; the address is used once the right one came. */
function ConfirmMail({ of: w }: { of: Ways & { mailPending: string } }) {
  const t = useT();
  const confirm = useAct(confirmNoticeMail);
  const resend = useAct(chooseNoticeWays);
  const [code, setCode] = useState('');
  const [left, setLeft] = useState<number | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const whole = /^\d{6}$/.test(code);
  const send = async (): Promise<void> => {
    setProblem(null);
    setBusy(true);
    try {
      const answer = await confirm.run({ body: { code } });
      setLeft(answer.confirmed ? null : answer.left);
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
    setCode('');
  };
  return (
    <form className="dz-stack" style={{ margin: '12px 0', padding: 12, background: 'var(--hover)', borderRadius: 6 }} onSubmit={(e) => { e.preventDefault(); if (whole) void send(); }}>
      <p>{t(`验证码已发到 ${w.mailPending}，10 分钟内有效；确认后通知才发到这里。`, `A code was sent to ${w.mailPending}, for ten minutes; notices go there once it is confirmed.`)}</p>
      <div className="dz-row">
        <Input aria-label={t('验证码', 'Code')} value={code} onChange={(e) => setCode(e.target.value.replace(/\D/g, '').slice(0, 6))} inputMode="numeric" autoComplete="one-time-code" placeholder={t('6 位数字', 'Six digits')} style={{ width: 120 }} />
        <Button type="primary" htmlType="submit" disabled={!whole} loading={busy}>{t('确认邮箱', 'Confirm')}</Button>
        <ActButton act={resend} size="middle" label={t('重新发送', 'Send again')} done={t('已发送', 'Sent')} run={() => resend.run({ body: { mail: w.mailPending, robotId: w.robotId, digestMinutes: w.digestMinutes } })} />
      </div>
      {left !== null && <p role="alert" className="dz-due-over">{left > 0 ? t(`验证码不对，还可以试 ${left} 次`, `Wrong code; ${left} tries are left`) : t('验证码不对，请重新发送', 'Wrong code; have a new one sent')}</p>}
      {problem !== null && <ProblemNote small error={problem} />}
    </form>
  );
}

/** How somebody is told besides the application, which always tells: nothing before his working time, unless it is urgent. */
export function NoticeWays() {
  const t = useT();
  const read = useRead(readNoticeWays, {}, { topics: ['robot', 'staff'] });
  const test = useAct(tryNoticeWays);
  const [open, setOpen] = useState(false);
  const w = read.data;
  if (read.error) return <ProblemNote small error={read.error} onRetry={() => void read.refetch()} />;
  if (!w) return null;
  const chosen = w.mail !== null || w.robotId !== null;
  return (
    <section className="dz-card">
      <h2>{t('通知方式', 'How you are told')}<span className="dz-grow" /><Button type="link" size="small" onClick={() => setOpen(true)}>{t('修改', 'Change')}</Button></h2>
      <dl className="dz-facts">
        <div><dt>{t('站内', 'In the application')}</dt><dd>{t('始终', 'Always')}</dd></div>
        <div><dt>{t('邮件', 'Mail')}</dt><dd>{w.mail ?? (w.mailConnected ? t('不发', 'None') : <span className="dz-2">{t('没有接通', 'Not connected')}</span>)}</dd></div>
        <div><dt>{t('群机器人', 'Group robot')}</dt><dd>{w.robots.find((r) => r.id === w.robotId)?.name ?? t('不用', 'None')}</dd></div>
        <div><dt>{t('合并发送', 'Gathered for')}</dt><dd>{t(`${w.digestMinutes} 分钟`, `${w.digestMinutes} minutes`)}</dd></div>
      </dl>
      {w.mailPending !== null && <ConfirmMail of={{ ...w, mailPending: w.mailPending }} />}
      <p className="dz-2">{t('通知等到您上班时间才发，紧急的立即发；您请假时发给代班人。', 'Notices wait for your working time unless they are urgent; while you are away your substitute gets them.')}</p>
      {chosen && <ActButton act={test} size="small" label={t('发送测试通知', 'Send a test notice')} done={t('已排入发送', 'Queued')} run={() => test.run({ body: {} })} />}
      <Drawer open={open} onClose={() => setOpen(false)} size={440} destroyOnHidden title={t('通知方式', 'How you are told')}><Choose of={w} onClose={() => setOpen(false)} /></Drawer>
    </section>
  );
}
