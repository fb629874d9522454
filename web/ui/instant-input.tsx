import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { exactText } from './format.ts';

const shape = 'YYYY-MM-DD HH:mm';

/** An instant chosen as day and minute of the company's zone (UTC+8, without summer time), wherever the device is: the picker only ever sees wall time. */
export function InstantInput({ value, onChange, id, label, clear = false }: { value?: number; /** Where no label stands beside it. */ label?: string; onChange?: (at: number | undefined) => void; id?: string; /** It may be left out again. */ clear?: boolean }) {
  return (
    <DatePicker {...(id ? { id } : {})} {...(label ? { 'aria-label': label, placeholder: label } : {})} showTime={{ format: 'HH:mm' }} format={shape} allowClear={clear} style={{ width: '100%' }} value={value === undefined ? null : dayjs(exactText(value).slice(0, shape.length))}
      onChange={(day) => onChange?.(day ? Date.parse(`${day.format('YYYY-MM-DDTHH:mm')}:00+08:00`) : undefined)} />
  );
}
