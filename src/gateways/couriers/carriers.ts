import { words, type Words } from '../../kernel/words.ts';
import table from './carriers.json' with { type: 'json' };

export type AccountField = 'partnerId' | 'partnerKey' | 'net';

export interface Carrier {
  /** kuaidi100's code, our name of the carrier everywhere. */
  readonly code: string;
  readonly name: Words;
  readonly aliases: readonly string[];
  readonly kdniaoCode: string | null;
  /** What an e-waybill account with this carrier must have. */
  readonly needs: readonly AccountField[];
  readonly sure: readonly RegExp[];
  readonly possible: readonly RegExp[];
}

const accountFields = new Set<string>(['partnerId', 'partnerKey', 'net']);

interface Row {
  code: string; zh: string; en: string; aliases: readonly string[]; kdniao: string | null; needs: readonly string[]; sure: readonly string[]; possible: readonly string[];
}

export const carriers: readonly Carrier[] = (table.carriers as readonly Row[]).map((row) => ({
  code: row.code,
  name: words(row.zh, row.en),
  aliases: row.aliases,
  kdniaoCode: row.kdniao,
  needs: row.needs.filter((field): field is AccountField => accountFields.has(field)),
  sure: row.sure.map((shape) => new RegExp(shape)),
  possible: row.possible.map((shape) => new RegExp(shape)),
}));

const byCode = new Map(carriers.map((carrier) => [carrier.code, carrier]));

export const carrierOf = (code: string): Carrier | null => byCode.get(code) ?? null;

const plain = (text: string): string => text.normalize('NFKC').replace(/[\s·()-]/g, '').toLowerCase();

const byName = new Map(carriers.flatMap((carrier) => [carrier.code, carrier.name.zh, carrier.name.en, ...carrier.aliases].map((name) => [plain(name), carrier] as const)));

/**
 * The carrier of a name in a file («圆通», «顺丰快递», `yuantong`, «中通快递-杭州网点», «顺丰(热敏)»): the whole name, or what stands
 * before a separator. Never a part of a word: 中通国际 and 京东快运 are other companies than 中通 and 京东.
 */
export function findCarrier(name: string): Carrier | null {
  const [first = ''] = name.normalize('NFKC').trim().split(/[-—_(/,、]/, 1);
  return byName.get(plain(name)) ?? (first === '' ? undefined : byName.get(plain(first))) ?? null;
}

/** A waybill number as carriers write it: full-width folded, blanks and separators gone, upper case; null when it cannot be one. */
export function normaliseWaybillNumber(text: string): string | null {
  const number = text.normalize('NFKC').replace(/[\s'`-]/g, '').toUpperCase();
  return /^[A-Z0-9]{6,32}$/.test(number) ? number : null;
}

export interface CarrierGuess {
  readonly carrier: Carrier;
  /** `sure`: the number carries the carrier's letters. `possible`: others use the same shape too. */
  readonly is: 'sure' | 'possible';
}

/** Whose number this may be, the likelier first; empty when no shape fits. A hint for a person, never a proof. */
export function guessCarrier(text: string): CarrierGuess[] {
  const number = normaliseWaybillNumber(text);
  if (number === null) return [];
  const fits = (shapes: readonly RegExp[]) => shapes.some((shape) => shape.test(number));
  const sure = carriers.filter((carrier) => fits(carrier.sure)).map((carrier) => ({ carrier, is: 'sure' as const }));
  // A narrower shape (a prefix) tells more than «twelve digits».
  const width = (carrier: Carrier) => (carrier.possible.some((shape) => shape.test(number) && !shape.source.startsWith('^\\d')) ? 0 : 1);
  const possible = carriers
    .filter((carrier) => !sure.some((guess) => guess.carrier === carrier) && fits(carrier.possible))
    .toSorted((a, b) => width(a) - width(b))
    .map((carrier) => ({ carrier, is: 'possible' as const }));
  return [...sure, ...possible];
}

export type WaybillCheck =
  | { readonly is: 'usual'; readonly number: string }
  /** Accepted: carriers open new number ranges every year. `looksLike` names a carrier whose letters the number carries. */
  | { readonly is: 'unusual'; readonly number: string; readonly looksLike: Carrier | null }
  | { readonly is: 'impossible'; readonly message: Words };

/** Whether a number can be this carrier's. Only an impossible number (not 6–32 letters and digits) may be refused. */
export function checkWaybillNumber(carrierCode: string, text: string): WaybillCheck {
  const number = normaliseWaybillNumber(text);
  if (number === null) return { is: 'impossible', message: words('运单号应为 6 至 32 位字母或数字，请核对。', 'A waybill number has 6 to 32 letters or digits.') };
  const carrier = carrierOf(carrierCode);
  const shapes = carrier ? [...carrier.sure, ...carrier.possible] : [];
  if (shapes.some((shape) => shape.test(number))) return { is: 'usual', number };
  const looksLike = guessCarrier(number).find((guess) => guess.is === 'sure' && guess.carrier.code !== carrierCode)?.carrier ?? null;
  if (shapes.length === 0 && looksLike === null) return { is: 'usual', number };
  return { is: 'unusual', number, looksLike };
}
