import { words } from '../words.ts';
import { codeCell, type Cell } from './cells.ts';
import { serialText } from './xlsx-values.ts';

const shanghaiMs = 8 * 3_600_000;

/** Years outside are slips of the pen, not trade. */
const firstYear = 1990;
const lastYear = 2099;

/**
 * An instant (ms UTC) from a wall-clock time in Asia/Shanghai. Takes `2026-09-22 00:54:10`, `2026/9/22 0:54`,
 * `2026年9月22日 8时30分`, `20260922`, `20260922005410`, full-width colons (`16：33：45`), a `T` with or without zone, and Excel
 * serials. A day alone is its first moment. All zeros (`0000-00-00 00:00:00`) is nothing.
 */
export function timeCell(cell: string): Cell<number | null> {
  const text = codeCell(cell);
  if (text === null) return { ok: true, value: null };
  const instant = readTime(text.normalize('NFKC').replace(/\s+/g, ' '));
  if (instant === undefined) {
    return { ok: false, trouble: { code: 'time.not-a-time', message: words(`“${text.slice(0, 40)}”不是有效的时间，应如 2026-09-22 08:30:00。`, `"${text.slice(0, 40)}" is not a valid time; it should look like 2026-09-22 08:30:00.`) } };
  }
  return { ok: true, value: instant };
}

const written = /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:[T ]?(\d{1,2})(?::|时|点)(\d{1,2})(?:(?::|分)(\d{1,2})秒?(?:\.\d{1,9})?|分)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const packed = /^(\d{4})(\d{2})(\d{2})(?: ?(\d{2}):?(\d{2}):?(\d{2})?)?()$/;

/** Undefined: not a time. */
function readTime(text: string): number | null | undefined {
  if (/^[0\-/: ]+$/.test(text)) return null;
  const found = written.exec(text) ?? packed.exec(text);
  if (found) return instantOf(found);
  if (/^\d{5}(\.\d+)?$/.test(text)) {
    const serial = written.exec(serialText(Number(text), false));
    return serial ? instantOf(serial) : undefined;
  }
  return undefined;
}

function instantOf(parts: RegExpExecArray): number | undefined {
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((p) => (p === undefined ? 0 : Number(p))) as [number, number, number, number, number, number];
  if (year < firstYear || year > lastYear || hour > 23 || minute > 59 || second > 59) return undefined;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(wall);
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day) return undefined;
  return wall - offsetOf(parts[7]);
}

function offsetOf(zone: string | undefined): number {
  if (!zone) return shanghaiMs;
  if (/z/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
