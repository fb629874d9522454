import { listPeriods, readTrialBalance } from '../../../src/chapters/finance/ledger/contract.ts';
import { listAccounts, listBills, listReceivables } from '../../../src/chapters/finance/receipts/contract.ts';
import { listStores } from '../../../src/chapters/operations/contract.ts';
import { listSkus } from '../../../src/registers/products/contract.ts';
import { dayOf } from '../../ui/format.ts';
import type { Pick, UsePicks } from '../../ui/filters.tsx';
import { useTw } from '../../ui/language.tsx';
import { useRead } from '../../ui/use-api.ts';
import { providerWords } from './names.ts';

/** Records that lists of finance are narrowed by, found by what people call them: an account, a store, an order, an article, a bill, a month. */

const holding = (q: string, picks: readonly Pick[], chosen: string | undefined): readonly Pick[] =>
  picks.filter((p) => q === '' || p.value === chosen || p.label.toLowerCase().includes(q.toLowerCase())).slice(0, 50);

/** What was found, and the chosen one before it when the finding does not have it. */
const withChosen = (found: readonly Pick[], one: Pick | undefined): readonly Pick[] => (one && !found.some((p) => p.value === one.value) ? [one, ...found] : found);

export const usePaymentAccounts: UsePicks = (q, chosen) => {
  const read = useRead(listAccounts, {}, { topics: ['finance'] });
  return holding(q, (read.data?.rows ?? []).map((a) => ({ value: a.id, label: a.name })), chosen);
};

export const useLedgerAccounts: UsePicks = (q, chosen) => {
  const tw = useTw();
  const read = useRead(readTrialBalance, { query: {} }, { topics: ['finance'] });
  return holding(q, (read.data?.rows ?? []).map((a) => ({ value: a.number, label: `${a.number} ${tw(a.name)}` })), chosen);
};

export const useMonths: UsePicks = (q, chosen) => {
  const read = useRead(listPeriods, {}, { topics: ['finance'] });
  const months = (read.data?.rows ?? []).map((r) => ({ value: r.period, label: r.period }));
  return holding(q, withChosen(months, chosen ? { value: chosen, label: chosen } : undefined), chosen);
};

export const useStores: UsePicks = (q, chosen) => {
  const read = useRead(listStores, { query: { limit: '200' } });
  return holding(q, (read.data?.rows ?? []).map((s) => ({ value: s.id, label: s.name })), chosen);
};

export const useOrders: UsePicks = (q, chosen, open) => {
  const found = useRead(listReceivables, { query: { q, limit: '20' } }, { enabled: open });
  const one = useRead(listReceivables, { query: { id: chosen ?? '', limit: '1' } }, { enabled: chosen !== undefined });
  const pick = (v: { id: string; orderNo: string; outsideNo: string | null } | undefined): Pick | undefined => v && { value: v.id, label: v.outsideNo ? `${v.orderNo} · ${v.outsideNo}` : v.orderNo };
  return withChosen(open ? (found.data?.rows ?? []).map((v) => pick(v)!) : [], chosen === undefined ? undefined : pick(one.data?.rows[0]));
};

export const useSkus: UsePicks = (q, chosen, open) => {
  const found = useRead(listSkus, { query: { q, limit: '20' } }, { enabled: open });
  const one = useRead(listSkus, { query: { id: chosen ?? '', limit: '1' } }, { enabled: chosen !== undefined });
  const pick = (k: { id: string; code: string; title: string; spec: string | null } | undefined): Pick | undefined => k && { value: k.id, label: [k.code, k.title, k.spec].filter(Boolean).join(' ') };
  return withChosen(open ? (found.data?.rows ?? []).map((k) => pick(k)!) : [], chosen === undefined ? undefined : pick(one.data?.rows[0]));
};

export const useBills: UsePicks = (q, chosen, open) => {
  const tw = useTw();
  const found = useRead(listBills, { query: { limit: '50' } }, { enabled: open });
  const one = useRead(listBills, { query: { id: chosen ?? '', limit: '1' } }, { enabled: chosen !== undefined });
  const pick = (b: { id: string; provider: keyof typeof providerWords; account: string; createdAt: number } | undefined): Pick | undefined => b && { value: b.id, label: `${tw(providerWords[b.provider])} ${b.account} ${dayOf(b.createdAt)}` };
  return holding(q, withChosen(open ? (found.data?.rows ?? []).map((b) => pick(b)!) : [], chosen === undefined ? undefined : pick(one.data?.rows[0])), chosen);
};
