import { InputNumber, Select, Space } from 'antd';
import { useLanguage } from '../../../ui/language.tsx';
import { amountIn, writtenIn, type Unit } from './duration-value.ts';
import type { Parameter } from './parameter-page.tsx';

/** How long, and in which of the units that the clause permits. */
export function DurationInput({ parameter: p, value, onChange, id }: { parameter: Parameter; value?: unknown; onChange: (value: unknown) => void; id?: string }) {
  const { t, tw } = useLanguage();
  const { amount, unit } = amountIn(p, value);
  const named = id ? { id } : {};
  const chosen = p.units.find((u) => u.unit === unit) ?? p.units[0];
  if (!chosen) return null;
  const set = (next: number | null, to = chosen.unit) => onChange(next === null ? null : writtenIn(p, next, to));
  if (p.units.length === 1) return <InputNumber {...named} value={amount} onChange={(n) => set(n)} precision={0} min={0} suffix={tw(chosen.words)} />;
  return (
    <Space.Compact block>
      <InputNumber {...named} value={amount} onChange={(n) => set(n)} precision={0} min={0} style={{ width: '50%' }} />
      <Select value={chosen.unit} aria-label={t('单位', 'Unit')} style={{ width: '50%' }} options={p.units.map((u) => ({ value: u.unit, label: tw(u.words) }))}
        onChange={(to: Unit) => set(amount, to)} />
    </Space.Compact>
  );
}
