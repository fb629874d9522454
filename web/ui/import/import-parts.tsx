import { useState } from 'react';
import { Button, Input } from 'antd';
import { CheckCircleOutlined, CloseCircleOutlined } from '@ant-design/icons';
import { moneyText, numberText } from '../format.ts';
import { useLanguage } from '../language.tsx';
import { ProblemNote } from '../problem.tsx';
import type { BadRow, ImportCheck, ImportTotals } from './import-api.ts';

/** New, changed, same, unreadable. */
export function Totals({ totals }: { totals: ImportTotals }) {
  const { t } = useLanguage();
  const cells: [string, number, string?][] = [
    [t('新增', 'New'), totals.accepted], [t('更新', 'Changed'), totals.updated], [t('不变', 'Same'), totals.unchanged],
    [t('待处理', 'To mend'), totals.quarantined, totals.quarantined > 0 ? 'dz-soon' : undefined],
  ];
  return <dl className="dz-totals">{cells.map(([name, n, look]) => <div key={name}><dt>{name}</dt><dd className={look}>{numberText(n)}</dd></div>)}</dl>;
}

/** Every total that the file states, beside what its rows add up to. */
export function Checks({ checks }: { checks: readonly ImportCheck[] }) {
  const { t, tw } = useLanguage();
  if (checks.length === 0) return null;
  const say = (check: ImportCheck, value: number) => (check.unit === 'fen' ? moneyText(value) : numberText(value));
  return (
    <section className="dz-card">
      <h2>{t('与文件合计核对', "Checked against the file's own totals")}</h2>
      <table className="dz-related">
        <thead><tr><th>{t('项目', 'Total')}</th><th className="dz-right">{t('文件所载', 'In the file')}</th><th className="dz-right">{t('逐行合计', 'Sum of rows')}</th><th>{t('结果', 'Result')}</th></tr></thead>
        <tbody>
          {checks.map((c) => (
            <tr key={c.name.en}>
              <td>{tw(c.name)}</td><td className="dz-right">{c.file === null ? '—' : say(c, c.file)}</td><td className="dz-right">{say(c, c.rows)}</td>
              <td>{c.ok ? <span className="dz-kept"><CheckCircleOutlined /> {t('一致', 'agrees')}</span> : <span className="dz-breach"><CloseCircleOutlined /> {t('不一致', 'differs')}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Rows that could not be read, each with what to mend; mended here and tried again one by one. */
export function Quarantine({ rows, onMend }: { rows: readonly BadRow[]; onMend?: (rowId: string, cells: Record<string, string>) => Promise<void> }) {
  const { t, tw } = useLanguage();
  const [open, setOpen] = useState<string | null>(null);
  if (rows.length === 0) return null;
  return (
    <section className="dz-card">
      <h2>{t('待处理的行', 'Rows to mend')}<span className="dz-2">{rows.length}</span></h2>
      <ul className="dz-quarantine">
        {rows.map((row) => (
          <li key={row.id}>
            <div className="dz-row">
              <span className="dz-2">{t(`第 ${row.line} 行`, `Line ${row.line}`)}</span>
              <span className="dz-grow">{row.problems.map((p) => <span key={`${p.code} ${p.column}`}>{p.column && <b>{p.column}{t('：', ': ')}</b>}{tw(p.message)} </span>)}</span>
              {onMend && <Button size="small" onClick={() => setOpen(open === row.id ? null : row.id)} aria-expanded={open === row.id}>{t('修改', 'Mend')}</Button>}
            </div>
            {open === row.id && onMend && <RowEditor row={row} onSave={async (cells) => { await onMend(row.id, cells); setOpen(null); }} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function RowEditor({ row, onSave }: { row: BadRow; onSave: (cells: Record<string, string>) => Promise<void> }) {
  const { t } = useLanguage();
  const [cells, setCells] = useState<Record<string, string>>(() => Object.fromEntries(row.cells.map((c) => [c.heading, c.value])));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const wrong = new Set(row.problems.map((p) => p.column));
  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await onSave(cells);
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  // The columns that are wrong stand first; the rest is there to be read beside them.
  const order = row.cells.toSorted((a, b) => Number(wrong.has(b.heading)) - Number(wrong.has(a.heading)));
  return (
    <form className="dz-row-editor" onSubmit={(e) => { e.preventDefault(); void save(); }}>
      {order.map((c) => (
        <label key={c.heading}><span>{c.heading}</span>
          <Input size="small" value={cells[c.heading] ?? ''} status={wrong.has(c.heading) ? 'error' : ''} onChange={(e) => setCells({ ...cells, [c.heading]: e.target.value })} />
        </label>
      ))}
      {problem !== null && <ProblemNote small error={problem} />}
      <Button type="primary" size="small" htmlType="submit" loading={busy}>{t('保存并重试这一行', 'Save and try this row again')}</Button>
    </form>
  );
}
