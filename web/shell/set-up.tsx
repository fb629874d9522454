import { useEffect, useState } from 'react';
import { Button, Input, Popconfirm } from 'antd';
import { EditorForm, Field } from '../ui/editor-form.tsx';
import { useT } from '../ui/language.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { useAct } from '../ui/use-api.ts';
import { IdTag } from '../ui/values.tsx';
import { Alone } from './alone.tsx';
import { loadDemo, setUp, signIn } from './endpoints.ts';
import type { Person } from './session.tsx';

/** First run: the company and its first administrator, or a demo company to look around in. */
export function SetUpPage({ demo, onDone }: { demo: boolean; onDone: (person: Person) => void }) {
  const t = useT();
  const create = useAct(setUp);
  const load = useAct(loadDemo);
  const enter = useAct(signIn);
  const [account, setAccount] = useState<{ login: string; password: string } | null>(null);
  useEffect(() => {
    document.title = t('首次建账 · 店章', 'Set-up · Dianzhang');
  }, [t]);
  if (account) {
    return (
      <Alone title={t('演示公司已载入', 'The demo company is ready')} lead={t('用下面的账号登录；其他岗位的账号在“设置 › 员工”里。', 'Sign in with this account; those of other posts are under Settings › Staff.')}>
        <dl className="dz-facts">
          <div><dt>{t('账号', 'Account')}</dt><dd><IdTag value={account.login} /></dd></div>
          <div><dt>{t('密码', 'Password')}</dt><dd><IdTag value={account.password} /></dd></div>
        </dl>
        {enter.error && <ProblemNote small error={enter.error} />}
        <Button type="primary" size="large" block loading={enter.isPending} onClick={() => void enter.run({ body: account }).then(onDone, () => undefined)}>{t('进入店章', 'Open Dianzhang')}</Button>
      </Alone>
    );
  }
  return (
    <Alone title={t('首次建账', 'First set-up')} lead={t('登记公司和第一位系统管理员。员工、店铺、规章的数值之后再定。', 'Enter the company and its first administrator. Staff, stores and the values of the rulebook come later.')}>
      <EditorForm schema={setUp.body!} saveLabel={t('建立公司', 'Create the company')} onSave={async (body) => onDone(await create.run({ body }))}>
        <Field name="company" label={t('公司名称', 'Company')}><Input autoFocus autoComplete="organization" /></Field>
        <Field name="name" label={t('管理员姓名', "Administrator's name")}><Input autoComplete="name" /></Field>
        <Field name="login" label={t('登录账号', 'Account')} hint={t('手机号、邮箱或自定的名字', 'Phone, e-mail or any name')}><Input autoComplete="username" spellCheck={false} /></Field>
        <Field name="password" label={t('密码', 'Password')} hint={t('至少 10 位，不能只用数字', 'At least 10 characters, not digits alone')}><Input.Password autoComplete="new-password" /></Field>
      </EditorForm>
      {demo && (
        <>
          <div className="dz-alone-or">{t('或者', 'or')}</div>
          <div className="dz-demo">
            <p>{t('先看看：载入一家演示公司，带三个月的订单、快递、对账和规章执行记录。', 'Look around first: a demo company with orders, parcels, receipts and how its rulebook was kept.')}</p>
            {load.error && <ProblemNote small error={load.error} />}
            <Popconfirm title={t('载入演示公司？', 'Load the demo company?')} okText={t('载入', 'Load')} cancelText={t('不载入', 'No')} onConfirm={() => void load.run({ body: {} }).then(setAccount, () => undefined)}
              description={t('约需一至三分钟，期间不要停止服务。这个安装以后就是演示公司，不能再建自己的公司。', 'Takes one to three minutes; do not stop the server meanwhile. This installation is then the demo company for good.')}>
              <Button loading={load.isPending}>{t('载入演示公司', 'Load the demo company')}</Button>
            </Popconfirm>
            {load.isPending && <p role="status" className="dz-2">{t('正在逐日写入三个月的经营…', 'Telling three months of business, day by day…')}</p>}
          </div>
        </>
      )}
    </Alone>
  );
}
