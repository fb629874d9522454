const marked = [/T200P(\d{15,25})(?!\d)/g, /关联订单号\s*[:：]?\s*(\d{15,25})(?!\d)/g, /tradeid\s*[:：=]?\s*(\d{15,25})(?!\d)/gi];
const whole = /^(?:\d{15,25}|\d{6}-\d{15})$/;

/**
 * Order numbers of marketplaces named in cells of a bill, best first: those with a mark (`T200P…` of Taobao, 关联订单号, tradeid),
 * then whole cells that have the form of an order number (15–25 digits, or `YYMMDD-` and 15 digits of Pinduoduo). Provider trade
 * numbers have 28 digits and never pass.
 */
export function orderNoHints(cells: readonly string[]): string[] {
  const hints = new Set<string>();
  for (const mark of marked) for (const cell of cells) for (const found of cell.matchAll(mark)) if (found[1]) hints.add(found[1]);
  for (const cell of cells) if (whole.test(cell)) hints.add(cell);
  return [...hints];
}
