/** Longest code of a place. */
export const MAX_PLACE = 40;

/** A code as it is kept: full-width letters, small letters and stray blanks of sheets and scanners are the same place. Empty where nothing is left. */
export const placeOf = (typed: string): string => typed.normalize('NFKC').replace(/\s+/g, ' ').trim().toUpperCase();

/**
 * The walking order of places as text that compares byte by byte: numbers go by their value (A-2 before is A-3), each told with how many digits it has.
 * The beginning of a place's order is the order of its rack or aisle: A-3 begins A-3-01 and not A-30.
 */
export const walkingOrder = (place: string): string => placeOf(place).replace(/\d+/g, (digits) => {
  const value = digits.replace(/^0+(?=\d)/, '');
  return `${String(value.length).padStart(2, '0')}${value}`;
});
