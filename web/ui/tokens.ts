/**
 * Every colour of the product, light and dark, in one place. Ink on paper; cinnabar is for the seal and for breaches only; one blue for
 * what can be pressed. `…Text` are the same meanings at a contrast of at least 4.5 : 1 for words, the plain ones are for shapes.
 */
export interface Tokens {
  readonly primary: string;
  readonly link: string;
  readonly breach: string;
  readonly soon: string;
  readonly soonText: string;
  readonly kept: string;
  readonly keptText: string;
  readonly paused: string;
  readonly ground: string;
  readonly surface: string;
  readonly line: string;
  readonly edge: string;
  readonly ink: string;
  readonly ink2: string;
  readonly hover: string;
  readonly chosen: string;
  readonly breachWash: string;
  readonly soonWash: string;
  readonly seal: string;
  readonly shadow: string;
}

export const light: Tokens = {
  primary: '#1F5FA8',
  link: '#1F5FA8',
  breach: '#C8372D',
  soon: '#C98A0C',
  soonText: '#8A5C00',
  kept: '#2F7D5B',
  keptText: '#28704F',
  paused: '#8A8F98',
  ground: '#FAF9F6',
  surface: '#FFFFFF',
  line: '#E7E4DD',
  edge: '#C9C5BB',
  ink: '#1F2328',
  ink2: '#5B616A',
  hover: '#F4F2EC',
  chosen: '#EAF1F9',
  breachWash: '#FBEFED',
  soonWash: '#FBF4E3',
  seal: '#C8372D',
  shadow: '0 6px 24px rgb(31 35 40 / 14%)',
};

export const dark: Tokens = {
  primary: '#2F73BD',
  link: '#7FB3EE',
  breach: '#F07F75',
  soon: '#D9A031',
  soonText: '#E2B251',
  kept: '#62B892',
  keptText: '#62B892',
  paused: '#8A8F98',
  ground: '#15171A',
  surface: '#1C1F23',
  line: '#2F3338',
  edge: '#4A4F57',
  ink: '#E9E6DF',
  ink2: '#A9AEB6',
  hover: '#24282D',
  chosen: '#1E2F43',
  breachWash: '#3A2220',
  soonWash: '#352B17',
  seal: '#C8372D',
  shadow: '0 6px 24px rgb(0 0 0 / 55%)',
};

export type Scheme = 'light' | 'dark';

export const tokensOf = (scheme: Scheme): Tokens => (scheme === 'dark' ? dark : light);

const kebab = (name: string) => name.replace(/[A-Z0-9]/g, (c) => `-${c.toLowerCase()}`).replace('ink-2', 'ink2');

/** Puts the tokens on the root as custom properties (`--ink2`, `--breach-wash`), which all our style sheets read. */
export function applyTokens(scheme: Scheme, root: HTMLElement = document.documentElement): void {
  root.dataset['scheme'] = scheme;
  root.style.colorScheme = scheme;
  for (const [name, value] of Object.entries(tokensOf(scheme))) root.style.setProperty(`--${kebab(name)}`, value);
}

/**
 * System faces; no web font is loaded. English is set in a Latin face first: Chinese faces draw its apostrophes and quotation marks as wide
 * as a sign. Style sheets and antd read the one of the page's language as `--font` (base.css); what is drawn on a canvas asks here.
 */
export const fontFamilies = {
  zh: '-apple-system, BlinkMacSystemFont, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Segoe UI", Roboto, sans-serif',
  en: '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", "Liberation Sans", "DejaVu Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif',
} as const;
export const fontFamily = 'var(--font)';
export const monoFamily = 'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "Noto Sans Mono", monospace';
