import { useRef, useState } from 'react';
import { Button, Input } from 'antd';
import { PaperClipOutlined } from '@ant-design/icons';
import { commentApproval } from '../../../src/regulation/approvals/contract.ts';
import { ActButton, useActProblem } from '../../ui/act-button.tsx';
import { useT } from '../../ui/language.tsx';
import { uploadFiles } from '../../ui/upload.ts';
import { useAct } from '../../ui/use-api.ts';

interface Uploaded { readonly id: string; readonly name: string }

/** A remark with files, for everybody concerned. It changes no signature. */
export function CommentForm({ id }: { id: string }) {
  const t = useT();
  const comment = useAct(commentApproval);
  const problem = useActProblem();
  const picker = useRef<HTMLInputElement>(null);
  const [note, setNote] = useState('');
  const [files, setFiles] = useState<readonly Uploaded[]>([]);
  const upload = async (chosen: readonly File[]) => {
    try {
      const answer = await uploadFiles<{ files: Uploaded[] }>(`/approvals/${id}/files`, chosen, () => {});
      setFiles([...files, ...answer.files].slice(0, 9));
    } catch (error) {
      problem(error);
    }
  };
  return (
    <div className="dz-approval-comment">
      <Input.TextArea value={note} onChange={(e) => setNote(e.target.value)} rows={2} maxLength={1_000} placeholder={t('评论', 'Comment')} aria-label={t('评论', 'Comment')} />
      {files.map((f) => <span key={f.id} className="dz-2">{f.name} <Button type="text" size="small" onClick={() => setFiles(files.filter((x) => x.id !== f.id))}>{t('移除', 'Remove')}</Button></span>)}
      <div className="dz-row">
        <input ref={picker} type="file" multiple hidden onChange={(e) => { void upload([...(e.target.files ?? [])]); e.target.value = ''; }} />
        <Button size="small" icon={<PaperClipOutlined />} onClick={() => picker.current?.click()}>{t('附件', 'Attach')}</Button>
        <span className="dz-grow" />
        {note.trim() !== '' && <ActButton act={comment} size="small" label={t('发表', 'Send')} run={() => comment.run({ params: { id }, body: { note: note.trim(), files: files.map((f) => f.id) } })} onDone={() => { setNote(''); setFiles([]); }} />}
      </div>
    </div>
  );
}
