import { Segmented } from 'antd';
import { useLocation, useRouter } from '@tanstack/react-router';
import { useT } from '../ui/language.tsx';

const choices = [7, 30, 90] as const;

/** The period that figures are shown for, kept in the address. */
export function usePeriod(): { days: number; set: (days: number) => void } {
  const router = useRouter();
  const location = useLocation();
  const asked = Number(new URLSearchParams(location.searchStr).get('days'));
  const days = choices.find((c) => c === asked) ?? 30;
  return {
    days,
    set: (next) => {
      const query = new URLSearchParams(location.searchStr);
      query.set('days', String(next));
      router.history.replace(`${location.pathname}?${query.toString()}${location.hash ? `#${location.hash}` : ''}`);
    },
  };
}

export function PeriodChoice({ days, onChange }: { days: number; onChange: (days: number) => void }) {
  const t = useT();
  return <Segmented size="small" value={days} onChange={onChange} aria-label={t('统计区间', 'Period')} options={choices.map((n) => ({ value: n, label: t(`近 ${n} 天`, `${n} days`) }))} />;
}
