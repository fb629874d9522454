import { Input, Segmented, Select } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import { changeRobot, createRobot, robotKindWords, robotOwners, type robot } from '../../../../src/app/messaging/robots/contract.ts';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';

export type Robot = z.output<typeof robot>;
const hosts: Record<Robot['kind'], string> = {
  dingtalk: 'https://oapi.dingtalk.com/robot/send?access_token=…', wecom: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…', feishu: 'https://open.feishu.cn/open-apis/bot/v2/hook/…',
};

function Owner({ value, onChange, id, of }: { value?: string | null; onChange?: (next: string | null) => void; id?: string; of: 'teams' | 'staff' }) {
  const t = useT();
  const owners = useRead(robotOwners, {}, {});
  return <Select {...(id ? { id } : {})} allowClear showSearch={{ optionFilterProp: 'label' }} value={value ?? null} onChange={(next?: string | null) => onChange?.(next ?? null)} loading={owners.isPending} placeholder={t('不限', 'Nobody in particular')}
    options={(owners.data?.[of] ?? []).map((o) => ({ value: o.id, label: o.name }))} />;
}

function Owners() {
  const t = useT();
  return (
    <>
      <Field name="teamId" label={t('归属团队', 'A team’s')} hint={t('该团队的成员可以在“我的账号”里选它接收通知', 'Its members may choose it for their notices on their account page')}><Owner of="teams" /></Field>
      <Field name="staffId" label={t('或归属个人', 'Or one person’s')}><Owner of="staff" /></Field>
    </>
  );
}

export function NewRobot({ onClose }: { onClose: () => void }) {
  const { t, tw } = useLanguage();
  const create = useAct(createRobot);
  const [kind, setKind] = useState<Robot['kind']>('dingtalk');
  return (
    <>
      <Segmented<Robot['kind']> block value={kind} onChange={setKind} options={(Object.keys(robotKindWords) as Robot['kind'][]).map((value) => ({ value, label: tw(robotKindWords[value]) }))} style={{ marginBottom: 16 }} />
      <EditorForm act={create} key={kind} schema={createRobot.body!} initial={{ kind, secret: null, teamId: null, staffId: null }} saveLabel={t('添加', 'Add')} onCancel={onClose} onSave={async (body) => {
        await create.run({ body });
        onClose();
      }}>
        <Field name="name" label={t('名称', 'Name')}><Input placeholder={t('如：发货群', 'e.g. shipping group')} /></Field>
        <Field name="url" label={t('Webhook 地址', 'Webhook address')} hint={t('保存后不再显示', 'Not shown again once saved')}><Input placeholder={hosts[kind]} autoComplete="off" /></Field>
        {kind !== 'wecom' && <Field name="secret" label={kind === 'dingtalk' ? t('加签密钥', 'Signing secret') : t('签名校验密钥', 'Signing secret')} hint={t('在机器人的安全设置里选“加签 / 签名校验”后复制', 'From the robot’s security settings')}><Input.Password autoComplete="off" /></Field>}
        <Owners />
      </EditorForm>
    </>
  );
}

export function ChangeRobot({ of: r, onClose }: { of: Robot; onClose: () => void }) {
  const t = useT();
  const change = useAct(changeRobot);
  return (
    <EditorForm act={change} schema={changeRobot.body!} initial={{ name: r.name, teamId: r.teamId, staffId: r.staffId, version: r.version }} onCancel={onClose} onSave={async (body) => {
      await change.run({ params: { id: r.id }, body });
      onClose();
    }}>
      <Field name="name" label={t('名称', 'Name')}><Input autoFocus /></Field>
      <Field name="url" label={t('新的 Webhook 地址', 'New address')} hint={t(`现为 ${r.hint}；不填则不变`, `Now ${r.hint}; left empty it stays`)}><Input placeholder={hosts[r.kind]} autoComplete="off" /></Field>
      {r.kind !== 'wecom' && <Field name="secret" label={t('新的加签密钥', 'New secret')} hint={t('不填则不变', 'Left empty it stays')}><Input.Password autoComplete="off" /></Field>}
      <Owners />
    </EditorForm>
  );
}
