import type { LikenessKey } from '../contract-words.ts';
import type { NameParts } from './name-parts.ts';

export interface Likeness { score: number; by: LikenessKey[] }

/** From this score on a person is asked. */
export const ASK_FROM = 70;
/** Names from so many characters on may differ by one letter, and by two. Of short names one letter makes another name. */
const ONE = 4;
const TWO = 8;

const without = (text: string): string[] => [...new Set(Array.from(text, (c, i) => (/\d/.test(c) ? '' : [...text].toSpliced(i, 1).join(''))).filter((t) => t !== ''))];

/** By these a name is found although it is written another way: two names that are alike share at least one. */
export function marksOf(p: NameParts): string[] {
  if (p.kind === 'person') return /^\p{Script=Han}{3,}$/u.test(p.brand) ? [`p:${p.sound}@${p.place}`] : [];
  const length = [...p.brand].length;
  return [...new Set([
    `b:${p.brand}`, `s:${p.sound}`, ...(length >= ONE ? [p.brand, ...without(p.brand)].map((t) => `d:${t}`) : []), ...(length >= TWO ? [`h:${p.brand.slice(0, 4)}:${p.digits}`, `t:${p.brand.slice(-4)}:${p.digits}`] : []),
  ])];
}

/** Edits (a letter more, less or another) from one to the other; `most + 1` where there are more. */
export function edits(a: string, b: string, most: number): number {
  const [x, y] = [[...a], [...b]];
  if (Math.abs(x.length - y.length) > most) return most + 1;
  let row = Array.from({ length: y.length + 1 }, (_, j) => j);
  for (let i = 1; i <= x.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= y.length; j += 1) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (x[i - 1] === y[j - 1] ? 0 : 1)));
    if (Math.min(...next) > most) return most + 1;
    row = next;
  }
  return row[y.length]!;
}

/**
 * How alike two names are, of 100, and why; null where they are not. The same name scores 90, the same sound 85, one letter's difference 80 (names of
 * four characters or more), two letters' 75 (eight or more); another place and another trade take ten each, a name of two characters fifteen. Pure, and the same
 * both ways round.
 */
export function likeness(a: NameParts, b: NameParts): Likeness | null {
  if (a.kind !== b.kind || a.digits !== b.digits) return null;
  if (a.kind === 'person') return a.sound === b.sound && a.place === b.place && a.brand !== b.brand && [...a.brand].length >= 3 && [...a.brand].length === [...b.brand].length ? { score: 75, by: ['same-sound'] } : null;
  const length = Math.min([...a.brand].length, [...b.brand].length);
  const apart = a.brand === b.brand ? 0 : length >= TWO ? edits(a.brand, b.brand, 2) : length >= ONE ? edits(a.brand, b.brand, 1) : 9;
  const by: LikenessKey[] = a.brand === b.brand ? ['same-brand'] : a.sound === b.sound ? ['same-sound'] : apart === 1 ? ['one-letter'] : apart === 2 && length >= TWO ? ['two-letters'] : [];
  if (by.length === 0) return null;
  let score = { 'same-brand': 90, 'same-sound': 85, 'one-letter': 80, 'two-letters': 75 }[by[0] as 'same-brand'];
  const against: [boolean, LikenessKey, number][] = [[a.place !== '' && b.place !== '' && !a.place.includes(b.place) && !b.place.includes(a.place), 'other-place', 10], [a.trade !== '' && b.trade !== '' && a.trade !== b.trade, 'other-trade', 10], [length === 2, 'short-name', 15]];
  for (const [is, key, less] of against) if (is) [score, by[by.length]] = [score - less, key];
  return score >= ASK_FROM ? { score, by } : null;
}
