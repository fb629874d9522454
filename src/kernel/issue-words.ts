import type { z } from 'zod';
import { words, type Words } from './words.ts';

const kinds: Readonly<Record<string, Words>> = {
  string: words('文字', 'text'), number: words('数字', 'a number'), int: words('整数', 'a whole number'), boolean: words('true 或 false', 'true or false'), array: words('列表', 'a list'), object: words('对象', 'an object'), record: words('对象', 'an object'), null: words('空（null）', 'null'), tuple: words('列表', 'a list'),
};
const formats: Readonly<Record<string, Words>> = {
  uuid: words('不是有效的编号（UUID）', 'Not a valid id (UUID)'), email: words('不是有效的邮箱地址', 'Not a mail address'), url: words('不是有效的网址', 'Not an address of the web'), date: words('日期要写成 2026-11-24', 'A day is written 2026-11-24'),
  datetime: words('不是有效的时间', 'Not a valid time'), safeint: words('数字太大', 'The number is too large'),
};
/** Chinese and English of a message that says both, as `said` writes it: 不能有空格 · No blanks, please. */
function both(message: string): Words | undefined {
  const at = message.indexOf(' · ');
  return at > 0 ? words(message.slice(0, at), message.slice(at + 3)) : undefined;
}

/** What is wrong with a field, in both languages, for whoever sent it to the API. */
export function issueWords(issue: z.core.$ZodIssue): Words {
  const say = (n: unknown): string => String(n);
  switch (issue.code) {
    case 'invalid_type': {
      // What was sent is not kept with the issue; its message tells when it was nothing.
      if (/received (?:undefined|null)$/.test(issue.message)) return words('请填写', 'Please fill this in');
      const kind = kinds[issue.expected];
      return kind ? words(`应为${kind.zh}`, `This must be ${kind.en}`) : words('格式不对', 'Not in the right form');
    }
    case 'too_small':
      if (issue.origin === 'string') return Number(issue.minimum) <= 1 ? words('请填写', 'Please fill this in') : words(`至少 ${say(issue.minimum)} 个字符`, `At least ${say(issue.minimum)} characters`);
      if (issue.origin === 'array') return words(`至少 ${say(issue.minimum)} 项`, `At least ${say(issue.minimum)} entries`);
      return issue.inclusive === false ? words(`必须大于 ${say(issue.minimum)}`, `More than ${say(issue.minimum)}`) : words(`不能小于 ${say(issue.minimum)}`, `Not less than ${say(issue.minimum)}`);
    case 'too_big':
      if (issue.origin === 'string') return words(`最多 ${say(issue.maximum)} 个字符`, `At most ${say(issue.maximum)} characters`);
      if (issue.origin === 'array') return words(`最多 ${say(issue.maximum)} 项`, `At most ${say(issue.maximum)} entries`);
      return issue.inclusive === false ? words(`必须小于 ${say(issue.maximum)}`, `Less than ${say(issue.maximum)}`) : words(`不能大于 ${say(issue.maximum)}`, `Not more than ${say(issue.maximum)}`);
    case 'invalid_format': return formats[issue.format] ?? words('格式不对', 'Not in the right form');
    case 'not_multiple_of': return words(`必须是 ${say(issue.divisor)} 的倍数`, `A multiple of ${say(issue.divisor)}`);
    case 'invalid_value': {
      const values = issue.values.slice(0, 20).map((v) => String(v));
      return words(`只能是：${values.join('、')}`, `One of: ${values.join(', ')}`);
    }
    case 'unrecognized_keys': return words('没有这个字段', 'There is no such field');
    case 'custom': return (issue.params?.['words'] as Words | undefined) ?? both(issue.message) ?? words('这一项不能这样填', 'This cannot be entered so');
    default: return words('格式不对', 'Not in the right form');
  }
}
