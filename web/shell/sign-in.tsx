import { useEffect, useState } from 'react';
import { Button, Form, Input } from 'antd';
import { ApiProblem } from '../ui/api.ts';
import { useT } from '../ui/language.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { useAct } from '../ui/use-api.ts';
import { Alone } from './alone.tsx';
import { signIn } from './endpoints.ts';
import type { Person } from './session.tsx';

/** Refusals after which the server wants the six digits of the authenticator. */
const codeAsked = /\.(code-required|code-wrong)$/;

export function SignInPage({ onDone }: { onDone: (person: Person) => void }) {
  const t = useT();
  const act = useAct(signIn);
  const [wantsCode, setWantsCode] = useState(false);
  useEffect(() => {
    document.title = t('登录 · 店章', 'Sign in · Dianzhang');
  }, [t]);
  const go = async (value: { login: string; password: string; code?: string }) => {
    try {
      onDone(await act.run({ body: value }));
    } catch (error) {
      // Shown below by `act.error`; only the second factor changes the form.
      if (error instanceof ApiProblem && codeAsked.test(error.problem.code)) setWantsCode(true);
    }
  };
  return (
    <Alone title={t('登录', 'Sign in')}>
      <Form layout="vertical" requiredMark={false} onFinish={(v) => void go(v)}>
        <Form.Item name="login" label={t('账号', 'Account')} rules={[{ required: true, message: t('请填写账号', 'Enter your account') }]}>
          <Input autoFocus size="large" autoComplete="username" spellCheck={false} />
        </Form.Item>
        <Form.Item name="password" label={t('密码', 'Password')} rules={[{ required: true, message: t('请填写密码', 'Enter your password') }]}>
          <Input.Password size="large" autoComplete="current-password" />
        </Form.Item>
        {wantsCode && (
          <Form.Item name="code" label={t('动态验证码', 'Authenticator code')} rules={[{ required: true, message: t('请填写 6 位验证码', 'Enter the six digits') }]}>
            <Input size="large" inputMode="numeric" autoComplete="one-time-code" maxLength={6} autoFocus />
          </Form.Item>
        )}
        {act.error && <Form.Item><ProblemNote small error={act.error} /></Form.Item>}
        <Button type="primary" htmlType="submit" size="large" block loading={act.isPending}>{t('登录', 'Sign in')}</Button>
      </Form>
    </Alone>
  );
}
