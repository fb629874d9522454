import { useState } from 'react';
import { Button, DatePicker, Input } from 'antd';
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import dayjs from 'dayjs';
import { publishYear, readHolidayYear } from '../../../../src/regulation/calendars/contract.ts';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { BlockSkeleton } from '../../../ui/skeletons.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Effect } from './effect.tsx';

interface Festival { name: string; from: string; to: string; makeUpDays: string[] }
interface HolidayDay { day: string; kind: 'holiday' | 'make-up'; name: { zh: string } | null }

const shape = publishYear.body!.pick({ source: true, festivals: true });

/** Days of a year put together again into festivals, as the notice lists them. */
export function festivalsOf(days: readonly HolidayDay[]): Festival[] {
  const found: Festival[] = [];
  for (const { day, kind, name } of days) {
    if (kind !== 'holiday') continue;
    const last = found.at(-1);
    if (last && last.name === name?.zh && Date.parse(day) - Date.parse(last.to) === 86_400_000) last.to = day;
    else found.push({ name: name?.zh ?? '', from: day, to: day, makeUpDays: [] });
  }
  for (const { day, kind, name } of days) {
    if (kind !== 'make-up') continue;
    const near = found.filter((f) => f.name === name?.zh)[0] ?? found[0];
    near?.makeUpDays.push(day);
  }
  return found;
}

/** The State Council's notice for a year, typed in festival by festival. */
export function PublishForm({ year, published, onDone }: { year: number; published: boolean; onDone: () => void }) {
  const { t } = useLanguage();
  const read = useRead(readHolidayYear, { params: { year: String(year) } });
  const publish = useAct(publishYear);
  if (!read.data || read.data.year !== year) return <BlockSkeleton lines={8} />;
  const usual = ['元旦', '春节', '清明节', '劳动节', '端午节', '中秋节', '国庆节'];
  const festivals = published ? festivalsOf(read.data.days) : usual.map((name) => ({ name, from: '', to: '', makeUpDays: [] }));
  return (
    <EditorForm act={publish} schema={shape} initial={{ source: published ? (read.data.source ?? '') : t(`国务院办公厅关于 ${year} 年部分节假日安排的通知`, `State Council notice on the holidays of ${year}`), festivals }} saveLabel={published ? t('更正并重算', 'Correct and time anew') : t('公布并重算', 'Publish and time anew')}
      onCancel={onDone} onSave={async (body) => { await publish.run({ body: { ...body, year, correction: published } }); onDone(); }}>
      <Field name="source" label={t('依据', 'Source')}><Input maxLength={300} /></Field>
      <Field name="festivals" label={t('节日', 'Festivals')} hint={t('每个节日的放假起止和调休上班日；公布后，涉及该年的暂定期限立即重算', 'Days off and make-up days of each; provisional due times are worked out anew')}><FestivalsInput year={year} /></Field>
      <Effect trialOf={(fields) => ({ what: 'year', year, festivals: fields['festivals'] })} />
    </EditorForm>
  );
}

function FestivalsInput({ year, value = [], onChange }: { year: number; value?: Festival[]; onChange?: (value: Festival[]) => void }) {
  const { t } = useLanguage();
  // Rows get a name of their own, so that removing one does not move what was typed into another.
  const [keys, setKeys] = useState(() => value.map(() => crypto.randomUUID()));
  const change = (i: number, part: Partial<Festival>) => onChange?.(value.map((f, at) => (at === i ? { ...f, ...part } : f)));
  const start = dayjs(`${year}-01-01`);
  return (
    <div>
      {value.map((f, i) => (
        <div key={keys[i]} className="dz-festival">
          <Input value={f.name} onChange={(e) => change(i, { name: e.target.value })} aria-label={t('节日', 'Festival')} />
          <DatePicker.RangePicker defaultPickerValue={[start, start]} value={f.from ? [dayjs(f.from), dayjs(f.to)] : null}
            onChange={(range) => change(i, { from: range?.[0]?.format('YYYY-MM-DD') ?? '', to: range?.[1]?.format('YYYY-MM-DD') ?? '' })} />
          <DatePicker multiple maxTagCount={3} defaultPickerValue={start} value={f.makeUpDays.map((d) => dayjs(d))} placeholder={t('调休上班日', 'Make-up days')}
            onChange={(list: dayjs.Dayjs[] | dayjs.Dayjs | null) => change(i, { makeUpDays: (Array.isArray(list) ? list : []).map((d) => d.format('YYYY-MM-DD')) })} />
          <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('删除', 'Remove')} onClick={() => { setKeys(keys.filter((_, at) => at !== i)); onChange?.(value.filter((_, at) => at !== i)); }} />
        </div>
      ))}
      <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => { setKeys([...keys, crypto.randomUUID()]); onChange?.([...value, { name: '', from: '', to: '', makeUpDays: [] }]); }}>{t('增加节日', 'Add a festival')}</Button>
    </div>
  );
}
