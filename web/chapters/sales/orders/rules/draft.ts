import type { ReviewSettingsShape } from '../../../../../src/chapters/sales/contract.ts';
import { ruleWords } from '../../../../../src/chapters/sales/contract.ts';
import { words, type Words } from '../../../../../src/kernel/words.ts';

export type Settings = ReviewSettingsShape;
type StoreSettings = Settings['stores'][number];

/** The settings in one spelling, so that equal ones compare equal. */
export const spelled = (s: Settings): string => JSON.stringify({
  ...s, off: s.off.toSorted(), plainFlags: s.plainFlags.toSorted(), idleRemarks: s.idleRemarks.toSorted(), noAfterSales: s.noAfterSales.toSorted(),
  stores: s.stores.toSorted((a, b) => (a.storeId < b.storeId ? -1 : 1)),
});

const nameOf = (rule: string): Words => ruleWords[rule as keyof typeof ruleWords];
const list = (values: readonly string[]): string => (values.length === 0 ? '—' : values.join('、'));
const same = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean => a?.toSorted().join('\u001f') === b?.toSorted().join('\u001f') && (a === undefined) === (b === undefined);

/** What changed, a sentence each. Stores are named by `storeName`. */
export function changesOf(before: Settings, after: Settings, storeName: (id: string) => string): Words[] {
  const says: Words[] = [];
  for (const rule of after.off.filter((r) => !before.off.includes(r))) says.push(words(`关闭“${nameOf(rule).zh}”`, `“${nameOf(rule).en}” off`));
  for (const rule of before.off.filter((r) => !after.off.includes(r))) says.push(words(`开启“${nameOf(rule).zh}”`, `“${nameOf(rule).en}” on`));
  if (before.duplicateWithinHours !== after.duplicateWithinHours)
    says.push(words(`重复订单时限 ${before.duplicateWithinHours} → ${after.duplicateWithinHours} 小时`, `Duplicates within ${before.duplicateWithinHours} → ${after.duplicateWithinHours} hours`));
  if (before.manyOrders !== after.manyOrders) says.push(words(`短时间多单 ${before.manyOrders} → ${after.manyOrders} 单`, `Many orders: from ${before.manyOrders} → ${after.manyOrders}`));
  if (before.manyOrdersWithinHours !== after.manyOrdersWithinHours)
    says.push(words(`短时间多单时限 ${before.manyOrdersWithinHours} → ${after.manyOrdersWithinHours} 小时`, `Many orders within ${before.manyOrdersWithinHours} → ${after.manyOrdersWithinHours} hours`));
  const lists = [['plainFlags', words('无含义旗帜', 'Plain flags')], ['idleRemarks', words('无需处理的留言', 'Idle remarks')], ['noAfterSales', words('视为无售后', 'Means no refund')]] as const;
  for (const [key, name] of lists) if (!same(before[key], after[key])) says.push(words(`${name.zh}：${list(before[key])} → ${list(after[key])}`, `${name.en}: ${list(before[key])} → ${list(after[key])}`));
  const [old, young] = [before, after].map((s) => new Map(s.stores.map((one) => [one.storeId, one]))) as [Map<string, StoreSettings>, Map<string, StoreSettings>];
  for (const id of new Set([...old.keys(), ...young.keys()])) {
    if (JSON.stringify(old.get(id)) === JSON.stringify(young.get(id))) continue;
    const now = young.get(id);
    says.push(now ? words(`${storeName(id)}单独设置：${own(now, 'zh')}`, `${storeName(id)} by itself: ${own(now, 'en')}`) : words(`${storeName(id)}恢复与公司一致`, `${storeName(id)} follows the company again`));
  }
  return says;
}

/** What a store has of its own. */
function own(s: StoreSettings, language: 'zh' | 'en'): string {
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  return [
    s.off && (s.off.length === 0 ? say('全部规则开启', 'every rule on') : say(`关闭 ${s.off.map((r) => nameOf(r).zh).join('、')}`, `off: ${s.off.map((r) => nameOf(r).en).join(', ')}`)),
    s.duplicateWithinHours && say(`重复时限 ${s.duplicateWithinHours} 小时`, `duplicates within ${s.duplicateWithinHours} h`),
    s.manyOrders && say(`多单 ${s.manyOrders} 单`, `many orders from ${s.manyOrders}`), s.manyOrdersWithinHours && say(`多单时限 ${s.manyOrdersWithinHours} 小时`, `many orders within ${s.manyOrdersWithinHours} h`),
    s.plainFlags && say(`无含义旗帜 ${list(s.plainFlags)}`, `plain flags ${list(s.plainFlags)}`), s.idleRemarks && say(`无需处理的留言 ${list(s.idleRemarks)}`, `idle remarks ${list(s.idleRemarks)}`),
  ].filter(Boolean).join(say('；', '; ')) || say('与公司一致', 'as the company');
}
