import { useState } from 'react';
import { Drawer, Input } from 'antd';
import { z } from 'zod';
import { clearDay, overrideDay, readCalendarYear, type calendarDay } from '../../../../src/regulation/calendars/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { dayOf } from '../../../ui/format.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { now } from '../../../ui/now.ts';
import { ProblemNote } from '../../../ui/problem.tsx';
import { BlockSkeleton } from '../../../ui/skeletons.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Effect } from './effect.tsx';
import { HoursInput } from './hours-input.tsx';

type Day = z.output<typeof calendarDay>;

const lookOf = (day: Day): string => (day.kind === 'weekly' && day.minutes === 0 ? 'off' : day.kind);

/** A year at a glance: working days, holidays, make-up days, days that differ. A press on a day changes it. */
export function YearView({ name, year, mayChange }: { name: string; year: number; mayChange: boolean }) {
  const { t } = useLanguage();
  const read = useRead(readCalendarYear, { params: { name, year: String(year) } }, { topics: ['regulation'] });
  const [chosen, setChosen] = useState<Day | null>(null);
  if (read.error) return <ProblemNote error={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <BlockSkeleton lines={12} />;
  const months = [...Map.groupBy(read.data.days, (d) => d.day.slice(0, 7))];
  return (
    <>
      <div className="dz-year">{months.map(([month, list]) => <Month key={month} month={month} days={list} onChoose={mayChange ? setChosen : undefined} />)}</div>
      <div className="dz-year-key" style={{ marginTop: 16 }}>
        <span>{t(`全年 ${read.data.workDays} 个工作日`, `${read.data.workDays} working days`)}</span>
        <span><i className="dz-day dz-day-holiday">1</i> {t('放假', 'holiday')}</span><span><i className="dz-day dz-day-make-up">1</i> {t('调休上班', 'make-up day')}</span>
        <span><i className="dz-day dz-day-override">1</i> {t('特别安排', 'arranged by date')}</span><span><i className="dz-day dz-day-unknown">1</i> {t('未公布，暂按每周时间', 'not published, taken by the week')}</span>
      </div>
      <Drawer open={chosen !== null} onClose={() => setChosen(null)} size={420} destroyOnHidden title={chosen?.day}>{chosen && <DayForm name={name} day={chosen} onDone={() => setChosen(null)} />}</Drawer>
    </>
  );
}

function Month({ month, days, onChoose }: { month: string; days: readonly Day[]; onChoose?: ((day: Day) => void) | undefined }) {
  const { t, tw } = useLanguage();
  const names = [t('一', 'M'), t('二', 'T'), t('三', 'W'), t('四', 'T'), t('五', 'F'), t('六', 'S'), t('日', 'S')];
  const first = (new Date(`${month}-01T00:00:00Z`).getUTCDay() + 6) % 7;
  const today = dayOf(now());
  return (
    <section className="dz-month" aria-label={month}>
      <h3>{t(`${Number(month.slice(5))} 月`, month)}</h3>
      <div className="dz-month-days">
        {/* Letters of weekdays repeat: their place is their key. */}
        {/* oxlint-disable-next-line react/no-array-index-key */}
        {names.map((n, i) => <span key={i} aria-hidden>{n}</span>)}
        {days.map((d, i) => {
          const said = `${d.day} ${d.name ? tw(d.name) : ''} ${d.shifts || t('休', 'off')}`;
          const look = `dz-day dz-day-${lookOf(d)}${d.day === today ? ' dz-day-today' : ''}`;
          const place = i === 0 ? { gridColumnStart: first + 1 } : undefined;
          const mark = d.kind === 'holiday' ? <sup>{t('休', 'H')}</sup> : d.kind === 'make-up' ? <sup>{t('班', 'W')}</sup> : null;
          return onChoose
            ? <button key={d.day} type="button" className={look} style={place} title={said} onClick={() => onChoose(d)}>{Number(d.day.slice(8))}{mark}</button>
            : <span key={d.day} className={look} style={place} title={said}>{Number(d.day.slice(8))}{mark}</span>;
        })}
      </div>
    </section>
  );
}

const shape = z.strictObject({ ...overrideDay.body!.shape });

/** The hours of one day, stronger than week and holiday. */
function DayForm({ name, day, onDone }: { name: string; day: Day; onDone: () => void }) {
  const { t, tw } = useLanguage();
  const [save, clear] = [useAct(overrideDay), useAct(clearDay)];
  const kinds = { weekly: t('按每周时间', 'by the week'), holiday: t('节假日', 'holiday'), 'make-up': t('调休上班', 'make-up day'), override: t('特别安排', 'arranged by date'), unknown: t('未公布，暂按每周时间', 'not published, taken by the week') };
  return (
    <>
      <p className="dz-2" style={{ marginBottom: 12 }}>{kinds[day.kind]}{day.name && ` · ${tw(day.name)}`} · {day.shifts || t('休', 'off')}</p>
      <EditorForm act={save} schema={shape} initial={{ shifts: day.shifts ? (day.shifts.split('、').map((s) => s.split('–')) as [string, string][]) : [], reason: '' }} onCancel={onDone}
        onSave={async (body) => { await save.run({ params: { name, day: day.day }, body }); onDone(); }}>
        <Field name="shifts" label={t('上班时间', 'Hours')} hint={t('如 09:00-12:00 13:30-18:00；不填为休息', 'Like 09:00-12:00 13:30-18:00; closed if empty')}><HoursInput /></Field>
        <Effect trialOf={(fields) => ({ what: 'day', name, day: day.day, shifts: fields['shifts'] ?? [] })} />
        <Field name="reason" label={t('事由', 'Reason')}><Input maxLength={200} placeholder={t('如：双十一', 'e.g. Singles’ Day')} /></Field>
      </EditorForm>
      {day.kind === 'override' && <p style={{ marginTop: 16 }}><ActButton act={clear} label={t('取消特别安排', 'Take the arrangement back')} run={() => clear.run({ params: { name, day: day.day }, body: { reason: t('取消特别安排', 'Taken back') } })} onDone={onDone} /></p>}
    </>
  );
}
