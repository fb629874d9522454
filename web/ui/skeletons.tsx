import './skeletons.css';

/** Grey lines in the shape of text to come. */
export function BlockSkeleton({ lines = 4 }: { lines?: number }) {
  return (
    <div className="dz-skel" aria-hidden>
      {Array.from({ length: lines }, (_, i) => <i key={i} className={i % 3 === 2 ? 'dz-skel-short' : undefined} />)}
    </div>
  );
}

/** Rows of a table to come, one bar a column, so that the first paint has the true shape. */
export function RowsSkeleton({ template, columns, rows = 12 }: { template: string; columns: number; rows?: number }) {
  return (
    <div className="dz-skel-rows" aria-hidden>
      {Array.from({ length: rows }, (_, r) => (
        <div key={r} className="dz-tr" style={{ gridTemplateColumns: template }}>
          {Array.from({ length: columns }, (__, c) => <span key={c} className="dz-td"><i style={{ width: `${45 + ((r * 7 + c * 13) % 40)}%` }} /></span>)}
        </div>
      ))}
    </div>
  );
}

/** A record to come: head, path, two columns. */
export function RecordSkeleton() {
  return (
    <div className="dz-page" aria-hidden>
      <div className="dz-skel"><i className="dz-skel-title" /></div>
      <div className="dz-record-body"><BlockSkeleton lines={9} /><BlockSkeleton lines={9} /></div>
    </div>
  );
}
