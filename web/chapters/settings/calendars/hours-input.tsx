import { useState } from 'react';
import { Input } from 'antd';
import { useT } from '../../../ui/language.tsx';
import { hoursText, parseHours, type Hours } from '../teams/week.ts';

/** Hours of a day as people write them; what is not understood stays visible and is not taken. */
export function HoursInput({ value = [], onChange, id }: { value?: Hours; onChange?: (hours: Hours) => void; id?: string }) {
  const t = useT();
  const [typed, setTyped] = useState(() => hoursText(value));
  const [wrong, setWrong] = useState(false);
  const take = () => {
    const hours = parseHours(typed);
    setWrong(hours === null);
    if (hours === null) return;
    setTyped(hoursText(hours));
    onChange?.(hours);
  };
  return <Input {...(id ? { id } : {})} value={typed} status={wrong ? 'error' : ''} placeholder={t('休息', 'Off')} onChange={(e) => setTyped(e.target.value)} onBlur={take} />;
}
