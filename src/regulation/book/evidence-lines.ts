import { DAY, localText } from '../../kernel/clock.ts';
import { formatYuan } from '../../kernel/money.ts';
import { words, type Words } from '../../kernel/words.ts';
import { sayValue } from '../declare-say.ts';
import type { Parts } from '../parts.ts';
import type { Judgement } from '../runtime/judgement.ts';

export interface EvidenceLine { readonly label: Words; readonly value: string | Words }

const line = (zh: string, en: string, value: string | Words): EvidenceLine => ({ label: words(zh, en), value });
interface Act { by: string; at: number }

/** The window of a target's verdict by its days: what people call it by. */
export const windowText = (e: Readonly<Record<string, unknown>>): string => `${localText(Number(e['from'])).slice(0, 10)} – ${localText(Number(e['to']) - DAY).slice(0, 10)}`;

/** The evidence of a verdict in words, by its kind. */
export function evidenceLines(parts: Pick<Parts, 'rulebook'> & Partial<Pick<Parts, 'engine'>>, { clause, control }: { clause: string; control: string }, row: { kind: Judgement['kind']; evidence: unknown }): EvidenceLine[] {
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
      const [top, under] = [Number(e['numerator']), Number(e['denominator'])];
      const inFen = parts.engine?.brought.figures.find((f) => f.name === e['figure'])?.money === true;
      const amount = (n: number): string => (inFen ? formatYuan(n) : String(n));
      const ratio = parameter?.kind === 'percent' && under > 0 ? [line('比率', 'Rate', `${(Math.floor((top * 10_000) / under) / 100).toFixed(2)}%`)] : [];
      const measured = e['numerator'] === undefined ? line('结果', 'Result', words('数据缺失，无法判定', 'the data is missing'))
        : line('结果', 'Result', words(`${say(e['above'], 'zh')} ${amount(top)} ÷ ${say(e['below'], 'zh')} ${amount(under)}`, `${say(e['above'], 'en')} ${amount(top)} ÷ ${say(e['below'], 'en')} ${amount(under)}`));
      return [...ratio, measured, line('目标', 'Bound', bound), line('期间', 'Window', windowText(e))];
    }
    case 'attest':
      return [line('检查人', 'Checked by', String(e['by'])), ...(e['points'] as { zh: string; en: string; kept: boolean }[]).map((p) => ({ label: words(p.zh, p.en), value: p.kept ? words('合格', 'kept') : words('不合格', 'not kept') }))];
  }
}
const say = (pair: unknown, language: 'zh' | 'en'): string => (pair as Words | null)?.[language] ?? '';
