import { useEffect, useMemo, useState } from 'react';
import { App, Button, Drawer, Input } from 'antd';
import { confirmSecondFactor, dropSecondFactor, enrolSecondFactor } from '../../../../src/registers/company/sign-in/contract.ts';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { useT } from '../../../ui/language.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { IdTag } from '../../../ui/values.tsx';

/** The picture comes as SVG and is shown as an image, which runs nothing. */
function Picture({ svg }: { svg: string }) {
  const t = useT();
  const address = useMemo(() => URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' })), [svg]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return <img src={address} width={200} height={200} alt={t('动态验证码二维码', 'Picture for the authenticator')} />;
}

function Enrol({ onDone }: { onDone: () => void }) {
  const t = useT();
  const [enrol, confirm] = [useAct(enrolSecondFactor), useAct(confirmSecondFactor)];
  const [shown, setShown] = useState<{ secret: string; svg: string } | null>(null);
  if (!shown) {
    return (
      <EditorForm act={enrol} key="ask" schema={enrolSecondFactor.body!} saveLabel={t('显示二维码', 'Show the picture')} onSave={async (body) => setShown(await enrol.run({ body }))}>
        <Field name="password" label={t('当前密码', 'Present password')}><Input.Password autoFocus autoComplete="current-password" /></Field>
      </EditorForm>
    );
  }
  return (
    <>
      <p>{t('用手机上的验证器应用扫码，再输入它显示的 6 位数字。启用后，其他设备上的登录会退出。', 'Scan it with an authenticator app and enter the six digits. Other devices are signed out.')}</p>
      <p><Picture svg={shown.svg} /></p>
      <p className="dz-2">{t('扫不了码时手工输入：', 'Or type it in: ')}<IdTag value={shown.secret} /></p>
      <EditorForm act={confirm} key="tell" schema={confirmSecondFactor.body!} saveLabel={t('启用', 'Switch it on')} onSave={async (body) => {
        await confirm.run({ body });
        onDone();
      }}>
        <Field name="code" label={t('动态验证码', 'Code')}><Input autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={6} /></Field>
      </EditorForm>
    </>
  );
}

function Drop({ onDone }: { onDone: () => void }) {
  const t = useT();
  const drop = useAct(dropSecondFactor);
  return (
    <EditorForm act={drop} schema={dropSecondFactor.body!} saveLabel={t('停用', 'Switch it off')} onSave={async (body) => {
      await drop.run({ body });
      onDone();
    }}>
      <Field name="password" label={t('当前密码', 'Present password')}><Input.Password autoFocus autoComplete="current-password" /></Field>
      <Field name="code" label={t('动态验证码', 'Code')}><Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} /></Field>
    </EditorForm>
  );
}

/** The authenticator: on or off, and the way to the other. */
export function SecondFactor({ on, required }: { on: boolean; required: boolean }) {
  const t = useT();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const done = () => {
    setOpen(false);
    void message.success(on ? t('已停用', 'Switched off') : t('已启用', 'Switched on'));
  };
  return (
    <>
      {on ? <span className="dz-kept">{t('已启用', 'On')}</span> : t('未启用', 'Off')} <Button type="link" size="small" onClick={() => setOpen(true)}>{on ? t('停用', 'Switch off') : t('启用', 'Switch on')}</Button>
      {on && required && <span className="dz-2">{t('您的岗位必须使用，停用后须重新启用才能继续。', 'Your post needs it: without it nothing else opens.')}</span>}
      <Drawer open={open} onClose={() => setOpen(false)} size={440} destroyOnHidden title={on ? t('停用动态验证码', 'Switch the authenticator off') : t('启用动态验证码', 'Set up an authenticator')}>
        {on ? <Drop onDone={done} /> : <Enrol onDone={done} />}
      </Drawer>
    </>
  );
}
