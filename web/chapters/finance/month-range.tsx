import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useT } from '../../ui/language.tsx';

const shape = 'YYYY-MM';

/** From month to month, as `2026-03`. */
export function MonthRange({ from, to, onChange }: { from: string; to: string; onChange: (from: string, to: string) => void }) {
  const t = useT();
  return (
    <DatePicker.RangePicker picker="month" allowClear={false} value={[dayjs(`${from}-01`), dayjs(`${to}-01`)]} aria-label={t('起止月份', 'Months')}
      onChange={(range) => { if (range?.[0] && range[1]) onChange(range[0].format(shape), range[1].format(shape)); }} />
  );
}
