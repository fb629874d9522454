import { Input } from 'antd';
import { dayOf, exactText } from '../../ui/format.ts';

/** An instant typed as day and minute of the company's zone (UTC+8, without summer time), wherever the device is. */
export function InstantInput({ value, onChange, id }: { value?: number; onChange?: (at: number | undefined) => void; id?: string }) {
  const shown = value === undefined ? '' : `${dayOf(value)}T${exactText(value).slice(11, 16)}`;
  return (
    <Input {...(id ? { id } : {})} type="datetime-local" value={shown} onChange={(e) => {
      const at = Date.parse(`${e.target.value}:00+08:00`);
      onChange?.(Number.isNaN(at) ? undefined : at);
    }} />
  );
}
