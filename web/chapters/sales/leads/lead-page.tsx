import { useState } from 'react';
import { Button, Drawer } from 'antd';
import { useParams } from '@tanstack/react-router';
import { changeLeadAct, contactChannelWords, convertLeadAct, discardLeadAct, leadHowWords, type LeadRecord, ownershipHowWords, pickLeadAct, readLead, releaseLeadAct, restoreLeadAct, undoMergerAct } from '../../../../src/chapters/sales/leads/contract.ts';
import { readTimeline } from '../../../../src/regulation/obligations/contract.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import type { TimelineEntry } from '../../../ui/timeline.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Masked, Money, When } from '../../../ui/values.tsx';
import { MailsOfCase } from '../mail-intake/mails-of-case.tsx';
import { Alike } from './alike.tsx';
import { AssignAct } from './assign-act.tsx';
import { ContactForm } from './contact-form.tsx';
import { LeadClass, LeadState, Said, channelWords, leadSteps } from './lead-parts.tsx';
import { LeadForm } from './lead-form.tsx';
import { OwnershipTable } from './ownership-table.tsx';
import { ReasonAct } from './reason-act.tsx';
import './leads.css';

export default function LeadPage() {
  const { id = '' } = useParams({ strict: false });
  return <RecordOf read={useRead(readLead, { params: { id } }, { topics: ['sales'] })}>{(l) => <Lead l={l} />}</RecordOf>;
}

const held = (l: LeadRecord): boolean => l.state === 'assigned' || l.state === 'contacted';

function Lead({ l }: { l: LeadRecord }) {
  const { t, tw } = useLanguage();
  const [editing, setEditing] = useState(false);
  const story = useRead(readTimeline, { params: { type: 'lead', id: l.id }, query: { limit: '100' } }, { topics: ['sales', 'regulation'] });
  const said = new Map(l.contactLog.map((c) => [c.at, c]));
  const timeline: TimelineEntry[] = (story.data?.facts ?? []).map((f) => {
    const contact = f.type === 'sales.contact-recorded' ? said.get(f.at) : undefined;
    const lines = contact && [contact.words, contact.need && `${t('需求：', 'Need: ')}${contact.need}`, contact.nextStep && `${t('下一步：', 'Next: ')}${contact.nextStep}`].filter(Boolean);
    return { id: f.id, at: f.at, kind: 'fact', text: contact ? <>{tw(f.sentence)} · {tw(contactChannelWords[contact.channel])}</> : tw(f.sentence), by: f.by, clause: f.clause ?? undefined, ...(lines ? { body: lines.map((line) => <div key={line}>{line}</div>) } : {}) };
  });
  const due = (story.data?.obligations ?? []).filter((o) => o.state === 'pending' || (o.state === 'breached' && o.stoppedAt === null)).map((o) => ({ text: tw(o.title), openedAt: o.openedAt, dueAt: o.dueAt }));
  const hidden = (field: 'name' | 'phone' | 'email' | 'platformUser', value: string | null) => (l.may.work ? <Masked value={value} of={{ kind: 'lead', id: l.id, field }} /> : value);
  return (
    <>
      <RecordPage title={l.company ?? l.name} number={l.leadNo} state={<><LeadState state={l.state} /> <LeadClass of={l.class} /></>} path={leadSteps(l, t)} rule={['2.1.2', '2.1.3']} timeline={timeline} {...(due.length > 0 ? { due } : {})}
        acts={<Acts l={l} onEdit={() => setEditing(true)} />} {...(held(l) && l.may.work ? { timelineHead: <ContactForm leadId={l.id} /> } : {})}
        facts={[
          { title: t('客户', 'Who'), ...(l.may.work && l.state !== 'merged' ? { act: <LeadingButton leadsTo={changeLeadAct} size="small" type="link" onClick={() => setEditing(true)}>{t('修改', 'Change')}</LeadingButton> } : {}), facts: [
            { label: t('姓名', 'Name'), value: hidden('name', l.name) }, { label: t('公司', 'Company'), value: l.company }, { label: t('电话', 'Phone'), value: hidden('phone', l.phone) }, { label: t('邮箱', 'E-mail'), value: hidden('email', l.email) },
            { label: t('平台账号', 'Account'), value: l.platformUser ? <><Said words={channelWords(l.platform)} /> {hidden('platformUser', l.platformUser)}</> : null },
            { label: t('地区', 'Region'), value: [l.province, l.city].filter(Boolean).join(' ') || null },
            ...(l.customerId ? [{ label: t('客户档案', 'Customer'), value: <a href={`/sales/customers/${l.customerId}`}>{t('打开', 'Open')}</a> }] : []),
          ] },
          { title: t('需求', 'Need'), facts: [
            { label: t('需求', 'Need'), value: l.need }, { label: t('产品线', 'Product line'), value: l.productLine }, { label: t('标签', 'Tags'), value: l.tags.join('、') || null },
            { label: t('下一步', 'Next step'), value: l.nextAt === null ? l.nextStep : <><When at={l.nextAt} /> {l.nextStep}</> },
          ] },
          { title: t('评分与分类', 'Score and class'), facts: [
            { label: t('分类', 'Class'), value: <><LeadClass of={l.class} /> <span className="dz-2">{l.classBy === 'person' ? t('人工设定', 'set by a person') : l.classBy === 'score' ? t('按评分', 'by score') : ''}</span></> },
            { label: t('评分', 'Score'), value: <><b>{l.score}</b><ul className="lead-score">{l.scoreReasons.map((r) => <li key={r.zh}><b>{r.points > 0 ? `+${r.points}` : r.points}</b>{t(r.zh, r.en)}</li>)}</ul></> },
          ] },
          { title: t('来源', 'Source'), facts: [
            { label: t('渠道', 'Channel'), value: l.channel === null ? <span className="dz-soon">{t('未注明，分配前须补', 'not said; needed before it is handed out')}</span> : <Said words={channelWords(l.channel)} /> }, { label: t('来源说明', 'Campaign'), value: l.sourceDetail },
            { label: t('获取方式', 'Captured by'), value: tw(leadHowWords[l.how]) }, { label: t('录入人', 'By'), value: l.capturedBy }, { label: t('获客成本', 'Cost'), value: <Money fen={l.costFen} /> }, { label: t('入库', 'Captured'), value: <When at={l.capturedAt} /> },
            ...(l.discardReason ? [{ label: t('无效原因', 'Why discarded'), value: l.discardReason }] : []), ...(l.recycleAt ? [{ label: t('将回收', 'Goes back'), value: <span className="dz-soon"><When at={l.recycleAt} /></span> }] : []),
            ...(l.mergedInto ? [{ label: t('并入', 'Merged into'), value: <a href={`/sales/leads/${l.mergedInto.id}`}><IdTag value={l.mergedInto.leadNo} /></a> }] : []),
          ] },
        ]}>
        {l.alike.length > 0 && <Alike l={l} />}
        <OwnershipTable l={l} />
        {l.contactLog.length > 0 && (
          <RelatedTable title={t('联系记录', 'Contacts')} rows={l.contactLog} rowKey={(c) => c.id} empty="" columns={[
            { key: 'at', title: t('时间', 'At'), render: (c) => <When at={c.at} /> }, { key: 'channel', title: t('渠道', 'Channel'), render: (c) => tw(contactChannelWords[c.channel]) },
            { key: 'reached', title: t('结果', 'Result'), render: (c) => (c.reached ? <span className="dz-kept">{c.isFirst ? t('首次联系上', 'Reached first') : t('联系上', 'Reached')}</span> : t('未联系上', 'Not reached')) },
            { key: 'words', title: t('内容', 'Words'), render: (c) => c.words }, { key: 'next', title: t('下一步', 'Next'), render: (c) => (c.nextAt ? <><When at={c.nextAt} /> {c.nextStep}</> : (c.nextStep ?? '—')) }, { key: 'by', title: t('登记人', 'By'), render: (c) => c.by },
          ]} />
        )}
        <MailsOfCase mails={l.mails} />
        {l.merged.length > 0 && <Mergers l={l} />}
      </RecordPage>
      <Drawer open={editing} onClose={() => setEditing(false)} title={t('修改线索', 'Change the lead')} size={520} destroyOnHidden><LeadForm of={l} onSaved={() => setEditing(false)} /></Drawer>
    </>
  );
}

function Mergers({ l }: { l: LeadRecord }) {
  const { t } = useLanguage();
  const undo = useAct(undoMergerAct);
  return (
    <RelatedTable title={t('并入的线索', 'Leads taken in')} rows={l.merged} rowKey={(m) => m.mergerId} empty="" columns={[
      { key: 'no', title: t('线索', 'Lead'), render: (m) => <a href={`/sales/leads/${m.leadId}`}>{m.leadNo}</a> }, { key: 'at', title: t('时间', 'At'), render: (m) => <When at={m.at} /> }, { key: 'by', title: t('合并人', 'By'), render: (m) => m.by },
      { key: 'undo', title: '', align: 'right', render: (m) => l.may.work && <ActButton act={undo} size="small" label={t('撤销合并', 'Undo')} done={t('已拆出', 'Taken out')} run={() => undo.run({ params: { id: m.mergerId }, body: {} })} /> },
    ]} />
  );
}

/** Something may be sold (clause 2.2.1): the form knows the lead, and the customer that came of it. */
const opportunityOf = (l: LeadRecord): string => `/sales/opportunities?${new URLSearchParams({ make: l.id, ...(l.customerId ? { of: l.customerId } : {}), about: (l.need ?? l.productLine ?? '').slice(0, 60) })}`;

/** The acts of its state; the most likely one last and primary. */
function Acts({ l, onEdit }: { l: LeadRecord; onEdit: () => void }) {
  const { t, tw } = useLanguage();
  const [release, discard, restore, convert, pick, undo] = [useAct(releaseLeadAct), useAct(discardLeadAct), useAct(restoreLeadAct), useAct(convertLeadAct), useAct(pickLeadAct), useAct(undoMergerAct)];
  const params = { id: l.id };
  if (l.state === 'merged') return l.mergerId && l.may.work ? <ActButton act={undo} primary label={t('撤销合并', 'Undo the merger')} done={t('已拆出', 'Taken out')} run={() => undo.run({ params: { id: l.mergerId! }, body: {} })} /> : null;
  if (l.state === 'discarded') return l.may.assign ? <ReasonAct act={restore} label={t('恢复', 'Restore')} title={t('为什么恢复？', 'Why restore it?')} done={t('已恢复为待分配', 'It waits to be assigned')} run={(reason) => restore.run({ params, body: { reason } })} /> : null;
  if (l.state === 'converted') return l.customerId ? <><Button href={`/sales/customers/${l.customerId}`}>{t('打开客户', 'Open the customer')}</Button><Button type="primary" href={opportunityOf(l)}>{t('建立商机', 'Open an opportunity')}</Button></> : null;
  const last = l.ownerships[0];
  return (
    <>
      {l.may.work && <ReasonAct act={discard} label={t('判为无效', 'Discard')} title={t('为什么无效？可由主管恢复。', 'Why is it invalid? A lead can restore it.')} done={t('已判为无效', 'Discarded')} run={(reason) => discard.run({ params, body: { reason } })} />}
      {l.may.work && (held(l) || l.state === 'new') && <ReasonAct act={release} label={t('退回公海', 'Into the pool')} title={t('为什么退回？', 'Why put it back?')} done={t('已退回公海', 'It is in the pool')} run={(reason) => release.run({ params, body: { reason } })} />}
      {l.may.assign && l.state === 'new' && (l.channel === null || l.class === null) && <Button onClick={onEdit}>{t('补齐渠道和分类', 'Add channel and class')}</Button>}
      {held(l) && l.may.work && <Button onClick={() => document.querySelector('.lead-contact')?.scrollIntoView({ behavior: 'smooth', block: 'center' })}>{t('登记联系', 'Record a contact')}</Button>}
      {held(l) && l.may.work && l.firstContactAt !== null && <Button href={opportunityOf(l)}>{t('建立商机', 'Open an opportunity')}</Button>}
      {l.may.assign && <AssignAct l={l} />}
      {l.may.pick && <ActButton act={pick} primary label={t('领取', 'Pick')} done={t('已领取，请按时联系', 'It is yours; make contact in time')} run={() => pick.run({ params, body: {} })} />}
      {held(l) && l.may.work && (l.firstContactAt !== null
        ? <ActButton act={convert} primary label={t('转为客户', 'Make it a customer')} done={t('已转为客户', 'It is a customer now')} run={() => convert.run({ params, body: {} })} />
        : <ActButton label={t('转为客户', 'Make it a customer')} run={() => Promise.resolve()} refused={{ detail: t('还没有联系上客户：请先登记一次联系上的记录。', 'The customer has not been reached: record a contact first.'), clause: '2.1.3' }} />)}
      {last && !l.owner && <span className="dz-2">{t('上一任：', 'Held last by ')}{last.owner.name}（{tw(ownershipHowWords[last.how])}）</span>}
    </>
  );
}
