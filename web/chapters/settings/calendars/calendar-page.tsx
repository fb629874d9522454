import { useState } from 'react';
import { Button, Drawer, Segmented, Select } from 'antd';
import { useLocation, useRouter } from '@tanstack/react-router';
import { listCalendars, type CalendarRow } from '../../../../src/regulation/calendars/contract.ts';
import { Page } from '../../../shell/page.tsx';
import { dayOf } from '../../../ui/format.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { now } from '../../../ui/now.ts';
import { RecordOf } from '../../../ui/record-page.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { dayNames, days, hoursText } from '../teams/week.ts';
import { PublishForm } from './publish-form.tsx';
import { WeekForm } from './week-form.tsx';
import { YearView } from './year-view.tsx';
import './calendars.css';

/** The calendars by which clocks run: weekly hours, public holidays, days that differ; year by year. */
export default function CalendarPage() {
  const read = useRead(listCalendars, {}, { topics: ['regulation'] });
  return <RecordOf read={read}>{(all) => <Calendars all={all} />}</RecordOf>;
}

function Calendars({ all }: { all: Answer<typeof listCalendars> }) {
  const { t, tw } = useLanguage();
  const router = useRouter();
  const location = useLocation();
  const asked = new URLSearchParams(location.searchStr);
  const name = all.rows.find((c) => c.name === asked.get('name'))?.name ?? all.rows.find((c) => c.name === 'office')?.name ?? all.rows[0]?.name;
  const year = Number(asked.get('year')) || Number(dayOf(now()).slice(0, 4));
  const go = (next: { name?: string; year?: number }) => router.history.replace(`/settings/calendars?name=${next.name ?? name ?? ''}&year=${next.year ?? year}`);
  const [editing, setEditing] = useState<'week' | 'year' | null>(null);
  const calendar = all.rows.find((c) => c.name === name);
  const known = all.years.find((y) => y.year === year);
  return (
    <Page title={t('工作日历', 'Calendars')} primary={all.mayChange && (
      <>
        {calendar && <Button onClick={() => setEditing('week')}>{t('修改每周时间', 'Change weekly hours')}</Button>}
        {/* A year that is known can be corrected: the State Council has done so before. */}
        <Button type={known?.published ? 'default' : 'primary'} onClick={() => setEditing('year')}>{known?.published ? t(`更正 ${year} 年放假安排`, `Correct the holidays of ${year}`) : t(`公布 ${year} 年放假安排`, `Publish the holidays of ${year}`)}</Button>
      </>
    )}>
      <div className="dz-row" style={{ flexWrap: 'wrap', marginBottom: 12 }}>
        <Segmented value={name ?? ''} onChange={(next) => go({ name: next })} options={all.rows.map((c) => ({ value: c.name, label: tw(c.title) }))} aria-label={t('日历', 'Calendar')} />
        <Select value={year} onChange={(next) => go({ year: next })} options={all.years.toReversed().map((y) => ({ value: y.year, label: y.published ? `${y.year}` : t(`${y.year}（未公布）`, `${y.year} (not published)`) }))} style={{ minWidth: 140 }} aria-label={t('年份', 'Year')} />
        {known?.published && <span className="dz-2">{known.source} · <When at={known.publishedAt} /></span>}
        {known && !known.published && <span className="dz-soon">{t('国务院尚未公布该年放假安排，或尚未录入；涉及该年的期限均为暂定。', 'The holidays of this year are not published or not loaded: due times in it are provisional.')}</span>}
      </div>
      {calendar && <Hours calendar={calendar} />}
      {calendar && <YearView name={calendar.name} year={year} mayChange={all.mayChange} />}
      <Drawer open={editing !== null} onClose={() => setEditing(null)} size={editing === 'year' ? 680 : 520} destroyOnHidden title={editing === 'week' ? t('每周时间', 'Weekly hours') : t(`${year} 年放假安排`, `Holidays of ${year}`)}>
        {editing === 'week' && calendar && <WeekForm calendar={calendar} onDone={() => setEditing(null)} />}
        {editing === 'year' && <PublishForm year={year} published={known?.published ?? false} onDone={() => setEditing(null)} />}
      </Drawer>
    </Page>
  );
}

function Hours({ calendar }: { calendar: CalendarRow }) {
  const { t, tw } = useLanguage();
  return (
    <section className="dz-card" style={{ marginBottom: 16 }}>
      <h2>{tw(calendar.title)}<span className="dz-2">{t(`${calendar.controls} 个控制点按此计时`, `${calendar.controls} clocks run by it`)} · {calendar.holidays ? t('随国家节假日和调休', 'follows public holidays') : t('节假日照常', 'open on public holidays')}</span></h2>
      <div className="dz-week-line">
        {days.map((day) => <span key={day}><b>{tw(dayNames[day])}</b> {calendar.week[day].length === 0 ? <span className="dz-2">{t('休', 'off')}</span> : hoursText(calendar.week[day])}</span>)}
      </div>
    </section>
  );
}
