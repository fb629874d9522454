import { useState } from 'react';
import { Input, InputNumber } from 'antd';
import { reviseApproval, type ApprovalCard } from '../../../src/regulation/approvals/contract.ts';
import { readParameter } from '../../../src/regulation/parameters/contract.ts';
import { ValueInput } from '../../chapters/settings/parameters/value-input.tsx';
import { ActButton } from '../../ui/act-button.tsx';
import { YuanInput } from '../../ui/editor-form.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';

/** What was sent back, changed by the one who asked and submitted again: everybody signs anew. */
export function ReviseForm({ a }: { a: ApprovalCard }) {
  const { t, tw } = useLanguage();
  const revise = useAct(reviseApproval);
  const [content, setContent] = useState<Record<string, unknown>>(a.content);
  const [reason, setReason] = useState(a.reason);
  const set = (key: string, value: unknown) => setContent({ ...content, [key]: value });
  const isParameter = a.verb === 'regulation.set-parameter';
  return (
    <section className="dz-card dz-approval-revise">
      <h2>{t('修改后重新提交', 'Change it and submit again')}</h2>
      {isParameter ? <ParameterValue name={String(a.content['key'])} value={content['value']} onChange={(v) => set('value', v)} />
        : Object.entries(content).filter(([, v]) => typeof v === 'number' || typeof v === 'string').map(([key, value]) => (
          <label key={key}><span className="dz-2">{tw(a.fields.find((f) => f.key === key)?.label ?? { zh: key, en: key })}</span>
            {typeof value === 'number' && key.endsWith('Fen') ? <YuanInput value={value} onChange={(v) => set(key, v ?? 0)} />
              : typeof value === 'number' ? <InputNumber value={value} precision={0} onChange={(v) => set(key, v ?? 0)} /> : <Input value={value as string} onChange={(e) => set(key, e.target.value)} maxLength={500} />}
          </label>
        ))}
      <label><span className="dz-2">{t('理由', 'Reason')}</span><Input.TextArea value={reason} onChange={(e) => setReason(e.target.value)} rows={2} maxLength={500} aria-label={t('理由', 'Reason')} /></label>
      <ActButton act={revise} primary size="large" label={t('重新提交', 'Submit again')} done={t('已重新提交', 'Submitted')} run={() => revise.run({ params: { id: a.id }, body: { rev: a.rev, content: isParameter ? { ...content, reason } : content, reason } })} />
    </section>
  );
}

function ParameterValue({ name, value, onChange }: { name: string; value: unknown; onChange: (value: unknown) => void }) {
  const read = useRead(readParameter, { params: { key: name } });
  const { t } = useLanguage();
  if (!read.data) return null;
  return <label><span className="dz-2">{t('新数值', 'New value')}</span><ValueInput parameter={read.data} value={value} onChange={onChange} /></label>;
}
