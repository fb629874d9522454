import type { ParcelRecord } from '../../../../src/chapters/logistics/transport/contract.ts';
import { words, type Words } from '../../../../src/kernel/words.ts';

/** What a person or scanner put into the one box, for the parcel that lies on the table. */
export type Step =
  | { is: 'open'; code: string } | { is: 'item'; code: string } | { is: 'pick' } | { is: 'weigh'; grams: number } | { is: 'count'; code: string | null; quantity: number } | { is: 'look'; line: number } | { is: 'pass' } | { is: 'fail'; defect: string }
  | { is: 'waybill'; number: string | null } | { is: 'ship' } | { is: 'unclear' };

const PARCEL = /^(?:PK|WV)-\d{8}-\d{4,}$/i;

/** `1.25`, `1.25kg` are kilograms; `1250`, `1250g` grams. Longer numbers are barcodes. */
export function gramsOf(typed: string): number | null {
  const found = /^(\d{1,5}(?:\.\d{1,3})?)\s*(kg|g|千克|公斤|克)?$/i.exec(typed.trim());
  if (!found) return null;
  const kilos = found[2] === undefined ? found[1]!.includes('.') : /kg|千克|公斤/i.test(found[2]);
  const grams = Math.round(Number(found[1]) * (kilos ? 1_000 : 1));
  return grams >= 1 && grams <= 1_000_000 ? grams : null;
}

/** `code*3` is three of it, `+3` three more of what was scanned last. */
function countOf(text: string): { code: string | null; quantity: number } {
  const more = /^\+\s*(\d{1,4})$/.exec(text);
  if (more) return { code: null, quantity: Math.max(1, Number(more[1])) };
  const many = /^(.+?)\s*[*×]\s*(\d{1,4})$/.exec(text);
  return many ? { code: many[1]!, quantity: Math.max(1, Number(many[2])) } : { code: text, quantity: 1 };
}

/** The next step of the walk pick → weigh → inspect → waybill → ship. An empty box takes the usual way; an inspection passes only when `counted`. */
export function stepFor(parcel: (Pick<ParcelRecord, 'state'> & { weightHeld?: boolean }) | null, typed: string, counted = false): Step {
  const text = typed.normalize('NFKC').trim();
  if (PARCEL.test(text)) return { is: 'open', code: text.toUpperCase() };
  if (!parcel) return text === '' ? { is: 'unclear' } : { is: 'open', code: text };
  switch (parcel.state) {
    case 'waiting': case 'picking': return text === '' ? { is: 'pick' } : { is: 'item', code: text };
    case 'picked': {
      const grams = gramsOf(text);
      return grams === null ? { is: 'unclear' } : { is: 'weigh', grams };
    }
    case 'packed': {
      // The scales disagreed: the box takes another weight.
      const again = parcel.weightHeld ? gramsOf(text) : null;
      if (again !== null) return { is: 'weigh', grams: again };
      if (text === '') return counted && !parcel.weightHeld ? { is: 'pass' } : { is: 'unclear' };
      // A code may begin with 0 or X: a defect stands after a space or in Chinese.
      const defect = /^(?:[0xX×]\s+|[0xX×](?=\p{Script=Han})|不合格?\s*)(.+)$/u.exec(text)?.[1];
      if (defect) return { is: 'fail', defect };
      const line = /^=\s*(\d{1,3})$/.exec(text)?.[1];
      if (line) return { is: 'look', line: Number(line) };
      return text === '0' ? { is: 'unclear' } : { is: 'count', ...countOf(text) };
    }
    case 'inspected': return { is: 'waybill', number: text === '' ? null : text };
    case 'announced': return text === '' || text === '1' ? { is: 'ship' } : { is: 'open', code: text };
    default: return text === '' ? { is: 'unclear' } : { is: 'open', code: text };
  }
}

/** What the box asks for now. */
export const hintOf: Partial<Record<ParcelRecord['state'] | 'none' | 'counted', Words>> = {
  none: words('扫描包裹号或运单号', 'Scan a parcel number or waybill'),
  waiting: words('扫描商品；直接回车 = 全部拣齐', 'Scan articles; Enter = all picked'),
  picking: words('扫描商品；直接回车 = 全部拣齐', 'Scan articles; Enter = all picked'),
  picked: words('输入重量：1250 或 1.25（千克）', 'Weight: 1250 or 1.25 (kg)'),
  packed: words('验货：逐件扫描商品；同一商品多件输 +数量；0 加空格加原因 = 不合格', 'Inspect: scan every article; +n for more of the same; 0, a space and the reason = failed'),
  counted: words('已全部核对：回车 = 检验合格；0 加空格加原因 = 不合格', 'All counted: Enter = passed; 0, a space and the reason = failed'),
  inspected: words('扫描运单号；直接回车 = 取号', 'Scan the waybill; Enter = get a number'),
  announced: words('回车 = 发货', 'Enter = ship'),
};
