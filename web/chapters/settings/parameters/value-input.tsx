import { Checkbox, Input, InputNumber, Select } from 'antd';
import { YuanInput } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { BandsInput } from './bands-input.tsx';
import { DurationInput } from './duration-input.tsx';
import type { Parameter } from './parameter-page.tsx';
import { PercentInput } from './percent-input.tsx';

interface Props {
  readonly parameter: Parameter;
  readonly value?: unknown;
  readonly onChange?: (value: unknown) => void;
  readonly id?: string;
}

/** The input that fits the kind of value: figures with their unit, shares in per cent, money in yuan, choices, weights, bands, schedules. */
export function ValueInput({ parameter: p, value, onChange, id }: Props) {
  const { tw } = useLanguage();
  const named = id ? { id } : {};
  const unit = p.unit ? tw(p.unit) : '';
  const set = (next: unknown) => onChange?.(next);
  switch (p.kind) {
    case 'duration':
      return <DurationInput {...named} parameter={p} value={value} onChange={set} />;
    case 'count':
      return <InputNumber {...named} value={value as number} onChange={set} precision={0} min={0} suffix={unit} />;
    case 'percent':
      return <PercentInput {...named} value={value as number} onChange={set} />;
    case 'fen':
      return <YuanInput {...named} value={value as number} onChange={set} />;
    case 'list':
      return <Checkbox.Group value={value as string[]} onChange={set} options={p.options.map((o) => ({ value: o.key, label: tw(o.words) }))} />;
    case 'text':
      return <Select {...named} value={value as string} onChange={set} options={p.options.map((o) => ({ value: o.key, label: tw(o.words) }))} />;
    case 'weights':
      return <WeightsInput parameter={p} value={value as Record<string, number>} onChange={set} />;
    case 'bands':
      return <BandsInput parameter={p} value={value as never} onChange={set} />;
    case 'schedule':
      return <ScheduleInput parameter={p} value={value as Schedule} onChange={set} />;
  }
}

function WeightsInput({ parameter, value, onChange }: { parameter: Parameter; value?: Record<string, number>; onChange: (value: Record<string, number>) => void }) {
  const { t, tw } = useLanguage();
  const shares = value ?? {};
  const sum = parameter.options.reduce((n, o) => n + (shares[o.key] ?? 0), 0);
  return (
    <div>
      {parameter.options.map((o) => (
        <div key={o.key} className="dz-band"><label htmlFor={`w-${o.key}`} style={{ width: 120 }}>{tw(o.words)}</label><PercentInput id={`w-${o.key}`} value={shares[o.key] ?? 0} onChange={(n) => onChange({ ...shares, [o.key]: n ?? 0 })} /></div>
      ))}
      <p className={sum === 10_000 ? 'dz-2' : 'dz-breach'}>{t(`合计 ${sum / 100}%`, `${sum / 100}% in all`)}{sum !== 10_000 && t('，须为 100%', ', must be 100%')}</p>
    </div>
  );
}

type Schedule = { every: string; on?: number } | { from: string; to: string } | { steps: { day: number; act: string }[] };

/** A period, a daily window, or steps on days: the kind that the value has stays. */
function ScheduleInput({ parameter, value, onChange }: { parameter: Parameter; value?: Schedule; onChange: (value: Schedule) => void }) {
  const { t, tw } = useLanguage();
  if (!value) return null;
  if ('steps' in value) {
    const change = (i: number, step: Partial<{ day: number; act: string }>) => onChange({ steps: value.steps.map((s, at) => (at === i ? { ...s, ...step } : s)) });
    return (
      <div>
        {value.steps.map((step, i) => (
          // Steps have no name but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={i} className="dz-band">
            <InputNumber value={step.day} min={0} precision={0} prefix={t('第', 'day')} suffix={t('天', '')} onChange={(n) => change(i, { day: n ?? 0 })} aria-label={t('天数', 'Day')} />
            <Select value={step.act} onChange={(act) => change(i, { act })} options={parameter.options.map((o) => ({ value: o.key, label: tw(o.words) }))} style={{ minWidth: 120 }} aria-label={t('动作', 'Act')} />
          </div>
        ))}
      </div>
    );
  }
  if ('from' in value) {
    return (
      <div className="dz-band">
        <Input value={value.from} onChange={(e) => onChange({ ...value, from: e.target.value })} style={{ width: 90 }} aria-label={t('开始', 'From')} /> – <Input value={value.to} onChange={(e) => onChange({ ...value, to: e.target.value })} style={{ width: 90 }} aria-label={t('结束', 'To')} />
      </div>
    );
  }
  const periods: [string, string][] = [['day', t('每天', 'Every day')], ['week', t('每周', 'Every week')], ['month', t('每月', 'Every month')], ['quarter', t('每季度', 'Every quarter')], ['year', t('每年', 'Every year')]];
  const weekdays = [t('周一', 'Monday'), t('周二', 'Tuesday'), t('周三', 'Wednesday'), t('周四', 'Thursday'), t('周五', 'Friday'), t('周六', 'Saturday'), t('周日', 'Sunday')];
  return (
    <div className="dz-band">
      <Select value={value.every} onChange={(every) => onChange({ every })} options={periods.map(([key, label]) => ({ value: key, label }))} style={{ minWidth: 120 }} aria-label={t('周期', 'Period')} />
      {value.every === 'week' && <Select allowClear value={value.on} onChange={(on: number | undefined) => onChange(on === undefined ? { every: 'week' } : { every: 'week', on })} options={weekdays.map((label, i) => ({ value: i + 1, label }))}
        placeholder={t('不限星期', 'Any day')} style={{ minWidth: 110 }} aria-label={t('星期', 'Weekday')} />}
    </div>
  );
}
