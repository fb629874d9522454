import { parseAddress, type ParsedAddress } from './address.ts';

export interface PastedReceiver extends ParsedAddress {
  name: string | null;
  phone: string | null;
}

const phones = /(?<!\d)(?:\+?86[-\s]?)?(1[3-9]\d{9})(?!\d{5,})|(?<!\d)(0\d{2,3}-\d{7,8})(?!\d)/;
/** A room number written right before the phone: 30113800000000. */
const glued = /(?<=\d)(1[3-9]\d{9})(?!\d)/;
const marks = /收货人姓名|收货人|收件人|联系人|姓名|手机号码|手机号|联系电话|联系方式|电话|所在地区|详细地址|收货地址|收件地址/g;

/** Takes a receiver apart that a customer pasted as one text: name, phone and address in any order. */
export function parsePastedReceiver(text: string): PastedReceiver {
  const line = text.normalize('NFKC').replace(marks, ' ').replace(/[\s]+/g, ' ').trim();
  const phone = phones.exec(line) ?? glued.exec(line);
  const pieces = (phone ? `${line.slice(0, phone.index)} , ${line.slice(phone.index + phone[0].length)}` : line).split(/[,，。;；]\s*|\s+/).map((p) => p.trim()).filter((p) => p !== '');
  const at = phone ? piecesBefore(line.slice(0, phone.index)) : -1;
  const name = nameAmong(pieces, at);
  const rest = name === null ? pieces : pieces.filter((_p, i) => i !== name);
  return { ...parseAddress(rest.join(' ')), name: name === null ? null : pieces[name]!, phone: phone ? (phone[1] ?? phone[2] ?? null) : null };
}

const piecesBefore = (text: string): number => text.split(/[,，。;；]\s*|\s+/).filter((p) => p.trim() !== '').length;

/** The short piece nearest to the phone, else the short one at either end, that is no place and holds no digits. */
function nameAmong(pieces: readonly string[], phoneAt: number): number | null {
  const candidates = pieces.map((piece, i) => ({ piece, i })).filter(({ piece }) => couldBeName(piece));
  if (candidates.length === 0) return null;
  const from = phoneAt === -1 ? pieces.length : phoneAt - 0.5;
  return candidates.sort((a, b) => Math.abs(a.i - from) - Math.abs(b.i - from))[0]!.i;
}

function couldBeName(piece: string): boolean {
  if (piece.length > 5 || /\d|[省市区县镇乡村路街号楼栋室]$/.test(piece)) return false;
  return parseAddress(piece).code === null;
}
