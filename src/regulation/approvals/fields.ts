import { canonical } from '../../kernel/json.ts';
import { formatYuan } from '../../kernel/money.ts';
import { words, type Words } from '../../kernel/words.ts';

/** Names of what requests commonly hold; what is not named here shows its own name. */
const labels: Readonly<Record<string, Words>> = {
  amountFen: words('金额', 'Amount'), budgetFen: words('预算', 'Budget'), offerFen: words('优惠金额', 'Offer'), discountBasisPoints: words('折扣', 'Discount'), marginBasisPoints: words('毛利率', 'Margin'),
  askedBasisPoints: words('让价', 'Discount asked'), floorBasisPoints: words('毛利底线', 'Margin floor'), belowFloor: words('低于毛利底线', 'Under the floor'), listFen: words('标价合计', 'List prices'), goodsFen: words('报价合计', 'Goods'), freightFen: words('运费', 'Freight'),
  validUntil: words('有效期至', 'Valid until'), payment: words('付款方式', 'Payment'), delivery: words('交货约定', 'Delivery'), code: words('编码', 'Code'), quantity: words('数量', 'Quantity'), unitFen: words('单价', 'Unit price'),
  reason: words('事由', 'Reason'), note: words('说明', 'Note'), period: words('账期', 'Period'), customer: words('客户', 'Customer'), customerNo: words('客户', 'Customer'), requestNo: words('请求编号', 'Request'), number: words('编号', 'Number'), name: words('名称', 'Name'),
  store: words('店铺', 'Store'), carrier: words('承运商', 'Carrier'), from: words('自', 'From'), to: words('至', 'To'), at: words('时间', 'At'), verb: words('动作', 'Act'), clause: words('条款', 'Clause'), control: words('控制', 'Control'),
  key: words('参数', 'Parameter'), value: words('数值', 'Value'), scopeType: words('范围', 'Scope'), scopeId: words('范围对象', 'Scope of'), payee: words('收款方', 'Payee'), lines: words('明细', 'Lines'), post: words('岗位', 'Post'), title: words('名称', 'Title'), text: words('内容', 'What'), due: words('期限', 'Due'), dueAt: words('应完成', 'Due'), owner: words('负责人', 'Owner'), subjectNo: words('单号', 'Number'), subjectType: words('类型', 'Kind'),
  spec: words('规格', 'Kind of article'), payableFen: words('应付', 'Payable'), discountFen: words('优惠', 'Discount'),
};

/** Only what is named there: a text that a person typed may be called `constructor`. */
const own = (names: Readonly<Record<string, Words>>, key: string): Words | undefined => (Object.hasOwn(names, key) ? names[key] : undefined);

export const labelOf = (key: string): Words => own(labels, key) ?? words(key.replace(/(Fen|BasisPoints)$/, ''), key.replace(/(Fen|BasisPoints)$/, ''));

/** What the record's chapter, its clause and the register know of what a request holds. */
export interface Known {
  /** Names of fields, and of values that come from a closed list. */
  readonly names: Readonly<Record<string, Words>>;
  /** Names of colleagues by their id. */
  readonly people: ReadonlyMap<string, string>;
}
export const nothingKnown: Known = { names: {}, people: new Map() };

export const nameOf = (key: string, known: Known): Words => own(known.names, key) ?? labelOf(key);

/** What every field inside is called, however deep it lies. */
export function labelsOf(content: unknown, known: Known, found: Record<string, Words> = {}): Record<string, Words> {
  if (Array.isArray(content)) for (const item of content) labelsOf(item, known, found);
  else if (isNested(content)) for (const [key, value] of Object.entries(content)) {
    if (!Object.hasOwn(found, key)) found[key] = nameOf(key, known);
    labelsOf(value, known, found);
  }
  return found;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Ids of records that nobody reads: people know them by the numbers and names beside them. */
export const isReference = (key: string, value: unknown, known: Known): boolean =>
  !(typeof value === 'string' && known.people.has(value)) && ((typeof value === 'string' && uuid.test(value)) || /(^id|Id)$/.test(key));

/** Every id in it, for looking up the colleagues among them. */
export function idsIn(content: unknown): string[] {
  if (typeof content === 'string') return uuid.test(content) ? [content] : [];
  return isNested(content) ? Object.values(content).flatMap(idsIn) : [];
}

const percent = (basisPoints: number): string => `${basisPoints / 100}%`;
const both = (text: string): Words => words(text, text);

/** A value of the content as people read it: money, shares and instants by the name of their field, closed lists and colleagues by name. */
export function sayField(key: string, value: unknown, known: Known = nothingKnown): Words {
  if (value === null || value === undefined || value === '') return both('—');
  if (typeof value === 'number' && key.endsWith('Fen')) return both(formatYuan(BigInt(value)));
  if (typeof value === 'number' && key.endsWith('BasisPoints')) return both(percent(value));
  if (typeof value === 'number' && value > 1e12 && /(^at$|At$|From$|Until$|By$)/.test(key)) return both(new Date(value + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' '));
  if (typeof value === 'boolean') return value ? words('是', 'Yes') : words('否', 'No');
  if (Array.isArray(value)) return value.length === 0 ? both('—') : joined(value.map((v) => sayField(key, v, known)), '；');
  if (typeof value === 'object') {
    const parts = Object.entries(value).filter(([k, v]) => !isReference(k, v, known)).map(([k, v]): Words => { const [l, s] = [nameOf(k, known), sayField(k, v, known)]; return words(`${l.zh} ${s.zh}`, `${l.en} ${s.en}`); });
    return joined(parts, '，');
  }
  return sayText(String(value as string | number), known);
}

function sayText(text: string, known: Known): Words {
  const person = known.people.get(text);
  if (person !== undefined) return both(person);
  const named = own(known.names, text);
  if (named) return named;
  // `market: a title`: one of a closed list before its text.
  const [head, ...rest] = text.split(': ');
  const kind = rest.length > 0 ? own(known.names, head!) : undefined;
  return kind ? words(`${kind.zh}：${rest.join(': ')}`, `${kind.en}: ${rest.join(': ')}`) : both(text);
}

/** The items of a list, each as a line. */
export const itemsOf = (key: string, value: unknown, known: Known): Words[] => {
  if (Array.isArray(value)) return value.length > 1 || value.some((v) => typeof v === 'object') ? value.map((v) => sayField(key, v, known)) : [];
  // A group of long texts or of lists is read part by part, too.
  if (!isNested(value) || !Object.values(value).some((v) => isNested(v) || String(v).length > 30)) return [];
  return Object.entries(value).filter(([k, v]) => !isReference(k, v, known)).map(([k, v]) => { const [l, said] = [nameOf(k, known), sayField(k, v, known)]; return words(`${l.zh}：${said.zh}`, `${l.en}: ${said.en}`); });
};

type Group = Readonly<Record<string, unknown>> | readonly unknown[];
export const isNested = (value: unknown): value is Group => typeof value === 'object' && value !== null;

/** What changed in a list or a group, leaf by leaf; null on one side: taken out, or new. */
export interface ChangedPart { readonly path: Words[]; readonly now: Words | null; readonly before: Words | null }

/** By what an item of a list is the same one although it stands elsewhere. */
const identities = ['id', 'lineId', 'orderLineId', 'skuId', 'code', 'key', 'name'];
function byIdentity(lists: readonly (readonly unknown[])[]): string | null {
  return identities.find((name) => lists.every((list) => list.every((item) => isNested(item) && typeof (item as Record<string, unknown>)[name] === 'string') && new Set(list.map((item) => (item as Record<string, unknown>)[name])).size === list.length)) ?? null;
}

export function changedParts(key: string, before: Group, now: Group, known: Known = nothingKnown): ChangedPart[] {
  const found: ChangedPart[] = [];
  const walk = (name: string, path: Words[], a: unknown, b: unknown): void => {
    if (canonical(a ?? null) === canonical(b ?? null) || isReference(name, b ?? a, known)) return;
    if (Array.isArray(a) && Array.isArray(b)) {
      const identity = byIdentity([a, b]);
      const of = (item: unknown): unknown => (item as Record<string, unknown>)[identity!];
      const pairs: [number, unknown, unknown][] = identity
        ? [...b.map((item, i): [number, unknown, unknown] => [i, a.find((x) => of(x) === of(item)), item]), ...a.flatMap((item, i): [number, unknown, unknown][] => (b.some((x) => of(x) === of(item)) ? [] : [[i, item, undefined]]))]
        : Array.from({ length: Math.max(a.length, b.length) }, (_, i): [number, unknown, unknown] => [i, a[i], b[i]]);
      for (const [i, x, y] of pairs) walk(name, [...path, words(`第 ${i + 1} 项`, `no. ${i + 1}`)], x, y);
    } else if (isNested(a) && isNested(b) && !Array.isArray(a) && !Array.isArray(b)) {
      for (const k of new Set([...Object.keys(a), ...Object.keys(b)])) walk(k, [...path, nameOf(k, known)], (a as Record<string, unknown>)[k], (b as Record<string, unknown>)[k]);
    } else found.push({ path, now: b === undefined ? null : sayField(name, b, known), before: a === undefined ? null : sayField(name, a, known) });
  };
  walk(key, [], before, now);
  return found;
}

const joined = (all: readonly Words[], by: string): Words => words(all.map((w) => w.zh).join(by), all.map((w) => w.en).join(by === '；' ? '; ' : ', '));
