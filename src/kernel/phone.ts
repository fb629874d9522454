/**
 * A telephone as it is kept, or null where it is none: a mainland mobile (`13800138000`, also typed with +86, blanks or hyphens), a land line
 * with its area (`0571-88880001`, an extension after another hyphen), a service number (`4001234567`), or one abroad with + and its
 * country. Full-width digits are read as digits. A land line without its area could be in any town, and is none.
 */
export function phoneOf(typed: string): string | null {
  const text = typed.normalize('NFKC').replace(/[–—]/g, '-').trim();
  if (!/^\+?[\d\s()-]+$/.test(text)) return null;
  const digits = text.replace(/\D/g, '');
  const home = text.startsWith('+86') ? digits.slice(2) : digits.startsWith('0086') ? digits.slice(4) : text.startsWith('+') ? null : digits;
  if (home === null) return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : null;
  const mobile = /^(?:86)?(1[3-9]\d{9})$/.exec(home);
  if (mobile) return mobile[1]!;
  if (/^[48]00\d{7}$/.test(home)) return home;
  const fromAbroad = home !== digits;
  const line = /^0?(10|2\d|[3-9]\d{2})(\d{7,8})$/.exec(home.slice(0, home.length - extensionOf(text).length));
  if (!line || (!fromAbroad && !home.startsWith('0'))) return null;
  return [`0${line[1]}`, line[2], ...(extensionOf(text) ? [extensionOf(text)] : [])].join('-');
}

/** What stands after the last hyphen, where the number before it is a whole one already: `0571-88880001-802`. */
const extensionOf = (text: string): string => /\d{7,8}\s*-\s*(\d{1,6})$/.exec(text)?.[1] ?? '';
