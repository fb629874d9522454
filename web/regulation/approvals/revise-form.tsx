import { useState } from 'react';
import { DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import { readChain, reviseApproval, type ApprovalCard, type ChainDraft } from '../../../src/regulation/approvals/contract.ts';
import { readParameter } from '../../../src/regulation/parameters/contract.ts';
import { ChainEditor } from '../../chapters/settings/approval-chains/chain-editor.tsx';
import { ValueInput } from '../../chapters/settings/parameters/value-input.tsx';
import { ActButton } from '../../ui/act-button.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';
import { ContentInput, type Content } from './content-input.tsx';
import '../../chapters/settings/approval-chains/chains.css';
import '../../chapters/settings/parameters/parameters.css';

const parameterVerbs = ['regulation.set-parameter', 'regulation.correct-parameter'];

/** What was sent back, changed by the one who asked and submitted again: everybody signs anew. */
export function ReviseForm({ a }: { a: ApprovalCard }) {
  const { t } = useLanguage();
  const revise = useAct(reviseApproval);
  const [content, setContent] = useState<Content>(a.content);
  const [reason, setReason] = useState(a.reason);
  const isParameter = parameterVerbs.includes(a.verb);
  const isChain = a.verb === 'regulation.publish-chain';
  const note = a.events.findLast((e) => e.what === 'return');
  return (
    <section className="dz-card dz-approval-revise">
      <h2>{t('修改后重新提交', 'Change it and submit again')}</h2>
      {note?.note && <p className="dz-approval-warn">{t(`${note.by}退回：${note.note}`, `${note.by} returned it: ${note.note}`)}</p>}
      {!a.mayChange && <p className="dz-2">{t('所请批准的是既成的事项，内容不能改，只能补充理由。', 'It asks about what has happened: its content stays, only the reason may be worded anew.')}</p>}
      {isParameter && <ParameterContent content={content} onChange={setContent} />}
      {isChain && <ChainContent content={content} onChange={setContent} />}
      {a.mayChange && !isParameter && !isChain && (
        <>
          {a.href !== `/approvals/${a.id}` && <p className="dz-2">{t('内容来自所涉记录的，请先改', 'Where it comes from a record, change ')}<a className="dz-in-line" href={a.href}>{t('记录', 'the record')}</a>{t('，再从那里提交，内容会带到这里；与记录不符的批准不能执行。', ' first and submit from there: it is brought here. An approval that is not what the record says cannot be carried out.')}</p>}
          <ContentInput value={content} onChange={setContent} labels={a.labels} />
        </>
      )}
      <label><span className="dz-2">{t('理由', 'Reason')}</span><Input.TextArea value={reason} onChange={(e) => setReason(e.target.value)} rows={2} maxLength={500} aria-label={t('理由', 'Reason')} /></label>
      <ActButton act={revise} primary size="large" label={t('重新提交', 'Submit again')} done={t('已重新提交', 'Submitted')} run={() => revise.run({ params: { id: a.id }, body: { rev: a.rev, content: isParameter ? { ...content, reason } : content, reason } })} />
    </section>
  );
}

interface Of { readonly content: Content; readonly onChange: (content: Content) => void }

function ParameterContent({ content, onChange }: Of) {
  const { t } = useLanguage();
  const read = useRead(readParameter, { params: { key: String(content['key']) } });
  if (!read.data) return null;
  return (
    <>
      <label><span className="dz-2">{t('新数值', 'New value')}</span><ValueInput parameter={read.data} value={content['value']} onChange={(value) => onChange({ ...content, value })} /></label>
      <FromDay content={content} onChange={onChange} />
    </>
  );
}

function ChainContent({ content, onChange }: Of) {
  const read = useRead(readChain, { params: { key: String(content['key']) } });
  if (!read.data) return null;
  return (
    <>
      <ChainEditor chain={content['chain'] as ChainDraft} fields={read.data.fields} onChange={(chain) => onChange({ ...content, chain })} />
      <FromDay content={content} onChange={onChange} />
    </>
  );
}

function FromDay({ content, onChange }: Of) {
  const { t } = useLanguage();
  const from = content['from'];
  return <label><span className="dz-2">{t('生效日期', 'From')}</span><DatePicker aria-label={t('生效日期', 'From')} value={typeof from === 'string' ? dayjs(from) : null} placeholder={t('批准后立即生效', 'At once')} onChange={(d) => onChange({ ...content, from: d ? d.format('YYYY-MM-DD') : null })} /></label>;
}
