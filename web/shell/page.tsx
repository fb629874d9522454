import { useEffect, type ReactNode } from 'react';
import type { ClauseLine } from './rulebook-endpoints.ts';
import { ClauseChips } from '../ui/clause.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { DueBar, IdTag } from '../ui/values.tsx';
import { useT } from '../ui/language.tsx';
import './page.css';

/** One thing that is due on this page's object or list. */
export interface DueHere {
  readonly text: string;
  readonly openedAt: number;
  readonly dueAt: number | null;
  readonly remainingMs?: number | null;
  readonly act?: ReactNode;
}

interface PageProps {
  readonly title: string;
  /** Number of the object for people: SO-20261123-0007. */
  readonly number?: string | undefined;
  readonly state?: ReactNode;
  /** One primary act at the right, others before it. */
  readonly primary?: ReactNode;
  /** What is due here: one line, only if anything is. */
  readonly due?: readonly DueHere[];
  /** Clauses that rule this page, shown as chips at its foot. */
  readonly rule?: readonly string[];
  readonly ruleLines?: readonly ClauseLine[];
  /** The work fills the height and scrolls inside (lists, desks) instead of making the page longer. */
  readonly full?: boolean;
  /** What the page is about. Where it could not be read (no right, no answer) the page says so in the place of the work, instead of looking empty. */
  readonly read?: { readonly data: unknown; readonly error: Error | null; readonly refetch: () => unknown };
  readonly children: ReactNode;
}

/** Every page: title, primary act, then three bands: what is due here, the work, the rule. */
export function Page({ title, number, state, primary, due, rule, ruleLines, full, read, children }: PageProps) {
  const t = useT();
  useEffect(() => {
    document.title = `${number ? `${number} ` : ''}${title} · ${t('店章', 'Dianzhang')}`;
  }, [number, t, title]);
  return (
    <div className={full ? 'dz-page dz-page-full' : 'dz-page'}>
      <header className="dz-page-head">
        <h1>{title}</h1>
        {number && <IdTag value={number} strong />}
        {state}
        <div className="dz-grow" />
        {primary && <div className="dz-acts">{primary}</div>}
      </header>
      {due && due.length > 0 && (
        <section className="dz-due-band" aria-label={t('此处到期', 'Due here')}>
          {due.slice(0, 3).map((d) => (
            <div key={d.text} className="dz-due-item">
              <span className="dz-cut">{d.text}</span>
              <DueBar openedAt={d.openedAt} dueAt={d.dueAt} remainingMs={d.remainingMs ?? null} />
              {d.act}
            </div>
          ))}
          {due.length > 3 && <span className="dz-2">{t(`另有 ${due.length - 3} 项`, `and ${due.length - 3} more`)}</span>}
        </section>
      )}
      <div className="dz-page-work">{read?.error && read.data === undefined ? <ProblemNote error={read.error} onRetry={() => void read.refetch()} /> : children}</div>
      {rule && rule.length > 0 && (
        <footer className="dz-rule-band">
          <span className="dz-2">{t('依据', 'Rule')}</span>
          <ClauseChips ids={rule} {...(ruleLines ? { lines: ruleLines } : {})} />
        </footer>
      )}
    </div>
  );
}
