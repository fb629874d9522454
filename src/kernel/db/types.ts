import pg from 'pg';

/** Object ids of PostgreSQL's built-in types; they never change between versions. */
const oid = { int8: 20, date: 1082, timestamp: 1114, timestamptz: 1184, numeric: 1700 } as const;
const arrayOid = { int8: 1016, date: 1182, timestamp: 1115, timestamptz: 1185, numeric: 1231 } as const;

const asText = (value: string): string => value;

/**
 * Milliseconds since 1970 UTC of a timestamptz as PostgreSQL prints it (`2026-11-24 03:51:00.123456+00`); what is finer than a
 * millisecond is cut off. `infinity` becomes the number Infinity. Throws RangeError for anything that is not an instant.
 */
export function parseInstant(value: string): number {
  if (value === 'infinity') return Infinity;
  if (value === '-infinity') return -Infinity;
  const match = /^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?$/.exec(value);
  if (match === null) throw new RangeError(`not an instant: ${value}`);
  const [, year, month, day, hour, minute, second, fraction = '', sign, zoneHours, zoneMinutes = '0', zoneSeconds = '0'] = match;
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60 + Number(zoneSeconds);
  return utc + Number(fraction.padEnd(3, '0').slice(0, 3)) - (sign === '-' ? -zone : zone) * 1000;
}

/** An instant as a parameter for a timestamptz: `toTimestamp(tx.now)`. */
export const toTimestamp = (instant: number): string => new Date(instant).toISOString();

const scalar: Record<number, (value: string) => unknown> = {
  [oid.int8]: BigInt,
  [oid.numeric]: asText,
  [oid.date]: asText,
  [oid.timestamp]: asText,
  [oid.timestamptz]: parseInstant,
};

// The types of pg-types describe a later version than the one that pg brings.
const arrayParser = pg.types.arrayParser as unknown as {
  create(source: string, parseEntry: (entry: string) => unknown): { parse(): unknown[] };
};

const arrays: Record<number, (value: string) => unknown> = Object.fromEntries(
  (Object.keys(arrayOid) as (keyof typeof arrayOid)[]).map((type) => [
    arrayOid[type],
    (value: string) => arrayParser.create(value, scalar[oid[type]] as (entry: string) => unknown).parse(),
  ]),
);

/**
 * How values arrive from the database, in this process and nowhere global: bigint for int8 (money is integer fen), integer
 * milliseconds for timestamptz, text for date and numeric (a Date or a float would lose their meaning).
 */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return pg.types.getTypeParser(id, 'binary');
    return scalar[id] ?? arrays[id] ?? pg.types.getTypeParser(id, 'text');
  }) as pg.CustomTypesConfig['getTypeParser'],
};
