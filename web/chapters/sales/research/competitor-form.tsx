import { z } from 'zod';
import { Input, Switch } from 'antd';
import { saveCompetitorAct } from '../../../../src/chapters/sales/research/contract.ts';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { useAct } from '../../../ui/use-api.ts';

const s = saveCompetitorAct.body!.shape;
const none = (v: unknown) => (v === '' ? null : v);
const form = z.object({ name: s.name, platform: z.preprocess(none, s.platform), url: z.preprocess(none, s.url), note: z.preprocess(none, s.note), active: s.active });
interface Known { id: string; version: number; name: string; platform: string | null; url: string | null; note: string | null; active: boolean }

function Watched({ value, onChange, id }: { value?: boolean; onChange?: (on: boolean) => void; id?: string }) {
  return <Switch {...(id ? { id } : {})} checked={value ?? false} {...(onChange ? { onChange } : {})} />;
}

export function CompetitorForm({ of, onSaved }: { of: Known | null; onSaved: (id: string) => void }) {
  const { t } = useLanguage();
  const save = useAct(saveCompetitorAct);
  return (
    <EditorForm act={save} schema={form} initial={of ? { name: of.name, platform: of.platform ?? '', url: of.url ?? '', note: of.note ?? '', active: of.active } : { active: true }}
      onSave={async (v) => onSaved((await save.run({ body: { id: of?.id ?? null, version: of?.version ?? null, ...(v as z.output<typeof form>) } })).id)}>
      <Field name="name" label={t('名称', 'Name')}><Input autoFocus /></Field>
      <Field name="platform" label={t('平台', 'Platform')}><Input /></Field>
      <Field name="url" label={t('店铺网址', 'Address')}><Input inputMode="url" placeholder="https://" /></Field>
      <Field name="note" label={t('备注', 'Note')}><Input.TextArea rows={2} /></Field>
      <Field name="active" label={t('在看', 'Watched')}><Watched /></Field>
    </EditorForm>
  );
}
