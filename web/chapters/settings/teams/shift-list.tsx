import { useState } from 'react';
import { Button, Drawer, Input, Switch } from 'antd';
import { PlusOutlined } from '@ant-design/icons';
import { z } from 'zod';
import { changeShift, createShift, listShifts } from '../../../../src/registers/company/places/contract.ts';
import { usePerson } from '../../../shell/session.tsx';
import { Page } from '../../../shell/page.tsx';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import type { RowOf } from '../../../ui/list-page.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useList } from '../../../ui/use-api.ts';
import { Num } from '../../../ui/values.tsx';
import { WeekInput } from './week-input.tsx';
import { dayNames, days, hoursText, noHours } from './week.ts';

type Row = RowOf<typeof listShifts>;

const shape = z.strictObject({ ...createShift.body!.shape, active: z.boolean() });

function ShiftForm({ shift, onClose }: { shift: Row | null; onClose: () => void }) {
  const { t } = useLanguage();
  const [create, change] = [useAct(createShift), useAct(changeShift)];
  return (
    <EditorForm act={shift ? change : create} schema={shape} onCancel={onClose} initial={{ name: shift?.name ?? '', week: shift?.week ?? noHours, active: shift?.active ?? true }} onSave={async ({ active, ...body }) => {
      if (shift) await change.run({ params: { id: shift.id }, body: { version: shift.version, ...body, active } });
      else await create.run({ body });
      onClose();
    }}>
      <Field name="name" label={t('班次名称', 'Name')}><Input autoFocus /></Field>
      <Field name="week" label={t('上班时间', 'Hours')} hint={t('跨午夜的夜班写作 22:00-06:00，算在开始的那天', 'A night shift is 22:00-06:00 and belongs to the day on which it begins')}><WeekInput /></Field>
      {shift && <Field name="active" label={t('在用', 'In use')}><Active /></Field>}
    </EditorForm>
  );
}
const Active = ({ value, onChange, id }: { value?: boolean; onChange?: (on: boolean) => void; id?: string }) => <Switch {...(id ? { id } : {})} checked={value ?? false} onChange={(on) => onChange?.(on)} />;

/** Seven days beside each other, so that shifts can be compared at a glance. */
export default function ShiftList() {
  const { t, tw } = useLanguage();
  const person = usePerson();
  const may = person.posts.includes('administrator') || person.posts.includes('hr');
  const list = useList(listShifts, { query: {} }, { topics: ['company'] });
  const [editing, setEditing] = useState<Row | 'new' | null>(null);
  return (
    <Page title={t('班次', 'Shifts')} primary={may && <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>{t('新建班次', 'New shift')}</Button>}>
      {list.error && <ProblemNote error={list.error} onRetry={list.again} />}
      {!list.loading && list.rows.length === 0 && !list.error ? <EmptyState title={t('还没有班次', 'No shifts yet')} hint={t('班次说明员工何时上班，可在员工档案里排班。', 'Shifts say when people work; assign them on the record of a person.')} /> : (
        <RelatedTable<Row> title={t('每周班次', 'Hours of the week')} rows={list.rows} rowKey={(s) => s.id} empty={t('正在读取', 'Loading')} columns={[
          { key: 'name', title: t('班次', 'Shift'), render: (s) => <>{s.name}{!s.active && <span className="dz-2">{t('（停用）', ' (not used)')}</span>}</> },
          ...days.map((day) => ({ key: day, title: tw(dayNames[day]), render: (s: Row) => (s.week[day].length === 0 ? <span className="dz-2">{t('休', 'off')}</span> : <span className="dz-num">{hoursText(s.week[day])}</span>) })),
          { key: 'staff', title: t('人数', 'People'), align: 'right' as const, render: (s) => <Num value={s.staff} /> },
          { key: 'act', title: '', render: (s) => may && <Button type="link" size="small" onClick={() => setEditing(s)}>{t('修改', 'Change')}</Button> },
        ]} />
      )}
      {list.hasMore && <Button onClick={list.more} loading={list.loadingMore}>{t('更多', 'More')}</Button>}
      <Drawer open={editing !== null} onClose={() => setEditing(null)} size={520} destroyOnHidden title={editing === 'new' ? t('新建班次', 'New shift') : t('修改班次', 'Change the shift')}>
        {editing !== null && <ShiftForm shift={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      </Drawer>
    </Page>
  );
}
