import { useEffect, useState } from 'react';
import { Button, Checkbox, DatePicker, Dropdown, Input, Popover } from 'antd';
import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import dayjs from 'dayjs';
import type { Words } from '../../src/kernel/words.ts';
import { useLanguage, useTw } from './language.tsx';

interface Base {
  /** Name of the filter in the endpoint's query. */
  readonly key: string;
  readonly title: Words;
  /** Stands as a chip even when unused; the others are found under "筛选". */
  readonly pinned?: boolean;
}
export type Filter =
  | (Base & { readonly kind: 'choice'; readonly options: readonly { value: string; words: Words }[]; /** Several at once. */ readonly many?: boolean })
  /** Two days `2026-11-01,2026-11-24` under one key. */
  | (Base & { readonly kind: 'days' })
  | (Base & { readonly kind: 'yes' })
  | (Base & { readonly kind: 'text' })
  /** One record of many, found by what people call it; its id stands in the query. */
  | (Base & { readonly kind: 'pick'; readonly usePicks: UsePicks });

export interface Pick { readonly value: string; readonly label: string }
/** What is found for a text, and the chosen one wherever it stands, so that its name is known. */
export type UsePicks = (q: string, chosen: string | undefined, open: boolean) => readonly Pick[];

interface Props {
  readonly filters: readonly Filter[];
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly onChange: (values: Record<string, readonly string[]>) => void;
}

/** Filters as chips: what is on stands there with its value and can be taken off; the rest is under one button. */
export function FilterChips({ filters, values, onChange }: Props) {
  const { t, tw } = useLanguage();
  const [asked, setAsked] = useState<string | null>(null);
  const set = (key: string, next: readonly string[]) => onChange({ ...values, [key]: next });
  const shown = filters.filter((f) => f.pinned || (values[f.key]?.length ?? 0) > 0 || asked === f.key);
  const rest = filters.filter((f) => !shown.includes(f));
  return (
    <div className="dz-filters">
      {shown.map((f) => <Chip key={f.key} filter={f} value={values[f.key] ?? []} onChange={(next) => set(f.key, next)} startOpen={asked === f.key} onClosed={() => setAsked(null)} />)}
      {rest.length > 0 && (
        <Dropdown trigger={['click']} menu={{ items: rest.map((f) => ({ key: f.key, label: tw(f.title) })), onClick: ({ key }) => {
          if (filters.find((f) => f.key === key)?.kind === 'yes') set(key, ['true']);
          else setAsked(key);
        } }}>
          <Button size="small" type="text" icon={<PlusOutlined />}>{t('筛选', 'Filter')}</Button>
        </Dropdown>
      )}
      {Object.values(values).some((v) => v.length > 0) && <Button size="small" type="text" onClick={() => onChange({})}>{t('清除', 'Clear')}</Button>}
    </div>
  );
}

function Chip({ filter, value, onChange, startOpen, onClosed }: { filter: Filter; value: readonly string[]; onChange: (v: readonly string[]) => void; startOpen: boolean; onClosed: () => void }) {
  const { t, tw } = useLanguage();
  const [open, setOpen] = useState(startOpen);
  const on = value.length > 0;
  const picked = filter.kind === 'pick' ? filter : null;
  const said = on && !picked ? (filter.kind === 'choice' ? value.map((v) => tw(filter.options.find((o) => o.value === v)?.words ?? { zh: v, en: v })).join(t('、', ', ')) : value.join(' – ')) : '';
  const close = (next: boolean) => {
    setOpen(next);
    if (!next) onClosed();
  };
  const press = filter.kind === 'yes' ? () => onChange(on ? [] : ['true']) : undefined;
  const chip = (
    <span className={on ? 'dz-filter dz-filter-on' : 'dz-filter'}>
      <button type="button" onClick={press} aria-pressed={filter.kind === 'yes' ? on : undefined} aria-haspopup={filter.kind === 'yes' ? undefined : 'dialog'}>
        {tw(filter.title)}{on && filter.kind !== 'yes' && <b>{picked ? <PickedName filter={picked} value={value[0]!} /> : said}</b>}
      </button>
      {on && <button type="button" aria-label={t(`取消筛选：${tw(filter.title)}`, `Remove filter: ${tw(filter.title)}`)} onClick={(e) => { e.stopPropagation(); onChange([]); }}><CloseOutlined /></button>}
    </span>
  );
  if (filter.kind === 'yes') return chip;
  return (
    <Popover open={open} onOpenChange={close} trigger="click" placement="bottomLeft" arrow={false} destroyOnHidden
      content={<FilterEditor filter={filter} value={value} onChange={onChange} onDone={() => close(false)} />}>
      {chip}
    </Popover>
  );
}

function FilterEditor({ filter, value, onChange, onDone }: { filter: Exclude<Filter, { kind: 'yes' }>; value: readonly string[]; onChange: (v: readonly string[]) => void; onDone: () => void }) {
  const tw = useTw();
  if (filter.kind === 'days') {
    return (
      <DatePicker.RangePicker autoFocus allowEmpty={[true, true]} value={[value[0] ? dayjs(value[0]) : null, value[1] ? dayjs(value[1]) : null]}
        onChange={(range) => { onChange(range?.[0] && range[1] ? [range[0].format('YYYY-MM-DD'), range[1].format('YYYY-MM-DD')] : []); onDone(); }} />
    );
  }
  if (filter.kind === 'text') {
    return <Input autoFocus defaultValue={value[0] ?? ''} aria-label={tw(filter.title)} onPressEnter={(e) => { const text = e.currentTarget.value.trim(); onChange(text ? [text] : []); onDone(); }} />;
  }
  if (filter.kind === 'pick') return <PickEditor filter={filter} value={value} onChange={onChange} onDone={onDone} />;
  if (filter.many) {
    return (
      <div className="dz-choices">
        {filter.options.map((o) => (
          <Checkbox key={o.value} checked={value.includes(o.value)} onChange={(e) => onChange(e.target.checked ? [...value, o.value] : value.filter((v) => v !== o.value))}>{tw(o.words)}</Checkbox>
        ))}
      </div>
    );
  }
  return (
    <div className="dz-choices">
      {filter.options.map((o) => (
        <button key={o.value} type="button" className={value[0] === o.value ? 'dz-choice dz-choice-on' : 'dz-choice'} onClick={() => { onChange([o.value]); onDone(); }}>{tw(o.words)}</button>
      ))}
    </div>
  );
}

type PickFilter = Extract<Filter, { kind: 'pick' }>;

/** The name of the chosen record; a name that cannot be read leaves the filter standing without one. */
function PickedName({ filter, value }: { filter: PickFilter; value: string }) {
  return <>{filter.usePicks('', value, false).find((o) => o.value === value)?.label ?? '…'}</>;
}

function PickEditor({ filter, value, onChange, onDone }: { filter: PickFilter; value: readonly string[]; onChange: (v: readonly string[]) => void; onDone: () => void }) {
  const { t, tw } = useLanguage();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const wait = setTimeout(() => setAsked(typed.trim()), 200);
    return () => clearTimeout(wait);
  }, [typed]);
  const found = filter.usePicks(asked, value[0], true);
  return (
    <div className="dz-choices">
      <Input autoFocus size="small" allowClear value={typed} onChange={(e) => setTyped(e.target.value)} placeholder={t('输入以查找', 'Type to find')} aria-label={tw(filter.title)} />
      {found.map((o) => <button key={o.value} type="button" className={value[0] === o.value ? 'dz-choice dz-choice-on' : 'dz-choice'} onClick={() => { onChange([o.value]); onDone(); }}>{o.label}</button>)}
      {found.length === 0 && <span className="dz-2">{t('没有找到', 'Nothing found')}</span>}
    </div>
  );
}
