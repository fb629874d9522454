import { useState } from 'react';
import { Button, Input } from 'antd';
import { useLanguage } from '../../../ui/language.tsx';
import { dayNames, days, hoursText, noHours, parseHours, type Day, type Week } from './week.ts';

/** Seven lines of hours; what is not understood stays visible and is not taken. */
export function WeekInput({ value = noHours, onChange }: { value?: Week; onChange?: (week: Week) => void }) {
  const { t, tw } = useLanguage();
  const [typed, setTyped] = useState<Record<Day, string>>(() => Object.fromEntries(days.map((d) => [d, hoursText(value[d])])) as Record<Day, string>);
  const [wrong, setWrong] = useState<ReadonlySet<Day>>(new Set());
  const take = (day: Day) => {
    const hours = parseHours(typed[day]);
    setWrong(new Set([...wrong].filter((d) => d !== day).concat(hours === null ? [day] : [])));
    if (hours === null) return;
    setTyped({ ...typed, [day]: hoursText(hours) });
    onChange?.({ ...value, [day]: hours });
  };
  const likeMonday = () => {
    const work: Day[] = ['tue', 'wed', 'thu', 'fri'];
    setTyped({ ...typed, ...Object.fromEntries(work.map((d) => [d, typed.mon])) });
    onChange?.({ ...value, ...Object.fromEntries(work.map((d) => [d, value.mon])) } as Week);
  };
  return (
    <>
      {days.map((day) => (
        <div key={day} className="dz-row" style={{ marginBottom: 6 }}>
          <label htmlFor={`week-${day}`} style={{ width: 40 }}>{tw(dayNames[day])}</label>
          <Input id={`week-${day}`} value={typed[day]} status={wrong.has(day) ? 'error' : ''} placeholder={t('休息', 'Off')} onChange={(e) => setTyped({ ...typed, [day]: e.target.value })} onBlur={() => take(day)} />
          {day === 'mon' && <Button size="small" type="link" onClick={likeMonday}>{t('周二至周五同', 'Tue–Fri alike')}</Button>}
        </div>
      ))}
      {wrong.size > 0 && <p className="dz-breach">{t('请按 09:00-12:00 13:30-18:00 的样子填写', 'Write hours like 09:00-12:00 13:30-18:00')}</p>}
    </>
  );
}
