import type { Runner } from '../../kernel/query.ts';
import { refuse } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';
import type { Parameter, Scope } from '../declare-parameter.ts';
import { sayValue } from '../declare-say.ts';
import type { Parts } from '../parts.ts';
import { regulationNo } from '../refusals.ts';
import { equallySpecific } from '../runtime/values.ts';
import { scopeNames } from './scopes.ts';

const END = Number.MAX_SAFE_INTEGER;

/**
 * Two values of which neither is the narrower, for one and the same time: a case that stands in both could be judged by either, so the
 * second is not published (engine.md §2). Says which stand against it. @throws regulation.equally-specific
 */
export async function refuseEquallySpecific(parts: Parts, on: { runner: Runner }, parameter: Parameter, value: { scopeType: Scope | null; scopeId: string | null; from: number }): Promise<void> {
  const { values } = parts.engine;
  const until = values.reachOf(parameter.key, value.scopeType, value.scopeId, value.from) ?? END;
  const against = values.history(parameter.key).filter((v) => v.knownTo === null && equallySpecific(v.scopeType, value.scopeType) && v.from < until && value.from < (v.to ?? END));
  if (against.length === 0) return;
  const names = await scopeNames(parts, on, parameter, [value]);
  const named = (type: string | null, id: string | null) => names.get(`${type} ${id}`) ?? words(id ?? '', id ?? '');
  const own = named(value.scopeType, value.scopeId);
  const list = against.map((v) => ({ where: named(v.scopeType, v.scopeId), what: sayValue(parameter, v.value) }));
  throw refuse(regulationNo['equally-specific'],
    words(`「${own.zh}」与以下同样具体的设置冲突：${list.map((l) => `${l.where.zh}（${l.what.zh}）`).join('；')}。`, `“${own.en}” stands against what is just as specific: ${list.map((l) => `${l.where.en} (${l.what.en})`).join('; ')}.`),
    { key: parameter.key, against: against.map((v) => ({ scopeType: v.scopeType, scopeId: v.scopeId, id: v.id })) });
}
