import type { ImportFormat, ImportProblem, Recognition, RowRead, RowReader } from '../../kernel/imports/format.ts';
import { words } from '../../kernel/words.ts';
import { alipayAccount, alipayLine, outgoing, StatedTotal } from './alipay-preamble.ts';
import type { AlipayRecognition } from './alipay-trade.ts';
import { BalanceChain } from './balance-chain.ts';
import type { BillKind, BillRow } from './bill-row.ts';
import { cleanText, readFen } from './cells.ts';
import { fitRow, type RowShape } from './fit.ts';
import { Columns, recogniseLayout, type Layout } from './layout.ts';
import { orderNoHints } from './order-hints.ts';
import { badAmount, fileProblem, problem, tooFewCells, tooManyCells, totalsMissing, wrongSign } from './problems.ts';
import { isBlankRow, RowCells, SeenNumbers } from './reading.ts';

/** 账务明细 (signcustomer): 12 columns, since 2020 up to 16. Known by the names of both; brackets may be half-width. */
export const alipayFundLayout: Layout = {
  id: 'alipay.merchant.fund.12',
  kind: 'alipay-fund',
  title: words('支付宝商家账务明细', 'Alipay merchant fund bill'),
  widths: [12, 16],
  columns: [
    { name: '账务流水号', key: true }, { name: '业务流水号' }, { name: '商户订单号' }, { name: '商品名称' },
    { name: '发生时间', key: true }, { name: '对方账号' }, { name: '收入金额（+元）', key: true }, { name: '支出金额（-元）', key: true },
    { name: '账户余额（元）' }, { name: '交易渠道' }, { name: '业务类型' }, { name: '备注' },
    { name: '业务描述' }, { name: '业务基础订单号' }, { name: '业务订单号' }, { name: '业务账单来源' },
  ],
};

/** PC 动账 xlsx: the same movements under other names, heading on the third row. */
export const alipayLedgerLayout: Layout = {
  id: 'alipay.ledger.22',
  kind: 'alipay-fund',
  title: words('支付宝商家动账明细（PC 端表格）', 'Alipay merchant ledger (workbook)'),
  widths: [22],
  columns: [
    { name: '序号' }, { name: '入账时间', key: true }, { name: '支付宝交易号' }, { name: '支付宝流水号', key: true }, { name: '商户订单号' },
    { name: '账务类型', key: true }, { name: '收入（+元）', key: true }, { name: '支出（-元）', key: true }, { name: '账户余额（元）' },
    { name: '服务费（元）' }, { name: '支付渠道' }, { name: '签约产品' }, { name: '对方账户' }, { name: '对方名称' }, { name: '银行订单号' }, { name: '商品名称' }, { name: '备注' }, { name: '业务基础订单号' }, { name: '业务订单号' },
    { name: '业务账单来源' }, { name: '业务描述' }, { name: '付款备注' },
  ],
};

/** What the two exports call the same thing. */
interface FundNames {
  number: string;
  trade: string;
  time: string;
  income: string;
  expense: string;
  kind: string;
  party: string;
}

const csvNames: FundNames = {
  number: '账务流水号', trade: '业务流水号', time: '发生时间', income: '收入金额（+元）', expense: '支出金额（-元）', kind: '业务类型', party: '对方账号',
};
const workbookNames: FundNames = {
  number: '支付宝流水号', trade: '支付宝交易号', time: '入账时间', income: '收入（+元）', expense: '支出（-元）', kind: '账务类型', party: '对方账户',
};

/** Kind by the words of 业务类型 / 账务类型; the first that occurs decides (退费 and 服务费退款 are fees given back). */
const kindWords: readonly (readonly [RegExp, BillKind])[] = [
  [/收费|服务费|手续费|退费|佣金/, 'fee'], [/退款/, 'refund'], [/提现/, 'withdrawal'], [/转账|充值|红包|代发|转入|转出/, 'transfer'],
  [/在线支付|交易付款|交易|支付|收款/, 'payment'],
];
const kindOf = (text: string): BillKind => kindWords.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';

/**
 * Every movement of the account. Fees are rows of their own here, so `feeFen` is 0: the 服务费 column of the workbook repeats
 * what the trade bill says and would count twice. Expenses are written with or without a minus; both become negative.
 */
class AlipayFundReader implements RowReader<BillRow> {
  readonly #layout: Layout;
  readonly #names: FundNames;
  readonly #columns: Columns;
  readonly #shape: RowShape;
  readonly #seen = new SeenNumbers();
  readonly #chain = new BalanceChain();
  readonly #problems: ImportProblem[] = [];
  readonly #income = { count: new StatedTotal(words('收入笔数', 'Number of incomes'), 'count'), sum: new StatedTotal(words('收入合计', 'Income'), 'fen') };
  readonly #expense = { count: new StatedTotal(words('支出笔数', 'Number of expenses'), 'count'), sum: new StatedTotal(words('支出合计', 'Expense'), 'fen') };
  #account: string | null;
  #rows = 0;
  #ended = false;

  constructor(layout: Layout, names: FundNames, recognition: Recognition, mapping: Readonly<Record<string, string>> | undefined, account: string | null) {
    const columns = new Columns(layout, recognition, mapping);
    const places = (wanted: readonly string[]) => wanted.filter((name) => columns.has(name)).map((name) => columns.at(name));
    this.#layout = layout;
    this.#names = names;
    this.#columns = columns;
    this.#account = account;
    this.#shape = {
      width: columns.width,
      times: places([names.time]),
      amounts: places([names.income, names.expense, '账户余额（元）', '服务费（元）']),
      texts: places(['商品名称', names.party, '对方名称', '备注', '业务描述', '付款备注']),
      forms: [{ at: columns.at(names.number), form: /^\d{8,}$/ }],
    };
  }

  read(cells: readonly string[], line: number): RowRead<BillRow> {
    const around = alipayLine(cells);
    if (around) return this.#around(around, line);
    if (isBlankRow(cells) || this.#columns.isHeading(cells)) return { is: 'ignored' };
    if (/^(?:合计|总计|小计)/.test(cells.map(cleanText).find(Boolean) ?? '')) return { is: 'total' };
    const fitted = fitRow(cells, this.#shape);
    if (!fitted) return this.#bad(problem(tooManyCells(cells.length, this.#shape.width)));
    const keys = this.#layout.columns.filter(({ key }) => key).map(({ name }) => this.#columns.at(name));
    const needed = Math.max(...keys, ...this.#shape.amounts) + 1;
    if (fitted.length < needed) return this.#bad(problem(tooFewCells(fitted.length, this.#shape.width)));
    return this.#row(new RowCells(this.#columns, fitted), line);
  }

  #bad(read: RowRead<BillRow>): RowRead<BillRow> {
    this.#chain.gap();
    return read;
  }

  #around(around: NonNullable<ReturnType<typeof alipayLine>>, line: number): RowRead<BillRow> {
    if (around.is === 'account') this.#account = around.account;
    if (around.is === 'end') this.#ended = true;
    const known = around.is === 'total' ? { 收入: this.#income, 支出: this.#expense }[around.name] : undefined;
    if (around.is === 'unreadable-total' || (around.is === 'total' && !known)) {
      this.#problems.push(fileProblem(line, 'total-unreadable', words(
        '合计行无法读出收入或支出的笔数和金额，未能核对，请重新下载账单', 'A totals line cannot be read and was not checked: download the bill again')));
    }
    if (around.is !== 'total' || !known) return { is: around.is.endsWith('total') ? 'total' : 'ignored' };
    known.count.state(around.count);
    for (const fen of around.amounts.values()) known.sum.state(known === this.#expense ? outgoing(fen) : fen);
    return { is: 'total' };
  }

  #row(row: RowCells, line: number): RowRead<BillRow> {
    const names = this.#names;
    const movementNo = row.requiredId(names.number);
    const tradeNo = row.id(names.trade) || movementNo;
    const merchantOrderNo = row.id('商户订单号') || null;
    const income = row.fen(names.income);
    const expense = outgoing(row.fen(names.expense));
    const occurredAt = row.time(names.time);
    const kindText = row.text(names.kind);
    const balanceText = row.text('账户余额（元）');
    const balanceFen = balanceText ? readFen(balanceText) : null;
    if (balanceText && balanceFen === null) row.problems.push(badAmount('账户余额（元）', balanceText));
    if (income < 0n || (income !== 0n && expense !== 0n)) row.problems.push(wrongSign(names.income, row.text(names.income), kindText));
    if (row.problems.length > 0) return this.#bad(problem(...row.problems));
    const again = this.#seen.repeated(movementNo, line, names.number);
    if (again) return problem(again);
    this.#rows += 1;
    const amountFen = income + expense;
    this.#chain.add(line, movementNo, occurredAt, amountFen, balanceFen);
    if (amountFen !== 0n) {
      const side = amountFen > 0n ? this.#income : this.#expense;
      side.count.rows += 1n;
      side.sum.rows += amountFen;
    }
    const notes = [row.text('备注'), row.text('付款备注'), row.text('业务描述')];
    const record: BillRow = {
      provider: 'alipay', bill: 'fund', kind: kindOf(kindText), kindText,
      tradeNo, movementNo, merchantOrderNo,
      orderNoHints: orderNoHints([merchantOrderNo ?? '', ...notes, row.text('业务订单号'), row.text('业务基础订单号'), row.text('商品名称')]),
      occurredAt, amountFen, feeFen: 0n, balanceFen, status: 'success', account: this.#account,
      counterparty: [row.text('对方名称'), row.text(names.party)].filter(Boolean).join(' ') || null,
      subject: row.textOrNull('商品名称'),
      remark: notes.filter(Boolean).join('；') || null,
    };
    return { is: 'record', key: `alipay:fund:${movementNo}`, record, happened: row.happened };
  }

  end() {
    const totals = [this.#expense.count, this.#expense.sum, this.#income.count, this.#income.sum];
    const stated = totals.some((total) => total.file !== null);
    // The workbook states no totals; the csv always does, except on a day without movements.
    const required = this.#layout === alipayFundLayout && (this.#rows > 0 || !this.#ended);
    const balances = this.#chain.end();
    const missing = stated || !required ? [] : [totalsMissing()];
    return {
      reconciliation: [...totals.map((total) => total.entry(required)), ...balances.reconciliation],
      problems: [...this.#problems, ...balances.problems, ...missing],
    };
  }
}

const fundFormat = (layout: Layout, names: FundNames): ImportFormat<BillRow> => ({
  id: layout.id,
  kind: layout.kind,
  title: layout.title,
  recognise(sheet, firstRows, fileName): AlipayRecognition | null {
    const found = recogniseLayout(layout, sheet, firstRows);
    return found && { ...found, account: alipayAccount(firstRows, fileName) };
  },
  open: (recognition: AlipayRecognition, mapping) => new AlipayFundReader(layout, names, recognition, mapping, recognition.account ?? null),
});

export const alipayFund = fundFormat(alipayFundLayout, csvNames);
export const alipayLedger = fundFormat(alipayLedgerLayout, workbookNames);
