import { useState } from 'react';
import { Button } from 'antd';
import { dealingWords, listDealings, type DealingKind, type DealingRow, type readDealings } from '../../../../src/chapters/sales/customers/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { useActProblem } from '../../../ui/act-button.tsx';
import { call } from '../../../ui/api.ts';
import { ClauseChip } from '../../../ui/clause.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { Money, When } from '../../../ui/values.tsx';

type Dealings = Answer<typeof readDealings>;
type Section = Dealings['sections'][number];
const toneClass: Record<DealingRow['tone'], string> = { open: '', good: 'dz-kept', bad: 'dz-breach', off: 'dz-2' };

/** What colleagues owe this customer now, what is due first standing first. */
export function Duties({ rows }: { rows: Dealings['duties'] }) {
  const { t, tw } = useLanguage();
  if (rows.length === 0) return null;
  return (
    <RelatedTable title={t('正在进行的时限', 'Clocks that run')} rows={rows} rowKey={(d) => d.id} empty="" columns={[
      { key: 'clause', title: t('条款', 'Clause'), render: (d) => <ClauseChip id={d.clause} /> },
      { key: 'what', title: t('做什么', 'What'), render: (d) => tw(d.title) },
      { key: 'on', title: t('事项', 'On'), render: (d) => <a href={d.href}>{d.number ?? t('打开', 'Open')}</a> },
      { key: 'due', title: t('期限', 'Due'), render: (d) => (d.paused ? t('已暂停', 'Paused') : d.dueAt === null ? '—' : <span className={d.overdue ? 'dz-breach' : undefined}>{d.overdue && t('已超时 ', 'Overdue ')}<When at={d.dueAt} /></span>) },
    ]} />
  );
}

const empties: Record<DealingKind, { zh: string; en: string }> = {
  orders: { zh: '还没有订单。', en: 'No orders yet.' }, opportunities: { zh: '没有商机。', en: 'No opportunities.' }, quotes: { zh: '没有报价。', en: 'No quotes.' }, contracts: { zh: '没有合同。', en: 'No contracts.' }, parcels: { zh: '没有包裹。', en: 'No parcels.' },
  payments: { zh: '没有收款或退款。', en: 'No money came or went.' }, cases: { zh: '没有退换、投诉或反馈。', en: 'No returns, complaints or feedback.' }, promises: { zh: '没有对客户作过承诺。', en: 'Nothing was promised.' },
};
const hasMoney: readonly DealingKind[] = ['orders', 'quotes', 'contracts', 'payments', 'cases'];
const hasDue: readonly DealingKind[] = ['quotes', 'contracts', 'parcels', 'promises'];

/** One kind of dealings: the newest, and older ones on demand. */
export function DealingTable({ customerId, section }: { customerId: string; section: Section }) {
  const { t, tw } = useLanguage();
  const problem = useActProblem();
  const [older, setOlder] = useState<{ rows: DealingRow[]; next: string | null } | null>(null);
  const { kind } = section;
  const next = older ? older.next : section.next;
  const rows = [...section.rows, ...(older?.rows ?? [])];
  const more = async () => {
    try {
      const got = await call(listDealings, { params: { id: customerId, kind }, query: { cursor: next!, limit: '50' } });
      setOlder({ rows: [...(older?.rows ?? []), ...got.rows], next: got.next });
    } catch (error) {
      problem(error);
    }
  };
  return (
    <RelatedTable title={tw(dealingWords[kind])} rows={rows} rowKey={(r) => r.id} empty={tw(empties[kind])}
      act={next && <Button type="link" size="small" onClick={() => void more()}>{section.total === null ? t('显示更多', 'Show more') : t(`显示更多（共 ${section.total}）`, `Show more (${section.total} in all)`)}</Button>}
      columns={[
        { key: 'no', title: t('编号', 'Number'), render: (r) => (r.href ? <a href={r.href} className="dz-mono">{r.no}</a> : <span className="dz-mono">{r.no}</span>) },
        ...(kind === 'cases' || kind === 'payments' || kind === 'promises' ? [{ key: 'what', title: t('类型', 'Kind'), render: (r: DealingRow) => tw(r.what) }] : []),
        { key: 'state', title: t('状态', 'State'), render: (r) => <span className={toneClass[r.tone] || undefined}>{tw(r.state)}</span> },
        ...(kind === 'contracts' ? [] : [{ key: 'title', title: t('内容', 'About'), render: (r: DealingRow) => <span className="dz-cut" style={{ display: 'inline-block', maxWidth: 260 }} title={r.title ?? undefined}>{r.title ?? '—'}</span> }]),
        ...(hasMoney.includes(kind) ? [{ key: 'fen', title: t('金额', 'Amount'), align: 'right' as const, render: (r: DealingRow) => (r.amountFen === null ? '—' : <Money fen={r.amountFen} />) }] : []),
        ...(hasDue.includes(kind) ? [{ key: 'due', title: t('承诺 / 期限', 'Promised / until'), render: (r: DealingRow) => (r.dueAt === null ? '—' : <When at={r.dueAt} />) }] : []),
        { key: 'at', title: t('时间', 'When'), render: (r) => <When at={r.at} /> },
      ]} />
  );
}
