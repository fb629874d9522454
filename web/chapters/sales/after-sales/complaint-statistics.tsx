import { useState } from 'react';
import { DatePicker, Segmented } from 'antd';
import type { Dayjs } from 'dayjs';
import { complaintStatistics, statisticsBy } from '../../../../src/chapters/sales/contract.ts';
import { Page } from '../../../shell/page.tsx';
import { ChartBox } from '../../../ui/chart-box.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { Money, Num } from '../../../ui/values.tsx';

type By = (typeof statisticsBy)[number];
/** Filter of the list that a row opens. */
const filterOf: Partial<Record<By, string>> = { cause: 'cause', product: 'sku', carrier: 'carrier', batch: 'batch', person: 'person' };

/** What complaints are about, by cause, article, carrier, batch, person; each row opens the complaints behind it (clause 2.4.3). */
export default function ComplaintStatistics() {
  const { t, tw } = useLanguage();
  const [by, setBy] = useState<By>('cause');
  const [days, setDays] = useState<[Dayjs | null, Dayjs | null] | null>(null);
  const from = days?.[0]?.format('YYYY-MM-DD');
  const to = days?.[1]?.format('YYYY-MM-DD');
  const read = useRead(complaintStatistics, { query: { by, ...(from ? { from } : {}), ...(to ? { to } : {}) } }, { topics: ['sales'] });
  const stats = read.data;
  const names: Record<By, string> = { cause: t('原因', 'Cause'), product: t('商品', 'Article'), carrier: t('承运商', 'Carrier'), batch: t('批次', 'Batch'), person: t('人员', 'Person'), store: t('店铺', 'Store'), channel: t('渠道', 'Channel') };
  const rows = stats?.rows ?? [];
  const top = rows.slice(0, 12).toReversed();
  const href = (key: string | null): string | null => (key === null || !filterOf[by] ? null : `/sales/complaints?${new URLSearchParams({ [filterOf[by]]: key, ...(from || to ? { received: `${from ?? ''},${to ?? ''}` } : {}) }).toString()}`);
  return (
    <Page title={t('投诉统计', 'Statistics of complaints')} read={read} rule={['2.4.3']} primary={<DatePicker.RangePicker value={days} onChange={setDays} allowEmpty={[true, true]} aria-label={t('收到日期', 'Days')} />}>
      <div style={{ overflowX: 'auto', marginBottom: 12 }}><Segmented value={by} onChange={setBy} options={statisticsBy.map((k) => ({ value: k, label: names[k] }))} /></div>
      {stats && rows.length === 0 && <EmptyState title={t('这段时间没有投诉', 'No complaint in these days')} />}
      {top.length > 0 && <section className="dz-card" style={{ marginBottom: 12 }}><ChartBox height={40 + top.length * 26} label={t(`按${names[by]}的投诉数`, `Complaints by ${names[by]}`)} option={{ grid: { left: 8, right: 40, top: 8, bottom: 8, containLabel: true }, xAxis: { type: 'value', minInterval: 1 }, yAxis: { type: 'category', data: top.map((r) => tw(r.label)) }, series: [{ type: 'bar', data: top.map((r) => r.count), barMaxWidth: 16, label: { show: true, position: 'right' } }] }} /></section>}
      {rows.length > 0 && <RelatedTable title={names[by]} rows={rows} rowKey={(r) => r.key ?? ''} empty="" columns={[
        { key: 'label', title: names[by], render: (r) => { const link = href(r.key); return link ? <a href={link}>{tw(r.label)}</a> : tw(r.label); } }, { key: 'count', title: t('起数', 'Complaints'), align: 'right', render: (r) => <Num value={r.count} /> },
        { key: 'share', title: t('占比', 'Share'), align: 'right', render: (r) => `${Math.round((r.count * 1000) / Math.max(1, stats!.total)) / 10}%` }, { key: 'safety', title: t('涉及安全', 'Safety'), align: 'right', render: (r) => <Num value={r.safety} /> },
        { key: 'again', title: t('重新处理', 'Taken up again'), align: 'right', render: (r) => <Num value={r.reopened} /> }, { key: 'money', title: t('补偿', 'Compensation'), align: 'right', render: (r) => <Money fen={r.compensationFen} /> },
        { key: 'rating', title: t('平均评分', 'Rating'), align: 'right', render: (r) => r.rating ?? '—' },
      ]} />}
    </Page>
  );
}
