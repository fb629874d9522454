import { z } from 'zod';
import { Input, Select } from 'antd';
import { changeCustomer, createCustomer, customerBody, type readCustomer } from '../../../../src/registers/customers/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { classWords, kindWords } from './words.ts';

const shape = customerBody.shape;
const none = (value: unknown) => (value === '' || value === undefined ? null : value);
const fresh = z.object({ name: shape.name, kind: shape.kind, class: shape.class, phone: z.preprocess(none, shape.phone), email: z.preprocess(none, shape.email), note: z.preprocess(none, shape.note) });
/** Name, phone and mail are only seen masked: an empty box leaves them as they are. */
const kept = (value: unknown) => (value === '' || value === null ? undefined : value);
const change = z.object({ name: z.preprocess(kept, shape.name.optional()), kind: shape.kind, class: shape.class, phone: z.preprocess(kept, shape.phone.optional()), email: z.preprocess(kept, shape.email), note: z.preprocess(none, shape.note) });

function Choice({ options, ...p }: { options: Record<string, { zh: string; en: string }>; id?: string; value?: string; onChange?: (value: string) => void }) {
  const { tw } = useLanguage();
  return <Select {...p} options={Object.entries(options).map(([value, label]) => ({ value, label: tw(label) }))} />;
}

export function CustomerForm({ of, onSaved, onCancel }: { of: Answer<typeof readCustomer> | null; onSaved: (id: string) => void; onCancel: () => void }) {
  const { t } = useLanguage();
  const create = useAct(createCustomer);
  const save = useAct(changeCustomer);
  const keeps = of ? t(`留空则不变（现为 ${'{}'}）`, 'Left empty it stays ({})') : undefined;
  return (
    <EditorForm act={of ? save : create} schema={of ? change : fresh} initial={of ? { kind: of.kind, class: of.class, note: of.note ?? '' } : { kind: 'person', class: 'normal' }} onCancel={onCancel}
      onSave={async (v) => {
        const { id } = of
          ? await save.run({ params: { id: of.id }, body: { version: of.version, ...v } })
          : await create.run({ body: { ...(v as z.output<typeof fresh>), consentMarketing: null } });
        onSaved(id);
      }}>
      <Field name="name" label={t('姓名或企业名称', 'Name')} hint={keeps?.replace('{}', of?.name ?? '')}><Input autoFocus /></Field>
      <Field name="phone" label={t('手机', 'Phone')} hint={of?.phone ? keeps?.replace('{}', of.phone) : undefined}><Input inputMode="tel" /></Field>
      <Field name="email" label={t('邮箱', 'Mail')} hint={of?.email ? keeps?.replace('{}', of.email) : undefined}><Input inputMode="email" /></Field>
      <Field name="kind" label={t('类型', 'Kind')}><Choice options={kindWords} /></Field>
      <Field name="class" label={t('级别', 'Class')}><Choice options={classWords} /></Field>
      <Field name="note" label={t('备注', 'Note')}><Input.TextArea rows={3} /></Field>
    </EditorForm>
  );
}
