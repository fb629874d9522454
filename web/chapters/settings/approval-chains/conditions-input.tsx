import { AutoComplete, Button, Input, InputNumber, Select } from 'antd';
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import type { ChainDraft } from '../../../../src/regulation/approvals/contract.ts';
import { useLanguage } from '../../../ui/language.tsx';

type Condition = ChainDraft['routes'][number]['when'][number];
type Op = Condition['op'];
export type Fields = readonly { readonly key: string; readonly label: { readonly zh: string; readonly en: string } }[];

/** A value of the kind that the operator compares. */
const withOp = (field: string, op: Op): Condition => (op === 'in' ? { field, op, value: [''] } : op === 'exists' ? { field, op, value: true } : op === 'eq' || op === 'ne' ? { field, op, value: '' } : { field, op, value: 0 });

/** A typed conjunction {field, op, value}: all of them must hold. There is no expression language. */
export function ConditionsInput({ value, onChange, fields }: { value: Condition[]; onChange: (value: Condition[]) => void; fields: Fields }) {
  const { t, tw } = useLanguage();
  const put = (i: number, next: Condition) => onChange(value.map((c, at) => (at === i ? next : c)));
  const ops: [Op, string][] = [['eq', t('等于', 'is')], ['ne', t('不等于', 'is not')], ['in', t('属于', 'is one of')], ['gt', '>'], ['gte', '≥'], ['lt', '<'], ['lte', '≤'], ['exists', t('已填写', 'is there')]];
  return (
    <>
      {value.map((c, i) => (
        // Conditions have no name but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={i} className="dz-chain-line">
          <AutoComplete value={c.field} onChange={(field: string) => put(i, { ...c, field })} options={fields.map((f) => ({ value: f.key, label: tw(f.label) }))} aria-label={t('字段', 'Field')} style={{ width: 150 }} />
          <Select value={c.op} onChange={(op: Op) => put(i, withOp(c.field, op))} options={ops.map(([op, label]) => ({ value: op, label }))} aria-label={t('比较', 'Comparison')} />
          <Value c={c} onChange={(next) => put(i, next)} />
          {value.length > 1 && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('删除条件', 'Remove')} onClick={() => onChange(value.filter((_, at) => at !== i))} />}
        </div>
      ))}
      <div><Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => onChange([...value, withOp(fields[0]?.key ?? 'amountFen', 'gt')])}>{t('并且', 'and')}</Button></div>
    </>
  );
}

function Value({ c, onChange }: { c: Condition; onChange: (c: Condition) => void }) {
  const { t } = useLanguage();
  const label = t('值', 'Value');
  switch (c.op) {
    case 'in': return <Select mode="tags" className="dz-chain-posts" value={c.value.map(String)} onChange={(v: string[]) => onChange({ ...c, value: v })} aria-label={label} />;
    case 'exists': return <Select value={c.value} onChange={(v: boolean) => onChange({ ...c, value: v })} options={[{ value: true, label: t('是', 'yes') }, { value: false, label: t('否', 'no') }]} aria-label={label} />;
    case 'eq': case 'ne': return <Input value={String(c.value)} onChange={(e) => onChange({ ...c, value: e.target.value })} aria-label={label} style={{ width: 160 }} />;
    default: return <InputNumber value={c.value} precision={0} onChange={(v) => onChange({ ...c, value: v ?? 0 })} aria-label={label} />;
  }
}
