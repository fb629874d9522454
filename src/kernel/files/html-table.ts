import { words } from '../words.ts';
import { fileLimits } from './limits.ts';
import { FileRefused } from './refused.ts';
import type { XlsSheet } from './xls.ts';

/**
 * Tables of a web page. Marketplaces and shop programs write such pages and call them .xls; Excel opens them. A cell over several rows stands on
 * each of them, as in a workbook (merged-cells.ts). Refuses `file.unknown-format` where the page holds no table, `file.truncated` where it breaks off in one.
 */
export function htmlSheets(page: string): XlsSheet[] {
  const reader = new TableReader();
  const tagBegins = /<(?=[a-z/!?])/gi;
  let at = 0;
  while (at < page.length) {
    // A `<` before anything else is one that somebody wrote: 厚度 < 5mm.
    tagBegins.lastIndex = at;
    const open = tagBegins.exec(page)?.index ?? -1;
    reader.text(page.slice(at, open === -1 ? page.length : open));
    if (open === -1) break;
    if (page.startsWith('<!--', open)) {
      const end = page.indexOf('-->', open + 4);
      at = end === -1 ? page.length : end + 3;
      continue;
    }
    const end = endOfTag(page, open);
    const tag = /^<(\/?)([a-z][a-z0-9]*)/i.exec(page.slice(open, open + 40));
    at = end;
    if (!tag) continue;
    const name = tag[2]!.toLowerCase();
    if (tag[1] === '' && (name === 'style' || name === 'script')) {
      const close = name === 'style' ? /<\/style/gi : /<\/script/gi;
      close.lastIndex = end;
      at = close.exec(page)?.index ?? page.length;
    } else if (tag[1] === '') reader.open(name, page.slice(open, end));
    else reader.close(name);
  }
  const sheets = reader.end();
  if (sheets.length === 0) throw new FileRefused('file.unknown-format', words('网页里没有表格，请用 Excel 或 WPS 打开后另存为 xlsx', 'the web page holds no table; open it in Excel or WPS and save it as xlsx'));
  return sheets;
}

/** Behind the `>`; one inside a quoted value does not end the tag, unless the quote is never closed. */
function endOfTag(page: string, open: number): number {
  let quote = '';
  for (let i = open + 1; i < page.length && i < open + 4_000; i++) {
    const c = page[i]!;
    if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
    else if (c === '>') return i + 1;
  }
  const end = page.indexOf('>', open);
  return end === -1 ? page.length : end + 1;
}

const spanOf = (tag: string, name: 'rowspan' | 'colspan'): number => Math.max(1, Number(new RegExp(`\\s${name}\\s*=\\s*["']?(\\d{1,6})`, 'i').exec(tag)?.[1] ?? '1'));

interface Span { rows: number; text: string }

class TableReader {
  readonly #sheets: XlsSheet[] = [];
  #depth = 0;
  #isWhole = false;
  #rows: XlsSheet['rows'] = [];
  #cells: string[] | null = null;
  #merged: number[] = [];
  #spans = new Map<number, Span>();
  #cell: { text: string; rows: number; columns: number } | null = null;

  text(piece: string): void {
    if (this.#cell && piece !== '') this.#cell.text += decodeEntities(piece.replace(/[ \t\r\n]+/g, ' '));
  }

  open(name: string, tag: string): void {
    if (name === 'table') this.#depth += 1;
    if (name === 'br' && this.#cell) this.#cell.text += '\n';
    // A table inside a cell is a text of that cell.
    if (this.#depth !== 1) return;
    if (name === 'tr') this.#beginRow();
    else if (name === 'td' || name === 'th') {
      this.#endCell();
      if (!this.#cells) this.#beginRow();
      this.#cell = { text: '', rows: spanOf(tag, 'rowspan'), columns: spanOf(tag, 'colspan') };
    }
  }

  close(name: string): void {
    if (name === 'body' || name === 'html') this.#isWhole = true;
    if (name === 'table' && this.#depth > 0) {
      if (this.#depth === 1) this.#endTable();
      this.#depth -= 1;
    }
    if (this.#depth !== 1) return;
    if (name === 'td' || name === 'th') this.#endCell();
    else if (name === 'tr') this.#endRow();
  }

  end(): XlsSheet[] {
    // Nobody closed the table or the page: rows are missing.
    if (this.#depth > 0 && !this.#isWhole) throw new FileRefused('file.truncated');
    if (this.#depth > 0) this.#endTable();
    return this.#sheets;
  }

  #beginRow(): void {
    this.#endRow();
    this.#cells = [];
    this.#merged = [];
    this.#fillSpans();
  }

  /** Cells of rows above that reach down to where this row has come. */
  #fillSpans(): void {
    const cells = this.#cells!;
    for (let span = this.#spans.get(cells.length); span; span = this.#spans.get(cells.length)) {
      const column = cells.length;
      cells.push(span.text);
      if (span.text !== '') this.#merged.push(column);
      if (span.rows <= 1) this.#spans.delete(column);
      else span.rows -= 1;
    }
  }

  #endCell(): void {
    const cell = this.#cell;
    if (!cell || !this.#cells) return;
    this.#cell = null;
    this.#fillSpans();
    const text = cell.text.replace(/ ?\n ?/g, '\n').trim();
    for (let i = 0; i < cell.columns; i++) {
      const column = this.#cells.length;
      if (column >= fileLimits.columns) throw new FileRefused('file.not-a-table', words(`超过 ${fileLimits.columns} 列`, `more than ${fileLimits.columns} columns`));
      const own = i === 0 ? text : '';
      this.#cells.push(own);
      if (cell.rows > 1) this.#spans.set(column, { rows: cell.rows - 1, text: own });
      if (cell.rows > 1 && own !== '') this.#merged.push(column);
    }
  }

  #endRow(): void {
    if (!this.#cells) return;
    this.#endCell();
    this.#fillSpans();
    const line = this.#rows.length + 1;
    this.#rows.push(this.#merged.length > 0 ? { line, cells: this.#cells, merged: this.#merged } : { line, cells: this.#cells });
    this.#cells = null;
  }

  #endTable(): void {
    this.#endRow();
    if (this.#rows.length > 0) this.#sheets.push({ name: `表${this.#sheets.length + 1}`, rows: this.#rows });
    this.#rows = [];
    this.#spans = new Map();
    this.#cell = null;
  }
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', yen: '¥', middot: '·', times: '×', mdash: '—', ndash: '–', hellip: '…' };

function decodeEntities(text: string): string {
  return text.includes('&') ? text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));/gi, (whole, hex: string | undefined, dec: string | undefined, name: string | undefined) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? whole;
    const code = hex === undefined ? Number(dec) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
  }) : text;
}
