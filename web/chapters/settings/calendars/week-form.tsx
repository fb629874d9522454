import { Input } from 'antd';
import { z } from 'zod';
import { saveWeek, type CalendarRow } from '../../../../src/regulation/calendars/contract.ts';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { WeekInput } from '../teams/week-input.tsx';
import type { Week } from '../teams/week.ts';
import { Effect } from './effect.tsx';

const shape = z.strictObject({ week: saveWeek.body!.shape.week, reason: saveWeek.body!.shape.reason });

/** Weekly hours of a calendar; what is open is timed anew when they are saved. */
export function WeekForm({ calendar, onDone }: { calendar: CalendarRow; onDone: () => void }) {
  const { t } = useLanguage();
  const save = useAct(saveWeek);
  return (
    <EditorForm act={save} schema={shape} initial={{ week: calendar.week as Week, reason: '' }} onCancel={onDone} onSave={async (body) => {
      await save.run({ params: { name: calendar.name }, body: { ...body, revision: calendar.revision } });
      onDone();
    }}>
      <Field name="week" label={t('上班时间', 'Hours')} hint={t('保存后，进行中事项的期限按新时间重算；已结案的不变', 'Open cases are timed anew; closed verdicts stay')}><WeekInput /></Field>
      <Effect trialOf={(fields) => ({ what: 'week', name: calendar.name, week: fields['week'] })} />
      <Field name="reason" label={t('事由', 'Reason')}><Input maxLength={200} /></Field>
    </EditorForm>
  );
}
