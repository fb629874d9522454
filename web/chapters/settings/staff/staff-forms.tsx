import { useState } from 'react';
import { Button, Input } from 'antd';
import { z } from 'zod';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { addStaff, assignShift, changeStaff, nameSubstitute, setSuperior, type readStaff } from '../../../../src/registers/company/staff/contract.ts';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { useT } from '../../../ui/language.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { IdTag } from '../../../ui/values.tsx';
import { InstantInput } from '../../../ui/instant-input.tsx';
import { PostPicker, ShiftSelect, StaffSelect, TeamPicker } from './pick.tsx';

type Staff = Answer<typeof readStaff>;
interface Editing { readonly staff: Staff; readonly onClose: () => void }

/** The first password of an account: shown once, to be handed over in person. */
export function FirstPassword({ login, password, onClose }: { login: string; password: string; onClose: () => void }) {
  const t = useT();
  return (
    <>
      <p>{t('请把下面的账号和初始密码当面交给本人。初始密码只显示这一次，首次登录后须修改。', 'Hand these over in person. The password is shown only once and must be changed at the first sign-in.')}</p>
      <dl className="dz-facts">
        <div><dt>{t('登录账号', 'Account')}</dt><dd><IdTag value={login} /></dd></div>
        <div><dt>{t('初始密码', 'First password')}</dt><dd><IdTag value={password} strong /></dd></div>
      </dl>
      <div className="dz-row dz-form-foot" style={{ marginTop: 12 }}><Button type="primary" onClick={onClose}>{t('已交给本人', 'Handed over')}</Button></div>
    </>
  );
}

/** An empty box is "none", not an empty text. */
const emptyAsNone = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (value === '' || value === null ? undefined : value), schema);
const newStaff = z.object({ ...addStaff.body!.shape, phone: emptyAsNone(addStaff.body!.shape.phone), superiorId: emptyAsNone(addStaff.body!.shape.superiorId) });

export function AddStaff({ onClose }: { onClose: () => void }) {
  const t = useT();
  const add = useAct(addStaff);
  const [made, setMade] = useState<{ login: string; password: string } | null>(null);
  if (made) return <FirstPassword {...made} onClose={onClose} />;
  return (
    <EditorForm act={add} schema={newStaff} saveLabel={t('新增', 'Add')} onCancel={onClose} initial={{ posts: [], teamIds: [] }}
      onSave={async (body) => setMade({ login: body.login, password: (await add.run({ body })).password })}>
      <Field name="name" label={t('姓名', 'Name')}><Input autoFocus autoComplete="off" /></Field>
      <Field name="login" label={t('登录账号', 'Account')} hint={t('手机号、邮箱或自定的名字，不分大小写', 'Phone, e-mail or any name; capitals do not matter')}><Input autoComplete="off" spellCheck={false} /></Field>
      <Field name="phone" label={t('电话', 'Phone')} hint={t('手机、带区号的固定电话，或 + 加国家代码', 'A mobile, a land line with its area, or + and the country code')}><Input inputMode="tel" autoComplete="off" /></Field>
      <Field name="posts" label={t('岗位', 'Posts')}><PostPicker /></Field>
      <Field name="teamIds" label={t('团队', 'Teams')} hint={t('决定能看到哪些数据', 'They decide which rows the person sees')}><TeamPicker /></Field>
      <Field name="superiorId" label={t('直接上级', 'Superior')}><StaffSelect allowClear /></Field>
    </EditorForm>
  );
}

const head = z.object({ name: changeStaff.body!.shape.name.unwrap(), login: changeStaff.body!.shape.login.unwrap(), phone: emptyAsNone(changeStaff.body!.shape.phone) });

export function HeadForm({ staff, onClose }: Editing) {
  const t = useT();
  const change = useAct(changeStaff);
  return (
    <EditorForm act={change} schema={head} onCancel={onClose} initial={{ name: staff.name, login: staff.login }} onSave={async ({ phone, ...body }) => {
      await change.run({ params: { id: staff.id }, body: { version: staff.version, ...body, ...(phone ? { phone } : {}) } });
      onClose();
    }}>
      <Field name="name" label={t('姓名', 'Name')}><Input autoFocus autoComplete="off" /></Field>
      <Field name="login" label={t('登录账号', 'Account')}><Input autoComplete="off" spellCheck={false} /></Field>
      <Field name="phone" label={t('新电话', 'New phone')} hint={staff.phone ? t(`现为 ${staff.phone}，不改请留空`, `Now ${staff.phone}; leave empty to keep it`) : undefined}><Input inputMode="tel" autoComplete="off" /></Field>
    </EditorForm>
  );
}

export function SuperiorForm({ staff, onClose }: Editing) {
  const t = useT();
  const set = useAct(setSuperior);
  return (
    <EditorForm act={set} schema={setSuperior.body!} onCancel={onClose} initial={{ superiorId: staff.superior?.id ?? null }} onSave={async (body) => {
      await set.run({ params: { id: staff.id }, body });
      onClose();
    }}>
      <Field name="superiorId" label={t('直接上级', 'Superior')}><StaffSelect allowClear known={staff.superior} /></Field>
    </EditorForm>
  );
}

export function ShiftForm({ staff, onClose }: Editing) {
  const t = useT();
  const assign = useAct(assignShift);
  return (
    <EditorForm act={assign} schema={assignShift.body!} onCancel={onClose} initial={{ shiftId: staff.shift?.id ?? null }} onSave={async (body) => {
      await assign.run({ params: { id: staff.id }, body });
      onClose();
    }}>
      <Field name="shiftId" label={t('班次', 'Shift')} hint={t('保存后即按此班次上班', 'From now on')}><ShiftSelect known={staff.shift} /></Field>
    </EditorForm>
  );
}

const away = z.object({ ...nameSubstitute.body!.shape, note: emptyAsNone(nameSubstitute.body!.shape.note) });

export function SubstituteForm({ staff, onClose }: Editing) {
  const t = useT();
  const name = useAct(nameSubstitute);
  return (
    <EditorForm act={name} schema={away} saveLabel={t('安排', 'Name')} onCancel={onClose} onSave={async (body) => {
      await name.run({ params: { id: staff.id }, body });
      onClose();
    }}>
      <Field name="substituteId" label={t('代班人', 'Who stands in')} hint={t('代班期间可以代为处理工作，操作会同时记下两人的名字', 'May act meanwhile; what is done carries both names')}><StaffSelect /></Field>
      <Field name="from" label={t('开始', 'From')}><InstantInput /></Field>
      <Field name="to" label={t('结束', 'Until')}><InstantInput /></Field>
      <Field name="note" label={t('说明', 'Note')}><Input placeholder={t('如：年假', 'e.g. holiday')} /></Field>
    </EditorForm>
  );
}
