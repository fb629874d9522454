import type { Answer } from '../../../kernel/http/contract.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import { divideRounded } from '../../../kernel/money.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { storesById } from '../../../registers/company/index.ts';
import { skusById } from '../../../registers/products/index.ts';
import { uuidOf, type QueryOf } from '../asked.ts';
import { accounts, type AccountKey } from '../ledger/accounts.ts';
import { months } from '../ledger/queries.ts';
import type * as contract from './contract.ts';

type Statement = Answer<typeof contract.readProfit>;

const byColumn = { month: 'period', store: 'store_id', channel: 'channel', product: 'sku_id' } as const;
/** A page holds so many columns; what is smaller is summed in one. */
const COLUMNS = 12;
const NONE = '';
const REST = '*';

interface Line { key: string; name: Words; kind: 'account' | 'sum' | 'ratio'; account: AccountKey | null; of: (value: (key: AccountKey) => bigint) => bigint }

/** Debit positive in the books; in a statement revenue counts up and cost counts up too. */
const taken = (key: AccountKey, sign: 1n | -1n): Line => ({ key, name: accounts[key].name, kind: 'account', account: key, of: (value) => sign * value(key) });
const total = (key: string, zh: string, en: string, of: Line['of']): Line => ({ key, name: words(zh, en), kind: 'sum', account: null, of });
const revenue: Line['of'] = (v) => -v('sales') - v('returns') - v('freightIncome');
const gross: Line['of'] = (v) => revenue(v) - v('cost') - v('costDifference');
const operating: Line['of'] = (v) => gross(v) - v('fees') - v('freight') - v('promotion');
const net: Line['of'] = (v) => operating(v) - v('otherIncome') - v('otherExpense');

const lines: readonly Line[] = [
  taken('sales', -1n), taken('returns', 1n), taken('freightIncome', -1n), total('revenue', '营业收入净额', 'Net revenue', revenue),
  taken('cost', 1n), taken('costDifference', 1n), total('gross', '毛利', 'Gross profit', gross),
  { key: 'gross-margin', name: words('毛利率', 'Gross margin'), kind: 'ratio', account: null, of: gross },
  taken('fees', 1n), taken('freight', 1n), taken('promotion', 1n), total('operating', '营业利润', 'Operating profit', operating),
  taken('otherIncome', -1n), taken('otherExpense', 1n), total('net', '净利润', 'Net profit', net),
  { key: 'net-margin', name: words('净利率', 'Net margin'), kind: 'ratio', account: null, of: net },
];

interface Cell { account: string; column: string | null; fen: bigint }

/** The profit statement from the turnovers, which are kept with every entry: it never reads postings (clause 6.3.1). */
export async function profit({ kernel, query }: Pick<Asked<undefined, QueryOf<typeof contract.readProfit>>, 'kernel' | 'query'>): Promise<Statement> {
  const { from, to } = months(query, kernel.clock.now());
  const by = query.by ?? 'month';
  const { rows } = await kernel.db.query<Cell & Record<string, unknown>>(`select account, ${byColumn[by]}::text as column, sum(debit_fen - credit_fen)::bigint as fen from finance.turnover
    where period between $1 and $2 and account = any ($3) and ($4::uuid is null or store_id = $4) and ($5::text is null or channel = $5) group by 1, 2`,
    [from, to, lines.flatMap((l) => (l.account ? [accounts[l.account].number] : [])), uuidOf(query.store, 'store'), query.channel ?? null], `finance.profit_by_${by}`);
  const cells = new Map<string, Map<string, bigint>>();
  for (const row of rows) {
    const key = row.column ?? NONE;
    const column = cells.get(key) ?? cells.set(key, new Map()).get(key)!;
    column.set(row.account, (column.get(row.account) ?? 0n) + row.fen);
  }
  const { keys, folded } = fold(cells, by);
  const titles = await titlesOf(kernel, by, keys);
  const value = (key: string) => (account: AccountKey): bigint => cells.get(key)?.get(accounts[account].number) ?? 0n;
  const all = (account: AccountKey): bigint => rows.reduce((a, r) => (r.account === accounts[account].number ? a + r.fen : a), 0n);
  const { rows: [open] } = await kernel.db.query<{ open: bigint }>(`select count(*) as open from (select distinct period from finance.turnover where period between $1 and $2) t
    where not exists (select from finance.period p where p.period = t.period and p.state = 'closed')`, [from, to], 'finance.open_months');
  return {
    from, to, by, folded, closed: open!.open === 0n, columns: keys.map((key) => ({ key, title: titles.get(key) ?? key })),
    lines: lines.map((l) => ({
      key: l.key, name: l.name, kind: l.kind, account: l.account ? accounts[l.account].number : null,
      values: keys.map((key) => shown(l, value(key))), total: shown(l, all),
    })),
  };
}

function shown(line: Line, value: (key: AccountKey) => bigint): number | null {
  if (line.kind !== 'ratio') return Number(line.of(value));
  const base = revenue(value);
  return base <= 0n ? null : Number(divideRounded(line.of(value) * 10_000n, base));
}

/** Months in their order; the others by size, the smaller ones folded into one column. */
function fold(cells: Map<string, Map<string, bigint>>, by: keyof typeof byColumn): { keys: string[]; folded: number } {
  if (by === 'month') return { keys: [...cells.keys()].toSorted(), folded: 0 };
  const size = (key: string): bigint => -(cells.get(key)?.get(accounts.sales.number) ?? 0n);
  const keys = [...cells.keys()].filter((k) => k !== NONE).toSorted((a, b) => (size(a) === size(b) ? (a < b ? -1 : 1) : size(a) > size(b) ? -1 : 1));
  const none = cells.has(NONE) ? [NONE] : [];
  if (keys.length <= COLUMNS) return { keys: [...keys, ...none], folded: 0 };
  const small = keys.slice(COLUMNS);
  const rest = new Map<string, bigint>();
  for (const key of small) for (const [account, fen] of cells.get(key)!) rest.set(account, (rest.get(account) ?? 0n) + fen);
  cells.set(REST, rest);
  return { keys: [...keys.slice(0, COLUMNS), REST, ...none], folded: small.length };
}

async function titlesOf(kernel: Asked<undefined, undefined>['kernel'], by: keyof typeof byColumn, keys: readonly string[]): Promise<Map<string, string>> {
  const ids = keys.filter((k) => k !== NONE && k !== REST);
  const named = new Map<string, string>([[NONE, '—'], [REST, '…']]);
  if (by === 'store') for (const [id, store] of await storesById(kernel, ids)) named.set(id, store.name);
  if (by === 'product') for (const [id, sku] of await skusById(kernel, ids)) named.set(id, `${sku.code} ${sku.title}`);
  return named;
}
