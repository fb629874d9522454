import { useParams } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { complaintStates, readComplaint, severities, complaintChannels, type ComplaintRecord } from '../../../../src/chapters/sales/contract.ts';
import { readTimeline } from '../../../../src/regulation/obligations/contract.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf, RecordPage, RelatedTable } from '../../../ui/record-page.tsx';
import type { PathStep } from '../../../ui/state-path.tsx';
import type { TimelineEntry } from '../../../ui/timeline.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { Money, When } from '../../../ui/values.tsx';
import { Mailed, MailsOfCase } from '../mail-intake/mails-of-case.tsx';
import { CasePhotos } from './case-photos.tsx';
import { ActionAct, CauseAct, Effect, NextAct, NoteAct } from './complaint-acts.tsx';

export default function ComplaintPage() {
  const { id = '' } = useParams({ strict: false });
  return <RecordOf read={useRead(readComplaint, { params: { id } }, { topics: ['sales', 'finance'] })}>{(c) => <Complaint c={c} />}</RecordOf>;
}

function steps(c: ComplaintRecord, t: (zh: string, en: string) => string): PathStep[] {
  const at = { received: 0, accepted: 1, told: 2, confirmed: 3, closed: 4, withdrawn: 0 }[c.state];
  const all = [[t('收到', 'Received'), c.receivedAt], [t('受理', 'Accepted'), c.acceptedAt], [t('告知结果', 'Result told'), c.toldAt], [t('客户确认', 'Confirmed'), c.confirmedAt], [t('结案', 'Closed'), c.closedAt]] as const;
  if (c.state === 'withdrawn') return [{ key: '0', label: all[0][0], is: 'done', at: c.receivedAt }, { key: 'w', label: t('已撤诉', 'Withdrawn'), is: 'failed', at: c.closedAt }];
  return all.map(([label, time], i) => ({ key: String(i), label, at: time, is: i <= at ? 'done' : i === at + 1 ? 'now' : 'next' }));
}

function Complaint({ c }: { c: ComplaintRecord }) {
  const { t, tw } = useLanguage();
  const { message } = App.useApp();
  const case_ = useRead(readTimeline, { params: { type: 'complaint', id: c.id }, query: { limit: '100' } }, { topics: ['sales', 'finance', 'regulation'] });
  const timeline: TimelineEntry[] = (case_.data?.facts ?? []).map((f) => ({ id: f.id, at: f.at, kind: 'fact', text: tw(f.sentence), by: f.by, clause: f.clause ?? undefined }));
  const copy = async () => {
    await navigator.clipboard.writeText(new URL(c.customerLink!, location.origin).href);
    void message.success(t('链接已复制，客户可查看并确认结果', 'Copied: the customer sees and confirms there'));
  };
  const kinds = { customer: t('客户', 'Customer'), progress: t('进展', 'Progress'), result: t('结果', 'Result'), internal: t('内部', 'Inside') };
  return (
    <RecordPage title={t('投诉', 'Complaint')} number={c.complaintNo} state={<span className={c.state === 'closed' ? 'dz-2' : 'dz-soon'}>{tw(complaintStates[c.state])}</span>} path={steps(c, t)} rule={['2.4.3']} timeline={timeline}
      acts={<>{c.customerLink && <Button onClick={() => void copy()}>{t('复制客户链接', 'Copy the customer’s link')}</Button>}<NoteAct c={c} /><NextAct c={c} />{c.state === 'closed' && <><ActionAct c={c} /><CauseAct c={c} /></>}</>}
      facts={[
        { title: t('投诉', 'Complaint'), facts: [
          { label: t('内容', 'About'), value: <span style={{ whiteSpace: 'pre-wrap' }}>{c.about}</span> }, { label: t('程度', 'Severity'), value: tw(severities[c.severity]) }, { label: t('渠道', 'Channel'), value: tw(complaintChannels[c.channel]) },
          { label: t('订单', 'Order'), value: c.orderId ? <a href={`/sales/orders/${c.orderId}`}>{c.orderNo}</a> : null }, { label: t('店铺', 'Store'), value: c.storeName }, { label: t('经办', 'In hand of'), value: c.assignee },
          ...(c.reopened > 0 ? [{ label: t('重新处理', 'Taken up again'), value: t(`${c.reopened} 次`, `${c.reopened} times`) }] : []),
        ] },
        { title: t('结果', 'Result'), facts: [
          { label: t('处理结果', 'Result'), value: c.result }, { label: t('补偿', 'Compensation'), value: c.compensationFen > 0 ? <><Money fen={c.compensationFen} />{c.refund && <span className="dz-2"> {c.refund.refundNo} {c.refund.state === 'paid' ? t('已付', 'paid') : t('待付', 'due')}</span>}</> : null },
          { label: t('客户确认', 'Confirmed'), value: c.confirmedAt === null ? null : <><When at={c.confirmedAt} /> {c.confirmedHow}</> }, { label: t('评分', 'Rating'), value: c.rating === null ? null : `${c.rating} / 5` },
        ] },
        ...(c.cause || c.whys.length > 0 ? [{ title: t('原因', 'Cause'), facts: [
          { label: t('归类', 'Class'), value: c.cause ? <a href={`/sales/complaints?q=&cause=${c.causeKey}`}>{tw(c.cause)}</a> : null }, ...c.whys.map((w, i) => ({ label: t(`为什么 ${i + 1}`, `Why ${i + 1}`), value: w })),
          { label: t('商品', 'Article'), value: c.skuCode }, { label: t('承运商', 'Carrier'), value: c.carrier }, { label: t('批次', 'Batch'), value: c.batch }, { label: t('人员', 'Person'), value: c.personName },
        ] }] : []),
      ]}>
      <RelatedTable title={t('沟通记录', 'What was said')} rows={c.notes} rowKey={(n) => n.id} empty="" columns={[
        { key: 'kind', title: t('类型', 'Kind'), render: (n) => <span>{kinds[n.kind]} <Mailed of={n} /></span> }, { key: 'words', title: t('内容', 'Words'), render: (n) => <div>{n.words}<CasePhotos ids={n.photoIds} /></div> }, { key: 'by', title: t('谁', 'By'), render: (n) => n.by }, { key: 'at', title: t('时间', 'At'), render: (n) => <When at={n.at} /> },
      ]} />
      <MailsOfCase mails={c.mails} />
      {c.actions.length > 0 && (
        <RelatedTable title={t('改进措施', 'Corrective actions')} rows={c.actions} rowKey={(a) => a.id} empty="" columns={[
          { key: 'what', title: t('措施', 'Action'), render: (a) => a.what }, { key: 'owner', title: t('责任人', 'Owner'), render: (a) => a.ownerName }, { key: 'due', title: t('承诺完成', 'Due'), render: (a) => <When at={a.dueAt} /> },
          { key: 'effect', title: t('效果', 'Effect'), render: (a) => (a.verifiedAt === null ? <Effect a={a} /> : a.effect) },
        ]} />
      )}
    </RecordPage>
  );
}
