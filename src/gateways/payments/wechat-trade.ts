import type { ImportFormat, Reconciliation, Recognition, RowRead, RowReader } from '../../kernel/imports/format.ts';
import { words } from '../../kernel/words.ts';
import type { BillRow } from './bill-row.ts';
import { absolute, readMilliFen, roundToFen } from './cells.ts';
import { fitRow, type RowShape } from './fit.ts';
import { Columns, recogniseLayout } from './layout.ts';
import { orderNoHints } from './order-hints.ts';
import { badAmount, missingValue, problem, tooFewCells, tooManyCells, unknownWord, wrongSign } from './problems.ts';
import { isBlankRow, RowCells, SeenNumbers } from './reading.ts';
import { WechatTotals } from './wechat-totals.ts';
import { wechatTradeLayout, wechatTradeTotals } from './wechat-trade-layout.ts';

const states = ['SUCCESS', 'REFUND', 'REVOKED'] as const;
type State = (typeof states)[number];

/** 退款状态. CHANGE and FAIL: the money has not reached the buyer and must be paid by hand. */
const refundStates: Record<string, BillRow['status']> = { SUCCESS: 'success', PROCESSING: 'processing', FAIL: 'failed', CHANGE: 'failed' };

/** WeChat writes 0 where there is no refund number. */
const numberOrNone = (value: string): string => (value === '0' ? '' : value);

/**
 * One row a payment, refund or revocation. The amount of a payment is 应结订单金额 (without merchant vouchers that are never
 * settled), that of a refund 退款金额. A fee is charged when the file has it positive and given back when negative; it is kept
 * in 1/1000 fen for the totals and rounded half away from zero for the single row.
 */
class WechatTradeReader implements RowReader<BillRow> {
  readonly #columns: Columns;
  readonly #shape: RowShape;
  readonly #seen = new SeenNumbers();
  readonly #totals = new WechatTotals(wechatTradeTotals);
  #feeMilliFen = 0n;
  #feeFen = 0n;

  constructor(recognition: Recognition, mapping: Readonly<Record<string, string>> | undefined) {
    const columns = new Columns(wechatTradeLayout, recognition, mapping);
    const places = (names: readonly string[]) => names.filter((name) => columns.has(name)).map((name) => columns.at(name));
    this.#columns = columns;
    this.#shape = {
      width: columns.width,
      times: places(['交易时间', '退款申请时间', '退款成功时间']),
      amounts: places(['代金券金额', ...wechatTradeTotals.flatMap(({ column }) => column ?? [])]),
      texts: places(['商品名称', '商户数据包', '费率备注']),
      forms: [{ at: columns.at('交易状态'), form: /^(?:SUCCESS|REFUND|REVOKED)$/ }],
    };
  }

  read(cells: readonly string[], line: number): RowRead<BillRow> {
    if (isBlankRow(cells)) return { is: 'ignored' };
    if (this.#totals.takes(cells, line)) return { is: 'total' };
    if (this.#columns.isHeading(cells)) return { is: 'ignored' };
    const fitted = fitRow(cells, this.#shape);
    if (!fitted) return problem(tooManyCells(cells.length, this.#shape.width));
    if (fitted.length <= Math.max(...this.#shape.amounts)) return problem(tooFewCells(fitted.length, this.#shape.width));
    return this.#row(new RowCells(this.#columns, fitted), line);
  }

  #row(row: RowCells, line: number): RowRead<BillRow> {
    const state = row.text('交易状态');
    if (!isState(state)) return problem(unknownWord('交易状态', state, states));
    const tradeNo = row.requiredId('微信订单号');
    const merchantOrderNo = row.id('商户订单号') || null;
    const occurredAt = state === 'SUCCESS' ? row.time('交易时间') : row.time('退款申请时间', '交易时间');
    const settled = row.requiredFen('应结订单金额');
    const sums = this.#sums(row);
    const status = this.#status(state, row);
    const refund = absolute(row.fen('退款金额'));
    if (state === 'REFUND') row.requiredFen('退款金额');
    if (state === 'SUCCESS' && settled < 0n) row.problems.push(wrongSign('应结订单金额', row.text('应结订单金额'), state));
    const refundNo = numberOrNone(row.id('微信退款单号'));
    if (state === 'REFUND' && !refundNo) row.problems.push(missingValue('微信退款单号'));
    const currency = row.text('货币种类');
    if (currency && currency !== 'CNY') row.problems.push(unknownWord('货币种类', currency, ['CNY']));
    if (row.problems.length > 0) return problem(...row.problems);
    const movementNo = state === 'SUCCESS' ? tradeNo : refundNo || `${tradeNo}/${state}`;
    const again = this.#seen.repeated(movementNo, line, state === 'SUCCESS' ? '微信订单号' : '微信退款单号');
    if (again) return problem(again);
    this.#totals.add('总交易单数', 1n);
    for (const [total, value] of sums) this.#totals.add(total, value);
    const feeFen = -roundToFen(sums.get('手续费总金额') ?? 0n);
    this.#feeMilliFen += sums.get('手续费总金额') ?? 0n;
    this.#feeFen += feeFen;
    const remark = row.textOrNull('商户数据包');
    const subject = row.textOrNull('商品名称');
    const record: BillRow = {
      provider: 'wechat', bill: 'trade', kind: state === 'SUCCESS' ? 'payment' : 'refund', kindText: state, tradeNo, movementNo,
      merchantOrderNo, orderNoHints: orderNoHints([merchantOrderNo ?? '', remark ?? '', subject ?? '']), occurredAt,
      // A revocation gives back what was paid; some bills state it as the refund, some as the order amount.
      amountFen: state === 'SUCCESS' ? settled : -(refund || (state === 'REVOKED' ? absolute(settled) : 0n)),
      feeFen, balanceFen: null, status,
      account: numberOrNone(row.text('特约商户号')) || row.textOrNull('商户号'),
      counterparty: row.textOrNull('用户标识'), subject, remark,
    };
    return { is: 'record', key: `wechat:trade:${movementNo}`, record, happened: row.happened };
  }

  /** The columns that the file totals, in 1/1000 fen as the row has them. */
  #sums(row: RowCells): Map<string, bigint> {
    const sums = new Map<string, bigint>();
    for (const { column, names } of wechatTradeTotals) {
      if (column === undefined || !this.#columns.has(column)) continue;
      const text = row.text(column);
      const value = text ? readMilliFen(text) : 0n;
      if (value === null && (column === '手续费' || !row.problems.some((found) => found.column === column))) row.problems.push(badAmount(column, text));
      sums.set(names[0] ?? column, value ?? 0n);
    }
    return sums;
  }

  #status(state: State, row: RowCells): BillRow['status'] {
    if (state === 'SUCCESS') return 'success';
    if (state === 'REVOKED') return 'revoked';
    const text = row.text('退款状态');
    const status = refundStates[text];
    if (status === undefined) row.problems.push(text ? unknownWord('退款状态', text, Object.keys(refundStates)) : missingValue('退款状态'));
    return status ?? 'processing';
  }

  end() {
    const { reconciliation, problems } = this.#totals.end();
    const exact = -roundToFen(this.#feeMilliFen);
    // Fees of less than a fen: the rows, rounded one by one, may differ from the rounded sum. That difference is shown.
    const drift: Reconciliation[] = exact === this.#feeFen ? [] : [{
      name: words('手续费逐行取整后合计', 'Fees rounded row by row'), unit: 'fen', file: exact, rows: this.#feeFen, ok: false,
    }];
    return { reconciliation: [...reconciliation, ...drift], problems };
  }
}

const isState = (text: string): text is State => (states as readonly string[]).includes(text);

export const wechatTrade: ImportFormat<BillRow> = {
  id: wechatTradeLayout.id,
  kind: wechatTradeLayout.kind,
  title: wechatTradeLayout.title,
  recognise: (sheet, firstRows) => recogniseLayout(wechatTradeLayout, sheet, firstRows),
  open: (recognition, mapping) => new WechatTradeReader(recognition, mapping),
};
