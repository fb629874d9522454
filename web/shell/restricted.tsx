import { useEffect, useMemo, useState } from 'react';
import { Button, Form, Input } from 'antd';
import { EditorForm, Field } from '../ui/editor-form.tsx';
import { useT } from '../ui/language.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { useAct } from '../ui/use-api.ts';
import { IdTag } from '../ui/values.tsx';
import { Alone } from './alone.tsx';
import { changePassword, confirmSecondFactor, enrolSecondFactor } from './endpoints.ts';

/** What must be done before anything else opens: an own password, or the authenticator that posts with money need. */
export function RestrictedPage({ kind, onDone }: { kind: 'password' | 'second-factor'; onDone: () => void }) {
  return kind === 'password' ? <OwnPassword onDone={onDone} /> : <Authenticator onDone={onDone} />;
}

function OwnPassword({ onDone }: { onDone: () => void }) {
  const t = useT();
  const act = useAct(changePassword);
  return (
    <Alone title={t('请先设置自己的密码', 'Choose your own password first')} lead={t('现在的密码是别人给的，只能用来登录这一次。', 'The present one was given by somebody else and opens nothing further.')}>
      <EditorForm schema={changePassword.body!} saveLabel={t('保存新密码', 'Save the new password')} onSave={async (body) => { await act.run({ body }); onDone(); }}>
        <Field name="current" label={t('现在的密码', 'Present password')}><Input.Password autoFocus autoComplete="current-password" /></Field>
        <Field name="next" label={t('新密码', 'New password')} hint={t('至少 10 位', 'At least 10 characters')}><Input.Password autoComplete="new-password" /></Field>
      </EditorForm>
    </Alone>
  );
}

function Authenticator({ onDone }: { onDone: () => void }) {
  const t = useT();
  const enrol = useAct(enrolSecondFactor);
  const confirm = useAct(confirmSecondFactor);
  const [shown, setShown] = useState<{ secret: string; svg: string } | null>(null);
  const picture = useMemo(() => (shown ? URL.createObjectURL(new Blob([shown.svg], { type: 'image/svg+xml' })) : null), [shown]);
  useEffect(() => () => {
    if (picture) URL.revokeObjectURL(picture);
  }, [picture]);
  // Refusals are shown below each form by the act itself.
  const ask = (password: string) => enrol.run({ body: { password } }).then(setShown, () => undefined);
  const tell = (code: string) => confirm.run({ body: { code } }).then(onDone, () => undefined);
  return (
    <Alone title={t('请先启用动态验证码', 'Set up your authenticator first')} lead={t('经手款项的岗位，登录时除密码外还要验证码。', 'Posts that handle money sign in with a code besides the password.')}>
      {!shown && (
        <Form layout="vertical" requiredMark={false} onFinish={(v: { password: string }) => void ask(v.password)}>
          <Form.Item name="password" label={t('密码', 'Password')} rules={[{ required: true, message: t('请填写密码', 'Enter your password') }]}><Input.Password autoFocus autoComplete="current-password" /></Form.Item>
          {enrol.error && <Form.Item><ProblemNote small error={enrol.error} /></Form.Item>}
          <Button type="primary" htmlType="submit" block loading={enrol.isPending}>{t('显示二维码', 'Show the picture')}</Button>
        </Form>
      )}
      {shown && picture && (
        <>
          <p>{t('用验证器应用扫码，再输入它显示的 6 位数字。', 'Scan it with an authenticator app, then enter the six digits it shows.')}</p>
          <p className="dz-qr"><img src={picture} width={180} height={180} alt={t('动态验证码二维码', 'Picture for the authenticator')} /></p>
          <p className="dz-2">{t('扫不了码时手工输入：', 'Or type it in: ')}<IdTag value={shown.secret} /></p>
          <Form layout="vertical" requiredMark={false} onFinish={(v: { code: string }) => void tell(v.code)}>
            <Form.Item name="code" label={t('动态验证码', 'Code')} rules={[{ required: true, pattern: /^\d{6}$/, message: t('请填写 6 位数字', 'Enter six digits') }]}><Input autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={6} /></Form.Item>
            {confirm.error && <Form.Item><ProblemNote small error={confirm.error} /></Form.Item>}
            <Button type="primary" htmlType="submit" block loading={confirm.isPending}>{t('启用', 'Switch it on')}</Button>
          </Form>
        </>
      )}
    </Alone>
  );
}
