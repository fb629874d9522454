import { useState } from 'react';
import { useParams } from '@tanstack/react-router';
import { Button, DatePicker, Drawer, Form, Input, Select } from 'antd';
import dayjs from 'dayjs';
import type { Answer } from '../../../src/kernel/http/contract.ts';
import { analyseCorrective, causes, causeWords, containCorrective, correctiveStates, finishCorrective, planCorrective, readCorrective } from '../../../src/regulation/corrective/contract.ts';
import { EditorForm, Field } from '../../ui/editor-form.tsx';
import { exactText, rateText, dayOf } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { RecordOf, RecordPage } from '../../ui/record-page.tsx';
import { now } from '../../ui/now.ts';
import { TakeEvidence } from '../../ui/take-evidence.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';
import { When } from '../../ui/values.tsx';
import { AssignForm } from './assign-form.tsx';
import { stateWords, triggerWords } from './words.ts';

type Action = Answer<typeof readCorrective>;
const whyCount = 5;
/** Offered as the date of a plan; never a day that is past. */
const usualPlanDays = 7;

export default function CorrectivePage() {
  const { id = '' } = useParams({ strict: false });
  return <RecordOf read={useRead(readCorrective, { params: { id } }, { topics: ['corrective'] })}>{(a) => <ActionRecord a={a} />}</RecordOf>;
}

function ActionRecord({ a }: { a: Action }) {
  const { t, tw } = useLanguage();
  const [open, setOpen] = useState(false);
  const [assigning, setAssigning] = useState(false);
  const step = { open: t('先行遏制', 'Contain'), contained: t('原因分析', 'Analyse the cause'), analysed: t('制定措施', 'Plan'), planned: t('报告已落实', 'Report it done'), done: null, closed: null }[a.state];
  const at = correctiveStates.indexOf(a.state);
  const said = (c: Action['before']) => c && <>{c.rate === null ? '—' : rateText(c.rate)} <small className="dz-2">{t(`守 ${c.kept}，违 ${c.broken}`, `kept ${c.kept}, broken ${c.broken}`)}</small></>;
  return (
    <>
      <RecordPage title={tw(a.title)} number={a.actionNo} rule={[a.clause]}
        state={<span className={a.state === 'closed' ? 'dz-kept' : 'dz-soon'}>{tw(stateWords[a.state])}{a.round > 1 && t(` · 第 ${a.round} 轮`, ` · round ${a.round}`)}</span>}
        path={correctiveStates.map((state, i) => ({ key: state, label: tw(stateWords[state]), is: i < at || a.state === 'closed' ? 'done' as const : i === at ? 'now' as const : 'next' as const }))}
        due={a.dueAt === null || a.state === 'closed' ? [] : [{ text: tw(stateWords[a.state]), openedAt: a.openedAt, dueAt: a.dueAt }]}
        acts={<><TakeEvidence about={{ kind: 'case', type: 'corrective-action', subject: a.id }} />{a.mayWork && a.state !== 'closed' && <Button onClick={() => setAssigning(true)}>{t('指派', 'Assign')}</Button>}{step && a.mayWork && <Button type="primary" onClick={() => setOpen(true)}>{step}</Button>}</>}
        facts={[
          { title: t('起因', 'Why'), facts: [
            { label: t('起因', 'Why'), value: tw(a.why) }, { label: t('启动方式', 'Opened by'), value: <>{tw(triggerWords[a.trigger])} · {a.openedBy}</> }, { label: t('启动', 'Opened'), value: <When at={a.openedAt} /> },
            { label: t('责任', 'Owner'), value: a.owner.name ?? tw(a.owner.post) },
          ] },
          { title: t('处理', 'What was done'), facts: [
            { label: t('遏制', 'Containment'), value: a.containment }, { label: t('原因', 'Cause'), value: a.category && tw(causeWords[a.category]) },
            { label: t('五个为什么', 'Five whys'), value: a.whys.length > 0 ? <ol className="dz-sentences">{a.whys.map((w) => <li key={w}>{w}</li>)}</ol> : null },
            { label: t('措施', 'Plan'), value: a.plan }, { label: t('落实期限', 'To be done by'), value: a.planDue }, { label: t('落实情况', 'Done'), value: a.doneNote && <>{a.doneNote} <small className="dz-2"><When at={a.doneAt} /></small></> },
          ] },
          { title: t('效果（按同一控制的达成率）', 'Effect (by the same control’s rate)'), facts: [
            { label: t('之前', 'Before'), value: said(a.before) }, { label: t('之后', 'After'), value: said(a.after) },
            { label: t('结论', 'Verdict'), value: a.effective === null ? (a.checkDueAt === null ? null : t(`${exactText(a.checkDueAt)} 自动验证（前后各 ${a.checkDays} 天）`, `computed at ${exactText(a.checkDueAt)} (${a.checkDays} days before and after)`)) : <span className={a.effective ? 'dz-kept' : 'dz-breach'}>{a.effective ? t('有效', 'effective') : t('无效，已重新启动', 'not effective: opened again')}</span> },
          ] },
        ]}
        timeline={a.facts.map((f) => ({ id: f.id, at: f.at, kind: 'fact' as const, by: f.by, text: tw(f.text) }))} />
      <Drawer open={open && step !== null} onClose={() => setOpen(false)} title={step} size={480} destroyOnHidden><StepForm a={a} onDone={() => setOpen(false)} /></Drawer>
      <Drawer open={assigning} onClose={() => setAssigning(false)} title={t('指派责任人', 'Assign it')} size={420} destroyOnHidden>
        <AssignForm id={a.id} version={a.version} owner={a.owner.id !== null && a.owner.name !== null ? { id: a.owner.id, name: a.owner.name } : null} onDone={() => setAssigning(false)} />
      </Drawer>
    </>
  );
}

/** The form of the step that is due; the server checks the order and that nobody changed it meanwhile. */
function StepForm({ a, onDone }: { a: Action; onDone: () => void }) {
  const { t, tw } = useLanguage();
  const [contain, analyse, plan, finish] = [useAct(containCorrective), useAct(analyseCorrective), useAct(planCorrective), useAct(finishCorrective)];
  const params = { id: a.id };
  const initial = { version: a.version };
  const area = (label: string, name: string, hint: string) => <Field name={name} label={label}><Input.TextArea rows={4} autoFocus placeholder={hint} /></Field>;
  const after = async (run: Promise<unknown>) => {
    await run;
    onDone();
  };
  switch (a.state) {
    case 'open': return (
      <EditorForm act={contain} schema={containCorrective.body!} initial={initial} saveLabel={t('已遏制', 'Contained')} onSave={(body) => after(contain.run({ params, body }))}>
        {area(t('先行遏制', 'Containment'), 'containment', t('先让事情不再发生：做了什么', 'what was done so that it does not go on'))}
      </EditorForm>
    );
    case 'contained': return (
      <EditorForm act={analyse} schema={analyseCorrective.body!} initial={{ ...initial, whys: [''] }} saveLabel={t('原因已查明', 'Cause found')} onSave={(body) => after(analyse.run({ params, body }))}>
        <Form.List name="whys">{(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => <Form.Item key={key} name={name} label={t(`第 ${name + 1} 个为什么`, `Why ${name + 1}`)}><Input suffix={fields.length > 1 ? <Button type="text" size="small" onClick={() => remove(name)} aria-label={t('去掉', 'Remove')}>×</Button> : undefined} /></Form.Item>)}
            {fields.length < whyCount && <Button type="dashed" block onClick={() => add('')}>{t('再问一个为什么', 'Ask why once more')}</Button>}
          </>
        )}</Form.List>
        <Field name="category" label={t('原因归类', 'Kind of cause')}><Select options={causes.map((value) => ({ value, label: tw(causeWords[value]) }))} /></Field>
      </EditorForm>
    );
    case 'analysed': return (
      <EditorForm act={plan} schema={planCorrective.body!} initial={{ ...initial, planDue: dayOf(now() + usualPlanDays * 86_400_000) }} saveLabel={t('措施已定', 'Planned')} onSave={(body) => after(plan.run({ params, body }))}>
        {area(t('措施', 'Plan'), 'plan', t('改什么，使它不再发生', 'what is changed so that it does not happen again'))}
        <Form.Item name="planDue" label={t('落实期限', 'To be done by')} getValueProps={(value: string) => ({ value: value ? dayjs(value) : null })} getValueFromEvent={(value: dayjs.Dayjs | null) => value?.format('YYYY-MM-DD')}><DatePicker style={{ width: '100%' }} minDate={dayjs(dayOf(now()))} /></Form.Item>
      </EditorForm>
    );
    case 'planned': return (
      <EditorForm act={finish} schema={finishCorrective.body!} initial={initial} saveLabel={t('已落实', 'Done')} onSave={(body) => after(finish.run({ params, body }))}>
        {area(t('落实情况', 'What was done'), 'doneNote', t('效果由系统按同一控制的数字验证', 'the effect is computed from the same control’s figures'))}
      </EditorForm>
    );
    default: return null;
  }
}
