/** One spelling for what people write in many: by these keys duplicates are found (clause 2.1.2). */

const digits = (text: string): string => text.normalize('NFKC').replace(/[^\d]/g, '');

/** Mobile `13800000000`, land line `0571-88000000` with its area code, extension `-801` kept; null when it is no number or is masked. */
export function phoneKeyOf(text: string | null | undefined): string | null {
  if (!text || /[*＊]/.test(text)) return null;
  const plain = text.normalize('NFKC').trim();
  const [whole, extension] = plain.split(/(?:转|ext\.?|x|#)\s*(?=\d{1,6}$)/i);
  const number = digits(whole ?? '').replace(/^(?:00)?86(?=1[3-9]\d{9}$|0?[1-9]\d{9,10}$)/, '');
  const tail = extension ? `-${digits(extension)}` : '';
  if (/^1[3-9]\d{9}$/.test(number)) return number;
  if (/^0\d{9,11}$/.test(number)) return number + tail;
  if (/^[48]00\d{7}$/.test(number)) return number + tail;
  return null;
}

/** Lower case; null when there is no @ between two parts. */
export function emailKeyOf(text: string | null | undefined): string | null {
  const plain = text?.normalize('NFKC').trim().toLowerCase() ?? '';
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(plain) ? plain : null;
}

/** A platform's account: `taobao:张三`; null when either is missing or the name is hidden by stars. */
export function platformKeyOf(platform: string | null | undefined, user: string | null | undefined): string | null {
  const plain = user?.normalize('NFKC').trim().toLowerCase() ?? '';
  return !platform || plain === '' || /[*＊]/.test(plain) ? null : `${platform}:${plain}`;
}

const legalForms = /(股份有限公司|有限责任公司|有限公司|集团公司|分公司|公司|集团|个体工商户|经营部|商行|工作室|co\.?,?ltd\.?|ltd\.?|inc\.?|limited)$/;

/**
 * Names that are alike enough to ask: a company without its place in brackets, its legal form and punctuation; a person together with
 * the city, because many people share a name. Null where nothing can be compared.
 */
export function nameKeyOf(given: { name: string | null; company: string | null; city: string | null }): string | null {
  const squeeze = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[（(][^）)]*[）)]/g, '').replace(/[\s·•.,，。、\-_&'"]/g, '');
  if (given.company) {
    let core = squeeze(given.company);
    for (let before = ''; before !== core;) [before, core] = [core, core.replace(legalForms, '')];
    return core.length >= 2 ? `c:${core}` : null;
  }
  const name = given.name ? squeeze(given.name) : '';
  return [...name].length < 2 || !given.city || /[*＊]/.test(name) ? null : `p:${name}@${given.city.replace(/市$/, '')}`;
}

/** The first mobile number in free text (marketplace messages); null where there is none. */
export function phoneIn(text: string): string | null {
  const found = /(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)/.exec(text.normalize('NFKC'));
  return found ? phoneKeyOf(found[1]) : null;
}
