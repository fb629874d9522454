import { DAY, localText } from '../../kernel/clock.ts';
import { words, type Words } from '../../kernel/words.ts';
import { sayValue } from '../declare-say.ts';
import type { Parts } from '../parts.ts';
import type { Judgement } from '../runtime/judgement.ts';

export interface EvidenceLine { readonly label: Words; readonly value: string | Words }

const line = (zh: string, en: string, value: string | Words): EvidenceLine => ({ label: words(zh, en), value });
interface Act { by: string; at: number }

/** The evidence of a verdict in words, by its kind. */
export function evidenceLines(parts: Pick<Parts, 'rulebook'>, { clause, control }: { clause: string; control: string }, row: { kind: Judgement['kind']; evidence: unknown }): EvidenceLine[] {
  const e = row.evidence as Record<string, unknown>;
  const declared = parts.rulebook.find((c) => c.id === clause);
  switch (row.kind) {
    case 'separation': {
      const [first, second] = [e['first'] as Act, e['second'] as Act];
      return [line('先办', 'First', `${first.by} · ${localText(first.at)}`), line('后办', 'Then', `${second.by} · ${localText(second.at)}`)];
    }
    case 'rule': {
      const decision = e['decision'] as { because: Words; exception: string | null };
      const own = declared?.controls.find((c) => c.id === control);
      const exception = own?.kind === 'rule' ? own.exceptions.find((x) => x.name === decision.exception)?.words : undefined;
      return [
        line('结论依据', 'Because', decision.because), line('适用', 'Case', exception ?? (own?.kind === 'rule' ? own.general : words('', ''))),
        line('规则', 'Rule', `${String(e['rule'])} v${String(e['version'])}`), line('输入摘要', 'Hash of the inputs', String(e['inputsHash']).slice(0, 16)),
      ];
    }
    case 'target': {
      const own = declared?.controls.find((c) => c.id === control);
      const parameter = own?.kind === 'target' ? declared!.parameters.find((p) => p.key === own.bound.parameter) : undefined;
      const bound = parameter ? sayValue(parameter, e['bound'] as number) : words(String(e['bound']), String(e['bound']));
      const measured = e['numerator'] === undefined ? line('结果', 'Result', words('数据缺失，无法判定', 'the data is missing'))
        : line('结果', 'Result', words(`${say(e['above'], 'zh')} ${String(e['numerator'])} ÷ ${say(e['below'], 'zh')} ${String(e['denominator'])}`, `${say(e['above'], 'en')} ${String(e['numerator'])} ÷ ${say(e['below'], 'en')} ${String(e['denominator'])}`));
      return [measured, line('目标', 'Bound', bound), line('期间', 'Window', `${localText(Number(e['from'])).slice(0, 10)} – ${localText(Number(e['to']) - DAY).slice(0, 10)}`)];
    }
    case 'attest':
      return [line('检查人', 'Checked by', String(e['by'])), ...(e['points'] as { zh: string; en: string; kept: boolean }[]).map((p) => ({ label: words(p.zh, p.en), value: p.kept ? words('合格', 'kept') : words('不合格', 'not kept') }))];
  }
}
const say = (pair: unknown, language: 'zh' | 'en'): string => (pair as Words | null)?.[language] ?? '';
