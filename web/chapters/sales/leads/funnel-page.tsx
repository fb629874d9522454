import { useState } from 'react';
import { DatePicker, Segmented } from 'antd';
import dayjs from 'dayjs';
import { readLeadFunnel, type FunnelRow } from '../../../../src/chapters/sales/leads/contract.ts';
import { ChartBox } from '../../../ui/chart-box.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { dayOf } from '../../../ui/format.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { now } from '../../../ui/now.ts';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { Money, Num, Rate } from '../../../ui/values.tsx';
import { Page } from '../../../shell/page.tsx';
import { channelWords } from './lead-parts.tsx';
import './leads.css';

const DAY = 86_400_000;
const part = (n: number, of: number): number | null => (of === 0 ? null : Math.round((n * 10_000) / of));
const perLead = (fen: number, n: number): number | null => (n === 0 ? null : Math.round(fen / n));

/** From captured to customer: how many stay at each step, how long each takes, by channel and person; each number opens its leads. */
export default function FunnelPage() {
  const { t, tw } = useLanguage();
  const [days, setDays] = useState<[string, string]>(() => [dayOf(now() - 29 * DAY), dayOf(now())]);
  const [by, setBy] = useState<'channels' | 'people'>('channels');
  const read = useRead(readLeadFunnel, { query: { from: days[0], to: days[1] } }, { topics: ['sales'] });
  const f = read.data;
  const range = `captured=${days.join('%2C')}`;
  const steps: { label: string; n: number; href: string }[] = f ? [
    { label: t('入库', 'Captured'), n: f.total.captured, href: `/sales/leads?${range}` }, { label: t('已分配', 'Handed out'), n: f.total.assigned, href: `/sales/leads?${range}&state=assigned%2Ccontacted%2Cconverted` },
    { label: t('联系上', 'Reached'), n: f.total.contacted, href: `/sales/leads?${range}&contacted=true` }, { label: t('转为客户', 'Customers'), n: f.total.converted, href: `/sales/leads?${range}&state=converted` },
  ] : [];
  const rows = f?.[by] ?? [];
  const nameOf = (r: FunnelRow): string => (by === 'channels' ? (channelWords(r.key || null) ? tw(channelWords(r.key)!) : t('未注明', 'not said')) : r.label || t('未分配', 'nobody'));
  const filterOf = (r: FunnelRow): string => (by === 'channels' ? (r.key ? `channel=${r.key}` : 'unclassed=true') : r.key ? `owner=${r.key}` : 'state=new%2Cpool');
  return (
    <Page title={t('线索漏斗', 'Lead funnel')} rule={['2.1.2', '2.1.3']}>
      <p className="dz-row" style={{ flexWrap: 'wrap', marginBottom: 12 }}>
        <DatePicker.RangePicker allowClear={false} value={[dayjs(days[0]), dayjs(days[1])]} onChange={(v) => v?.[0] && v[1] && setDays([v[0].format('YYYY-MM-DD'), v[1].format('YYYY-MM-DD')])} />
        <span className="dz-2">{t('入库日期在此范围内的线索', 'Leads captured on these days')}</span>
      </p>
      {read.error && <ProblemNote error={read.error} onRetry={() => void read.refetch()} />}
      {f && f.total.captured === 0 && <EmptyState title={t('这段时间没有线索入库', 'No leads came in on these days')} />}
      {f && f.total.captured > 0 && (
        <div className="lead-sheet">
          <section className="dz-card">
            <ol className="funnel-bars">{steps.map((s) => <li key={s.label}><span>{s.label}</span><i><b style={{ width: `${(s.n / f.total.captured) * 100}%` }} /></i><span><a href={s.href}><Num value={s.n} /></a> <span className="dz-2"><Rate basisPoints={part(s.n, f.total.captured)} /></span></span></li>)}</ol>
          </section>
          <section className="dz-card">
            <div className="funnel-figures">
              <div><span className="dz-2">{t('分配用时（中位）', 'To a seller (median)')}</span><b>{spell(f.total.assignMinutes, t)}</b></div>
              <div><span className="dz-2">{t('首次联系用时（中位）', 'To first contact (median)')}</span><b>{spell(f.total.contactMinutes, t)}</b></div>
              <div><span className="dz-2">{t('成交周期（中位）', 'To customer (median)')}</span><b>{f.total.convertDays === null ? '—' : t(`${f.total.convertDays.toFixed(1)} 天`, `${f.total.convertDays.toFixed(1)} days`)}</b></div>
              <div><span className="dz-2">{t('每条线索成本', 'Cost of a lead')}</span><b><Money fen={perLead(f.total.costFen, f.total.captured)} /></b></div>
              <div><span className="dz-2">{t('每个客户成本', 'Cost of a customer')}</span><b><Money fen={perLead(f.total.costFen, f.total.converted)} /></b></div>
            </div>
            <ChartBox height={180} label={t('每天入库、联系上、转为客户的线索数', 'Leads captured, reached and won, by day')} option={{
              xAxis: { type: 'category', data: f.days.map((d) => d.day.slice(5)) }, yAxis: { type: 'value', minInterval: 1 }, legend: { top: 0 },
              series: [
                { name: t('入库', 'Captured'), type: 'bar', data: f.days.map((d) => d.captured) }, { name: t('联系上', 'Reached'), type: 'bar', data: f.days.map((d) => d.contacted) }, { name: t('转为客户', 'Customers'), type: 'line', data: f.days.map((d) => d.converted) },
              ],
            }} />
          </section>
          <section className="dz-card">
            <h2><Segmented value={by} onChange={(v) => setBy(v as typeof by)} options={[{ value: 'channels', label: t('按渠道', 'By channel') }, { value: 'people', label: t('按销售员', 'By seller') }]} /></h2>
            <div className="dz-related-scroll" tabIndex={0} role="group" aria-label={t('明细', 'Details')}>
              <table className="dz-related dz-related-stacks">
                <thead><tr><th>{by === 'channels' ? t('渠道', 'Channel') : t('销售员', 'Seller')}</th><th className="dz-right">{t('入库', 'Captured')}</th><th className="dz-right">{t('联系上', 'Reached')}</th><th className="dz-right">{t('首任联系上', 'By the first')}</th><th className="dz-right">{t('转为客户', 'Customers')}</th><th className="dz-right">{t('转化率', 'Conversion')}</th><th className="dz-right">{t('无效', 'Discarded')}</th><th className="dz-right">{t('首次联系', 'First contact')}</th><th className="dz-right">{t('成交周期', 'To customer')}</th><th className="dz-right">{t('每客户成本', 'Cost each')}</th></tr></thead>
                <tbody>{rows.map((r) => (
                  <tr key={r.key}>
                    <td><b>{nameOf(r)}</b></td><td data-title={t('入库', 'Captured')} className="dz-right"><a href={`/sales/leads?${range}&${filterOf(r)}`}><Num value={r.captured} /></a></td><td data-title={t('联系上', 'Reached')} className="dz-right"><a href={`/sales/leads?${range}&${filterOf(r)}&contacted=true`}><Num value={r.contacted} /></a></td>
                    <td data-title={t('首任联系上', 'By the first')} className="dz-right"><Rate basisPoints={part(r.inTime, r.captured)} /></td><td data-title={t('转为客户', 'Customers')} className="dz-right"><a href={`/sales/leads?${range}&${filterOf(r)}&state=converted`}><Num value={r.converted} /></a></td><td data-title={t('转化率', 'Conversion')} className="dz-right"><Rate basisPoints={part(r.converted, r.captured)} /></td>
                    <td data-title={t('无效', 'Discarded')} className="dz-right"><Num value={r.discarded} /></td><td data-title={t('首次联系', 'First contact')} className="dz-right">{spell(r.contactMinutes, t)}</td><td data-title={t('成交周期', 'To customer')} className="dz-right">{r.convertDays === null ? '—' : t(`${r.convertDays.toFixed(1)} 天`, `${r.convertDays.toFixed(1)} d`)}</td><td data-title={t('每客户成本', 'Cost each')} className="dz-right"><Money fen={perLead(r.costFen, r.converted)} /></td>
                  </tr>
                ))}</tbody>
              </table>
            </div>
          </section>
        </div>
      )}
    </Page>
  );
}

function spell(minutes: number | null, t: (zh: string, en: string) => string): string {
  if (minutes === null) return '—';
  if (minutes < 90) return t(`${minutes} 分钟`, `${minutes} min`);
  const hours = minutes / 60;
  return hours < 48 ? t(`${hours.toFixed(1)} 小时`, `${hours.toFixed(1)} h`) : t(`${(hours / 24).toFixed(1)} 天`, `${(hours / 24).toFixed(1)} days`);
}
