import { formatYuan } from '../kernel/money.ts';
import { posts, type Post } from '../kernel/posts.ts';
import { words, type Words } from '../kernel/words.ts';
import { amountOf as amountIn, type BandsParameter, type DurationUnit, type Option, type Parameter, type ParameterValue, type Period, type Schedule } from './declare-parameter.ts';

const units: Record<DurationUnit, { zh: string; en: string }> = {
  minutes: { zh: '分钟', en: 'minute' }, hours: { zh: '小时', en: 'hour' }, days: { zh: '天', en: 'day' },
  workMinutes: { zh: '分钟', en: 'working minute' }, workHours: { zh: '小时', en: 'working hour' },
  workDays: { zh: '个工作日', en: 'working day' }, months: { zh: '个月', en: 'month' }, years: { zh: '年', en: 'year' },
};

/** The unit beside an input field: here the kind of time must be said, since no calendar stands next to it. */
export const unitWords = (unit: DurationUnit): Words => ({
  minutes: words('分钟', 'minutes'), hours: words('小时', 'hours'), days: words('天', 'days'),
  workMinutes: words('分钟（工作时间）', 'working minutes'), workHours: words('小时（工作时间）', 'working hours'),
  workDays: words('工作日', 'working days'), months: words('个月', 'months'), years: words('年', 'years'),
})[unit];

const amountOf = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`;

export const sayDuration = (n: number, unit: DurationUnit): Words =>
  words(`${n} ${units[unit].zh}`, amountOf(n, units[unit].en));

/** Basis points as a percentage, without useless zeros: 250 → 2.5%. */
export const sayPercent = (basisPoints: number): string => `${basisPoints / 100}%`;

/** Whole yuan without decimals, as a rulebook prints them. */
export const sayFen = (fen: bigint): string => formatYuan(fen).replace(/\.00$/, '');

const periods: Record<Period, Words> = {
  day: words('每天', 'every day'), week: words('每周', 'every week'), month: words('每月', 'every month'),
  quarter: words('每季度', 'every quarter'), year: words('每年', 'every year'),
};
const weekdays = [
  words('一', 'Monday'), words('二', 'Tuesday'), words('三', 'Wednesday'), words('四', 'Thursday'), words('五', 'Friday'),
  words('六', 'Saturday'), words('日', 'Sunday'),
];

export const sayPeriod = (period: Period): Words => periods[period];

export const joined = (all: readonly Words[], zh = '、', en = ', '): Words =>
  words(all.map((w) => w.zh).join(zh), all.map((w) => w.en).join(en));

/** A list in running text: commas, and "and" before the last in English. */
export const listed = (all: readonly Words[]): Words => {
  const en = all.map((w) => w.en);
  return words(joined(all).zh, en.length > 1 ? `${en.slice(0, -1).join(', ')} and ${en.at(-1)}` : en.join(''));
};

/** Chinese print sets a space between Chinese characters and figures or Latin letters. */
export const spaced = (zh: string): string =>
  zh.replace(/(\p{Script=Han})(?=[\w¥])/gu, '$1 ').replace(/([\w%])(?=\p{Script=Han})/gu, '$1 ');

const optionWords = (options: readonly Option[] | undefined, key: string): Words =>
  options?.find((o) => o.key === key)?.words ?? words(key, key);

/** A post inside an English sentence is written small, except where it begins with an abbreviation. */
export const sayPost = (post: Post): Words => {
  const { zh, en } = posts[post];
  return words(zh, /^[A-Z][a-z]/.test(en) ? en[0]!.toLowerCase() + en.slice(1) : en);
};

function saySchedule(value: Schedule, options?: readonly Option[]): Words {
  if ('steps' in value) {
    return joined(value.steps.map(({ day, act }) => {
      const name = optionWords(options, act);
      return words(`第 ${day} 天${name.zh}`, `${name.en} on day ${day}`);
    }));
  }
  if ('from' in value) return words(`${value.from}—${value.to}`, `${value.from}–${value.to}`);
  if (value.every === 'week' && value.on) {
    const weekday = weekdays[value.on - 1]!;
    return words(`每周${weekday.zh}`, `every ${weekday.en}`);
  }
  return sayPeriod(value.every);
}

const edge = (unit: BandsParameter['unit'], value: number | bigint): Words => {
  if (unit === 'fen') return words(sayFen(BigInt(value)), sayFen(BigInt(value)));
  if (unit === 'basisPoints') return words(sayPercent(Number(value)), sayPercent(Number(value)));
  return unit === 'days' ? sayDuration(Number(value), 'days') : words(`${value} 分`, amountOf(Number(value), 'point'));
};

function sayBands(parameter: BandsParameter, value: BandsParameter['default']): Words {
  const said = value.map(({ above, upTo, result }) => {
    const from = above === null ? null : edge(parameter.unit, above);
    const to = upTo === null ? null : edge(parameter.unit, upTo);
    const range = from && to ? words(`${from.zh}以上至${to.zh}（含）`, `above ${from.en} up to ${to.en}`)
      : to ? words(`${to.zh}（含）以内`, `up to ${to.en}`)
      : from ? words(`${from.zh}以上`, `above ${from.en}`) : words('不论多少', 'any');
    const outcome = typeof result === 'number' ? words(sayPercent(result), sayPercent(result))
      : typeof result === 'string' ? optionWords(parameter.options, result)
      : joined(result.map(sayPost), '、', ', then ');
    return words(`${spaced(range.zh)}：${outcome.zh}`, `${range.en}: ${outcome.en}`);
  });
  return joined(said, '；', '; ');
}

/** A value as a rulebook prints it, in both languages. */
export function sayValue(parameter: Parameter, value: ParameterValue = parameter.default): Words {
  switch (parameter.kind) {
    case 'duration': {
      const { amount, unit } = amountIn(parameter, value);
      return sayDuration(amount, unit);
    }
    case 'count': return words(`${value as number} ${parameter.unit.zh}`, `${value as number} ${parameter.unit.en}`);
    case 'percent': return words(sayPercent(value as number), sayPercent(value as number));
    case 'fen': return words(sayFen(value as bigint), sayFen(value as bigint));
    case 'bands': return sayBands(parameter, value as BandsParameter['default']);
    case 'weights': {
      const shares = value as Readonly<Record<string, number>>;
      return listed(parameter.options.map((o) => {
        const figure = sayPercent(shares[o.key] ?? 0);
        return words(`${o.words.zh} ${figure}`, `${o.words.en} ${figure}`);
      }));
    }
    case 'list': return listed((value as readonly string[]).map((key) => optionWords(parameter.options, key)));
    case 'text': return optionWords(parameter.options, value as string);
    case 'schedule': return saySchedule(value as Schedule, parameter.options);
  }
}
