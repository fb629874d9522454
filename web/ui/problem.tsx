import { Button } from 'antd';
import type { Problem } from '../../src/kernel/http/contract.ts';
import { ApiProblem } from './api.ts';
import { ClauseChip } from './clause.tsx';
import { OverrideBlock } from './override-block.tsx';
import { askedOf, SubmitApproval } from './submit-approval.tsx';
import { IdTag } from './values.tsx';
import { useT } from './language.tsx';
import './problem.css';

/** What happened, why, and what to do, from any error. Errors of our own code are named as what they are. */
export function useProblem(error: unknown): Problem {
  const t = useT();
  if (error instanceof ApiProblem) return error.problem;
  return {
    type: 'about:blank', status: 0, code: 'web.page-failed',
    title: t('页面出错了', 'This page failed'),
    detail: error instanceof Error ? error.message : String(error),
    next: t('重新载入页面；若仍出现，请把这段文字告诉管理员。', 'Reload the page; if it persists, tell the administrator this text.'),
  };
}

/** `page`: it stands in the place of a whole page, and bears its heading. */
export function ProblemNote({ error, onRetry, small, page }: { error: unknown; onRetry?: () => void; small?: boolean; page?: boolean }) {
  const t = useT();
  const problem = useProblem(error);
  const asked = askedOf(problem);
  // The place of a value in a list is its line to people (numbers.31 → line 32); other paths are the program's names of fields.
  const place = (path: string): string => path.replace(/^(\w+)\.(\d+)$/, (_, _list, n: string) => t(`第 ${Number(n) + 1} 行`, `Line ${Number(n) + 1}`));
  return (
    <div className={small ? 'dz-problem dz-problem-small' : 'dz-problem'} role="alert">
      {page ? <h1>{problem.title}</h1> : <strong>{problem.title}</strong>}
      {problem.detail && problem.detail !== problem.title && <p>{problem.detail}</p>}
      {problem.errors && problem.errors.length > 0 && (
        <ul>{problem.errors.map((e) => <li key={`${e.path} ${e.message}`}><span className="dz-mono">{place(e.path)}</span> {e.message}</li>)}</ul>
      )}
      {problem.next && <p className="dz-problem-next">{problem.next}</p>}
      {asked && <SubmitApproval asked={asked} />}
      {error instanceof ApiProblem && error.overrideWith && <OverrideBlock problem={problem} overrideWith={error.overrideWith} />}
      {(problem.clause || problem.requestId || onRetry) && (
        <div className="dz-problem-foot">
          {problem.clause && <ClauseChip id={problem.clause} />}
          {onRetry && <Button size="small" onClick={onRetry}>{t('重试', 'Try again')}</Button>}
          {problem.requestId && <span className="dz-2">{t('请求编号', 'Request')} <IdTag value={problem.requestId} /></span>}
        </div>
      )}
    </div>
  );
}
