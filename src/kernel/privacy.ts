/** Personal data leaves the server masked; the full value is given only by the unmasking verb, with a reason, and logged. */

/** `138****5678`; land lines and odd numbers keep two characters at each end. */
export function maskPhone(phone: string | null): string | null {
  if (phone === null || phone === '') return phone;
  if (/^1\d{10}$/.test(phone)) return `${phone.slice(0, 3)}****${phone.slice(7)}`;
  if (phone.includes('*')) return phone;
  return phone.length <= 4 ? '*'.repeat(phone.length) : `${phone.slice(0, 2)}${'*'.repeat(phone.length - 4)}${phone.slice(-2)}`;
}

/** 张三丰 → 张**; one character stays one star. */
export function maskName(name: string | null): string | null {
  if (name === null || name === '') return name;
  const letters = [...name];
  if (name.includes('*')) return name;
  return letters.length === 1 ? '*' : `${letters[0]}${'*'.repeat(Math.min(letters.length - 1, 3))}`;
}

/** Street and number are hidden; province, city and district stay because the work needs them. */
export function maskDetail(detail: string | null): string | null {
  if (detail === null || detail === '') return detail;
  const letters = [...detail];
  return letters.length <= 3 ? '***' : `${letters.slice(0, 3).join('')}****`;
}

export const maskEmail = (email: string | null): string | null =>
  email === null ? null : email.replace(/^(.).*(@.*)$/, '$1***$2');
