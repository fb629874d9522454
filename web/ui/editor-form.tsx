import { createContext, useContext, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Button, Form, Input, InputNumber } from 'antd';
import type { z } from 'zod';
import { issueWords as serverWords } from '../../src/kernel/issue-words.ts';
import { parseYuan, yuanText } from '../../src/kernel/money.ts';
import { words, type Words } from '../../src/kernel/words.ts';
import { RefusedButton } from './act-button.tsx';
import { ApiProblem } from './api.ts';
import { useLanguage, useT, useTw } from './language.tsx';
import { ProblemNote } from './problem.tsx';

/** What a zod issue means to the person who fills in the form: as the server says it, but for what is chosen instead of typed. */
export function issueWords(issue: z.core.$ZodIssue): Words {
  if (issue.code === 'invalid_type' && (issue.input === undefined || issue.input === null)) return words('请填写', 'Please fill this in');
  if (issue.code === 'too_small' && issue.origin === 'array') return words(`至少选 ${String(issue.minimum)} 项`, `Choose at least ${String(issue.minimum)}`);
  if (issue.code === 'too_big' && issue.origin === 'array') return words(`最多选 ${String(issue.maximum)} 项`, `Choose at most ${String(issue.maximum)}`);
  if (issue.code === 'invalid_value') return words('请从给出的选项中选', 'Choose one of the given values');
  return serverWords(issue);
}

interface EditorFormProps<S extends z.ZodObject> {
  readonly schema: S;
  readonly initial?: Partial<z.input<S>>;
  readonly onSave: (value: z.output<S>) => Promise<unknown>;
  readonly saveLabel?: string;
  readonly onCancel?: () => void;
  /** What `onSave` runs: where the posts of this person do not allow it, the form says so and whom to ask before anything is filled in. */
  readonly act?: { readonly refused: { readonly detail: string } | undefined } | undefined;
  readonly children: ReactNode;
}

const Schema = createContext<z.ZodObject | null>(null);

/** A form checked by the contract's own schema, field by field as people leave them; the server's refusals land on their fields. */
export function EditorForm<S extends z.ZodObject>({ schema, initial, onSave, saveLabel, onCancel, act, children }: EditorFormProps<S>) {
  const { t, tw } = useLanguage();
  const [form] = Form.useForm();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);

  const save = async () => {
    const checked = schema.safeParse(form.getFieldsValue(true), { reportInput: true });
    if (!checked.success) {
      form.setFields(checked.error.issues.map((issue) => ({ name: issue.path as never, errors: [tw(issueWords(issue))] })));
      const first = checked.error.issues[0];
      if (first) form.scrollToField(first.path as string[], { focus: true });
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await onSave(checked.data as z.output<S>);
    } catch (error) {
      if (error instanceof ApiProblem && error.problem.errors) {
        form.setFields(error.problem.errors.map((e) => ({ name: e.path.replace(/^\/?(body\/)?/, '').split(/[./]/) as never, errors: [e.message] })));
      }
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Schema value={schema}>
      <Form form={form} layout="vertical" onKeyDown={keepOpen} initialValues={initial as object} onFinish={() => void save()} requiredMark={(label, { required }) => <>{label}{!required && <span className="dz-2 dz-optional">{t('（选填）', '(optional)')}</span>}</>}>
        {act?.refused && <p className="dz-refused-note" role="note">{act.refused.detail}</p>}
        {children}
        {problem !== null && <ProblemNote small error={problem} />}
        <div className="dz-row dz-form-foot">
          {act?.refused ? <RefusedButton label={saveLabel ?? t('保存', 'Save')} refused={act.refused} /> : <Button type="primary" htmlType="submit" loading={busy}>{saveLabel ?? t('保存', 'Save')}</Button>}
          {onCancel && <Button onClick={onCancel}>{t('取消', 'Cancel')}</Button>}
        </div>
      </Form>
    </Schema>
  );
}

/** Enter in a box for a day takes the day: the browser would send the form in the middle of it. */
function keepOpen(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key === 'Enter' && (event.target as HTMLElement).closest('.ant-picker')) event.preventDefault();
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}

/** A field of the schema: required or optional as the schema says, checked by the schema when it is left. */
export function Field({ name, label, hint, children }: FieldProps) {
  const schema = useContext(Schema);
  const tw = useTw();
  const part = schema?.shape[name] as z.ZodType | undefined;
  const optional = part?.safeParse(undefined).success ?? true;
  return (
    <Form.Item name={name} label={label} required={!optional} extra={hint} validateTrigger="onBlur" rules={[{
      validator: (_, value: unknown) => {
        const checked = part?.safeParse(value === '' && optional ? undefined : value, { reportInput: true });
        return checked && !checked.success && checked.error.issues[0] ? Promise.reject(new Error(tw(issueWords(checked.error.issues[0])))) : Promise.resolve();
      },
    }]}>
      {children}
    </Form.Item>
  );
}

/** An amount typed in yuan, held as integer fen: never a float. Text that is no amount stays visible and is not taken. */
export function YuanInput({ value, onChange, id, label }: { value?: number; onChange?: (fen: number | undefined) => void; id?: string; label?: string }) {
  const t = useT();
  const [text, setText] = useState(() => (value === undefined ? '' : yuanText(value)));
  const [wrong, setWrong] = useState(false);
  /** Takes every amount as it is typed, so that totals beside it live; tidies it when the box is left. */
  const take = (typed: string, left: boolean) => {
    if (typed.trim() === '') {
      setWrong(false);
      return onChange?.(undefined);
    }
    try {
      const fen = parseYuan(typed);
      setWrong(false);
      if (left) setText(yuanText(fen));
      onChange?.(Number(fen));
    } catch {
      // Not an amount (yet): the box says so itself when it is left; the field keeps what it had.
      if (left) setWrong(true);
    }
  };
  return <Input {...(id ? { id } : {})} {...(label ? { 'aria-label': label } : {})} prefix="¥" inputMode="decimal" value={text} onChange={(e) => { setText(e.target.value); take(e.target.value, false); }} onBlur={() => take(text, true)} onPressEnter={() => take(text, true)} status={wrong ? 'error' : ''} title={wrong ? t('不是金额', 'Not an amount') : undefined} className="dz-num-input" />;
}

/** A whole number with its unit beside it. */
export function UnitInput({ value, onChange, unit, min, max, id }: { value?: number; onChange?: (value: number | null) => void; unit: Words; min?: number; max?: number; id?: string }) {
  const tw = useTw();
  return <InputNumber {...(id ? { id } : {})} {...(value === undefined ? {} : { value })} {...(onChange ? { onChange } : {})} {...(min === undefined ? {} : { min })} {...(max === undefined ? {} : { max })} precision={0} suffix={tw(unit)} />;
}
