import { Button, DatePicker, Input, InputNumber, Switch } from 'antd';
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import dayjs from 'dayjs';
import type { Words } from '../../../src/kernel/words.ts';
import { PercentInput } from '../../chapters/settings/parameters/percent-input.tsx';
import { YuanInput } from '../../ui/editor-form.tsx';
import { InstantInput } from '../../ui/instant-input.tsx';
import { useLanguage } from '../../ui/language.tsx';

/** Fields by name, as a request holds them: plain JSON. */
export type Content = Readonly<Record<string, unknown>>;
interface Of<T> { readonly value: T; readonly onChange: (value: T) => void; readonly labels: Readonly<Record<string, Words>> }

const isGroup = (value: unknown): value is Content => typeof value === 'object' && value !== null && !Array.isArray(value);
const isInstant = (key: string, value: number): boolean => value > 1e12 && /(^at$|At$|From$|Until$)/.test(key);
/** Names of records: chosen elsewhere, never typed. */
const isReference = (key: string, value: unknown): boolean => typeof value === 'string' && (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value) || /Id$|^id$/.test(key));

/** The content of a request, whatever its shape: fields, groups within it, and lists of both, each with the input that fits what stands there. */
export function ContentInput({ value, onChange, labels }: Of<Content>) {
  const { tw } = useLanguage();
  return Object.entries(value).map(([key, part]) => (isReference(key, part) ? null
    : <Part key={key} name={key} label={tw(labels[key] ?? { zh: key, en: key })} value={part} labels={labels} onChange={(next) => onChange({ ...value, [key]: next })} />));
}

function Part({ name, label, value, onChange, labels }: Of<unknown> & { name: string; label: string }) {
  if (Array.isArray(value)) return <ItemsInput name={name} label={label} value={value} onChange={onChange} labels={labels} />;
  if (isGroup(value)) return <fieldset className="dz-content-group"><legend>{label}</legend><ContentInput value={value} onChange={onChange} labels={labels} /></fieldset>;
  return <label><span className="dz-2">{label}</span><LeafInput name={name} label={label} value={value} onChange={onChange} /></label>;
}

/** Lines: each can be changed or taken out; a new one begins as a copy of the last, so that it has the same fields. */
function ItemsInput({ name, label, value, onChange, labels }: Of<readonly unknown[]> & { name: string; label: string }) {
  const { t } = useLanguage();
  const set = (i: number, next: unknown) => onChange(value.map((item, at) => (at === i ? next : item)));
  const last = value.at(-1);
  // A line that names a record is that record's: another one is chosen where the record is.
  const mayAdd = value.length > 0 && !(isGroup(last) && Object.entries(last).some(([k, v]) => isReference(k, v)));
  return (
    <fieldset className="dz-content-group">
      <legend>{label}</legend>
      {value.length === 0 && <p className="dz-2">{t('没有', 'None')}</p>}
      {value.map((item, i) => (
        // Lines have no name but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={`${value.length}.${i}`} className="dz-content-item">
          <span className="dz-2">{i + 1}.</span>
          <div className="dz-content-fields">
            {isGroup(item) ? <ContentInput value={item} onChange={(next) => set(i, next)} labels={labels} />
              : Array.isArray(item) ? <ItemsInput name={name} label="" value={item} onChange={(next) => set(i, next)} labels={labels} />
                : isReference(name, item) ? <span className="dz-2">{String(item)}</span> : <LeafInput name={name} label={`${label} ${i + 1}`} value={item} onChange={(next) => set(i, next)} />}
          </div>
          <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t(`删除${label}第 ${i + 1} 项`, `Remove ${label} ${i + 1}`)} onClick={() => onChange(value.filter((_item, at) => at !== i))} />
        </div>
      ))}
      {mayAdd && <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => onChange([...value, structuredClone(last)])}>{t('增加一项', 'Add one')}</Button>}
    </fieldset>
  );
}

function LeafInput({ name, label, value, onChange }: { name: string; label: string; value: unknown; onChange: (value: unknown) => void }) {
  const named = { 'aria-label': label };
  if (typeof value === 'boolean') return <span><Switch {...named} checked={value} onChange={onChange} /></span>;
  if (typeof value === 'number') {
    if (name.endsWith('Fen')) return <YuanInput label={label} value={value} onChange={(v) => onChange(v ?? 0)} />;
    if (name.endsWith('BasisPoints')) return <PercentInput value={value} onChange={(v) => onChange(v ?? 0)} />;
    if (isInstant(name, value)) return <InstantInput value={value} onChange={(at) => onChange(at ?? value)} />;
    return <InputNumber {...named} value={value} {...(Number.isInteger(value) ? { precision: 0 } : {})} onChange={(v) => onChange(v ?? 0)} />;
  }
  // What was left open stays open until something is written.
  const text = typeof value === 'string' ? value : '';
  const write = (typed: string) => onChange(typed === '' && value === null ? null : typed);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return <DatePicker {...named} allowClear={false} value={dayjs(text)} onChange={(d) => onChange(d ? d.format('YYYY-MM-DD') : text)} />;
  return text.length > 60 || text.includes('\n') ? <Input.TextArea {...named} value={text} autoSize={{ minRows: 2, maxRows: 10 }} onChange={(e) => write(e.target.value)} /> : <Input {...named} value={text} onChange={(e) => write(e.target.value)} />;
}
