import { cities, districts, hasDistricts, provinces, type Division } from './divisions.ts';
import type { Receiver } from './order-row.ts';

export interface ParsedAddress {
  province: string | null;
  city: string | null;
  district: string | null;
  /** What follows the district: street, house, door. Null when nothing follows. */
  detail: string | null;
  postcode: string | null;
  /** Six digits of the deepest division that was told (330100 city, 330382 district); null when none was. */
  code: string | null;
}

interface Place {
  province: Division | null;
  city: Division | null;
  district: Division | null;
}

const nothing: ParsedAddress = { province: null, city: null, district: null, detail: null, postcode: null, code: null };
const separators = /^[\s,，、。;；:：·\-—/|]+/;
/** Words between the levels that are no places. 其它区 stands for "none of the listed districts". */
const fillers = /^(?:省直辖县级行政区划|自治区直辖县级行政区划|省直辖行政单位|省省?直辖县级行政区划|省直辖|市辖区|市辖县|其[它他]区|城区(?=\s|$)|县(?=[\u4e00-\u9fff]{2,}县))/;
const labels = /^(?:收货地址|收件地址|地址|所在地区|详细地址|中国)[:：\s]*/;

/** Carriers' bills write (沪)市辖区 or (琼)省直辖县级行政区划. */
const signs: Record<string, string> = { 京: '北京市', 津: '天津市', 沪: '上海市', 渝: '重庆市', 琼: '海南省', 豫: '河南省', 鄂: '湖北省', 新: '新疆维吾尔自治区' };

/**
 * Reads a Chinese postal address as marketplaces and people write it: with or without blanks, province left out, short names,
 * a municipality once or twice, a level repeated, the street in front, the postcode in brackets. Levels that cannot be told are
 * null: nothing is guessed where two places have the same name.
 */
export function parseAddress(text: string): ParsedAddress {
  const clean = text.normalize('NFKC').replace(/^\s*\((.)\)/, (whole, sign: string) => signs[sign] ?? whole);
  const { rest: bare, postcode } = takePostcode(clean.replace(/\s+/g, ' ').trim());
  const start = startOf(bare);
  if (start === null) return { ...nothing, detail: bare === '' ? null : bare, postcode };
  const found = descend(bare, start);
  const before = bare.slice(0, start).replace(labels, '').replace(/[\s,，、。;；:：]+$/, '');
  const after = bare.slice(found.at).replace(separators, '').trim();
  const detail = [after, isStreet(before) ? before : ''].filter((part) => part !== '').join(' ');
  const place = named(found.place);
  const told = place.district === null && place.city !== null ? districtAsTold(bare, start, found) : null;
  return { ...place, district: place.district ?? told?.name ?? null, detail: (told?.rest ?? detail) === '' ? null : (told?.rest ?? detail), postcode };
}

/**
 * A district that the register of divisions does not have: 其它区, which marketplaces write where none of the listed ones is meant, and zones
 * (工业园区, 高新区) where the marketplace sets each level apart by a blank. Taken as written; where levels run together nothing is guessed.
 */
function districtAsTold(text: string, start: number, found: { place: Place; at: number }): { name: string; rest?: string } | null {
  const other = /其[它他]区/.exec(text.slice(start, found.at));
  if (other) return { name: other[0] };
  if (found.place.city === null || !hasDistricts(found.place.city) || !/[省区市州盟]\s+\S+[市州盟区]\s*$/.test(text.slice(start, found.at))) return null;
  const zone = /^\s+([\u4e00-\u9fff]{0,10}(?:园区|新区|高新区|开发区|经开区|保税区|示范区|度假区|风景区|管理区|合作区|实验区))\s+(\S.*)$/.exec(text.slice(found.at));
  return zone ? { name: zone[1]!, rest: zone[2]!.trim() } : null;
}

/** `(530000)` or a lone six-digit group at the end; 000000 says nothing. */
function takePostcode(text: string): { rest: string; postcode: string | null } {
  const found = /\((\d{6})\)\s*$/.exec(text) ?? /[\s,，]+(\d{6})[\s,，]*$/.exec(text);
  if (!found) return { rest: text, postcode: null };
  return { rest: text.slice(0, found.index).trim(), postcode: found[1] === '000000' ? null : found[1]! };
}

const isStreet = (text: string): boolean => /[街道路巷号村镇乡楼栋室]/.test(text) && text.length <= 60 && !/[到发请]/.test(text);

/** Where the divisions begin: at the front, else at the first full name of a province, else of a city or district. */
function startOf(text: string): number | null {
  const lead = /^(?:收货地址|收件地址|地址|所在地区|中国)?[\s,，:：]*/.exec(text)![0].length;
  if (stepInto(text, lead, null, true) !== null) return lead;
  for (const level of [provinces, cities, districts]) {
    let first: number | null = null;
    for (const division of level) {
      const at = text.indexOf(division.name);
      if (at !== -1 && !(level === districts && sameName(division).length > 1) && (first === null || at < first)) first = at;
    }
    if (first !== null) return first;
  }
  return afterBreak(text);
}

/** Short names are only trusted after a blank or comma: 上海城 inside a street is no city. */
function afterBreak(text: string): number | null {
  for (const gap of text.matchAll(/[\s,，。:：]+/g)) {
    const at = gap.index + gap[0].length;
    if (stepInto(text, at, null, true) !== null) return at;
  }
  return null;
}

const byName = new Map<string, Division[]>();
for (const district of districts) byName.set(district.name, [...(byName.get(district.name) ?? []), district]);
const sameName = (division: Division): Division[] => byName.get(division.name) ?? [];

interface Step {
  division: Division;
  length: number;
}

/** Walks down from the front: province, city, district; skips fillers and levels said twice. */
function descend(text: string, start: number): { place: Place; at: number } {
  let at = start;
  let current: Division | null = null;
  for (let steps = 0; steps < 14; steps++) {
    const gap = (separators.exec(text.slice(at))?.[0] ?? '').length;
    const filler = fillers.exec(text.slice(at + gap))?.[0];
    if (filler !== undefined && current !== null) {
      at += gap + filler.length;
      continue;
    }
    const step: Step | null = stepInto(text, at + gap, current, false) ?? said(text, at + gap, current);
    if (step === null) break;
    at += gap + step.length;
    if (current === null || isBelow(step.division, current)) current = step.division;
  }
  return { place: placeOf(current), at };
}

function isBelow(division: Division, above: Division): boolean {
  for (let up = division.parent; up !== null; up = up.parent) if (up === above) return true;
  return false;
}

/** A level already told, told again (北京 北京市; 海南省三亚市天涯区海南省三亚市天涯区). The short name counts only when a place below follows it. */
function said(text: string, at: number, current: Division | null): Step | null {
  for (let up = current; up !== null; up = up.parent) {
    if (!up.filler && text.startsWith(up.name, at)) return { division: up, length: up.name.length };
    if (up.stem !== up.name && text.startsWith(up.stem, at) && stepInto(text, at + up.stem.length, current, false) !== null) return { division: up, length: up.stem.length };
  }
  return null;
}

/** The division below `current` (anywhere when null) that the text names at this place; the longest name wins. */
function stepInto(text: string, at: number, current: Division | null, atStart: boolean): Step | null {
  if (current !== null) return best(text, at, below(current));
  const step = best(text, at, provinces) ?? best(text, at, cities);
  if (step !== null) return step;
  const found = best(text, at, districts);
  if (found === null) return null;
  const written = text.slice(at, at + found.length);
  const rivals = districts.filter((d) => d.name === written || d.stem === written);
  return rivals.length > 1 || (atStart && found.length < 2) ? null : found;
}

function below(division: Division): Division[] {
  return division.children.flatMap((child) => (child.filler ? child.children : [child, ...(division.parent === null ? child.children : [])]));
}

function best(text: string, at: number, divisions: readonly Division[]): Step | null {
  let found: Step | null = null;
  for (const division of divisions) {
    const length = matchLength(text, at, division);
    if (length > 0 && (found === null || length > found.length || (length === found.length && division.parent === null))) found = { division, length };
  }
  return found;
}

/** Full name, stem with the ordinary ending (石柱县 for 石柱土家族自治县, 雨花区 for 雨花台区), or the stem alone. */
function matchLength(text: string, at: number, division: Division): number {
  const { name, stem } = division;
  // Name and stem begin alike, so the first sign tells most of the three thousand apart.
  if (division.filler || text.charCodeAt(at) !== name.charCodeAt(0)) return 0;
  if (text.startsWith(name, at)) return name.length;
  const ending = name.at(-1)!;
  const open = new RegExp(`^(${escape(name.slice(0, 2))}[^\\s市区县]{0,4})${ending}`).exec(text.slice(at, at + 8));
  if (open && name.length > open[0].length && name.startsWith(open[1]!) && open[1]!.length >= 2 && /[区县旗]/.test(ending)) return open[0].length;
  if (stem.length < 2 || !text.startsWith(stem, at)) return 0;
  const next = text[at + stem.length] ?? '';
  if (division.parent === null) return /[路街道]/.test(next) ? 0 : stem.length;
  // 密云县 became 密云区, 吐鲁番地区 became 吐鲁番市: old endings of the same level are taken.
  if ((division.parent.parent === null ? /[市州盟]/ : /[市县区旗]/).test(next)) return stem.length + 1;
  return /[路街道镇乡村城区县]/.test(next) ? 0 : stem.length;
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function placeOf(division: Division | null): Place {
  const place: Place = { province: null, city: null, district: null };
  for (let up = division; up !== null; up = up.parent) {
    if (up.parent === null) place.province = up;
    else if (up.parent.parent === null) place.city = up;
    else place.district = up;
  }
  return place;
}

/** A municipality is its own city; a county under the province directly is its own city too. */
function named({ province, city, district }: Place): Omit<ParsedAddress, 'detail' | 'postcode'> {
  const cityName = city === null ? municipality(province) : !city.filler ? city.name : (municipality(province) ?? district?.name ?? null);
  const deepest = district ?? (city?.filler === true ? province : city) ?? province;
  return { province: province?.name ?? null, city: cityName, district: district?.name ?? null, code: deepest === null ? null : codeOf(deepest) };
}

/** The city of a municipality has the code of its districts' parent: 120100 for Tianjin. */
const codeOf = (deepest: Division): string => (municipality(deepest) === null ? deepest.code.slice(0, 6) : `${deepest.code}01`).padEnd(6, '0');

const municipality = (province: Division | null): string | null => (province !== null && /^(11|12|31|50)$/.test(province.code) ? province.name : null);

export type ReceiverPart = 'name' | 'phone' | 'province' | 'city' | 'district' | 'detail';

/** What a parcel cannot be sent without and the receiver lacks. Masked values count: the marketplace fills them in on the waybill. */
export function missingParts(receiver: Receiver): ReceiverPart[] {
  const parts: ReceiverPart[] = ['name', 'phone', 'province', 'city', 'district', 'detail'];
  return parts.filter((part) => {
    if (receiver[part] !== null && receiver[part].trim() !== '') return false;
    // Hong Kong and Macao are their own city.
    if (part === 'city') return !/^(香港|澳门)/.test(receiver.province ?? '');
    return part !== 'district' || needsDistrict(receiver);
  });
}

function needsDistrict(receiver: Receiver): boolean {
  const city = cities.find((c) => c.name === receiver.city || c.stem === receiver.city);
  if (/^(台湾|香港|澳门)/.test(receiver.province ?? '')) return false;
  return city === undefined || hasDistricts(city);
}

/** Whether a parcel can be sent to this receiver as it stands. */
export const isComplete = (receiver: Receiver): boolean => missingParts(receiver).length === 0;
