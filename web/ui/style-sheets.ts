/**
 * Stands in for the module with which antd's helpers put rules into the page (see vite.config.ts). Same calls, but the rules live in
 * constructed style sheets, so that the page's policy can be `style-src 'self'` without a nonce. Callers get a detached element as a
 * handle, because they hang attributes on it.
 */
interface Entry {
  readonly key: string;
  readonly sheet: CSSStyleSheet;
  readonly handle: HTMLStyleElement;
  readonly priority: number;
  /** Sheets that ask to be prepended stand before the rest. */
  readonly ahead: boolean;
  text: string;
}

interface Config {
  readonly prepend?: boolean | 'queue';
  readonly priority?: number;
}

const entries: Entry[] = [];
let anonymous = 0;

function place(entry: Entry): void {
  const before = entries.findIndex(
    (other) => (entry.ahead && !other.ahead) || (entry.ahead === other.ahead && entry.ahead && other.priority > entry.priority),
  );
  entries.splice(before < 0 ? entries.length : before, 0, entry);
  document.adoptedStyleSheets = entries.map((e) => e.sheet);
}

function add(css: string, key: string, config: Config): HTMLStyleElement {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const entry: Entry = {
    key, sheet, text: css, handle: document.createElement('style'),
    priority: config.priority ?? 0, ahead: config.prepend === true || config.prepend === 'queue',
  };
  place(entry);
  return entry.handle;
}

export function injectCSS(css: string, config: Config = {}): HTMLStyleElement {
  anonymous += 1;
  return add(css, `anonymous-${anonymous}`, config);
}

export function removeCSS(key: string): void {
  const at = entries.findIndex((e) => e.key === key);
  if (at < 0) return;
  entries.splice(at, 1);
  document.adoptedStyleSheets = entries.map((e) => e.sheet);
}

export function updateCSS(css: string, key: string, config: Config = {}): HTMLStyleElement {
  const known = entries.find((e) => e.key === key);
  if (!known) return add(css, key, config);
  if (known.text !== css) {
    known.sheet.replaceSync(css);
    known.text = css;
  }
  return known.handle;
}

export function clearContainerCache(): void {
  // The original caches containers of <style> elements; there are none here.
}
