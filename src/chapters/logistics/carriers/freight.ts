/** One row of a carrier's rate card. */
export interface Rate {
  carrierId: string;
  /** Empty: everywhere that no other row names. */
  provinces: readonly string[];
  firstGrams: number;
  firstFen: bigint;
  stepGrams: number;
  stepFen: bigint;
}

/** 浙江省, 浙江 and 浙江 省 are one place; 内蒙古自治区 is 内蒙古. */
export const provinceKey = (province: string): string =>
  province.normalize('NFKC').replace(/\s/g, '').replace(/(?:维吾尔|壮族|回族)?(?:自治区|特别行政区|省|市)$/, '');

export const inProvinces = (provinces: readonly string[], province: string | null): boolean =>
  province !== null && provinces.some((p) => provinceKey(p) === provinceKey(province));

/**
 * Freight by the rate card: the first weight, then every step begun. A row that names the province goes before the row for everywhere
 * else. Null when the carrier has no row for the place: unknown is never zero.
 */
export function freightOf(rates: readonly Rate[], carrierId: string, province: string | null, grams: number): bigint | null {
  const own = rates.filter((r) => r.carrierId === carrierId);
  const rate = own.find((r) => inProvinces(r.provinces, province)) ?? own.find((r) => r.provinces.length === 0);
  if (!rate) return null;
  const over = Math.max(0, grams - rate.firstGrams);
  return rate.firstFen + BigInt(Math.ceil(over / rate.stepGrams)) * rate.stepFen;
}
