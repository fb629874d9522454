import { z } from 'zod';
import { Input, Select } from 'antd';
import { captureBody, captureLeadAct, changeLeadAct, leadChannelWords, leadClassWords, type LeadRecord } from '../../../../src/chapters/sales/leads/contract.ts';
import type { Words } from '../../../../src/kernel/words.ts';
import { EditorForm, Field, YuanInput } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { useAct } from '../../../ui/use-api.ts';

const none = (value: unknown) => (value === '' || value === undefined ? null : value);
const kept = (value: unknown) => (value === '' || value === null ? undefined : value);
const s = captureBody.shape;
const shared = {
  company: z.preprocess(none, s.company), platform: z.preprocess(none, s.platform), province: z.preprocess(none, s.province), city: z.preprocess(none, s.city), productLine: z.preprocess(none, s.productLine),
  need: z.preprocess(none, s.need), tags: s.tags, channel: z.preprocess(none, s.channel), sourceDetail: z.preprocess(none, s.sourceDetail), costFen: s.costFen, class: z.preprocess(kept, s.class),
};
const fresh = z.object({ name: s.name, phone: z.preprocess(none, s.phone), email: z.preprocess(none, s.email), platformUser: z.preprocess(none, s.platformUser), ...shared });
/** What is only seen masked stays as it is when its box is left empty. */
const change = z.object({ name: z.preprocess(kept, s.name.optional()), phone: z.preprocess(kept, s.phone), email: z.preprocess(kept, s.email), platformUser: z.preprocess(kept, s.platformUser), ...shared });

function Choice({ of, ...p }: { of: Readonly<Record<string, Words>>; id?: string; value?: string; onChange?: (value: string | undefined) => void }) {
  const { tw, t } = useLanguage();
  return <Select {...p} allowClear showSearch={{ optionFilterProp: 'label' }} options={Object.entries(of).map(([value, label]) => ({ value, label: tw(label) }))} placeholder={t('请选择', 'Choose')} />;
}

/** Captures a lead or changes one: first how to reach them, then what they want, then where they came from. */
export function LeadForm({ of, onSaved, onLook }: { of: LeadRecord | null; onSaved: (id: string, alike: number) => void; onLook?: (value: Record<string, unknown>) => void }) {
  const { t } = useLanguage();
  const [create, save] = [useAct(captureLeadAct), useAct(changeLeadAct)];
  const hint = (now: string | null | undefined) => (of && now ? t(`留空则不变（现为 ${now}）`, `Left empty it stays (${now})`) : undefined);
  const look = (name: string) => ({ onBlur: (e: { target: { value: string } }) => onLook?.({ [name]: e.target.value.trim() || null }) });
  return (
    <EditorForm act={!of ? create : save} schema={of ? change : fresh} saveLabel={of ? t('保存', 'Save') : t('录入线索', 'Capture the lead')}
      initial={(of ? { company: of.company ?? '', platform: of.platform ?? undefined, province: of.province ?? '', city: of.city ?? '', productLine: of.productLine ?? '', need: of.need ?? '', tags: of.tags, channel: of.channel ?? undefined, sourceDetail: of.sourceDetail ?? '', costFen: of.costFen, class: of.classBy === 'person' ? (of.class ?? undefined) : undefined } : { tags: [] }) as never}
      onSave={async (v) => {
        if (!of) {
          const made = await create.run({ body: v as z.output<typeof fresh> as never });
          return onSaved(made.id, made.duplicates.length);
        }
        const { class: cls, ...rest } = v as z.output<typeof change>;
        await save.run({ params: { id: of.id }, body: { version: of.version, ...rest, ...(cls ? { class: cls } : {}) } as never });
        return onSaved(of.id, 0);
      }}>
      <Field name="name" label={t('联系人姓名', 'Name')} hint={hint(of?.name)}><Input autoFocus={!of} {...look('name')} /></Field>
      <Field name="company" label={t('公司', 'Company')}><Input {...look('company')} /></Field>
      <div className="lead-pairs">
        <Field name="phone" label={t('电话', 'Phone')} hint={hint(of?.phone)}><Input inputMode="tel" {...look('phone')} /></Field>
        <Field name="email" label={t('邮箱', 'E-mail')} hint={hint(of?.email)}><Input inputMode="email" {...look('email')} /></Field>
        <Field name="platform" label={t('平台', 'Platform')}><Choice of={leadChannelWords} /></Field>
        <Field name="platformUser" label={t('平台账号', 'Account there')} hint={hint(of?.platformUser)}><Input /></Field>
        <Field name="province" label={t('省份', 'Province')}><Input placeholder={t('浙江省', 'Zhejiang')} /></Field>
        <Field name="city" label={t('城市', 'City')}><Input {...look('city')} /></Field>
      </div>
      <Field name="need" label={t('需求', 'Need')}><Input.TextArea rows={2} /></Field>
      <div className="lead-pairs">
        <Field name="productLine" label={t('产品线', 'Product line')}><Input /></Field>
        <Field name="tags" label={t('标签', 'Tags')} hint={t('与销售员技能同名的标签会用于分配', 'A tag that is a seller’s skill is used to hand it out')}><Select mode="tags" tokenSeparators={[',', '，', '、']} open={false} suffixIcon={null} /></Field>
        <Field name="channel" label={t('来源渠道', 'Channel')}><Choice of={leadChannelWords} /></Field>
        <Field name="sourceDetail" label={t('活动、展会或页面', 'Campaign, fair or page')}><Input /></Field>
        <Field name="costFen" label={t('获客成本', 'Cost')}><YuanInput /></Field>
        <Field name="class" label={t('分类', 'Class')} hint={t('留空按评分', 'Left empty: by score')}><Choice of={leadClassWords} /></Field>
      </div>
    </EditorForm>
  );
}
