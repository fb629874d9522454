import { useState } from 'react';
import { Input, Select } from 'antd';
import { readRulebook } from '../../../src/regulation/book/contract.ts';
import { openCorrective } from '../../../src/regulation/corrective/contract.ts';
import { LeadingButton } from '../../ui/act-button.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';

const recentDays = 30;

/** By hand: somebody saw what no rule counts. One action a control is open at a time: a second opening leads to the first. */
export function OpenForm({ onOpened }: { onOpened: (id: string) => void }) {
  const { t, tw } = useLanguage();
  const book = useRead(readRulebook, { query: { days: String(recentDays) } });
  const open = useAct(openCorrective);
  const [clause, setClause] = useState<string | null>(null);
  const [control, setControl] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const clauses = (book.data?.chapters ?? []).flatMap((chapter) => chapter.clauses).filter((c) => c.controls.length > 0);
  const controls = clauses.find((c) => c.id === clause)?.controls ?? [];
  const go = async () => {
    setProblem(null);
    try {
      onOpened((await open.run({ body: { clause: clause!, control: control!, reason: reason.trim() } })).id);
    } catch (error) {
      setProblem(error);
    }
  };
  const byName = { optionFilterProp: 'label' };
  return (
    <div className="dz-stack">
      <p className="dz-2">{t('看到了规则没有数到的问题，就在这里提出；责任人按该控制的升级链指定，效果由同一控制的数字验证。', 'For what no rule counted. The owner follows from the control’s ladder; the effect is computed from the same control’s figures.')}</p>
      {book.error && <ProblemNote small error={book.error} />}
      <label className="dz-field">{t('条款', 'Clause')}
        <Select showSearch={byName} loading={book.isPending} value={clause} placeholder={t('选择条款', 'Choose a clause')} aria-label={t('条款', 'Clause')} options={clauses.map((c) => ({ value: c.id, label: `${c.id} ${tw(c.title)}` }))}
          onChange={(next: string) => {
            setClause(next);
            const own = clauses.find((c) => c.id === next)!.controls;
            setControl(own.length === 1 ? own[0]!.id : null);
          }} />
      </label>
      <label className="dz-field">{t('控制', 'Control')}
        <Select showSearch={byName} disabled={clause === null} value={control} onChange={setControl} placeholder={t('选择控制', 'Choose a control')} aria-label={t('控制', 'Control')} options={controls.map((k) => ({ value: k.id, label: tw(k.title) }))} />
      </label>
      <label className="dz-field">{t('起因', 'What happened')}
        <Input.TextArea rows={4} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} placeholder={t('看到了什么，影响了谁', 'what was seen and whom it touched')} />
      </label>
      {problem !== null && <ProblemNote small error={problem} />}
      <LeadingButton leadsTo={openCorrective} type="primary" block loading={open.isPending} disabled={clause === null || control === null || reason.trim().length < 2} onClick={() => void go()}>{t('提出', 'Open it')}</LeadingButton>
    </div>
  );
}
