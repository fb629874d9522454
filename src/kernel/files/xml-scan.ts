import { words } from '../words.ts';
import { fileLimits } from './limits.ts';
import { FileRefused } from './refused.ts';

export interface XmlHandlers {
  /** Local name without prefix; attributes as raw text, read with `attribute`. A self-closing tag is also closed. */
  open(name: string, attributes: string): void;
  close(name: string): void;
  text(text: string): void;
  /** Called between pieces: the place to hand over what was gathered, and to wait. False ends the reading. */
  between?(): Promise<boolean> | boolean;
}

/**
 * Reads the xml of an xlsx part tag by tag in bounded memory, no more than one piece ahead of its consumer (which readers
 * with an internal queue do not promise). Declarations of document types are refused: no table needs one.
 */
export async function scanXml(pieces: AsyncIterable<string>, on: XmlHandlers): Promise<void> {
  let rest = '';
  for await (const piece of pieces) {
    rest = scanPiece(rest + piece, on);
    if (rest.length > fileLimits.xmlTokenChars) throw new FileRefused('file.unsafe', words('单元格内容过长', 'a cell is too long'));
    if (on.between && !(await on.between())) return;
  }
  if (rest.trim() !== '') throw new FileRefused('file.truncated');
  await on.between?.();
}

/** Gives back what cannot be understood yet: an unfinished tag, or text before the next tag. */
function scanPiece(xml: string, on: XmlHandlers): string {
  let at = 0;
  for (;;) {
    const tag = xml.indexOf('<', at);
    if (tag === -1) return xml.slice(at);
    if (xml.startsWith('<!', tag)) {
      const end = endOfDeclaration(xml, tag);
      if (end === -1) return xml.slice(at);
      if (tag > at) on.text(decodeEntities(xml.slice(at, tag)));
      if (xml.startsWith('<![CDATA[', tag)) on.text(xml.slice(tag + 9, end - 3));
      at = end;
      continue;
    }
    const end = endOfTag(xml, tag);
    if (end === -1) return xml.slice(at);
    if (tag > at) on.text(decodeEntities(xml.slice(at, tag)));
    const second = xml[tag + 1];
    if (second === '/') on.close(localName(xml.slice(tag + 2, end).trim()));
    else if (second !== '?') openTag(xml, tag + 1, end, on);
    at = end + 1;
  }
}

/** Index after the declaration, -1 when it is not whole yet. */
function endOfDeclaration(xml: string, tag: number): number {
  if (xml.startsWith('<!--', tag)) {
    const end = xml.indexOf('-->', tag + 4);
    return end === -1 ? -1 : end + 3;
  }
  if (xml.startsWith('<![CDATA[', tag)) {
    const end = xml.indexOf(']]>', tag + 9);
    return end === -1 ? -1 : end + 3;
  }
  if (xml.length - tag < 9) return -1;
  throw new FileRefused('file.unsafe', words('文件内含 DTD 声明', 'the file declares a document type'));
}

/** Index of the closing `>`, skipping those inside quoted attribute values; -1 when the tag is not whole yet. */
function endOfTag(xml: string, tag: number): number {
  let end = xml.indexOf('>', tag + 1);
  while (end !== -1) {
    let quote = '';
    for (let i = tag + 1; i < end; i++) {
      const c = xml[i]!;
      if (quote === '') {
        if (c === '"' || c === "'") quote = c;
      } else if (c === quote) quote = '';
    }
    if (quote === '') return end;
    end = xml.indexOf('>', end + 1);
  }
  return -1;
}

function openTag(xml: string, from: number, end: number, on: XmlHandlers): void {
  const selfClosing = xml[end - 1] === '/';
  const inner = xml.slice(from, selfClosing ? end - 1 : end);
  const space = inner.search(/\s/);
  const name = localName(space === -1 ? inner : inner.slice(0, space));
  on.open(name, space === -1 ? '' : inner.slice(space));
  if (selfClosing) on.close(name);
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const patterns = new Map<string, RegExp>();

/** Value of an attribute by its full name (`r`, `r:id`), null when it is absent. */
export function attribute(attributes: string, name: string): string | null {
  let pattern = patterns.get(name);
  if (!pattern) patterns.set(name, (pattern = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)));
  const found = pattern.exec(attributes);
  return found === null ? null : decodeEntities(found[1] ?? found[2] ?? '');
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex: string | undefined, dec: string | undefined, name: string | undefined) => {
    if (name !== undefined) return named[name] ?? whole;
    const code = hex === undefined ? Number(dec) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}
