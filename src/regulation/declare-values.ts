import { words, type Words } from '../kernel/words.ts';
import { allPosts } from '../kernel/posts.ts';
import { amountOf, unitsOf, type Band, type BandsParameter, type DurationParameter, type Parameter, type ParameterValue, type Schedule } from './declare-parameter.ts';
import { joined, sayDuration, sayValue, unitWords } from './declare-say.ts';

/** Why a value is refused; `law` is there when a statute forbids it. */
export interface ValueFault {
  readonly reason: Words;
  readonly law?: Words;
}

const fault = (zh: string, en: string): ValueFault => ({ reason: words(zh, en) });
const notOfKind = fault('数值的类型不符。', 'The value is not of the kind that this parameter takes.');

const isWhole = (v: unknown): v is number => typeof v === 'number' && Number.isSafeInteger(v);
const isRecord = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);
const clockTime = /^([01]\d|2[0-3]):[0-5]\d$/;
const periodNames: readonly unknown[] = ['day', 'week', 'month', 'quarter', 'year'];

/**
 * A gap, an overlap or an unordered pair in bands. Bands are (above, upTo]; together they must leave no figure undecided: the
 * first is open below, the last above, each begins where the one before ends.
 */
export function bandFaults(value: readonly Pick<Band, 'above' | 'upTo'>[]): ValueFault[] {
  if (value.length === 0) return [fault('至少要有一个区间。', 'There must be at least one band.')];
  const faults: ValueFault[] = [];
  if (value[0]!.above !== null) faults.push(fault('第一个区间之下留有空缺。', 'Figures below the first band are not covered.'));
  if (value.at(-1)!.upTo !== null) faults.push(fault('最后一个区间之上留有空缺。', 'Figures above the last band are not covered.'));
  value.forEach((band, i) => {
    const next = value[i + 1];
    if (band.above !== null && band.upTo !== null && band.above >= band.upTo) {
      faults.push(fault(`第 ${i + 1} 个区间的上限须高于下限。`, `Band ${i + 1} must end above its beginning.`));
    }
    if (!next) return;
    if (band.upTo === null || next.above === null || next.above < band.upTo) {
      faults.push(fault(`第 ${i + 1} 与第 ${i + 2} 个区间重叠。`, `Bands ${i + 1} and ${i + 2} overlap.`));
    } else if (next.above > band.upTo) {
      faults.push(fault(`第 ${i + 1} 与第 ${i + 2} 个区间之间留有空缺。`, `There is a gap between bands ${i + 1} and ${i + 2}.`));
    }
  });
  return faults;
}

/** The band that a figure falls into; bands that passed `bandFaults` always have one. */
export const bandOf = <B extends Pick<Band, 'above' | 'upTo'>>(value: readonly B[], figure: number | bigint): B | undefined =>
  value.find((b) => (b.above === null || figure > b.above) && (b.upTo === null || figure <= b.upTo));

function bandsFaults(parameter: BandsParameter, value: BandsParameter['default']): ValueFault[] {
  const result = (r: unknown): boolean => {
    if (parameter.result === 'percent') return isWhole(r) && r >= 0;
    if (parameter.result === 'option') return parameter.options?.some((o) => o.key === r) ?? false;
    return Array.isArray(r) && r.length > 0 && r.every((p) => allPosts.includes(p as never));
  };
  const edge = (e: unknown) => e === null || (parameter.unit === 'fen' ? typeof e === 'bigint' : isWhole(e));
  if (!Array.isArray(value) || !value.every((b) => isRecord(b) && edge(b['above']) && edge(b['upTo']) && result(b['result']))) return [notOfKind];
  return bandFaults(value);
}

function scheduleFaults(value: Schedule, options: readonly string[]): ValueFault[] {
  if (!isRecord(value)) return [notOfKind];
  if ('steps' in value) {
    const steps: readonly unknown[] = Array.isArray(value.steps) ? value.steps : [];
    if (steps.length === 0 || !steps.every(isRecord)) return [notOfKind];
    const days = value.steps.map((s) => s.day);
    const known = value.steps.every((s) => isWhole(s.day) && s.day >= 0 && options.includes(s.act));
    if (!known) return [notOfKind];
    return days.every((d, i) => i === 0 || d > days[i - 1]!) ? [] : [fault('各步骤的天数须依次递增。', 'The days of the steps must rise.')];
  }
  if ('from' in value) {
    if (!clockTime.test(String(value.from)) || !clockTime.test(String(value.to))) return [notOfKind];
    return value.from === value.to ? [fault('起止时间不能相同。', 'The window must not begin and end at the same time.')] : [];
  }
  const weekday = value.on === undefined || (value.every === 'week' && isWhole(value.on) && value.on >= 1 && value.on <= 7);
  return periodNames.includes(value.every) && weekday ? [] : [notOfKind];
}

function keysFaults(parameter: Parameter & { kind: 'list' }, value: readonly string[]): ValueFault[] {
  const known = parameter.options.map((o) => o.key);
  if (!Array.isArray(value) || !value.every((v) => known.includes(v))) return [notOfKind];
  return new Set(value).size === value.length ? [] : [fault('清单中有重复项。', 'The list names something twice.')];
}

/** A whole number in a unit that the declaration permits. */
function durationFaults(parameter: DurationParameter, value: unknown): ValueFault[] {
  if (isWhole(value)) return value >= 0 ? [] : [notOfKind];
  if (!isRecord(value) || !isWhole(value['amount']) || value['amount'] < 0 || Object.keys(value).length !== 2) return [notOfKind];
  const permitted = unitsOf(parameter);
  if (permitted.some((p) => p.unit === value['unit'])) return [];
  const units = joined(permitted.map((p) => unitWords(p.unit)));
  return [fault(`单位须为：${units.zh}。`, `The unit must be one of: ${units.en}.`)];
}

function kindFaults(parameter: Parameter, value: unknown): ValueFault[] {
  switch (parameter.kind) {
    case 'duration': return durationFaults(parameter, value);
    case 'count': case 'percent': return isWhole(value) && value >= 0 ? [] : [notOfKind];
    case 'fen': return typeof value === 'bigint' && value >= 0n ? [] : [notOfKind];
    case 'bands': return bandsFaults(parameter, value as BandsParameter['default']);
    case 'weights': {
      const keys = parameter.options.map((o) => o.key);
      if (!isRecord(value) || Object.keys(value).some((k) => !keys.includes(k)) || !keys.every((k) => isWhole(value[k]) && value[k] >= 0)) return [notOfKind];
      const total = keys.reduce((sum, k) => sum + Number(value[k]), 0);
      return total === 10_000 ? [] : [fault(`各项权重合计须为 100%，现为 ${total / 100}%。`, `The weights must sum to 100%, not ${total / 100}%.`)];
    }
    case 'list': return keysFaults(parameter, value as readonly string[]);
    case 'text': return parameter.options.some((o) => o.key === value) ? [] : [notOfKind];
    case 'schedule': return scheduleFaults(value as Schedule, parameter.options?.map((o) => o.key) ?? []);
  }
}

function lawFaults(parameter: Parameter, value: ParameterValue): ValueFault[] {
  const law = parameter.statutory;
  if (!law) return [];
  const figure = typeof value === 'number' || typeof value === 'bigint' ? value : null;
  const keys = Array.isArray(value) ? (value as readonly string[]) : null;
  const options = 'options' in parameter ? parameter.options ?? [] : [];
  const names = (all: readonly string[]) => joined(all.map((k) => options.find((o) => o.key === k)?.words ?? words(k, k)));
  const faults: ValueFault[] = [];
  if (figure !== null && law.min !== undefined && figure < law.min) {
    const { zh, en } = sayValue(parameter, law.min as ParameterValue);
    faults.push({ ...fault(`低于法定下限 ${zh}。`, `Below the legal minimum of ${en}.`), law: law.law });
  }
  if (figure !== null && law.max !== undefined && figure > law.max) {
    const { zh, en } = sayValue(parameter, law.max as ParameterValue);
    faults.push({ ...fault(`超过法定上限 ${zh}。`, `Above the legal maximum of ${en}.`), law: law.law });
  }
  const more = law.only && keys ? keys.filter((k) => !law.only!.includes(k)) : [];
  if (more.length) faults.push({ ...fault(`法律不允许列入：${names(more).zh}。`, `The law does not allow: ${names(more).en}.`), law: law.law });
  const less = law.contains && keys ? law.contains.filter((k) => !keys.includes(k)) : [];
  if (less.length) faults.push({ ...fault(`法律要求必须包含：${names(less).zh}。`, `The law requires: ${names(less).en}.`), law: law.law });
  return faults;
}

/** Everything that speaks against a value: its kind first, then the effective bounds, then the law. Empty = it may be proposed. */
export function valueFaults(parameter: Parameter, value: unknown): readonly ValueFault[] {
  const wrong = kindFaults(parameter, value);
  if (wrong.length) return wrong;
  const legal = lawFaults(parameter, value as ParameterValue);
  if (!('bounds' in parameter)) return legal;
  if (parameter.kind === 'duration') {
    const { amount, unit } = amountOf(parameter, value as ParameterValue);
    const { min, max } = unitsOf(parameter).find((p) => p.unit === unit)!;
    return legal.length || (amount >= min && amount <= max) ? legal : [fault(`须在 ${sayDuration(min, unit).zh}至 ${sayDuration(max, unit).zh}之间。`, `It must lie between ${sayDuration(min, unit).en} and ${sayDuration(max, unit).en}.`)];
  }
  const { min, max } = parameter.bounds;
  const figure = value as number | bigint;
  if (legal.length || (figure >= min && figure <= max)) return legal;
  const from = sayValue(parameter, min);
  const to = sayValue(parameter, max);
  return [fault(`须在 ${from.zh}至 ${to.zh}之间。`, `It must lie between ${from.en} and ${to.en}.`)];
}

/** A value as JSON brings it (money as integers) turned into the value of its parameter; `valueFaults` judges the result. */
export function valueFromJson(parameter: Parameter, json: unknown): unknown {
  const toFen = (v: unknown) => (isWhole(v) ? BigInt(v) : v);
  if (parameter.kind === 'fen') return toFen(json);
  // In its own unit a duration is a number, so that the same value is always the same JSON.
  if (parameter.kind === 'duration' && isRecord(json) && json['unit'] === parameter.unit && Object.keys(json).length === 2) return json['amount'];
  if (parameter.kind !== 'bands' || parameter.unit !== 'fen' || !Array.isArray(json)) return json;
  return json.map((band: unknown) => (isRecord(band) ? { ...band, above: toFen(band['above']), upTo: toFen(band['upTo']) } : band));
}
