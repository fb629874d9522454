import { useState } from 'react';
import { Alert, App, Button, Input, Select } from 'antd';
import { createLeadSourceAct, leadChannelWords, listLeadSources, switchLeadSourceAct, type LeadChannel } from '../../../../../src/chapters/sales/leads/contract.ts';
import { ActButton } from '../../../../ui/act-button.tsx';
import { useLanguage } from '../../../../ui/language.tsx';
import { RelatedTable } from '../../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../../ui/use-api.ts';
import { IdTag, When } from '../../../../ui/values.tsx';

/** The address of the form that people fill in: for a card, a page or a code at a fair. */
function CopyForm({ link }: { link: string }) {
  const { t } = useLanguage();
  const { message } = App.useApp();
  return <Button size="small" onClick={() => void navigator.clipboard.writeText(new URL(link, location.origin).href).then(() => message.success(t('表单链接已复制', 'Copied')))}>{t('复制表单链接', 'Copy the form’s link')}</Button>;
}

/** Programs outside that send leads: each signs with its own secret, shown once; each also has a form for people. */
export function Sources() {
  const { t, tw } = useLanguage();
  const [create, change] = [useAct(createLeadSourceAct), useAct(switchLeadSourceAct)];
  const sources = useRead(listLeadSources, {}, { topics: ['sales'] });
  const [name, setName] = useState('');
  const [channel, setChannel] = useState<LeadChannel>('website');
  const [made, setMade] = useState<{ id: string; secret: string } | null>(null);
  const add = async () => {
    setMade(await create.run({ body: { name: name.trim(), channel } }));
    setName('');
  };
  return (
    <>
      <RelatedTable title={t('推送来源', 'Sources')} rows={sources.data?.rows ?? []} rowKey={(s) => s.id} empty={t('还没有来源。新增一个，把地址和密钥交给落地页或广告平台。', 'No sources yet. Add one and give its address and secret to the landing page or advertiser.')} columns={[
        { key: 'name', title: t('名称', 'Name'), render: (s) => s.name }, { key: 'channel', title: t('渠道', 'Channel'), render: (s) => tw(leadChannelWords[s.channel]) },
        { key: 'address', title: t('接收地址', 'Address'), render: (s) => <IdTag value={`${location.origin}/hooks/leads/${s.id}`} /> }, { key: 'form', title: t('网页表单', 'Web form'), render: (s) => (s.formLink === null ? '—' : <CopyForm link={s.formLink} />) }, { key: 'leads', title: t('线索', 'Leads'), align: 'right', render: (s) => s.leads },
        { key: 'last', title: t('最近', 'Last'), render: (s) => <When at={s.lastAt} /> },
        { key: 'act', title: '', align: 'right', render: (s) => <ActButton act={change} size="small" label={s.active ? t('停用', 'Switch off') : t('启用', 'Switch on')} done={s.active ? t('已停用', 'Off') : t('已启用', 'On')} run={() => change.run({ params: { id: s.id }, body: { active: !s.active } })} /> },
      ]} act={
        <form className="dz-row" onSubmit={(e) => e.preventDefault()}>
          <Input size="small" value={name} onChange={(e) => setName(e.target.value)} maxLength={50} placeholder={t('来源名称', 'Name')} aria-label={t('来源名称', 'Name of the source')} style={{ width: 140 }} />
          <Select size="small" value={channel} onChange={setChannel} aria-label={t('渠道', 'Channel')} options={(Object.keys(leadChannelWords) as LeadChannel[]).map((c) => ({ value: c, label: tw(leadChannelWords[c]) }))} style={{ width: 110 }} />
          {name.trim() === '' ? <Button size="small" disabled>{t('新增', 'Add')}</Button> : <ActButton act={create} size="small" primary label={t('新增', 'Add')} run={add} />}
        </form>
      } />
      {made && <Alert type="success" closable onClose={() => setMade(null)} message={t('密钥只显示这一次，请立即交给对方', 'The secret is shown this once; hand it over now')} description={<><div>{t('地址', 'Address')} <IdTag value={`${location.origin}/hooks/leads/${made.id}`} /></div><div>{t('密钥', 'Secret')} <IdTag value={made.secret} /></div><div className="dz-2">{t('签名方法：Standard Webhooks（webhook-id、webhook-timestamp、webhook-signature）', 'Signed as Standard Webhooks say (webhook-id, webhook-timestamp, webhook-signature)')}</div></>} />}
    </>
  );
}
