import { useState } from 'react';
import { LeadingButton } from '../../../ui/act-button.tsx';
import { z } from 'zod';
import { Button, Drawer, Input, Select, Switch } from 'antd';
import { contactChannelWords, contactChannels, listGreetings, saveGreetingAct } from '../../../../src/chapters/sales/leads/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Page } from '../../../shell/page.tsx';

type Greeting = Answer<typeof listGreetings>['rows'][number];
const s = saveGreetingAct.body!.shape;
const form = z.object({ title: s.title, channel: z.preprocess((v) => v ?? null, s.channel), body: s.body, active: s.active });

/** Words with which a first contact begins well (clause 2.1.3, polite and to the point). */
export default function GreetingsPage() {
  const { t, tw } = useLanguage();
  const [q, setQ] = useState('');
  const [open, setOpen] = useState<Greeting | 'new' | null>(null);
  const read = useRead(listGreetings, { query: q.trim() ? { q: q.trim() } : {} }, { topics: ['sales'] });
  const save = useAct(saveGreetingAct);
  const one = open === 'new' ? null : open;
  return (
    <Page title={t('话术模板', 'Greetings')} rule={['2.1.3']} primary={<LeadingButton leadsTo={saveGreetingAct} type="primary" onClick={() => setOpen('new')}>{t('新增话术', 'New greeting')}</LeadingButton>}>
      <p><Input.Search value={q} onChange={(e) => setQ(e.target.value)} allowClear placeholder={t('搜索标题和内容', 'Search title and text')} aria-label={t('搜索话术', 'Search greetings')} style={{ maxWidth: 320 }} /></p>
      {read.error && <ProblemNote error={read.error} onRetry={() => void read.refetch()} />}
      <RelatedTable title={t('话术', 'Greetings')} rows={read.data?.rows ?? []} rowKey={(g) => g.id} empty={q ? t('没有符合的话术。', 'Nothing matches.') : t('还没有话术：写几条得体的开场白，登记联系时可直接选用。', 'None yet: write a few good openings; they can be chosen when a contact is recorded.')} columns={[
        { key: 'title', title: t('标题', 'Title'), render: (g) => <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setOpen(g)}>{g.title}</Button> },
        { key: 'channel', title: t('渠道', 'Channel'), render: (g) => (g.channel ? tw(contactChannelWords[g.channel]) : t('全部', 'All')) }, { key: 'body', title: t('内容', 'Text'), render: (g) => g.body },
        { key: 'used', title: t('用过', 'Used'), align: 'right', render: (g) => g.used }, { key: 'active', title: t('状态', 'State'), render: (g) => (g.active ? <span className="dz-kept">{t('在用', 'In use')}</span> : <span className="dz-2">{t('停用', 'Off')}</span>) },
      ]} />
      <Drawer open={open !== null} onClose={() => setOpen(null)} size={460} destroyOnHidden title={one ? t('修改话术', 'Change the greeting') : t('新增话术', 'New greeting')}>
        <EditorForm act={save} schema={form} initial={one ? { title: one.title, channel: one.channel, body: one.body, active: one.active } : { title: '', channel: null, body: '', active: true }} onCancel={() => setOpen(null)}
          onSave={async (v) => {
            await save.run({ body: { id: one?.id ?? null, version: one?.version ?? null, ...(v as z.output<typeof form>) } });
            setOpen(null);
          }}>
          <Field name="title" label={t('标题', 'Title')}><Input autoFocus /></Field>
          <Field name="channel" label={t('渠道', 'Channel')}><Select allowClear placeholder={t('全部渠道', 'Every channel')} options={contactChannels.map((c) => ({ value: c, label: tw(contactChannelWords[c]) }))} /></Field>
          <Field name="body" label={t('内容', 'Text')}><Input.TextArea rows={4} /></Field>
          <Field name="active" label={t('在用', 'In use')}><Checked /></Field>
        </EditorForm>
      </Drawer>
    </Page>
  );
}

/** A switch that is a form's field. */
function Checked({ value, onChange, id }: { value?: boolean; onChange?: (on: boolean) => void; id?: string }) {
  return <Switch {...(id ? { id } : {})} checked={value ?? false} {...(onChange ? { onChange } : {})} />;
}
