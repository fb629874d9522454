import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * Search for Chinese, as one inverted index. Everything that people type to find a record is cut into lexemes when the record is
 * saved, stored in a `tsvector` column and found through a GIN index: trigrams do not help two characters (414 ms for a miss at a
 * million rows), `LIKE '%张三%'` reads the whole table, and PostgreSQL's own parser does not know Chinese.
 *
 * Each lexeme starts with its kind, so that the last four digits of a phone never meet the last four of an order number:
 *
 * | kind | from | example |
 * |---|---|---|
 * | `w:` | words of texts (jieba, search mode), Latin words and numbers | `w:退货` `w:iphone15pro` |
 * | `n:` | characters and pairs of characters of names | `n:张` `n:张三` `n:三丰` |
 * | `p:` | pinyin of names and words, from each syllable of a name on | `p:kehu` `p:sanfeng` |
 * | `i:` | pinyin initials of the same | `i:kh` `i:sf` |
 * | `t:` | whole phone and its last 4, 6 and 8 digits, each with its length | `t:4:5678` |
 * | `o:` | numbers without separators, found whole and by their beginning | `o:so202611240007` |
 * | `e:` | last 4, 5 and 6 digits of numbers, with their length | `e:4:0007` |
 *
 * The column is filled by `array_to_tsvector(string_to_array($1, ' '))` and asked by `search @@ $1::tsquery`: both take lexemes as
 * they are. `to_tsquery` would send them through the parser again and tear `n:张三` apart. Every lexeme is quoted, so that nothing a
 * person types is an operator.
 */
export interface Searchable {
  /** Sentences and titles: found by their words. Give a short title under `names` too and any two characters of it are enough. */
  texts?: readonly (string | null | undefined)[];
  /** Names of people, companies, products: found by any two characters running, and by pinyin. */
  names?: readonly (string | null | undefined)[];
  /** Telephone numbers in any spelling; masked ones give what they show. */
  phones?: readonly (string | null | undefined)[];
  /** Order numbers, codes, waybills, barcodes. */
  numbers?: readonly (string | null | undefined)[];
}

interface Cutter {
  cutForSearch(text: string, hmm: boolean): string[];
  cut(text: string, hmm: boolean): string[];
}
type Pinyin = (text: string, options: { toneType: 'none'; type: 'array'; v: true; nonZh: 'removed'; surname?: 'head' | 'off' }) => string[];

const load = createRequire(import.meta.url);
let cutter: Cutter | null = null;
let pinyinOf: Pinyin | null = null;

/** The dictionary costs some 170 ms and 55 MB: it is read when the first text is cut, not when the program starts. */
function words(text: string, search: boolean): string[] {
  if (!cutter) {
    const { Jieba } = load('@node-rs/jieba') as typeof import('@node-rs/jieba');
    // Read here instead of importing the package's own copy, which would stay in memory for ever.
    cutter = Jieba.withDict(readFileSync(load.resolve('@node-rs/jieba/dict.txt')));
  }
  return search ? cutter.cutForSearch(text, true) : cutter.cut(text, true);
}

const CACHED = 20_000;
const syllableCache = new Map<string, readonly string[]>();

function syllables(text: string, isName: boolean): readonly string[] {
  const key = isName ? `n${text}` : text;
  const known = syllableCache.get(key);
  if (known) return known;
  pinyinOf ??= (load('pinyin-pro') as { pinyin: Pinyin }).pinyin;
  const read = pinyinOf(text, { toneType: 'none', type: 'array', v: true, nonZh: 'removed', surname: isName ? 'head' : 'off' });
  if (syllableCache.size >= CACHED) syllableCache.clear();
  syllableCache.set(key, read);
  return read;
}

const HAN = /\p{Script=Han}/u;
const RUNS = /\p{Script=Han}+|[\p{L}\p{N}]+?(?=\p{Script=Han}|$)|[\p{L}\p{N}]+/gu;
const LONGEST = 60;
/** Longer names (a company's full name) are found by their first syllables; suffixes of all would be waste. */
const SYLLABLES = 12;
const TEXT = 2_000;

/** One spelling for all: full width becomes half, capitals small, ü as typed on a keyboard. */
const normal = (text: string): string => text.slice(0, TEXT).normalize('NFKC').toLowerCase().replaceAll('ü', 'v');
const bare = (text: string): string => normal(text).replace(/[^\p{L}\p{N}]/gu, '');
const runsOf = (text: string): string[] => text.match(RUNS) ?? [];

/** How a name sounds, without tones; letters and digits stay as they are. Names that are written another way and sound alike give the same. */
export const soundOf = (name: string): string => runsOf(normal(name)).map((run) => (HAN.test(run) ? syllables(run, true).join(' ') : run)).join(' ');

/** The lexemes of a record, without repetition. Empty and missing values are left out. */
export function searchTokens(what: Searchable): string[] {
  const found = new Set<string>();
  const add = (kind: string, value: string): void => {
    if (value !== '') found.add(`${kind}:${value.slice(0, LONGEST)}`);
  };
  for (const text of what.texts ?? []) if (text) addText(add, normal(text));
  for (const name of what.names ?? []) if (name) addName(add, normal(name));
  for (const phone of what.phones ?? []) if (phone) addPhone(add, phone);
  for (const number of what.numbers ?? []) if (number) addNumber(add, bare(number));
  return [...found];
}

/** The same in one text, for `array_to_tsvector(string_to_array($1, ' '))`: no lexeme holds a blank. */
export const searchColumn = (what: Searchable): string => searchTokens(what).join(' ');

type Add = (kind: string, value: string) => void;

function addText(add: Add, text: string): void {
  for (const word of words(text, true)) {
    const clean = bare(word);
    if (clean === '') continue;
    add('w', clean);
    if (!HAN.test(clean) || clean.length < 2) continue;
    const read = syllables(clean, false);
    add('p', read.join(''));
    add('i', read.map((s) => s[0]).join(''));
  }
}

function addName(add: Add, name: string): void {
  for (const run of runsOf(name)) {
    if (!HAN.test(run)) {
      add('w', run);
      continue;
    }
    const letters = [...run];
    letters.forEach((letter, at) => {
      add('n', letter);
      if (at + 1 < letters.length) add('n', letter + letters[at + 1]!);
    });
    const read = syllables(run, true).slice(0, SYLLABLES);
    read.forEach((_, at) => {
      add('p', read.slice(at).join(''));
      if (at + 1 < read.length || read.length === 1) add('i', read.slice(at).map((s) => s[0]).join(''));
    });
  }
}

const TAILS = [4, 6, 8];

function addPhone(add: Add, phone: string): void {
  const digits = normal(phone).replace(/[^\d*]/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '');
  const shown = /\d*$/.exec(digits)![0];
  if (!digits.includes('*') && digits.length >= 5) add('t', `${digits.length}:${digits}`);
  for (const tail of TAILS) if (shown.length >= tail) add('t', `${tail}:${shown.slice(-tail)}`);
}

const ENDS = [4, 5, 6];

function addNumber(add: Add, number: string): void {
  add('o', number);
  const digits = /\d*$/.exec(number)![0];
  for (const end of ENDS) if (digits.length > end) add('e', `${end}:${digits.slice(-end)}`);
}

const MOST_TERMS = 8;

/**
 * What a person typed, as the text of a `tsquery`: every term (between blanks) must be found, each in any of the ways above. Null for
 * an empty box: no restriction. Text without a single letter or digit finds nothing.
 */
export function searchQuery(text: string): string | null {
  if (text.trim() === '') return null;
  const terms = normal(text).split(/\s+/).filter((term) => bare(term) !== '').slice(0, MOST_TERMS);
  if (terms.length === 0) return quoted('x', 'nothing');
  return terms.map((term) => `(${askTerm(term)})`).join(' & ');
}

/** Quotes and backslashes cannot occur after `bare`; they are doubled all the same. */
const quoted = (kind: string, value: string): string => `'${`${kind}:${value.slice(0, LONGEST)}`.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
const begins = (kind: string, value: string): string => `${quoted(kind, value)}:*`;
const all = (parts: readonly string[]): string => (parts.length === 1 ? parts[0]! : `(${parts.join(' & ')})`);

function askTerm(term: string): string {
  const whole = bare(term);
  const runs = runsOf(whole);
  const ways = runs.length === 1 ? askRun(whole) : [begins('w', whole), all(runs.map((run) => `(${askRun(run).join(' | ')})`))];
  // A number with its separators (SO-20261124-0007) or with letters in it (A12XL).
  if (!HAN.test(whole) && whole.length >= 3) ways.push(begins('o', whole));
  // A mail address is found by its parts, as it was cut when it was kept.
  const parts = runsOf(term);
  if (term.includes('@') && parts.length > 1) ways.push(all(parts.map((part) => `(${askRun(part).join(' | ')})`)));
  return [...new Set(ways)].join(' | ');
}

function askRun(run: string): string[] {
  if (HAN.test(run)) return askChinese(run);
  if (/^\d+$/.test(run)) return askDigits(run);
  // One letter would begin half of all pinyin.
  if (run.length === 1) return [quoted('w', run), quoted('i', run)];
  return [begins('w', run), ...(/^[a-z]+$/.test(run) ? [begins('p', run), begins('i', run)] : [])];
}

function askChinese(run: string): string[] {
  const letters = [...run];
  if (letters.length <= 2) return [quoted('n', run), begins('w', run)];
  const pairs = letters.slice(1).map((letter, at) => quoted('n', letters[at]! + letter));
  const parts = words(run, false).map((word) => begins('w', word));
  return [all(pairs), all(parts), begins('w', run)];
}

function askDigits(run: string): string[] {
  const ways = [run.length === 1 ? quoted('w', run) : begins('w', run)];
  if (run.length >= 4) ways.push(quoted('t', `${run.length}:${run}`));
  if (ENDS.includes(run.length)) ways.push(quoted('e', `${run.length}:${run}`));
  return ways;
}
