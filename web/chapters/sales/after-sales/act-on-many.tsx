import { App } from 'antd';
import { ActButton } from '../../../ui/act-button.tsx';
import { ApiProblem } from '../../../ui/api.ts';
import { useT } from '../../../ui/language.tsx';

interface Act { readonly refused: { readonly detail: string } | undefined }

/** One act on each of the chosen cases, one after the other: each is judged by itself, and what was refused is told with its number and why. */
export function ActOnMany<Row>({ act, label, primary, confirm, rows, fit, nameOf, run, onDone }: {
  /** What `run` runs. */ act: Act; label: string; primary?: boolean; confirm?: string; rows: readonly Row[]; /** Those that the act is meant for; the others are left alone. */ fit: (row: Row) => boolean; nameOf: (row: Row) => string; run: (row: Row) => Promise<unknown>; onDone: () => void;
}) {
  const t = useT();
  const { notification, message } = App.useApp();
  const chosen = rows.filter(fit);
  if (chosen.length === 0) return null;
  const go = async () => {
    const refused: { name: string; why: string }[] = [];
    for (const row of chosen) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other: a case that waits for a lock does not hold up the rest of the company
        await run(row);
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        refused.push({ name: nameOf(row), why: error.problem.detail ?? error.problem.title });
      }
    }
    const done = chosen.length - refused.length;
    if (done > 0) void message.success(t(`已处理 ${done} 件`, `${done} done`));
    if (refused.length > 0) notification.warning({
      title: t(`${refused.length} 件没有执行`, `${refused.length} not done`), duration: 0, placement: 'bottomLeft',
      description: <ul className="dz-plain">{refused.map((r) => <li key={r.name}><span className="dz-mono">{r.name}</span> {r.why}</li>)}</ul>,
    });
  };
  return <ActButton act={act} size="small" {...(primary ? { primary } : {})} label={`${label}（${chosen.length}）`} {...(confirm ? { confirm } : {})} run={go} onDone={onDone} />;
}
