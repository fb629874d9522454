import { Alert } from 'antd';
import { useT } from '../../../ui/language.tsx';

export interface BulkAnswer { readonly done: readonly string[]; readonly refused: readonly { readonly id: string; readonly number: string; readonly reason: string }[] }

/** What became of a bulk act: how many were done, and which were not and why. */
export function Refusals({ answer, onClose }: { answer: BulkAnswer | null; onClose: () => void }) {
  const t = useT();
  if (!answer) return null;
  const head = t(`已处理 ${answer.done.length} 单${answer.refused.length > 0 ? `，${answer.refused.length} 单未处理` : ''}`, `${answer.done.length} done${answer.refused.length > 0 ? `, ${answer.refused.length} not` : ''}`);
  return (
    <Alert type={answer.refused.length > 0 ? 'warning' : 'success'} closable onClose={onClose} style={{ marginBottom: 8 }} message={head}
      description={answer.refused.length > 0 ? <div style={{ maxHeight: 220, overflow: 'auto' }}>{answer.refused.map((r) => <div key={r.id}><a href={`/sales/orders/${r.id}`}>{r.number}</a>：{r.reason}</div>)}</div> : undefined} />
  );
}
