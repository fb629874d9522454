import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button, Input, Spin } from 'antd';
import { useLanguage } from '../language.tsx';
import { ProblemNote } from '../problem.tsx';
import { Masked } from '../values.tsx';
import './import.css';
import type { BadCell, BadRow, ImportApi, OpenRow } from './import-api.ts';

interface Props {
  readonly rows: readonly BadRow[];
  /** All that wait, where only the first are shown. */
  readonly count?: number;
  /** Absent where rows are only shown (before the import has begun). */
  readonly api?: Pick<ImportApi, 'openRow' | 'mend' | 'dismiss'>;
  readonly runId?: string;
  readonly onChanged?: () => Promise<void> | void;
  readonly foot?: ReactNode;
  /** The only row is opened at once. */
  readonly begin?: boolean;
  /** The rows are only to be read: they were dealt with. */
  readonly readOnly?: boolean;
}

/** Rows that could not be taken, each with what to mend; mended here and tried again one by one. */
export function BadRows({ rows, count, api, runId, onChanged, foot, begin = false, readOnly = false }: Props) {
  const { t, tw } = useLanguage();
  const [open, setOpen] = useState<string | null>(begin ? (rows[0]?.id ?? null) : null);
  if (rows.length === 0) return null;
  return (
    <section className="dz-card">
      <h2>{readOnly ? t('文件中的行', 'Rows of the file') : t('待处理的行', 'Rows to mend')}<span className="dz-2">{count ?? rows.length}</span><span className="dz-grow" />{foot}</h2>
      <ul className="dz-quarantine">
        {rows.map((row) => (
          <li key={row.id}>
            <div className="dz-row">
              <span className="dz-2">{row.file && `${row.file} · `}{t(`第 ${row.line} 行`, `Line ${row.line}`)}</span>
              <span className="dz-grow">{row.problems.map((p) => <span key={`${p.code} ${p.column}`}>{p.column && <b>{p.column}{t('：', ': ')}</b>}{tw(p.message)}{p.value !== null && <> <span className="dz-mono dz-bad-value">{p.value}</span></>} </span>)}</span>
              {api && runId && !begin && <Button size="small" onClick={() => setOpen(open === row.id ? null : row.id)} aria-expanded={open === row.id} aria-label={t(`处理第 ${row.line} 行`, `Mend line ${row.line}`)}>{t('处理', 'Mend')}</Button>}
            </div>
            {open === row.id && api && runId && <RowEditor key={row.id} api={api} runId={runId} rowId={row.id} readOnly={readOnly} onSettled={async () => { await onChanged?.(); setOpen(null); }} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The cells of one row: what is wrong stands first, the rest is there to be read beside it. */
export function RowEditor({ api, runId, rowId, readOnly = false, onSettled }: { api: Pick<ImportApi, 'openRow' | 'mend' | 'dismiss'>; runId: string; rowId: string; readOnly?: boolean; onSettled: () => Promise<void> | void }) {
  const { t, tw } = useLanguage();
  const [row, setRow] = useState<OpenRow | null>(null);
  const [order, setOrder] = useState<readonly number[]>([]);
  const [typed, setTyped] = useState<Record<number, string>>({});
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    let gone = false;
    api.openRow(runId, rowId).then((found) => {
      if (gone) return;
      setRow(found);
      // What is wrong stands first, and stays where it is after every try.
      setOrder(found.cells.toSorted((a, b) => Number(b.wrong) - Number(a.wrong) || a.at - b.at).map((c) => c.at));
    }, (error: unknown) => !gone && setProblem(error));
    return () => {
      gone = true;
    };
  }, [api, rowId, runId]);
  const loaded = row !== null;
  useEffect(() => {
    if (loaded) form.current?.querySelector('input')?.focus();
  }, [loaded]);

  const attempt = async (what: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await what();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const save = () => attempt(async () => {
    const left = await api.mend(runId, rowId, row!.version, Object.entries(typed).map(([at, value]) => ({ at: Number(at), value })));
    if (left.length === 0) return onSettled();
    // Tried and kept: what was typed is what the row has now.
    setTyped({});
    setRow(await api.openRow(runId, rowId));
  });
  const dismiss = () => attempt(async () => {
    await api.dismiss(runId, rowId, row!.version, reason!.trim());
    await onSettled();
  });

  if (!row) return problem === null ? <div className="dz-row-editor"><Spin size="small" /></div> : <ProblemNote small error={problem} />;
  if (readOnly)
    return (
      <dl className="dz-row-editor dz-row-cells">
        {row.cells.filter((c) => c.value !== '').map((c) => <div key={c.at}><dt>{c.heading || t(`第 ${c.at + 1} 列`, `Column ${c.at + 1}`)}</dt><dd>{c.masked ? <Masked value={c.value} of={{ kind: 'import-row', id: `${runId}/${rowId}`, field: `cell-${c.at}` }} /> : c.value}</dd></div>)}
      </dl>
    );
  const isMerged = (c: BadCell): boolean => row.problems.some((p) => p.code === 'cell.merged' && p.column === c.heading);
  const hint = (c: BadCell): string =>
    isMerged(c) ? t(`合并的值：${c.value}`, `Merged: ${c.value}`) : c.masked ? t('不填则保持文件中的内容', 'Left as in the file unless filled in') : '';
  return (
    <form ref={form} className="dz-row-editor" onSubmit={(e) => { e.preventDefault(); void (reason === null ? save() : dismiss()); }}>
      {row.problems.length > 0 && <ul className="dz-row-problems" aria-live="polite">{row.problems.map((p) => <li key={`${p.code} ${p.column}`} className="dz-breach">{p.column && <b>{p.column}{t('：', ': ')}</b>}{tw(p.message)}</li>)}</ul>}
      {order.map((at) => row.cells.find((c) => c.at === at)).filter((c) => c !== undefined).map((c) => (
        <label key={c.at}><span>{c.heading || t(`第 ${c.at + 1} 列`, `Column ${c.at + 1}`)}</span>
          <Input size="small" value={typed[c.at] ?? (c.masked || isMerged(c) ? '' : c.value)} placeholder={hint(c)} status={c.wrong ? 'error' : ''} title={c.masked ? t('已隐去个人信息；不改动则保持文件中的内容', 'Personal data hidden; left as in the file unless written over') : undefined}
            onChange={(e) => setTyped({ ...typed, [c.at]: e.target.value })} />
          {c.masked && typed[c.at] === undefined && <Masked value={c.value} of={{ kind: 'import-row', id: `${runId}/${rowId}`, field: `cell-${c.at}` }} />}
        </label>
      ))}
      {problem !== null && <ProblemNote small error={problem} />}
      <div className="dz-row dz-row-acts">
        {reason === null ? (
          <>
            <Button type="primary" size="small" htmlType="submit" loading={busy}>{t('保存并重试这一行', 'Save and try this row again')}</Button>
            <Button size="small" onClick={() => setReason('')}>{t('不再处理…', 'Dismiss…')}</Button>
          </>
        ) : (
          <>
            <Input size="small" autoFocus value={reason} maxLength={200} placeholder={t('为什么不需要这一行', 'Why this row is not needed')} aria-label={t('不再处理的原因', 'Reason')} onChange={(e) => setReason(e.target.value)} />
            <Button size="small" danger htmlType="submit" loading={busy} disabled={reason.trim().length < 2}>{t('不再处理', 'Dismiss')}</Button>
            <Button size="small" onClick={() => setReason(null)}>{t('返回', 'Back')}</Button>
          </>
        )}
      </div>
    </form>
  );
}
