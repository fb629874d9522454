import type { listEntries } from '../../../src/chapters/finance/ledger/contract.ts';
import { platformWords } from '../../../src/chapters/sales/contract.ts';
import { words } from '../../../src/kernel/words.ts';
import type { Filter } from '../../ui/filters.tsx';
import { useTw } from '../../ui/language.tsx';
import type { RowOf } from '../../ui/list-page.tsx';
import { optionsOf } from './names.ts';
import { useLedgerAccounts, useMonths, useOrders, useSkus, useStores } from './pickers.ts';

export const entryKindWords = {
  prepayment: words('买家付款', 'Prepayment'), sale: words('销售', 'Sale'), cost: words('成本', 'Cost'), receipt: words('收款', 'Receipt'), fee: words('手续费', 'Fee'), refund: words('退款', 'Refund'),
  withdrawal: words('提现', 'Withdrawal'), cancellation: words('取消', 'Cancellation'), difference: words('差额', 'Difference'), stock: words('存货', 'Stock'), reversal: words('冲销', 'Reversal'), manual: words('手工', 'By hand'),
} as const;

export function What({ row }: { row: Pick<RowOf<typeof listEntries>, 'what' | 'reversed'> }) {
  const tw = useTw();
  return <span style={row.reversed ? { textDecoration: 'line-through' } : undefined}>{tw(row.what)}</span>;
}

/** What an entry list can be narrowed by; a figure of a statement comes here with these in its address. */
export const entryFilters: Filter[] = [
  { key: 'account', title: words('科目', 'Account'), kind: 'pick', pinned: true, usePicks: useLedgerAccounts }, { key: 'from', title: words('起始账期', 'From period'), kind: 'pick', pinned: true, usePicks: useMonths },
  { key: 'to', title: words('截止账期', 'To period'), kind: 'pick', pinned: true, usePicks: useMonths }, { key: 'kind', title: words('类型', 'Kind'), kind: 'choice', pinned: true, options: optionsOf(entryKindWords) },
  { key: 'order', title: words('订单', 'Order'), kind: 'pick', pinned: true, usePicks: useOrders }, { key: 'store', title: words('店铺', 'Store'), kind: 'pick', usePicks: useStores },
  { key: 'channel', title: words('渠道', 'Channel'), kind: 'choice', options: optionsOf(platformWords) }, { key: 'sku', title: words('商品', 'Product'), kind: 'pick', usePicks: useSkus },
];
