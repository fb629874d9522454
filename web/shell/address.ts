/**
 * The part of an address behind the question mark, read and written as the text that it is. The router's own way takes digits for a number, and
 * an order number of nineteen digits for one rounded to the sixteenth.
 */
export const parseSearch = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search));

/** With the question mark, or nothing. What is undefined is left out. */
export function stringifySearch(search: Record<string, unknown>): string {
  const out = new URLSearchParams(Object.entries(search).flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, String(value)]])));
  const text = out.toString();
  return text ? `?${text}` : '';
}
