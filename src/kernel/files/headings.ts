import { bare } from './cells.ts';

/**
 * A heading as it is compared: without padding, TAB, byte order mark and inner blanks, brackets half-width, 帐 written 账.
 * `收货地址 ` = `收货地址`, `（元）` = `(元)`, `动帐流水号` = `动账流水号`. Never shown to people.
 */
export function normaliseHeading(cell: string): string {
  return bare(cell)
    .replace(/^['`‘’*]+/, '')
    .replace(/\s+/g, '')
    .replaceAll('（', '(')
    .replaceAll('）', ')')
    .replaceAll('【', '[')
    .replaceAll('】', ']')
    .replaceAll('：', ':')
    .replaceAll('帐', '账');
}

/** Heading name → its positions; names repeat (Youzan has 分销员 twice), empty ones do not count. */
export function headingColumns(row: readonly string[]): Map<string, number[]> {
  const columns = new Map<string, number[]>();
  row.forEach((cell, position) => {
    const name = normaliseHeading(cell);
    if (name === '') return;
    const at = columns.get(name);
    if (at) at.push(position);
    else columns.set(name, [position]);
  });
  return columns;
}
