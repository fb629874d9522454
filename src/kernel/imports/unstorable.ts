import { ZodError } from 'zod';
import { words } from '../words.ts';
import type { ImportProblem } from './format.ts';

/** A value that no column holds (class 22), that a rule of the tables forbids (class 23), or that is too large for an index (class 54). */
const ofTheValues = /^(2[23]|54)/;

/** Whether an error lies in what a row says, so that the same rows would fail again and others would not. */
export const isUnstorable = (error: unknown): boolean => {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown };
    if (at instanceof ZodError || at instanceof RangeError || (typeof code === 'string' && code.length === 5 && ofTheValues.test(code))) return true;
  }
  return false;
};

/** Why such a row waits: nobody foresaw it when reading, so the rule of the tables is named as it is. */
export function unstorable(error: unknown): Omit<ImportProblem, 'line'> {
  let rule = '';
  for (let at: unknown = error; at instanceof Error; at = at.cause) rule = (at as { constraint?: string }).constraint ?? rule;
  const [zh, en] = rule === '' ? ['', ''] : [`（${rule}）`, ` (${rule})`];
  return { code: 'row.not-storable', message: words(`这一行的数值超出系统能保存的范围${zh}，未导入。请核对各列后修改重试。`, `The row has a value that cannot be kept${en}; it was not imported. Check its columns, mend it and try again.`) };
}
