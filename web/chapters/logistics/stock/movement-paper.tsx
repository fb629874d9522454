/** What moved the stock, by the number that people know, and why; a paper that the reader may not see is not named. */
export function MovementPaper({ of: m }: { of: { paper: { number: string; href: string | null } | null; reason: string | null } }) {
  // A reason that names the paper again says it twice.
  const reason = m.reason !== null && m.paper !== null ? m.reason.replace(m.paper.number, '').trim() : m.reason;
  if (m.paper === null) return <>{reason || '—'}</>;
  return <span>{m.paper.href === null ? m.paper.number : <a href={m.paper.href}>{m.paper.number}</a>}{reason ? ` · ${reason}` : ''}</span>;
}
