interface Props {
  /** Oldest first; null leaves a gap (nothing happened is not zero). */
  readonly values: readonly (number | null)[];
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
}

/** Path of a line that breaks at gaps. Exported for its test. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  const known = values.filter((v): v is number => v !== null);
  if (known.length === 0) return '';
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  const step = values.length > 1 ? (width - 4) / (values.length - 1) : 0;
  let pen = false;
  return values
    .map((v, i) => {
      if (v === null) {
        pen = false;
        return '';
      }
      const y = span === 0 ? height / 2 : height - 2 - ((v - low) / span) * (height - 4);
      const move = pen ? 'L' : 'M';
      pen = true;
      return `${move}${(2 + i * step).toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}

/** A small trend without axes, with its words for screen readers. */
export function Sparkline({ values, label, width = 80, height = 20 }: Props) {
  const path = sparkPath(values, width, height);
  if (!path) return null;
  const last = values.findLastIndex((v) => v !== null);
  const end = path.slice(Math.max(path.lastIndexOf('L'), path.lastIndexOf('M')) + 1).split(' ');
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${label}: ${values.filter((v) => v !== null).join(', ')}`} className="dz-spark">
      <path d={path} fill="none" stroke="var(--ink2)" strokeWidth="1.300" strokeLinejoin="round" />
      {last >= 0 && <circle cx={end[0]} cy={end[1]} r="1.800" fill="var(--ink)" />}
    </svg>
  );
}
