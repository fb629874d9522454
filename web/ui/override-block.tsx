import { useState } from 'react';
import { Button, Input } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import type { Problem } from '../../src/kernel/http/contract.ts';
import type { Words } from '../../src/kernel/words.ts';
import { ApiProblem } from './api.ts';
import { useLanguage } from './language.tsx';

interface Props {
  readonly problem: Problem;
  readonly overrideWith: (reason: string) => Promise<unknown>;
}

/** Whoever approves it afterwards has to understand it: a word is no reason. */
const ENOUGH = 4;

/**
 * Overrides a block where it was met, for a post that the clause lists: a reason, the same act once more, and what that means is said before. It is a fact, counts as
 * an exception, and goes to the posts that approve it afterwards.
 */
export function OverrideBlock({ problem, overrideWith }: Props) {
  const { t, tw } = useLanguage();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [state, setState] = useState<'asked' | 'busy' | 'done'>('asked');
  const [refused, setRefused] = useState<string | null>(null);
  const approving = (problem.facts?.['approvedAfterwards'] as readonly Words[] | undefined) ?? [];
  const go = async () => {
    setState('busy');
    setRefused(null);
    try {
      await overrideWith(reason.trim());
      setState('done');
      await client.invalidateQueries({ predicate: (q) => q.meta?.['fixed'] !== true });
    } catch (error) {
      setState('asked');
      setRefused(error instanceof ApiProblem ? [error.problem.detail, error.problem.next].filter(Boolean).join(' ') : String(error));
    }
  };
  if (state === 'done')
    return <p className="dz-kept" role="status">{t('已例外放行，并已提交事后审批。', 'Overridden; it has been submitted for approval afterwards.')} <a href="/approvals?mine=started">{t('查看', 'Open')}</a></p>;
  return (
    <div className="dz-submit-approval">
      <p className="dz-2">{t(`您的岗位可以例外放行：须写明理由，计入例外，并由${approving.map(tw).join('、')}事后审批。`, `Your post may override this: with a reason; it counts as an exception and is approved afterwards by the ${approving.map(tw).join(', ')}.`)}</p>
      <Input size="small" value={reason} onChange={(e) => setReason(e.target.value)} maxLength={300} placeholder={t('放行理由（至少 4 个字）', 'Why (4 characters at least)')} aria-label={t('放行理由', 'Why it is overridden')} />
      <Button size="small" danger disabled={reason.trim().length < ENOUGH} loading={state === 'busy'} onClick={() => void go()}>{t('例外放行', 'Override')}</Button>
      {refused && <p className="dz-breach" role="alert">{refused}</p>}
    </div>
  );
}
