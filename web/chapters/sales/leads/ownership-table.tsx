import { Button, Popover } from 'antd';
import { ownershipHowWords, passedOverWords, type LeadRecord } from '../../../../src/chapters/sales/leads/contract.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { When } from '../../../ui/values.tsx';

/** Who held it, from when until when, and why each began and ended. */
export function OwnershipTable({ l }: { l: LeadRecord }) {
  const { t, tw } = useLanguage();
  return (
    <RelatedTable title={t('负责人历史', 'Who held it')} rows={l.ownerships} rowKey={(o) => o.id} empty={t('还没有分配给任何人。', 'Nobody has held it yet.')} columns={[
      { key: 'who', title: t('销售员', 'Seller'), render: (o) => (o.to === null ? <b>{o.owner.name}</b> : o.owner.name) }, { key: 'from', title: t('自', 'From'), render: (o) => <When at={o.from} /> },
      { key: 'to', title: t('至', 'Until'), render: (o) => (o.to === null ? t('现在', 'now') : <When at={o.to} />) },
      { key: 'why', title: t('为什么给', 'Why'), render: (o) => <>{tw(ownershipHowWords[o.how])}：{tw(o.reason)} {o.decision && <Decision of={o.decision} />}</> }, { key: 'by', title: t('分配人', 'By'), render: (o) => o.by },
      { key: 'ended', title: t('为什么结束', 'Why it ended'), render: (o) => (o.ended ? tw(o.ended) : '—') },
    ]} />
  );
}

function Decision({ of }: { of: NonNullable<LeadRecord['ownerships'][number]['decision']> }) {
  const { t, tw } = useLanguage();
  return (
    <Popover trigger="click" title={tw(of.because)} content={<table className="lead-considered"><tbody>{of.considered.map((c) => (
      <tr key={c.sellerId}><td>{c.sellerId === of.sellerId ? <b>{c.name}</b> : c.name}</td><td className="dz-num dz-2">{c.open}/{c.capacity}</td><td className={c.out ? 'dz-2' : 'dz-kept'}>{c.out ? tw(passedOverWords[c.out]) : t('可接', 'could take it')}</td></tr>
    ))}</tbody></table>}><Button size="small" type="link" style={{ padding: 0 }}>{t('比较了谁', 'Who was considered')}</Button></Popover>
  );
}
