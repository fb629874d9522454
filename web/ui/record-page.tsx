import type { ReactNode } from 'react';
import { Page, type DueHere } from '../shell/page.tsx';
import { RecordSkeleton } from './skeletons.tsx';
import { ProblemNote } from './problem.tsx';
import { StatePath, type PathStep } from './state-path.tsx';
import { Timeline, type TimelineEntry } from './timeline.tsx';
import './record-page.css';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
  /** A press at the group's right: 修改. */
  readonly act?: ReactNode;
}

interface RecordPageProps {
  readonly title: string;
  readonly number?: string;
  readonly state?: ReactNode;
  readonly path?: readonly PathStep[];
  /** ActButtons, the primary one last. */
  readonly acts?: ReactNode;
  readonly due?: readonly DueHere[];
  readonly rule?: readonly string[];
  /** What somebody must know before anything else on the record; between its way and its facts. */
  readonly notice?: ReactNode;
  readonly facts: readonly FactGroup[];
  readonly timeline: readonly TimelineEntry[];
  /** Above the timeline: the box for a note. */
  readonly timelineHead?: ReactNode;
  /** Below it: the press for what is older. */
  readonly timelineFoot?: ReactNode;
  /** Lines of the record and related records, as `RelatedTable`s. */
  readonly children?: ReactNode;
}

/** A record: head with state path and acts; left the facts people need and related tables, right the timeline. */
export function RecordPage(p: RecordPageProps) {
  return (
    <Page title={p.title} number={p.number} state={p.state} primary={p.acts} {...(p.due ? { due: p.due } : {})} {...(p.rule ? { rule: p.rule } : {})}>
      {p.path && <StatePath steps={p.path} />}
      {p.notice && <div className="dz-record-notice">{p.notice}</div>}
      <div className="dz-record-body">
        <div className="dz-record-main">
          <div className="dz-fact-groups">
            {p.facts.map((g) => (
              <section key={g.title} className="dz-card">
                <h2>{g.title}<span className="dz-grow" />{g.act}</h2>
                <dl className="dz-facts">{g.facts.map((f) => <div key={f.label}><dt>{f.label}</dt><dd>{f.value ?? <span className="dz-2">—</span>}</dd></div>)}</dl>
              </section>
            ))}
          </div>
          {p.children}
        </div>
        <Timeline entries={p.timeline} head={p.timelineHead} foot={p.timelineFoot} />
      </div>
    </Page>
  );
}

/** Shows the skeleton, the problem, or the record of a read. */
export function RecordOf<T>({ read, children }: { read: { data: T | undefined; error: Error | null; refetch: () => unknown }; children: (data: T) => ReactNode }) {
  if (read.data !== undefined) return children(read.data);
  if (read.error) return <div className="dz-page"><ProblemNote page error={read.error} onRetry={() => void read.refetch()} /></div>;
  return <RecordSkeleton />;
}

export interface RelatedColumn<Row> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: Row) => ReactNode;
  readonly align?: 'right';
}

/** Related records or lines of a record: a small true table with a title, a count and, when empty, a sentence. */
export function RelatedTable<Row>({ title, columns, rows, rowKey, empty, foot, act }: {
  title: string; columns: readonly RelatedColumn<Row>[]; rows: readonly Row[]; rowKey: (row: Row) => string; empty: string; foot?: ReactNode; act?: ReactNode;
}) {
  return (
    <section className="dz-card">
      <h2>{title}<span className="dz-2">{rows.length}</span><span className="dz-grow" />{act}</h2>
      {rows.length === 0 ? <p className="dz-2">{empty}</p> : (
        <div className="dz-related-scroll" tabIndex={0} role="group" aria-label={title}>
          <table className="dz-related dz-related-stacks">
            <thead><tr>{columns.map((c) => <th key={c.key} scope="col" className={c.align === 'right' ? 'dz-right' : undefined}>{c.title}</th>)}</tr></thead>
            <tbody>{rows.map((r) => <tr key={rowKey(r)}>{columns.map((c) => <td key={c.key} data-title={c.title || undefined} className={c.align === 'right' ? 'dz-right' : undefined}>{c.render(r)}</td>)}</tr>)}</tbody>
            {foot && <tfoot>{foot}</tfoot>}
          </table>
        </div>
      )}
    </section>
  );
}
