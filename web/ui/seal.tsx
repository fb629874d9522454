/** The mark: a small cinnabar seal with 店章 cut in white, drawn as strokes so that it needs no font. */
export function Seal({ size = 28, title }: { size?: number; title?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" role={title ? 'img' : undefined} aria-label={title} aria-hidden={title ? undefined : true} className="dz-seal">
      <rect x="1.5" y="1.5" width="29" height="29" rx="4" fill="var(--seal)" />
      <rect x="3.6" y="3.6" width="24.8" height="24.8" rx="2.4" fill="none" stroke="#fff" strokeOpacity=".85" strokeWidth=".9" />
      <g fill="none" stroke="#fff" strokeWidth="1.7" strokeLinecap="square">
        <path d="M10.6 5.9v1.6M6.6 8.2h8.6M7.2 8.2v8.9q0 4.600-1.2 7.2M11.300 10.600v5.600M11.300 13h3.500M9 17h5.800v6.500H9z" />
        <path d="M22.600 5.900v1.400M18.600 7.800h8M20.700 9.300l.600 1.500M24.500 9.300l-.600 1.500M18 11.800h9.200M19.600 14h6v5.200h-6zM19.600 16.600h6M17.800 21.600h9.600M22.600 19.200v6.800" />
      </g>
    </svg>
  );
}
