import { useState } from 'react';
import { Button, DatePicker, Input, Popover } from 'antd';
import dayjs from 'dayjs';
import { addTaskAct, finishTaskAct, taskStateWords, type ResearchRecord } from '../../../../src/chapters/sales/research/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { dayOf } from '../../../ui/format.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { now } from '../../../ui/now.ts';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { StaffSelect } from '../../settings/staff/pick.tsx';
import { ReasonAct } from '../leads/reason-act.tsx';

/** Conclusions that somebody carries out: who, until when, and what came of it. Duties from publication on. */
export function Tasks({ r }: { r: ResearchRecord }) {
  const { t, tw } = useLanguage();
  const finish = useAct(finishTaskAct);
  return (
    <RelatedTable title={t('结论落实', 'Conclusions as tasks')} rows={r.taskList} rowKey={(x) => x.id} empty={t('还没有落实到人的结论。', 'No conclusion has an owner yet.')} {...(r.mayWrite ? { act: <AddTask r={r} /> } : {})} columns={[
      { key: 'text', title: t('任务', 'Task'), render: (x) => x.text }, { key: 'owner', title: t('负责人', 'Owner'), render: (x) => x.owner.name }, { key: 'due', title: t('期限', 'Due'), render: (x) => x.dueOn },
      { key: 'state', title: t('状态', 'State'), render: (x) => <span className={x.state === 'done' ? 'dz-kept' : x.state === 'open' ? 'dz-soon' : 'dz-2'}>{tw(taskStateWords[x.state])}</span> }, { key: 'result', title: t('结果', 'Result'), render: (x) => x.result ?? '—' },
      { key: 'acts', title: '', align: 'right', render: (x) => (x.state === 'open' && x.mine ? <ReasonAct act={finish} label={t('完成', 'Done')} title={t('结果是什么？', 'What came of it?')} done={t('已完成', 'Done')} run={(result) => finish.run({ params: { id: x.id }, body: { outcome: 'done', result } })} />
        : x.state === 'planned' && r.mayPublish ? <ReasonAct act={finish} label={t('去掉', 'Take out')} title={t('为什么去掉？', 'Why take it out?')} done={t('已去掉', 'Taken out')} run={(result) => finish.run({ params: { id: x.id }, body: { outcome: 'dropped', result } })} /> : null) },
    ]} />
  );
}

function AddTask({ r }: { r: ResearchRecord }) {
  const { t } = useLanguage();
  const add = useAct(addTaskAct);
  const [text, setText] = useState('');
  const [owner, setOwner] = useState<string | null>(null);
  const [due, setDue] = useState(() => dayOf(now() + 14 * 86_400_000));
  return (
    <Popover trigger="click" placement="bottomRight" title={t('由谁落实什么？', 'Who does what?')} content={
      <form style={{ display: 'grid', gap: 8, width: 300 }} onSubmit={(e) => e.preventDefault()}>
        <Input.TextArea value={text} onChange={(e) => setText(e.target.value)} maxLength={300} rows={2} placeholder={t('任务内容', 'The task')} aria-label={t('任务内容', 'The task')} autoFocus />
        <StaffSelect value={owner} onChange={setOwner} />
        <DatePicker allowClear={false} value={dayjs(due)} onChange={(d) => d && setDue(d.format('YYYY-MM-DD'))} aria-label={t('完成期限', 'Due on')} />
        {text.trim().length >= 2 && owner && <ActButton act={add} primary size="small" label={t('添加任务', 'Add the task')} onDone={() => setText('')} run={() => add.run({ params: { id: r.id }, body: { text: text.trim(), ownerId: owner, dueOn: due } })} />}
      </form>
    }><Button size="small">{t('添加任务', 'Add a task')}</Button></Popover>
  );
}
