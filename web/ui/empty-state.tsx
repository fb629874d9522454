import type { ReactNode } from 'react';

/** Nothing to show: a kind sentence, what comes next, and one thing to press if there is one. */
export function EmptyState({ title, hint, act }: { title: string; hint?: ReactNode; act?: ReactNode }) {
  return (
    <div className="dz-empty">
      <svg width="56" height="40" viewBox="0 0 56 40" aria-hidden fill="none" stroke="var(--edge)" strokeWidth="1.500">
        <path d="M8 6h34l6 6v22H8z" /><path d="M42 6v6h6M15 17h20M15 23h26M15 29h12" />
      </svg>
      <p>{title}</p>
      {hint && <p className="dz-2">{hint}</p>}
      {act}
    </div>
  );
}
