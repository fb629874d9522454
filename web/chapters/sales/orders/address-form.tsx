import { Input } from 'antd';
import { z } from 'zod';
import { addressAct } from '../../../../src/chapters/sales/contract.ts';
import { text } from '../../../../src/kernel/schemas.ts';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { useT } from '../../../ui/language.tsx';
import { useAct } from '../../../ui/use-api.ts';

const district = text(40).optional().transform((v) => (v === '' || v === undefined ? null : v));
const schema = z.strictObject({ name: text(100, 1), phone: text(40, 1), province: text(40, 1), city: text(40, 1), district, detail: text(300, 1) });

/** The whole address anew: the old one is hidden, so nothing of it can be kept by accident. */
export function AddressForm({ id, version, onDone }: { id: string; version: number; onDone: () => void }) {
  const t = useT();
  const act = useAct(addressAct);
  return (
    <EditorForm act={act} schema={schema} saveLabel={t('修改地址', 'Change the address')} onCancel={onDone} onSave={async (receiver) => {
      await act.run({ params: { id }, body: { version, receiver } });
      onDone();
    }}>
      <Field name="name" label={t('收货人', 'Name')}><Input autoFocus /></Field>
      <Field name="phone" label={t('电话', 'Phone')}><Input inputMode="tel" /></Field>
      <Field name="province" label={t('省', 'Province')}><Input /></Field>
      <Field name="city" label={t('市', 'City')}><Input /></Field>
      <Field name="district" label={t('区县', 'District')}><Input /></Field>
      <Field name="detail" label={t('详细地址', 'Street')}><Input.TextArea rows={2} /></Field>
    </EditorForm>
  );
}
