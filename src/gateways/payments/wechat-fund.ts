import type { ImportFormat, Recognition, RowRead, RowReader } from '../../kernel/imports/format.ts';
import { words } from '../../kernel/words.ts';
import { BalanceChain } from './balance-chain.ts';
import type { BillKind, BillRow } from './bill-row.ts';
import { readFen } from './cells.ts';
import { fitRow, type RowShape } from './fit.ts';
import { Columns, recogniseLayout, type Layout } from './layout.ts';
import { orderNoHints } from './order-hints.ts';
import { badAmount, duplicateNumber, problem, tooFewCells, tooManyCells, unknownWord, wrongSign } from './problems.ts';
import { isBlankRow, RowCells } from './reading.ts';
import { WechatTotals, type WechatTotal } from './wechat-totals.ts';

export const wechatFundLayout: Layout = {
  id: 'wechat.merchant.fund.11',
  kind: 'wechat-fund',
  title: words('微信支付商户资金账单', 'WeChat Pay merchant fund bill'),
  widths: [11],
  columns: [
    { name: '记账时间', key: true }, { name: '微信支付业务单号' }, { name: '资金流水单号', key: true }, { name: '业务名称' },
    { name: '业务类型', key: true }, { name: '收支类型', key: true }, { name: '收支金额(元)', key: true }, { name: '账户结余(元)' },
    { name: '资金变更提交申请人' }, { name: '备注' }, { name: '业务凭证号' },
  ],
};

const totals: readonly WechatTotal[] = [
  { names: ['资金流水总笔数'], title: words('资金流水总笔数', 'Number of movements'), unit: 'count' },
  { names: ['收入笔数'], title: words('收入笔数', 'Number of incomes'), unit: 'count' },
  { names: ['收入金额', '收入金额(元)'], title: words('收入金额', 'Income'), unit: 'fen' },
  { names: ['支出笔数'], title: words('支出笔数', 'Number of expenses'), unit: 'count' },
  { names: ['支出金额', '支出金额(元)'], title: words('支出金额', 'Expense'), unit: 'fen' },
];

/** Kind by 业务类型, then 业务名称; the first that occurs decides (退还交易手续费 is a fee given back). */
const kindWords: readonly (readonly [RegExp, BillKind])[] = [
  [/手续费/, 'fee'], [/退款/, 'refund'], [/提现/, 'withdrawal'], [/充值|转账|付款|分账|红包/, 'transfer'], [/交易/, 'payment'],
];
const kindOf = (text: string): BillKind | undefined => kindWords.find(([pattern]) => pattern.test(text))?.[1];

const directions = ['收入', '支出'] as const;

/**
 * Every movement of the WeChat account. A payment and its fee, and several refunds of one payment, share the 资金流水单号, so the
 * movement is `flow number/business number/type`; a further one with the same three but another balance gets `#2`, `#3`…
 */
class WechatFundReader implements RowReader<BillRow> {
  readonly #columns: Columns;
  readonly #shape: RowShape;
  readonly #seen = new Map<string, { line: number; trace: string }[]>();
  readonly #totals = new WechatTotals(totals);
  readonly #chain = new BalanceChain();

  constructor(recognition: Recognition, mapping: Readonly<Record<string, string>> | undefined) {
    const columns = new Columns(wechatFundLayout, recognition, mapping);
    const places = (names: readonly string[]) => names.filter((name) => columns.has(name)).map((name) => columns.at(name));
    this.#columns = columns;
    this.#shape = {
      width: columns.width, times: places(['记账时间']), amounts: places(['收支金额(元)', '账户结余(元)']),
      texts: places(['资金变更提交申请人', '备注', '业务凭证号']),
      forms: [{ at: columns.at('收支类型'), form: /^(?:收入|支出)$/ }],
    };
  }

  read(cells: readonly string[], line: number): RowRead<BillRow> {
    if (isBlankRow(cells)) return { is: 'ignored' };
    if (this.#totals.takes(cells, line)) return { is: 'total' };
    if (this.#columns.isHeading(cells)) return { is: 'ignored' };
    const fitted = fitRow(cells, this.#shape);
    const enough = fitted && fitted.length > Math.max(...this.#shape.amounts);
    if (!enough) {
      this.#chain.gap();
      return problem((fitted ? tooFewCells : tooManyCells)(cells.length, this.#shape.width));
    }
    return this.#row(new RowCells(this.#columns, fitted), line);
  }

  #row(row: RowCells, line: number): RowRead<BillRow> {
    const direction = row.text('收支类型');
    const known = directions.find((word) => word === direction);
    if (!known) row.problems.push(unknownWord('收支类型', direction, directions));
    const flowNo = row.requiredId('资金流水单号');
    const businessNo = row.id('微信支付业务单号');
    const voucher = row.id('业务凭证号') || null;
    const occurredAt = row.time('记账时间');
    const size = row.requiredFen('收支金额(元)');
    if (size < 0n) row.problems.push(wrongSign('收支金额(元)', row.text('收支金额(元)'), direction));
    const balanceText = row.text('账户结余(元)');
    const balanceFen = balanceText ? readFen(balanceText) : null;
    if (balanceText && balanceFen === null) row.problems.push(badAmount('账户结余(元)', balanceText));
    const kindText = row.text('业务类型');
    const trace = [occurredAt, direction, size, balanceText].join('|');
    const name = [...new Set([flowNo, businessNo, kindText])].filter(Boolean).join('/');
    const before = this.#seen.get(name) ?? [];
    const same = before.find((other) => other.trace === trace);
    if (row.problems.length > 0) {
      this.#chain.gap();
      return problem(...row.problems);
    }
    if (same) return problem(duplicateNumber('资金流水单号', flowNo, same.line));
    this.#seen.set(name, [...before, { line, trace }]);
    const movementNo = before.length === 0 ? name : `${name}#${before.length + 1}`;
    const amountFen = known === '支出' ? -size : size;
    this.#count(amountFen, known === '支出');
    this.#chain.add(line, flowNo, occurredAt, amountFen, balanceFen);
    const remark = row.textOrNull('备注');
    const record: BillRow = {
      provider: 'wechat', bill: 'fund', kind: kindOf(kindText) ?? kindOf(row.text('业务名称')) ?? 'other', kindText,
      tradeNo: businessNo || flowNo, movementNo, merchantOrderNo: voucher,
      orderNoHints: orderNoHints([voucher ?? '', remark ?? '']), occurredAt, amountFen, feeFen: 0n, balanceFen, status: 'success',
      account: null, counterparty: null, subject: row.textOrNull('业务名称'), remark,
    };
    return { is: 'record', key: `wechat:fund:${movementNo}`, record, happened: row.happened };
  }

  #count(amountFen: bigint, out: boolean): void {
    this.#totals.add('资金流水总笔数', 1n);
    this.#totals.add(out ? '支出笔数' : '收入笔数', 1n);
    this.#totals.add(out ? '支出金额' : '收入金额', (out ? -amountFen : amountFen) * 1000n);
  }

  end() {
    const stated = this.#totals.end();
    const balances = this.#chain.end();
    return {
      reconciliation: [...stated.reconciliation, ...balances.reconciliation],
      problems: [...stated.problems, ...balances.problems],
    };
  }
}

export const wechatFund: ImportFormat<BillRow> = {
  id: wechatFundLayout.id,
  kind: wechatFundLayout.kind,
  title: wechatFundLayout.title,
  recognise: (sheet, firstRows) => recogniseLayout(wechatFundLayout, sheet, firstRows),
  open: (recognition, mapping) => new WechatFundReader(recognition, mapping),
};
