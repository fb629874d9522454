import { useEffect, useRef, useState } from 'react';
import { Button, Input } from 'antd';
import { useParams, useRouter } from '@tanstack/react-router';
import { previewTemplate, readTemplate, readTemplateNames, retireTemplateAct, saveTemplateAct } from '../../../../src/chapters/sales/negotiation/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { call } from '../../../ui/api.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { RecordOf, RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import { Page } from '../../../shell/page.tsx';
import { ContractText, Findings } from './contract-page.tsx';
import './negotiation.css';

type Template = Answer<typeof readTemplate>;
export default function TemplatePage() {
  const { id = '' } = useParams({ strict: false });
  return id === 'new' ? <Editor template={null} /> : <Known id={id} />;
}
const Known = ({ id }: { id: string }) => <RecordOf read={useRead(readTemplate, { params: { id } }, { topics: ['sales'] })}>{(x) => <Editor key={x.id} template={x} />}</RecordOf>;

/** Left the template, right the example that it makes and what the linter says of it, while it is typed (clause 2.2.4). */
function Editor({ template }: { template: Template | null }) {
  const { t, tw } = useLanguage();
  const router = useRouter();
  const save = useAct(saveTemplateAct);
  const retire = useAct(retireTemplateAct);
  const names = useRead(readTemplateNames, {});
  const [name, setName] = useState(template?.name ?? '');
  const [body, setBody] = useState(template?.body ?? '');
  const [note, setNote] = useState('');
  const [preview, setPreview] = useState<Answer<typeof previewTemplate> | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const area = useRef<HTMLTextAreaElement | null>(null);
  const may = template?.mayChange ?? true;
  useEffect(() => {
    if (!may) return;
    let alive = true;
    const timer = setTimeout(() => void call(previewTemplate, { body: { body } }).then((p) => { if (alive) { setPreview(p); setProblem(null); } }, (error: unknown) => { if (alive) setProblem(error); }), 300);
    return () => { alive = false; clearTimeout(timer); };
  }, [body, may]);
  const insert = (text: string) => {
    const at = area.current?.selectionStart ?? body.length;
    setBody((b) => b.slice(0, at) + text + b.slice(at));
  };
  const top = template?.revisions[0]?.revision ?? 0;
  const send = async () => {
    const made = await save.run({ body: { name: name.trim(), revision: top, body, note } });
    router.history.push(`/sales/contract-templates/${made.id}`);
  };
  return (
    <Page title={template?.name ?? t('新建合同模板', 'New contract template')} {...(template ? { number: t(`第 ${template.revision} 版`, `Revision ${template.revision}`) } : {})} rule={['2.2.4']} primary={may && <>
      {template?.active && <ActButton act={retire} label={t('停用', 'Retire')} confirm={t('停用后不能再用它拟定合同；已有合同不受影响。', 'No contract can be drafted from it any more; those that exist stay.')} run={() => retire.run({ params: { id: template.id }, body: {} })} />}
      <ActButton act={save} primary label={t('保存为新版', 'Save as a revision')} done={t('已保存', 'Saved')} run={send} {...(name.trim().length < 2 || body.length < 20 ? { refused: { detail: t('请填写名称和正文。', 'Give it a name and a text.') } } : preview && preview.unknown.length > 0 ? { refused: { detail: t(`不认识的名称：${preview.unknown.join('、')}`, `Unknown names: ${preview.unknown.join(', ')}`), clause: '2.2.4' } } : {})} />
    </>}>
      <div className="neg-two">
        <section className="dz-card neg-stack">
          {!template && <label><span>{t('名称', 'Name')}</span><Input value={name} maxLength={60} onChange={(e) => setName(e.target.value)} /></label>}
          <Input.TextArea ref={(r) => { area.current = r?.resizableTextArea?.textArea ?? null; }} value={body} readOnly={!may} onChange={(e) => setBody(e.target.value)} rows={20} maxLength={30_000} aria-label={t('模板正文', 'Text of the template')} className="dz-mono" />
          {may && <Input value={note} maxLength={300} onChange={(e) => setNote(e.target.value)} placeholder={t('这一版改了什么', 'What this revision changes')} aria-label={t('说明', 'Note')} />}
          {may && <div className="neg-names">{names.data?.names.map((n) => <Button key={n.name} size="small" title={tw(n.words)} onClick={() => insert(n.inside.length === 0 ? `{{${n.name}}}` : `{{#${n.name}}}\n${n.inside.map((x) => `{{${x.name}}}`).join(' ')}\n{{/${n.name}}}`)}>{tw(n.words)}</Button>)}</div>}
        </section>
        <section className="dz-card neg-stack">
          <h2>{t('示例与检查', 'Example and check')}</h2>
          {problem !== null && <ProblemNote small error={problem} />}
          {preview && (preview.unknown.length > 0 ? <p className="dz-breach" role="alert">{t(`不认识的名称：${preview.unknown.join('、')}`, `Unknown names: ${preview.unknown.join(', ')}`)}</p> : <><Findings findings={preview.findings} /><ContractText body={preview.text} /></>)}
          {!may && template && <ContractText body={template.body} />}
        </section>
      </div>
      {template && <RelatedTable title={t('各版', 'Revisions')} rows={template.revisions} rowKey={(r) => r.id} empty="" columns={[
        { key: 'n', title: t('版次', 'Revision'), render: (r) => <a href={`/sales/contract-templates/${r.id}`}>{r.revision}</a> }, { key: 'note', title: t('说明', 'Note'), render: (r) => r.note }, { key: 'by', title: t('编写', 'By'), render: (r) => r.createdBy }, { key: 'at', title: t('时间', 'At'), render: (r) => <When at={r.createdAt} /> }, { key: 'active', title: t('使用中', 'In use'), render: (r) => (r.active ? '✓' : '') },
      ]} />}
    </Page>
  );
}
