import { Input } from 'antd';
import type { Answer } from '../../../src/kernel/http/contract.ts';
import { words } from '../../../src/kernel/words.ts';
import { readCorrectiveRule, setCorrectiveRule } from '../../../src/regulation/corrective/contract.ts';
import { EditorForm, Field, UnitInput } from '../../ui/editor-form.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { RecordOf } from '../../ui/record-page.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';

const days = words('天', 'days');
const times = words('次', 'times');

/** When an action opens by itself, how long each step may take, and over how many days the effect is compared. */
export function RuleForm({ onDone }: { onDone: () => void }) {
  return <RecordOf read={useRead(readCorrectiveRule, {}, { topics: ['corrective'] })}>{(rule) => <Rule rule={rule} onDone={onDone} />}</RecordOf>;
}

function Rule({ rule, onDone }: { rule: Answer<typeof readCorrectiveRule>; onDone: () => void }) {
  const { t } = useLanguage();
  const set = useAct(setCorrectiveRule);
  const { decided, ...initial } = rule;
  return (
    <EditorForm act={set} schema={setCorrectiveRule.body!} initial={{ ...initial, reason: '' }} saveLabel={t('保存', 'Save')} onCancel={onDone}
      onSave={async (body) => {
        await set.run({ body });
        onDone();
      }}>
      {!decided && <p className="dz-soon">{t('未量化：正在使用建议值，请公司决定。', 'Not quantified: suggested values are in use until the company decides.')}</p>}
      <Field name="breaches" label={t('同一控制违反达到', 'Breaches of one control')}><UnitInput unit={times} min={1} max={1000} /></Field>
      <Field name="windowDays" label={t('统计窗口', 'Within')}><UnitInput unit={days} min={1} max={366} /></Field>
      <Field name="repeats" label={t('同一原因重复达到', 'The same cause')}><UnitInput unit={times} min={2} max={100} /></Field>
      <Field name="repeatDays" label={t('原因统计窗口', 'Within')}><UnitInput unit={days} min={1} max={366} /></Field>
      <Field name="stepDays" label={t('每一步的期限', 'Each step is due within')}><UnitInput unit={days} min={1} max={60} /></Field>
      <Field name="checkDays" label={t('效果对比：前后各', 'Effect: days before and after')}><UnitInput unit={days} min={1} max={366} /></Field>
      <Field name="reason" label={t('修改理由', 'Why')}><Input maxLength={500} /></Field>
      <p className="dz-2">{t('拦截类控制被突破一次即启动，不受上面的次数影响。', 'A blocking control that was passed once opens one, whatever the counts above.')}</p>
    </EditorForm>
  );
}
