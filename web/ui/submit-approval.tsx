import { useState } from 'react';
import { Button, Input } from 'antd';
import { submitApprovalAct } from '../../src/regulation/approvals/contract.ts';
import type { Problem } from '../../src/kernel/http/contract.ts';
import { ApiProblem } from './api.ts';
import { useT } from './language.tsx';
import { useAct } from './use-api.ts';

interface Asked { readonly verb: string; readonly subject: { readonly type: string; readonly id: string }; readonly content: Record<string, unknown>; readonly approval?: string }

/** What a refusal for want of an approval says that it needs: the act, its record and its content. */
export function askedOf(problem: Problem): Asked | null {
  const facts = problem.facts as Partial<Asked> | undefined;
  if (!/^regulation\.(not-approved|not-what-was-approved|approval-expired)$/.test(problem.code) || !facts?.verb || !facts.subject || !facts.content) return null;
  return facts as Asked;
}

/** Submits just what was refused, from where it was refused: why, and for which purpose. */
export function SubmitApproval({ asked }: { asked: Asked }) {
  const t = useT();
  const submit = useAct(submitApprovalAct);
  const [reason, setReason] = useState('');
  const [purpose, setPurpose] = useState('');
  const [refused, setRefused] = useState<string | null>(null);
  const done = submit.data?.id ?? null;
  const send = async () => {
    try {
      await submit.run({ body: { verb: asked.verb, subject: asked.subject, content: asked.content, reason: reason.trim(), purpose: purpose.trim() || null } });
    } catch (error) {
      setRefused(error instanceof ApiProblem ? [error.problem.detail, error.problem.next].filter(Boolean).join(' ') : String(error));
    }
  };
  if (done) return <p><a href={`/approvals/${done}`}>{t('已提交审批，查看', 'Submitted: open it')}</a></p>;
  return (
    <div className="dz-submit-approval">
      {asked.approval && <a href={`/approvals/${asked.approval}`}>{t('查看已有的申请', 'Open the request that is there')}</a>}
      <Input size="small" value={reason} onChange={(e) => setReason(e.target.value)} maxLength={500} placeholder={t('申请理由', 'Why')} aria-label={t('申请理由', 'Why')} />
      <Input size="small" value={purpose} onChange={(e) => setPurpose(e.target.value)} maxLength={200} placeholder={t('用途（选填，同一用途合并计算）', 'Purpose (optional; one purpose counts together)')} aria-label={t('用途', 'Purpose')} />
      <Button size="small" type="primary" disabled={reason.trim().length < 2} loading={submit.isPending}
        onClick={() => void send()}>{t('提交审批', 'Submit for approval')}</Button>
      {refused && <p className="dz-breach" role="alert">{refused}</p>}
    </div>
  );
}
