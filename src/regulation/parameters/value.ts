import { canonical } from '../../kernel/json.ts';
import { Refusal, refuse } from '../../kernel/refusal.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Parameter, ParameterValue } from '../declare-parameter.ts';
import { unitWords } from '../declare-say.ts';
import { valueFaults, valueFromJson } from '../declare-values.ts';
import { regulationNo } from '../refusals.ts';

/** A value from JSON, judged by its kind, the bounds of its declaration and the law. @throws regulation.value-refused, regulation.below-law */
export function checkedValue(parameter: Parameter, json: unknown): ParameterValue {
  const value = valueFromJson(parameter, json);
  const faults = valueFaults(parameter, value);
  const [first] = faults;
  if (!first) return value as ParameterValue;
  const unlawful = faults.find((f) => f.law);
  if (unlawful?.law)
    throw refuse(regulationNo['below-law'], words(`${parameter.label.zh}：${unlawful.reason.zh}依据：${unlawful.law.zh}`, `${parameter.label.en}: ${unlawful.reason.en} ${unlawful.law.en}`), { key: parameter.key });
  throw new Refusal(regulationNo['value-refused'], words(`${parameter.label.zh}：${faults.map((f) => f.reason.zh).join('')}`, `${parameter.label.en}: ${faults.map((f) => f.reason.en).join(' ')}`),
    { key: parameter.key }, [{ path: 'value', message: first.reason }]);
}

/** Values are compared as the JSON that is stored. */
export const sameValue = (a: ParameterValue, b: ParameterValue): boolean => canonical(a) === canonical(b);

/** The unit beside an input field; null where the value is no figure. */
export function unitOf(parameter: Parameter): Words | null {
  switch (parameter.kind) {
    case 'duration': return unitWords(parameter.unit);
    case 'count': return parameter.unit;
    case 'percent': return words('%', '%');
    case 'fen': return words('元', 'yuan');
    default: return null;
  }
}
