import { InputNumber } from 'antd';

/** Per cent as people type it, basis points as they are kept: 2.5 % is 250. */
export function PercentInput({ value, onChange, id }: { value?: number; onChange?: (value: number | null) => void; id?: string }) {
  return <InputNumber {...(id ? { id } : {})} value={value === undefined ? null : value / 100} min={0} step={1} suffix="%" onChange={(n) => onChange?.(n === null ? null : Math.round(n * 100))} />;
}
