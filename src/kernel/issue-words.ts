import type { z } from 'zod';
import { words, type Words } from './words.ts';

const kinds: Readonly<Record<string, Words>> = {
  string: words('文字', 'text'), number: words('数字', 'a number'), int: words('整数', 'a whole number'), boolean: words('true 或 false', 'true or false'), array: words('列表', 'a list'), object: words('对象', 'an object'), record: words('对象', 'an object'), null: words('空（null）', 'null'), tuple: words('列表', 'a list'),
};
const formats: Readonly<Record<string, Words>> = {
  uuid: words('编号要写成 UUID，如 0198c2f4-7a51-7c3e-9b1d-2f6a8e40c951', 'The id is a UUID, such as 0198c2f4-7a51-7c3e-9b1d-2f6a8e40c951'), email: words('邮箱要写成 name@example.com', 'A mail address looks like name@example.com'),
  url: words('网址要写成 https://example.com/hook', 'An address looks like https://example.com/hook'), date: words('日期要写成 2026-11-24', 'A day is written 2026-11-24'),
  datetime: words('时间要写成 2026-11-24T09:30:00+08:00', 'A time is written 2026-11-24T09:30:00+08:00'), safeint: words('数字太大', 'The number is too large'), base64: words('要填 Base64 编码的内容，如 5bqX56ug', 'Content in Base64, such as 5bqX56ug'),
};
/** Chinese and English of a message that says both, as `said` writes it: 不能有空格 · No blanks, please. */
function both(message: string): Words | undefined {
  const at = message.indexOf(' · ');
  return at > 0 ? words(message.slice(0, at), message.slice(at + 3)) : undefined;
}

const anyOf = (values: readonly unknown[]): Words => {
  const shown = values.slice(0, 20).map((v) => String(v));
  return words(`只能是：${shown.join('、')}`, `One of: ${shown.join(', ')}`);
};

/** What is wrong with a field, in both languages, for whoever sent it to the API. */
export function issueWords(issue: z.core.$ZodIssue): Words {
  const say = (n: unknown): string => String(n);
  const own = both(issue.message);
  if (own) return own;
  switch (issue.code) {
    case 'invalid_type': {
      // What was sent is not kept with the issue; its message tells when it was nothing.
      if (issue.message.endsWith('received undefined')) return words('请填写', 'Please fill this in');
      if (issue.message.endsWith('received null')) return words('请填写；可不填的字段请省去，不要传 null', 'Please fill this in; a field that may be empty is left out, not null');
      const kind = kinds[issue.expected];
      return kind ? words(`应为${kind.zh}`, `This must be ${kind.en}`) : words(`应为 ${issue.expected}`, `This must be of the type ${issue.expected}`);
    }
    case 'too_small':
      if (issue.origin === 'string') return Number(issue.minimum) <= 1 ? words('请填写', 'Please fill this in') : words(`至少 ${say(issue.minimum)} 个字符`, `At least ${say(issue.minimum)} characters`);
      if (issue.origin === 'array') return words(`至少 ${say(issue.minimum)} 项`, `At least ${say(issue.minimum)} entries`);
      return issue.inclusive === false ? words(`必须大于 ${say(issue.minimum)}`, `More than ${say(issue.minimum)}`) : words(`不能小于 ${say(issue.minimum)}`, `Not less than ${say(issue.minimum)}`);
    case 'too_big':
      if (issue.origin === 'string') return words(`最多 ${say(issue.maximum)} 个字符`, `At most ${say(issue.maximum)} characters`);
      if (issue.origin === 'array') return words(`最多 ${say(issue.maximum)} 项`, `At most ${say(issue.maximum)} entries`);
      return issue.inclusive === false ? words(`必须小于 ${say(issue.maximum)}`, `Less than ${say(issue.maximum)}`) : words(`不能大于 ${say(issue.maximum)}`, `Not more than ${say(issue.maximum)}`);
    case 'invalid_format': return formats[issue.format] ?? words(`不符合要求的写法（${issue.format}）`, `Not of the form that is wanted (${issue.format})`);
    case 'not_multiple_of': return words(`必须是 ${say(issue.divisor)} 的倍数`, `A multiple of ${say(issue.divisor)}`);
    case 'invalid_value': return anyOf(issue.values);
    case 'unrecognized_keys': return words('没有这个字段', 'There is no such field');
    case 'invalid_union': return unionWords(issue);
    case 'invalid_key': return inside(words('名称', 'its name'), issue.issues);
    case 'invalid_element': return inside(words(String(issue.key), String(issue.key)), issue.issues);
    case 'custom': return (issue.params?.['words'] as Words | undefined) ?? words('这一项不能这样填', 'This cannot be entered so');
    default: return words('这一项不能这样填', 'This cannot be entered so');
  }
}

const inside = (what: Words, issues: readonly z.core.$ZodIssue[]): Words => {
  const first = issues[0] ? issueWords(issues[0]) : words('这一项不能这样填', 'this cannot be entered so');
  return words(`${what.zh}：${first.zh}`, `${what.en}: ${first.en}`);
};

/** Several forms are taken, and what was sent has none of them: each is said once, with the field where it goes wrong. */
function unionWords(issue: z.core.$ZodIssue & { code: 'invalid_union' }): Words {
  if ('options' in issue && issue.options) return anyOf(issue.options);
  const ways = issue.errors.flatMap((branch) => {
    const first = branch[0];
    if (!first) return [];
    const said = first.code === 'unrecognized_keys' ? words(`没有字段 ${first.keys.join('、')}`, `There is no field ${first.keys.join(', ')}`) : issueWords(first);
    const at = first.path.join('.');
    return [at === '' ? said : words(`${at}：${said.zh}`, `${at}: ${said.en}`)];
  });
  const told = [...new Map(ways.map((w) => [w.zh, w])).values()];
  return told.length === 0 ? words('这一项不能这样填', 'This cannot be entered so') : words(told.map((w) => w.zh).join('，或 '), told.map((w) => w.en).join(', or '));
}
