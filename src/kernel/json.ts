/**
 * Money and sequence numbers are bigint on the server and JSON integers outside. Values that a double cannot hold exactly are
 * refused loudly instead of being rounded in silence.
 */
declare global {
  interface BigInt {
    toJSON(): number;
  }
}

BigInt.prototype.toJSON = function (this: bigint): number {
  const value = Number(this);
  if (!Number.isSafeInteger(value)) throw new RangeError(`integer too large for JSON: ${this}`);
  return value;
};

/** JSON with its keys in order: the same content gives the same text, whatever order it was built in. */
export function canonical(value: unknown): string {
  if (value === undefined) return 'null';
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value as Record<string, unknown>).filter(([, v]) => v !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
}
