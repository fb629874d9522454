import { parseAddress, type ParsedAddress } from './address.ts';
import { cities, provinces } from './divisions.ts';

export interface PastedReceiver extends ParsedAddress {
  name: string | null;
  phone: string | null;
}

/** Mobile numbers as people group them (138 1234 5678, 138-1234-5678), fixed lines, and those of Hong Kong, Macao and Taiwan with their area. */
const phones = /(?<!\d)(?:\+?86[-\s]?)?(1[3-9]\d[-\s.]?\d{4}[-\s.]?\d{4})(?!\d{5,})|(?<!\d)(0\d{2,3}-?\d{7,8})(?!\d)|(?<![\d-])(\+?(?:85[23]|886)[-\s]?\d{8,9})(?!\d)/;
/** A room number written right before the phone: 30113800000000. */
const glued = /(?<=\d)(1[3-9]\d{9})(?!\d)/;
const nameMark = /(?:收货人姓名|收货人|收件人|联系人|姓名)\s*:?/;
/** What the forms of marketplaces and carriers print before each part. */
const marks = /(?:收货人姓名|收货人|收件人|联系人|姓名|手机号码|手机号|联系电话|联系方式|手机|电话|所在地区|详细地址|收货地址|收件地址|邮政编码|邮编)\s*:?|(?<![\u4e00-\u9fff])地址\s*:/g;
const breaks = /[,，。;；]\s*|\s+/;
/** Ends a name in a text that has neither blanks nor commas: a province or a big city begins. */
const places = [...provinces.flatMap((p) => [p.name, p.stem]), ...cities.map((c) => c.name)];

/** Takes a receiver apart that a customer pasted as one text: name, phone and address in any order. */
export function parsePastedReceiver(text: string): PastedReceiver {
  const clean = text.normalize('NFKC');
  const said = nameSaid(clean);
  const line = (said === null ? clean : clean.replace(said.whole, ' ')).replace(marks, ' ').replace(/\s+/g, ' ').trim();
  const phone = phones.exec(line) ?? glued.exec(line);
  const pieces = (phone ? [...piecesOf(line.slice(0, phone.index)), null, ...piecesOf(line.slice(phone.index + phone[0].length))] : piecesOf(line));
  const at = pieces.indexOf(null);
  const parted = pieces.filter((p) => p !== null);
  const found = said === null ? nameAmong(parted, at) : null;
  const rest = found === null ? parted : parted.flatMap((p, i) => (i !== found.at ? [p] : found.rest === '' ? [] : [found.rest]));
  return { ...parseAddress(rest.join(' ')), name: said?.name ?? found?.name ?? null, phone: phone ? dialled(phone[1] ?? phone[2] ?? phone[3]!) : null };
}

const piecesOf = (text: string): string[] => text.split(breaks).map((p) => p.trim()).filter((p) => p !== '');

/** Fixed lines keep their dash, mobiles are written in one. */
const dialled = (phone: string): string => (phone.startsWith('0') ? phone : phone.replace(/[-\s.]/g, ''));

/** A name with its label: everything up to the next label, comma, digit or line (收货人：刘 洋). */
function nameSaid(text: string): { name: string; whole: string } | null {
  const mark = nameMark.exec(text);
  if (!mark) return null;
  const after = text.slice(mark.index + mark[0].length);
  const end = after.search(new RegExp(`[,，。;；\\n\\d+]|${marks.source}`));
  const name = (end === -1 ? after : after.slice(0, end)).trim();
  return name === '' || name.length > 25 || /\s{2,}/.test(name) || parseAddress(name).code !== null ? null : { name: name.replace(/\s+/g, /[\u4e00-\u9fff]/.test(name) ? '' : ' '), whole: mark[0] + after.slice(0, end === -1 ? undefined : end) };
}

/** The short piece nearest to the phone, else the short one at either end, that is no place and holds no digits; else what stands before a province. */
function nameAmong(pieces: readonly string[], phoneAt: number): { name: string; at: number; rest: string } | null {
  const from = phoneAt === -1 ? pieces.length : phoneAt - 0.5;
  const nearest = pieces.map((piece, at) => ({ name: piece, at, rest: '' })).filter(({ name }) => couldBeName(name)).toSorted((a, b) => Math.abs(a.at - from) - Math.abs(b.at - from))[0];
  return nearest ?? pieces.map(nameInFront).find((p) => p !== null) ?? null;
}

function couldBeName(piece: string): boolean {
  const longest = /[·・]/.test(piece) ? 20 : /[\u4e00-\u9fff]/.test(piece) ? 5 : 20;
  if (piece.length > longest || /\d|^[:#(]|[省市区县镇乡村路街号楼栋室]$/.test(piece)) return false;
  return parseAddress(piece).code === null;
}

/** 陈晓明江苏省苏州市…: two to four characters, then a province or city by its name. */
function nameInFront(piece: string, at: number): { name: string; at: number; rest: string } | null {
  for (let length = 2; length <= 4; length += 1) {
    const rest = piece.slice(length);
    if (places.some((place) => rest.startsWith(place)) && parseAddress(piece.slice(0, length)).code === null && parseAddress(piece).detail !== null && !/[省市区县]/.test(piece.slice(0, length)))
      return { name: piece.slice(0, length), at, rest };
  }
  return null;
}
