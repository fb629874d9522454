import { useMemo } from 'react';
import { Button, Input, Select } from 'antd';
import { changeWebhook, createWebhook, listFactKinds, type webhook } from '../../../../src/app/messaging/contract.ts';
import type { z } from 'zod';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag } from '../../../ui/values.tsx';
import { chapterWords } from './chapter-words.ts';
import './outside.css';

export type Webhook = z.output<typeof webhook>;

/** Whole chapters first, then each fact under its chapter. */
function TopicPicker({ value, onChange, id }: { value?: string[]; onChange?: (next: string[]) => void; id?: string }) {
  const { t, tw } = useLanguage();
  const facts = useRead(listFactKinds, {}, {});
  const options = useMemo(() => {
    const rows = facts.data?.rows ?? [];
    const chapters = [...new Set(rows.map((f) => `${f.type.split('.')[0]!}.`))];
    const name = (c: string) => { const w = chapterWords[c.slice(0, -1)]; return w ? tw(w) : c; };
    return [
      { label: t('整个章节', 'Whole chapters'), options: chapters.map((c) => ({ value: c, label: `${name(c)} · ${c}*` })) },
      ...chapters.map((c) => ({ label: name(c), options: rows.filter((f) => f.type.startsWith(c)).map((f) => ({ value: f.type, label: f.type })) })),
    ];
  }, [facts.data, t, tw]);
  return <Select {...(id ? { id } : {})} mode="multiple" value={value ?? []} onChange={(next: string[]) => onChange?.(next)} options={options} loading={facts.isPending} placeholder={t('选择事件', 'Choose facts')} />;
}

/** A secret that is shown now and never again. */
export function SecretOnce({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useT();
  return (
    <>
      <p>{t('签名密钥只显示这一次，请立即填到接收方系统里（Standard Webhooks 规范）。', 'The secret is shown only once: put it into the receiving system now (Standard Webhooks).')}</p>
      <p className="dz-secret"><IdTag value={secret} strong /></p>
      <div className="dz-row dz-form-foot" style={{ marginTop: 12 }}><Button type="primary" onClick={onClose}>{t('已复制', 'Copied')}</Button></div>
    </>
  );
}

export function WebhookForm({ of, onClose, onMade }: { of?: Webhook; onClose: () => void; onMade: (made: { id: string; secret: string }) => void }) {
  const t = useT();
  const create = useAct(createWebhook);
  const change = useAct(changeWebhook);
  return (
    <EditorForm act={!of ? create : change} schema={createWebhook.body!} {...(of ? { initial: { name: of.name, url: of.url, topics: of.topics } } : {})} onCancel={onClose} saveLabel={of ? t('保存', 'Save') : t('新增', 'Add')} onSave={async (body) => {
      if (!of) return onMade(await create.run({ body }));
      await change.run({ params: { id: of.id }, body: { ...body, version: of.version } });
      return onClose();
    }}>
      <Field name="name" label={t('名称', 'Name')}><Input autoFocus placeholder={t('如：仓储系统', 'e.g. warehouse system')} /></Field>
      <Field name="url" label={t('接收网址', 'Address')} hint={t('须为公网 https；内网系统由管理员在 NET_ALLOW 中列出', 'Public https; systems inside the company are listed in NET_ALLOW')}><Input inputMode="url" placeholder="https://" /></Field>
      <Field name="topics" label={t('推送哪些事件', 'Which facts')}><TopicPicker /></Field>
    </EditorForm>
  );
}
