import { Input } from 'antd';
import { useT } from '../../ui/language.tsx';

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** From month to month; what is half typed is not asked for yet. */
export function MonthRange({ from, to, onChange }: { from: string; to: string; onChange: (from: string, to: string) => void }) {
  const t = useT();
  const take = (a: string, b: string): void => {
    if (MONTH.test(a) && MONTH.test(b)) onChange(a, b);
  };
  return (
    <span className="dz-row">
      <Input type="month" value={from} onChange={(e) => take(e.target.value, e.target.value > to ? e.target.value : to)} aria-label={t('起始月份', 'From month')} style={{ width: 160 }} />
      <span>–</span>
      <Input type="month" value={to} onChange={(e) => take(e.target.value < from ? e.target.value : from, e.target.value)} aria-label={t('截止月份', 'To month')} style={{ width: 160 }} />
    </span>
  );
}
