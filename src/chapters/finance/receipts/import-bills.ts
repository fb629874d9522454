import { scopeOf } from '../../../kernel/actor.ts';
import { paymentFormats } from '../../../gateways/payments/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { ImportKind, ImportProblem, Reconciliation } from '../../../kernel/imports/format.ts';
import type { ImportTarget, RowOutcome, StagedRow } from '../../../kernel/imports/target.ts';
import { refuse } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { formatYuan } from '../../../kernel/money.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { billImported } from '../facts.ts';
import { mayKeepAccounts, mayRecord } from '../policies.ts';
import { no } from '../refusals.ts';
import { activeAccounts, lockAccount, type PaymentAccount } from './accounts.ts';
import { accountOfBill, registerFromBill } from './bill-account.ts';
import { maskParty, moved, movementsOf, type Landing, type StoredBillRow } from './bill-rows.ts';
import { bookReceipts, knownMovements, landReceipts, movementKey } from './land.ts';
import { settleSuspects } from './settle-suspects.ts';

type Known = Awaited<ReturnType<typeof knownMovements>>;
type Problem = Omit<ImportProblem, 'line'>;
interface Read { line: number; row: StoredBillRow; movements: Landing[] }

const checked = (account: PaymentAccount, provider: 'alipay' | 'wechat'): PaymentAccount => {
  if (!account.active) throw refuse(no['account-inactive']);
  if (account.provider !== provider) throw refuse(no['account-of-other-kind'], words(`所选账户「${account.name}」不是${provider === 'alipay' ? '支付宝' : '微信支付'}账户。`, `The account “${account.name}” is not of ${provider === 'alipay' ? 'Alipay' : 'WeChat Pay'}.`));
  return account;
};

/** Why a row cannot be taken. A bill of another account is never booked into this one. */
function problemOf(account: PaymentAccount | null, { row, movements }: Read, known: Known): Problem | null {
  if (account?.accountNo && row.account && row.account !== account.accountNo)
    return { code: 'bill.other-account', message: words(`该行属于账号 ${row.account.slice(0, 4)}…${row.account.slice(-4)}，不是所选账户「${account.name}」。`, `The row belongs to account ${row.account.slice(0, 4)}…${row.account.slice(-4)}, not to “${account.name}”.`) };
  for (const movement of movements) {
    const before = known.get(movementKey(movement));
    if (before && account && before.accountId !== account.id)
      return { code: 'bill.known-elsewhere', message: words('这笔流水已经导入到另一个收款账户。', 'This movement was imported into another account.') };
    if (before && before.amountFen !== movement.amountFen)
      return { code: 'bill.amount-changed', message: words('同一流水号的金额与以前导入的不同，请核对账单。', 'The amount differs from what was imported under this number: check the bill.') };
  }
  return null;
}

/** What applying a row does: movements not known yet land, those whose state moved on are taken further, the rest is as it was. */
function fateOf({ movements }: Read, known: Known): 'accepted' | 'updated' | 'unchanged' {
  const missing = movements.filter((m) => !known.has(movementKey(m)));
  if (missing.length === movements.length) return 'accepted';
  const advanced = movements.some((m) => {
    const before = known.get(movementKey(m));
    return before && before.status !== m.status && !moved(before.status as Landing['status']);
  });
  return missing.length > 0 || advanced ? 'updated' : 'unchanged';
}

const readAll = (rows: readonly StagedRow[]): Read[] => rows.map(({ line, record }) => ({ line, row: record as StoredBillRow, movements: movementsOf(record as StoredBillRow) }));

const namedIn = (read: readonly Read[]): string | null => read.find((r) => r.row.account)?.row.account ?? null;

/** The account of this run, under lock: what was chosen, what an earlier chunk found, what the bill states. */
async function accountOfRun(tx: Tx, provider: 'alipay' | 'wechat', chosen: string | undefined, named: string | null): Promise<PaymentAccount | null> {
  const [before] = chosen ? [] : await tx.rows<{ account_id: string }>('finance.account_of_run', 'select account_id from finance.bill where run_id = $1 and provider = $2 limit 1', [runOf(tx), provider]);
  const found = await accountOfBill(tx, provider, chosen ?? before?.account_id, named);
  const account = found ? await lockAccount(tx, found.id) : await registerFromBill(tx, provider, named);
  return account && checked(account, provider);
}

const unclear = (named: string | null): Problem => ({
  code: 'bill.account-unclear', message: named === null ? words('账单没有写明账号，请重新导入并选择收款账户。', 'The bill states no account number: import it again and choose the account.')
    : words(`账号 ${named.slice(0, 4)}…${named.slice(-4)} 还没有登记，请会计登记收款账户后重试。`, `Account ${named.slice(0, 4)}…${named.slice(-4)} is not registered: let the accountant register it, then try again.`),
});

/** The first row of each movement, and the rows of bills that overlap: they tell of it again. */
function apart(rows: readonly StagedRow[]): { first: StagedRow[]; again: StagedRow[] } {
  const met = new Set<string>();
  const [first, again]: [StagedRow[], StagedRow[]] = [[], []];
  for (const row of rows) {
    (met.has(row.key) ? again : first).push(row);
    met.add(row.key);
  }
  return { first, again };
}

/** Bills of one run that overlap come one after the other, as if each had been imported by itself. */
async function applyRows(tx: Tx, provider: 'alipay' | 'wechat', rows: readonly StagedRow[], chosen: string | undefined): Promise<RowOutcome[]> {
  const { first, again } = apart(rows);
  const outcomes = await applyOnce(tx, provider, first, chosen);
  return again.length === 0 ? outcomes : [...outcomes, ...(await applyRows(tx, provider, again, chosen))];
}

async function applyOnce(tx: Tx, provider: 'alipay' | 'wechat', rows: readonly StagedRow[], chosen: string | undefined): Promise<RowOutcome[]> {
  const read = readAll(rows);
  const named = namedIn(read);
  const account = await accountOfRun(tx, provider, chosen, named);
  if (!account) return read.map(({ line }) => ({ line, is: 'quarantined', problems: [unclear(named)] }));
  const known = await knownMovements(tx, read.flatMap((r) => r.movements));
  const outcomes: RowOutcome[] = [];
  const taken: Read[] = [];
  for (const one of read) {
    const problem = problemOf(account, one, known);
    if (problem) outcomes.push({ line: one.line, is: 'quarantined', problems: [problem] });
    else {
      const is = fateOf(one, known);
      if (is !== 'unchanged') taken.push(one);
      outcomes.push({ line: one.line, is });
    }
  }
  for (const [bill, own] of Map.groupBy(taken, (t) => t.row.bill)) {
    const billId = await billOf(tx, account, bill, own);
    await landReceipts(tx, account, billId, own.flatMap((t) => t.movements.filter((m) => !known.has(movementKey(m)))));
  }
  await advance(tx, account, taken.flatMap((t) => t.movements), known);
  return outcomes;
}

/** Refunds that were under way when they were first seen, and have now moved money: they land late. */
async function advance(tx: Tx, account: PaymentAccount, movements: readonly Landing[], known: Known): Promise<void> {
  const changed = movements.flatMap((m) => {
    const before = known.get(movementKey(m));
    return before && before.status !== m.status && !moved(before.status as Landing['status']) ? [{ id: before.id, landing: m }] : [];
  });
  if (changed.length === 0) return;
  const rows = await tx.rows<{ id: string }>('finance.advance_receipts', `update finance.receipt r set status = c.status, version = r.version + 1, updated_at = to_timestamp($2 / 1000.0),
      state = case when c.moved then 'open' else r.state end
    from jsonb_to_recordset($1::jsonb) as c(id uuid, status text, moved boolean) where r.id = c.id and r.state = 'void' returning r.id`,
    [JSON.stringify(changed.map((c) => ({ id: c.id, status: c.landing.status, moved: moved(c.landing.status) }))), tx.now]);
  const done = new Set(rows.map((r) => r.id));
  await bookReceipts(tx, account, changed.filter((c) => done.has(c.id) && moved(c.landing.status)).map((c) => ({ ...c, state: 'open' as const })));
}

/** The bill of this run: one row per run and kind, its figures grow with the chunks. */
async function billOf(tx: Tx, account: PaymentAccount, bill: 'trade' | 'fund', own: readonly Read[]): Promise<string> {
  const amounts = own.map((o) => BigInt(o.row.amountFen));
  const times = own.map((o) => o.row.occurredAt);
  const [row] = await tx.rows<{ id: string }>('finance.grow_bill', `insert into finance.bill as b (id, run_id, provider, bill, account_id, rows, first_at, last_at, in_fen, out_fen, fee_fen, imported_by, imported_by_name, created_at)
    values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0), to_timestamp($8 / 1000.0), $9, $10, $11, $12, $13, to_timestamp($14 / 1000.0))
    on conflict (run_id, provider, bill) do update set rows = b.rows + excluded.rows, first_at = least(b.first_at, excluded.first_at), last_at = greatest(b.last_at, excluded.last_at),
      in_fen = b.in_fen + excluded.in_fen, out_fen = b.out_fen + excluded.out_fen, fee_fen = b.fee_fen + excluded.fee_fen returning id`,
    [tx.newId(), runOf(tx), account.provider, bill, account.id, own.length, Math.min(...times), Math.max(...times), amounts.reduce((a, f) => (f > 0n ? a + f : a), 0n),
      amounts.reduce((a, f) => (f < 0n ? a + f : a), 0n), own.reduce((a, o) => a + BigInt(o.row.feeFen), 0n), tx.actor.id, tx.actor.name, tx.now]);
  return row!.id;
}

/** The import run under whose verb this is: the verb is about it. */
function runOf(tx: Tx): string {
  if (tx.about?.type !== 'import') throw new Error('a bill is applied inside an import run');
  return tx.about.id;
}

/** A day without movements has totals and no rows: which bill it is, is told by the names of its totals. */
const billByTotals = (totals: readonly Reconciliation[]): 'trade' | 'fund' =>
  (totals.some((t) => ['收入笔数', '支出笔数', '资金流水总笔数'].includes(t.name.zh)) ? 'fund' : 'trade');

async function finish(tx: Tx, provider: 'alipay' | 'wechat', run: Parameters<NonNullable<ImportTarget['finished']>>[1]): Promise<void> {
  const account = await accountOfRun(tx, provider, run.settings.account, null);
  // Every row waits in quarantine for its account, or an empty day of nobody knows which: there is no bill to finish.
  if (!account) return;
  if (run.rows === 0)
    await tx.rows('finance.empty_bill', `insert into finance.bill (id, run_id, provider, bill, account_id, imported_by, imported_by_name, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8 / 1000.0)) on conflict do nothing`,
      [tx.newId(), run.id, provider, billByTotals(run.reconciliation), account.id, tx.actor.id, tx.actor.name, tx.now]);
  const reconciled = run.reconciliation.every((r) => r.ok);
  const bills = await tx.rows<{ id: string; bill: 'trade' | 'fund'; rows: number }>('finance.finish_bills', `update finance.bill set reconciled = $2, reconciliation = $3, finished_at = to_timestamp($4 / 1000.0)
    where run_id = $1 and finished_at is null returning id, bill, rows`,
    [run.id, reconciled, JSON.stringify(run.reconciliation.map((r) => ({ ...r, file: r.file === null ? null : Number(r.file), rows: Number(r.rows) }))), tx.now]);
  await settleSuspects(tx, account);
  for (const bill of bills)
    tx.fact(billImported, bill.id, { provider, bill: bill.bill, accountId: account.id, rows: bill.rows, reconciled }, { objects: [{ type: 'account', id: account.id }] });
}

/** A movement in one line: kind, amount, order number, party. */
function tellRow(row: StoredBillRow): Words {
  const order = row.orderNoHints[0] ?? row.merchantOrderNo;
  const say = (no: string, fee: string) => [row.kindText, formatYuan(row.amountFen), row.feeFen === 0 ? null : `${fee} ${formatYuan(row.feeFen)}`, order && `${no} ${order}`, maskParty(row.counterparty)].filter(Boolean).join(' · ');
  return words(say('订单', '手续费'), say('order', 'fee'));
}

const billTarget = (provider: 'alipay' | 'wechat', kinds: readonly ImportKind[], title: ReturnType<typeof words>): ImportTarget => ({
  kinds, title, may: mayRecord,
  formats: paymentFormats.filter((f) => kinds.includes(f.kind)),
  needs: [{ name: 'account', optional: true }],
  undo: {
    possible: false,
    instead: words('账单不能撤回：每一行都是平台上真实发生过的收支，已经记账，只能冲正，不能当作没有发生。核对错的请在核对台撤销核对后重新核对；导错账户的，请在核对台写明原因处理，并把账单导入正确的账户。',
      'Bills cannot be taken back: every row is money that really moved and stands in the books. Undo a wrong match at the matching desk and match anew; of a bill in the wrong account, explain the rows at the desk and import the bill into the right one.'),
  },
  // Alipay packs a summary by store beside the detail; its money is that of the detail once more.
  leftOut: (fileName, firstRows) => (/[（(]汇总[)）]/.test(fileName) || firstRows.slice(0, 5).some((row) => /业务汇总|账务汇总/.test(row[0] ?? ''))
    ? words('汇总表：与明细为同一批款项，不重复导入。', 'A summary of the same money as the detail: not imported twice.') : null),
  stops: {
    'bill.account-unclear': words('登记收款账户后重新预览；会计导入时会自动登记。', 'Register the payment account, then look at the preview again; when an accountant imports, it is registered by itself.'),
    'bill.other-account': words('请返回，选择账单所属的收款账户。', 'Go back and choose the account that the bill is of.'),
  },
  describe: ({ record }) => tellRow(record as StoredBillRow),
  async preview(kernel: Kernel, rows, settings, actor) {
    const read = readAll(rows);
    const found = await accountOfBill(kernel, provider, settings.account, namedIn(read));
    const account = found && checked(found, provider);
    // As it will be in the run: who keeps the accounts registers the bill's own with it.
    const registers = scopeOf(actor, mayKeepAccounts) !== null && (namedIn(read) !== null || !(await activeAccounts(kernel)).some((a) => a.provider === provider));
    if (!account && !registers) return read.map(({ line }): RowOutcome => ({ line, is: 'quarantined', problems: [unclear(namedIn(read))] }));
    const known = await knownMovements(kernel, read.flatMap((r) => r.movements));
    const again = new Set(apart(rows).again.map((r) => r.line));
    return read.map((one): RowOutcome => {
      const problem = problemOf(account, one, known);
      return problem ? { line: one.line, is: 'quarantined', problems: [problem] } : { line: one.line, is: again.has(one.line) ? 'unchanged' : fateOf(one, known) };
    });
  },
  apply: (tx, rows, settings) => applyRows(tx, provider, rows, settings.account),
  totals: {
    names: () => ['rows', 'payments', 'refunds', 'fees', 'others'],
    of({ kind: of, key, record }, first) {
      const { kind, amountFen, feeFen } = record as StoredBillRow;
      if (!first(`${of} ${key}`)) return {};
      if (kind === 'fee') return { rows: 1, fees: amountFen };
      return { rows: 1, fees: feeFen, [kind === 'payment' ? 'payments' : kind === 'refund' ? 'refunds' : 'others']: amountFen };
    },
  },
  finished: (tx, run) => finish(tx, provider, run),
  async recounted(tx, run) {
    await tx.rows('finance.recount_bills', 'update finance.bill set reconciled = $2, reconciliation = $3 where run_id = $1 and finished_at is not null', [run.id, run.reconciliation.every((r) => r.ok), JSON.stringify(run.reconciliation)]);
  },
});

/**
 * Bills of Alipay and WeChat Pay (clause 6.1.2). The same file twice changes nothing: movements are known by provider, bill and number. How
 * the two bills of one account come together: `pair-bills.ts`.
 */
export const importAlipayBills = billTarget('alipay', ['alipay-trade', 'alipay-fund'], words('支付宝账单', 'Alipay bills'));
export const importWechatBills = billTarget('wechat', ['wechat-trade', 'wechat-fund'], words('微信支付账单', 'WeChat Pay bills'));
