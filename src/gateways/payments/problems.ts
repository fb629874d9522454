import type { ImportProblem, RowRead } from '../../kernel/imports/format.ts';
import { words, type Words } from '../../kernel/words.ts';

export type RowProblem = Omit<ImportProblem, 'line'>;

export const problem = (...problems: RowProblem[]): RowRead<never> => ({ is: 'problem', problems });

export const missingValue = (column: string): RowProblem => ({
  code: 'value-missing',
  column,
  message: words(`“${column}”为空，请从支付平台重新下载账单，不要手工删改`, `“${column}” is empty: download the bill again and do not edit it`),
});

export const badAmount = (column: string, value: string): RowProblem => ({
  code: 'amount-unreadable',
  column,
  message: words(`“${column}”的值“${value}”不是金额，请改成如 12.30 的形式`, `“${value}” in “${column}” is not an amount: write it like 12.30`),
});

export const badTime = (column: string, value: string): RowProblem => ({
  code: 'time-unreadable',
  column,
  message: words(
    `“${column}”的值“${value}”不是有效时间，请改成如 2026-11-24 09:30:00 的形式`,
    `“${value}” in “${column}” is not a valid time: write it like 2026-11-24 09:30:00`,
  ),
});

export const damagedNumber = (column: string, value: string): RowProblem => ({
  code: 'number-damaged',
  column,
  message: words(
    `“${column}”的编号“${value}”已被表格软件截断，末尾数字丢失，请重新下载账单后直接上传`,
    `The number “${value}” in “${column}” was cut off by a spreadsheet: download the bill again and upload it unopened`,
  ),
});

export const unknownWord = (column: string, value: string, known: readonly string[]): RowProblem => ({
  code: 'word-unknown',
  column,
  message: words(
    `“${column}”的值“${value}”无法识别（应为 ${known.join('、')}），请核对后重新下载账单`,
    `“${value}” in “${column}” is not known (expected ${known.join(', ')}): check it and download the bill again`,
  ),
});

export const wrongSign = (column: string, value: string, kind: string): RowProblem => ({
  code: 'amount-sign',
  column,
  message: words(
    `“${kind}”行的“${column}”为 ${value}，正负方向不符，请在支付平台核对此笔后重新下载账单`,
    `A row of “${kind}” has ${value} in “${column}”, which is the wrong direction: check it with the provider and download the bill again`,
  ),
});

export const tooManyCells = (found: number, expected: number): RowProblem => ({
  code: 'cells-shifted',
  message: words(
    `本行有 ${found} 格，表头只有 ${expected} 列，名称或备注中的逗号使各列错位，请给含逗号的内容加上双引号`,
    `The row has ${found} cells but the heading ${expected}: commas in a name or note have shifted them; put that text in double quotes`,
  ),
});

export const tooFewCells = (found: number, expected: number): RowProblem => ({
  code: 'cells-missing',
  message: words(
    `本行只有 ${found} 格，表头有 ${expected} 列，文件可能不完整，请重新下载账单`,
    `The row has ${found} cells but the heading ${expected}: the file may be cut off, download the bill again`,
  ),
});

export const duplicateNumber = (column: string, value: string, line: number): RowProblem => ({
  code: 'number-repeated',
  column,
  message: words(
    `编号“${value}”已在第 ${line} 行出现，本行未计入，请检查账单是否重复粘贴`,
    `The number “${value}” already stands in line ${line}; this row was not counted: check whether the bill was pasted twice`,
  ),
});

/** A problem of the file as a whole: the line is that of its cause, 0 when there is none. */
export const fileProblem = (line: number, code: string, message: Words): ImportProblem => ({ line, code, message });

export const totalsMissing = (): ImportProblem =>
  fileProblem(0, 'totals-missing', words(
    '账单末尾没有合计行，无法确认内容完整，请重新下载完整的账单文件',
    'The bill has no totals at its end, so nothing proves that it is complete: download the whole file again',
  ));
